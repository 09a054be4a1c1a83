"""Values as a spec writes them, for advice: exactly what a reader can add."""

import re

from baesc.evolution.limits import MOVING
from baesc.knowledge.column_types import number_text
from baesc.language.ir import Field
from baesc.language.patterns import example as matching
from baesc.language.scalars import resolve

_PLAIN = re.compile(r"[A-Za-z0-9_./-]([A-Za-z0-9 _./@+-]*[A-Za-z0-9_./@+-])?")
# What `on_conflict` takes for a word of its own.
WORDS = frozenset({
    "stop", "keep", "null", "default", "truncate", "suffix", "clamp", "round", "first",
})  # fmt: skip


def example(field: Field) -> str:
    """Return a value that a field takes, as a line of YAML has it after `backfill:`."""
    if field.type == "boolean":
        return "false"
    bound = next(
        (one for one in (field.minimum, field.maximum) if one is not None and one not in MOVING),
        None,
    )
    if field.type in ("integer", "float", "decimal"):
        return number_text(bound) if bound is not None else "0"
    if field.type in ("date", "datetime") and bound is None:
        return "today" if field.type == "date" else "now"
    return yaml_text(
        "'" + _text(field, str(bound or "")).replace("\\", "\\\\").replace("'", "\\'") + "'"
    )


def _text(field: Field, bound: str) -> str:
    if field.type == "enum":
        return field.choices[0].value
    known = {
        "time": "00:00:00", "email": "nobody@example.com", "url": "https://example.com",
        "uuid": "00000000-0000-0000-0000-000000000000",
    }  # fmt: skip
    if bound or field.type in known:
        return bound or known[field.type]
    least = field.min_length or 1
    return matching(field.pattern, 0, least) if field.pattern is not None else "?" * least


def yaml_word(value: str) -> str:
    """Return a value as a line has it after `on_conflict:`."""
    return yaml_text(f"={value}" if value in WORDS or value.startswith("=") else value)


def yaml_text(text: str) -> str:
    """Return a text as a plain scalar of YAML, or in quotes where it must have them."""
    if _PLAIN.fullmatch(text) and isinstance(_resolved(text), str):
        return text
    if "'" in text and not set(text) & set('"\\'):
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def _resolved(text: str) -> object:
    try:
        return resolve(text)
    except ValueError:
        return None
