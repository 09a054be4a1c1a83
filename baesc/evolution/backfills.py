"""Values that the spec gives to rows that are there already, as SQL over the old rows."""

from collections.abc import Iterator
from dataclasses import replace

from baesc.evolution.conversion import Value, converted, literal
from baesc.evolution.matching import Matched, Matching
from baesc.evolution.migration import Word
from baesc.evolution.words import Words
from baesc.knowledge.checking.value_sql import Missing, value_sql
from baesc.knowledge.column_types import sql_spelling
from baesc.language.expressions.tree import Constant, Made, Node
from baesc.language.ir import Field, Relation, System
from baesc.messages.diagnostic import Diagnostic


def with_backfills(
    words: Words, matching: Matching, system: System
) -> tuple[Words, tuple[Diagnostic, ...]]:
    """Return the words with the values that this change needs, and faults of those.

    Those of earlier changes may name what is there no more, and are not looked at.
    """
    given = dict(words.given)
    found: list[Diagnostic] = []
    for pair in matching.matched:
        for member in _needing(pair, matching):
            if member.backfill is None:
                continue
            value = _value(pair, member, member.backfill, matching, system)
            if isinstance(value, Diagnostic):
                found.append(value)
                continue
            key = (pair.new.name, member.name)
            varies = not isinstance(member.backfill, Constant | Made)
            given[key] = given.get(key, Word())._replace(backfill=value, varies=varies)
    return replace(words, given=given), tuple(found)


def _needing(pair: Matched, matching: Matching) -> Iterator[Field | Relation]:
    """Yield the members of which rows may have no value."""
    yield from pair.fields_added
    yield from pair.relations_added
    for old, new in pair.fields:
        if converted(old, new) is None or (new.required and not old.required):
            yield new
    for before, after in pair.relations:
        moved = matching.new_name(before.target) != after.target
        if after.column and (moved or (after.required and not (before.column and before.required))):
            yield after


def _value(
    pair: Matched, member: Field | Relation, node: Node, matching: Matching, system: System
) -> Value | Diagnostic:
    if isinstance(node, Constant):
        if node.value is None:
            return Value("NULL", "NULL")
        if isinstance(member, Field):
            return literal(member, node.value)
    field = member if isinstance(member, Field) else None
    columns = _columns(pair, matching)
    try:
        sqlite, postgresql = (
            value_sql(
                node, field, pair.new, system, database,
                {name: getattr(value, database) for name, value in columns.items()},
            )
            for database in ("sqlite", "postgresql")
        )  # fmt: skip
    except Missing as missing:
        return Diagnostic(
            "BAE227",
            f"rows that are there have no value of `{missing.name}` either",
            node.span,
            "name what was there before this change, by the names of now",
        )
    if sqlite is not None and postgresql is not None:
        return Value(sqlite, postgresql)
    name = "SQLite" if sqlite is None else "PostgreSQL"
    return Diagnostic(
        "BAE227",
        f"{name} can't compute this value for `{member.name}` exactly as the application does",
        node.span,
        "write a constant, fields of the row, texts joined by `+`, whole numbers, `... if ... else "
        "...`; or make the field optional, and fill it in with the application",
    )


def _columns(pair: Matched, matching: Matching) -> dict[str, Value]:
    """Return the values of old rows by the names of now."""
    found = {new.name: converted(old, new) for old, new in pair.fields}
    for before, after in pair.relations:
        same = matching.new_name(before.target) == after.target
        if before.column and after.column and same:
            column = sql_spelling(before.column)
            found[after.name] = Value(column, column)
    return {name: value for name, value in found.items() if value is not None}
