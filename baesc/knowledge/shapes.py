"""Entities as the targets see them: Python names, both ends of relations, filters.

A shape is worked out once for each entity of a system and shared by all targets. It is not a
view: targets take from it what their templates read.
"""

from dataclasses import dataclass
from typing import NamedTuple

from baesc.knowledge.components import components
from baesc.knowledge.python_names import (
    PAGING_NAMES,
    attribute_name,
    class_names,
    free_name,
    member_names,
    module_name,
    pascal_case,
    query_name,
)
from baesc.language.expressions.bounds import with_gaps
from baesc.language.ir import Entity, Field, Relation, System

NUMBER_DIGITS = 15
LONGEST_ENUM = 44


class ToOne(NamedTuple):
    """A to-one relation: its column and attributes, and the class that it leads to."""

    relation: Relation
    column: str
    attribute: str
    label: str
    target: "Named"


class Many(NamedTuple):
    """A many_to_many relation without an association entity, from the declaring side."""

    relation: Relation
    ids: str
    ids_attribute: str
    attribute: str
    variable: str
    target: "Named"


class Through(NamedTuple):
    """A filter by the other side of a many_to_many relation.

    `holder` is the variable or class with the two columns, `module` where it lies.
    """

    query: str
    attribute: str
    holder: str
    own: str
    other: str
    is_table: bool
    module: str
    relation: str
    other_entity: str
    declared: bool


class Named(NamedTuple):
    """The names of an entity in Python."""

    name: str
    cls: str
    module: str
    singular: str
    plural: str
    path: str
    table: str


@dataclass(frozen=True, slots=True)
class Shape:
    """All that several targets need to know of an entity.

    `columns` are the fields that people fill in, `computed` the others; `shown` has both.
    """

    entity: Entity
    named: Named
    columns: tuple[tuple[Field, str], ...]
    computed: tuple[tuple[Field, str], ...]
    enums: dict[str, str]
    members: dict[str, tuple[str, ...]]
    references: tuple[ToOne, ...]
    sets: tuple[Many, ...]
    through: tuple[Through, ...]

    @property
    def shown(self) -> tuple[tuple[Field, str], ...]:
        """Return all fields with their attributes, in the order of the spec."""
        seen = {one[0].name: one for one in (*self.columns, *self.computed)}
        return tuple(seen[field.name] for field in self.entity.fields)

    @property
    def kept(self) -> tuple[tuple[Field, str], ...]:
        """Return the fields that have a column, in the order of the spec."""
        return tuple(one for one in self.shown if is_kept(one[0]))


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes of a whole system, by entity; `known` is for `kept`."""

    system: System
    named: dict[str, Named]
    by_name: dict[str, Shape]
    component: dict[str, int]
    known: dict[str, object]


_last: list[Shapes] = []


def shapes_of(system: System) -> Shapes:
    """Return the shapes of a system; the last system's are kept."""
    if _last and _last[0].system is system:
        return _last[0]
    made = _shapes(system)
    _last[:] = [made]
    return made


def shape_of(system: System, entity: Entity) -> Shape:
    """Return the shape of one entity."""
    return shapes_of(system).by_name[entity.name]


def _shapes(system: System) -> Shapes:
    classes = class_names(entity.name for entity in system.entities)
    named = {
        entity.name: Named(
            entity.name,
            classes[entity.name],
            module_name(entity.singular),
            entity.singular,
            entity.plural,
            entity.path,
            entity.table,
        )
        for entity in system.entities
    }
    by_name = {entity.name: _shape(system, entity, named) for entity in system.entities}
    return Shapes(system, named, by_name, components(system), {})


