"""The recognitions of a project: in memory, and below that in a file."""

import atexit
import os
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread

from baesc.effects.recognitions_file import RecognitionFile
from baesc.effects.recognitions_rows import Changes, Row
from baesc.messages.diagnostic import Diagnostic
from baesc.recognition.admission import admits, words_in
from baesc.recognition.caching import (
    KEEP_SECONDS,
    Entry,
    Kind,
    Shelf,
    Shelved,
    Tier,
    agree,
    canonical_key,
    exact_key,
    mentioned,
)
from baesc.recognition.operations import Recognition

# New entries are written together when this much time has passed, in seconds.
DELAY = 0.01

Tell = Callable[[str, Mapping[str, object]], None]


@dataclass(frozen=True, slots=True)
class Found:
    """A recognition that was kept, and where it was found."""

    recognition: Recognition
    tier: Tier
    kind: Kind
    created: int


def _silent(_name: str, _values: Mapping[str, object]) -> None:
    """Tell nobody."""


class RecognitionCache:
    """Recognitions by the words of requests; may be used from several threads at once.

    What is kept is found at once. It is on disk a moment later, and when the process ends in
    whatever orderly way. A file that cannot be used is one `problem`, never an exception.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Callable[[], float] = time.time,
        tell: Tell = _silent,
        read_only: bool = False,
        wait: float | None = None,
    ) -> None:
        """Open the file at a path, or make it.

        `tell` is called with the name and the values of each event, from any thread. With
        `read_only` nothing is made or changed on disk. `wait` is how many seconds another
        process is waited for.
        """
        self._clock, self._tell, self._pid = clock, tell, os.getpid()
        self._file = RecognitionFile(path, read_only=read_only, wait=wait)
        self._shelf = Shelf()
        self._changes = Changes()
        # What memory may have no room for before it is on disk.
        self._unwritten: dict[str, Row] = {}
        # Whose entries stay in a file that cannot be written.
        self._invalid: set[str] = set()
        self._guard = Lock()
        self._flushing = Lock()
        self._is_closed = False
        self._due, self._ending = Event(), Event()
        self._thread: Thread | None = None
        atexit.register(self.close)

    def __enter__(self) -> "RecognitionCache":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    @property
    def problem(self) -> Diagnostic | None:
        """Return what is wrong with the file, if anything is; known for sure once it is closed."""
        return self._file.problem

    def find(
        self, request: str, canonical: str, context: str, words: Collection[str] | None = None
    ) -> Found | None:
        """Return what a request means, if that is known for these words in this context.

        Its own text goes first, then its canonical text. `words` are those of the request, with
        their lemmas; without them `words_in` tells.
        """
        now = int(self._clock())
        rows, tier, kind = self._look(request, canonical, context)
        reason = "old" if rows else "unknown"
        rows = [one for one in rows if one.used >= now - KEEP_SECONDS]
        if rows:
            reason = _refusal([one.entry.recognition for one in rows], kind)
        if not reason:
            heard = words_in(request, canonical) if words is None else words
            reason = "" if admits(rows[-1].entry.recognition, heard) else "other_words"
        if not reason:
            return self._hit(rows, tier, kind, now)
        with self._guard:
            self._changes.looked_up["none", reason] += 1
        self._tell("cache_miss", {"reason": reason})
        return None

    def keep(self, request: str, canonical: str, context: str, recognition: Recognition) -> None:
        """Keep what a request means."""
        now = int(self._clock())
        entry = Entry(request, canonical, context, recognition, now)
        alike = entry.canonical_key
        with self._guard:
            is_alone = bool(alike) and not self._shelf.alike(alike)
        others = self._file.alike(alike) if is_alone else []
        with self._guard:
            for one in others:
                self._shelf.put(*_shelvable(one))
            self._shelf.put(entry, now, 0)
            if not self._file.can_write:
                return
            row = Row(entry, now, 0)
            self._changes.entries.append(row)
            self._unwritten[entry.key] = row
        self._soon()

    def invalidate(self, entity: str) -> None:
        """Forget what is about an entity, in the file too."""
        with self._guard:
            self._shelf.drop_entity(entity)
            for key, row in list(self._unwritten.items()):
                if entity in mentioned(row.entry.recognition):
                    del self._unwritten[key]
            self._changes.entries.append(entity)
        self.flush()
        if not self._file.can_write:
            with self._guard:
                self._invalid.add(entity)

    def flush(self) -> None:
        """Write what is to be written; it is on disk when this returns, if anything can be."""
        if os.getpid() != self._pid:
            return
        with self._flushing:
            with self._guard:
                changes, self._changes = self._changes, Changes()
                self._due.clear()
            if not changes:
                return
            gone = self._file.write(changes, int(self._clock()) - KEEP_SECONDS)
            with self._guard:
                for one in changes.entries:
                    if isinstance(one, Row) and self._unwritten.get(one.entry.key) is one:
                        del self._unwritten[one.entry.key]
        if gone is None:
            return
        if gone:
            self._tell("cache_cleanup", {"count": gone, "tier": "disk"})
        written = sum(isinstance(one, Row) for one in changes.entries)
        if written:
            self._tell("cache_write", {"count": written, "tier": "disk"})

    def close(self) -> None:
        """Write what is to be written, and close the file."""
        # A fork has neither the thread nor a right to the connections.
        if self._is_closed or os.getpid() != self._pid:
            return
        self._is_closed = True
        atexit.unregister(self.close)
        self._ending.set()
        self._due.set()
        self.flush()
        if self._thread is not None:
            self._thread.join()
        self._file.close()

    def _look(self, request: str, canonical: str, context: str) -> tuple[list[Row], Tier, Kind]:
        """Return what there is, the last used last, from the first place that has anything."""
        key, alike = exact_key(request, context), canonical_key(canonical, context)
        with self._guard:
            shelved, unwritten = self._shelf.get(key), self._unwritten.get(key)
        known = unwritten if shelved is None else _row(shelved)
        if known is not None:
            return [known], "memory", "exact"
        found = self._file.find(key)
        if found is not None and self._is_valid(found):
            return [found], "disk", "exact"
        with self._guard:
            rows = [_row(one) for one in self._shelf.alike(alike)]
        if rows:
            return rows, "memory", "canonical"
        rows = self._file.alike(alike) if alike else []
        return [one for one in rows if self._is_valid(one)], "disk", "canonical"

    def _is_valid(self, row: Row) -> bool:
        return not self._invalid or self._invalid.isdisjoint(mentioned(row.entry.recognition))

    def _hit(self, rows: list[Row], tier: Tier, kind: Kind, now: int) -> Found:
        entry = rows[-1].entry
        key = entry.key
        with self._guard:
            if tier == "disk":
                for one in rows:
                    self._shelf.put(*_shelvable(one))
            shelved = self._shelf.get(key)
            if shelved is not None:
                shelved.used, shelved.hits = now, shelved.hits + 1
            touched = self._changes.touched.setdefault(key, [now, 0])
            touched[:] = now, touched[1] + 1
            self._changes.looked_up[tier, kind] += 1
        self._tell("cache_hit", {"tier": tier, "kind": kind})
        return Found(entry.recognition, tier, kind, entry.created)

    def _soon(self) -> None:
        """Let the thread write, after it has waited for more."""
        if self._thread is None and self._file.can_write and not self._is_closed:
            with self._flushing:
                if self._thread is None:
                    # The process may end at any time: what is left is written at its exit.
                    self._thread = Thread(target=self._run, name="recognitions", daemon=True)
                    self._thread.start()
        self._due.set()

    def _run(self) -> None:
        while not self._ending.is_set():
            self._due.wait()
            if not self._ending.wait(DELAY):
                self.flush()


def _refusal(found: list[Recognition], kind: Kind) -> str:
    """Return why none of these may answer, empty if the last one may."""
    if kind == "canonical":
        if any(one.is_destructive for one in found):
            return "destructive"
        if not all(agree(one, found[0]) for one in found):
            return "ambiguous"
    return ""


def _row(shelved: Shelved) -> Row:
    return Row(shelved.entry, shelved.used, shelved.hits)


def _shelvable(row: Row) -> tuple[Entry, int, int]:
    return row.entry, row.used, row.hits
