"""A migration on PostgreSQL: tables are altered in place."""

from baesc.evolution.conversion import Value
from baesc.evolution.migration import Migration, Source, Step, column_of, is_same
from baesc.evolution.table_code import (
    column_code,
    condition,
    create_foreign_key,
    create_index,
    create_table,
    in_order,
    pk,
    run,
)
from baesc.evolution.tables import Column, Reference, Table
from baesc.knowledge.column_types import sql_spelling
from baesc.knowledge.filters import quote

NEW, OLD = "_new_", "_old_"
_NULL = Value("NULL", "NULL")


def postgresql_lines(migration: Migration) -> list[str]:
    """Return the lines of the upgrade.

    Values are computed from the old rows, under the old names; then things get their new names,
    and at last what must hold of them.
    """
    steps = [one for one in migration.steps if not is_same(one)]
    changed = [_Changed(one.old, one.new, one) for one in steps if one.old and one.new]
    added = in_order(one.new for one in steps if one.old is None and one.new is not None)
    taken = {one.old.name for one in migration.steps if one.old is not None}
    first = {one.name: NEW + one.name if one.name in taken else one.name for one in added}
    inner = {one.name: _inner(one, added) for one in added if not taken}
    dropped = [one.old for one in steps if one.new is None and one.old is not None]
    lines = [line for one in changed for line in one.released()]
    lines += [
        create_table(one, first[one.name], "postgresql", inner.get(one.name, ())) for one in added
    ]
    lines += [line for one in changed for line in one.filled()]
    lines += [
        run(
            f"INSERT INTO {sql_spelling(first[move.table])} "
            f"({', '.join(map(sql_spelling, move.columns))}) {move.query.postgresql}"
        )
        for move in migration.moves
    ]
    lines += [line for one in changed for line in one.without_old_columns()]
    lines += _gone(in_order(dropped)[::-1])
    lines += _renamed_tables(
        [(one.old, one.new) for one in changed],
        [one for one in added if first[one.name] != one.name],
    )
    lines += [line for one in changed for line in one.renamed_columns()]
    lines += [line for one in changed for line in one.bound()]
    lines += [create_index(key, one.name) for one in added for key in one.indexes]
    for table in (*(one.new for one in changed), *added):
        kept = next((one.kept_references() for one in changed if one.new is table), set())
        later = [one for one in table.references if one not in inner.get(table.name, ())]
        lines += [create_foreign_key(one, table.name) for one in later if one.name not in kept]
    return lines


def _inner(table: Table, added: list[Table]) -> tuple[Reference, ...]:
    """Return the foreign keys to tables that are made before this one, or to itself."""
    before = {one.name for one in added[: added.index(table) + 1]}
    return tuple(one for one in table.references if one.table in before)


def _gone(tables: list[Table]) -> list[str]:
    """Return the lines that drop tables; where they refer in a circle, what refers goes first."""
    lines: list[str] = []
    for at, table in enumerate(tables):
        later = tables[at + 1 :]
        lines += [
            f"op.drop_constraint(op.f({quote(ref.name)}), {quote(one.name)})"
            for one in later
            for ref in one.references
            if ref.table == table.name
        ]
        lines.append(f"op.drop_table({quote(table.name)})")
    return lines


def _renamed_tables(pairs: list[tuple[Table, Table]], added: list[Table]) -> list[str]:
    """Return the lines that give tables their new names, by way of others where two swap."""
    moved = [(old, new) for old, new in pairs if old.name != new.name]
    names = {old.name for old, _ in moved}
    lines: list[str] = []
    swapped = [pair for pair in moved if pair[1].name in names]
    lines += [f"op.rename_table({quote(old.name)}, {quote(OLD + old.name)})" for old, _ in swapped]
    for old, new in moved:
        start = OLD + old.name if (old, new) in swapped else old.name
        lines.append(f"op.rename_table({quote(start)}, {quote(new.name)})")
        if new.entity:
            sequence = sql_spelling(f"{old.name}_id_seq")
            lines.append(
                run(f"ALTER SEQUENCE {sequence} RENAME TO {sql_spelling(new.name + '_id_seq')}")
            )
        lines.append(_renamed_constraint(new.name, pk(old), pk(new)))
    for table in added:
        lines.append(f"op.rename_table({quote(NEW + table.name)}, {quote(table.name)})")
        if table.entity:
            sequence = sql_spelling(f"{NEW}{table.name}_id_seq")
            lines.append(
                run(f"ALTER SEQUENCE {sequence} RENAME TO {sql_spelling(table.name + '_id_seq')}")
            )
    return lines


def _renamed_constraint(table: str, old: str, new: str) -> str:
    return run(
        f"ALTER TABLE {sql_spelling(table)} RENAME CONSTRAINT {sql_spelling(old)} "
        f"TO {sql_spelling(new)}"
    )


