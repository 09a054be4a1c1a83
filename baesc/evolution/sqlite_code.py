"""A migration on SQLite: what changes is made anew from its exact definition."""

from collections.abc import Iterator

from baesc.evolution.conversion import Value
from baesc.evolution.migration import Migration, Source, Step, is_same
from baesc.evolution.table_code import column_code, create_index, create_table, run
from baesc.evolution.tables import Table
from baesc.knowledge.column_types import sql_spelling
from baesc.knowledge.filters import quote

NEW = "_new_"


def sqlite_lines(migration: Migration) -> list[str]:
    """Return the lines of the upgrade: make, fill, put in place, drop."""
    steps = [one for one in migration.steps if not is_same(one)]
    light = {id(one) for one in steps if _is_light(one)}
    made = [one for one in steps if one.new is not None and id(one) not in light]
    lines = [create_table(one.new, NEW + one.new.name, "sqlite") for one in made if one.new]
    lines += [line for one in made if (line := _copied(one))]
    lines += [
        run(
            f"INSERT INTO {sql_spelling(NEW + move.table)} "
            f"({', '.join(map(sql_spelling, move.columns))}) {move.query.sqlite}"
        )
        for move in migration.moves
    ]
    lines += [_dropped(one) for one in steps if one.old is not None and id(one) not in light]
    lines += [_placed(one) for one in made]
    for one in made:
        if one.new is not None:
            lines += [create_index(key, one.new.name) for key in one.new.indexes]
            if one.old is not None:
                lines.append(f"restore_triggers({quote(one.new.name)})")
    for one in steps:
        if id(one) in light:
            lines += _altered(one)
    return lines


def _is_light(step: Step) -> bool:
    """Tell whether adding columns and indexes is all that there is to do.

    SQLite adds a column in place if it may be null, and nothing but its type is said of it.
    """
    old, new = step.old, step.new
    if old is None or new is None or old.name != new.name:
        return False
    sources = dict(step.sources)
    added = [one for one in new.columns if old.column(one.name) is None]
    if any(one.required or sources[one.name] != Source() for one in added):
        return False
    kept = [one for one in new.columns if one not in added]
    if any(sources[one.name].column != one.name for one in kept) or len(kept) < len(old.columns):
        return False
    return (
        [one._replace(field="") for one in kept] == [one._replace(field="") for one in old.columns]
        and old.checks == new.checks
        and old.unique == new.unique
        and old.references == new.references
    )


def _altered(step: Step) -> Iterator[str]:
    old, new = step.old, step.new
    if old is None or new is None:
        return
    for key in old.indexes:
        if key not in new.indexes:
            yield f"op.drop_index(op.f({quote(key.name)}), {quote(old.name)})"
    for column in new.columns:
        if old.column(column.name) is None:
            yield f"op.add_column({quote(new.name)}, {column_code(column)})"
    for key in new.indexes:
        if key not in old.indexes:
            yield create_index(key, new.name)


def _copied(step: Step) -> str:
    """Return the statement that fills a table from its old one."""
    old, new = step.old, step.new
    if old is None or new is None:
        return ""
    given = [(name, source) for name, source in step.sources if source != Source()]
    columns = ", ".join(sql_spelling(name) for name, _ in given)
    values = ", ".join(_value(source) for _, source in given)
    target = sql_spelling(NEW + new.name)
    return run(f"INSERT INTO {target} ({columns}) SELECT {values} FROM {sql_spelling(old.name)}")


def _value(source: Source) -> str:
    return sql_spelling(source.column) if source.column else (source.value or _NULL).sqlite


_NULL = Value("NULL", "NULL")


def _dropped(step: Step) -> str:
    if step.old is None:
        raise AssertionError("there is no table to drop")
    if step.new is None or not _has_ids(step.new):
        return f"op.drop_table({quote(step.old.name)})"
    return f"drop_replaced({quote(step.old.name)}, {quote(NEW + step.new.name)})"


def _has_ids(table: Table) -> bool:
    return bool(table.entity)


def _placed(step: Step) -> str:
    if step.new is None:
        raise AssertionError("there is no table to put in place")
    return f"op.rename_table({quote(NEW + step.new.name)}, {quote(step.new.name)})"
