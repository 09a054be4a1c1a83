"""A few rows around an expression: what it reads of them, and what could be changed there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baesc.language import patterns
from baesc.language.expressions.evaluation import evaluate
from baesc.language.expressions.names import OWN_COLUMNS
from baesc.language.expressions.reads import fields_read
from baesc.language.expressions.rows import Database, Row, of_plain
from baesc.language.expressions.samples import near_values, plain_value
from baesc.language.expressions.tree import (
    Aggregate,
    Arithmetic,
    Call,
    Constant,
    Each,
    Made,
    Node,
    Related,
    Table,
    This,
    walk,
)
from baesc.language.ir import Entity, Field, Relation, System

THIS, OTHER, FIRST_COPY = 1, 2, 101
# As many as there are ids for; fewer where rows of rows would be looked at for each.
MOST_COPIES, MOST_NESTED = 99, 12
Key = tuple[str, int]
Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """Rows by entity and id; the row with the id 1 of the expression's entity is its own."""

    rows: Mapping[Key, Content]
    sizes: tuple[int, ...] = ()

    def changed(self, key: Key, name: str, value: Any) -> "Scene":
        """Return the scene with another value."""
        return Scene({**self.rows, key: {**self.rows[key], name: value}}, self.sizes)


@dataclass(frozen=True, slots=True)
class Slot:
    """A value that can be changed, and what it can be; `field` is None for a relation."""

    key: Key
    name: str
    values: tuple[Any, ...]
    field: Field | None


class Stage:
    """Makes scenes for one expression, and evaluates it there."""

    def __init__(
        self,
        expression: Node,
        entity: str,
        system: System,
        now: datetime,
        beside: tuple[tuple[str, Node], ...] = (),
    ) -> None:
        self.expression, self.entity, self.system, self.now = expression, entity, system, now
        self.beside = beside
        self.fields = fields_read(expression).union(*(fields_read(one) for _, one in beside))
        self.relations = _relations_read(expression)
        self.sets = _sets(expression)
        self.constants = constants_in(expression)
        for _, one in beside:
            self.constants += constants_in(one)
        is_nested = any(
            isinstance(inner, Aggregate) and inner is not one
            for one in walk(expression)
            if isinstance(one, Aggregate)
            for inner in walk(one)
        )
        self.most_copies = MOST_NESTED if is_nested else MOST_COPIES
        self.templates: dict[int, Content] = {}

    def outcome(self, scene: Scene) -> Any:
        """Return what the expression is in a scene."""
        return self.value(self.expression, scene)

    def allows(self, scene: Scene) -> bool:
        """Tell whether all rows obey the checks beside the expression."""
        if not self.beside:
            return True
        database = self.database(scene)
        return all(
            evaluate(check, row, database) is not False
            for entity, check in self.beside
            for row in database.rows.get(entity, ())
        )

    def value(self, node: Node, scene: Scene) -> Any:
        """Return what a part of the expression is in a scene."""
        database = self.database(scene)
        row = database.find(self.entity, THIS)
        if row is None:
            raise AssertionError("a scene has a row of its own")
        return evaluate(node, row, database)

    def database(self, scene: Scene) -> Database:
        """Return the rows of a scene."""
        rows: dict[str, list[Row]] = {}
        for (entity, number), content in sorted(scene.rows.items(), key=lambda one: one[0]):
            rows.setdefault(entity, []).append(Row(entity, number, content))
        return Database({name: tuple(some) for name, some in rows.items()}, self.now)

    def first(self) -> Scene:
        """Return a scene with one row of everything."""
        rows: dict[Key, Content] = {}
        self._add(rows, (self.entity, THIS))
        for target in self._named_by_each():
            self._add(rows, (target, OTHER))
        scene = Scene(rows, (0,) * len(self.sets))
        for at, node in enumerate(self.sets):
            added = dict(scene.rows)
            self._add(added, (node.type.entity, OTHER))
            self.templates[at] = added[node.type.entity, OTHER]
            if (node.type.entity, OTHER) not in scene.rows:
                del added[node.type.entity, OTHER]
            scene = self.sized(Scene(added, scene.sizes), at, 1)
        return scene

    def _named_by_each(self) -> list[str]:
        """Return the entities of which a row of a set may name this row or another one."""
        crowded = {one.type.entity for one in self.sets}
        named = [
            one.type.entity
            for one in walk(self.expression)
            if isinstance(one, Related) and one.way.kind == "ahead" and isinstance(one.row, Each)
        ]
        return [one for one in dict.fromkeys(named) if one not in crowded]

    def _add(self, rows: dict[Key, Content], key: Key) -> None:
        """Add a row with what the expression reads of it, and the rows that it names."""
        if key in rows:
            return
        entity = self.system.entity(key[0])
        content: dict[str, Any] = {}
        rows[key] = content
        for one in entity.fields:
            if (entity.name, one.name) in self.fields:
                content[one.name] = plain_value(one, self.now)
        for name in ("created_at", "updated_at"):
            if (entity.name, name) in self.fields:
                content[name] = self.now
        for relation in entity.relations:
            if (entity.name, relation.name) not in self.relations:
                continue
            if relation.kind == "many_to_many":
                content[relation.name] = frozenset()
                continue
            content[relation.name] = self._target(rows, key, relation)

    def _target(self, rows: dict[Key, Content], key: Key, relation: Relation) -> int | None:
        is_own = relation.target == self.entity and key == (self.entity, THIS)
        number = OTHER if is_own else THIS
        if (relation.target, number) == key and not relation.required:
            return None
        self._add(rows, (relation.target, number))
        return number

    def sized(self, scene: Scene, at: int, size: int) -> Scene:
        """Return the scene with so many rows in one of the sets."""
        node = self.sets[at]
        start = FIRST_COPY + at * 100
        rows = {key: content for key, content in scene.rows.items() if not _in(key[1], start)}
        copied = scene.rows.get((node.type.entity, start), self.templates[at])
        copies = range(start, start + size)
        self.templates[at] = copied
        rows |= {(node.type.entity, one): copied for one in copies}
        if isinstance(node, Related):
            base = self.value(node.row, scene)
            if base is None:
                return scene
            self._link(rows, node, base, copies)
        sizes = (*scene.sizes[:at], size, *scene.sizes[at + 1 :])
        return Scene(rows, sizes)

    def _link(self, rows: dict[Key, Content], node: Related, base: Row, copies: range) -> None:
        way, entity = node.way, node.type.entity
        if way.kind == "held":
            key = (base.entity, base.id)
            rows[key] = {**rows[key], way.relation: frozenset(copies)}
        for one in copies:
            content = rows[entity, one]
            if way.kind == "back":
                rows[entity, one] = {**content, way.relation: base.id}
            elif way.kind == "holders":
                rows[entity, one] = {**content, way.relation: frozenset({base.id})}
            elif way.kind == "through":
                key = (way.source, one)
                self._add(rows, key)
                rows[key] = {**rows[key], way.relation: base.id, way.other: one}

    def slots(self, scene: Scene) -> Iterator[Slot]:
        """Yield what can be changed in a scene; of copies, the first."""
        seen = [*self.constants, *moments_in(self.expression, self.now)]
        known = [*seen, *(value for content in scene.rows.values() for value in content.values())]
        for key, content in sorted(scene.rows.items(), key=lambda one: one[0]):
            if key[1] > FIRST_COPY and (key[1] - 1) % 100:
                continue
            entity = self.system.entity(key[0])
            for name in sorted(content):
                field = _field(entity, name)
                if field is not None:
                    values = near_values(field, known, self.now)
                    yield Slot(key, name, tuple(values), field)
                elif not isinstance(content[name], frozenset) and name not in OWN_COLUMNS:
                    yield Slot(key, name, self._others(scene, entity, name), None)

    def _others(self, scene: Scene, entity: Entity, name: str) -> tuple[int | None, ...]:
        relation = next(one for one in entity.relations if one.name == name)
        ids = tuple(number for owner, number in scene.rows if owner == relation.target)
        none = () if relation.required else (None,)
        return (*none, *sorted(ids)[:3])


