"""Rows in memory, for examples and for tests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias

from baesc.language.expressions.tree import Plain, Type


@dataclass(frozen=True, slots=True)
class Period:
    """A time by the calendar, which has no fixed length."""

    months: int


Value: TypeAlias = (
    int | float | Decimal | str | bool | date | time | datetime | timedelta | Period | None
)


@dataclass(frozen=True, slots=True)
class Row:
    """A row: fields by name, a relation to one as an id or None, one to many as a set of ids.

    What is absent is null, or no ids. Values are those of Python; datetimes know their zone.
    """

    entity: str
    id: int
    values: Mapping[str, Value | frozenset[int]] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.entity, self.id))


@dataclass(frozen=True, slots=True)
class Database:
    """All rows by entity, as they are after a change, and the moment at which it is made."""

    rows: Mapping[str, tuple[Row, ...]]
    now: datetime

    def find(self, entity: str, wanted: object) -> Row | None:
        """Return the row of an id, None when there is none."""
        return next((one for one in self.rows.get(entity, ()) if one.id == wanted), None)


def of_plain(value: Plain, kind: Type) -> Value:
    """Return a canonical value as Python computes with it."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if kind.kind == "decimal":
        return Decimal(value)
    if kind.kind == "date":
        return date.fromisoformat(value)
    if kind.kind == "time":
        return time.fromisoformat(value)
    if kind.kind == "datetime":
        return datetime.fromisoformat(value).astimezone(UTC)
    return value
