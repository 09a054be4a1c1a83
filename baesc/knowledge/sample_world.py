"""Rows as tests store them, in memory, and the first rule that one of them breaks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from baesc.knowledge.stored_limits import stored_limits
from baesc.language.expressions.computing import rounded
from baesc.language.expressions.evaluation import evaluate
from baesc.language.expressions.inlining import inlined
from baesc.language.expressions.rows import Database, Row
from baesc.language.expressions.tree import Junction, Node, Related, Table, walk
from baesc.language.ir import Entity, Field, Relation, Rule, System

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that a row breaks; `id` is that of the row in its world.

    `expression` is what is false there: of conditions joined by `and`, one.
    """

    entity: str
    rule: Rule
    expression: Node
    id: int


class RuleBrokenError(Exception):
    """A change would not be accepted."""

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken.rule.check or broken.rule.text)
        self.broken = broken


@dataclass(slots=True)
class World:
    """The rows of all entities at one moment.

    Contents have fields by name, relations to one as an id, relations to many as a set of ids.
    `passed` counts the questions whether a row obeys that had a good answer.
    """

    system: System
    now: datetime
    rows: dict[str, dict[int, Content]] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    passed: int = 0

    def copy(self) -> "World":
        """Return a world that can change without this one."""
        rows = {
            name: {number: dict(content) for number, content in some.items()}
            for name, some in self.rows.items()
        }
        return World(self.system, self.now, rows, dict(self.last))

    def store(self, entity: str, content: Mapping[str, Any]) -> int:
        """Add a row and return its id; RuleBrokenError when a rule is broken then."""
        number = self.last[entity] = self.last.get(entity, 0) + 1
        made = {"created_at": self.now, "updated_at": self.now, **content}
        self.rows.setdefault(entity, {})[number] = made
        self.check(entity, number)
        return number

    def change(self, entity: str, number: int, content: Mapping[str, Any]) -> None:
        """Change a row; RuleBrokenError when a rule is broken then."""
        self.rows[entity][number].update(content)
        self.check(entity, number)

    def remove(self, entity: str, number: int) -> bool:
        """Remove a row and what goes with it; tell whether nothing that stays kept it from that."""
        going = {(entity, number)}
        queue = [(entity, number)]
        for one in queue:
            for source, relation, other in self._referring(*one):
                if relation.on_delete == "restrict" and (source, other) not in going:
                    return False
                if relation.on_delete == "cascade" and (source, other) not in going:
                    going.add((source, other))
                    queue.append((source, other))
                elif relation.on_delete == "set_null":
                    self.rows[source][other][relation.name] = None
        for name, other in going:
            del self.rows[name][other]
        self.check()
        return True

    def _referring(self, entity: str, number: int) -> Iterator[tuple[str, Relation, int]]:
        for source in self.system.entities:
            for relation in source.relations:
                if relation.target != entity:
                    continue
                for other, content in self.rows.get(source.name, {}).items():
                    held = content.get(relation.name)
                    if relation.column is not None and held == number:
                        yield source.name, relation, other
                    elif isinstance(held, frozenset) and number in held:
                        content[relation.name] = held - {number}

    def check(self, entity: str = "", number: int = 0) -> None:
        """Raise RuleBrokenError if a row breaks a rule, after a change of one row or of many."""
        found = self.broken(entity, number)
        if found is not None:
            raise RuleBrokenError(found)

    def broken(self, changed: str = "", number: int = 0) -> Broken | None:
        """Return the first rule that a row breaks; of those that a changed row may break alone."""
        database = self.database()
        for entity, rule, expression, reads in rules_of(self.system):
            is_read = not changed or changed in reads
            if entity not in database.rows or not (is_read or entity == changed):
                continue
            for row in database.rows[entity]:
                is_asked = is_read or row.id == number
                if is_asked and evaluate(expression, row, database) is False:
                    return Broken(entity, rule, expression, row.id)
                self.passed += is_asked
        return None

    def fits(self) -> bool:
        """Tell whether every computed value that is stored fits its column."""
        database = self.database()
        return all(
            _fits(one, row.values.get(one.name))
            for name, rows in database.rows.items()
            for one in self.system.entity(name).fields
            if one.stored
            for row in rows
        )

    def breaks(self, rule: Rule, entity: str, number: int) -> bool:
        """Tell whether a row breaks a rule."""
        database = self.database()
        row = database.find(entity, number)
        return (
            rule.expression is not None
            and row is not None
            and evaluate(rule.expression, row, database) is False
        )

    def holds(self, broken: Broken) -> bool:
        """Tell whether a rule that a row broke holds for it now."""
        database = self.database()
        row = database.find(broken.entity, broken.id)
        return row is not None and evaluate(broken.expression, row, database) is not False

    def database(self) -> Database:
        """Return the rows with their computed fields."""
        rows: dict[str, tuple[Row, ...]] = {}
        database = Database(rows, self.now)
        for name, some in self.rows.items():
            entity = self.system.entity(name)
            rows[name] = tuple(_row(entity, one, some[one], database) for one in sorted(some))
        return database


