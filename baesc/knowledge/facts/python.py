"""Facts of a Python file: one walk over its syntax tree."""

import ast
from collections.abc import Callable
from typing import Any

from baesc.knowledge.facts.bindings import field_of
from baesc.knowledge.facts.calls import call_of
from baesc.knowledge.facts.flow import except_of, raise_of, shallow, statement_of
from baesc.knowledge.facts.folding import folded
from baesc.knowledge.facts.frame import (
    Frame,
    FunctionNode,
    fixture_of,
    trial_of,
    with_own_steps,
)
from baesc.knowledge.facts.kinds import Class, Facts, Function, Import, Module, Texts, With
from baesc.knowledge.facts.text import children, dotted, short
from baesc.knowledge.facts.web import (
    decorated_on_error,
    dependency_of,
    on_error_of,
    route_of,
    router_of,
)

TARGET_PYTHON = (3, 11)
_RUNS_SQL = frozenset({"execute", "executemany", "executescript", "exec_driver_sql", "text"})


def python_facts(text: str) -> Facts:
    """Return the facts of a module; SyntaxError, ValueError or RecursionError if it is none."""
    walk = _Walk()
    tree = ast.parse(text, feature_version=TARGET_PYTHON)
    walk.module(folded(tree, text))
    return walk.facts


