"""The rows that a change is about: which table holds them, and how they are told from others."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from baesc.evolution.conversion import Value, both, conflict, constant, converted
from baesc.evolution.matching import Matched, Matching
from baesc.ground.source import Span
from baesc.knowledge.column_types import sql_spelling
from baesc.language.ir import Field, Relation
from baesc.messages.diagnostic import Diagnostic

_NAME = re.compile(r"`([^`]+)`")
# Diagnostics that may be about rows.
COUNTED = frozenset(f"BAE22{number}" for number in range(10))
LOST = frozenset({"BAE220", "BAE221", "BAE224", "BAE226"})


class Touch(NamedTuple):
    """Rows of an old table that a change may cost something, all of them without a condition.

    `code` is that of the diagnostic where the spec does not speak of it, `origin` its place.
    """

    code: str
    entity: str
    member: str
    origin: Span
    table: str
    condition: Value | None = None


def touches(matching: Matching) -> tuple[Touch, ...]:
    """Return the rows of all changes that need a word in the spec, by the code of each."""
    found = [Touch("BAE220", one.name, "", one.origin, one.table) for one in matching.dropped]
    for pair in matching.matched:
        found += _members_gone(pair)
        for field in pair.fields_added:
            if field.required and constant(field) is None:
                found.append(_touch("BAE222", pair, field))
        for old, new in pair.fields:
            found += _field(pair, old, new)
        for relation in pair.relations_added:
            if relation.column is not None and relation.required:
                found.append(_touch("BAE222", pair, relation))
        for before, after in pair.relations:
            found += _relation(pair, before, after, matching)
        found += _groups(pair)
    return tuple(found)


def touch_of(found: Diagnostic, known: Iterable[Touch]) -> Touch | None:
    """Return the rows that a diagnostic is about, if it is about rows."""
    names = _NAME.findall(found.message)
    if found.code == "BAE220":
        return next((one for one in known if one.code == "BAE220" and one.entity in names), None)
    for one in known:
        if one.code != found.code or one.member not in (*names, ", ".join(names)):
            continue
        if found.code == "BAE221" and one.entity in names:
            return one
        if found.code != "BAE221" and one.origin == found.span:
            return one
    return None


def _touch(
    code: str, pair: Matched, one: Field | Relation, condition: Value | None = None
) -> Touch:
    return Touch(code, pair.new.name, one.name, one.origin, pair.old.table, condition)


def _given(column: str) -> Value:
    return both(f"{sql_spelling(column)} IS NOT NULL")


def _missing(column: str) -> Value:
    return both(f"{sql_spelling(column)} IS NULL")


def _twice(table: str, columns: Iterable[str]) -> Value:
    """Return the condition of rows that have the same values as an earlier one."""
    name = sql_spelling(table)
    same = " AND ".join(
        f"other.{sql_spelling(one)} = {name}.{sql_spelling(one)}" for one in columns
    )
    return both(f"EXISTS (SELECT 1 FROM {name} AS other WHERE {same} AND other.id < {name}.id)")


def _links(code: str, pair: Matched, old: Relation, new: Relation | None) -> Touch:
    """Return the rows that hold the links of a relation."""
    name, origin = (old.name, pair.new.origin) if new is None else (new.name, new.origin)
    if old.column is not None:
        return Touch(code, pair.new.name, name, origin, pair.old.table, _given(old.column))
    table = old.link.table if old.link is not None else pair.old.table
    return Touch(code, pair.new.name, name, origin, table)


def _members_gone(pair: Matched) -> Iterator[Touch]:
    entity, table, origin = pair.new.name, pair.old.table, pair.new.origin
    for field in pair.fields_dropped:
        yield Touch("BAE221", entity, field.name, origin, table, _given(field.name))
    for relation in pair.relations_dropped:
        yield _links("BAE221", pair, relation, None)


def _field(pair: Matched, old: Field, new: Field) -> Iterator[Touch]:
    value = converted(old, new)
    if value is None:
        yield _touch("BAE224", pair, new, _given(old.name))
        if new.unique and not old.unique:
            yield _touch("BAE225", pair, new)
        return
    if new.required and not old.required and constant(new) is None:
        yield _touch("BAE222", pair, new, _missing(old.name))
    against = conflict(old, new, value)
    if against is not None:
        yield _touch("BAE223", pair, new, against)
    if new.unique and not old.unique:
        yield _touch("BAE225", pair, new, _twice(pair.old.table, [old.name]))


def _relation(pair: Matched, old: Relation, new: Relation, matching: Matching) -> Iterator[Touch]:
    if matching.new_name(old.target) != new.target:
        yield _links("BAE226", pair, old, new)
        return
    if old.column is None and new.column is not None and old.link is not None:
        link = sql_spelling(old.link.table)
        own, table = sql_spelling(old.link.column), sql_spelling(pair.old.table)
        many = f"(SELECT count(*) FROM {link} WHERE {link}.{own} = {table}.id) > 1"
        yield _touch("BAE226", pair, new, both(many))
    if old.via is not None and new.via is None:
        yield _links("BAE226", pair, old, new)
    if old.kind == "many_to_one" and new.kind == "one_to_one" and old.column is not None:
        yield _touch("BAE225", pair, new, _twice(pair.old.table, [old.column]))
    if new.column and new.required and not (old.column and old.required):
        yield _touch("BAE222", pair, new, _missing(old.column) if old.column else None)


def _groups(pair: Matched) -> Iterator[Touch]:
    olds = {new.name: old.name for old, new in pair.fields}
    olds |= {new.column: old.column for old, new in pair.relations if old.column and new.column}
    for group in pair.new.unique:
        was = tuple(olds.get(name, "") for name in group)
        if all(was) and was not in pair.old.unique:
            condition = _twice(pair.old.table, was)
            entity, table = pair.new.name, pair.old.table
            yield Touch("BAE225", entity, ", ".join(group), pair.new.origin, table, condition)
