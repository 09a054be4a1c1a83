"""Faults that were approved: what differs, which rules come closest, the smallest spec."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import unified_diff
from itertools import islice

from baesc.ground.source import Source
from baesc.knowledge.rules import Rule
from baesc.knowledge.shapes import shapes_of
from baesc.knowledge.targets import ENTITY_TARGETS, SYSTEM_TARGETS
from baesc.language.ir import Relation, System
from baesc.language.nodes import Mapping, plain
from baesc.language.reader import read
from baesc.language.writing import dump
from baesc.proof.areas import area_of
from baesc.proof.mutants import CATALOGUE, Mutant, mutants_of
from baesc.proof.mutation import Fate, fate_of
from baesc.proof.projects import InvalidProjectError, Project, Workshop
from baesc.proof.reduction import Specs, reduced
from baesc.proof.work import Work

MOST_EXPECTED = 3


@dataclass(frozen=True, slots=True)
class Smallest:
    """A small project in which a fault of the same kind is approved: where, and what it is."""

    spec: str
    path: str
    line: int
    note: str
    diff: str


def diff(original: str, mutant: str) -> str:
    """Return what differs with two lines around it, without the names of files."""
    lines = unified_diff(original.splitlines(), mutant.splitlines(), lineterm="", n=2)
    return "\n".join(islice(lines, 2, None))


def expected(fate: Fate, fates: Iterable[Fate], rules: Iterable[Rule]) -> tuple[str, ...]:
    """Return the rules that should have refused a fault, at most three, the likeliest first.

    They are about its file and refuse other mutants of the same operator; where no rule does,
    mutants of the same family, or any of the same area.
    """
    about = {one.id for one in rules if one.applies_to(fate.path)}
    families = {one.id: one.family for one in CATALOGUE}
    family = families.get(fate.operator, "")
    near: tuple[Counter[str], ...] = (Counter(), Counter(), Counter())
    for one in fates:
        circles = (
            one.operator == fate.operator,
            bool(family) and families.get(one.operator) == family,
            area_of(one.path) == area_of(fate.path),
        )
        refusing = about.intersection(one.rules)
        for circle, counts in zip(circles, near, strict=True):
            if circle:
                counts.update(refusing)
    found = next((counts for counts in near if counts), Counter())
    ranked = sorted(found, key=lambda rule: (-found[rule], rule))
    return tuple(ranked[:MOST_EXPECTED])


def smallest(work: Work, fate: Fate, goes_on: Callable[[], bool]) -> Smallest:
    """Return the smallest project found that has a surviving mutant of the same kind.

    The same kind: same target, same operator, same edit but for the names of the spec.
    """
    project = work.project(fate.project)
    if project is None:
        raise ValueError(f"random project {fate.project} is none, so it has no mutants")
    whole = _shown(project, fate, work.mutants(fate.project, fate.path)[fate.number])
    kind = _Kind(work, fate, target_of(project.system, fate.path), _kind_of(project, fate.note))
    specs = _specs(project.spec)
    found = reduced(specs, kind.is_in, goes_on)
    return whole if found is specs else kind.found_in(found) or whole


class _Kind:
    """Finds a surviving mutant of one kind in other projects."""

    def __init__(self, work: Work, fate: Fate, target: str, note: str) -> None:
        self._judge = work.judge
        self._workshop: Workshop = work.workshop
        self._operators = [one for one in CATALOGUE if one.id == fate.operator]
        self._target = target
        self._note = note

    def is_in(self, specs: Specs) -> bool:
        return self.found_in(specs) is not None

    def found_in(self, specs: Specs) -> Smallest | None:
        try:
            project = self._workshop.project(dump(specs))
        except InvalidProjectError:
            return None
        for path in _paths_of(project.system, self._target):
            for at, mutant in enumerate(self._candidates(project, path)):
                made = fate_of(project, at, mutant, self._judge)
                if made.state == "survived":
                    return _shown(project, made, mutant)
        return None

    def _candidates(self, project: Project, path: str) -> Iterator[Mutant]:
        for mutant in mutants_of(path, project.texts.get(path, ""), self._operators):
            if _kind_of(project, mutant.note) == self._note:
                yield mutant


def _shown(project: Project, fate: Fate, mutant: Mutant) -> Smallest:
    text = diff(project.texts[fate.path], mutant.text)
    return Smallest(project.spec, fate.path, fate.line, fate.note, text)


def _specs(spec: str) -> Specs:
    documents = read(Source("spec.yaml", spec)).documents
    return [
        {entry.key: plain(entry.value) for entry in one.entries}
        for one in documents
        if isinstance(one, Mapping)
    ]


def target_of(system: System, path: str) -> str:
    """Return the name of the target that makes a file; empty if none does."""
    for target in ENTITY_TARGETS:
        if any(target.path(one) == path for one in system.entities):
            return target.name
    return next((one.name for one in SYSTEM_TARGETS if one.path == path), "")


def _paths_of(system: System, target: str) -> Iterator[str]:
    for one in ENTITY_TARGETS:
        if one.name == target:
            yield from (one.path(entity) for entity in system.entities)
    for shared in SYSTEM_TARGETS:
        if shared.name == target and shared.present(system):
            yield shared.path


def _kind_of(project: Project, note: str) -> str:
    """Return what a mutant changes, with a mark for each name that comes from the spec."""
    names = sorted(_names(project.system), key=lambda name: (-len(name), name))
    choice = "|".join(map(re.escape, names))
    # A part of a longer name counts (`CourseOut`, `course_id`), letters inside a word do not.
    return re.sub(rf"(?<![A-Za-z])(?:{choice})(?![a-z])", "_", note)


def _names(system: System) -> set[str]:
    shapes = shapes_of(system)
    found: set[str] = set()
    for entity in system.entities:
        named = shapes.named[entity.name]
        found |= {entity.name, named.cls, named.module, entity.singular, entity.plural}
        found |= {entity.table, entity.path, entity.label, entity.label_plural}
        found |= {entity.label.lower(), entity.label_plural.lower()}
        for field in entity.fields:
            found |= {field.name, field.label}
        found |= {name for one in entity.relations for name in _relation_names(one)}
    return found - {""}


def _relation_names(relation: Relation) -> set[str]:
    names = {relation.name, relation.label, relation.inverse, relation.column or ""}
    if relation.link:
        names |= {relation.link.table, relation.link.column, relation.link.other_column}
    return names
