"""The rows that tests store of each entity, and which rows they refer to."""

from typing import NamedTuple

from baesc.knowledge.sample_values import ROWS, Value, value_of
from baesc.knowledge.shapes import Shapes
from baesc.language.ir import Entity, Relation


def is_sampled(shapes: Shapes, entity: Entity, relation: Relation) -> bool:
    """Tell whether sample rows refer to the target; optional references in circles are not."""
    if relation.via is not None or relation.target == entity.name:
        return False
    loops = shapes.component[entity.name] == shapes.component[relation.target]
    return not loops or (relation.column is not None and relation.required)


class Samples(NamedTuple):
    """The rows that tests store of an entity: field values, and which n of each referenced one."""

    rows: tuple[tuple[Value, ...], ...]
    references: tuple[Relation, ...]


def samples_of(shapes: Shapes, name: str) -> Samples:
    """Return the sample rows of an entity: up to three, all of which may be stored at once."""
    return _known_or_made(shapes, name, frozenset())


def _known_or_made(shapes: Shapes, name: str, above: frozenset[str]) -> Samples:
    known = shapes.samples.get(name)
    if not isinstance(known, Samples):
        known = shapes.samples[name] = _make(shapes, name, above)
    return known


def _make(shapes: Shapes, name: str, above: frozenset[str]) -> Samples:
    shape = shapes.by_name[name]
    entity = shape.entity
    references = tuple(
        relation for relation in entity.relations if is_sampled(shapes, entity, relation)
    )
    here = above | {name}
    counts = {
        relation.column: ROWS
        if relation.target in here
        else len(_known_or_made(shapes, relation.target, here).rows)
        for relation in references
        if relation.column is not None
    }
    rows: list[tuple[Value, ...]] = []
    keys = unique_sets(entity)
    seen: list[set[tuple[str, ...]]] = [set() for _ in keys]
    for n in range(1, ROWS + 1):
        values = tuple(value_of(entity, field, n) for field, _ in shape.columns)
        held = {field.name: one.text for (field, _), one in zip(shape.columns, values, strict=True)}
        held |= {column: f"row {(n - 1) % count}" for column, count in counts.items()}
        marks = [tuple(held.get(column, f"none {n}") for column in key) for key in keys]
        if any(mark in found for mark, found in zip(marks, seen, strict=True)):
            break
        for mark, found in zip(marks, seen, strict=True):
            found.add(mark)
        rows.append(values)
    return Samples(tuple(rows), references)


def unique_sets(entity: Entity) -> tuple[tuple[str, ...], ...]:
    """Return the sets of columns that no two rows share."""
    single = [(field.name,) for field in entity.fields if field.unique and field.computed is None]
    single += [
        (relation.column,)
        for relation in entity.relations
        if relation.kind == "one_to_one" and relation.column is not None
    ]
    found = dict.fromkeys([*single, *entity.unique])
    return tuple(found)
