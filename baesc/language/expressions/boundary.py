"""Rows at the edges of a rule: those that just hold, and those that just fail."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from baesc.language.expressions.rows import Database, Row
from baesc.language.expressions.samples import limits, on_line, placed
from baesc.language.expressions.scenes import THIS, Scene, Slot, Stage
from baesc.language.expressions.tree import (
    Aggregate,
    Conditional,
    Constant,
    Each,
    Node,
    Type,
    walk,
)
from baesc.language.ir import System

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
MOST_CASES = 60
_MOST_STEPS = 1500


@dataclass(frozen=True, slots=True)
class Case:
    """A row in its database, and what the expression is for it.

    Rows hold what the expression reads and nothing else. `note` says what was changed.
    """

    row: Row
    database: Database
    outcome: Any
    note: str


def boundary_cases(
    expression: Node,
    entity: str,
    system: System,
    now: datetime = NOW,
    beside: tuple[tuple[str, Node], ...] = (),
) -> tuple[Case, ...]:
    """Return cases on both sides of every edge that is found, the same ones each time.

    Numbers, dates and lengths are at the edge and one step to each side of it; enums, booleans
    and optional fields have each value; sets have the sizes around the edge, and none. Rows of an
    entity obey the checks that are `beside`.
    """
    stage = Stage(expression, entity, system, now, beside)
    found: dict[str, Case] = {}
    scene = stage.first()
    for aggregate in walk(expression):
        if isinstance(aggregate, Aggregate) and aggregate.condition is not None:
            scene = _reached(stage, scene, _is_met(stage, aggregate)) or scene
    holds = _reached(stage, scene, lambda one: stage.outcome(one) is True)
    fails = _reached(stage, holds or scene, lambda one: stage.outcome(one) is False)
    _put(found, stage, holds, "holds")
    _put(found, stage, fails, "fails")
    for base in (holds, fails, *_branches(stage, holds or scene)):
        if base is not None:
            for one, note in _around(stage, base):
                _put(found, stage, one, note)
    return tuple(found.values())[:MOST_CASES]


def value_cases(
    expression: Node,
    entity: str,
    system: System,
    now: datetime = NOW,
    beside: tuple[tuple[str, Node], ...] = (),
) -> tuple[Case, ...]:
    """Return cases of an expression that is no condition: each with a value of its own.

    Every branch is taken, optional fields are null once, and sets have none to three rows.
    """
    stage = Stage(expression, entity, system, now, beside)
    found: dict[str, Case] = {}
    first = stage.first()
    for base in (first, *_tested(stage, first)):
        if base is not None:
            _put(found, stage, base, "usual" if base is first else "another way")
            for one, note in _nearby(stage, base):
                _put(found, stage, one, note)
    told: dict[str, Case] = {}
    for case in found.values():
        told.setdefault(repr(case.outcome), case)
    return tuple(told.values())


def _tested(stage: Stage, start: Scene) -> Iterator[Scene | None]:
    """Yield scenes in which each condition inside is true, and false."""
    for one in walk(stage.expression):
        is_condition = one.type.kind == "boolean" and not isinstance(one, Constant)
        if is_condition and not any(isinstance(part, Each) for part in walk(one)):
            for wanted in (True, False):
                yield _reached(stage, start, _is(stage, one, wanted))


def _is(stage: Stage, part: Node, wanted: bool) -> Callable[[Scene], bool]:
    return lambda scene: stage.value(part, scene) is wanted


def _nearby(stage: Stage, base: Scene) -> Iterator[tuple[Scene, str]]:
    for slot in stage.slots(base):
        for value in [one for one in slot.values if _is_handy(one)][:4]:
            yield base.changed(slot.key, slot.name, value), f"{slot.key[0]}.{slot.name} is {value}"
    for at, node in enumerate(stage.sets):
        for size in range(4):
            yield stage.sized(base, at, size), f"{size} rows of {node.type.entity}"


def _is_handy(value: Any) -> bool:
    """Tell whether a value is one that people would try, not one at the end of its type."""
    if isinstance(value, str):
        return len(value) <= 20
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return not is_number or abs(value) < 10_000


def _put(found: dict[str, Case], stage: Stage, scene: Scene | None, note: str) -> None:
    if scene is None:
        return
    database = stage.database(scene)
    row = database.find(stage.entity, THIS)
    if row is not None and stage.allows(scene):
        found.setdefault(repr(database), Case(row, database, stage.outcome(scene), note))


def _is_met(stage: Stage, aggregate: Aggregate) -> Callable[[Scene], bool]:
    """Return a goal: a row, not only the own one, is counted by an aggregate."""
    counted = replace(aggregate, name="count", element=None, type=Type("integer"))

    def goal(scene: Scene) -> bool:
        try:
            return bool(stage.value(counted, scene))
        except KeyError:
            # The rows are those of a row of another set.
            return True

    return goal


def _branches(stage: Stage, start: Scene) -> Iterator[Scene | None]:
    """Yield scenes that hold by each branch of `a if b else c`."""
    for one in walk(stage.expression):
        if isinstance(one, Conditional) and not any(isinstance(n, Each) for n in walk(one.test)):
            for wanted in (True, False):
                yield _reached(stage, start, _holds_by(stage, one.test, wanted))


def _holds_by(stage: Stage, test: Node, wanted: bool) -> Callable[[Scene], bool]:
    return lambda scene: stage.value(test, scene) is wanted and stage.outcome(scene) is True


def _moves(stage: Stage, scene: Scene) -> Iterator[Scene]:
    for slot in stage.slots(scene):
        for value in slot.values:
            if value != scene.rows[slot.key][slot.name]:
                yield scene.changed(slot.key, slot.name, value)
    for at in range(len(stage.sets)):
        for size in _sizes(stage):
            if size != scene.sizes[at]:
                yield stage.sized(scene, at, size)


def _sizes(stage: Stage) -> list[int]:
    named = {one for one in stage.constants if isinstance(one, int) and not isinstance(one, bool)}
    around = {size for one in named for size in (one - 1, one, one + 1)}
    return sorted(one for one in around | {0, 1, 2} if 0 <= one <= stage.most_copies)


def _reached(stage: Stage, start: Scene, goal: Callable[[Scene], bool]) -> Scene | None:
    """Return the scene nearest to `start` that meets a goal, by one change, two or three."""
    if goal(start) and stage.allows(start):
        return start
    level, steps = [start], 0
    for _ in range(3):
        above: list[Scene] = []
        for scene in level:
            for one in _moves(stage, scene):
                steps += 1
                if goal(one) and stage.allows(one):
                    return one
                if steps > _MOST_STEPS:
                    return None
                above.append(one)
        level = above
    return None


def _around(stage: Stage, base: Scene) -> Iterator[tuple[Scene, str]]:
    """Yield the neighbours of a scene on both sides of the edges that it is near to."""
    wanted = stage.outcome(base)
    for slot in stage.slots(base):
        scenes = [base.changed(slot.key, slot.name, value) for value in slot.values]
        different = [
            (one, value)
            for one, value in zip(scenes, slot.values, strict=True)
            if stage.outcome(one) is not wanted
        ]
        if not different and not _is_small(slot):
            continue
        for value in _telling(stage, base, slot, [value for _, value in different]):
            what = f"{slot.key[0]}.{slot.name}"
            yield base.changed(slot.key, slot.name, value), f"{what} is {value}"
    for at in range(len(stage.sets)):
        edge = _size_at_edge(stage, base, at)
        for size in sorted({0, *(() if edge is None else (edge - 1, edge, edge + 1))}):
            if 0 <= size <= stage.most_copies:
                rows = stage.sets[at].type.entity
                yield stage.sized(base, at, size), f"{size} rows of {rows}"


def _is_small(slot: Slot) -> bool:
    return slot.field is not None and slot.field.type in ("enum", "boolean")


def _telling(stage: Stage, base: Scene, slot: Slot, different: list[Any]) -> list[Any]:
    """Return the values of a slot that show where its edges are."""
    field = slot.field
    here = base.rows[slot.key][slot.name]
    if field is None or _is_small(slot):
        return list(slot.values)
    found: list[Any] = [None] if None in slot.values else []
    origin = on_line(field, here)
    low, high = limits(field, stage.now)
    for value in different:
        at = on_line(field, value)
        if value is None:
            continue
        if origin is None or at is None or placed(field, at) != value or at == origin:
            found.append(value)
            continue
        if placed(field, origin) != here:
            found.append(value)
            continue
        edge = _edge(stage, base, slot, origin, at)
        step = 1 if at > origin else -1
        places = (edge - step, edge, edge + step)
        found += [placed(field, one) for one in places if low <= one <= high]
    return [one for at, one in enumerate(found) if one not in found[:at]]


def _edge(stage: Stage, base: Scene, slot: Slot, same: int, other: int) -> int:
    """Return the last place, going from `same` to `other`, with the outcome of `same`."""
    wanted = stage.outcome(base)
    while abs(other - same) > 1:
        middle = (same + other) // 2
        scene = base.changed(slot.key, slot.name, placed(slot.field, middle))  # type: ignore[arg-type]
        if stage.outcome(scene) is wanted:
            same = middle
        else:
            other = middle
    return same


def _size_at_edge(stage: Stage, base: Scene, at: int) -> int | None:
    """Return the greatest size before the outcome changes, going up from no rows."""
    before = stage.outcome(stage.sized(base, at, 0))
    for size in range(1, stage.most_copies + 1):
        if stage.outcome(stage.sized(base, at, size)) is not before:
            return size - 1
    return None
