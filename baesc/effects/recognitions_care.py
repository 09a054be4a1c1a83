"""Looking after the file of recognitions: what is in it, whether it is sound, what comes in."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from baesc.effects.recognitions_file import RecognitionFile
from baesc.effects.recognitions_rows import Row, all_rows, put
from baesc.recognition.caching import mentioned

# So many faults are named at most.
MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """What a file of recognitions holds, and what look-ups came to since it was begun.

    `memory_hits` and `disk_hits` are by kind of key, `misses` by reason. `oldest` is when the
    oldest entry was made, None without any. `hits` counts those of the entries that are there.
    """

    entries: int = 0
    size: int = 0
    hits: int = 0
    oldest: int | None = None
    memory_hits: tuple[tuple[str, int], ...] = ()
    disk_hits: tuple[tuple[str, int], ...] = ()
    misses: tuple[tuple[str, int], ...] = ()

    @property
    def looked_up(self) -> int:
        """Return how often anything was looked for."""
        return sum(n for _, n in (*self.memory_hits, *self.disk_hits, *self.misses))

    @property
    def memory_rate(self) -> float | None:
        """Return the share of look-ups that memory answered, in per cent."""
        return _share(sum(count for _, count in self.memory_hits), self.looked_up)

    @property
    def disk_rate(self) -> float | None:
        """Return the share that the disk answered of those that memory did not, in per cent."""
        rest = self.looked_up - sum(count for _, count in self.memory_hits)
        return _share(sum(count for _, count in self.disk_hits), rest)


def standing(file: RecognitionFile, path: Path) -> Standing:
    """Return what a file holds."""
    size = size_on_disk(path)
    return file.read(lambda conn: _standing(conn, size)) or Standing(size=size)


def size_on_disk(path: Path) -> int:
    """Return the bytes of a file of SQLite, with those that are not yet in its main part."""
    files = (path, path.with_name(f"{path.name}-wal"))
    return sum(one.stat().st_size for one in files if one.is_file())


def faults_of(conn: sqlite3.Connection) -> list[str]:
    """Return what is not as it was written, row by row."""
    found = [
        f"its pages: {said}"
        for (said,) in conn.execute(f"PRAGMA integrity_check({MOST_FAULTS})")
        if said != "ok"
    ]
    listed: dict[str, set[str]] = {}
    for entity, key in conn.execute("SELECT entity, key FROM mentions"):
        listed.setdefault(key, set()).add(entity)
    for key, row in all_rows(conn):
        if row is None:
            found.append(f"entry {key[:12]}: it is not as it was written")
        elif listed.pop(key, set()) != mentioned(row.entry.recognition):
            found.append(f"entry {key[:12]}: its entities are not listed as they are")
    found += [f"entry {key[:12]}: its entities are listed, but it is gone" for key in listed]
    return found


def exported(conn: sqlite3.Connection) -> list[Row]:
    """Return all sound rows, in the order in which they were made."""
    return [row for _, row in all_rows(conn) if row is not None]


def imported(conn: sqlite3.Connection, rows: Iterable[Row]) -> int:
    """Write rows that are not known yet; return how many there were."""
    count = 0
    for one in rows:
        query = "SELECT 1 FROM recognitions WHERE key = ?"
        if conn.execute(query, [one.entry.key]).fetchone() is None:
            put(conn, one)
            count += 1
    return count


def _standing(conn: sqlite3.Connection, size: int) -> Standing:
    query = "SELECT count(*), total(hits), min(created) FROM recognitions"
    count, hits, oldest = conn.execute(query).fetchone()
    figures: dict[str, list[tuple[str, int]]] = {"memory": [], "disk": [], "none": []}
    for tier, kind, number in conn.execute("SELECT tier, kind, count FROM figures ORDER BY kind"):
        if tier in figures and type(number) is int:
            figures[tier].append((str(kind), number))
    return Standing(
        entries=count,
        size=size,
        hits=int(hits),
        oldest=oldest if type(oldest) is int else None,
        memory_hits=tuple(figures["memory"]),
        disk_hits=tuple(figures["disk"]),
        misses=tuple(figures["none"]),
    )


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
