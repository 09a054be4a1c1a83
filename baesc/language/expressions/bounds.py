"""How large values can be: whether plain Python computes them exactly and without overflow."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import ceil, inf

from baesc.language.expressions.rows import of_plain
from baesc.language.expressions.tree import (
    Aggregate,
    Arithmetic,
    Attribute,
    Call,
    Conditional,
    Constant,
    Made,
    Negative,
    Node,
    Type,
    walk,
)
from baesc.language.ir import Field, System

# Digits that decimals keep unless they are told otherwise.
PLAIN_DIGITS = 28
MOST_FLOAT = 1e300
MOST_DAYS = 999_999_998
_ROWS = 10**10
_MOST_INTEGER = 2**31
_MOST_TEXT = 10**6
_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()
_SPAN = _LAST - _FIRST + 1
# Applications run in these years.
_OURS = (date(1970, 1, 1).toordinal(), date(8000, 1, 1).toordinal())
_OF_CALLS = {"len": _MOST_TEXT, "year": 9999, "month": 12, "day": 31}


def field_of(node: Attribute, system: System) -> Field | None:
    """Return the field that is read; None for the columns that all tables have."""
    entity = system.entity(node.row.type.entity)
    return next((one for one in entity.fields if one.name == node.name), None)


def most(node: Node, system: System) -> float:
    """Return a number that the value is never beyond, or infinity; durations are in days."""
    match node:
        case Constant(value=value):
            return 0 if value is None or isinstance(value, bool) else ceil(abs(Decimal(value)))
        case Attribute():
            return _most_of_field(node, system)
        case Negative(part=part):
            return most(part, system)
        case Arithmetic():
            return _most_of_sign(node, system)
        case Conditional(then=then, otherwise=otherwise):
            return max(most(then, system), most(otherwise, system))
        case Call(name=name, arguments=arguments):
            if name in ("min", "max"):
                return max(most(one, system) for one in arguments)
            if name in _OF_CALLS:
                return _OF_CALLS[name]
            if name == "hours":
                return most(arguments[0], system) / 24 + 1
            return most(arguments[0], system) + 1 if arguments else inf
        case Aggregate(name="count"):
            return _ROWS
        case Aggregate(name=name, element=element) if element is not None:
            found = most(element, system)
            return found * _ROWS if name == "sum" else found + 1
        case _:
            return inf


def _most_of_field(node: Attribute, system: System) -> float:
    field = field_of(node, system)
    if field is None:
        return _MOST_INTEGER
    if field.formula is not None and not field.stored:
        return most(field.formula, system) + 1
    bounds = [
        abs(Decimal(one))
        for one in (field.minimum, field.maximum)
        if isinstance(one, int | float) or (field.type == "decimal" and one is not None)
    ]
    if len(bounds) == 2:
        return ceil(max(bounds))
    if field.type == "decimal":
        return float(10 ** max((field.precision or 0) - (field.scale or 0), 0))
    return _MOST_INTEGER if field.type == "integer" else inf


def _most_of_sign(node: Arithmetic, system: System) -> float:
    left, right = node.left, node.right
    if node.type.kind == "duration" and left.type.kind in ("date", "datetime"):
        return _SPAN
    one, two = most(left, system), most(right, system)
    match node.sign:
        case "+" | "-":
            return one + two
        case "*":
            return one * two
        case "//":
            return one + 1
        case "%":
            return two
        case _:
            if left.type.kind == "duration":
                return one * 86_400_000_000
            return inf if node.type.kind == "float" else one * 10 ** places(right, system) + 1


def places(node: Node, system: System) -> int:
    """Return the most decimal places of an exact number."""
    if node.type.kind != "decimal":
        return 0
    match node:
        case Constant(value=value):
            return max(0, -int(Decimal(str(value)).normalize().as_tuple().exponent))
        case Attribute():
            field = field_of(node, system)
            return 0 if field is None else field.scale or 0
        case Negative(part=part):
            return places(part, system)
        case Arithmetic(sign="/"):
            return 10
        case Arithmetic(sign=sign, left=left, right=right):
            one, two = places(left, system), places(right, system)
            return one + two if sign == "*" else max(one, two)
        case Conditional(then=then, otherwise=otherwise):
            return max(places(then, system), places(otherwise, system))
        case Call(name="round", arguments=(_, Constant(value=value))):
            return int(str(value))
        case Call(arguments=arguments):
            return max(places(one, system) for one in arguments)
        case Aggregate(name="avg"):
            return 10
        case Aggregate(element=element) if element is not None:
            return places(element, system)
        case _:
            return 10


def is_exact(node: Node, system: System) -> bool:
    """Tell whether Python's plain decimals keep all digits of a value."""
    size = most(node, system)
    return size < inf and len(str(int(size))) + places(node, system) <= PLAIN_DIGITS


