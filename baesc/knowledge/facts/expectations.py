"""One assertion: how it compares, which status codes it accepts, whether it can fail."""

import ast

from baesc.knowledge.facts.kinds import UNKNOWN, Unknown
from baesc.knowledge.facts.text import all_below, status_code

_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip


def never_fails(node: ast.expr) -> str:
    """Return why an assertion holds in any case: `constant`, `itself`; empty if it may fail."""
    if isinstance(node, ast.Constant) and not node.value:
        # `assert False` marks what must not be reached.
        return ""
    if not any(isinstance(one, ast.Name | ast.Call) for one in all_below(node)):
        return "constant"
    if not _is_always_true(node):
        return ""
    return "itself" if isinstance(node, ast.Compare) else "constant"


def sides(node: ast.expr) -> list[ast.expr]:
    """Return the values that an assertion compares, or the one that must be true."""
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return [node.left, *node.comparators] if isinstance(node, ast.Compare) else [node]


def operator_of(node: ast.expr) -> str:
    """Return how an assertion compares, or what it asks of a bare value."""
    if isinstance(node, ast.Compare):
        return _OPERATORS[type(node.ops[0])]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return "not"
    if isinstance(node, ast.IfExp):
        return "if"
    return "or" if isinstance(node, ast.BoolOp) else "true"


def codes_of(node: ast.expr) -> tuple[int, ...] | Unknown:
    """Return the status codes that a comparison accepts; UNKNOWN for those of a variable."""
    if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq | ast.In | ast.Is):
        return ()
    found: list[int] = []
    is_open = False
    for part in (node.left, *node.comparators):
        parts = part.elts if isinstance(part, ast.Set | ast.Tuple | ast.List) else [part]
        for one in parts:
            code = status_code(one)
            if isinstance(code, int):
                found.append(code)
            elif isinstance(one, ast.Name) and part is not node.left:
                is_open = True
    return UNKNOWN if is_open and not found else tuple(dict.fromkeys(found))


def _is_always_true(test: ast.expr) -> bool:
    """Tell whether an assertion holds whatever it names: `x or True`, `x == x`, `(x, "text")`."""
    if isinstance(test, ast.Tuple):
        return bool(test.elts)
    if isinstance(test, ast.BoolOp):
        truths = [isinstance(one, ast.Constant) and bool(one.value) for one in test.values]
        return isinstance(test.op, ast.Or) and any(truths)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        same = ast.dump(test.left) == ast.dump(test.comparators[0])
        return same and isinstance(test.ops[0], ast.Eq | ast.Is | ast.LtE | ast.GtE)
    return False
