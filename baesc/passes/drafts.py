"""Entities while normalize works on them; nothing outside of it sees a draft."""

from dataclasses import dataclass, field

from baesc.ground.source import Span
from baesc.language.ir import Field, Inverse, Link, OnDelete, Relation, RelationKind
from baesc.language.places import Places
from baesc.language.specs import EntitySpec, RelationSpec
from baesc.messages.diagnostic import Diagnostic

# Columns that every table has.
OWN_COLUMNS = {"id": "integer", "created_at": "datetime", "updated_at": "datetime"}


@dataclass(slots=True)
class RelationDraft:
    """A relation on its way; `spec` is None for one that an association entity left out."""

    source: str
    name: str
    kind: RelationKind
    target: str
    required: bool
    span: Span
    places: Places
    spec: RelationSpec | None = None
    on_delete: OnDelete | None = None
    inverse: str = ""
    via: str | None = None
    link: Link | None = None

    @property
    def column(self) -> str | None:
        """Return the column of a to-one relation."""
        return None if self.kind == "many_to_many" else f"{self.name}_id"


@dataclass(slots=True)
class EntityDraft:
    """An entity on its way."""

    spec: EntitySpec
    singular: str
    plural: str
    table: str
    path: str
    fields: list[Field] = field(default_factory=list)
    relations: list[RelationDraft] = field(default_factory=list)
    inverses: list[Inverse] = field(default_factory=list)
    unique: list[tuple[str, ...]] = field(default_factory=list)
    unsound: set[str] = field(default_factory=set)
    # What a name is taken by, in words: columns, relations and inverses share one space.
    taken: dict[str, str] = field(default_factory=dict)
    finished: tuple[Relation, ...] = ()

    @property
    def name(self) -> str:
        """Return the entity's name."""
        return self.spec.name

    def span(self) -> Span:
        """Return where the entity is named."""
        return self.spec.places.at("entity")


@dataclass(slots=True)
class Draft:
    """The whole system on its way; `complete` is false when entities may be missing."""

    entities: dict[str, EntityDraft]
    names: frozenset[str]
    complete: bool
    found: list[Diagnostic] = field(default_factory=list)

    def say(self, code: str, message: str, span: Span, advice: str = "") -> None:
        """Report a problem."""
        self.found.append(Diagnostic(code, message, span, advice))

    def in_order(self) -> list[EntityDraft]:
        """Return the entities by name."""
        return [self.entities[name] for name in sorted(self.entities)]
