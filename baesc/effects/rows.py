"""A look at the rows of a database that changes nothing and takes no longer than a moment."""

import importlib
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from baesc.effects.database import sqlite_file
from baesc.evolution.conversion import Value
from baesc.knowledge.column_types import sql_spelling

PATIENCE = 2.0
_STEPS = 20_000
_POSTGRESQL = re.compile(r"postgres(?:ql)?(?:\+\w+)?://")
_WAL = 2


@dataclass(frozen=True, slots=True)
class Rows:
    """What can be counted in a database; `why_not` says why nothing can.

    `place` names it without its password. A count is None where it took too long, or where the
    database does not have the table or the column.
    """

    kind: Literal["sqlite", "postgresql", ""] = ""
    place: str = ""
    why_not: str = ""
    _query: Callable[[str], int | None] = lambda _text: None

    def count(self, table: str, condition: Value | None = None) -> int | None:
        """Return how many rows of a table meet a condition, of all without one."""
        if not self.kind or self.why_not:
            return None
        where = f" WHERE {getattr(condition, self.kind)}" if condition is not None else ""
        return self._query(f"SELECT count(*) FROM {sql_spelling(table)}{where}")  # noqa: S608


@contextmanager
def rows_at(url: str, root: Path) -> Iterator[Rows]:
    """Look at the database of an application in the folder `root`."""
    if _POSTGRESQL.match(url):
        with _postgresql(url) as found:
            yield found
        return
    file = sqlite_file(url, root)
    if file is None:
        yield Rows(why_not="its address is none of SQLite or PostgreSQL")
    elif not file.is_file():
        yield Rows("sqlite", str(file), "there is none yet")
    else:
        with _sqlite(file) as found:
            yield found


@contextmanager
def _sqlite(file: Path) -> Iterator[Rows]:
    place = str(file)
    try:
        opened = sqlite3.connect(f"{file.as_uri()}?{_mode(file)}", uri=True, timeout=PATIENCE)
    except sqlite3.Error as exc:
        yield Rows("sqlite", place, f"it cannot be opened: {exc}")
        return
    with closing(opened):
        try:
            opened.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.Error as exc:
            yield Rows("sqlite", place, f"it cannot be read: {exc}")
            return

        def query(text: str) -> int | None:
            until = time.monotonic() + PATIENCE
            opened.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
            try:
                return int(opened.execute(text).fetchone()[0])
            except sqlite3.Error:
                return None

        yield Rows("sqlite", place, "", query)


def _mode(file: Path) -> str:
    """Return how to open a file so that nothing appears beside it.

    A database with a write-ahead log gets one as soon as somebody reads it, unless it is said
    that nobody writes; without a log there, nobody does.
    """
    with file.open("rb") as opened:
        head = opened.read(20)
    is_idle = head[18:19] == bytes([_WAL]) and not file.with_name(f"{file.name}-wal").exists()
    return "mode=ro&immutable=1" if is_idle else "mode=ro"


@contextmanager
def _postgresql(url: str) -> Iterator[Rows]:
    place = re.sub(r"//[^@/]*@", "//", _POSTGRESQL.sub("postgresql://", url)).partition("?")[0]
    try:
        psycopg: Any = importlib.import_module("psycopg")
    except ImportError:
        yield Rows("postgresql", place, "psycopg is not installed here")
        return
    limits = f"-c default_transaction_read_only=on -c statement_timeout={PATIENCE * 1000:.0f}"
    try:
        opened = psycopg.connect(
            _POSTGRESQL.sub("postgresql://", url),
            connect_timeout=round(PATIENCE),
            options=limits,
            autocommit=True,
        )
    except psycopg.Error as exc:
        yield Rows("postgresql", place, f"it cannot be reached: {_first_line(exc)}")
        return
    with closing(opened):

        def query(text: str) -> int | None:
            try:
                return int(opened.execute(text).fetchone()[0])
            except psycopg.Error:
                return None

        yield Rows("postgresql", place, "", query)


def _first_line(exc: Exception) -> str:
    return str(exc).strip().partition("\n")[0]
