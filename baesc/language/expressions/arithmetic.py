"""The types of `a + b` and its like."""

import ast

from baesc.ground.source import Span
from baesc.language.expressions import faults
from baesc.language.expressions.agreement import Objection, adapted, named, widest
from baesc.language.expressions.narrowing import Facts
from baesc.language.expressions.tree import (
    NUMBERS,
    Arithmetic,
    Call,
    Constant,
    Kind,
    Negative,
    Node,
    Type,
    walk,
)
from baesc.language.expressions.unparsing import unparse
from baesc.messages.diagnostic import Diagnostic

SIGNS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%",
}  # fmt: skip
_KINDS: dict[tuple[str, Kind, Kind], Kind] = {
    ("+", "text", "text"): "text",
    ("-", "date", "date"): "duration",
    ("-", "datetime", "datetime"): "duration",
    ("+", "duration", "duration"): "duration",
    ("-", "duration", "duration"): "duration",
    ("*", "duration", "integer"): "duration",
    ("*", "integer", "duration"): "duration",
    ("/", "duration", "duration"): "decimal",
    ("//", "integer", "integer"): "integer",
    ("%", "integer", "integer"): "integer",
}
_KINDS |= {
    (sign, day, span): day
    for sign in "+-" for day in ("date", "datetime") for span in ("duration", "period")
}  # fmt: skip


def combined(sign: str, left: Node, right: Node, span: Span, facts: Facts) -> Node:
    """Return two values made into one; Objection when the sign does not take them."""
    left, right = _dated(sign, left, right)
    one, two = left.type.kind, right.type.kind
    if one in NUMBERS and two in NUMBERS and sign in ("+", "-", "*", "/"):
        kind: Kind | None = widest({one, two} | ({"decimal"} if sign == "/" else set()))
    else:
        kind = _KINDS.get((sign, one, two))
    if kind is None:
        raise Objection(_fault(sign, left, right, span))
    if kind == "date" and _has_hours(right):
        message = "a date has no hours"
        raise Objection(faults.mismatch(span, message, "add `days(n)`, or use a datetime"))
    nullable = left.type.nullable or right.type.nullable
    if sign in ("/", "//", "%"):
        nullable = nullable or not _is_nonzero(right, facts)
    return Arithmetic(sign, left, right, Type(kind, nullable), span)


def _dated(sign: str, left: Node, right: Node) -> tuple[Node, Node]:
    """Return two values, a text beside a date as a date."""
    if sign == "-" and right.type.kind in ("date", "datetime"):
        left = adapted(left, right.type)
    if sign == "-" and left.type.kind in ("date", "datetime"):
        right = adapted(right, left.type)
    return left, right


def _has_hours(node: Node) -> bool:
    return any(isinstance(one, Call) and one.name == "hours" for one in walk(node))


def _is_nonzero(node: Node, facts: Facts) -> bool:
    if isinstance(node, Negative):
        return _is_nonzero(node.part, facts)
    if isinstance(node, Constant):
        return node.value not in (0, "0.0")
    return ("nonzero", unparse(node)) in facts or _is_unit(node)


def _is_unit(node: Node) -> bool:
    return (
        isinstance(node, Call)
        and node.name in ("days", "hours")
        and any(isinstance(one, Constant) and one.value != 0 for one in node.arguments)
    )


def _fault(sign: str, left: Node, right: Node, span: Span) -> Diagnostic:
    one, two = left.type.kind, right.type.kind
    message = f"`{sign}` does not take {named(left.type)} and {named(right.type)}"
    advice = ""
    if {one, two} & {"date", "datetime"} and {one, two} & NUMBERS:
        advice = "write `days(n)` for the number"
    elif {one, two} == {"date", "datetime"}:
        advice = "`date(...)` is the day of a point in time"
    elif sign in ("//", "%") and {one, two} <= NUMBERS:
        advice = "it is for whole numbers"
    elif "text" in (one, two) and sign == "+":
        advice = "only texts are joined to a text"
    elif {one, two} & {"null"}:
        advice = "leave `None` out: what is made of it is always null"
    return faults.mismatch(span, message, advice)
