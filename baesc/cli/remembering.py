"""The cache of recognitions in a command: opened, told of, and closed with what it came to."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from baesc.build.metrics import Record
from baesc.cli.building import Built
from baesc.cli.console import Console
from baesc.cli.log import Event, moment, write_log
from baesc.cli.opening import Opened
from baesc.cli.recording import keep
from baesc.cli.request import request_id
from baesc.effects.recognitions import RecognitionCache
from baesc.effects.recognitions_file import NAME


def recognitions_path(opened: Opened) -> Path:
    """Return where the recognitions of a project are kept."""
    assert opened.config is not None  # noqa: S101 - the caller has looked
    return opened.root / opened.config.cache_folder / NAME


@contextmanager
def remembered(
    opened: Opened, console: Console, *, read_only: bool = False
) -> Iterator[RecognitionCache | None]:
    """Open the cache of recognitions; None where it is switched off.

    At the end what it knows is on disk, its events are logged, its hits are kept for
    `baesc metrics`, and what was wrong with it is told, once.
    """
    assert opened.config is not None  # noqa: S101 - the caller has looked
    if not opened.config.features.recognition_cache:
        yield None
        return
    events: list[tuple[str, Event]] = []

    def tell(name: str, values: Mapping[str, object]) -> None:
        events.append(
            (moment(time.time()), Event(name, values={"cache": "recognitions", **values}))
        )

    cache = RecognitionCache(recognitions_path(opened), tell=tell, read_only=read_only)
    try:
        yield cache
    finally:
        cache.close()
        if cache.problem is not None:
            console.complain([cache.problem], {})
        if not read_only:
            record_events(opened, console, events)


def forget_changed(opened: Opened, built: Built, console: Console) -> None:
    """Forget what requests about entities meant before a build that has changed them."""
    entities = _changed(built)
    if not entities or not recognitions_path(opened).is_file():
        return
    with remembered(opened, console) as cache:
        if cache is not None:
            for one in sorted(entities):
                cache.invalidate(one)


def _changed(built: Built) -> set[str]:
    """Return the entities that were there before and are not as they were."""
    written, found = set(built.changes.write), set[str]()
    if built.planned is not None:
        new = {one.action.path for one in built.planned.stale if one.reason == "new"}
        found |= {
            one.subject
            for one in built.planned.plan.actions
            if one.target == "model" and one.path in written - new
        }
    # What is only in a draft of a revision is not among these, and what is gone is.
    for change in built.evolved.evolution.changes if built.evolved is not None else ():
        if change.kind != "entity added":
            found.add(change.before if change.kind == "entity renamed" else change.entity)
    return found


def record_events(opened: Opened, console: Console, events: list[tuple[str, Event]]) -> None:
    """Log what happened to the cache, and keep its hits; a disk that refuses stops nothing."""
    if not events or not opened.state.is_dir():
        return
    record = Record(
        "request",
        moment(time.time()),
        request_id=request_id(),
        memory_hits=sum(_is_hit(one, "memory") for _, one in events),
        disk_hits=sum(_is_hit(one, "disk") for _, one in events),
        misses=sum(one.name == "cache_miss" for _, one in events),
    )
    try:
        if record.memory_hits or record.disk_hits or record.misses:
            keep(opened.state, record)
        if opened.config is None or opened.config.log:
            write_log(opened.state, events)
    except OSError as exc:
        console.note(f"cannot keep a record of the cache: {exc.strerror}")


def _is_hit(one: Event, tier: str) -> bool:
    return one.name == "cache_hit" and one.values.get("tier") == tier
