"""What the spec says of changes that may cost something."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from baesc.evolution.migration import Word
from baesc.ground.source import Span
from baesc.language.config import Config
from baesc.language.ir import Field, Relation, System


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a project, by names of the new spec.

    `dropped` has pairs of entity and member, `gone` entities. `given` has the words on the values
    of members, `places` where a word of each member would stand; an empty member is the entity,
    whose word is about groups of `unique`.
    """

    given: Mapping[tuple[str, str], Word] = field(default_factory=dict)
    dropped: frozenset[tuple[str, str]] = frozenset()
    gone: frozenset[str] = frozenset()
    places: Mapping[tuple[str, str], Span] = field(default_factory=dict)

    def of(self, entity: str, member: str) -> Word | None:
        """Return what is said of the values of a member."""
        return self.given.get((entity, member))


def words_of(system: System, config: Config) -> Words:
    """Return what the specs and the project file say, but for values of rows: see `backfills`."""
    given: dict[tuple[str, str], Word] = {}
    places: dict[tuple[str, str], Span] = {}
    dropped: set[tuple[str, str]] = set()
    for entity in system.entities:
        dropped |= {(entity.name, name) for name in entity.drop}
        places[entity.name, ""] = entity.origin
        if entity.on_conflict:
            given[entity.name, ""] = Word(on_conflict=entity.on_conflict)
        members: tuple[Field | Relation, ...] = (*entity.fields, *entity.relations)
        for one in members:
            places[entity.name, one.name] = one.origin
            if one.on_conflict:
                given[entity.name, one.name] = Word(on_conflict=one.on_conflict)
    return Words(given, frozenset(dropped), frozenset(config.drop), places)