def constants_in(expression: Node) -> list[Any]:
    """Return the values that are written; of a pattern, a text that matches it."""
    found: list[Any] = []
    written = {
        id(one.arguments[1]): str(one.arguments[1].value)
        for one in walk(expression)
        if isinstance(one, Call)
        and one.name == "matches"
        and isinstance(one.arguments[1], Constant)
    }
    for one in walk(expression):
        if id(one) in written:
            pattern = patterns.canonical(written[id(one)])
            found += [patterns.example(pattern), patterns.example(pattern, 1), "?"]
        elif isinstance(one, Constant):
            found.append(of_plain(one.value, one.type))
    return found


def moments_in(expression: Node, now: datetime) -> list[Any]:
    """Return the values of parts that read no row: `today - years(16)`."""
    row = Row("", THIS, {})
    return [
        evaluate(one, row, Database({}, now))
        for one in walk(expression)
        if isinstance(one, Arithmetic | Made)
        and not any(isinstance(part, This | Each | Table | Aggregate) for part in walk(one))
    ]


def _field(entity: Entity, name: str) -> Field | None:
    return next((one for one in entity.fields if one.name == name), None)


def _in(number: int, start: int) -> bool:
    return start <= number < start + 100


def _sets(expression: Node) -> list[Node]:
    """Return the rows that aggregates are over, where they don't depend on other rows of sets."""
    found = [
        one.rows
        for one in walk(expression)
        if isinstance(one, Aggregate) and not any(isinstance(part, Each) for part in walk(one.rows))
    ]
    return list(dict.fromkeys(found))


def _relations_read(expression: Node) -> frozenset[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for one in walk(expression):
        if isinstance(one, Related):
            found |= {(one.way.source, name) for name in (one.way.relation, one.way.other) if name}
    return frozenset(found)
