"""Long forms: what a short form under one of their keys adds, and other ways to write enums."""

from typing import Any

from baesc.language import faults
from baesc.language.places import Places
from baesc.language.shorthand import Long
from baesc.messages.diagnostic import Diagnostic


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


def choices(written: Any) -> Any:
    """Return the values of an enum as a list of maps; texts and a map are accepted too."""
    if isinstance(written, dict):
        return [{"value": value, "label": text} for value, text in written.items()]
    if isinstance(written, list):
        return [{"value": one} if not isinstance(one, dict) else one for one in written]
    return written
