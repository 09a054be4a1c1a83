"""Facts of the spec about tables: columns, keys, indexes and relations, as a database has them."""

from collections.abc import Iterator

from baesc.knowledge.column_types import column_type
from baesc.knowledge.facts.schema_kinds import (
    SpecColumn,
    SpecIndex,
    SpecLink,
    SpecRelation,
    SpecTable,
)
from baesc.knowledge.facts.sql_values import number, sql_type
from baesc.knowledge.filters import PYTHON_TYPES
from baesc.knowledge.shapes import Shape, is_exact, is_kept, shape_of
from baesc.language.ir import Default, Entity, Field, Plain, System

_BOUNDED = frozenset({"integer", "float", "decimal", "date", "time"})
_MOVING = {"today", "now"}
_MADE = {"today": "today", "now": "utc_now", "random": "uuid4"}
_SHARED = ("id", "created_at", "updated_at")


def columns_of(system: System, entity: Entity) -> Iterator[SpecColumn]:
    """Yield the columns of an entity: those of its fields, then those of its relations."""
    shape = shape_of(system, entity)
    for one, attribute in shape.kept:
        yield _field(system, shape, one, attribute)
    yield from _references(system, shape)


def tables_of(system: System, entity: Entity) -> Iterator[SpecTable]:
    """Yield the table of an entity and those of its links."""
    own = tuple(one.name for one in columns_of(system, entity))
    yield SpecTable(1, entity.name, entity.table, (*own, *_SHARED), own, joins=False)
    for link in links_of(system, entity):
        both = (link.column, link.other_column)
        yield SpecTable(1, entity.name, link.table, both, both, joins=True)


def indexes_of(system: System, entity: Entity) -> Iterator[SpecIndex]:
    """Yield the indexes and unique keys of an entity's tables, each once."""
    columns = list(columns_of(system, entity))
    unique: set[tuple[str, ...]] = {(one.name,) for one in columns if one.unique}
    unique |= {*entity.unique}
    kept = [one for one in entity.fields if is_kept(one)]
    indexed: set[tuple[str, ...]] = {(one.name,) for one in kept if one.index}
    indexed |= {*entity.indexes, *((one.name,) for one in columns if one.target)}
    for group in sorted(unique):
        yield SpecIndex(1, entity.name, entity.table, group, unique=True)
    # A unique key is an index, too.
    for group in sorted(one for one in indexed if len(one) > 1 or one not in unique):
        yield SpecIndex(1, entity.name, entity.table, group, unique=False)
    for link in links_of(system, entity):
        other = (link.other_column,)
        yield SpecIndex(1, entity.name, link.table, other, unique=False)


def links_of(system: System, entity: Entity) -> Iterator[SpecLink]:
    """Yield the tables between the entity and others that no entity stands for."""
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


def relations_of(system: System, entity: Entity) -> Iterator[SpecRelation]:
    """Yield the relations of an entity that its model declares."""
    shape = shape_of(system, entity)
    for one in shape.references:
        yield SpecRelation(
            line=1,
            entity=entity.name,
            name=one.label,
            type=one.relation.kind,
            attribute=one.attribute,
            target=one.target.cls,
            many=False,
            required=one.relation.required,
            table="",
            reflexive=one.target.name == entity.name,
        )
    for many in shape.sets:
        yield SpecRelation(
            line=1,
            entity=entity.name,
            name=many.attribute,
            type=many.relation.kind,
            attribute=many.ids_attribute,
            target=many.target.cls,
            many=True,
            required=False,
            table=many.relation.link.table if many.relation.link else "",
            reflexive=many.target.name == entity.name,
        )


def _alone(groups: tuple[tuple[str, ...], ...]) -> set[str]:
    return {columns[0] for columns in groups if len(columns) == 1}


def _field(system: System, shape: Shape, one: Field, attribute: str) -> SpecColumn:
    entity = shape.entity
    kind = column_type(one, is_exact(one))
    said = kind.postgresql if system.database == "postgresql" else kind.sqlite
    low, high = ("", "") if is_exact(one) else (_bound(one, one.minimum), _bound(one, one.maximum))
    # Objects and lists of JSON are made by the body that brings them.
    default = None if one.type == "json" else one.default
    return SpecColumn(
        line=1,
        entity=entity.name,
        table=entity.table,
        name=one.name,
        type=one.type,
        required=one.required,
        unique=one.unique or one.name in _alone(entity.unique),
        indexed=one.index or one.name in {columns[0] for columns in entity.indexes},
        checked=one.type == "enum" or bool(low or high),
        given=one.required and one.default is None and one.computed is None,
        target="",
        on_delete="",
        attribute=attribute,
        python=shape.enums.get(one.name) or PYTHON_TYPES[one.type],
        sql=sql_type(said(one)),
        low=low,
        high=high,
        choices=tuple(choice.value for choice in one.choices),
        default=_default(one, default),
        defaulted=default is not None,
        digits=one.precision or 0,
        places=one.scale or 0,
    )


def _references(system: System, shape: Shape) -> Iterator[SpecColumn]:
    entity = shape.entity
    unique = _alone(entity.unique)
    for one in shape.references:
        relation = one.relation
        yield SpecColumn(
            line=1,
            entity=entity.name,
            table=entity.table,
            name=one.column,
            type="integer",
            required=relation.required,
            unique=relation.kind == "one_to_one" or one.column in unique,
            indexed=True,
            checked=False,
            given=relation.required,
            target=system.entity(relation.target).table,
            on_delete=relation.on_delete.replace("_", " "),
            attribute=one.attribute,
            python="int",
            sql="INTEGER",
            low="",
            high="",
            choices=(),
            default="",
            defaulted=False,
            digits=0,
            places=0,
        )


def _bound(one: Field, value: Plain) -> str:
    """Return a bound as a CHECK says it: points in time move, or depend on the database."""
    if value is None or value in _MOVING or one.type not in _BOUNDED:
        return ""
    text = str(value)
    if one.type == "time":
        return text.ljust(8, "0") if "." in text else f"{text}.000000"
    return text if one.type == "date" else number(text)


def _default(one: Field, default: Default | None) -> str:
    if default is None:
        return ""
    if default.kind != "value":
        return _MADE[default.kind]
    text = str(default.value)
    if one.type in {"integer", "float", "decimal"}:
        return number(text)
    # Models are written to the second.
    return text.removesuffix("Z").split(".")[0] if one.type in {"time", "datetime"} else text
