"""What the caches of a project hold, for `baesc cache stats`."""

import time
from collections.abc import Iterator
from typing import Any

from baesc.build.metrics import metrics
from baesc.cli.cache_care import recognitions, store_path
from baesc.cli.console import counted
from baesc.cli.opening import Opened
from baesc.cli.recording import kept
from baesc.cli.remembering import recognitions_path
from baesc.effects.recognitions_care import Standing, standing
from baesc.effects.store_care import store_standing
from baesc.messages.diagnostic import Diagnostic


def standing_of(opened: Opened) -> tuple[dict[str, Any], tuple[Diagnostic, ...]]:
    """Return what both caches hold, as JSON has it, and what is wrong with them."""
    assert opened.config is not None  # noqa: S101 - the caller has looked
    path = recognitions_path(opened)
    with recognitions(opened, read_only=True) as file:
        held = Standing() if file is None else standing(file, path)
        problems = (file.problem,) if file is not None and file.problem else ()
    known = next(one for one in metrics(kept(opened.state)) if one.name == "cache_hit_rate")
    stored = store_standing(store_path(opened))
    found = {
        "recognitions": {
            "file": f"{opened.config.cache_folder}/{path.name}",
            "is_on": opened.config.features.recognition_cache,
            "entries": held.entries,
            "bytes": held.size,
            "hits": held.hits,
            "oldest": _day(held.oldest),
            "looked_up": held.looked_up,
            "memory": {"hits": dict(held.memory_hits), "hit_rate": held.memory_rate},
            "disk": {"hits": dict(held.disk_hits), "hit_rate": held.disk_rate},
            "misses": dict(held.misses),
        },
        "builds": {
            "file": f"{opened.config.cache_folder}/store.db",
            "artifacts": stored.artifacts,
            "texts": stored.texts,
            "verdicts": stored.verdicts,
            "bytes": stored.size,
            "oldest": _day(stored.oldest),
            "hits": int(known.part),
            "hit_rate": known.value,
        },
    }
    return found, problems


def told(found: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of it."""
    asked, built = found["recognitions"], found["builds"]
    off = "" if asked["is_on"] else "; switched off"
    yield (
        f"recognitions  {counted(asked['entries'], 'entry', 'entries')}, "
        f"{_size(asked['bytes'])}{_since(asked)}{off}"
    )
    whole = asked["looked_up"]
    in_memory = sum(asked["memory"]["hits"].values())
    for tier, of in (("memory", whole), ("disk", whole - in_memory)):
        hits = asked[tier]["hits"]
        kinds = ", ".join(f"{count} {kind}" for kind, count in hits.items())
        yield (
            f"  {tier:<11} {_rate(asked[tier]['hit_rate'])}  "
            f"{counted(sum(hits.values()), 'hit')} of {counted(of, 'look-up')}"
            + (f" ({kinds})" if kinds else "")
        )
    for reason, count in asked["misses"].items():
        yield f"  missed      {counted(count, 'time')}: {reason.replace('_', ' ')}"
    yield (
        f"builds        {counted(built['artifacts'], 'artifact')}, "
        f"{counted(built['verdicts'], 'verdict')}, {_size(built['bytes'])}{_since(built)}"
    )
    yield f"  disk        {_rate(built['hit_rate'])}  of all files of all builds were known"


def _rate(rate: float | None) -> str:
    return f"{'-' if rate is None else f'{rate:.1f} %':>7}"


def _since(found: dict[str, Any]) -> str:
    return f", the oldest of {found['oldest'][:10]}" if found["oldest"] else ""


def _size(count: int) -> str:
    return f"{count / 1000:,.1f} kB" if count < 1_000_000 else f"{count / 1e6:,.1f} MB"


def _day(seconds: int | None) -> str | None:
    if seconds is None:
        return None
    try:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
    except (ValueError, OverflowError, OSError):
        return None
