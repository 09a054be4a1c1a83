"""The disk tier of the recognitions: one file, which may be bad, busy or out of reach.

Whatever is wrong with it is one warning, and the tier goes on with what is left of it, down to
nothing.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import TypeVar

from baesc.effects.recognitions_rows import Changes, Row, forget_old, row_of, rows_alike, write
from baesc.effects.recognitions_tables import (
    FAULTS,
    NewerError,
    connect,
    connect_to_read,
)
from baesc.messages.diagnostic import Diagnostic

NAME = "recognitions.db"
# How long a lock of another process is waited for, in seconds.
WAIT_TO_READ = 1.0
WAIT_TO_WRITE = 5.0
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
_NO_WAY_IN = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}
Identity = tuple[int, int] | None
T = TypeVar("T")


class RecognitionFile:
    """The entries on disk; may be used from several threads at once.

    Readers and the writer have a connection each, so that none waits for the other.
    """

    def __init__(self, path: Path, *, read_only: bool, wait: float | None = None) -> None:
        """Open the file, or make it; with `read_only` nothing is made, changed or set aside."""
        self.problem: Diagnostic | None = None
        self.set_aside: Path | None = None
        self._path = path
        self._read_only = read_only
        self._can_write = not read_only
        self._wait = wait
        self._guard = RLock()
        self._writing = RLock()
        self._reader: sqlite3.Connection | None = None
        self._writer: sqlite3.Connection | None = None
        self._writer_of: Identity = None
        self._identity: Identity = None
        self._open()

    @property
    def can_write(self) -> bool:
        """Tell whether what is written is kept."""
        return self._can_write

    def find(self, key: str) -> Row | None:
        """Return the row under the key of a request."""
        return self.read(lambda conn: row_of(conn, key))

    def alike(self, canonical: str) -> list[Row]:
        """Return the rows under a canonical key, the last used last."""
        return self.read(lambda conn: rows_alike(conn, canonical)) or []

    def write(self, changes: Changes, before: int) -> int | None:
        """Write in one transaction; return how many entries went, None if nothing was kept.

        What was last used before a time goes too, and what there is no room for.
        """
        return self.change(lambda conn: write(conn, changes) + forget_old(conn, before))

    def read(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Return what work on a connection comes to, None where there is nothing to read."""
        with self._guard:
            try:
                return work(self._reader) if self._reader else None
            except FAULTS as exc:
                self._fail(exc)
        return None

    def change(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do work in one transaction; return what it comes to, None if nothing was changed."""
        with self._writing:
            # A second time, where the file was found damaged and is another one now.
            for _ in range(2):
                if not self._can_write:
                    return None
                try:
                    return self._in_transaction(work)
                except FAULTS as exc:
                    with self._guard:
                        self._fail(exc, writing=True)
        return None

    def shrink(self) -> None:
        """Give the disk back what entries that are gone have left, if nobody is in the way."""
        with self._writing, suppress(*FAULTS):
            if self._can_write:
                self._open_to_write().execute("VACUUM")

    def close(self) -> None:
        """Close the file; all that comes after finds and keeps nothing."""
        with self._writing, self._guard:
            self._close(writing=True)
            self._can_write = False

    def _in_transaction(self, work: Callable[[sqlite3.Connection], T]) -> T:
        conn = self._open_to_write()
        conn.execute("BEGIN IMMEDIATE")
        try:
            result = work(conn)
            conn.execute("COMMIT")
        except BaseException:
            if conn.in_transaction:
                with suppress(sqlite3.Error):
                    conn.execute("ROLLBACK")
            raise
        return result

    def _open_to_write(self) -> sqlite3.Connection:
        """Return the connection of the writer, to the file that is there now."""
        now = _identity(self._path)
        if self._writer is not None and now == self._writer_of:
            return self._writer
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        if now != self._identity:
            # Somebody has taken the file away or put another one in its place.
            with self._guard:
                self._reopen()
        wait = WAIT_TO_WRITE if self._wait is None else self._wait
        self._writer = connect(self._path, wait, is_checked=False)
        self._writer_of = _identity(self._path)
        return self._writer

    def _open(self) -> None:
        with self._guard:
            try:
                self._reopen()
            except FAULTS as exc:
                self._fail(exc)

    def _reopen(self) -> None:
        """Open the file to read it; raises sqlite3.Error and OSError."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        wait = WAIT_TO_READ if self._wait is None else self._wait
        # Before it is opened: if another one comes between, that one is looked at again.
        self._identity = _identity(self._path)
        if self._read_only:
            if self._identity is not None:
                self._reader = look_into(self._path, wait)
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._reader = connect(self._path, wait, is_checked=True)
        self._identity = _identity(self._path)

    def _fail(self, fault: Exception, *, writing: bool = False) -> None:
        """Go on without what has failed: with a new file, with reading alone, or with nothing."""
        if isinstance(fault, sqlite3.ProgrammingError):
            raise fault
        is_damage = _is_damage(fault, self._path)
        if is_damage and not self._read_only and self.set_aside is None:
            try:
                self._close(writing=writing)
                self._set_aside()
                self._reopen()
            except FAULTS as exc:
                fault = exc
            else:
                self._say(_set_aside_as(self.set_aside))
                return
        self._can_write = False
        self._say(_refused(fault, writing=writing))
        if writing and not is_damage:
            return
        self._close(writing=writing)
        if not writing and _code(fault) in _NO_WAY_IN:
            with suppress(*FAULTS):
                self._reader = look_into(self._path, 0.1)

    def _set_aside(self) -> None:
        """Rename the file, unless it is another one by now.

        Two that find the same damage at one moment may set the new file aside too, which costs
        entries: those who have it open go on with it under its other name, as SQLite looks
        whether a file has moved before it touches what lies beside it.
        """
        aside = self._path.with_name(f"{self._path.name}.broken")
        self.set_aside = aside
        if _identity(self._path) != self._identity or self._identity is None:
            return
        for ending in ("-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
        self._path.replace(aside)

    def _close(self, *, writing: bool) -> None:
        """Close the connections; that of the writer only where it cannot be in use.

        Otherwise it goes on with the file that it has, and then notices that it was moved.
        """
        if self._reader is not None:
            with suppress(sqlite3.Error):
                self._reader.close()
            self._reader = None
        if writing and self._writer is not None:
            with suppress(sqlite3.Error):
                self._writer.close()
            self._writer = None

    def _say(self, problem: Diagnostic) -> None:
        self.problem = self.problem or problem


def look_into(path: Path, wait: float) -> sqlite3.Connection | None:
    """Open a file to read it, with or without the right to write beside it."""
    try:
        return connect_to_read(path, wait, "mode=ro")
    except sqlite3.Error as exc:
        if _code(exc) not in _NO_WAY_IN or os.access(path.parent, os.W_OK):
            raise
    return connect_to_read(path, wait, "immutable=1")


def _identity(path: Path) -> Identity:
    """Return what tells a file from others at its place, None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _code(fault: Exception) -> int:
    return getattr(fault, "sqlite_errorcode", 0) & 0xFF


def _is_damage(fault: Exception, path: Path) -> bool:
    if isinstance(fault, NewerError | OSError):
        return False
    # Python's own complaints, such as of bytes that are no text, have no code.
    code = getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code == sqlite3.SQLITE_READONLY:
        # The header may say so too, of a file that can be written.
        return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    return code in _DAMAGE


def _set_aside_as(aside: Path | None) -> Diagnostic:
    name = aside.name if aside else ""
    return Diagnostic(
        "BAE512",
        f"the cache of recognitions was damaged and is now `{name}`",
        help="nothing is lost but time; remove it when you like",
        severity="warning",
    )


def _refused(fault: Exception, *, writing: bool) -> Diagnostic:
    if isinstance(fault, NewerError):
        return Diagnostic(
            "BAE514",
            "a newer baesc wrote the cache of recognitions",
            help="it is not used and left as it is; go on with the newer baesc, or begin anew "
            "with `baesc cache clear`",
            severity="warning",
        )
    what = "written" if writing or _code(fault) in _NO_WAY_IN else "used"
    said = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
    return Diagnostic(
        "BAE514",
        f"the cache of recognitions cannot be {what}: {said}",
        help="nothing is lost but time; `baesc cache verify` tells more",
        severity="warning",
    )
