"""Rows at the edges of rules over several rows, complete so that a database takes them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from baesc.knowledge.rule_shapes import all_rules, asked_rules
from baesc.knowledge.sample_rows import draft_of, unique_sets
from baesc.knowledge.sample_script import from_json, typed, unequal
from baesc.knowledge.sample_values import value_of
from baesc.knowledge.sample_world import Content, World
from baesc.knowledge.shapes import Shapes
from baesc.language.expressions.boundary import NOW, Case, boundary_cases
from baesc.language.expressions.evaluation import evaluate
from baesc.language.expressions.reads import fields_read
from baesc.language.expressions.rows import Database, Row
from baesc.language.expressions.tree import Node
from baesc.language.ir import Entity, Field

Key = tuple[str, int]
Find = Callable[..., tuple[Case, ...]]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one entity that differ in their ids alone.

    `values` are by the name of a field or relation, as far as they are not the usual ones of the
    row with this id.
    """

    entity: str
    ids: tuple[int, ...]
    values: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """The rows of a case, complete, in an order in which they can be stored."""

    world: World
    order: tuple[Key, ...]

    def without(self, key: Key) -> "Filled":
        """Return the case without one row."""
        world = self.world.copy()
        del world.rows[key[0]][key[1]]
        return Filled(world, tuple(one for one in self.order if one != key))


def stored_cases(
    shapes: Shapes, entity: Entity, expression: Node, find: Find = boundary_cases
) -> tuple[tuple[Case, Filled], ...]:
    """Return cases of an expression that can be stored, with both outcomes if there are such."""
    found: list[tuple[Case, Filled]] = []
    of_rows = tuple(
        (rule.entity, rule.expression) for rule in all_rules(shapes.system) if rule.kind == "row"
    )
    for beside in ((), of_rows):
        cases = find(expression, entity.name, shapes.system, NOW, beside)
        for case in cases:
            # What other rules made the search choose, usual values may do as well.
            for one in (_bare(shapes, case, expression), case) if beside else (case,):
                whole = filled(shapes, one)
                if whole is not None:
                    found.append((one, whole))
                    break
        outcomes = {case.outcome is False for case in cases}
        if {case.outcome is False for case, _ in found} >= outcomes or not of_rows:
            break
    return tuple(found)


def _bare(shapes: Shapes, case: Case, expression: Node) -> Case:
    """Return a case without the fields that its expression does not read."""
    read = fields_read(expression)
    rows: dict[str, tuple[Row, ...]] = {}
    for name, some in case.database.rows.items():
        unread = {
            one.name for one in shapes.system.entity(name).fields if (name, one.name) not in read
        }
        rows[name] = tuple(
            replace(one, values={k: v for k, v in one.values.items() if k not in unread})
            for one in some
        )
    database = Database(rows, case.database.now)
    return replace(
        case, row=database.find(case.row.entity, case.row.id) or case.row, database=database
    )


def filled(shapes: Shapes, case: Case) -> Filled | None:
    """Return the rows of a case with all that a database asks for; None where it takes them not."""
    rows: dict[Key, Content] = {
        (row.entity, row.id): dict(row.values)
        for some in case.database.rows.values()
        for row in some
    }
    queue = list(rows)
    for key in queue:
        entity = shapes.system.entity(key[0])
        _fill(shapes, entity, key[1], rows[key], case)
        for relation in entity.relations:
            if relation.via is not None:
                continue
            held = rows[key].setdefault(
                relation.name,
                frozenset() if relation.column is None else key[1] if relation.required else None,
            )
            for target in held if isinstance(held, frozenset) else () if held is None else (held,):
                if (relation.target, target) not in rows:
                    rows[relation.target, target] = {}
                    queue.append((relation.target, target))
    world = World(shapes.system, case.database.now)
    for (name, number), content in sorted(rows.items(), key=lambda one: one[0]):
        world.rows.setdefault(name, {})[number] = content
    order = _order(shapes, rows)
    if order is None or not _is_taken(shapes, world):
        return None
    return Filled(world, order)


def _fill(shapes: Shapes, entity: Entity, number: int, content: Content, case: Case) -> None:
    for name, value in usual(shapes, entity, number, case.database.now).items():
        content.setdefault(name, value)


