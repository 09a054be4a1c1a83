"""How single values are computed: signs, functions and aggregates, null where one is null."""

import math
import operator
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from baesc.language import patterns
from baesc.language.expressions.rows import Period, Row
from baesc.language.expressions.shifting import shifted
from baesc.language.expressions.tree import Aggregate, Arithmetic, Call, Type

# Wide enough that sums and products of columns are exact.
EXACT = Context(prec=100, rounding=ROUND_HALF_UP)
# From here on floats have no decimal places.
_WHOLE_FLOATS = 2**53
_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def compare(sign: str, one: Any, two: Any) -> bool | None:
    """Return how two values compare, null when one is null."""
    if one is None or two is None:
        return None
    if isinstance(one, Row) and isinstance(two, Row):
        return _SIGNS[sign]((one.entity, one.id), (two.entity, two.id)) is True
    one, two = _alike(one, two)
    return bool(_SIGNS[sign](one, two))


def _alike(one: Any, two: Any) -> tuple[Any, Any]:
    """Return numbers as floats where one of them is a float."""
    if isinstance(one, float) or isinstance(two, float):
        return float(one), float(two)
    return one, two


def all_of(values: Iterable[bool | None]) -> bool | None:
    """Return whether all are true, as `and` does."""
    seen = list(values)
    return False if False in seen else None if None in seen else True


def any_of(values: Iterable[bool | None]) -> bool | None:
    """Return whether one is true, as `or` does."""
    seen = list(values)
    return True if True in seen else None if None in seen else False


def opposite(value: bool | None) -> bool | None:
    """Return what is not so."""
    return None if value is None else not value


def field_of(row: Row, name: str, kind: Type) -> Any:
    """Return the value of a field."""
    if name == "id":
        return row.id
    value = row.values.get(name)
    return Decimal(value) if kind.kind == "decimal" and isinstance(value, int) else value


def widened(value: Any, kind: Type) -> Any:
    """Return a number as the kind of number that it becomes beside others."""
    if value is None or isinstance(value, bool):
        return value
    if kind.kind == "float":
        return float(value)
    return Decimal(value) if kind.kind == "decimal" and isinstance(value, int) else value


def combined(node: Arithmetic, one: Any, two: Any) -> Any:
    """Return what a sign makes of two values, null when there is no such value."""
    sign = node.sign
    try:
        if isinstance(two, Period):
            return shifted(one, two.months if sign == "+" else -two.months)
        if sign in ("/", "//", "%"):
            return _divided(sign, one, two)
        one, two = _alike(one, two)
        if isinstance(one, Decimal | int) and isinstance(two, Decimal | int):
            return _exactly(sign, one, two)
        found = one + two if sign == "+" else one - two if sign == "-" else one * two
    except (OverflowError, ValueError):
        return None
    return _finite(found)


def _exactly(sign: str, one: Any, two: Any) -> Any:
    if isinstance(one, int) and isinstance(two, int):
        return one + two if sign == "+" else one - two if sign == "-" else one * two
    first, second = Decimal(one), Decimal(two)
    if sign == "+":
        return EXACT.add(first, second)
    return EXACT.subtract(first, second) if sign == "-" else EXACT.multiply(first, second)


def _divided(sign: str, one: Any, two: Any) -> Any:
    if not two:
        return None
    if sign != "/":
        return one // two if sign == "//" else one % two
    if isinstance(one, timedelta):
        one, two = _microseconds(one), _microseconds(two)
    if isinstance(one, float) or isinstance(two, float):
        return _finite(float(one) / float(two))
    return quotient(one, two)


def quotient(one: Any, two: Any) -> Decimal:
    """Return the quotient of exact numbers to 10 places, a half rounded away from zero."""
    return rounded(EXACT.divide(Decimal(one), Decimal(two)), 10)


def rounded(number: Decimal, places: int) -> Decimal:
    """Return a number with at most so many places."""
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT)


def _microseconds(span: timedelta) -> int:
    return span // timedelta(microseconds=1)


def _finite(value: Any) -> Any:
    if isinstance(value, float) and (not math.isfinite(value)):
        return None
    return value


def called(node: Call, values: list[Any]) -> Any:
    """Return the value of a function of values that are there."""
    first = values[0]
    match node.name:
        case "len":
            return len(first)
        case "lower" | "upper":
            return first.lower() if node.name == "lower" else first.upper()
        case "matches":
            return re.fullmatch(patterns.canonical(values[1]), first) is not None
        case "abs":
            return abs(first)
        case "round":
            return _rounded(node, first, values[1] if len(values) > 1 else 0)
        case "min" | "max":
            return widened(_extreme(node.name, values), node.type)
        case "year" | "month" | "day":
            return getattr(_utc(first), node.name)
        case "date":
            return _utc(first).date()
        case "years" | "months":
            return Period(first * 12 if node.name == "years" else first)
        case _:
            return _duration(node.name, first)


def _duration(name: str, number: int) -> timedelta | None:
    try:
        return timedelta(days=number) if name == "days" else timedelta(hours=number)
    except OverflowError:
        return None


def _utc(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _rounded(node: Call, value: Any, places: int) -> Any:
    if isinstance(value, float) and abs(value) >= _WHOLE_FLOATS:
        return int(value) if node.type.kind == "integer" else value
    exact = rounded(
        Decimal(value) if not isinstance(value, float) else Decimal(repr(value)), places
    )
    if node.type.kind == "integer":
        return int(exact)
    return float(exact) if isinstance(value, float) else exact


def _extreme(name: str, values: list[Any]) -> Any:
    found = values[0]
    for one in values[1:]:
        if compare("<" if name == "min" else ">", one, found):
            found = one
    return found


def aggregated(node: Aggregate, values: list[Any]) -> Any:
    """Return one value made of the values of many rows."""
    if node.name == "count":
        return len(values)
    if node.name in ("any", "all"):
        return any_of(values) if node.name == "any" else all_of(values)
    there = [one for one in values if one is not None]
    if node.name == "sum":
        return _sum(node.type, there)
    if not there:
        return None
    if node.name == "avg":
        if node.type.kind == "float":
            return _finite(sum(there) / len(there))
        return quotient(_sum(Type("decimal"), there), len(there))
    return _extreme(node.name, there)


def _sum(kind: Type, values: list[Any]) -> Any:
    if kind.kind == "duration":
        return sum(values, timedelta())
    if kind.kind == "decimal":
        total = Decimal(0)
        for one in values:
            total = EXACT.add(total, Decimal(one))
        return total
    return _finite(sum(values))
