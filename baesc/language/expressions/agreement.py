"""Which types go together, and what a written text means beside a value of another type."""

from dataclasses import replace

from baesc.ground.source import Span
from baesc.language import faults as language_faults
from baesc.language import values
from baesc.language.expressions import faults
from baesc.language.expressions.tree import (
    NUMBERS,
    ORDERED,
    Conditional,
    Constant,
    Kind,
    Node,
    Type,
)
from baesc.messages.diagnostic import Diagnostic

_PARSERS = {
    "date": values.day, "time": values.clock, "datetime": values.moment, "uuid": values.uuid,
}  # fmt: skip
_NAMES: dict[Kind, str] = {
    "integer": "a whole number", "decimal": "a decimal number", "float": "a float",
    "text": "a text", "boolean": "true or false", "date": "a date", "time": "a time of day",
    "datetime": "a point in time", "duration": "a duration",
    "period": "a time of years or months", "enum": "an enum value", "uuid": "a UUID",
    "json": "JSON", "null": "`None`",
}  # fmt: skip


def named(one: Type) -> str:
    """Return what a type is called."""
    if one.kind == "row":
        return f"a row of `{one.entity}`"
    if one.kind == "rows":
        return f"rows of `{one.entity}`"
    return _NAMES[one.kind]


class Objection(Exception):  # noqa: N818 - it never leaves the reader
    """What is wrong with a part of an expression."""

    def __init__(self, fault: Diagnostic) -> None:
        super().__init__(fault.message)
        self.fault = fault


def adapted(node: Node, wanted: Type, subject: str = "") -> Node:
    """Return a written text as the value of another type that it stands for.

    Raises Objection when it is none; all other nodes come back as they are.
    """
    if isinstance(node, Conditional) and node.type.kind == "text" and _is_written(node):
        then, otherwise = (adapted(one, wanted, subject) for one in (node.then, node.otherwise))
        kind = replace(then.type, nullable=node.type.nullable)
        return replace(node, then=then, otherwise=otherwise, type=kind)
    if not (isinstance(node, Constant) and node.type.kind == "text"):
        return node
    text = str(node.value)
    if wanted.kind == "enum":
        if text not in wanted.values:
            what = f"value of `{subject}`" if subject else "value"
            fault = language_faults.not_a_choice(node.span, what, text, wanted.values)
            raise Objection(fault)
        return replace(node, type=Type("enum", values=wanted.values))
    if wanted.kind not in _PARSERS:
        return node
    try:
        value = _PARSERS[wanted.kind](text)
    except ValueError as error:
        shown = language_faults.shown(text)
        raise Objection(
            faults.bad_constant(node.span, f"`{shown}` is not {named(wanted)}", f"write {error}")
        ) from None
    return Constant(value, Type(wanted.kind), node.span)


def _is_written(node: Node) -> bool:
    """Tell whether all values that a part can have are texts that were written."""
    if isinstance(node, Conditional):
        return _is_written(node.then) and _is_written(node.otherwise)
    return isinstance(node, Constant) and node.type.kind == "text"


def compared(sign: str, left: Node, right: Node, span: Span) -> None:
    """Raise Objection unless two adapted values can be compared by a sign."""
    one, two = left.type, right.type
    for node in (left, right):
        if node.type.kind == "null":
            advice = "write `is None`" if sign == "==" else "write `is not None`"
            raise Objection(faults.mismatch(span, "nothing is equal to `None`", advice))
        if node.type.kind == "rows":
            what = f"{named(node.type)} can't be compared"
            raise Objection(faults.mismatch(node.span, what, "count them: `count(...)`"))
        if node.type.kind == "json":
            advice = "JSON can be `is None` or `is not None`"
            raise Objection(faults.mismatch(node.span, "JSON can't be compared", advice))
    if not _alike(one, two):
        message = f"{named(one)} can't be compared with {named(two)}"
        raise Objection(faults.mismatch(span, message, _advice(left, right)))
    if sign not in ("==", "!=") and one.kind not in ORDERED:
        message = f"`{sign}` needs an order, and {named(one)} has none"
        raise Objection(faults.mismatch(span, message, "compare with `==` or `!=`"))


def _alike(one: Type, two: Type) -> bool:
    if one.kind in NUMBERS and two.kind in NUMBERS:
        return True
    return (one.kind, one.entity) == (two.kind, two.entity) and set(one.values) == set(two.values)


def _advice(left: Node, right: Node) -> str:
    kinds = {left.type.kind, right.type.kind}
    if kinds == {"date", "datetime"}:
        return "`date(...)` is the day of a point in time; `today` is a date, `now` is not"
    if "period" in kinds:
        return "compare dates: `birth_date <= today - years(16)`"
    if "duration" in kinds and kinds & NUMBERS:
        return "write `days(3)` or `hours(3)` for the number"
    for node, other in ((left, right), (right, left)):
        if isinstance(node, Constant) and node.type.kind == "text" and other.type.kind in NUMBERS:
            return "write the number without quotes"
        if node.type.kind == "row" and other.type.kind in ("integer", "text"):
            return "compare a field of the row, or the row with another one"
    return ""


def joined(nodes: list[Node], span: Span) -> tuple[list[Node], Type]:
    """Return values adapted to one type, and that type; Objection when there is none."""
    known = [one for one in nodes if one.type.kind != "null"]
    if not known:
        raise Objection(faults.mismatch(span, "`None` alone has no type"))
    leading = next((one.type for one in known if not _is_written(one)), known[0].type)
    nodes = [adapted(one, leading) for one in nodes]
    nullable = any(one.type.nullable or one.type.kind == "null" for one in nodes)
    kinds = {one.type.kind for one in nodes} - {"null"}
    for one in nodes:
        if one.type.kind != "null" and not _alike(one.type, leading):
            message = f"{named(leading)} and {named(one.type)} don't go together"
            raise Objection(faults.mismatch(one.span, message, "all values need one type"))
    if kinds <= NUMBERS:
        return nodes, Type(widest(kinds), nullable)
    return nodes, replace(leading, nullable=nullable)


def widest(kinds: set[Kind]) -> Kind:
    """Return the kind of number that others become beside each other."""
    return "float" if "float" in kinds else "decimal" if "decimal" in kinds else "integer"
