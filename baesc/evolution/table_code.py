"""Tables, columns and constraints as lines of an Alembic revision."""

from baesc.evolution.tables import Column, Key, Reference, Table
from baesc.knowledge.filters import quote
from baesc.knowledge.targets.schema_sql import short_name


def create_table(table: Table, name: str, database: str, *, references: bool = True) -> str:
    """Return the call that creates a table, under another name perhaps."""
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
            parts.append(f"sa.CheckConstraint({quote(text)}, name=op.f({quote(check.name)}))")
    if references:
        parts += [foreign_key(one) for one in table.references]
    if table.entity:
        parts.append("sqlite_autoincrement=True")
    return f"op.create_table({', '.join([quote(name), *parts])})"


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
    return f"run({quote(statement)})"


def pk(table: Table) -> str:
    """Return the name of the primary key."""
    return short_name("pk", table.name)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(map(quote, names))
