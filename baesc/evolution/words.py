"""What the spec says of changes that may cost something."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from baesc.evolution.migration import Word
from baesc.ground.source import Span


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a project, by names of the new spec.

    `dropped` has pairs of entity and member, `gone` entities. `given` has the words on the values
    of members, `places` where a word of each member would stand.
    """

    given: Mapping[tuple[str, str], Word] = field(default_factory=dict)
    dropped: frozenset[tuple[str, str]] = frozenset()
    gone: frozenset[str] = frozenset()
    places: Mapping[tuple[str, str], Span] = field(default_factory=dict)

    def of(self, entity: str, member: str) -> Word | None:
        """Return what is said of the values of a member."""
        return self.given.get((entity, member))
