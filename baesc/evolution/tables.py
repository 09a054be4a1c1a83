"""Tables as values: what a database has to look like for a system, on SQLite and PostgreSQL."""

from typing import NamedTuple

from baesc.knowledge.checking.rule_checks import rule_checks
from baesc.knowledge.column_types import column_type, range_check, sql_spelling
from baesc.knowledge.filters import sql_text
from baesc.knowledge.shapes import Many, Shape, is_exact, shapes_of
from baesc.knowledge.targets.schema_sql import short_name
from baesc.language.ir import Entity, Field, System


class Column(NamedTuple):
    """A column; `type` is SQLAlchemy code (`sa.String(100)`), the others are spellings of SQL.

    `field` is the field or relation that it stands for, empty for those that every table has.
    """

    name: str
    type: str
    sqlite: str
    postgresql: str
    required: bool
    field: str = ""


class Check(NamedTuple):
    """A named condition on a row; an empty text means that this database does not check it."""

    name: str
    sqlite: str
    postgresql: str


class Key(NamedTuple):
    """A named constraint or index over columns."""

    name: str
    columns: tuple[str, ...]


class Reference(NamedTuple):
    """A foreign key to the id of a table."""

    name: str
    column: str
    table: str
    on_delete: str


class Table(NamedTuple):
    """A table; `entity` is empty for one between two others, whose columns are its primary key."""

    name: str
    entity: str
    columns: tuple[Column, ...]
    checks: tuple[Check, ...] = ()
    unique: tuple[Key, ...] = ()
    indexes: tuple[Key, ...] = ()
    references: tuple[Reference, ...] = ()

    def column(self, name: str) -> Column | None:
        """Return the column of a name."""
        return next((one for one in self.columns if one.name == name), None)


ID = Column("id", "sa.Integer()", "INTEGER", "INTEGER", required=True)
MOMENT = ("sa.DateTime(timezone=True)", "DATETIME", "TIMESTAMP WITH TIME ZONE")
_CODES = {
    "text": "sa.Text()",
    "integer": "sa.Integer()",
    "float": "sa.Double()",
    "boolean": "sa.Boolean()",
    "date": "sa.Date()",
    "time": "sa.Time()",
    "datetime": MOMENT[0],
    "uuid": "sa.Uuid()",
    "json": "sa.JSON(none_as_null=True)",
}


def tables_of(system: System) -> tuple[Table, ...]:
    """Return the tables of a system by name, those between two others included."""
    found: list[Table] = []
    for shape in shapes_of(system).by_name.values():
        found.append(_table(system, shape))
        found.extend(_between(shape, one) for one in shape.sets)
    return tuple(sorted(found))


def type_code(field: Field) -> str:
    """Return the type of a field's column as SQLAlchemy code."""
    if field.type == "enum":
        return f"sa.String({max(len(choice.value) for choice in field.choices)})"
    if field.type == "decimal":
        code = f"sa.Numeric({field.precision}, {field.scale})"
        if is_exact(field):
            return f'{code}.with_variant(sa.String({(field.precision or 0) + 2}), "sqlite")'
        return code
    return _CODES.get(field.type) or f"sa.String({field.max_length})"


def _table(system: System, shape: Shape) -> Table:
    table = shape.named.table
    columns = [ID]
    checks: list[Check] = []
    for field, _ in shape.kept:
        kind = column_type(field, is_exact(field))
        said = (kind.sqlite(field), kind.postgresql(field))
        columns.append(Column(field.name, type_code(field), *said, field.required, field.name))
        checks.extend(_checks(table, field))
    checks += checks_of(system, shape.entity)
    references: list[Reference] = []
    for one in shape.references:
        required = one.relation.required
        columns.append(
            Column(one.column, "sa.Integer()", "INTEGER", "INTEGER", required, one.relation.name)
        )
        action = one.relation.on_delete.upper().replace("_", " ")
        references.append(_reference(table, one.column, one.target.table, action))
    columns += [Column(name, *MOMENT, required=True) for name in ("created_at", "updated_at")]
    return Table(
        table,
        shape.entity.name,
        tuple(columns),
        tuple(sorted(checks)),
        tuple(sorted(Key(short_name("uq", table, *names), names) for names in unique_of(shape))),
        tuple(sorted(Key(short_name("ix", table, *names), names) for names in indexes_of(shape))),
        tuple(sorted(references)),
    )


def _checks(table: str, field: Field) -> list[Check]:
    found: list[Check] = []
    limits = range_check(field, is_exact(field))
    if limits:
        found.append(Check(short_name("ck", table, f"{field.name}_range"), limits, limits))
    if field.type == "enum":
        values = ", ".join(sql_text(choice.value) for choice in field.choices)
        text = f"{sql_spelling(field.name)} IN ({values})"
        found.append(Check(short_name("ck", table, field.name), text, text))
    return found


def checks_of(system: System, entity: Entity) -> tuple[Check, ...]:
    """Return the rules of an entity that databases check; of an earlier build, those of then."""
    known = tuple(Check(*one) for one in entity.checks)
    return known or tuple(
        Check(short_name("ck", entity.table, one.name), one.sqlite, one.postgresql)
        for one in rule_checks(system, entity)
    )


def _reference(table: str, column: str, target: str, action: str) -> Reference:
    return Reference(short_name("fk", table, column), column, target, action)


def unique_of(shape: Shape) -> list[tuple[str, ...]]:
    """Return the sets of columns that no two rows of an entity share."""
    single = {names[0] for names in shape.entity.unique if len(names) == 1}
    found = [(field.name,) for field, _ in shape.kept if field.unique or field.name in single]
    found += [
        (one.column,)
        for one in shape.references
        if one.relation.kind == "one_to_one" or one.column in single
    ]
    return [*found, *(names for names in shape.entity.unique if len(names) > 1)]


def indexes_of(shape: Shape) -> list[tuple[str, ...]]:
    """Return the sets of columns that an entity's table keeps an index on, without unique ones."""
    single = {names[0] for names in shape.entity.indexes if len(names) == 1}
    unique = {names[0] for names in unique_of(shape) if len(names) == 1}
    found = [
        (field.name,)
        for field, _ in shape.kept
        if (field.index or field.name in single) and field.name not in unique
    ]
    found += [(one.column,) for one in shape.references if one.column not in unique]
    return [*found, *(names for names in shape.entity.indexes if len(names) > 1)]


def _between(shape: Shape, one: Many) -> Table:
    link = one.relation.link
    if link is None:
        raise AssertionError(f"{one.relation.name} has no table in between")
    columns = tuple(
        Column(name, "sa.Integer()", "INTEGER", "INTEGER", required=True, field=one.relation.name)
        for name in (link.column, link.other_column)
    )
    references = (
        _reference(link.table, link.column, shape.named.table, "CASCADE"),
        _reference(link.table, link.other_column, one.target.table, "CASCADE"),
    )
    index = Key(short_name("ix", link.table, link.other_column), (link.other_column,))
    return Table(link.table, "", columns, (), (), (index,), references)