class _Walk:
    """The state of one walk: what is open around the node at hand."""

    __slots__ = (
        "aliases", "caught", "contexts", "facts", "frame", "frames", "guarded", "owner",
    )  # fmt: skip

    def __init__(self) -> None:
        self.facts: Facts = {}
        self.aliases: dict[str, str] = {}
        self.frame = Frame("", "")
        self.frames: dict[str, Frame] = {}
        self.owner = ""
        self.caught: tuple[str | None, ...] = ()
        self.contexts: Texts = ()
        self.guarded = False

    def add(self, kind: str, fact: tuple[object, ...] | None) -> None:
        if fact is not None:
            self.facts.setdefault(kind, []).append(fact)

    def module(self, tree: ast.Module) -> None:
        documented = ast.get_docstring(tree, clean=False) is not None
        self.add("module", Module(1, documented, len(tree.body) - documented))
        self.block(tree.body)
        if trials := self.facts.get("test"):
            self.facts["test"] = list(with_own_steps(trials, self.frames))  # type: ignore[arg-type]

    def block(self, body: list[ast.stmt]) -> None:
        for node in body:
            visit = _VISITS.get(type(node))
            if visit is None:
                self.other(node)
            else:
                visit(self, node)

    def loose(self, node: ast.Expr) -> None:
        """Walk an expression statement; a docstring says nothing that a rule asks for."""
        if not isinstance(node.value, ast.Constant):
            self.expression(node.value)

    def other(self, node: ast.AST) -> None:
        """Walk a statement or a clause of no special meaning."""
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, ast.expr):
                self.expression(value)
            elif isinstance(value, list):
                for one in value:
                    if isinstance(one, ast.stmt):
                        self.block([one])
                    elif isinstance(one, ast.expr):
                        self.expression(one)
                    elif isinstance(one, ast.AST):
                        self.other(one)

    def imports(self, node: ast.Import | ast.ImportFrom) -> None:
        module = getattr(node, "module", None) or ""
        for one in node.names:
            self.add("import", Import(node.lineno, module or one.name, one.name))
            bound = one.asname or one.name
            if one.name == "streamlit" and not module:
                self.aliases[bound] = "st"
            elif one.asname:
                self.aliases[bound] = one.name

    def class_(self, node: ast.ClassDef) -> None:
        decorators = self.decorators(node)
        bases = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
        self.add(
            "class",
            Class(
                node.lineno,
                node.name,
                tuple([dotted(base, self.aliases) for base in bases]),
                decorators,
                ast.get_docstring(node, clean=False) is not None,
            ),
        )
        outer, self.owner = self.owner, node.name
        self.block(node.body)
        self.owner = outer

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
        self.frame = frame = Frame(self.owner, node.name)
        self.caught, self.contexts, self.guarded = (), (), False
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.expression(default)
        self.block(node.body)
        calls = tuple(frame.calls)
        self.add("function", self.function_fact(node, decorators, calls))
        for route in route_of(node, calls, self.aliases):
            self.add("route", route)
        for answer in decorated_on_error(node, self.aliases):
            self.add("on_error", answer)
        self.add("fixture", fixture_of(node, frame, self.aliases))
        if node.name.startswith("test"):
            self.add("test", trial_of(node, frame, decorators))
        self.frames.setdefault(node.name, frame)
        self.frame, self.owner, self.caught, self.contexts, self.guarded = outer
        if self.frame.name:
            frame.leave_into(self.frame)

    def function_fact(self, node: FunctionNode, decorators: Texts, calls: Texts) -> Function:
        given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
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
            yields=self.frame.yield_at >= 0,
            documented=ast.get_docstring(node, clean=False) is not None,
        )

    def assign(self, node: ast.Assign | ast.AnnAssign) -> None:
        if not self.frame.name:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    self.bind(target.id, node)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if not isinstance(target, ast.Name):
                    self.expression(target)
        if node.value is not None:
            self.expression(node.value)

    def bind(self, name: str, node: ast.Assign | ast.AnnAssign) -> None:
        self.add("field", field_of(self.owner, name, node, self.aliases))
        if isinstance(node.value, ast.Call):
            self.add("router", router_of(name, node.value, self.aliases))
        elif node.value is not None:
            self.add("dependency", dependency_of(name, node.value, self.aliases))

    def with_(self, node: ast.With | ast.AsyncWith) -> None:
        outer = self.contexts
        opened = []
        for item in node.items:
            call = item.context_expr
            name = dotted(call.func if isinstance(call, ast.Call) else call, self.aliases)
            opened.append(name)
            self.expression(call, in_with=True)
        self.contexts = (*outer, *opened)
        yields = any(isinstance(one, ast.Yield | ast.YieldFrom) for one in shallow(node.body))
        self.block(node.body)
        self.contexts = outer
        for name in opened:
            last = name.rpartition(".")[2]
            self.add("with", With(node.lineno, self.frame.name, name, last, yields))

    def try_(self, node: ast.Try) -> None:
        outer = self.guarded
        self.guarded = outer or bool(node.handlers)
        self.block(node.body)
        self.guarded = outer
        for one in node.handlers:
            self.except_(one)
        self.block(node.orelse)
        self.block(node.finalbody)

    def except_(self, node: ast.ExceptHandler) -> None:
        before = len(self.frame.calls)
        outer, self.caught = self.caught, (*self.caught, node.name)
        self.block(node.body)
        self.caught = outer
        calls = tuple(self.frame.calls[before:])
        self.add("except", except_of(node, self.frame.name, calls, self.aliases))

    def raise_(self, node: ast.Raise) -> None:
        self.add("raise", raise_of(node, self.frame.name, self.caught, self.aliases))
        self.other(node)

    def assert_(self, node: ast.Assert) -> None:
        self.frame.see_assert(node.test)
        self.expression(node.test)

    def expression(self, root: ast.AST, *, in_with: bool = False) -> None:
        """Walk an expression: keep its calls, its yields and what it mentions."""
        frame, aliases = self.frame, self.aliases
        stack = [root]
        while stack:
            node = stack.pop()
            kind = type(node)
            if kind is ast.Name:
                frame.mentions[aliases.get(node.id, node.id)] = None  # type: ignore[attr-defined,index]
                continue
            if kind is ast.Constant:
                if type(node.value) is str:  # type: ignore[attr-defined]
                    frame.mentions[node.value] = None  # type: ignore[attr-defined]
                continue
            if kind is ast.Call:
                self.call(node, in_with=in_with and node is root)  # type: ignore[arg-type]
            elif kind is ast.Attribute:
                frame.mentions[node.attr] = None  # type: ignore[attr-defined]
            elif kind is ast.Yield or kind is ast.YieldFrom:
                frame.yield_at = len(frame.calls)
                frame.yield_in = self.contexts
            stack += reversed(children(node))

    def call(self, node: ast.Call, *, in_with: bool) -> None:
        fact = call_of(node, self.aliases)._replace(
            owner=self.owner,
            function=self.frame.name,
            in_with=in_with,
            guarded=self.guarded,
            in_except=bool(self.caught),
        )
        self.frame.see_call(fact.name)
        self.add("call", fact)
        if fact.last in _RUNS_SQL and node.args:
            self.add("statement", statement_of(node, self.frame.name))
        self.add("on_error", on_error_of(node, self.aliases))


_VISITS: dict[type[ast.stmt], Callable[[_Walk, Any], None]] = {
    ast.Import: _Walk.imports,
    ast.ImportFrom: _Walk.imports,
    ast.ClassDef: _Walk.class_,
    ast.FunctionDef: _Walk.function,
    ast.AsyncFunctionDef: _Walk.function,
    ast.Assign: _Walk.assign,
    ast.AnnAssign: _Walk.assign,
    ast.With: _Walk.with_,
    ast.AsyncWith: _Walk.with_,
    ast.Try: _Walk.try_,
    ast.TryStar: _Walk.try_,
    ast.Raise: _Walk.raise_,
    ast.Expr: _Walk.loose,
    ast.Assert: _Walk.assert_,
}
