"""`baes.lock` on disk, while a build uses it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

from baesc.effects.files import write_whole
from baesc.ground.digest import digest
from baesc.ground.source import Span
from baesc.knowledge.lockfile import LOCK_FILE, Locked, keepable, read_lock, sealed, written
from baesc.language.reader import decode
from baesc.records.question import Entry, Question, Rejected


class Rejections:
    """What no model could answer right, by the name of the question."""

    def __init__(self, state: Path) -> None:
        """Keep them in a file of the state folder; it is made with the first one."""
        self._path = state / "rejected.json"

    def names(self) -> tuple[str, ...]:
        """Return the names of the questions."""
        return tuple(sorted(self._read()))

    def get(self, question: Question, model: str) -> Rejected | None:
        """Return the last answer of a model to just this question."""
        found = self._read().get(question.name)
        if not isinstance(found, dict) or found.get("key") != _key(question.key, model):
            return None
        attempts, answer = found.get("attempts"), found.get("answer")
        if type(attempts) is not int or not isinstance(answer, str):
            return None
        return Rejected(model, attempts, answer)

    def put(self, question: Question, rejected: Rejected) -> None:
        """Remember a last answer."""
        row = {
            "key": _key(question.key, rejected.model),
            "attempts": rejected.attempts,
            "answer": rejected.answer,
        }
        self._write({**self._read(), question.name: row})

    def forget(self, names: Iterable[str]) -> None:
        """Let some questions be asked again."""
        rows, gone = self._read(), frozenset(names)
        if gone & rows.keys():
            self._write({name: row for name, row in rows.items() if name not in gone})

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def _write(self, rows: dict[str, Any]) -> None:
        text = json.dumps(rows, indent=1, sort_keys=True) + "\n"
        write_whole(self._path, text.encode("ascii"))


class LockFile:
    """The answers of a project; all of them can be used from several threads at once."""

    def __init__(
        self, root: Path, state: Path, locked: Iterable[Locked] = (), *, read_only: bool = False
    ) -> None:
        """Start with what was read; `read_only` keeps nothing.

        What no model could answer is remembered in the state folder: it is nobody else's.
        """
        self._path = root / LOCK_FILE
        self._rejections = Rejections(state)
        self._locked = {one.entry.name: one for one in locked}
        self._text: str | None = None
        self._read_only = read_only
        self._guard = Lock()
        self._asked: set[str] = set()
        self._unkept: set[str] = set()

    def known(self, question: Question) -> Entry | None:
        """Return the answer that is pinned for a question."""
        with self._guard:
            self._asked.add(question.name)
            found = self._locked.get(question.name)
        if found is None or found.entry.key != _key(question.key, found.entry.model):
            return None
        return replace(found.entry, key=question.key)

    def place(self, name: str) -> Span | None:
        """Return where the lockfile has the answer to a question of this name."""
        found = self._locked.get(name)
        return None if found is None else found.place

    def is_edited(self, name: str) -> bool:
        """Tell whether somebody changed the answer after it was pinned."""
        found = self._locked.get(name)
        return found is not None and found.is_edited

    def keep(self, entry: Entry) -> None:
        """Pin an answer; it is on disk when this returns, or among those that were not kept."""
        one = sealed(replace(entry, key=_key(entry.key, entry.model)))
        is_sound = all(map(keepable, (entry.answer, entry.says, entry.model)))
        is_kept = is_sound and self._change(lambda locked: {**locked, entry.name: one})
        with self._guard:
            (self._unkept.discard if is_kept else self._unkept.add)(entry.name)

    def unkept(self) -> tuple[str, ...]:
        """Return the names of the answers that are used and could not be pinned."""
        with self._guard:
            return tuple(sorted(self._unkept))

    def rejected(self, question: Question, model: str) -> Rejected | None:
        """Return what a model could not answer right, so that it is not asked the same again."""
        with self._guard:
            return self._rejections.get(question, model)

    def reject(self, question: Question, rejected: Rejected) -> None:
        """Remember that no answer to a question was right."""
        if not self._read_only:
            with self._guard:
                self._rejections.put(question, rejected)

    def drop(self, names: Iterable[str]) -> None:
        """Remove answers."""
        gone = frozenset(names)
        self._change(lambda locked: {k: one for k, one in locked.items() if k not in gone})

    def restore(self, locked: Iterable[Locked]) -> None:
        """Put answers back where there are none of their names."""
        old = {one.entry.name: one for one in locked}
        self._change(lambda now: {**old, **now})

    def unused(self) -> tuple[str, ...]:
        """Return the names of the answers that nobody has asked for.

        Whether a verdict is of use is only known where one is missing, so they are never among
        them.
        """
        with self._guard:
            return tuple(
                sorted(
                    name
                    for name, one in self._locked.items()
                    if name not in self._asked and one.entry.kind != "verdict"
                )
            )

    def _change(self, change: Callable[[dict[str, Locked]], dict[str, Locked]]) -> bool:
        """Write what has changed; False where the file is not to be touched."""
        if self._read_only:
            return True
        with self._guard:
            # Somebody may have edited the file since it was read.
            on_disk = self._read()
            before = self._locked if on_disk is None else on_disk
            self._locked = change(before)
            if on_disk is not None and self._locked == on_disk:
                # A file that says the same stays as it is, with its comments.
                return True
            text = written(self._locked.values())
            if on_disk is None and self._path.exists():
                # It can't be read any more: the answer is used, and the file is left alone.
                return False
            if text != self._text:
                write_whole(self._path, text.encode("utf-8"))
                self._text = text
            return True

    def _read(self) -> dict[str, Locked] | None:
        """Return the answers in the file as it is now, None if there are none to be read."""
        try:
            source = decode(LOCK_FILE, self._path.read_bytes())
        except FileNotFoundError:
            return None
        if source.text == self._text:
            return self._locked
        locked, found = read_lock(source)
        return None if found else {one.entry.name: one for one in locked}


def _key(question: str, model: str) -> str:
    """Return the key of an answer: whose it is, and to what.

    Another model in the settings asks nothing anew.
    """
    return digest([question, model])
