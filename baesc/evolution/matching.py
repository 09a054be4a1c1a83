"""Which entity, field and relation of a new system is which of the old one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from baesc.knowledge.shapes import is_kept
from baesc.language.ir import Entity, Field, Relation, System


class _Named(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def was(self) -> str | None: ...


T = TypeVar("T", bound=_Named)


@dataclass(frozen=True, slots=True)
class Matched:
    """An entity before and after, with its members: pairs of old and new, what came, what went."""

    old: Entity
    new: Entity
    fields: tuple[tuple[Field, Field], ...]
    fields_added: tuple[Field, ...]
    fields_dropped: tuple[Field, ...]
    relations: tuple[tuple[Relation, Relation], ...]
    relations_added: tuple[Relation, ...]
    relations_dropped: tuple[Relation, ...]

    def reversed(self) -> "Matched":
        """Return the way back."""
        return Matched(
            self.new,
            self.old,
            tuple((new, old) for old, new in self.fields),
            self.fields_dropped,
            self.fields_added,
            tuple((new, old) for old, new in self.relations),
            self.relations_dropped,
            self.relations_added,
        )


@dataclass(frozen=True, slots=True)
class Matching:
    """All entities of two systems."""

    matched: tuple[Matched, ...]
    added: tuple[Entity, ...]
    dropped: tuple[Entity, ...]

    def reversed(self) -> "Matching":
        """Return the way back."""
        return Matching(tuple(one.reversed() for one in self.matched), self.dropped, self.added)

    def new_name(self, old: str) -> str | None:
        """Return what an old entity is called now, None when it is gone."""
        return next((one.new.name for one in self.matched if one.old.name == old), None)


def match(old: System, new: System) -> Matching:
    """Match by name and by `was`; a rename that was made before counts no more."""
    pairs, added, dropped = _paired(old.entities, new.entities)
    return Matching(tuple(_matched(*pair) for pair in pairs), added, dropped)


def _matched(old: Entity, new: Entity) -> Matched:
    fields = _paired(_stored(old), _stored(new))
    relations = _paired(old.relations, new.relations)
    return Matched(old, new, *fields, *relations)


def _stored(entity: Entity) -> tuple[Field, ...]:
    return tuple(one for one in entity.fields if is_kept(one))


def _paired(
    old: Sequence[T], new: Iterable[T]
) -> tuple[tuple[tuple[T, T], ...], tuple[T, ...], tuple[T, ...]]:
    """Return pairs in the order of the new ones, then what has no counterpart on either side.

    A name that both have stays where it is: `was` moves only what has no old one of its name.
    """
    by_name = {one.name: one for one in old}
    new = tuple(new)
    taken = {one.name for one in new if one.name in by_name}
    found: dict[str, T] = {}
    for one in new:
        if one.name in by_name:
            found[one.name] = by_name[one.name]
        elif one.was in by_name and one.was not in taken:
            taken.add(one.was)
            found[one.name] = by_name[one.was]
    pairs = tuple((found[one.name], one) for one in new if one.name in found)
    added = tuple(one for one in new if one.name not in found)
    return pairs, added, tuple(one for one in old if one.name not in taken)
