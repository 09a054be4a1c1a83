"""Looking after the build store: what is in it, and whether it is sound."""

import json
import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from baesc.effects.recognitions_care import MOST_FAULTS, size_on_disk
from baesc.effects.store import TABLES, VERSION
from baesc.effects.verdict_rows import VERDICT_COLUMNS, verdict_from
from baesc.ground.digest import digest_text


@dataclass(frozen=True, slots=True)
class StoreStanding:
    """What the build store holds; `oldest` is when its oldest artifact was made."""

    artifacts: int = 0
    texts: int = 0
    verdicts: int = 0
    size: int = 0
    oldest: int | None = None


def store_standing(path: Path) -> StoreStanding:
    """Return what a store holds; one that cannot be read holds nothing."""
    if not path.is_file():
        return StoreStanding()
    try:
        conn = _to_read(path)
    except sqlite3.Error:
        return StoreStanding(size=size_on_disk(path))
    try:
        tables = ("artifacts", "texts", "verdicts")
        artifacts, texts, verdicts = (
            conn.execute(f"SELECT count(*) FROM {one}").fetchone()[0]  # noqa: S608
            for one in tables
        )
        (oldest,) = conn.execute("SELECT min(made) FROM artifacts").fetchone()
    except sqlite3.Error:
        return StoreStanding(size=size_on_disk(path))
    finally:
        conn.close()
    oldest = oldest if type(oldest) is int else None
    return StoreStanding(artifacts, texts, verdicts, size_on_disk(path), oldest)


def store_faults(path: Path) -> list[str]:
    """Return what is not as it was written; a store that is not there is sound."""
    if not path.is_file():
        return []
    try:
        conn = _to_read(path)
    except sqlite3.Error as exc:
        return [f"it cannot be read: {exc}"]
    try:
        return _faults(conn)
    except sqlite3.Error as exc:
        return [f"it cannot be read: {exc}"]
    finally:
        conn.close()


def _faults(conn: sqlite3.Connection) -> list[str]:
    (version,) = conn.execute("PRAGMA user_version").fetchone()
    names = {name for (name,) in conn.execute("SELECT name FROM sqlite_master")}
    if version != VERSION or not names >= set(TABLES):
        return [f"version {version} of its schema is not that of this baesc, {VERSION}"]
    found = [
        f"its pages: {said}"
        for (said,) in conn.execute(f"PRAGMA integrity_check({MOST_FAULTS})")
        if said != "ok"
    ]
    for digest, text in conn.execute("SELECT digest, text FROM texts"):
        if not isinstance(text, str) or digest_text(text) != digest:
            found.append(f"text {str(digest)[:12]}: it does not have its digest")
    query = "SELECT key FROM artifacts WHERE digest NOT IN (SELECT digest FROM texts)"
    found += [f"artifact {str(key)[:12]}: it has no text" for (key,) in conn.execute(query)]
    for path, facets in conn.execute("SELECT path, facets FROM traces"):
        if not _can(lambda one: dict(json.loads(one)), facets):
            found.append(f"the trace of `{path}`: it cannot be read")
    query = f"SELECT {', '.join(VERDICT_COLUMNS)} FROM verdicts"  # noqa: S608 - the names are ours
    for row in conn.execute(query):
        if not _can(verdict_from, row):
            found.append(f"verdict {str(row[0])[:12]}: it cannot be read")
    return found


def _can(read: Callable[[Any], object], found: object) -> bool:
    try:
        read(found)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return False
    return True


def _to_read(path: Path) -> sqlite3.Connection:
    # Without the right to write beside it, only a file that nobody writes can be read.
    mode = "mode=ro" if os.access(path.parent, os.W_OK) else "immutable=1"
    conn = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, timeout=5)
    conn.text_factory = lambda found: found.decode("utf-8", "replace")
    return conn
