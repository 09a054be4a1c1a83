"""Values of fields in their one canonical form.

Each function takes what the spec says and returns the form that the IR documents, or raises
ValueError with what is expected.
"""

import json
import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation

from baesc.language.ir import Plain

# What fits the integer column of every database.
INTEGER_LIMIT = 2**31 - 1
# A decimal travels as a JSON number, which holds 15 digits exactly.
DIGITS_LIMIT = 15

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_DATETIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_URL = re.compile(r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]{1,5})?([/?#][!-~]*)?")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def line(value: object) -> str:
    """Return one line of text that is not blank."""
    if not isinstance(value, str):
        raise ValueError("text")
    if not value or value != value.strip() or not value.isprintable():
        raise ValueError("one line of text without spaces at its ends")
    return value


def text(value: object) -> str:
    """Return a text that is not blank."""
    if not isinstance(value, str):
        raise ValueError("text")
    if not value.strip():
        raise ValueError("text that is not empty")
    return value


def integer(value: object) -> int:
    """Return a whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("a whole number")
    if abs(value) > INTEGER_LIMIT:
        raise ValueError(f"a whole number between -{INTEGER_LIMIT} and {INTEGER_LIMIT}")
    return value


def floating(value: object) -> float:
    """Return a number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError("a number")
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("a finite number")
    return number + 0.0


def fixed(value: object, precision: int, scale: int) -> str:
    """Return a decimal number as text with exactly `scale` places."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError("a number")
    try:
        number = Decimal(str(value)) if not isinstance(value, str) else Decimal(value.strip())
    except InvalidOperation:
        raise ValueError("a number") from None
    if not number.is_finite() or len(number.as_tuple().digits) > DIGITS_LIMIT + 5:
        raise ValueError(f"a number of at most {precision} digits")
    if number.adjusted() > DIGITS_LIMIT:
        raise ValueError(f"a number of at most {precision} digits")
    places = -int(number.normalize().as_tuple().exponent)
    if places > scale:
        raise ValueError(f"a number with at most {scale} decimal places")
    if abs(number) >= Decimal(10) ** (precision - scale):
        raise ValueError(f"a number with at most {precision - scale} digits before the point")
    return f"{number + 0:.{scale}f}" if number else f"{Decimal(0):.{scale}f}"


def boolean(value: object) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise ValueError("`true` or `false`")
    return value


def day(value: object) -> str:
    """Return a date as `2026-01-31`."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError("a date such as `2026-01-31`")
    return _made(lambda: date.fromisoformat(value).isoformat(), "a date that exists")


def clock(value: object) -> str:
    """Return a time of day as `08:30:00`."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise ValueError("a time such as `08:30`")
    return _made(lambda: time.fromisoformat(value).isoformat("seconds"), "a time that exists")


def moment(value: object) -> str:
    """Return a point in time in UTC, as `2026-01-31T08:30:00Z`."""
    if not isinstance(value, str) or not _DATETIME.fullmatch(value):
        raise ValueError("a point in time such as `2026-01-31T08:30:00Z`")

    def make() -> str:
        found = datetime.fromisoformat(value).astimezone(UTC)
        return found.replace(tzinfo=None).isoformat("T", "seconds") + "Z"

    return _made(make, "a point in time that exists")


def _made(make: Callable[[], str], expected: str) -> str:
    try:
        return make()
    except (ValueError, OverflowError):
        raise ValueError(expected) from None


def email(value: object) -> str:
    """Return an email address in lower case."""
    if not isinstance(value, str) or not _EMAIL.fullmatch(value):
        raise ValueError("an email address")
    return value.lower()


def url(value: object) -> str:
    """Return a web address."""
    if not isinstance(value, str) or not _URL.fullmatch(value):
        raise ValueError("a web address that starts with `http://` or `https://`")
    return value


def uuid(value: object) -> str:
    """Return a UUID in lower case."""
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise ValueError("a UUID")
    return value.lower()


def json_text(value: object) -> str:
    """Return any value as JSON with sorted keys."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def ordered(type_name: str, value: Plain) -> object:
    """Return what a canonical value is compared by."""
    return Decimal(value) if type_name == "decimal" and isinstance(value, str) else value
