"""Pieces of SQL: how tightly they hold together, and how large their values get."""

from decimal import Decimal
from typing import Literal, NamedTuple

from baesc.knowledge.filters import sql_text
from baesc.language.ir import Field

Dialect = Literal["sqlite", "postgresql"]
OR, AND, NOT, COMPARE, ADD, MULTIPLY, ATOM = range(1, 8)
# Whole numbers of both databases, and digits that SQLite's floating numbers keep apart.
LARGEST = 2**63 - 1
EXACT_DIGITS = 15
# PostgreSQL computes with more digits than that; the language with 100.
MOST_DIGITS = 60
TEXT_LENGTH = 10**9


class Unsayable(Exception):  # noqa: N818 - no error: the condition is left out
    """SQL does not say exactly what an expression says."""


class Term(NamedTuple):
    """A piece of SQL.

    `most` is the largest size of a number, `places` how many digits follow its point.
    """

    sql: str
    level: int = ATOM
    most: int = 0
    places: int = 0

    def within(self, level: int) -> str:
        """Return the text as a part of something that holds as tightly as `level`."""
        return self.sql if self.level >= level else f"({self.sql})"


def whole(sql: str, level: int, most: int) -> Term:
    """Return a whole number; Unsayable when a database may not hold it."""
    if most > LARGEST:
        raise Unsayable
    return Term(sql, level, most)


def exact(sql: str, level: int, most: int, places: int) -> Term:
    """Return a decimal number; Unsayable when it has too many digits."""
    if len(str(most)) + places > MOST_DIGITS:
        raise Unsayable
    return Term(sql, level, most, places)


def number(value: object) -> Term:
    """Return a number that was written."""
    exactly = Decimal(str(value))
    text = f"{exactly.normalize():f}" if exactly else "0"
    places = len(text.partition(".")[2])
    level = MULTIPLY if text.startswith("-") else ATOM
    return Term(text, level, int(abs(exactly)) + 1, places)


def moment_text(kind: str, value: str, dialect: Dialect) -> str:
    """Return a date, a time or a point in time that was written, as the database compares it."""
    from datetime import UTC, datetime, time

    if kind == "time":
        return sql_text(time.fromisoformat(value).isoformat("microseconds"))
    if kind == "date":
        return sql_text(value)
    at = datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
    text = at.isoformat(" ", "microseconds")
    return sql_text(text if dialect == "sqlite" else f"{text}+00")


def largest_of(field: Field) -> tuple[int, int]:
    """Return the largest size of a field's numbers, and their places."""
    if field.type == "integer":
        bounds = [one for one in (field.minimum, field.maximum) if isinstance(one, int)]
        if len(bounds) == 2:
            return max(map(abs, bounds)), 0
        return 2**31, 0
    if field.type == "decimal":
        places = field.scale or 0
        return 10 ** ((field.precision or 0) - places), places
    return 0, 0
