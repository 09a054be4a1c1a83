"""Blocks of statements: what never runs, what does nothing, where control cannot go on."""

import ast
from collections.abc import Sequence

from baesc.knowledge.facts.text import children, dotted

TYPES_ONLY = "types"
# What never comes back, by the last part of its name.
_ENDS = frozenset({"exit", "_exit", "abort", "fail", "skip", "stop", "rerun", "switch_page",
                   "assert_never"})  # fmt: skip
_STUBS = frozenset({"abstractmethod", "overload", "abstractproperty"})
_JUMPS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def truth_of(test: ast.expr) -> bool | str | None:
    """Return what a condition always is, `TYPES_ONLY`, or None when that depends."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.Tuple | ast.List | ast.Set):
        return bool(test.elts)
    if isinstance(test, ast.Dict):
        return bool(test.keys)
    if isinstance(test, ast.Name | ast.Attribute):
        return TYPES_ONLY if dotted(test, {}).endswith("TYPE_CHECKING") else None
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = truth_of(test.operand)
        return not inner if isinstance(inner, bool) else None
    if isinstance(test, ast.BoolOp):
        return _truth_of_many(test)
    if isinstance(test, ast.Compare):
        return _truth_of_comparison(test)
    return None


def _truth_of_many(test: ast.BoolOp) -> bool | str | None:
    deciding = isinstance(test.op, ast.Or)
    parts = [truth_of(one) for one in test.values]
    if deciding in parts:
        return deciding
    if TYPES_ONLY in parts and not deciding:
        return TYPES_ONLY
    return not deciding if all(one is (not deciding) for one in parts) else None


def _truth_of_comparison(test: ast.Compare) -> bool | None:
    """Compare two constants, or something simple with itself."""
    if len(test.ops) != 1:
        return None
    left, operator, right = test.left, test.ops[0], test.comparators[0]
    if isinstance(left, ast.Constant) and isinstance(right, ast.Constant):
        if isinstance(operator, ast.Eq | ast.Is):
            return bool(left.value == right.value)
        if isinstance(operator, ast.NotEq | ast.IsNot):
            return bool(left.value != right.value)
        return None
    if isinstance(left, ast.Name) and isinstance(right, ast.Name) and left.id == right.id:
        if isinstance(operator, ast.Eq | ast.Is | ast.LtE | ast.GtE):
            return True
        # `x != x` asks for NaN.
        return False if isinstance(operator, ast.IsNot | ast.Lt | ast.Gt) else None
    return None


def is_for_types(body: Sequence[ast.stmt]) -> bool:
    """Tell whether a block holds nothing but what types need: imports and names of types."""
    kinds = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.Pass)
    return all(isinstance(one, kinds) for one in body)


def rest_never_runs(body: Sequence[ast.stmt], at: int) -> bool:
    """Tell whether what follows a statement of a block never runs."""
    if at + 1 >= len(body) or not isinstance(body[at], _JUMPS):
        return False
    # A `yield` that is never reached makes a generator.
    rest = body[at + 1 :]
    return not all(isinstance(one, ast.Expr) and isinstance(one.value, ast.Yield) for one in rest)


def ends(body: Sequence[ast.stmt]) -> bool:
    """Tell whether control cannot go on behind a block."""
    return any(_ends(one) for one in body)


def _ends(node: ast.stmt) -> bool:
    match node:
        case ast.Return() | ast.Raise() | ast.Continue() | ast.Break():
            return True
        case ast.Expr(value=ast.Call(func=func)):
            return dotted(func, {}).rpartition(".")[2] in _ENDS
        case ast.If(body=body, orelse=orelse):
            truth = truth_of(node.test)
            if isinstance(truth, bool):
                return ends(body if truth else orelse)
            return ends(body) and ends(orelse)
        case ast.With(body=body) | ast.AsyncWith(body=body):
            return ends(body) and not _may_suppress(node)
        case ast.Try() | ast.TryStar():
            inner = ends(node.body) or ends(node.orelse)
            return ends(node.finalbody) or (inner and all(ends(one.body) for one in node.handlers))
        case ast.While(test=test, body=body):
            return truth_of(test) is True and not _breaks(body)
        case ast.Match(cases=cases):
            last = cases[-1]
            takes_all = (
                isinstance(last.pattern, ast.MatchAs)
                and last.pattern.pattern is None
                and last.guard is None
            )
            return takes_all and all(ends(one.body) for one in cases)
        case ast.Assert(test=ast.Constant(value=False)):
            return True
    return False


def _may_suppress(node: ast.With | ast.AsyncWith) -> bool:
    calls = [one.context_expr for one in node.items]
    names = [dotted(one.func, {}) for one in calls if isinstance(one, ast.Call)]
    return any(one.rpartition(".")[2] in {"suppress", "raises"} for one in names)


def _breaks(body: Sequence[ast.stmt]) -> bool:
    """Tell whether a loop is left by a `break` of its own."""
    stack: list[ast.AST] = [*body]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Break):
            return True
        if not isinstance(node, ast.For | ast.While | ast.AsyncFor | _FUNCTIONS):
            stack += children(node)
    return False


def does_nothing(body: Sequence[ast.stmt]) -> bool:
    """Tell whether a block holds nothing but docstrings, `pass` and `...`."""
    return all(
        isinstance(one, ast.Pass)
        or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        for one in body
    )


def is_stub(node: ast.FunctionDef | ast.AsyncFunctionDef, bases: Sequence[str]) -> bool:
    """Tell whether a function is there for its signature alone."""
    names = {dotted(one, {}).rpartition(".")[2] for one in node.decorator_list}
    return bool(names & _STUBS) or any(one.rpartition(".")[2] == "Protocol" for one in bases)


def is_to_be_done(body: Sequence[ast.stmt]) -> bool:
    """Tell whether a body does nothing, or says that it is not written."""
    real = [one for one in body if not does_nothing([one])]
    if not real:
        return True
    last = real[0]
    if len(real) > 1 or not isinstance(last, ast.Raise) or last.exc is None:
        return False
    made = last.exc.func if isinstance(last.exc, ast.Call) else last.exc
    return dotted(made, {}) == "NotImplementedError"


def may_fall_through(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a function can end without a `return` or a `raise`."""
    return not ends(node.body)
