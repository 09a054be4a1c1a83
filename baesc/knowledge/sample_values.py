"""Valid values of fields, made by counting: the n-th differs from the others where it can."""

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from baesc.knowledge.filters import literal, quote
from baesc.knowledge.shapes import is_exact
from baesc.language.ir import Entity, Field
from baesc.language.patterns import example

ROWS = 3
FIRST_DAY = date(2000, 1, 1)
LATE_DAY = date(2100, 1, 1)


class Value(NamedTuple):
    """A value as Python source, and as text to compare it by.

    `plain` is what JSON holds. A moving value has none: it lies `shift` after the moment at which a
    test runs.
    """

    code: str
    text: str
    is_moving: bool = False
    plain: object = None
    shift: timedelta = timedelta()


def value_of(entity: Entity, field: Field, n: int) -> Value:
    """Return the n-th value of a field, from 1."""
    if field.type == "date" and field.minimum == field.maximum == "today":
        return Value("today().isoformat()", "today", is_moving=True)
    return value_from(field, _plain(entity, field, n))


def value_from(field: Field, plain: object) -> Value:
    """Return a value that JSON holds, as a field of a sample row."""
    code = _code(plain, 10 + len(field.name))
    return Value(code, json.dumps(plain, sort_keys=True), plain=plain)


def _code(made: object, indent: int) -> str:
    if isinstance(made, dict):
        return "{" + ", ".join(f"{quote(key)}: {literal(one)}" for key, one in made.items()) + "}"
    return literal(made, indent)


def _plain(entity: Entity, field: Field, n: int) -> object:
    if field.type == "email":
        return _email(entity, field, n)
    return _MAKERS[field.type](field, n)


def _url(field: Field, n: int) -> str:
    long = f"https://example.com/{n}"
    return long if len(long) <= (field.max_length or 2000) else f"http://a.co/{n}"


def _uuid(_field: Field, n: int) -> str:
    return f"00000000-0000-4000-8000-{n:012d}"


def _boolean(_field: Field, n: int) -> bool:
    return n % 2 == 1


def _enum(field: Field, n: int) -> str:
    return field.choices[(n - 1) % len(field.choices)].value


def _json(_field: Field, n: int) -> object:
    return {"number": n}


def _money(field: Field, n: int) -> str | int | float:
    number = _decimal(field, n)
    return f"{number:f}" if is_exact(field) else _as_json_number(number)


def _date(field: Field, n: int) -> str:
    return _day(field.minimum, field.maximum, n).isoformat()


def _text(field: Field, n: int) -> str:
    least, most = field.min_length or 1, field.max_length or 10_000
    if field.pattern is not None:
        return example(field.pattern, n, least)
    word = f"{field.label} {n}"
    if len(word) > most or not word.isprintable() or word != word.strip():
        word = f"{'abcdefgh'[n % 8]}" if most < 8 else f"Value {n}"
    return word if len(word) >= least else word + "x" * (least - len(word))


def _email(entity: Entity, field: Field, n: int) -> str:
    long = f"{entity.singular}{n}@example.com"
    fits = len(long) <= (field.max_length or 254) and long.isascii()
    return long if fits else f"a{n}@b.co"


def _integer(field: Field, n: int) -> int:
    low = -(2**31) + 1 if field.minimum is None else int(field.minimum)
    high = 2**31 - 1 if field.maximum is None else int(field.maximum)
    start = max(low, 1) if high >= max(low, 1) else low
    return start + (n - 1) % (min(high - start, 1000) + 1)


def _float(field: Field, n: int) -> float:
    low = None if field.minimum is None else float(field.minimum)
    high = None if field.maximum is None else float(field.maximum)
    if low is not None and high is not None:
        return low + (high - low) * n / 8
    if low is not None:
        return low + n
    return high - n if high is not None else n + 0.5


def _decimal(field: Field, n: int) -> Decimal:
    places = field.scale or 0
    step = Decimal(1).scaleb(-places)
    most = Decimal(10) ** ((field.precision or 1) - places) - step
    low = -most if field.minimum is None else Decimal(str(field.minimum))
    high = most if field.maximum is None else Decimal(str(field.maximum))
    nice = round(Decimal(n) + (Decimal("0.5") if places else 0), places)
    if low <= nice <= high:
        return nice
    start = max(low, Decimal(0)) if high >= 0 else low
    count = int((high - start) / step) + 1
    return round(start + step * ((n - 1) % count), places)


def _as_json_number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _day(minimum: object, maximum: object, n: int) -> date:
    moving = ("today", "now")
    if isinstance(minimum, str) and minimum not in moving:
        low = date.fromisoformat(minimum)
        if isinstance(maximum, str) and maximum not in moving:
            span = (date.fromisoformat(maximum) - low).days
            return low + timedelta(days=(n - 1) % (span + 1))
        return low + timedelta(days=n - 1)
    if isinstance(maximum, str) and maximum not in moving:
        return date.fromisoformat(maximum) - timedelta(days=n - 1)
    return (LATE_DAY if minimum in moving else FIRST_DAY) + timedelta(days=n - 1)


def _moment(field: Field, n: int) -> str:
    moving = ("today", "now")
    low, high = field.minimum, field.maximum
    if isinstance(low, str) and low not in moving:
        start = datetime.fromisoformat(low)
        step = timedelta(minutes=1)
        if isinstance(high, str) and high not in moving:
            step = (datetime.fromisoformat(high) - start) / 8
        found = start + step * (n - 1)
        minute = found.replace(second=0, microsecond=0)
        # A form cannot show seconds: a whole minute does where it fits.
        return _zulu(minute if minute >= start else found.replace(microsecond=0))
    if isinstance(high, str) and high not in moving:
        start = datetime.fromisoformat(high)
        return _zulu((start - timedelta(minutes=n)).replace(second=0))
    day = _day(low, high, n)
    return f"{day.isoformat()}T08:30:00Z"


def _zulu(moment: datetime) -> str:
    return f"{moment.replace(tzinfo=None).isoformat()}Z"


def _clock(field: Field, n: int) -> str:
    low = time.fromisoformat(str(field.minimum)) if field.minimum is not None else None
    high = time.fromisoformat(str(field.maximum)) if field.maximum is not None else None
    start = _seconds(low) if low else 0
    end = _seconds(high) if high else 24 * 3600 - 1
    at = 8 * 3600 + 60 * n
    if not start <= at <= end:
        at = start + (n - 1) * min(60, max((end - start) // ROWS, 1)) if end > start else start
    return f"{at // 3600:02d}:{at // 60 % 60:02d}:{at % 60:02d}"


def _seconds(clock: time) -> int:
    return clock.hour * 3600 + clock.minute * 60 + clock.second


_MAKERS: dict[str, Callable[[Field, int], object]] = {
    "string": _text,
    "text": _text,
    "integer": _integer,
    "float": _float,
    "decimal": _money,
    "boolean": _boolean,
    "date": _date,
    "time": _clock,
    "datetime": _moment,
    "url": _url,
    "uuid": _uuid,
    "enum": _enum,
    "json": _json,
}
