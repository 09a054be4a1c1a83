"""What `baesc cache` does to the caches of a project: the recognitions and the build store."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from baesc.cli.console import Console
from baesc.cli.log import Event, moment
from baesc.cli.opening import Opened, planned_only
from baesc.cli.remembering import recognitions_path, record_events
from baesc.effects.files import write_whole
from baesc.effects.lock import project_lock
from baesc.effects.recognitions_care import MOST_FAULTS, exported, faults_of, imported
from baesc.effects.recognitions_file import RecognitionFile, look_into
from baesc.effects.recognitions_rows import Row, forget_all, forget_entity, forget_old
from baesc.effects.recognitions_tables import NewerError
from baesc.effects.state import forget_state
from baesc.effects.store import SqliteStore
from baesc.effects.store_care import store_faults
from baesc.ground.source import Span
from baesc.messages.diagnostic import Diagnostic
from baesc.recognition.written import entry_of_line, line_of

Problems = tuple[Diagnostic, ...]


def store_path(opened: Opened) -> Path:
    """Return where the build store of a project is."""
    assert opened.config is not None  # noqa: S101 - the caller has looked
    return opened.root / opened.config.cache_folder / "store.db"


@contextmanager
def recognitions(opened: Opened, *, read_only: bool = False) -> Iterator[RecognitionFile | None]:
    """Open the file of recognitions, if there is one."""
    path = recognitions_path(opened)
    if not path.exists():
        yield None
        return
    file = RecognitionFile(path, read_only=read_only)
    try:
        yield file
    finally:
        file.close()


def cleaned(opened: Opened, console: Console, days: int) -> tuple[int, int, Problems]:
    """Forget what was not used for so many days; return how much there was, and what is wrong."""
    before = int(time.time()) - days * 24 * 3600
    gone, problems = _forget(opened, lambda conn: forget_old(conn, before))
    made = 0
    if store_path(opened).is_file():
        with project_lock(opened.state, console.note), SqliteStore(store_path(opened)) as store:
            made = store.forget_old(before)
    _log(opened, console, gone, made)
    return gone, made, problems


def cleared(opened: Opened, console: Console) -> tuple[int, int, Problems]:
    """Forget all; the file of a newer baesc goes too."""
    gone, problems = _forget(opened, forget_all)
    if any(one.code == "BAE514" for one in problems) and _is_newer(recognitions_path(opened)):
        for ending in ("", "-wal", "-shm"):
            path = recognitions_path(opened)
            path.with_name(path.name + ending).unlink(missing_ok=True)
        problems = ()
    made = 0
    if store_path(opened).is_file():
        with project_lock(opened.state, console.note), SqliteStore(store_path(opened)) as store:
            made = store.forget_all()
            forget_state(opened.state)
    _log(opened, console, gone, made)
    return gone, made, problems


def invalidated(opened: Opened, console: Console, entity: str) -> tuple[int, int, Problems]:
    """Forget what is about an entity: its recognitions, and the files that are made of it."""
    gone, problems = _forget(opened, lambda conn: forget_entity(conn, entity))
    made = 0
    if opened.system is not None and store_path(opened).is_file():
        planned, _ = planned_only(opened, "look")
        keys = [one.key for one in planned.plan.actions if one.subject == entity]
        with project_lock(opened.state, console.note), SqliteStore(store_path(opened)) as store:
            made = store.leave_out(keys)
            forget_state(opened.state)
    _log(opened, console, gone, made)
    return gone, made, problems


def exported_to(opened: Opened, target: Path | None) -> tuple[str, int, Problems]:
    """Return all entries as lines, and how many they are; with a path they are written there.

    Of a file that cannot be read nothing is written.
    """
    with recognitions(opened) as file:
        rows = (file.read(exported) or []) if file is not None else []
        if file is not None and file.problem is not None:
            return "", 0, _of(file, is_done=False)
    text = "".join(f"{line_of(one.entry, one.used, one.hits)}\n" for one in rows)
    if target is not None:
        write_whole(target, text.encode("ascii"))
    return text, len(rows), ()


def imported_from(opened: Opened, source: Path) -> tuple[int, int, Problems]:
    """Take the entries of a file, all or none; return how many were new, and how many known."""
    rows: list[Row] = []
    found: list[Diagnostic] = []
    text = source.read_bytes().decode("utf-8", "replace")
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        read = entry_of_line(line)
        if isinstance(read, str):
            found.append(_refused(str(source), number, read))
        else:
            rows.append(Row(*read))
    if found:
        return 0, 0, tuple(found[:MOST_FAULTS])
    file = RecognitionFile(recognitions_path(opened), read_only=False)
    try:
        count = file.change(lambda conn: imported(conn, rows))
    finally:
        file.close()
    if count is None:
        return 0, 0, _of(file, is_done=False)
    return count, len(rows) - count, _of(file, is_done=True)


def faults(opened: Opened) -> Problems:
    """Return what is wrong with both caches."""
    path = recognitions_path(opened)
    said = [(path.name, one) for one in _faults(path)]
    said += [(store_path(opened).name, one) for one in store_faults(store_path(opened))]
    help_ = "`baesc cache clear` begins anew, which costs nothing but time"
    folder = opened.config.cache_folder if opened.config else ""
    return tuple(
        Diagnostic("BAE515", one, Span(f"{folder}/{name}"), help_)
        for name, one in said[:MOST_FAULTS]
    )


def _faults(path: Path) -> list[str]:
    if not path.exists():
        return []
    try:
        conn = look_into(path, 1.0)
    except (sqlite3.Error, OSError) as exc:
        return [f"it cannot be used: {exc}"]
    if conn is None:
        return []
    try:
        return faults_of(conn)
    except sqlite3.Error as exc:
        return [f"it cannot be read: {exc}"]
    finally:
        conn.close()


def _forget(opened: Opened, work: Callable[[sqlite3.Connection], int]) -> tuple[int, Problems]:
    with recognitions(opened) as file:
        if file is None:
            return 0, ()
        gone = file.change(work)
        file.shrink()
        return gone or 0, _of(file, is_done=gone is not None)


def _of(file: RecognitionFile, *, is_done: bool) -> Problems:
    """Return what is wrong with a file: an error if it kept what was wanted from being done."""
    if file.problem is None:
        return ()
    return (file.problem if is_done else replace(file.problem, severity="error"),)


def _is_newer(path: Path) -> bool:
    try:
        conn = look_into(path, 1.0)
    except NewerError:
        return True
    except (sqlite3.Error, OSError):
        return False
    if conn is not None:
        conn.close()
    return False


def _log(opened: Opened, console: Console, gone: int, made: int) -> None:
    now = moment(time.time())
    counts = {"recognitions": gone, "builds": made}
    events = [
        (now, Event("cache_cleanup", values={"cache": name, "count": count}))
        for name, count in counts.items()
        if count
    ]
    record_events(opened, console, events)


def _refused(path: str, line: int, why: str) -> Diagnostic:
    return Diagnostic(
        "BAE516",
        f"this line cannot be imported: {why}",
        Span(path, line, 1, line, 1),
        help="nothing was imported; write the file with `baesc cache export`",
    )
