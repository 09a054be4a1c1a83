"""One function of a test module: what it asserts, and after which steps."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

from baesc.knowledge.facts.blocks import truth_of
from baesc.knowledge.facts.expectations import codes_of, never_fails, operator_of, sides
from baesc.knowledge.facts.following import MOST_WORDS, Names, Origin, makes_client
from baesc.knowledge.facts.frame import FunctionNode
from baesc.knowledge.facts.kinds import Texts, Unknown
from baesc.knowledge.facts.text import dotted
from baesc.knowledge.facts.trial_kinds import Assertion

# The class of a function, or empty, and its name.
Place = tuple[str, str]
_STOPS = frozenset({"pytest.skip", "pytest.xfail", "pytest.exit", "sys.exit", "skip", "xfail"})
_SWALLOWS = frozenset({"", "AssertionError", "Exception", "BaseException"})
_RAISES = frozenset({"raises", "warns", "deprecated_call"})
_CHECKS = (
    "check",
    "verify",
    "expect",
    "validate",
    "ensure",
    "compare",
    "eq_",
    "ne_",
    "is_",
    "in_",
    "not_in",
    "fail",
    "run_",
    "test",
    "raise_for_status",
)


@dataclass(slots=True)
class Walked:
    """What was seen in one function; `others` counts the checks of functions that it calls."""

    checks: list[Assertion] = field(default_factory=list)
    all: Origin = field(default_factory=Origin)
    returns: Origin = field(default_factory=Origin)
    others: int = 0
    skipped: bool = False


class FunctionWalk:
    """The state of a walk through one function; `inner` walks a function that it calls."""

    def __init__(
        self,
        place: Place,
        node: FunctionNode,
        found: Walked,
        aliases: dict[str, str],
        inner: Callable[[str], Walked | None],
    ) -> None:
        self.owner, self.name = place
        self.names = Names(node, aliases, self._result_of)
        self.found = found
        self.inner = inner
        self.swallows = False
        self.steps: Texts = ()

    def block(self, body: list[ast.stmt], given: Texts) -> None:
        """Walk statements up to where the block ends for sure, under conditions."""
        for node in body:
            self._statement(node, given)
            if isinstance(node, ast.Return | ast.Raise | ast.Continue | ast.Break):
                return
            if isinstance(node, ast.Expr) and self._stops(node.value):
                self.found.skipped = self.found.skipped or not given
                return

    def _stops(self, node: ast.expr) -> bool:
        name = dotted(node.func, self.names.aliases) if isinstance(node, ast.Call) else ""
        return name in _STOPS

    def _statement(self, node: ast.stmt, given: Texts) -> None:
        if isinstance(node, ast.Assert):
            self._assertion(node.test, node.lineno, given)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            self._assignment(node)
        elif isinstance(node, ast.If):
            words = tuple(self._see(node.test).words)
            always = truth_of(node.test)
            if always in {True, None}:
                self.block(node.body, (*given, *words))
            if always is not True:
                self.block(node.orelse, (*given, *(f"not {one}" for one in words)))
        elif isinstance(node, ast.For | ast.AsyncFor | ast.While):
            self._loop(node, given)
        elif isinstance(node, ast.With | ast.AsyncWith):
            self._contexts(node, given)
        elif isinstance(node, ast.Try | ast.TryStar):
            self._attempt(node, given)
        elif isinstance(node, ast.Expr):
            self._expression(node.value, given)
        else:
            self._other(node, given)

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, given: Texts) -> None:
        if isinstance(node, ast.While):
            given = (*given, *self._see(node.test).words)
        else:
            self.names.bind(node.target, self._see(node.iter))
        self.block(node.body, given)
        self.block(node.orelse, given)

    def _other(self, node: ast.stmt, given: Texts) -> None:
        if isinstance(node, ast.Return):
            self.found.returns.add(self._see(node.value))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            self.names.bind(ast.Name(node.name), Origin())
            self.block(node.body, given)
        elif isinstance(node, ast.Match):
            words = tuple(self._see(node.subject).words)
            for case in node.cases:
                self.block(case.body, (*given, *words))
        elif not isinstance(node, ast.ClassDef):
            self._see(node)

    def _see(self, node: ast.AST | None) -> Origin:
        """Return what an expression comes from, and count it among the steps."""
        if node is None:
            return Origin()
        origin = self.names.of(node)
        self.found.all.add(origin)
        if len(self.found.all.words) < MOST_WORDS:
            self.found.all.words |= origin.paths
        return origin

    def _result_of(self, name: str) -> Origin | None:
        """Return what a function of the module returns, and count what it does as done here."""
        inner = self.inner(name)
        if inner is None:
            return None
        self.found.all.add(inner.all)
        self.found.others += len(inner.checks) + inner.others
        return inner.returns

    def _assignment(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
        origin = self._see(node.value)
        if makes_client(node.value, self.names.aliases):
            origin.is_client = True
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for one in targets:
            if isinstance(one, ast.Attribute | ast.Subscript):
                self._see(one)
            if isinstance(node, ast.AugAssign):
                self.names.change(one, origin)
            else:
                self.names.bind(one, origin)

    def _contexts(self, node: ast.With | ast.AsyncWith, given: Texts) -> None:
        outer = self.swallows
        asks = []
        for item in node.items:
            call = item.context_expr
            origin = self._see(call)
            origin.is_client = makes_client(call, self.names.aliases)
            if item.optional_vars is not None:
                self.names.bind(item.optional_vars, origin)
            name = dotted(call.func, self.names.aliases) if isinstance(call, ast.Call) else ""
            last = name.rpartition(".")[2]
            if last in _RAISES or last.startswith("assert"):
                asks.append((call.lineno, origin))
            self.swallows = self.swallows or (
                last in {"suppress", "raises"} and bool(origin.words.keys() & _SWALLOWS)
            )
        self.block(node.body, given)
        self.swallows = outer
        for line, origin in asks:
            self._add(line, "raises", origin, (), given)

    def _attempt(self, node: ast.Try | ast.TryStar, given: Texts) -> None:
        outer = self.swallows
        self.swallows = outer or any(
            _catches(one, self.names.aliases) and not _fails(one.body) for one in node.handlers
        )
        self.block(node.body, given)
        self.swallows = outer
        for one in node.handlers:
            self.block(one.body, given)
        self.block(node.orelse, given)
        self.block(node.finalbody, given)

    def _expression(self, node: ast.expr, given: Texts) -> None:
        origin = self._see(node)
        call = node.value if isinstance(node, ast.Await) else node
        if not isinstance(call, ast.Call):
            return
        last = dotted(call.func, self.names.aliases).rpartition(".")[2]
        if last in _RAISES or last.startswith("assert"):
            self._add(node.lineno, "call", origin, (), given)
        elif last.lstrip("_").startswith(_CHECKS):
            # Somebody else's function that looks as if it asserted.
            self.found.others += 1
        elif isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
            # `body.update(...)` changes what the name stands for.
            self.names.change(call.func.value, origin)

    def _assertion(self, node: ast.expr, line: int, given: Texts) -> None:
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
            for one in node.values:
                self._assertion(one, line, given)
            return
        before = self._steps()
        origin = self._see(node)
        if never := never_fails(node):
            self._add(line, never, Origin(), (), given, after=before)
            return
        of_status = any(self._is_status(one) for one in sides(node))
        codes = codes_of(node) if of_status else ()
        operator = operator_of(node)
        self._add(line, operator, origin, codes, given, after=before, of_status=of_status)

    def _steps(self) -> Texts:
        """Return the words of the steps so far; the same tuple while there are no new ones."""
        if len(self.steps) != len(self.found.all.words):
            self.steps = tuple(self.found.all.words)
        return self.steps

    def _is_status(self, node: ast.expr) -> bool:
        """Tell whether a value is a status code, or a list of such."""
        if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
            node = node.elt
        if isinstance(node, ast.Set | ast.List | ast.Tuple):
            return any(self._is_status(one) for one in node.elts)
        if isinstance(node, ast.Name):
            return next(iter(self.names.of(node).words), "") == "status_code"
        return isinstance(node, ast.Attribute) and node.attr == "status_code"

    def _add(
        self,
        line: int,
        operator: str,
        origin: Origin,
        statuses: tuple[int, ...] | Unknown,
        given: Texts,
        *,
        after: Texts | None = None,
        of_status: bool = False,
    ) -> None:
        if self.swallows:
            return
        self.found.checks.append(
            Assertion(
                line=line,
                owner=self.owner,
                function=self.name,
                operator=operator,
                methods=tuple(origin.methods),
                statuses=statuses,
                asks=tuple(origin.words),
                paths=tuple(origin.paths),
                after=self._steps() if after is None else after,
                branch=given,
                of_status=of_status,
                reached=True,
            )
        )


def _catches(one: ast.ExceptHandler, aliases: dict[str, str]) -> bool:
    parts = one.type.elts if isinstance(one.type, ast.Tuple) else [one.type]
    names = {dotted(part, aliases).rpartition(".")[2] if part else "" for part in parts}
    return bool(names & _SWALLOWS)


def _fails(body: list[ast.stmt]) -> bool:
    return any(isinstance(one, ast.Raise | ast.Assert) for one in body) or any(
        isinstance(one, ast.Expr)
        and isinstance(one.value, ast.Call)
        and dotted(one.value.func, {}).rpartition(".")[2] == "fail"
        for one in body
    )
