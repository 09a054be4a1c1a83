"""What is left of a command in the state folder: a line for metrics, and lines of a log."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from baesc.build.clock import Laps
from baesc.build.metrics import Record, record_of
from baesc.cli.building import Built
from baesc.cli.console import Console
from baesc.cli.events import events_of
from baesc.cli.figures import figures_of, record_of_build
from baesc.cli.log import Event, moment, write_log
from baesc.cli.noop import METRICS
from baesc.cli.opening import Opened
from baesc.cli.request import request_id
from baesc.effects.lines import append, read_lines
from baesc.records.accounts import Accounts

VERSION = 1


def record_build(opened: Opened, built: Built, laps: Laps, console: Console) -> None:
    """Keep what a build came to; a disk that refuses it is told of, and stops nothing."""
    if not opened.state.is_dir():
        return
    figures = figures_of(built, laps)
    now = moment(time.time())
    try:
        keep(opened.state, record_of_build(built, figures, now, request_id()))
        if opened.config is None or opened.config.log:
            began = moment(opened.watched.read_at_ns / 1e9)
            started = Event("build_started", values={"folder": opened.root.name})
            events = [(now, one) for one in events_of(built, figures)]
            write_log(opened.state, [(began, started), *events])
    except OSError as exc:
        console.note(f"cannot keep a record of this build: {exc.strerror}")


@contextmanager
def recorded_if_stopped(
    opened: Opened, accounts: Accounts, laps: Laps, console: Console
) -> Iterator[None]:
    """Keep what a build has asked for when it is stopped: it is paid for all the same."""
    try:
        yield
    except BaseException:
        stopped = Built(opened.problems, accounts=accounts.rows(), broken_off=True)
        record_build(opened, stopped, laps, console)
        raise


def keep(state: Path, record: Record) -> None:
    """Append a line for `baesc metrics`; raises OSError."""
    fields = Record.__dataclass_fields__
    said = {name: one for name, one in asdict(record).items() if one != fields[name].default}
    append(str(state / METRICS), json.dumps({"v": VERSION, **said}) + "\n")


def kept(state: Path) -> Iterator[Record]:
    """Yield what was kept, the oldest first; what is no record is passed over.

    A build with nothing to do knew all the files that the build before it knew or made.
    """
    artifacts = 0
    for line in read_lines(str(state / METRICS)):
        try:
            found = record_of(json.loads(line))
        except ValueError:
            continue
        if found is None:
            continue
        if found.kind == "idle":
            found = replace(found, artifacts=artifacts, reused=artifacts)
        elif found.kind == "build":
            artifacts = found.artifacts
        yield found
