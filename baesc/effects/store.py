"""The build store: artifacts, texts, traces and verdicts in one SQLite file.

It is a cache: a file that cannot be read, or that another version wrote, is set aside and
made anew.
"""

import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from baesc.effects.verdict_rows import VERDICT_COLUMNS, verdict_from, verdict_row
from baesc.records.action import Artifact, Trace
from baesc.records.verdict import Verdict

if TYPE_CHECKING:
    from sqlite_utils import Database

VERSION = 2
T = TypeVar("T")
IN_MEMORY = ":memory:"
MOST_VARIABLES = 500
KEEP_SECONDS = 30 * 24 * 3600
TABLES: dict[str, dict[str, type]] = {
    "texts": {"digest": str, "text": str},
    "artifacts": {"key": str, "digest": str, "made": int},
    "traces": {"path": str, "key": str, "text": str, "facets": str, "view": str},
    "verdicts": VERDICT_COLUMNS,
}


class SqliteStore:
    """A store in a file; see `records.ports.Store`. Close it, or use it in a `with`."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Open the file, or make it; with `read_only` nothing is made, changed or set aside."""
        self.set_aside: Path | None = None
        self._db = _look_into(path) if read_only else self._open(path)

    def __enter__(self) -> "SqliteStore":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.conn.close()

    def digests(self) -> Mapping[str, str]:
        """Return the digest of the text that is known under each key."""
        return dict(self._db.execute("SELECT key, digest FROM artifacts"))

    def texts(self, digests: Iterable[str]) -> Mapping[str, str]:
        """Return the texts with these digests; those that are not kept are left out."""
        return dict(self._rows("SELECT digest, text FROM texts WHERE digest", digests))

    def trace_keys(self) -> Mapping[str, str]:
        """Return the key of the last trace of every path."""
        return dict(self._db.execute("SELECT path, key FROM traces"))

    def traces(self, paths: Iterable[str]) -> Mapping[str, Trace]:
        """Return the last traces of these paths; those that have none are left out."""
        query = "SELECT path, key, text, facets, view FROM traces WHERE path"
        return _readable(self._rows(query, paths), _trace_from)

    def verdicts(self, keys: Iterable[str]) -> Mapping[str, Verdict]:
        """Return the verdicts under these keys; those that are not kept are left out."""
        names = ", ".join(VERDICT_COLUMNS)
        query = f"SELECT {names} FROM verdicts WHERE key"  # noqa: S608 - the names are ours
        return _readable(self._rows(query, keys), verdict_from)

    def keep(
        self,
        artifacts: Iterable[Artifact],
        traces: Iterable[Trace],
        verdicts: Mapping[str, Verdict],
        gone: Iterable[str],
    ) -> None:
        """Store all of it in one transaction, and forget the traces of the paths in `gone`."""
        made = list(artifacts)
        now = int(time.time())
        with self._db.atomic():
            self._put("texts", ({"digest": one.digest, "text": one.text} for one in made))
            self._put(
                "artifacts",
                ({"key": one.action.key, "digest": one.digest, "made": now} for one in made),
            )
            self._put("traces", map(_trace_row, traces))
            self._put("verdicts", (verdict_row(*item) for item in verdicts.items()))
            for path in gone:
                self._db.execute("DELETE FROM traces WHERE path = ?", [path])
            self._prune(now - KEEP_SECONDS)

    def forget(self, keys: Iterable[str]) -> None:
        """Forget artifacts, with their texts."""
        with self._db.atomic():
            for key in keys:
                old = "SELECT digest FROM artifacts WHERE key = ?"
                self._db.execute(f"DELETE FROM texts WHERE digest IN ({old})", [key])  # noqa: S608
                self._db.execute("DELETE FROM artifacts WHERE key = ?", [key])

    def leave_out(self, keys: Iterable[str]) -> int:
        """Let artifacts be made anew; their texts stay. Return how many were known."""
        with self._db.atomic():
            return sum(
                self._db.execute("DELETE FROM artifacts WHERE key = ?", [key]).rowcount
                for key in keys
            )

    def forget_old(self, before: int) -> int:
        """Forget what no output needs and nothing has made since a time; return how many."""
        with self._db.atomic():
            return self._prune(before)

    def forget_all(self) -> int:
        """Forget all of it; return how many artifacts there were."""
        with self._db.atomic():
            gone = self._db.execute("DELETE FROM artifacts").rowcount
            for name in TABLES.keys() - {"artifacts"}:
                self._db.execute(f"DELETE FROM {name}")  # noqa: S608 - the names are ours
        self._db.execute("VACUUM")
        return gone

    def _put(self, table: str, rows: Iterable[dict[str, Any]]) -> None:
        self._db.table(table).insert_all(rows, replace=True, batch_size=1000)

    def _rows(self, query: str, values: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        wanted = list(values)
        for start in range(0, len(wanted), MOST_VARIABLES):
            part = wanted[start : start + MOST_VARIABLES]
            marks = ",".join("?" * len(part))
            yield from self._db.execute(f"{query} IN ({marks})", part)

    def _prune(self, before: int) -> int:
        old = "made < ? AND key NOT IN (SELECT key FROM traces)"
        found = self._db.execute(f"SELECT 1 FROM artifacts WHERE {old} LIMIT 1", [before])  # noqa: S608
        if found.fetchone() is None:
            return 0
        gone = self._db.execute(f"DELETE FROM artifacts WHERE {old}", [before]).rowcount  # noqa: S608
        self._db.execute("DELETE FROM texts WHERE digest NOT IN (SELECT digest FROM artifacts)")
        return gone

    def _open(self, path: Path) -> "Database":
        if str(path) != IN_MEMORY:
            path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _connect(path)
        except sqlite3.DatabaseError as exc:
            # A full disk or a lock says nothing against the file.
            if not (_is_broken(exc) or path.is_dir()):
                raise
        self.set_aside = path.with_name(f"{path.name}.broken")
        path.replace(self.set_aside)
        for extra in (f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(extra).unlink(missing_ok=True)
        return _connect(path)


class WrongVersionError(sqlite3.DatabaseError):
    """The file was written by another version of the store."""


def _connect(path: Path) -> "Database":
    database = database_type()
    conn = sqlite3.connect(path, timeout=30)
    try:
        conn.execute("PRAGMA journal_mode = WAL")
        conn.execute("PRAGMA synchronous = NORMAL")
        (version,) = conn.execute("PRAGMA user_version").fetchone()
        (problem,) = conn.execute("PRAGMA quick_check(1)").fetchone()
        if version not in {0, VERSION} or problem != "ok":
            raise WrongVersionError(f"version {version}, {problem}")
        db = database(conn)
        if version == VERSION and not set(TABLES) <= set(db.table_names()):
            raise WrongVersionError("tables are missing")
        if version == 0:
            with db.atomic():
                for name, columns in TABLES.items():
                    db.table(name).create(columns, pk=next(iter(columns)), if_not_exists=True)
                db.execute(f"PRAGMA user_version = {VERSION}")
    except sqlite3.DatabaseError:
        conn.close()
        raise
    return db


def _look_into(path: Path) -> "Database":
    """Open a file to read it; an empty store takes the place of one that is not there or broken."""
    if path.is_file():
        # Without the right to write beside it, only a file that nobody writes can be read.
        mode = "mode=ro" if os.access(path.parent, os.W_OK) else "immutable=1"
        conn = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, timeout=30)
        try:
            (version,) = conn.execute("PRAGMA user_version").fetchone()
            db = database_type()(conn)
            if version == VERSION and set(TABLES) <= set(db.table_names()):
                return db
            conn.close()
        except sqlite3.DatabaseError as exc:
            conn.close()
            if not _is_broken(exc):
                raise
    return _connect(Path(IN_MEMORY))


def _is_broken(fault: sqlite3.DatabaseError) -> bool:
    code = getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    return code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}


def database_type() -> "type[Database]":
    """Import sqlite-utils without pandas, which it would load (0.3 s) wherever it is installed."""
    hidden = [name for name in ("pandas", "numpy") if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        from sqlite_utils import Database
    finally:
        for name in hidden:
            # Another thread may have come first.
            sys.modules.pop(name, None)
    return Database


def _readable(
    rows: Iterable[tuple[Any, ...]], read: Callable[[tuple[Any, ...]], T]
) -> Mapping[str, T]:
    """Return rows by their first column; what cannot be read is as good as not kept."""
    found = {}
    for row in rows:
        with suppress(ValueError, TypeError, AttributeError, RecursionError):
            found[row[0]] = read(row)
    return found


def _trace_from(row: tuple[Any, ...]) -> Trace:
    path, key, text, facets, view = row
    json.loads(view)
    return Trace(path, key, text, tuple((name, one) for name, one in json.loads(facets)), view)


def _trace_row(trace: Trace) -> dict[str, Any]:
    return {
        "path": trace.path,
        "key": trace.key,
        "text": trace.text,
        "facets": json.dumps(trace.facets),
        "view": trace.view,
    }
