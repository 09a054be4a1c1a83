"""Making a failing spec small: leave out what it fails without."""

from collections.abc import Callable, Iterator
from typing import Any

Specs = list[dict[str, Any]]


def reduced(specs: Specs, fails: Callable[[Specs], bool], goes_on: Callable[[], bool]) -> Specs:
    """Return a smaller list of entities that still fails; greedy, largest parts first.

    `fails` is False for what is not a valid project. Stops early when `goes_on` says so.
    """
    best = specs
    shrunk = True
    while shrunk:
        shrunk = False
        for smaller in _smaller(best):
            if not goes_on():
                return best
            if fails(smaller):
                best, shrunk = smaller, True
                break
    return best


def _smaller(specs: Specs) -> Iterator[Specs]:
    for at in range(len(specs)):
        if len(specs) > 1:
            yield [*specs[:at], *specs[at + 1 :]]
    for at, entity in enumerate(specs):
        for changed in _without_one(entity):
            yield [*specs[:at], changed, *specs[at + 1 :]]


def _without_one(value: Any) -> Iterator[Any]:
    """Yield a value without one of its parts, outer parts first."""
    if isinstance(value, dict):
        for key in value:
            yield {one: kept for one, kept in value.items() if one != key}
        for key, inner in value.items():
            for changed in _without_one(inner):
                yield {**value, key: changed}
    elif isinstance(value, list):
        for at in range(len(value)):
            yield [*value[:at], *value[at + 1 :]]
        for at, inner in enumerate(value):
            for changed in _without_one(inner):
                yield [*value[:at], changed, *value[at + 1 :]]
