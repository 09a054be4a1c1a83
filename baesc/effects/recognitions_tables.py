"""The tables of recognitions: made, brought up to date, and looked over when they are opened."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from baesc.effects.store import database_type
from baesc.recognition.caching import mentioned
from baesc.recognition.written import entry_from, seal_of

if TYPE_CHECKING:
    from sqlite_utils import Database

VERSION = 2
# How long the making of tables waits for another process that makes them.
PATIENCE = 3.0
_TABLES = {"recognitions", "mentions", "figures"}
# What a bad file and a bad disk raise; SQLite's messages may quote what is no text.
FAULTS = (sqlite3.Error, OSError, UnicodeDecodeError)


class NewerError(sqlite3.DatabaseError):
    """The file was written by a newer version."""


class DamagedError(sqlite3.DatabaseError):
    """The file has something that was not written there."""


def connect(path: Path, wait: float, *, is_checked: bool) -> sqlite3.Connection:
    """Open a file, or make it; raises sqlite3.Error.

    `wait` is how long a lock of another process is waited for. What `is_checked` is sound as
    far as its pages go; rows have seals of their own.
    """
    conn = _opened(path, wait)
    try:
        version = version_of(conn)
        if version < VERSION:
            _patiently(lambda: _bring_up_to_date(conn))
        conn.execute("PRAGMA synchronous = NORMAL")
        if is_checked:
            check(conn)
    except BaseException:
        conn.close()
        raise
    return conn


def connect_to_read(path: Path, wait: float, mode: str) -> sqlite3.Connection | None:
    """Open a file that is there without any change to it; raises sqlite3.Error.

    One with an older schema, or without any, is as good as none. `mode` is `mode=ro`, or
    `immutable=1` where nothing can be written beside the file.
    """
    conn = _opened(f"{path.absolute().as_uri()}?{mode}", wait)
    try:
        if version_of(conn) < VERSION:
            conn.close()
            return None
        check(conn)
    except BaseException:
        conn.close()
        raise
    return conn


def _opened(place: Path | str, wait: float) -> sqlite3.Connection:
    conn = sqlite3.connect(
        place,
        timeout=wait,
        isolation_level=None,
        check_same_thread=False,
        uri=isinstance(place, str),
    )
    # Seals tell of what is no text any more.
    conn.text_factory = lambda found: found.decode("utf-8", "replace")
    return conn


def version_of(conn: sqlite3.Connection) -> int:
    """Return the version of the schema, 0 of an empty file; raises NewerError."""
    (version,) = conn.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise NewerError(f"its schema has version {version}")
    if version < 0:
        raise DamagedError(f"its schema has version {version}")
    return int(version)


def check(conn: sqlite3.Connection) -> None:
    """Raise DamagedError where pages or tables are not as they must be."""
    (problem,) = conn.execute("PRAGMA quick_check(1)").fetchone()
    if problem != "ok":
        raise DamagedError(problem)
    found = {name for (name,) in conn.execute("SELECT name FROM sqlite_master")}
    if not found >= _TABLES:
        raise DamagedError("tables are missing")


def _patiently(work: Callable[[], None]) -> None:
    """Do it again while another process does the same: not all locks are waited for."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return work()
        except sqlite3.OperationalError as exc:
            code = getattr(exc, "sqlite_errorcode", 0) & 0xFF
            if code not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
            if time.monotonic() > end:
                raise
            time.sleep(0.01)


def _bring_up_to_date(conn: sqlite3.Connection) -> None:
    conn.execute("PRAGMA journal_mode = WAL")
    db = database_type()(conn)
    conn.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have done it while this one waited.
        version = version_of(conn)
        if version == 0 and db.table_names():
            raise DamagedError("tables without a version")
        for number in range(version, VERSION):
            _STEPS[number](db)
            conn.execute(f"PRAGMA user_version = {number + 1}")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise
    conn.execute("COMMIT")


def _first_tables(db: "Database") -> None:
    columns = {"key": str, "canonical": str, "context": str, "content": str}
    times = {"created": int, "used": int, "hits": int}
    db.table("recognitions").create({**columns, **times}, pk="key")
    db.table("figures").create({"tier": str, "kind": str, "count": int}, pk=("tier", "kind"))


def _seals_and_mentions(db: "Database") -> None:
    """Seal every row and list its entities; rows that cannot be read go."""
    table = db.table("recognitions")
    table.add_column("seal", str)
    db.table("mentions").create({"entity": str, "key": str}, pk=("entity", "key"))
    query = "SELECT key, context, content, created FROM recognitions"
    for key, context, content, created in db.execute(query).fetchall():
        is_typed = isinstance(context, str) and isinstance(content, str)
        entry = entry_from(context, content, created) if is_typed else None
        if entry is None or entry.key != key or type(created) is not int:
            table.delete(key)
            continue
        seal = seal_of(context, content, created)
        table.update(key, {"seal": seal, "canonical": entry.canonical_key})
        rows = [{"entity": one, "key": key} for one in sorted(mentioned(entry.recognition))]
        db.table("mentions").insert_all(rows)
    table.create_index(["canonical", "used"])
    table.create_index(["used", "key"])
    db.table("mentions").create_index(["key", "entity"])


# What brings a schema of each version to the next one.
_STEPS: dict[int, Callable[["Database"], None]] = {0: _first_tables, 1: _seals_and_mentions}