def _shape(system: System, entity: Entity, named: dict[str, Named]) -> Shape:
    own = named[entity.name]
    computed = tuple(one for one in entity.fields if one.computed is not None)
    enums: dict[str, str] = {}
    members: dict[str, tuple[str, ...]] = {}
    classes = {one.cls for one in named.values()}
    for field in entity.fields:
        if field.type == "enum":
            taken = classes | set(enums.values())
            enums[field.name] = free_name(_enum_name(own.cls, field.name), taken, "Choice")
            members[field.name] = member_names(choice.value for choice in field.choices)
    references = tuple(
        ToOne(
            relation,
            relation.column,
            attribute_name(relation.column),
            attribute_name(relation.name),
            named[relation.target],
        )
        for relation in entity.relations
        if relation.column is not None
    )
    sets = tuple(
        Many(
            relation,
            ids_name(relation),
            attribute_name(ids_name(relation)),
            attribute_name(relation.name),
            f"{relation.link.table}_link",
            named[relation.target],
        )
        for relation in entity.relations
        if relation.link is not None and relation.via is None
    )
    return Shape(
        entity,
        own,
        tuple((one, attribute_name(one.name)) for one in entity.fields if one.computed is None),
        tuple((with_gaps(one, system), attribute_name(one.name)) for one in computed),
        enums,
        members,
        references,
        sets,
        _through(system, entity, named),
    )


def _enum_name(cls: str, name: str) -> str:
    whole = cls + pascal_case(name)
    return whole if len(whole) <= LONGEST_ENUM else whole[: LONGEST_ENUM - 6] + "Choice"


def ids_name(relation: Relation) -> str:
    """Return the JSON name of the ids of a many_to_many relation: `course_ids`."""
    column = relation.link.other_column if relation.link else f"{relation.name}_id"
    return f"{column}s"


def is_kept(field: Field) -> bool:
    """Tell whether a field has a column: it is filled in, or computed and stored."""
    return field.computed is None or field.stored


def filter_fields(entity: Entity) -> tuple[Field, ...]:
    """Return the fields that a list can be filtered by: enums, booleans and unique ones."""
    return tuple(
        field
        for field in entity.fields
        if is_kept(field)
        and (field.type in ("enum", "boolean") or (field.unique and field.type != "json"))
    )


def sort_fields(entity: Entity) -> tuple[Field, ...]:
    """Return the fields that a list can be sorted by."""
    return tuple(
        field
        for field in entity.fields
        if is_kept(field) and field.type not in ("text", "json") and not is_exact(field)
    )


def search_fields(entity: Entity) -> tuple[Field, ...]:
    """Return the fields in which a list looks for text."""
    return tuple(
        field
        for field in entity.fields
        if is_kept(field) and field.type in ("string", "text", "email", "url")
    )


def is_exact(field: Field) -> bool:
    """Tell whether a decimal has more digits than a JSON number keeps: it travels as text."""
    return field.type == "decimal" and (field.precision or 0) > NUMBER_DIGITS


def _through(system: System, entity: Entity, named: dict[str, Named]) -> tuple[Through, ...]:
    """Return the filters by the other sides of many_to_many relations, declared here or there."""
    taken = {query_name(relation.column) for relation in entity.relations if relation.column}
    taken |= {query_name(field.name) for field in filter_fields(entity)}
    found: list[Through] = []
    sides: list[tuple[str, Relation, bool]] = [
        (entity.name, relation, True) for relation in entity.relations if relation.link
    ]
    for inverse in entity.inverses:
        if inverse.kind == "many_to_many":
            source = system.entity(inverse.source)
            relation = next(one for one in source.relations if one.name == inverse.relation)
            sides.append((source.name, relation, False))
    for source_name, relation, declared in sides:
        link = relation.link
        if link is None:
            continue
        own, other = link.column, link.other_column
        if not declared:
            own, other = other, own
        wanted = other
        if query_name(wanted) in taken:
            wanted = f"{relation.name if declared else relation.inverse}_id"
        query = query_name(wanted)
        if query in taken:
            continue
        taken.add(query)
        via = relation.via
        found.append(
            Through(
                query,
                attribute_name(query),
                named[via].cls if via else f"{link.table}_link",
                attribute_name(own) if via else own,
                attribute_name(other) if via else other,
                not via,
                "app.models" if via else f"app.models.{named[source_name].module}",
                relation.name,
                relation.target if declared else source_name,
                declared,
            )
        )
    return tuple(found)


def filter_attribute(query: str) -> str:
    """Return the attribute of a filter class for a query parameter."""
    spelled = attribute_name(query)
    return f"{spelled}_is" if spelled in PAGING_NAMES else spelled
