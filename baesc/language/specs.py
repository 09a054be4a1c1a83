"""What the user wrote, shape-checked, with its places."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from baesc.ground.source import Span
from baesc.language.places import Places

if TYPE_CHECKING:
    from baesc.language.spec import (
        EndpointForm,
        EntityForm,
        FieldForm,
        RelationForm,
        TransformForm,
    )


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field as written; short forms are written out."""

    name: str
    span: Span
    form: "FieldForm"
    places: Places


@dataclass(frozen=True, slots=True)
class RelationSpec:
    """A relation as written; short forms are written out."""

    name: str
    span: Span
    form: "RelationForm"
    places: Places


@dataclass(frozen=True, slots=True)
class EndpointSpec:
    """An endpoint as written; `form` has neither `takes` nor `gives`."""

    name: str
    span: Span
    form: "EndpointForm"
    places: Places
    takes: tuple[FieldSpec, ...]
    gives: tuple[FieldSpec, ...]


@dataclass(frozen=True, slots=True)
class TransformSpec:
    """A transform as written; `form` has no columns."""

    name: str
    span: Span
    form: "TransformForm"
    places: Places
    columns: tuple[FieldSpec, ...]


@dataclass(frozen=True, slots=True)
class EntitySpec:
    """An entity as written; `form` has no fields, relations or endpoints.

    `unsound` names what was left out because it was reported: keys, fields and relations.
    """

    name: str
    span: Span
    form: "EntityForm"
    places: Places
    fields: tuple[FieldSpec, ...]
    relations: tuple[RelationSpec, ...]
    endpoints: tuple[EndpointSpec, ...] = ()
    transforms: tuple[TransformSpec, ...] = ()
    unsound: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Specs:
    """All entities in the order of paths and lines.

    Incomplete specs may lack entities, sound ones have no error so far.
    """

    entities: tuple[EntitySpec, ...]
    complete: bool = True
    sound: bool = True
