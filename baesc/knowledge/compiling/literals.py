"""Values that are written out, and numbers of one kind beside those of another."""

from datetime import date, datetime, time

from baesc.knowledge.column_types import number_text
from baesc.knowledge.compiling.compiling import Compiling
from baesc.knowledge.compiling.pieces import ATOM, NEGATIVE, Value
from baesc.knowledge.filters import literal, quote
from baesc.knowledge.shapes import shapes_of
from baesc.language.expressions.bounds import most
from baesc.language.expressions.rows import of_plain
from baesc.language.expressions.tree import Constant, Negative, Node

# Whole numbers beyond are not exact as floats.
_WHOLE_FLOATS = 2**53
# How far expressions are indented at most, or nearly.
DEEPEST = 24


def constant(c: Compiling, node: Constant) -> Value:
    """Return source of a value that was written."""
    kind = node.type.kind
    if node.value is None:
        return Value("None", maybe=True)
    if kind == "decimal":
        number = number_text(str(node.value))
        inner = quote(number) if "." in number else number
        return Value(f"{c.use('decimal', 'Decimal')}({inner})")
    if kind == "uuid":
        return Value(f"{c.use('uuid', 'UUID')}({quote(str(node.value))})")
    if kind == "enum":
        return Value(_member(c, str(node.value)), enum=c.enum_hint)
    moment = of_plain(node.value, node.type)
    if isinstance(moment, date | time):
        return Value(_moment(c, moment))
    if isinstance(node.value, str):
        return Value(text_literal(node.value))
    return Value(repr(node.value), NEGATIVE if repr(node.value)[0] == "-" else ATOM)


def text_literal(text: str) -> str:
    """Return a text as Python writes it, over several lines where it is long."""
    return literal(text, DEEPEST)


def _member(c: Compiling, value: str) -> str:
    """Return the member of the enumeration that is expected here, else its plain text."""
    for shape in shapes_of(c.system).by_name.values():
        for field in shape.entity.fields:
            if shape.enums.get(field.name) == c.enum_hint != "":
                at = [one.value for one in field.choices].index(value)
                if c.own_module not in ("", shape.named.module):
                    return text_literal(value)
                c.use(f"app.models.{shape.named.module}", c.enum_hint)
                return f"{c.enum_hint}.{shape.members[field.name][at]}"
    return text_literal(value)


def _moment(c: Compiling, moment: date | time) -> str:
    if isinstance(moment, datetime):
        c.use("datetime", "datetime")
        parts = [*moment.timetuple()[:6], moment.microsecond]
        while len(parts) > 5 and not parts[-1]:
            parts.pop()
        listed = ", ".join(map(str, parts))
        return f"datetime({listed}, tzinfo={c.use('datetime', 'UTC')})"
    if isinstance(moment, date):
        return f"{c.use('datetime', 'date')}({moment.year}, {moment.month}, {moment.day})"
    parts = [moment.hour, moment.minute, moment.second, moment.microsecond]
    while len(parts) > 2 and not parts[-1]:
        parts.pop()
    return f"{c.use('datetime', 'time')}({', '.join(map(str, parts))})"


def plain_number(node: Node) -> str:
    """Return a written number as Python writes it, empty for one that needs digits kept."""
    negative = isinstance(node, Negative)
    inner = node.part if isinstance(node, Negative) else node
    if not isinstance(inner, Constant) or inner.type.kind not in ("integer", "decimal"):
        return ""
    number = number_text(inner.value) if isinstance(inner.value, str) else str(inner.value)
    if "." in number:
        return ""
    return f"-{number}" if negative else number


def as_float(c: Compiling, node: Node, value: Value) -> Value:
    """Return a number as Python's floats go together with it."""
    if node.type.kind == "float":
        return value
    if isinstance(node, Constant) and node.type.kind == "decimal":
        number = float(str(node.value))
        return Value(repr(number), NEGATIVE if number < 0 else ATOM)
    if node.type.kind == "integer" and most(node, c.system) < _WHOLE_FLOATS:
        return value
    return Value(f"float({value.text})", ATOM, value.guards, value.maybe)


def widened(c: Compiling, node: Node, value: Value, kind: str) -> Value:
    """Return a number as one of a wider kind."""
    if value.text == "None" or node.type.kind == kind:
        return value
    if kind == "float":
        if isinstance(node, Constant):
            return Value(repr(float(str(node.value))), ATOM)
        return Value(f"float({value.text})", ATOM, value.guards, value.maybe)
    if kind == "decimal" and node.type.kind == "integer":
        name = c.use("decimal", "Decimal")
        return Value(f"{name}({value.text})", ATOM, value.guards, value.maybe)
    return value
