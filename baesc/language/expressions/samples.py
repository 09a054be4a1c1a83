"""Values for fields: a plain one, those next to what an expression says, and where they lie."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from baesc.language import patterns
from baesc.language.expressions.rows import of_plain
from baesc.language.expressions.tree import Type
from baesc.language.ir import Field

_START = datetime(1970, 1, 1, tzinfo=UTC)
_FLOAT_STEPS = 100


def plain_value(field: Field, now: datetime) -> Any:
    """Return a value that the field takes, the same each time."""
    if field.pattern is not None:
        return patterns.example(field.pattern, shortest=field.min_length or 1)
    value = _usual(field, now)
    low, high = limits(field, now)
    at = on_line(field, value)
    if at is None or field.type in ("email", "url"):
        return value
    return placed(field, min(max(at, low), high))


def _usual(field: Field, now: datetime) -> Any:
    usual: dict[str, Any] = {
        "boolean": True,
        "integer": 1,
        "decimal": Decimal(1),
        "float": 1.0,
        "date": now.date(),
        "datetime": now,
        "time": time(8),
        "uuid": "00000000-0000-4000-8000-000000000001",
        "email": "a@example.com",
        "url": "https://example.com",
        "json": "{}",
    }
    if field.type == "enum":
        return field.choices[0].value
    return usual.get(field.type, "a")


def limits(field: Field, now: datetime) -> tuple[int, int]:
    """Return the ends of the line on which the field's values lie."""
    if field.type in ("string", "text", "email", "url"):
        return field.min_length or 1, min(field.max_length or 200, 200)
    widest = {
        "integer": (-(2**31) + 1, 2**31 - 1),
        "float": (-(10**8), 10**8),
        "decimal": (1 - 10 ** (field.precision or 12), 10 ** (field.precision or 12) - 1),
        "time": (0, 86399),
        "date": (date(1900, 1, 1).toordinal(), date(2100, 12, 31).toordinal()),
        "datetime": (-2_000_000_000, 4_000_000_000),
    }.get(field.type, (0, 0))
    low, high = (_limit(field, one, now) for one in (field.minimum, field.maximum))
    return widest[0] if low is None else low, widest[1] if high is None else high


def _limit(field: Field, bound: Any, now: datetime) -> int | None:
    if bound is None:
        return None
    if bound in ("today", "now"):
        return on_line(field, now.date() if field.type == "date" else now)
    return on_line(field, of_plain(bound, Type(field.type)))  # type: ignore[arg-type]


def on_line(field: Field, value: Any) -> int | None:
    """Return where a value lies: neighbours differ by 1. None where there is no line."""
    if value is None:
        return None
    match field.type:
        case "integer":
            return int(value)
        case "decimal":
            return int(Decimal(value).scaleb(field.scale or 0))
        case "float":
            return round(float(value) * _FLOAT_STEPS)
        case "date":
            return value.toordinal() if isinstance(value, date) else None
        case "datetime":
            return int((value - _START) / timedelta(seconds=1))
        case "time":
            return int(value.hour * 3600 + value.minute * 60 + value.second)
        case "string" | "text" if field.pattern is None:
            return len(value)
        case _:
            return None


def placed(field: Field, at: Any) -> Any:
    """Return the value at a place of the line."""
    match field.type:
        case "integer":
            return at
        case "decimal":
            return Decimal(at).scaleb(-(field.scale or 0))
        case "float":
            return at / _FLOAT_STEPS
        case "date":
            return date.fromordinal(at)
        case "datetime":
            return _START + timedelta(seconds=at)
        case "time":
            return time(at // 3600, at // 60 % 60, at % 60)
        case _:
            return "a" * at


def near_values(field: Field, seen: Iterable[Any], now: datetime) -> list[Any]:
    """Return values that the field takes, in and around those that an expression names."""
    found: list[Any] = [plain_value(field, now)]
    if field.type == "boolean":
        found += [True, False]
    elif field.type == "enum":
        found += [one.value for one in field.choices]
    low, high = limits(field, now)
    for value in seen:
        try:
            at = value if _is_length(field, value) else on_line(field, value)
        except (TypeError, ValueError, ArithmeticError, AttributeError):
            continue
        if isinstance(value, str) and _takes(field, value):
            found.append(value)
        if at is not None:
            found += [placed(field, one) for one in (at, at - 1, at + 1) if low <= one <= high]
    if on_line(field, found[0]) is not None:
        found += [placed(field, low), placed(field, high)]
    if not field.required:
        found.append(None)
    return [one for at, one in enumerate(found) if not _is_in(one, found[:at])]


def _is_length(field: Field, value: Any) -> bool:
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return field.type in ("string", "text") and is_whole and 0 < value < 200


def _is_in(value: Any, others: list[Any]) -> bool:
    return any(type(one) is type(value) and one == value for one in others)


def _takes(field: Field, value: str) -> bool:
    if field.type == "uuid":
        return len(value) == 36
    if field.type not in ("string", "text") or not value.strip():
        return False
    fits = field.pattern is None or re.fullmatch(field.pattern, value) is not None
    return fits and (field.min_length or 1) <= len(value) <= (field.max_length or len(value))
