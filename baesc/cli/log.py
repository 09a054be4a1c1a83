"""The log in the state folder: one line of JSON an event."""

import json
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from baesc.cli.noop import LOG, POINTER, find_root
from baesc.cli.request import request_id
from baesc.effects.lines import append


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a log, apart from its time and the id of the build."""

    name: str
    level: str = "info"
    values: Mapping[str, object] = field(default_factory=dict)


def write_log(state: Path, events: Iterable[tuple[str, Event]]) -> None:
    """Append events with their times, all in one write; raises OSError."""
    lines = [
        {"at": at, "request_id": request_id(), "level": one.level, "event": one.name, **one.values}
        for at, one in events
    ]
    append(str(state / LOG), "".join(json.dumps(line) + "\n" for line in lines))


def log_fault(fault: Exception) -> None:
    """Log that baesc itself has failed, where the project at hand has a log."""
    values = {"code": "BAE901", "message": f"{type(fault).__name__}: {fault}"}
    with suppress(OSError):
        state = Path(find_root("."), POINTER)
        if (state / LOG).is_file():
            write_log(state, [(moment(time.time()), Event("fault", "error", values))])


def moment(seconds: float) -> str:
    """Return a time since the epoch as people write it, in UTC."""
    whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    return f"{whole}.{int(seconds * 1000) % 1000:03d}Z"
