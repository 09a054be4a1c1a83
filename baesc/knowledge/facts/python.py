"""Facts of a Python file: one walk over its syntax tree."""

import ast
from collections.abc import Callable
from typing import Any, ClassVar

from baesc.knowledge.facts.assertions import asserted_in
from baesc.knowledge.facts.bindings import field_of
from baesc.knowledge.facts.block_walk import BlockWalk
from baesc.knowledge.facts.blocks import answers_nothing, is_stub, is_to_be_done
from baesc.knowledge.facts.calls import spelled
from baesc.knowledge.facts.folding import folded
from baesc.knowledge.facts.frame import Frame, FunctionNode, fixture_of, parameters_of, trial_of
from baesc.knowledge.facts.kinds import Class, Facts, Function, Module, Texts
from baesc.knowledge.facts.mapped import Names
from baesc.knowledge.facts.naming import Naming
from baesc.knowledge.facts.obligations import listed_in, may_list
from baesc.knowledge.facts.opened import opened_in
from baesc.knowledge.facts.saving import may_lose, unsaved_in
from baesc.knowledge.facts.scopes import Scope, read_type, rebindings
from baesc.knowledge.facts.tables import class_facts, table_facts
from baesc.knowledge.facts.text import dotted, short
from baesc.knowledge.facts.value_types import Named, keep_name
from baesc.knowledge.facts.web import decorated_on_error, dependency_of, route_of, router_of

TARGET_PYTHON = (3, 11)


def python_facts(text: str) -> Facts:
    """Return the facts of a module; SyntaxError, ValueError or RecursionError if it is none."""
    walk = _Walk()
    tree = ast.parse(text, feature_version=TARGET_PYTHON)
    tree = folded(tree, text)
    walk.module(tree)
    if may_lose(text):
        walk.add_all("unsaved", unsaved_in(tree, walk.aliases))
    if may_list(text):
        for kind, fact in listed_in(tree, walk.aliases):
            walk.add(kind, fact)
    return walk.facts


