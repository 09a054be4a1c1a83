"""Answers in a form that is equal from run to run when the application behaves the same."""

import re
from bisect import bisect
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import time

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_SENT_UUID = "00000000-"
_METHODS = {"get", "put", "post", "patch", "delete"}


class Normal:
    """Makes answers comparable: moments by the request that they fall in, random ids by order."""

    def __init__(self, folder: Path) -> None:
        """Begin a run, of which the folder has a name of its own too."""
        self._folder = str(folder)
        self._starts: list[float] = [time()]
        self._uuids: dict[str, str] = {}
        self._today = datetime.now(UTC).date().isoformat()

    def begin(self) -> None:
        """Note that a request begins."""
        self._starts.append(time())

    def text(self, text: str) -> str:
        """Return a text without what differs from run to run."""
        found = _MOMENT.sub(self._moment, text)
        found = _UUID.sub(self._uuid, found)
        return found.replace(self._today, "<today>").replace(self._folder, "<folder>")

    def _moment(self, match: re.Match[str]) -> str:
        text = match.group()
        with suppress(ValueError):
            moment = datetime.fromisoformat(text)
            stamp = moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
            if self._starts[0] - 1 <= stamp <= time() + 1:
                form = re.sub(r"\d+", "0", text[10:])
                # Without fractions a moment is too vague to say which request it falls in.
                place = bisect(self._starts, stamp) if "." in text else "some"
                return f"<request {place}{form}>"
        return text

    def _uuid(self, match: re.Match[str]) -> str:
        text = match.group()
        if text.startswith(_SENT_UUID):
            return text
        return self._uuids.setdefault(text, f"<uuid {len(self._uuids)}>")


def described(found: object) -> object:
    """Return a description of an API without the texts that come from docstrings."""
    if not isinstance(found, dict):
        return found
    parts = found.get("components", {}).get("schemas", {}).values()
    operations = [
        one
        for methods in found.get("paths", {}).values()
        for name, one in methods.items()
        if name in _METHODS
    ]
    for one in (*operations, *parts):
        one.pop("description", None)
    return found
