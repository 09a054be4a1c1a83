"""Long forms: what a short form under one of their keys adds, and other ways to write enums."""

import json
from typing import Any

from baesc.language import faults
from baesc.language.nodes import Entry, Mapping, Scalar
from baesc.language.places import Places
from baesc.language.shorthand import Long
from baesc.messages.diagnostic import Diagnostic

# Keys of fields and relations whose value is a text in all that YAML makes of it.
WORDS = ("backfill", "on_conflict")


def merge(content: dict[str, Any], long: Long, places: Places) -> list[Diagnostic]:
    """Add what the short form under `type` says; return contradictions."""
    found = []
    for key, value in long.keys:
        if key == "type" or key not in content:
            content[key] = value
        elif content[key] != value:
            span = places.at(key)
            message = f"`{key}` contradicts the short form under `type`"
            found.append(faults.contradiction(span, message, "say it in one of the two places"))
    return found


def written_out(content: dict[str, Any], node: Mapping) -> None:
    """Write out what has several forms: the values of an enum, expressions, words."""
    if "values" in content:
        content["values"] = choices(content["values"])
    if isinstance(content.get("computed"), str):
        content["computed"] = {"expression": content["computed"]}
    for key in WORDS:
        scalar = node.get(key)
        if isinstance(scalar, Scalar) and not isinstance(scalar.value, str):
            # As a word, `null` is itself, and a number what was written.
            plain = scalar.value is None or isinstance(scalar.value, bool)
            content[key] = json.dumps(scalar.value) if plain else scalar.text


def is_word(entry: Entry) -> bool:
    """Tell whether `null` is written as a word on a change."""
    return entry.key in WORDS and isinstance(entry.value, Scalar) and bool(entry.value.text)


def choices(written: Any) -> Any:
    """Return the values of an enum as a list of maps; texts and a map are accepted too."""
    if isinstance(written, dict):
        return [{"value": value, "label": text} for value, text in written.items()]
    if isinstance(written, list):
        return [{"value": one} if not isinstance(one, dict) else one for one in written]
    return written