class _Walk(BlockWalk):
    """The state of one walk: what is open around the node at hand."""

    __slots__ = ("bases", "named", "parents", "tables")

    def __init__(self) -> None:
        super().__init__()
        self.bases: Texts = ()
        self.named: Named = {}
        self.parents: dict[str, Texts] = {}
        self.tables = Names(self.aliases)

    def module(self, tree: ast.Module) -> None:
        documented = ast.get_docstring(tree, clean=False) is not None
        self.block(tree.body)
        self.add_all("query", self.frame.queries.facts(""))
        names = tuple(self.scope.bound)
        self.add("module", Module(1, documented, len(tree.body) - documented, names))
        self.add_all("rebinding", rebindings(tree.body, ""))
        self.leave_module()
        if self.asserts or "test" in self.facts:
            self.trials(tree)

    def trials(self, tree: ast.Module) -> None:
        found = asserted_in(tree, self.aliases)
        self.add_all("assertion", found.checks)
        if trials := self.facts.get("test"):
            self.facts["test"] = [found.trial(one) for one in trials]  # type: ignore[arg-type]

    def class_(self, node: ast.ClassDef) -> None:
        decorators = self.decorators(node)
        named = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
        bases = tuple([dotted(base, self.aliases) for base in named])
        own = [one for base in bases for one in self.parents.get(base, ())]
        self.parents[node.name] = bases = tuple(dict.fromkeys([*bases, *own]))
        self.add(
            "class",
            Class(
                node.lineno,
                node.name,
                bases,
                decorators,
                ast.get_docstring(node, clean=False) is not None,
            ),
        )
        self.add_all("rebinding", rebindings(node.body, node.name))
        self.scope.bind(node.name, node.lineno, "class")
        for base in (*node.bases, *node.keywords):
            self.expression(base)
        outer = (self.owner, self.bases, self.scope)
        self.owner = node.name
        self.bases = bases
        self.scope = Scope(node.name, is_class=True)
        self.block(node.body)
        self.leave_class(self.bases)
        self.scope.leave_into(outer[2])
        self.owner, self.bases, self.scope = outer
        for kind, fact in class_facts(node, self.tables):
            self.add(kind, fact)

    def decorators(self, node: FunctionNode | ast.ClassDef) -> Texts:
        for one in node.decorator_list:
            self.expression(one)
        return tuple(
            dotted(one.func if isinstance(one, ast.Call) else one, self.aliases)
            for one in node.decorator_list
        )

    def function(self, node: FunctionNode) -> None:
        decorators = self.decorators(node)
        outer = (self.frame, self.owner, self.caught, self.contexts, self.guarded)
        around = (self.scope, self.declared, self.in_finally, self.texts, self.past, self.under)
        self.past, self.under = (), ()
        self.frame = frame = Frame(self.owner, node.name)
        self.caught, self.contexts, self.guarded = (), (), False
        frame.parameters = parameters_of(node)
        for one in frame.parameters.values():
            self.add("dependency", dependency_of(one.arg, one.annotation, self.aliases, node.name))
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.expression(default)
        self.declared, self.in_finally, self.texts = node.returns, False, {**self.texts}
        self.enter_function(node, self.bases)
        self.block(node.body)
        self.add_all("unused", self.scope.unused())
        self.scope.leave_into(around[0])
        calls = tuple(frame.calls)
        self.add("function", self.function_fact(node, decorators, calls))
        for query in frame.queries.facts(node.name):
            self.add("query", query)
        for route in route_of(node, calls, self.aliases):
            self.add("route", route)
        for answer in decorated_on_error(node, self.aliases):
            self.add("on_error", answer)
        if frame.opens:
            self.add_all("opened", opened_in(node, self.aliases))
        self.add("fixture", fixture_of(node, frame, self.aliases))
        if node.name.startswith("test"):
            self.add("test", trial_of(node, frame, decorators))
        self.frame, self.owner, self.caught, self.contexts, self.guarded = outer
        self.scope, self.declared, self.in_finally, self.texts, self.past, self.under = around
        if self.frame.name:
            frame.leave_into(self.frame)

    def function_fact(self, node: FunctionNode, decorators: Texts, calls: Texts) -> Function:
        given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        stub = is_stub(node, self.bases)
        yields = self.frame.yield_at >= 0
        documented = ast.get_docstring(node, clean=False) is not None
        return Function(
            line=node.lineno,
            owner=self.owner,
            name=node.name,
            returns=short(node.returns, self.aliases),
            parameters=tuple([one.arg for one in given]),
            types=tuple([short(one.annotation, self.aliases) for one in given]),
            decorators=decorators,
            calls=calls,
            mentions=tuple(self.frame.mentions),
            rebinds=tuple(self.frame.rebinds),
            yields=yields,
            documented=documented,
            empty=not stub and is_to_be_done(node.body),
            falls=not stub and not yields and answers_nothing(node, self.aliases),
            statements=len(node.body) - documented,
        )

    def assign(self, node: ast.Assign | ast.AnnAssign) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if isinstance(node, ast.AnnAssign):
            read_type(self.scope, node.annotation)
        for target in targets:
            if not isinstance(target, ast.Name):
                if self.frame.name or isinstance(node, ast.Assign):
                    self.expression(target)
                continue
            if node.value is not None or not self.frame.name:
                self.bind_name(target.id, node)
            if not self.frame.name:
                self.bind(target.id, node)
            elif node.value is not None:
                self.frame.see_binding(target.id, node.value, self.aliases)
        if node.value is not None:
            self.expression(node.value)

    def bind(self, name: str, node: ast.Assign | ast.AnnAssign) -> None:
        self.add("field", field_of(self.owner, name, node, self.aliases, self.named))
        if not self.owner:
            keep_name(name, node.value, self.named)
            if node.value is not None:
                self.frame.held[name] = node.value
        if isinstance(node.value, ast.Call):
            self.add("router", router_of(name, spelled(node.value, self.frame.held), self.aliases))
            for kind, fact in table_facts(name, node.value, self.tables):
                self.add(kind, fact)
        elif node.value is not None:
            self.add("dependency", dependency_of(name, node.value, self.aliases))

    visits: ClassVar[dict[type[ast.stmt], Callable[[Any, Any], None]]] = {
        ast.Import: BlockWalk.imports,
        ast.ImportFrom: BlockWalk.imports,
        ast.ClassDef: class_,
        ast.FunctionDef: function,
        ast.AsyncFunctionDef: function,
        ast.Assign: assign,
        ast.AnnAssign: assign,
        ast.AugAssign: BlockWalk.augment,
        ast.If: BlockWalk.if_,
        ast.While: BlockWalk.while_,
        ast.Return: BlockWalk.return_,
        ast.Global: Naming.bind_outside,
        ast.Nonlocal: Naming.bind_outside,
        ast.With: BlockWalk.with_,
        ast.AsyncWith: BlockWalk.with_,
        ast.Try: BlockWalk.try_,
        ast.TryStar: BlockWalk.try_,
        ast.Raise: BlockWalk.raise_,
        ast.For: BlockWalk.for_,
        ast.Expr: BlockWalk.loose,
        ast.Assert: BlockWalk.assert_,
    }