def days_of(node: Node, system: System) -> tuple[float, float]:
    """Return the first and the last day that a date or a point in time can be, as numbers.

    A sum that may be no date at all lies beyond the years 1 to 9999.
    """
    match node:
        case Made():
            return _OURS
        case Constant(value=value, type=kind):
            found = of_plain(value, kind)
            return (found.toordinal(),) * 2 if isinstance(found, date) else (_FIRST, _LAST)
        case Attribute():
            return _days_of_field(node, system)
        case Arithmetic(sign=sign, left=left, right=right):
            first, last = days_of(left, system)
            size = _days_in(right, system)
            is_later = sign == "+"
            down, up = (0.0, size) if _is_positive(right) else (size, size)
            return first - (down if is_later else up), last + (up if is_later else down)
        case Conditional(then=then, otherwise=otherwise):
            pairs = (days_of(then, system), days_of(otherwise, system))
            return min(pairs[0][0], pairs[1][0]), max(pairs[0][1], pairs[1][1])
        case Call(name="date", arguments=(inner,)):
            return days_of(inner, system)
        case _:
            return _FIRST, _LAST


def _days_of_field(node: Attribute, system: System) -> tuple[float, float]:
    field = field_of(node, system)
    if field is None:
        return _OURS
    ends = []
    for bound, widest, ours in zip(
        (field.minimum, field.maximum), (_FIRST, _LAST), _OURS, strict=True
    ):
        if bound is None or not isinstance(bound, str) or field.formula is not None:
            ends.append(widest)
        elif bound in ("today", "now"):
            ends.append(ours)
        else:
            found = of_plain(bound, Type(field.type))  # type: ignore[arg-type]
            ends.append(found.toordinal() if isinstance(found, date) else widest)
    return ends[0], ends[1]


def _days_in(node: Node, system: System) -> float:
    """Return the most days of a duration or a period."""
    if isinstance(node, Call) and node.name in ("years", "months"):
        return most(node.arguments[0], system) * (366 if node.name == "years" else 31) + 31
    return most(node, system) + 1


def _is_positive(node: Node) -> bool:
    if not (isinstance(node, Call) and isinstance(node.arguments[0], Constant)):
        return False
    return int(str(node.arguments[0].value)) >= 0


def is_a_day(node: Node, system: System) -> bool:
    """Tell whether a date that is computed always lies in the years 1 to 9999."""
    first, last = days_of(node, system)
    return first > _FIRST and last < _LAST


def with_gaps(field: Field, system: System) -> Field:
    """Return a computed field that is optional where its value may be too large for its type."""
    if field.required and field.formula is not None and has_gaps(field.formula, system):
        return replace(field, required=False)
    return field


def has_gaps(node: Node, system: System) -> bool:
    """Tell whether a value is null for some rows because a number or a date is too far away."""
    return any(_is_gap(one, system) for one in walk(node))


def _is_gap(node: Node, system: System) -> bool:
    kind = node.type.kind
    if isinstance(node, Attribute):
        field = field_of(node, system)
        return field is not None and field.formula is not None and has_gaps(field.formula, system)
    if not isinstance(node, Arithmetic | Call | Aggregate):
        return False
    if kind == "float" and (isinstance(node, Arithmetic) or _adds(node)):
        return most(node, system) > MOST_FLOAT
    if kind == "duration":
        return most(node, system) >= MOST_DAYS
    return (
        isinstance(node, Arithmetic) and kind in ("date", "datetime") and not is_a_day(node, system)
    )


def _adds(node: Node) -> bool:
    return isinstance(node, Aggregate) and node.name in ("sum", "avg")
