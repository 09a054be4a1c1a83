"""Tables, columns and constraints as lines of an Alembic revision."""

import re
from collections.abc import Iterable

from baesc.evolution.tables import Column, Key, Reference, Table
from baesc.knowledge.filters import literal, quote
from baesc.knowledge.targets.schema_sql import short_name

_PARAMETER = re.compile(r"(?<![:\w\\]):\w+(?!:)")
# As deep as a text may stand in a revision.
INDENT = 16


def in_order(tables: Iterable[Table]) -> list[Table]:
    """Return tables so that each comes after those that it refers to, as far as that goes."""
    left = {one.name: one for one in tables}
    found: list[Table] = []
    while left:
        free = [
            name
            for name, one in sorted(left.items())
            if not any(ref.table in left and ref.table != name for ref in one.references)
        ]
        found += [left.pop(name) for name in free or [min(left)]]
    return found


def create_table(
    table: Table, name: str, database: str, references: tuple[Reference, ...] | None = None
) -> str:
    """Return the call that creates a table, under another name or with few foreign keys perhaps."""
    parts = [column_code(one) for one in table.columns]
    keys = ("id",) if table.entity else tuple(one.name for one in table.columns)
    parts.append(f"sa.PrimaryKeyConstraint({_listed(keys)}, name=op.f({quote(pk(table))}))")
    parts += [
        f"sa.UniqueConstraint({_listed(key.columns)}, name=op.f({quote(key.name)}))"
        for key in table.unique
    ]
    for check in table.checks:
        text = getattr(check, database)
        if text:
            parts.append(f"sa.CheckConstraint({condition(text)}, name=op.f({quote(check.name)}))")
    parts += [foreign_key(one) for one in (table.references if references is None else references)]
    if table.entity:
        parts.append("sqlite_autoincrement=True")
    return f"op.create_table({', '.join([quote(name), *parts])})"


def condition(text: str) -> str:
    """Return a condition as code for SQLAlchemy, to which `:name` would be a parameter."""
    return literal(_PARAMETER.sub(r"\\\g<0>", text), INDENT)


def column_code(column: Column, *, nullable: bool | None = None) -> str:
    """Return a column; `nullable` says otherwise than the column does."""
    if nullable is None:
        nullable = not column.required
    return f"sa.Column({quote(column.name)}, {column.type}, nullable={nullable})"


def foreign_key(one: Reference) -> str:
    """Return a foreign key inside of a table."""
    return (
        f"sa.ForeignKeyConstraint([{quote(one.column)}], [{quote(one.table + '.id')}], "
        f"name=op.f({quote(one.name)}), ondelete={quote(one.on_delete)})"
    )


def create_foreign_key(one: Reference, table: str) -> str:
    """Return the call that adds a foreign key to a table."""
    return (
        f"op.create_foreign_key(op.f({quote(one.name)}), {quote(table)}, {quote(one.table)}, "
        f'[{quote(one.column)}], ["id"], ondelete={quote(one.on_delete)})'
    )


def create_index(one: Key, table: str) -> str:
    """Return the call that creates an index."""
    return f"op.create_index(op.f({quote(one.name)}), {quote(table)}, [{_listed(one.columns)}])"


def run(statement: str) -> str:
    """Return the call that runs a statement as it is."""
    text = literal(statement, INDENT)
    return f"run{text}" if text.startswith("(") else f"run({text})"


def pk(table: Table) -> str:
    """Return the name of the primary key."""
    return short_name("pk", table.name)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(map(quote, names))