class KnownRule(NamedTuple):
    """A rule, or one of its conditions that are joined by `and`.

    `reads` are the entities of the rows, other than the own one, that it reads.
    """

    entity: str
    rule: Rule
    expression: Node
    reads: frozenset[str]


_rules: list[tuple[System, tuple[KnownRule, ...]]] = []


def rules_of(system: System) -> tuple[KnownRule, ...]:
    """Return the rules of a system; the last system's are kept."""
    if not _rules or _rules[0][0] is not system:
        made = tuple(
            KnownRule(entity.name, rule, part, _read_beyond(part, system))
            for entity in system.entities
            for rule in (*entity.rules, *stored_limits(entity))
            if rule.expression is not None
            for part in _conditions(rule.expression)
        )
        _rules[:] = [(system, made)]
    return _rules[0][1]


def _conditions(expression: Node) -> tuple[Node, ...]:
    """Return conditions of which one is false when, and only when, the expression is."""
    if isinstance(expression, Junction) and expression.word == "and":
        return tuple(part for one in expression.parts for part in _conditions(one))
    return (expression,)


def _read_beyond(expression: Node, system: System) -> frozenset[str]:
    """Return the entities of the rows, other than the own one, that an expression reads."""
    found: set[str] = set()
    for one in walk(inlined(expression, system)):
        if isinstance(one, Related):
            found.add(one.type.entity)
            if one.way.kind not in ("ahead", "held"):
                found.add(one.way.source)
        elif isinstance(one, Table):
            found.add(one.type.entity)
    return frozenset(found)


class _Computing(Mapping[str, Any]):
    """What a row holds, with computed fields, which are worked out when they are asked for."""

    def __init__(self, content: Content, formulas: Mapping[str, Field], database: Database) -> None:
        self.content, self.formulas, self.database = content, formulas, database
        self.row: Row | None = None

    def __getitem__(self, name: str) -> Any:
        field = self.formulas.get(name)
        if field is None or field.formula is None or self.row is None:
            return self.content[name]
        return computed(field, evaluate(field.formula, self.row, self.database))

    def __iter__(self) -> Iterator[str]:
        return iter({**self.content, **self.formulas})

    def __len__(self) -> int:
        return len({**self.content, **self.formulas})


def _fits(field: Field, value: Any) -> bool:
    match field.type:
        case _ if value is None:
            return not field.required
        case "integer":
            return bool(abs(value) < 2**31)
        case "decimal":
            return bool(abs(value) < Decimal(10) ** ((field.precision or 0) - (field.scale or 0)))
        case "string" | "text" | "email" | "url":
            return len(value) <= (field.max_length or 10_000)
        case _:
            return True


def computed(field: Field, value: Any) -> Any:
    """Return a value as a computed field holds it."""
    if field.type == "decimal" and isinstance(value, Decimal | int):
        return rounded(Decimal(value), field.scale or 0)
    if field.type == "float" and value is not None:
        return float(value)
    return value


def _row(entity: Entity, number: int, content: Content, database: Database) -> Row:
    formulas = {one.name: one for one in entity.fields if one.formula is not None}
    if not formulas:
        return Row(entity.name, number, content)
    values = _Computing(content, formulas, database)
    values.row = Row(entity.name, number, values)
    return values.row