def usual(shapes: Shapes, entity: Entity, number: int, now: Any) -> Content:
    """Return the values of fields of which a case says nothing."""
    first = draft_of(shapes).rows[entity.name][0]
    unique = {name for names in unique_sets(entity) for name in names}
    found: Content = {}
    for field in entity.fields:
        if field.computed is not None:
            continue
        if field.name in unique:
            found[field.name] = _nth(entity, field, number, now)
        else:
            found[field.name] = typed(field, first[field.name], now)
    return found


def _nth(entity: Entity, field: Field, number: int, now: Any) -> Any:
    value = value_of(entity, field, number)
    return typed(field, value, now) if value.is_moving else from_json(field, value.plain)


def _order(shapes: Shapes, rows: Mapping[Key, Content]) -> tuple[Key, ...] | None:
    """Return the rows, what others refer to first; None where they refer in circles."""
    needs = {
        key: {
            (relation.target, rows[key][relation.name])
            for relation in shapes.system.entity(key[0]).relations
            if relation.column is not None and rows[key].get(relation.name) is not None
        }
        - {key}
        for key in rows
    }
    found: dict[Key, None] = {}
    left = sorted(rows)
    while left:
        ready = [key for key in left if needs[key] <= found.keys()]
        if not ready:
            return None
        # Rows of one entity stay together as far as they can.
        found |= dict.fromkeys(key for key in ready if key[0] == ready[0][0])
        left = [key for key in left if key not in found]
    return tuple(found)


def _is_taken(shapes: Shapes, world: World) -> bool:
    """Tell whether a database takes the rows: it knows what is unique, and rules of one row."""
    database = world.database()
    for entity in shapes.system.entities:
        rows = world.rows.get(entity.name, {})
        columns = {one.column: one.name for one in entity.relations if one.column is not None}
        keys = [tuple(columns.get(name, name) for name in names) for names in unique_sets(entity)]
        if not unequal(rows.values(), keys):
            return False
        for rule in asked_rules(shapes.system, entity):
            if rule.kind == "row" and any(
                evaluate(rule.expression, row, database) is False
                for row in database.rows.get(entity.name, ())
            ):
                return False
    return True


def groups_of(shapes: Shapes, case: Filled) -> tuple[Group, ...]:
    """Return the rows of a case in their order, those that are alike as one group."""
    found: list[Group] = []
    for name, number in case.order:
        values = tuple(_unusual(shapes, name, number, case.world))
        last = found[-1] if found else None
        if last is not None and (last.entity, last.values) == (name, values):
            found[-1] = replace(last, ids=(*last.ids, number))
        else:
            found.append(Group(name, (number,), values))
    return tuple(found)


def _unusual(shapes: Shapes, name: str, number: int, world: World) -> Iterator[tuple[str, Any]]:
    entity = shapes.system.entity(name)
    content = world.rows[name][number]
    expected = usual(shapes, entity, number, world.now)
    for field in entity.fields:
        if field.computed is None and content[field.name] != expected[field.name]:
            yield field.name, content[field.name]
    for one in ("created_at", "updated_at"):
        if one in content:
            yield one, content[one]
    for relation in entity.relations:
        if relation.column is None:
            continue
        held = content[relation.name]
        if held != (number if relation.required else None):
            yield relation.name, held


def links_of(shapes: Shapes, case: Filled) -> dict[tuple[str, str], tuple[tuple[int, int], ...]]:
    """Return the pairs of ids in each table of links, by entity and relation."""
    found: dict[tuple[str, str], tuple[tuple[int, int], ...]] = {}
    for name, number in case.order:
        for relation in shapes.system.entity(name).relations:
            held = case.world.rows[name][number].get(relation.name)
            if isinstance(held, frozenset) and held:
                pairs = tuple((number, one) for one in sorted(held))
                found[name, relation.name] = (*found.get((name, relation.name), ()), *pairs)
    return found


def entities_of(groups: Iterable[Group]) -> tuple[str, ...]:
    """Return the entities of which there are rows, each once."""
    return tuple(dict.fromkeys(one.entity for one in groups))
