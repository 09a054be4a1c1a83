"""Facts of the spec: what the entities promise, for rules that compare a file with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from baesc.ground.digest import digest
from baesc.knowledge.facts.kinds import Facts
from baesc.knowledge.facts.schema_kinds import (
    SpecColumn,
    SpecEntity,
    SpecLink,
    SpecRoute,
    SpecSystem,
    SpecUnique,
)
from baesc.knowledge.python_names import module_name
from baesc.language.ir import Entity, System
from baesc.language.ir import Field as EntityField

# Decimals of more digits are text in SQLite, which no CHECK compares as numbers.
EXACT_DIGITS = 15
_BOUNDED = frozenset({"integer", "float", "decimal", "date", "time"})
ROUTES = (
    ("get", ""),
    ("get", ".csv"),
    ("post", ""),
    ("get", "/{row_id}"),
    ("put", "/{row_id}"),
    ("patch", "/{row_id}"),
    ("delete", "/{row_id}"),
)


@dataclass(frozen=True, slots=True)
class Promise:
    """The facts of the spec that the artifacts of one entity, or of the system, must keep.

    `digest` belongs to the trace of a verdict, beside those of the artifact and the rules.
    """

    facts: Facts = field(compare=False, repr=False)
    digest: str


def promise(system: System, subject: str = "") -> Promise:
    """Return what the spec promises of one entity, or of all when there is no subject."""
    entities = (system.entity(subject),) if subject else system.entities
    facts: Facts = {"spec.system": [SpecSystem(1, system.name, system.database, system.auth)]}
    for entity in entities:
        _add_entity(facts, system, entity)
    return Promise(facts, digest([[kind, *map(list, found)] for kind, found in facts.items()]))


def _add_entity(facts: Facts, system: System, entity: Entity) -> None:
    add = facts.setdefault
    add("spec.entity", []).append(
        SpecEntity(
            line=1,
            name=entity.name,
            singular=entity.singular,
            plural=entity.plural,
            module=module_name(entity.singular),
            table=entity.table,
            path=entity.path,
        )
    )
    for method, path in ROUTES:
        add("spec.route", []).append(SpecRoute(1, entity.name, method, path))
    add("spec.column", []).extend((*_fields(entity), *_references(system, entity)))
    add("spec.link", []).extend(_links(system, entity))
    for group in entity.unique:
        if len(group) > 1:
            add("spec.unique", []).append(SpecUnique(1, entity.name, entity.table, group))


def _fields(entity: Entity) -> Iterator[SpecColumn]:
    unique = _alone(entity.unique)
    indexed = {columns[0] for columns in entity.indexes}
    for one in entity.fields:
        if one.computed is None:
            yield SpecColumn(
                line=1,
                entity=entity.name,
                table=entity.table,
                name=one.name,
                type=one.type,
                required=one.required,
                unique=one.unique or one.name in unique,
                indexed=one.index or one.name in indexed,
                checked=_is_checked(one),
                given=one.required and one.default is None,
                target="",
                on_delete="",
            )


def _references(system: System, entity: Entity) -> Iterator[SpecColumn]:
    unique = _alone(entity.unique)
    for relation in entity.relations:
        if relation.column is not None:
            yield SpecColumn(
                line=1,
                entity=entity.name,
                table=entity.table,
                name=relation.column,
                type="integer",
                required=relation.required,
                unique=relation.kind == "one_to_one" or relation.column in unique,
                indexed=True,
                checked=False,
                given=relation.required,
                target=system.entity(relation.target).table,
                on_delete=relation.on_delete.replace("_", " "),
            )


def _links(system: System, entity: Entity) -> Iterator[SpecLink]:
    for relation in entity.relations:
        link = relation.link
        if link is not None and relation.via is None:
            yield SpecLink(
                line=1,
                entity=entity.name,
                table=link.table,
                column=link.column,
                target=entity.table,
                other_column=link.other_column,
                other_target=system.entity(relation.target).table,
            )


def _alone(groups: tuple[tuple[str, ...], ...]) -> set[str]:
    return {columns[0] for columns in groups if len(columns) == 1}


def _is_checked(one: EntityField) -> bool:
    """Tell whether a field's values have bounds that SQL states whatever the day is."""
    if one.type == "enum":
        return True
    if one.type == "decimal" and (one.precision or 0) > EXACT_DIGITS:
        return False
    bounds = {one.minimum, one.maximum} - {None, "today", "now"}
    return one.type in _BOUNDED and bool(bounds)