class _Changed:
    """One table that stays, under its old and under its new name."""

    def __init__(self, old: Table, new: Table, step: Step) -> None:
        self.old, self.new = old, new
        self.sources = dict(step.sources)
        self.now = {source.column: name for name, source in step.sources if source.column}
        # Columns that are made beside the old ones, and take their names later.
        self.made = [column_of(new, name) for name, source in step.sources if not source.column]
        self.taken = {one.name for one in old.columns}
        self.kept = self._kept()

    def _kept(self) -> dict[str, str]:
        """Return the new name of each constraint and index that stays."""
        found: dict[str, str] = {}
        for olds, news in (
            (self.old.unique, self.new.unique),
            (self.old.indexes, self.new.indexes),
        ):
            by_columns = {frozenset(one.columns): one.name for one in news}
            for key in olds:
                columns = frozenset(self.now.get(name, "") for name in key.columns)
                if columns in by_columns:
                    found[key.name] = by_columns[columns]
        checks = {one.postgresql: one.name for one in self.new.checks if one.postgresql}
        for check in self.old.checks:
            if check.postgresql in checks and self._is_same_column(check.postgresql):
                found[check.name] = checks[check.postgresql]
        references = {one.column: one for one in self.new.references}
        for reference in self.old.references:
            other = references.get(self.now.get(reference.column, ""))
            same = other is not None and other.on_delete == reference.on_delete
            if other is not None and same and other.table == reference.table:
                found[reference.name] = other.name
        return found

    def _is_same_column(self, text: str) -> bool:
        """Tell whether all columns of a check keep name and type."""
        return all(
            self.now.get(one.name) == one.name and self.new.column(one.name) == one
            for one in self.old.columns
            if sql_spelling(one.name) in text
        )

    def kept_references(self) -> set[str]:
        """Return the new names of the foreign keys that stay."""
        return {self.kept[one.name] for one in self.old.references if one.name in self.kept}

    def released(self) -> list[str]:
        """Return the lines that take away what does not hold any more."""
        table = quote(self.old.name)
        bound = [one.name for one in self.old.unique]
        bound += [one.name for one in self.old.references]
        bound += [one.name for one in self.old.checks if one.postgresql]
        lines = [
            f"op.drop_constraint(op.f({quote(name)}), {table})"
            for name in bound
            if name not in self.kept
        ]
        return lines + [
            f"op.drop_index(op.f({quote(one.name)}), {table})"
            for one in self.old.indexes
            if one.name not in self.kept
        ]

    def filled(self) -> list[str]:
        """Return the lines that make new columns and their values from the old rows."""
        lines: list[str] = []
        table = quote(self.old.name)
        said: list[str] = []
        for one in self.made:
            name = self._first_name(one)
            code = column_code(one._replace(name=name), nullable=True)
            lines.append(f"op.add_column({table}, {code})")
            source = self.sources[one.name]
            if source != Source():
                said.append(f"{sql_spelling(name)} = {(source.value or _NULL).postgresql}")
        if said:
            lines.append(run(f"UPDATE {sql_spelling(self.old.name)} SET {', '.join(said)}"))
        return lines

    def _first_name(self, one: Column) -> str:
        return NEW + one.name if one.name in self.taken else one.name

    def without_old_columns(self) -> list[str]:
        """Return the lines that drop the columns that nothing became of."""
        return [
            f"op.drop_column({quote(self.old.name)}, {quote(one.name)})"
            for one in self.old.columns
            if one.name not in self.now
        ]

    def renamed_columns(self) -> list[str]:
        """Return the lines that give columns their new names, and constraints theirs."""
        moved = {old: new for old, new in self.now.items() if old != new}
        table = self.new.name
        lines: list[str] = []
        firsts = {one.name: self._first_name(one) for one in self.made}
        later = {first: name for name, first in firsts.items() if first != name}
        swapped = [old for old, new in moved.items() if new in moved]
        lines += [_renamed_column(table, old, OLD + old) for old in swapped]
        for old, new in moved.items():
            lines.append(_renamed_column(table, OLD + old if old in swapped else old, new))
        lines += [_renamed_column(table, first, name) for first, name in later.items()]
        indexes = {one.name for one in self.old.indexes}
        for was, name in self.kept.items():
            if was != name and was in indexes:
                lines.append(run(f"ALTER INDEX {sql_spelling(was)} RENAME TO {sql_spelling(name)}"))
            elif was != name:
                lines.append(_renamed_constraint(table, was, name))
        return lines

    def bound(self) -> list[str]:
        """Return the lines that set types, nulls, constraints and indexes; not foreign keys."""
        table = quote(self.new.name)
        lines: list[str] = []
        for was, name in self.now.items():
            before, after = column_of(self.old, was), column_of(self.new, name)
            if before.postgresql != after.postgresql:
                lines.append(f"op.alter_column({table}, {quote(name)}, type_={after.type})")
            if before.required != after.required:
                said = f"nullable={not after.required}"
                lines.append(f"op.alter_column({table}, {quote(name)}, {said})")
        lines += [
            f"op.alter_column({table}, {quote(one.name)}, nullable=False)"
            for one in self.made
            if one.required
        ]
        kept = set(self.kept.values())
        for check in self.new.checks:
            if check.name not in kept and check.postgresql:
                lines.append(
                    f"op.create_check_constraint(op.f({quote(check.name)}), {table}, "
                    f"sa.text({condition(check.postgresql)}))"
                )
        for key in self.new.unique:
            if key.name not in kept:
                columns = ", ".join(map(quote, key.columns))
                lines.append(
                    f"op.create_unique_constraint(op.f({quote(key.name)}), {table}, [{columns}])"
                )
        lines += [
            create_index(key, self.new.name) for key in self.new.indexes if key.name not in kept
        ]
        return lines


def _renamed_column(table: str, old: str, new: str) -> str:
    return f"op.alter_column({quote(table)}, {quote(old)}, new_column_name={quote(new)})"
