"""Lookup: what is known already, and why the rest must run."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from baesc.ground.digest import canonical
from baesc.records.action import Action, Fresh, Plan, Stale, Trace

MOST_CHANGES = 3


def lookup(
    plan: Plan,
    known: Mapping[str, str],
    traces: Callable[[Iterable[str]], Mapping[str, Trace]],
) -> tuple[tuple[Fresh, ...], tuple[Stale, ...]]:
    """Part the actions by whether the text for their key is known.

    `known` is the digest of the text by key; `traces` gives the last traces of paths.
    """
    fresh = tuple(Fresh(one, known[one.key]) for one in plan.actions if one.key in known)
    others = [one for one in plan.actions if one.key not in known]
    last = traces(one.path for one in others)
    return fresh, tuple(Stale(one, why(one, last.get(one.path))) for one in others)


def why(action: Action, trace: Trace | None) -> str:
    """Say what has changed since an artifact was last made."""
    if trace is None:
        return "new"
    old = dict(trace.facets)
    changed = [name for name, value in action.facets if old.get(name) != value]
    if "view" in changed:
        places = list(_differences(json.loads(trace.view), action.view, ""))
        shown = ", ".join(places[:MOST_CHANGES]) + (", ..." if len(places) > MOST_CHANGES else "")
        return f"changed: {shown}" if shown else "changed"
    if "template" in changed:
        return f"template {action.template} changed"
    if "origin" in changed:
        return f"moved to {dict(action.facets)['origin']}"
    if "contract" in changed:
        return "what is asked for in words changed"
    if "answers" in changed:
        return "another answer in baes.lock"
    if "tool" in changed:
        return "baesc or its settings changed"
    return "not in the cache"


def _differences(old: Any, new: Any, place: str) -> Iterator[str]:
    """Yield the paths at which two views differ; `new` knows the names that JSON has lost."""
    if not isinstance(new, tuple) or not isinstance(old, list):
        if old != new:
            yield place or "all"
        return
    names = getattr(new, "_fields", None)
    if names is not None and len(old) == len(names):
        for name, was, now in zip(names, old, new, strict=True):
            yield from _differences(was, now, f"{place}.{name}" if place else name)
        return
    olds, news = _by_name(old), _by_name(new)
    if olds is None or news is None:
        if canonical(old) != canonical(new):
            yield place or "all"
        return
    for name in [*(name for name in olds if name not in news), *news]:
        here = f"{place}.{name}"
        if name not in olds:
            yield f"{here} added"
        elif name not in news:
            yield f"{here} removed"
        else:
            yield from _differences(olds[name], news[name], here)
    if list(olds) != list(news) and olds.keys() == news.keys():
        yield f"{place} reordered"


def _by_name(items: Any) -> dict[str, Any] | None:
    """Index the items of a list by their first value, which is a name in every view."""
    names = [item[0] for item in items if isinstance(item, list | tuple) and item]
    names = [name for name in names if isinstance(name, str)]
    if len(set(names)) != len(items):
        return None
    return dict(zip(names, items, strict=True))
