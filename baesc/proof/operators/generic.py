"""Operators of no particular kind of fault, as general mutation testing has them.

They are not part of the catalogue: no rule is written with them in mind, so that what they show of
a rule set is what it does about faults that nobody thought of.
"""

import ast
from collections.abc import Iterator

from baesc.proof.code import Code, Edit, Edits, Node, Operator
from baesc.proof.operators.edits import replaced

_FILES = ("**/*.py",)
_COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}
_SIGNS: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "//"),
    ast.FloorDiv: ("//", "*"),
}


def _between(code: Code, left: Node, right: Node, old: str, new: str) -> Iterator[Edits]:
    """Replace an operator in the text between its operands."""
    start, end = code.span(left)[1], code.span(right)[0]
    gap = code.text[start:end]
    if gap.count(old) == 1:
        yield (Edit(start, end, gap.replace(old, new)),)


def _turn_comparison(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.Compare):
        old, new = _COMPARISONS[type(one.ops[0])]
        yield from _between(code, one.left, one.comparators[0], old, new)


def _swap_and_or(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.BoolOp):
        words = ("and", "or") if isinstance(one.op, ast.And) else ("or", "and")
        if len(one.values) == 2:
            yield from _between(code, one.values[0], one.values[1], *words)


def _swap_arithmetic(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.BinOp):
        if type(one.op) in _SIGNS:
            yield from _between(code, one.left, one.right, *_SIGNS[type(one.op)])


def _drop_not(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.UnaryOp):
        if isinstance(one.op, ast.Not):
            start = code.span(one)[0]
            yield (Edit(start, start + len("not"), ""),)


def _swap_branches(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.IfExp):
        body, test, other = map(code.text_of, (one.body, one.test, one.orelse))
        yield replaced(code, one, f"({other} if {test} else {body})")


def _shift_number(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.Constant):
        if type(one.value) is int:
            yield replaced(code, one, str(one.value + 1))


def _flip_boolean(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.Constant):
        if type(one.value) is bool:
            yield replaced(code, one, str(not one.value))


GENERIC: tuple[Operator, ...] = tuple(
    Operator(name, "generic", doc, "python", _FILES, sites)
    for name, doc, sites in (
        ("turn-comparison", "A comparison is another one.", _turn_comparison),
        ("swap-and-or", "`and` stands for `or`, or the other way round.", _swap_and_or),
        ("swap-arithmetic", "A sum is a difference, a product a quotient.", _swap_arithmetic),
        ("drop-not", "A condition is its opposite.", _drop_not),
        ("swap-branches", "A choice takes the other value.", _swap_branches),
        ("shift-number", "A number is one too large.", _shift_number),
        ("flip-boolean", "True is False, False is True.", _flip_boolean),
    )
)
