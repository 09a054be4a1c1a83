"""A walk over blocks of statements: branches, loops, contexts and errors."""

import ast
from collections.abc import Callable
from typing import Any, ClassVar

from baesc.knowledge.facts.blocks import TYPES_ONLY, ends, is_for_types, rest_never_runs, truth_of
from baesc.knowledge.facts.branches import (
    condition_of,
    handed_at,
    loop_of,
    none_read,
    pointless_of,
    return_of,
)
from baesc.knowledge.facts.code_kinds import Dead, Pointless
from baesc.knowledge.facts.expression_walk import ExpressionWalk
from baesc.knowledge.facts.flow import except_of, forgets, raise_of, shallow
from baesc.knowledge.facts.guards import joined, negated
from baesc.knowledge.facts.kinds import Texts, With
from baesc.knowledge.facts.text import dotted
from baesc.knowledge.facts.value_types import items_of


class BlockWalk(ExpressionWalk):
    """What is open around a statement; `visits` are the statements of a meaning of their own."""

    __slots__ = ("asserts", "clause", "declared", "handed", "in_finally")

    visits: ClassVar[dict[type[ast.stmt], Callable[[Any, Any], None]]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.asserts = False
        self.clause: ast.ExceptHandler | None = None
        self.declared: ast.expr | None = None
        self.handed: ast.expr | None = None
        self.in_finally = False

    def block(self, body: list[ast.stmt]) -> None:
        """Walk statements in their order, as far as control comes."""
        past = self.past
        for at, node in enumerate(body):
            visit = self.visits.get(type(node))
            self.handed = handed_at(body, at)
            if visit is None:
                self.other(node)
            else:
                visit(self, node)
            self.add("pointless", none_read(body, at, self.frame.name))
            if rest_never_runs(body, at):
                self.add("dead", Dead(body[at + 1].lineno, self.frame.name, "after"))
                break
        self.past = past

    def loose(self, node: ast.Expr) -> None:
        """Walk an expression statement; a docstring says nothing that a rule asks for."""
        if not isinstance(node.value, ast.Constant):
            self.unused_call = node.value
            self.expression(node.value)
            self.add("pointless", pointless_of(node, self.frame.name, self.aliases))
            if isinstance(node.value, ast.Call):
                name = dotted(node.value.func, self.aliases)
                self.loose_calls.append(Pointless(node.lineno, self.frame.name, "exception", name))

    def other(self, node: ast.AST) -> None:
        """Walk a statement or a clause of no special meaning."""
        if isinstance(node, ast.pattern):
            self.bind_pattern(node)
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, ast.expr):
                self.expression(value)
            elif isinstance(value, ast.pattern):
                self.other(value)
            elif isinstance(value, list):
                if value and isinstance(value[0], ast.stmt):
                    self.block(value)
                    continue
                for one in value:
                    if isinstance(one, ast.expr):
                        self.expression(one)
                    elif isinstance(one, ast.AST):
                        self.other(one)

    def imports(self, node: ast.Import | ast.ImportFrom) -> None:
        """Walk an import: one in a `try` may fail."""
        self.bind_imports(node, guarded=self.guarded)

    def if_(self, node: ast.If) -> None:
        """Walk the branches of an `if` that can be taken."""
        truth = truth_of(node.test, self.aliases)
        self.expression(node.test)
        self.add("condition", condition_of(
            node, truth, self.owner, self.frame.name, self.aliases, self.scope.local(),
        ))  # fmt: skip
        for_types = truth == TYPES_ONLY
        asked = self.ask(node.test)
        outer, self.under = self.under, joined(self.under, asked)
        if truth is False or (for_types and not is_for_types(node.body)):
            why = "types" if for_types else "never"
            self.add("dead", Dead(node.body[0].lineno, self.frame.name, why))
            if for_types:
                self.aside(node.body)
        else:
            self.block(node.body)
        self.under = joined(outer, negated(asked))
        if truth is True and node.orelse:
            self.add("dead", Dead(node.orelse[0].lineno, self.frame.name, "never"))
        else:
            self.block(node.orelse)
        self.under = outer
        if ends(node.body):
            self.past = joined(self.past, negated(asked))

    def aside(self, body: list[ast.stmt]) -> None:
        """Walk a block for the names that it binds alone."""
        outer, self.facts = self.facts, {}
        self.block(body)
        self.facts = outer

    def while_(self, node: ast.While) -> None:
        """Walk a loop that can be entered."""
        if truth_of(node.test, self.aliases) is False:
            self.add("dead", Dead(node.body[0].lineno, self.frame.name, "never"))
            self.block(node.orelse)
        else:
            self.add("pointless", loop_of(node, self.frame.name))
            self.other(node)

    def return_(self, node: ast.Return) -> None:
        """Keep what a function answers."""
        self.add(
            "return",
            return_of(
                node, self.owner, self.frame.name, self.declared, self.aliases,
                in_except=bool(self.caught), in_finally=self.in_finally,
                opened=self.scope.opened, under=self.under, handed=self.handed,
            ),
        )  # fmt: skip
        if node.value is not None:
            self.see_returned(node.value)
            self.expression(node.value)

    def augment(self, node: ast.AugAssign) -> None:
        """Walk `x += y`, which may append to the text of a statement."""
        self.append_text(node)
        self.other(node)

    def with_(self, node: ast.With | ast.AsyncWith) -> None:
        """Walk a block inside its contexts."""
        outer = self.contexts
        opened = []
        for item in node.items:
            call = item.context_expr
            name = dotted(call.func if isinstance(call, ast.Call) else call, self.aliases)
            opened.append(name)
            self.expression(call, in_with=True)
            if item.optional_vars is not None:
                self.bind_target(item.optional_vars)
        self.contexts = (*outer, *opened)
        yields = any(isinstance(one, ast.Yield | ast.YieldFrom) for one in shallow(node.body))
        outside = self.scope.opened
        targets = [one.optional_vars for one in node.items]
        self.scope.opened = outside | {one.id for one in targets if isinstance(one, ast.Name)}
        self.block(node.body)
        self.scope.opened = outside
        self.contexts = outer
        for name in opened:
            last = name.rpartition(".")[2]
            self.add("with", With(node.lineno, self.frame.name, name, last, yields))

    def try_(self, node: ast.Try) -> None:
        """Walk a `try`: what it guards, what it catches, and what comes in any case."""
        outer = self.guarded
        self.guarded = outer or bool(node.handlers)
        before = len(self.frame.calls)
        self.block(node.body)
        tries = tuple(self.frame.calls[before:])
        self.guarded = outer
        for one in node.handlers:
            self.except_(one, tries)
        self.block(node.orelse)
        inside, self.in_finally = self.in_finally, True
        self.block(node.finalbody)
        self.in_finally = inside

    def except_(self, node: ast.ExceptHandler, tries: Texts) -> None:
        """Walk a clause, in which the exception is at hand."""
        before = len(self.frame.calls)
        if node.type is not None:
            self.expression(node.type)
        if node.name:
            self.scope.bind(node.name, node.lineno)
        scope = self.scope
        outer, self.caught = self.caught, (*self.caught, node.name)
        around, self.clause = self.clause, node
        inside = scope.errors
        if node.name:
            scope.errors = inside | {node.name}
        self.block(node.body)
        self.caught, scope.errors, self.clause = outer, inside, around
        calls = tuple(self.frame.calls[before:])
        self.add("except", except_of(node, self.frame.name, calls, self.aliases, tries))

    def for_(self, node: ast.For) -> None:
        """Walk a loop; what it goes over says what calls in it are given."""
        items = items_of(node.iter, self.aliases, {})
        outer = self.loops
        if items and isinstance(node.target, ast.Name):
            self.loops = {**outer, node.target.id: items}
        self.add("pointless", loop_of(node, self.frame.name))
        self.other(node)
        self.loops = outer

    def raise_(self, node: ast.Raise) -> None:
        """Keep what is raised, and under which conditions."""
        found = raise_of(node, self.frame.name, self.caught, self.aliases)
        if found is not None:
            silent = found.in_except and not found.caused and forgets(self.clause)
            self.add("raise", found._replace(under=self.under, forgets=silent))
        self.other(node)

    def assert_(self, node: ast.Assert) -> None:
        """Walk an assertion; what it asserts is read when all functions are known."""
        self.asserts = True
        self.expression(node.test)
