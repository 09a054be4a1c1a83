"""Sample rows that obey the rules: the usual values where they do, else others nearby."""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import NamedTuple

from baesc.knowledge.sample_candidates import Candidates
from baesc.knowledge.sample_script import MOMENTS, Draft, Sample, Script, unequal
from baesc.knowledge.sample_values import Value
from baesc.knowledge.sample_world import Broken, RuleBrokenError
from baesc.language.ir import Entity, Relation, System

# A search that finds nothing ends after so many rows that were tried.
MOST_TRIALS = 2000
MOST_CHANGES = 12


class Place(NamedTuple):
    """The n-th sample row of an entity, from 1."""

    entity: str
    n: int


class Move(NamedTuple):
    """Other values for one row, which a world knows by its number."""

    place: Place
    number: int
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Trial:
    """How many rules were obeyed, to the end of a script or to a row that breaks one."""

    steps: int
    broken: Broken | None = None
    script: Script | None = None


class Search:
    """Finds sample rows of one entity after the other, those that others refer to first."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.draft = Draft()
        self.candidates = Candidates(system)
        self.keys: dict[str, tuple[tuple[str, ...], ...]] = {}

    def add(
        self,
        entity: Entity,
        rows: list[Sample],
        references: tuple[Relation, ...],
        keys: tuple[tuple[str, ...], ...],
    ) -> Broken | None:
        """Find rows of an entity, as many as rules let be stored; return what forbids the first."""
        relations = {one.column: one.name for one in entity.relations if one.column}
        self.keys[entity.name] = tuple(tuple(relations.get(k, k) for k in key) for key in keys)
        failed: Broken | None = None
        for left_out in self._left_out(references):
            kept = tuple(one for one in references if one not in left_out)
            draft = Draft(
                {**self.draft.rows, entity.name: []},
                {**self.draft.references, entity.name: kept},
            )
            found, broken = self._rows(entity, draft, rows)
            if found.rows[entity.name]:
                self.draft = found
                return None
            failed = failed or broken
        self.draft = Draft(
            {**self.draft.rows, entity.name: rows[:1]},
            {**self.draft.references, entity.name: references},
        )
        return failed

    def _left_out(self, references: tuple[Relation, ...]) -> list[tuple[Relation, ...]]:
        """Return which optional references to do without: none, each one, all."""
        optional = tuple(one for one in references if one.column is None or not one.required)
        found = [(), *((one,) for one in optional), optional]
        return list(dict.fromkeys(found))

    def _rows(
        self, entity: Entity, draft: Draft, rows: list[Sample]
    ) -> tuple[Draft, Broken | None]:
        for n, row in enumerate(rows, 1):
            longer = Draft(
                {**draft.rows, entity.name: [*draft.rows[entity.name], row]}, draft.references
            )
            found, broken = self._repaired(entity.name, n, longer)
            if found is None:
                return draft, broken
            draft = found
        return draft, None

    def _repaired(self, entity: str, n: int, start: Draft) -> tuple[Draft | None, Broken | None]:
        """Return the draft with as few other values as it takes; what comes furthest goes first."""
        trial = self._trial(start, entity, n)
        if trial.broken is None and self._is_sound(start):
            return start, None
        order, first = count(), trial.broken
        queue = [(-trial.steps, 0, next(order), start)]
        seen = {_mark(start)}
        trials = 0
        while queue and trials < MOST_TRIALS:
            _, depth, _, draft = heapq.heappop(queue)
            trial = self._trial(draft, entity, n)
            for move in self._moves(draft, trial):
                changed = draft.changed(*move.place, move.values)
                mark = _mark(changed)
                if mark in seen or not self._is_unequal(changed, entity):
                    continue
                seen.add(mark)
                trials += 1
                steps = trial.steps - 1
                if self._helps(trial, move):
                    one = self._trial(changed, entity, n)
                    if one.broken is None and self._is_sound(changed, but=entity):
                        return changed, None
                    steps = one.steps
                if depth < MOST_CHANGES:
                    heapq.heappush(queue, (-steps, depth + 1, next(order), changed))
        return None, first

    def _moves(self, draft: Draft, trial: Trial) -> Iterator[Move]:
        """Yield changes of the rows that are stored when a rule is broken, the last one first."""
        if trial.broken is None or trial.script is None:
            return
        broken, world = trial.broken, trial.script.world
        for (entity, n), number in reversed(trial.script.ids.items()):
            row = draft.rows[entity][n - 1]
            for values in self.candidates.of(broken, entity, number, row, world):
                yield Move(Place(entity, n), number, values)

    def _helps(self, trial: Trial, move: Move) -> bool:
        """Tell whether a change makes the row obey the rule that it broke."""
        if trial.broken is None or trial.script is None:
            return False
        world = trial.script.world
        row = world.rows[move.place.entity][move.number]
        before = dict(row)
        row.update(trial.script.typed(move.place.entity, move.values))
        holds = world.holds(trial.broken)
        row.clear()
        row.update(before)
        return holds

    def _trial(self, draft: Draft, entity: str, n: int) -> Trial:
        """Store rows 1 to n, at several moments; then give the first one the values of the last."""
        steps = 0
        for now in MOMENTS:
            for replaces in (False, True) if n > 1 else (False,):
                trial = self._run(draft, entity, n, now, replaces=replaces)
                steps += trial.steps
                if trial.broken is not None:
                    return Trial(steps, trial.broken, trial.script)
        return Trial(steps)

    def _run(self, draft: Draft, entity: str, n: int, now: datetime, *, replaces: bool) -> Trial:
        script = Script(self.system, draft, now)
        try:
            if replaces:
                row = script.made(entity, 1)
                script.world.change(entity, row, script.body(entity, n))
            else:
                for one in range(1, n + 1):
                    script.made(entity, one)
        except RuleBrokenError as exc:
            return Trial(script.world.passed, exc.broken, script)
        return Trial(script.world.passed)

    def _is_sound(self, draft: Draft, but: str = "") -> bool:
        """Tell whether what was found for other entities still obeys."""
        changed = [
            name
            for name, rows in draft.rows.items()
            if name != but and rows is not self.draft.rows.get(name)
        ]
        if not changed:
            return True
        return all(
            self._is_unequal(draft, name)
            and all(self._trial(draft, name, n).broken is None for n in range(1, len(rows) + 1))
            for name, rows in draft.rows.items()
            if name != but and rows
        )

    def _is_unequal(self, draft: Draft, entity: str) -> bool:
        counts = {
            one.name: len(draft.rows[one.target])
            for one in draft.references[entity]
            if one.column is not None
        }
        rows = [
            {name: None if one.text == "null" else one.text for name, one in row.items()}
            | {name: str(at % size) for name, size in counts.items()}
            for at, row in enumerate(draft.rows[entity])
        ]
        return unequal(rows, self.keys[entity])


def _mark(draft: Draft) -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    return tuple(
        (name, tuple(tuple(one.text for one in row.values()) for row in rows))
        for name, rows in draft.rows.items()
    )
