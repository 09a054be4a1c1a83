"""What follows from the values of a row: stored fields, and rules that the database checks."""

from collections.abc import Mapping

from baesc.evolution.conversion import Value, both
from baesc.evolution.matching import Matched
from baesc.evolution.migration import Guard, Source
from baesc.evolution.sources import Asked
from baesc.evolution.tables import Table
from baesc.knowledge.checking.terms import Dialect
from baesc.knowledge.checking.value_sql import Missing, value_sql
from baesc.knowledge.column_types import sql_spelling
from baesc.language.expressions.reads import members_read
from baesc.language.expressions.storing import own_parts
from baesc.language.expressions.tree import Node
from baesc.language.ir import Field, System

_DATABASES: tuple[Dialect, Dialect] = ("sqlite", "postgresql")


def fill_stored(asked: Asked, pair: Matched, system: System, sources: dict[str, Source]) -> None:
    """Say where the values of stored fields come from: the same as ever, or computed anew."""
    olds = {new.name: old for old, new in pair.fields}
    for new in (one for one in pair.new.fields if one.computed is not None and one.stored):
        old = olds.get(new.name)
        if old is not None and _is_same(pair, old, new, sources):
            sources[new.name] = Source(old.name)
            continue
        said = None if new.formula is None else _said(new.formula, new, pair, system, sources)
        if said is None or None in said:
            asked.unfilled.append((pair.new.name, new.name))
            sources[new.name] = Source()
        else:
            sources[new.name] = Source("", Value(str(said[0]), str(said[1])))


def _is_same(pair: Matched, old: Field, new: Field, sources: Mapping[str, Source]) -> bool:
    """Tell whether a stored value is computed as before, from the same values."""
    before = (old.computed, old.logic, old.type, old.max_length, old.precision, old.scale)
    if before != (new.computed, new.logic, new.type, new.max_length, new.precision, new.scale):
        return False
    if new.formula is None:
        return True
    names = {name for part in own_parts(new.formula, pair.new) for name in members_read(part)}
    kept = {name for name, source in sources.items() if source.column}
    columns = {one.name: one.column for one in pair.new.relations}
    needed = {columns.get(name) or name for name in names}
    return needed & sources.keys() <= kept


def _said(
    node: Node, field: Field | None, pair: Matched, system: System, sources: Mapping[str, Source]
) -> list[str | None] | None:
    """Return what an expression over a new row is in SQL over the old one, for each database."""
    columns = {one.column: one.name for one in pair.new.relations if one.column}
    found: list[str | None] = []
    for database in _DATABASES:
        values = {
            columns.get(name, name): _sql(source, database) for name, source in sources.items()
        }
        try:
            found.append(value_sql(node, field, pair.new, system, database, values))
        except Missing:
            return None
    return found


def _sql(source: Source, database: Dialect) -> str:
    if source.column:
        return sql_spelling(source.column)
    value: str = getattr(source.value or both("NULL"), database)
    return f"({value})"


def guard_rules(
    asked: Asked, pair: Matched, system: System, sources: Mapping[str, Source],
    tables: tuple[Table, Table],
) -> None:  # fmt: skip
    """Guard against rows that break a rule which the database did not check before."""
    before, after = tables
    known = {(one.sqlite, one.postgresql) for one in before.checks}
    if all((one.sqlite, one.postgresql) in known for one in after.checks):
        return
    for rule in pair.new.rules:
        if rule.expression is None or rule.kind != "row":
            continue
        said = _said(rule.expression, None, pair, system, sources)
        if said is None or said == [None, None]:
            continue
        sqlite, postgresql = ("1 = 0" if one is None else f"NOT ({one})" for one in said)
        message = (
            f"{pair.new.name}: rows break the rule `{rule.message or rule.check or rule.text}`"
        )
        asked.guards.append(Guard(pair.old.table, Value(sqlite, postgresql), message))
