"""What a model has said, on disk as soon as it has been said, so that nothing is paid for twice."""

import json
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from threading import Lock
from typing import Any

from baesc.effects.files import write_whole
from baesc.ground.digest import digest
from baesc.records.question import Message

FOLDER = "replies"
VERSION = 1
# What is older than this, or beyond so much, is of no use to any build that goes on: answers that
# stay are in the lockfile.
MOST_DAYS = 90
MOST_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Said:
    """What came back, as it came: also an answer that was cut off, or that was none.

    `finish` is the server's word for why it ended, `refusal` what it said instead of an answer,
    and `limit` the most tokens that it was allowed.
    """

    text: str
    finish: str = ""
    refusal: str = ""
    limit: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cached: int = 0

    @property
    def is_cut_off(self) -> bool:
        """Tell whether the limit ended it."""
        return self.finish == "length"

    @property
    def is_declined(self) -> bool:
        """Tell whether the model or a filter would not answer."""
        return bool(self.refusal) or self.finish == "content_filter"


def conversation_key(model: str, temperature: float, messages: Sequence[Message]) -> str:
    """Return the digest of all that a reply depends on."""
    turns = tuple((one.role, one.content) for one in messages)
    return digest((VERSION, model, float(temperature), turns))


class Replies:
    """A folder of replies, one file each."""

    def __init__(self, state: Path, most_bytes: int = MOST_BYTES) -> None:
        """Keep them in a folder of the state folder; it is made with the first reply."""
        self._folder = state / FOLDER
        self._most_bytes = most_bytes
        self._guard = Lock()
        self._is_tidy = False

    def get(self, key: str) -> Said | None:
        """Return a reply; None if there is none that can be read."""
        found = _read(self._folder / f"{key}.json")
        if found.get("version") != VERSION:
            return None
        said = found.get("said")
        return _said(said) if isinstance(said, dict) else None

    def keep(self, key: str, names: Sequence[str], model: str, said: Said) -> None:
        """Write a reply; it is on disk when this returns."""
        content = {"version": VERSION, "names": list(names), "model": model, "said": asdict(said)}
        text = json.dumps(content, indent=1, ensure_ascii=True)
        with self._guard:
            write_whole(self._folder / f"{key}.json", text.encode("ascii"))
            if not self._is_tidy:
                self._is_tidy = True
                self._tidy()

    def _tidy(self) -> None:
        """Remove the oldest; once a build that asked is often enough."""
        found = []
        for path in self._paths():
            with suppress(OSError):
                told = path.stat()
                found.append((told.st_mtime, told.st_size, path))
        oldest, total = time.time() - MOST_DAYS * 86_400, 0
        for changed, size, path in sorted(found, reverse=True):
            total += size
            if changed < oldest or total > self._most_bytes:
                with suppress(OSError):
                    path.unlink()

    def names(self) -> frozenset[str]:
        """Return the questions that there are replies about."""
        return frozenset(name for path in self._paths() for name in _names(path))

    def forget(self, names: Iterable[str]) -> int:
        """Remove all replies about one of these questions; return how many there were."""
        wanted = frozenset(names)
        with self._guard:
            gone = [path for path in self._paths() if not wanted.isdisjoint(_names(path))]
            for path in gone:
                path.unlink(missing_ok=True)
        return len(gone)

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob("*.json"))


def _names(path: Path) -> list[str]:
    found = _read(path).get("names")
    return list(map(str, found)) if isinstance(found, list) else []


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _said(found: dict[str, Any]) -> Said | None:
    kinds = {one.name: int if one.type is int else str for one in fields(Said)}
    sound = found.keys() == kinds.keys() and all(
        type(found[name]) is kind for name, kind in kinds.items()
    )
    return Said(**found) if sound else None
