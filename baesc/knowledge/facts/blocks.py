"""Blocks of statements: what never runs, what does nothing, where control cannot go on."""

import ast
from collections.abc import Sequence

from baesc.knowledge.facts.text import admits_none, children, dotted

TYPES_ONLY = "types"
NO_ALIASES: dict[str, str] = {}
# What never comes back, by the last part of its name.
_ENDS = frozenset({"exit", "_exit", "abort", "fail", "skip", "stop", "rerun", "switch_page",
                   "assert_never"})  # fmt: skip
_STUBS = frozenset({"abstractmethod", "overload", "abstractproperty"})
_JUMPS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
# A `break` in these is none of a loop around.
_INNER = (ast.For, ast.AsyncFor, ast.While, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda,
          ast.ClassDef)  # fmt: skip
# Types that admit None, and those of generators, which return nothing.
_ADMIT = frozenset({"Any", "object", "Iterator", "Generator", "Iterable", "AsyncIterator",
                    "AsyncGenerator", "AsyncIterable"})  # fmt: skip


def truth_of(test: ast.expr, aliases: dict[str, str] = NO_ALIASES) -> bool | str | None:
    """Return what a condition always is, `TYPES_ONLY`, or None when that depends."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.Tuple | ast.List | ast.Set):
        return bool(test.elts)
    if isinstance(test, ast.Dict):
        return bool(test.keys)
    if isinstance(test, ast.Name | ast.Attribute):
        return TYPES_ONLY if dotted(test, aliases).endswith("TYPE_CHECKING") else None
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = truth_of(test.operand, aliases)
        return not inner if isinstance(inner, bool) else None
    if isinstance(test, ast.BoolOp):
        return _truth_of_many(test, aliases)
    if isinstance(test, ast.Compare):
        return _truth_of_comparison(test)
    return None


def _truth_of_many(test: ast.BoolOp, aliases: dict[str, str]) -> bool | str | None:
    deciding = isinstance(test.op, ast.Or)
    parts = [truth_of(one, aliases) for one in test.values]
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
            name = dotted(func, {}).rpartition(".")[2]
            return name in _ENDS or name.startswith(("raise_", "_raise_"))
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
        case ast.While(test=test, body=body) if truth_of(test) is True:
            return not _breaks(body)
        case ast.For(body=body, orelse=orelse) | ast.While(body=body, orelse=orelse):
            return ends(orelse) and not _breaks(body)
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
        if not isinstance(node, _INNER):
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


def leaves_to_others(body: Sequence[ast.stmt]) -> bool:
    """Tell whether a body is `raise NotImplementedError`, without a word: classes below have it."""
    last = body[-1]
    return isinstance(last, ast.Raise) and isinstance(last.exc, ast.Name)


def may_be_none(declared: ast.expr | None, aliases: dict[str, str]) -> bool:
    """Tell whether a function with this return type may answer None."""
    if declared is None or admits_none(declared, aliases):
        return True
    if isinstance(declared, ast.Constant) and isinstance(declared.value, str):
        return declared.value.strip() in {"None", *_ADMIT}
    named = declared.value if isinstance(declared, ast.Subscript) else declared
    return dotted(named, aliases).rpartition(".")[2] in _ADMIT


def answers_nothing(node: ast.FunctionDef | ast.AsyncFunctionDef, aliases: dict[str, str]) -> bool:
    """Tell whether a function that is declared to answer a value can end without one."""
    if may_be_none(node.returns, aliases):
        return False
    name = dotted(node.returns, aliases).rpartition(".")[2]
    return name not in {"NoReturn", "Never"} and not ends(node.body)
