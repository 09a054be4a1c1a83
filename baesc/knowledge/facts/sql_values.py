"""Types, literals and conditions of SQL in one canonical form, whatever way they are written."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from baesc.knowledge.column_types import SQL_WORDS
from baesc.knowledge.facts.dialect import bare, closing, located
from baesc.knowledge.facts.kinds import UNKNOWN, Texts, Unknown
from baesc.knowledge.facts.schema_kinds import Check

_SYNONYMS = {
    "INT": "INTEGER", "INT4": "INTEGER", "INT8": "BIGINT", "SERIAL": "INTEGER",
    "BIGSERIAL": "BIGINT", "DECIMAL": "NUMERIC", "CHARACTER VARYING": "VARCHAR",
    "CHARACTER": "CHAR", "BOOL": "BOOLEAN", "DOUBLE PRECISION": "DOUBLE", "FLOAT8": "DOUBLE",
    "TIME WITHOUT TIME ZONE": "TIME", "TIMESTAMP WITHOUT TIME ZONE": "TIMESTAMP",
    "TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE",
}  # fmt: skip
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
_DIGITS = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


def sql_type(text: str) -> str:
    """Return a type in capitals, without needless spaces, under its usual name."""
    plain = re.sub(r" ?([(),]) ?", r"\1", " ".join(text.split())).upper()
    name, bracket, rest = plain.partition("(")
    return _SYNONYMS.get(name, name) + bracket + rest


def number(text: str) -> str:
    """Return a number without useless zeros; any other text as it is."""
    if not _DIGITS.fullmatch(text):
        return text
    try:
        made = Decimal(text).normalize()
    except InvalidOperation:
        return text
    return f"{made:f}" if abs(made.adjusted()) < 40 else str(made)


def check_of(line: int, table: str | Unknown, words: list[str], columns: dict[str, str]) -> Check:
    """Return the fact of a CHECK; `columns` are the table's by their folded names."""
    mentioned = [columns.get(bare(one).casefold()) for one in words]
    return Check(
        line,
        table,
        canonical_text(words),
        tuple(dict.fromkeys(one for one in mentioned if one)),
        *bounds_of(words, columns),
    )


def canonical_text(words: Sequence[str]) -> str:
    """Return a condition in one form, whatever the case of its words and the quotes of names."""
    return " ".join(one if one.startswith("'") else _canonical(bare(one)) for one in words)


def _canonical(word: str) -> str:
    folded = word.casefold()
    return folded.upper() if folded in SQL_WORDS else folded


class Bounds(NamedTuple):
    """What a condition asks of one column: `low` and `high` may be equal to its values."""

    column: str
    low: str | Unknown = ""
    high: str | Unknown = ""
    choices: Texts | Unknown = ()


def bounds_of(words: Sequence[str], columns: dict[str, str]) -> Bounds:
    """Return what a CHECK says of its only column; UNKNOWN where that is something else.

    `columns` has the names of the table's columns by their folded spelling.
    """
    mentioned = {columns.get(bare(one).casefold()) for one in words} - {None}
    name = str(mentioned.pop()) if len(mentioned) == 1 else ""
    found = _Condition(_without_casts(words), columns).bounds()
    if found is None:
        return Bounds(name, UNKNOWN, UNKNOWN, UNKNOWN)
    return Bounds(name, *found)


def words_of(condition: str) -> list[str]:
    """Return the pieces of an SQL condition."""
    return [piece for piece, _ in located(condition)]


def _without_casts(words: Sequence[str]) -> list[str]:
    return [one for at, one in enumerate(words) if "::" not in (one, words[at - 1] if at else "")]


_Found = tuple[str, str, Texts]


class _Condition:
    """A conjunction of comparisons of one column with literals."""

    def __init__(self, words: list[str], columns: dict[str, str]) -> None:
        while words[:1] == ["("] and closing(words, 0) == len(words) - 1:
            words = words[1:-1]
        self.words = words
        self.upper = [one.upper() for one in words]
        self.columns = columns

    def bounds(self) -> _Found | None:
        """Return lower and upper bound and choices; None where there is more to it."""
        upper = self.upper
        if upper[1:4] == ["IS", "NULL", "OR"] and self.is_column(0):
            self.words, self.upper = self.words[4:], upper[4:]
        low = high = ""
        choices: Texts = ()
        at = 0
        while at < len(self.words):
            part = self.part(at)
            if part is None:
                return None
            at, found = part
            if (low and found[0]) or (high and found[1]) or (choices and found[2]):
                return None
            low, high, choices = low or found[0], high or found[1], choices or found[2]
            if at < len(self.words):
                if self.upper[at] != "AND":
                    return None
                at += 1
        return low, high, choices

    def part(self, at: int) -> tuple[int, _Found] | None:
        """Return one comparison, and where it ends."""
        if not self.is_column(at):
            return self.mirrored(at)
        operator = self.upper[at + 1 : at + 2]
        if operator == ["IN"]:
            end = closing(self.words, at + 2) if self.words[at + 2 : at + 3] == ["("] else -1
            chosen = self.listed(at + 3, end)
            return (end + 1, ("", "", chosen)) if chosen else None
        first, after = self.literal(at + 2)
        if first is None:
            return None
        if operator == ["BETWEEN"] and self.upper[after : after + 1] == ["AND"]:
            second, end = self.literal(after + 1)
            return None if second is None else (end, (first, second, ()))
        return self.compared(operator[0] if operator else "", first, after)

    def mirrored(self, at: int) -> tuple[int, _Found] | None:
        first, after = self.literal(at)
        operator = _MIRRORED.get("".join(self.upper[after : after + 1]), "")
        if first is None or not self.is_column(after + 1):
            return None
        return self.compared(operator, first, after + 2)

    def compared(self, operator: str, value: str, end: int) -> tuple[int, _Found] | None:
        if operator in {">", ">="}:
            return end, (value if operator == ">=" else f">{value}", "", ())
        if operator in {"<", "<="}:
            return end, ("", value if operator == "<=" else f"<{value}", ())
        return (end, ("", "", (value,))) if operator in {"=", "=="} else None

    def is_column(self, at: int) -> bool:
        return at < len(self.words) and bare(self.words[at]).casefold() in self.columns

    def listed(self, start: int, end: int) -> Texts:
        found = []
        at = start
        while at < end:
            value, at = self.literal(at)
            if value is None or self.words[at] not in {",", ")"}:
                return ()
            found.append(value)
            at += 1
        return tuple(found)

    def literal(self, at: int) -> tuple[str | None, int]:
        """Return a number or a text, and where it ends."""
        word = self.words[at] if at < len(self.words) else ""
        if word == "-" and at + 1 < len(self.words):
            inner, end = self.literal(at + 1)
            return (None if inner is None else number(f"-{inner}"), end)
        if word[:1] == "'":
            return word[1:-1].replace("''", "'"), at + 1
        return (number(word), at + 1) if word[:1].isdigit() else (None, at)
