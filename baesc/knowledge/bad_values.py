"""Values that a field must turn down, and values at its limits, as Python source."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from baesc.knowledge.column_types import number_text
from baesc.knowledge.filters import quote
from baesc.knowledge.shapes import is_exact
from baesc.language.ir import Field

MAX_INTEGER = 2**31 - 1
SURE_DIGITS = 15


def bad_values(field: Field) -> tuple[str, ...]:
    """Return what bodies must not hold in this field."""
    found = list(_BAD[field.type](field))
    if field.required:
        found.append("None")
    return tuple(dict.fromkeys(found))


def good_values(field: Field) -> tuple[str, ...]:
    """Return what lies at the limits and passes."""
    make = _GOOD.get(field.type)
    return tuple(dict.fromkeys(make(field))) if make is not None else ()


def _text(field: Field) -> Iterator[str]:
    yield '""'
    yield '" "'
    yield "7"
    yield r'"nul\0"'
    least, most = field.min_length or 1, field.max_length or 10_000
    yield f'"x" * {most + 1}'
    if least > 1:
        yield f'"x" * {least - 1}'
    if field.pattern is not None:
        for text in ("!", "0", "a", "?" * least, "~" * most):
            if not re.fullmatch(field.pattern, text) and len(text) <= most:
                yield quote(text)
                break


def _good_text(field: Field) -> Iterator[str]:
    if field.pattern is None:
        yield f'"x" * {field.max_length or 10_000}'
        yield f'"x" * {field.min_length or 1}'


def _email(field: Field) -> Iterator[str]:
    yield '"nobody"'
    yield '""'
    yield "7"
    yield f'"x" * {field.max_length or 254} + "@example.com"'


def _url(field: Field) -> Iterator[str]:
    yield '"nowhere"'
    yield '"javascript:alert(1)"'
    yield "7"
    yield f'"https://example.com/" + "x" * {field.max_length or 2000}'


def _integer(field: Field) -> Iterator[str]:
    low = -MAX_INTEGER if field.minimum is None else int(field.minimum)
    high = MAX_INTEGER if field.maximum is None else int(field.maximum)
    yield str(low - 1)
    yield str(high + 1)
    yield f'"{low}"'
    yield "True"
    yield "1.5"


def _good_integer(field: Field) -> Iterator[str]:
    yield str(-MAX_INTEGER if field.minimum is None else field.minimum)
    yield str(MAX_INTEGER if field.maximum is None else field.maximum)


def _float(field: Field) -> Iterator[str]:
    yield '"1"'
    yield "True"
    if field.minimum is not None:
        yield repr(float(field.minimum) - 1)
    if field.maximum is not None:
        yield repr(float(field.maximum) + 1)


def _good_float(field: Field) -> Iterator[str]:
    if field.minimum is not None:
        yield number_text(field.minimum)
    if field.maximum is not None:
        yield number_text(field.maximum)


def _decimal_limits(field: Field) -> tuple[Decimal, Decimal, Decimal]:
    places = field.scale or 0
    step = Decimal(1).scaleb(-places)
    most = Decimal(10) ** ((field.precision or 1) - places) - step
    low = -most if field.minimum is None else Decimal(str(field.minimum))
    high = most if field.maximum is None else Decimal(str(field.maximum))
    return low, high, step


def _decimal(field: Field) -> Iterator[str]:
    low, high, step = _decimal_limits(field)
    spell: Callable[[Decimal], str] = _exact if is_exact(field) else number_text_of
    yield spell(low - step)
    yield spell(high + step)
    # A float has 15 digits for sure: with one more, it may be the value beside it.
    between = step / 10 + (low if is_exact(field) or (field.precision or 0) < SURE_DIGITS else 0)
    if low < between < high:
        yield spell(between)
    yield "1" if is_exact(field) else '"1"'
    yield "True"


def _good_decimal(field: Field) -> Iterator[str]:
    low, high, _ = _decimal_limits(field)
    places = field.scale or 0
    for one in (low, high):
        yield _exact(round(one, places)) if is_exact(field) else number_text_of(one)


def _exact(number: Decimal) -> str:
    return f'"{number:f}"'


def number_text_of(number: Decimal) -> str:
    """Return a decimal as a Python number without an exponent."""
    return number_text(f"{number:f}")


def _boolean(_field: Field) -> Iterator[str]:
    yield "1"
    yield '"true"'


def _date(field: Field) -> Iterator[str]:
    yield '"2000-02-30"'
    yield '"20000101"'
    yield "0"
    if field.minimum == "today":
        yield '"1999-12-31"'
    elif field.minimum is not None:
        yield from _beside(str(field.minimum), -1)
    if field.maximum == "today":
        yield '"9999-12-31"'
    elif field.maximum is not None:
        yield from _beside(str(field.maximum), 1)


def _beside(text: str, days: int) -> Iterator[str]:
    day = date.fromisoformat(text)
    if date.min < day < date.max:
        yield quote((day + timedelta(days=days)).isoformat())


def _good_date(field: Field) -> Iterator[str]:
    for bound in (field.minimum, field.maximum):
        if bound == "today":
            yield "today().isoformat()"
        elif bound is not None:
            yield quote(str(bound))
    if field.minimum is field.maximum is None:
        yield '"1900-02-28"'


def _time(field: Field) -> Iterator[str]:
    yield '"25:00:00"'
    yield '"noon"'
    yield "0"
    if field.minimum is not None and str(field.minimum) != "00:00:00":
        yield '"00:00:00"'
    if field.maximum is not None and str(field.maximum) < "23:59:59":
        yield '"23:59:59"'


def _good_bounds(field: Field) -> Iterator[str]:
    for bound in (field.minimum, field.maximum):
        if bound is not None and bound not in ("today", "now"):
            yield quote(str(bound))


def _datetime(field: Field) -> Iterator[str]:
    yield '"2000-01-01T00:00:00"'
    yield '"yesterday"'
    yield '"0001-01-01T00:00:00+01:00"'
    yield "0"
    if field.minimum is not None:
        yield '"0001-01-01T00:00:00Z"'
    if field.maximum is not None:
        yield '"9999-12-31T00:00:00Z"'


def _uuid(_field: Field) -> Iterator[str]:
    yield '"nothing"'
    yield '"00000000000040008000000000000001"'
    yield "1"


def _enum(field: Field) -> Iterator[str]:
    values = {choice.value for choice in field.choices}
    unknown = "unknown"
    while unknown in values:
        unknown += "_"
    yield quote(unknown)
    yield "1"


def _json(_field: Field) -> Iterator[str]:
    yield '["x" * 10_001]'


def _good_json(field: Field) -> Iterator[str]:
    yield from ("[]", '{"deep": [1, "two", None, {"three": 3.5}]}', '"text"', "0", "False")
    if not field.required:
        yield "None"


_BAD: dict[str, Callable[[Field], Iterator[str]]] = {
    "string": _text,
    "text": _text,
    "integer": _integer,
    "float": _float,
    "decimal": _decimal,
    "boolean": _boolean,
    "date": _date,
    "time": _time,
    "datetime": _datetime,
    "email": _email,
    "url": _url,
    "uuid": _uuid,
    "enum": _enum,
    "json": _json,
}
_GOOD: dict[str, Callable[[Field], Iterator[str]]] = {
    "string": _good_text,
    "text": _good_text,
    "integer": _good_integer,
    "float": _good_float,
    "decimal": _good_decimal,
    "date": _good_date,
    "time": _good_bounds,
    "datetime": _good_bounds,
    "json": _good_json,
}
