"""A migration on SQLite: what changes is made anew from its exact definition."""

from collections.abc import Iterator

from baesc.evolution.conversion import Value
from baesc.evolution.migration import Migration, Source, Step, column_of, is_same
from baesc.evolution.table_code import column_code, create_index, create_table, in_order, run
from baesc.evolution.tables import Table
from baesc.knowledge.column_types import sql_spelling
from baesc.knowledge.filters import quote

NEW = "_new_"


def sqlite_lines(migration: Migration) -> list[str]:
    """Return the lines of the upgrade: make, fill, put in place, drop."""
    steps = [one for one in migration.steps if not is_same(one)]
    light = {id(one) for one in steps if _is_light(one)}
    heavy = {one.new: one for one in steps if one.new is not None and id(one) not in light}
    made = in_order(heavy)
    taken = {one.old.name for one in steps if one.old is not None}
    first = {
        one.name: NEW + one.name if heavy[one].old is not None or one.name in taken else one.name
        for one in made
    }
    lines = [create_table(one, first[one.name], "sqlite") for one in made]
    lines += [line for one in made if (line := _copied(heavy[one]))]
    lines += [
        run(
            f"INSERT INTO {sql_spelling(first[move.table])} "
            f"({', '.join(map(sql_spelling, move.columns))}) {move.query.sqlite}"
        )
        for move in migration.moves
    ]
    lines += [_replaced(step.old, one) for one, step in heavy.items() if step.old is not None]
    gone = in_order(one.old for one in steps if one.new is None and one.old is not None)
    lines += [f"op.drop_table({quote(one.name)})" for one in gone[::-1]]
    for one in made:
        if first[one.name] != one.name:
            lines.append(f"op.rename_table({quote(first[one.name])}, {quote(one.name)})")
        lines += [create_index(key, one.name) for key in one.indexes]
        if heavy[one].old is not None:
            lines.append(f"restore_triggers({quote(one.name)})")
    for step in steps:
        if id(step) in light:
            lines += _altered(step)
    return lines


def _is_light(step: Step) -> bool:
    """Tell whether plain columns and indexes that come, go or get other names are all of it.

    SQLite does that in place for a column of which nothing but its type is said: one that comes
    may have no value, and no constraint names one that goes or moves.
    """
    old, new = step.old, step.new
    if old is None or new is None or old.name != new.name:
        return False
    if (old.checks, old.unique, old.references) != (new.checks, new.unique, new.references):
        return False
    now = step.origins()
    gone = {one.name for one in old.columns} - set(now.values())
    moved = {was: name for name, was in now.items() if was != name}
    if any(old.column(name) is not None for name in (*moved.values(), *_added(step))):
        return False
    said = {name for key in old.unique for name in key.columns}
    said |= {one.column for one in old.references}
    if (gone | moved.keys()) & said or _is_checked(old, gone):
        return False
    same = (column_of(new, name)._replace(name="", field="") for name in now)
    if list(same) != [column_of(old, was)._replace(name="", field="") for was in now.values()]:
        return False
    sources = dict(step.sources)
    return not any(
        column_of(new, name).required or sources[name] != Source() for name in _added(step)
    )


def _added(step: Step) -> list[str]:
    return [name for name, source in step.sources if not source.column]


def _is_checked(table: Table, names: set[str]) -> bool:
    """Tell whether a check may be about one of these columns."""
    return any(name in check.sqlite for check in table.checks for name in names)


def _altered(step: Step) -> Iterator[str]:
    old, new = step.old, step.new
    if old is None or new is None:
        return
    table = quote(new.name)
    for key in old.indexes:
        if key not in new.indexes:
            yield f"op.drop_index(op.f({quote(key.name)}), {table})"
    now = step.origins()
    for name, was in now.items():
        if name != was:
            yield f"op.alter_column({table}, {quote(was)}, new_column_name={quote(name)})"
    for column in old.columns:
        if column.name not in now.values():
            yield f"op.drop_column({table}, {quote(column.name)})"
    for name in _added(step):
        yield f"op.add_column({table}, {column_code(column_of(new, name))})"
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


def _replaced(old: Table, new: Table) -> str:
    if not new.entity:
        return f"op.drop_table({quote(old.name)})"
    return f"drop_replaced({quote(old.name)}, {quote(NEW + new.name)})"
