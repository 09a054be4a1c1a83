"""Plain scalars, resolved as YAML 1.2's core schema does: `no` and `2026-01-31` are text."""

import re
from decimal import Decimal, InvalidOperation

_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_ENDLESS = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WIDEST = 2**63


def resolve(text: str) -> str | int | float | bool | None:
    """Return what a plain scalar means; ValueError for a number that can't be held exactly."""
    if text in _WORDS:
        return _WORDS[text]
    if not text or text[0] not in "+-.0123456789":
        return text
    if _INTEGER.fullmatch(text):
        return _integer(text, 10)
    if _BASED.fullmatch(text):
        return _integer(text, 0)
    if _FLOAT.fullmatch(text):
        return _exact(text)
    if _ENDLESS.fullmatch(text):
        raise ValueError(text)
    return text


def _integer(text: str, base: int) -> int:
    if len(text) > 24:
        raise ValueError(text)
    number = int(text, base)
    if abs(number) >= _WIDEST:
        raise ValueError(text)
    return number


def _exact(text: str) -> float:
    number = float(text)
    try:
        exact = len(text) <= 40 and Decimal(text) == Decimal(repr(number))
    except InvalidOperation:
        exact = False
    if not exact:
        raise ValueError(text)
    return number
