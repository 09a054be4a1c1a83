"""The schema of the database as SQL: the same tables that the models describe."""

from collections.abc import Iterator
from hashlib import blake2b
from typing import NamedTuple

from baesc.knowledge.checking.rule_checks import rule_checks
from baesc.knowledge.column_types import column_type, range_check, sql_spelling
from baesc.knowledge.filters import sql_text
from baesc.knowledge.shapes import Many, Shape, is_exact, shapes_of
from baesc.knowledge.target import SystemTarget
from baesc.language.ir import Field, System

LONGEST_NAME = 63


class SqlTable(NamedTuple):
    """A table: the lines between its parentheses, then statements that come after all tables."""

    name: str
    lines: tuple[str, ...]
    after: tuple[str, ...]


class SchemaView(NamedTuple):
    """All tables."""

    title: str
    tables: tuple[SqlTable, ...]


def short_name(*parts: str) -> str:
    """Name a constraint or an index as the models do; a long name is cut, and stays unique."""
    name = "_".join(parts)
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[:54]}_{blake2b(name.encode(), digest_size=4).hexdigest()}"


def schema_view(system: System) -> SchemaView:
    """Return the tables of a system, those between two others included."""
    postgresql = system.database == "postgresql"
    tables: list[SqlTable] = []
    for shape in shapes_of(system).by_name.values():
        tables.append(_table(system, shape, postgresql))
        tables.extend(_link_table(shape, one, postgresql) for one in shape.sets)
    return SchemaView(system.title, tuple(tables))


def _table(system: System, shape: Shape, postgresql: bool) -> SqlTable:
    table = shape.named.table
    lines = [_id(postgresql)]
    rules: list[str] = []
    after: list[str] = []
    for field, _ in shape.kept:
        kind = column_type(field, is_exact(field))
        said = kind.postgresql(field) if postgresql else kind.sqlite(field)
        lines.append(f"{sql_spelling(field.name)} {said}{' NOT NULL' if field.required else ''}")
        rules.extend(_checks(table, field))
    keys: list[str] = []
    for one in shape.references:
        nullable = " NOT NULL" if one.relation.required else ""
        lines.append(f"{sql_spelling(one.column)} INTEGER{nullable}")
        action = one.relation.on_delete.upper().replace("_", " ")
        keys.append(_foreign_key(table, one.column, one.target.table, action))
    moment = "TIMESTAMP WITH TIME ZONE" if postgresql else "DATETIME"
    lines += [f"created_at {moment} NOT NULL", f"updated_at {moment} NOT NULL"]
    if postgresql:
        lines.append(f"CONSTRAINT {_name('pk', table)} PRIMARY KEY (id)")
    for names in _unique(shape):
        columns = ", ".join(map(sql_spelling, names))
        rules.append(f"CONSTRAINT {_name('uq', table, *names)} UNIQUE ({columns})")
    for names in _indexes(shape):
        columns = ", ".join(map(sql_spelling, names))
        name = _name("ix", table, *names)
        after.append(f"CREATE INDEX {name} ON {sql_spelling(table)} ({columns});")
    rules.extend(_rules(system, shape))
    lines += rules
    if postgresql:
        after += [f"ALTER TABLE {sql_spelling(table)} ADD {key};" for key in keys]
    else:
        lines += keys
    return SqlTable(sql_spelling(table), tuple(lines), tuple(after))


def _name(*parts: str) -> str:
    return sql_spelling(short_name(*parts))


def _id(postgresql: bool) -> str:
    return "id SERIAL NOT NULL" if postgresql else "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT"


def _checks(table: str, field: Field) -> list[str]:
    found: list[str] = []
    check = range_check(field, is_exact(field))
    if check:
        found.append(f"CONSTRAINT {_name('ck', table, field.name + '_range')} CHECK ({check})")
    if field.type == "enum":
        values = ", ".join(sql_text(choice.value) for choice in field.choices)
        said = f"{sql_spelling(field.name)} IN ({values})"
        found.append(f"CONSTRAINT {_name('ck', table, field.name)} CHECK ({said})")
    return found


def _rules(system: System, shape: Shape) -> Iterator[str]:
    for one in rule_checks(system, shape.entity):
        check = one.postgresql if system.database == "postgresql" else one.sqlite
        if check:
            yield f"CONSTRAINT {_name('ck', shape.named.table, one.name)} CHECK ({check})"


def _foreign_key(table: str, column: str, target: str, action: str) -> str:
    return (
        f"CONSTRAINT {_name('fk', table, column)} FOREIGN KEY ({sql_spelling(column)}) "
        f"REFERENCES {sql_spelling(target)} (id) ON DELETE {action}"
    )


def _unique(shape: Shape) -> list[tuple[str, ...]]:
    single = {names[0] for names in shape.entity.unique if len(names) == 1}
    found = [(field.name,) for field, _ in shape.kept if field.unique or field.name in single]
    found += [
        (one.column,)
        for one in shape.references
        if one.relation.kind == "one_to_one" or one.column in single
    ]
    return [*found, *(names for names in shape.entity.unique if len(names) > 1)]


def _indexes(shape: Shape) -> list[tuple[str, ...]]:
    single = {names[0] for names in shape.entity.indexes if len(names) == 1}
    unique = {names[0] for names in _unique(shape) if len(names) == 1}
    found = [
        (field.name,)
        for field, _ in shape.kept
        if (field.index or field.name in single) and field.name not in unique
    ]
    found += [(one.column,) for one in shape.references if one.column not in unique]
    return [*found, *(names for names in shape.entity.indexes if len(names) > 1)]


def _link_table(shape: Shape, one: Many, postgresql: bool) -> SqlTable:
    link = one.relation.link
    if link is None:
        msg = f"{one.relation.name} has no table in between"
        raise ValueError(msg)
    table = link.table
    columns = (link.column, link.other_column)
    lines = [f"{sql_spelling(column)} INTEGER NOT NULL" for column in columns]
    both = ", ".join(map(sql_spelling, columns))
    lines.append(f"CONSTRAINT {_name('pk', table)} PRIMARY KEY ({both})")
    keys = [
        _foreign_key(table, link.column, shape.named.table, "CASCADE"),
        _foreign_key(table, link.other_column, one.target.table, "CASCADE"),
    ]
    name = _name("ix", table, link.other_column)
    after = [f"CREATE INDEX {name} ON {sql_spelling(table)} ({sql_spelling(link.other_column)});"]
    if postgresql:
        after += [f"ALTER TABLE {sql_spelling(table)} ADD {key};" for key in keys]
    else:
        lines += keys
    return SqlTable(sql_spelling(table), tuple(lines), tuple(after))


SCHEMA_SQL = SystemTarget(
    name="schema_sql",
    template="schema_sql/tables.j2",
    path="app/database/schema.sql",
    view=schema_view,
)
