"""The types of columns: one row a field type, one column an output language."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from baesc.knowledge.filters import PYTHON_TYPES, quote, sql_text
from baesc.language.ir import Field, Plain

_SQL_WORDS = """
abort action add after all alter always analyse analyze and any array as asc asymmetric attach
authorization autoincrement before begin between binary both by cascade case cast check collate
collation column commit concurrently conflict constraint create cross current current_catalog
current_date current_role current_schema current_time current_timestamp current_user database
default deferrable deferred delete desc detach distinct do drop each else end escape except
exclude exclusive exists explain fail false fetch filter first following for foreign freeze
from full generated glob grant group groups having if ignore ilike immediate in index indexed
initially inner insert instead intersect into is isnull join key last lateral leading left like
limit localtime localtimestamp match materialized natural no not nothing notnull null nulls of
off offset on only or order others outer over overlaps partition placing plan pragma preceding
primary query raise range recursive references regexp reindex release rename replace restrict
returning right rollback row rows savepoint select session_user set similar some symmetric
system_user table tablesample temp temporary then ties to trailing transaction trigger true
unbounded union unique update user using vacuum values variadic verbose view virtual when where
window with without
"""
SQL_WORDS = frozenset(_SQL_WORDS.split())


@dataclass(frozen=True, slots=True)
class ColumnType:
    """What a field type is in SQLAlchemy (empty where the annotation says it all) and in SQL."""

    mapped: Callable[[Field], str]
    sqlite: Callable[[Field], str]
    postgresql: Callable[[Field], str]
    imports: tuple[tuple[str, str], ...] = ()


def _says(text: str) -> Callable[[Field], str]:
    return lambda _field: text


def _varchar(field: Field) -> str:
    return f"VARCHAR({field.max_length})"


def _enum(field: Field) -> str:
    return f"VARCHAR({max(len(choice.value) for choice in field.choices)})"


def _numeric(field: Field) -> str:
    return f"NUMERIC({field.precision}, {field.scale})"


_string = ColumnType(
    lambda field: f"String({field.max_length})", _varchar, _varchar, (("sqlalchemy", "String"),)
)
NUMERIC = ColumnType(
    lambda field: f"Numeric({field.precision}, {field.scale})",
    _numeric,
    _numeric,
    (("sqlalchemy", "Numeric"),),
)
EXACT = ColumnType(
    lambda field: f"ExactDecimal({field.precision}, {field.scale})",
    lambda field: f"VARCHAR({(field.precision or 0) + 2})",
    _numeric,
    (("app.database.base", "ExactDecimal"),),
)

COLUMN_TYPES: dict[str, ColumnType] = {
    "string": _string,
    "text": ColumnType(_says("Text"), _says("TEXT"), _says("TEXT"), (("sqlalchemy", "Text"),)),
    "integer": ColumnType(_says(""), _says("INTEGER"), _says("INTEGER")),
    "float": ColumnType(
        _says("Double"), _says("DOUBLE"), _says("DOUBLE PRECISION"), (("sqlalchemy", "Double"),)
    ),
    "decimal": NUMERIC,
    "boolean": ColumnType(_says(""), _says("BOOLEAN"), _says("BOOLEAN")),
    "date": ColumnType(_says(""), _says("DATE"), _says("DATE")),
    "time": ColumnType(_says(""), _says("TIME"), _says("TIME WITHOUT TIME ZONE")),
    "datetime": ColumnType(
        _says("UtcDateTime"),
        _says("DATETIME"),
        _says("TIMESTAMP WITH TIME ZONE"),
        (("app.database.base", "UtcDateTime"),),
    ),
    "email": _string,
    "url": _string,
    "uuid": ColumnType(_says(""), _says("CHAR(32)"), _says("UUID")),
    "enum": ColumnType(_says(""), _enum, _enum, (("app.database.base", "enum_type"),)),
    "json": ColumnType(
        _says("JSON(none_as_null=True)"), _says("JSON"), _says("JSON"), (("sqlalchemy", "JSON"),)
    ),
}

TYPE_IMPORTS = {
    "Decimal": ("decimal", "Decimal"),
    "date": ("datetime", "date"),
    "time": ("datetime", "time"),
    "datetime": ("datetime", "datetime"),
    "UUID": ("uuid", "UUID"),
    "Any": ("typing", "Any"),
}


def sql_spelling(name: str) -> str:
    """Return a column as SQL says it: in quotes where the bare name would be a word of SQL."""
    plain = name.replace("_", "a").isalnum() and name.isascii() and name == name.lower()
    return name if plain and name not in SQL_WORDS and not name[:1].isdigit() else f'"{name}"'


def column_type(field: Field, is_exact: bool) -> ColumnType:
    """Return the type of a field's column."""
    return EXACT if is_exact else COLUMN_TYPES[field.type]


def range_check(field: Field, is_exact: bool) -> str:
    """Return the SQL condition of the limits of a field, or nothing where the database can't tell.

    Points in time are compared in one form by SQLite and in another by PostgreSQL, `today` moves.
    """
    if field.type not in ("integer", "float", "decimal", "date", "time") or is_exact:
        return ""
    low = _bound(field.type, field.minimum)
    high = _bound(field.type, field.maximum)
    name = sql_spelling(field.name)
    if low and high:
        return f"{name} BETWEEN {low} AND {high}"
    if low:
        return f"{name} >= {low}"
    return f"{name} <= {high}" if high else ""


def _bound(field_type: str, value: Plain) -> str:
    if value is None or value == "today":
        return ""
    if field_type in ("date", "time"):
        text = str(value)
        if field_type == "time":
            text = text.ljust(8, "0") if "." in text else f"{text}.000000"
        return sql_text(text)
    return number_text(value)


def number_text(value: Plain) -> str:
    """Return a number without an exponent where it has few digits."""
    if isinstance(value, str):
        number = Decimal(value).normalize()
        return f"{number:f}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


def annotation(field: Field, enum: str) -> str:
    """Return the Python type of a field's values."""
    base = enum or PYTHON_TYPES[field.type]
    return base if field.required else ("Any" if base == "Any" else f"{base} | None")


def value_code(field_type: str, value: Plain) -> tuple[str, tuple[str, str] | None]:
    """Return the Python expression of a canonical value, and what it imports."""
    text = str(value)
    if field_type == "decimal":
        shown = number_text(value)
        if "." in shown:
            return f"Decimal({quote(shown)})", ("decimal", "Decimal")
        return shown, None
    if field_type == "date":
        year, month, day = (int(part) for part in text.split("-"))
        return f"date({year}, {month}, {day})", ("datetime", "date")
    if field_type == "time":
        parts = [int(part) for part in text.split(".", maxsplit=1)[0].split(":")]
        if parts[2:] == [0]:
            parts.pop()
        return f"time({', '.join(map(str, parts))})", ("datetime", "time")
    if field_type == "datetime":
        day_text, _, clock = text.rstrip("Z").partition("T")
        parts = [int(part) for part in (*day_text.split("-"), *clock.split(".")[0].split(":"))]
        return f"datetime({', '.join(map(str, parts))}, tzinfo=UTC)", ("datetime", "datetime")
    if field_type == "uuid":
        return f"UUID({quote(text)})", ("uuid", "UUID")
    if field_type in ("integer", "float", "boolean"):
        return repr(value), None
    return quote(text), None
