"""Reading and writing the rows of recognitions, over an open connection."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from baesc.effects.recognitions_tables import DamagedError
from baesc.recognition.caching import Entry, Kind, Tier, mentioned
from baesc.recognition.written import content_of, entry_from, seal_of

COLUMNS = "key, canonical, context, content, seal, created, used, hits"
# Those used longest ago leave beyond this; it also bounds what a look over the file takes.
MOST_ROWS = 2000
# Of requests that come to the same, so many are compared.
MOST_ALIKE = 20


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as it is kept, when it was last used and how often."""

    entry: Entry
    used: int
    hits: int


@dataclass(slots=True)
class Changes:
    """What is to be written: entries and, as texts, entities whose entries go, in their order."""

    entries: list[Row | str] = field(default_factory=list)
    touched: dict[str, list[int]] = field(default_factory=dict)
    looked_up: Counter[tuple[Tier | str, Kind | str]] = field(default_factory=Counter)

    def __bool__(self) -> bool:
        return bool(self.entries or self.touched or self.looked_up)


def row_of(conn: sqlite3.Connection, key: str) -> Row | None:
    """Return the row under the key of a request; raises DamagedError of one that is not sound."""
    query = f"SELECT {COLUMNS} FROM recognitions WHERE key = ?"  # noqa: S608 - the names are ours
    found = conn.execute(query, [key]).fetchone()
    if found is None:
        return None
    row = sound(found)
    if row.entry.key != key:
        raise DamagedError("an index names another row")
    return row


def rows_alike(conn: sqlite3.Connection, canonical: str) -> list[Row]:
    """Return the rows under a canonical key, the last used last; raises DamagedError."""
    query = f"SELECT {COLUMNS} FROM recognitions WHERE canonical = ? ORDER BY used DESC LIMIT ?"  # noqa: S608 - the names are ours
    rows = [sound(one) for one in conn.execute(query, [canonical, MOST_ALIKE])]
    if any(one.entry.canonical_key != canonical for one in rows):
        raise DamagedError("an index names another row")
    return rows[::-1]


def all_rows(conn: sqlite3.Connection) -> Iterator[tuple[str, Row | None]]:
    """Yield the key of every row with what it says, None where it is not sound."""
    query = f"SELECT {COLUMNS} FROM recognitions ORDER BY created, key"  # noqa: S608
    for found in conn.execute(query):
        try:
            yield str(found[0]), sound(found)
        except DamagedError:
            yield str(found[0]), None


def sound(found: tuple[object, ...]) -> Row:
    """Return what a row says, if it says what was written; raises DamagedError."""
    key, canonical, context, content, seal, created, used, hits = found
    if isinstance(context, str) and isinstance(content, str) and type(created) is int:
        is_sealed = seal == seal_of(context, content, created)
        entry = entry_from(context, content, created) if is_sealed else None
        if entry is not None and (entry.key, entry.canonical_key) == (key, canonical):
            times = [one if type(one) is int else 0 for one in (used, hits)]
            return Row(entry, *times)
    raise DamagedError("a row is not as it was written")


def write(conn: sqlite3.Connection, changes: Changes) -> int:
    """Write all of it, in the transaction of the caller; return how many entries went."""
    gone = 0
    for one in changes.entries:
        if isinstance(one, str):
            gone += forget_entity(conn, one)
        else:
            put(conn, one)
    touched = [(used, hits, key) for key, (used, hits) in changes.touched.items()]
    conn.executemany(
        "UPDATE recognitions SET used = max(used, ?), hits = hits + ? WHERE key = ?", touched
    )
    conn.executemany(
        "INSERT INTO figures (tier, kind, count) VALUES (?, ?, ?)"
        " ON CONFLICT (tier, kind) DO UPDATE SET count = count + excluded.count",
        [(*what, count) for what, count in changes.looked_up.items()],
    )
    return gone


def put(conn: sqlite3.Connection, row: Row) -> None:
    """Write an entry, in place of one with its key."""
    entry = row.entry
    key, content = entry.key, content_of(entry)
    seal = seal_of(entry.context, content, entry.created)
    conn.execute(
        f"INSERT INTO recognitions ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
        " ON CONFLICT (key) DO UPDATE SET canonical = excluded.canonical,"
        " context = excluded.context, content = excluded.content, seal = excluded.seal,"
        " created = excluded.created, used = max(used, excluded.used), hits = hits + excluded.hits",
        [key, entry.canonical_key, entry.context, content, seal, entry.created, row.used, row.hits],
    )
    conn.execute("DELETE FROM mentions WHERE key = ?", [key])
    named = [(one, key) for one in sorted(mentioned(entry.recognition))]
    conn.executemany("INSERT OR IGNORE INTO mentions (entity, key) VALUES (?, ?)", named)


def forget_entity(conn: sqlite3.Connection, entity: str) -> int:
    """Remove the entries that are about an entity; return how many there were."""
    keys = conn.execute("SELECT key FROM mentions WHERE entity = ?", [entity]).fetchall()
    return _forget(conn, keys)


def forget_old(conn: sqlite3.Connection, before: int, most: int = MOST_ROWS) -> int:
    """Remove what was last used before a time, and the oldest beyond a count; return how many."""
    old = conn.execute("SELECT key FROM recognitions WHERE used < ?", [before]).fetchall()
    (count,) = conn.execute("SELECT count(*) FROM recognitions").fetchone()
    more = count - len(old) - most
    if more > 0:
        query = "SELECT key FROM recognitions WHERE used >= ? ORDER BY used, key LIMIT ?"
        old += conn.execute(query, [before, more]).fetchall()
    return _forget(conn, old)


def forget_all(conn: sqlite3.Connection) -> int:
    """Remove all entries and figures; return how many entries there were."""
    (count,) = conn.execute("SELECT count(*) FROM recognitions").fetchone()
    for table in ("recognitions", "mentions", "figures"):
        conn.execute(f"DELETE FROM {table}")  # noqa: S608 - the names are ours
    return int(count)


def _forget(conn: sqlite3.Connection, keys: Iterable[tuple[str]]) -> int:
    gone = list(keys)
    conn.executemany("DELETE FROM recognitions WHERE key = ?", gone)
    conn.executemany("DELETE FROM mentions WHERE key = ?", gone)
    return len(gone)
