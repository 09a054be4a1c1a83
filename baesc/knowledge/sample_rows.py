"""The rows that tests store of each entity, and which rows they refer to."""

from typing import NamedTuple

from baesc.knowledge.kept import kept
from baesc.knowledge.sample_script import Draft
from baesc.knowledge.sample_values import ROWS, Value, value_of
from baesc.knowledge.sample_world import Broken
from baesc.knowledge.shapes import Shapes
from baesc.knowledge.stored_limits import has_limits
from baesc.language.ir import Entity, Relation, System


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


def moves_alike(samples: Samples) -> tuple[bool, ...]:
    """Tell of each column whether it moves alike in all rows: then bodies get it at each call."""
    return tuple(
        first.is_moving and all(row[at].code == first.code for row in samples.rows)
        for at, first in enumerate(samples.rows[0])
    )


class Unstorable(NamedTuple):
    """An entity of which no row was found that obeys, and the rule that it broke."""

    entity: str
    broken: Broken


def samples_of(shapes: Shapes, name: str) -> Samples:
    """Return the sample rows of an entity: up to three, all of which may be stored at once."""
    if has_rules(shapes.system):
        return _obeying(shapes)[0][name]
    return _known_or_made(shapes, name, frozenset())


def unstorable(shapes: Shapes) -> tuple[Unstorable, ...]:
    """Return the entities of which no row was found that obeys all rules."""
    return _obeying(shapes)[1] if has_rules(shapes.system) else ()


def has_rules(system: System) -> bool:
    """Tell whether a system has rules that are known as expressions, or columns that may refuse."""
    rules = (rule for one in system.entities for rule in one.rules)
    return any(rule.expression is not None for rule in rules) or any(
        map(has_limits, system.entities)
    )


def draft_of(shapes: Shapes) -> Draft:
    """Return the sample rows of all entities of a system with rules, as scripts store them."""
    return _obeying(shapes)[2]


def _obeying(shapes: Shapes) -> tuple[dict[str, Samples], tuple[Unstorable, ...], Draft]:
    """Return sample rows that obey the rules, of all entities: they depend on each other."""
    return kept(shapes, "samples that obey", lambda: _searched(shapes))


def _searched(shapes: Shapes) -> tuple[dict[str, Samples], tuple[Unstorable, ...], Draft]:
    from baesc.knowledge.sample_search import Search

    search = Search(shapes.system)
    failed: list[Unstorable] = []
    done: set[str] = set()

    def add(name: str) -> None:
        if name in done:
            return
        done.add(name)
        references = _references(shapes, name)
        for relation in references:
            add(relation.target)
        entity, columns = shapes.by_name[name].entity, shapes.by_name[name].columns
        counts = {
            one.column: len(search.draft.rows.get(one.target, ())) or ROWS
            for one in references
            if one.column is not None
        }
        rows = [
            {field.name: value for (field, _), value in zip(columns, row, strict=True)}
            for row in _rows(shapes, name, counts)
        ]
        broken = search.add(entity, rows, references, unique_sets(entity))
        if broken is not None:
            failed.append(Unstorable(name, broken))

    for name in shapes.by_name:
        add(name)
    made = {
        name: Samples(
            tuple(tuple(row[field.name] for field, _ in shape.columns) for row in rows),
            search.draft.references[name],
        )
        for name, rows in search.draft.rows.items()
        for shape in (shapes.by_name[name],)
    }
    return made, tuple(failed), search.draft


def _known_or_made(shapes: Shapes, name: str, above: frozenset[str]) -> Samples:
    return kept(shapes, f"samples of {name}", lambda: _make(shapes, name, above))


def _make(shapes: Shapes, name: str, above: frozenset[str]) -> Samples:
    references = _references(shapes, name)
    here = above | {name}
    counts = {
        relation.column: ROWS
        if relation.target in here
        else len(_known_or_made(shapes, relation.target, here).rows)
        for relation in references
        if relation.column is not None
    }
    return Samples(_rows(shapes, name, counts), references)


def _references(shapes: Shapes, name: str) -> tuple[Relation, ...]:
    entity = shapes.by_name[name].entity
    return tuple(relation for relation in entity.relations if is_sampled(shapes, entity, relation))


def _rows(shapes: Shapes, name: str, counts: dict[str, int]) -> tuple[tuple[Value, ...], ...]:
    """Return up to three rows that share nothing that is unique; `counts` are those of targets."""
    shape = shapes.by_name[name]
    entity = shape.entity
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
    return tuple(rows)


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
