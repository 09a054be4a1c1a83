"""What tests do with sample rows, done in memory: what rows refer to is stored first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from baesc.knowledge.sample_values import Value, value_from
from baesc.knowledge.sample_world import Content, World
from baesc.knowledge.shapes import is_exact
from baesc.language.ir import Field, Relation, System

# Generated tests run for years: sample rows obey the rules at each of these moments.
MOMENTS = (
    datetime(2026, 1, 15, 12, 0, tzinfo=UTC),
    datetime(2028, 2, 29, 0, 0, 30, tzinfo=UTC),
    datetime(2040, 12, 31, 23, 59, 30, tzinfo=UTC),
)
Sample = dict[str, Value]


@dataclass(slots=True)
class Draft:
    """The sample rows of each entity: values by field, and the relations that they refer over."""

    rows: dict[str, list[Sample]] = field(default_factory=dict)
    references: dict[str, tuple[Relation, ...]] = field(default_factory=dict)

    def changed(self, entity: str, n: int, values: Mapping[str, Value]) -> "Draft":
        """Return the draft with other values in the n-th row of an entity, from 1."""
        some = list(self.rows[entity])
        some[n - 1] = {**some[n - 1], **values}
        return Draft({**self.rows, entity: some}, self.references)


class Script:
    """Stores sample rows as tests do; RuleBrokenError when one is not accepted."""

    def __init__(self, system: System, draft: Draft, now: datetime) -> None:
        self.draft, self.system = draft, system
        self.world = World(system, now)
        self.ids: dict[tuple[str, int], int] = {}

    def made(self, entity: str, n: int) -> int:
        """Return the id of the n-th row, and store it if that was not done yet."""
        at = (n - 1) % len(self.draft.rows[entity]) + 1
        if (entity, at) not in self.ids:
            content = self.body(entity, at)
            # Known before it is stored: a search must find the row that breaks a rule.
            self.ids[entity, at] = self.world.last.get(entity, 0) + 1
            self.world.store(entity, content)
        return self.ids[entity, at]

    def body(self, entity: str, n: int) -> Content:
        """Return the n-th body, after storing what it refers to."""
        some = self.draft.rows[entity]
        content = self.typed(entity, some[(n - 1) % len(some)])
        for relation in self.draft.references[entity]:
            number = self.made(relation.target, n)
            content[relation.name] = number if relation.column else frozenset({number})
        return content

    def typed(self, entity: str, values: Mapping[str, Value]) -> Content:
        """Return values as rules compute with them."""
        fields = {one.name: one for one in self.system.entity(entity).fields}
        return {name: typed(fields[name], value, self.world.now) for name, value in values.items()}


def typed(field: Field, value: Value, now: datetime) -> Any:
    """Return a value as rules compute with it, at a moment."""
    if value.is_moving:
        moment = now + value.shift
        return moment.date() if field.type == "date" else moment.replace(second=0, microsecond=0)
    return from_json(field, value.plain)


def from_json(field: Field, plain: Any) -> Any:
    """Return what JSON holds as rules compute with it; ValueError when the field takes no such."""
    if plain is None:
        return None
    match field.type:
        case "decimal":
            return Decimal(str(plain))
        case "float":
            return float(plain)
        case "date":
            return date.fromisoformat(plain)
        case "datetime":
            return datetime.fromisoformat(plain).astimezone(UTC)
        case "time":
            return time.fromisoformat(plain)
        case _:
            return plain


def of_typed(field: Field, made: Any) -> Value | None:
    """Return a value of rules as one of a sample row; None where a body or a form has none."""
    if made is None:
        return value_from(field, None)
    match field.type:
        case "decimal":
            return _number(field, Decimal(made))
        case "date":
            return value_from(field, made.isoformat())
        case "datetime":
            # A form shows no seconds.
            whole = made.second == made.microsecond == 0
            return value_from(field, f"{made:%Y-%m-%dT%H:%M:%SZ}") if whole else None
        case "time":
            return value_from(field, f"{made:%H:%M:%S}") if made.second == 0 else None
        case "string" | "text" if made != made.strip() or not made.isprintable():
            return None
        case "email" | "url":
            return value_from(field, made) if made == made.lower() else None
        case "json":
            return None
        case _:
            return value_from(field, made)


def _number(field: Field, number: Decimal) -> Value:
    if is_exact(field):
        return value_from(field, f"{number:.{field.scale or 0}f}")
    whole = number == number.to_integral_value()
    return value_from(field, int(number) if whole else float(number))


def unequal(rows: Iterable[Mapping[str, Any]], keys: Iterable[tuple[str, ...]]) -> bool:
    """Tell whether no two rows share a set of values; null is like no other."""
    found = list(rows)
    for key in keys:
        seen = [
            tuple(row.get(name) for name in key)
            for row in found
            if all(row.get(name) is not None for name in key)
        ]
        if len(set(map(repr, seen))) < len(seen):
            return False
    return True
