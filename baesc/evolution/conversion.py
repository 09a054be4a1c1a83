"""What stored values become when the type or the limits of a field change, as SQL."""

from typing import NamedTuple

from baesc.evolution.limits import maximum_is_tighter, minimum_is_tighter, renamed_values
from baesc.knowledge.column_types import number_text, range_check, sql_spelling
from baesc.knowledge.filters import sql_text
from baesc.knowledge.shapes import is_exact
from baesc.language.ir import Field

TEXTS = ("string", "text", "email", "url")
NUMBERS = frozenset({"integer", "float", "decimal"})
INTEGER_DIGITS = 10


class Value(NamedTuple):
    """SQL for a value, over the columns of the old row, for both databases."""

    sqlite: str
    postgresql: str


def both(text: str) -> Value:
    """Return SQL that is the same for both databases."""
    return Value(text, text)


def converted(old: Field, new: Field) -> Value | None:
    """Return an old value in the new type, None where there is no such value for all of them.

    Sizes and limits are not looked at: see `conflicts`.
    """
    name = sql_spelling(old.name)
    same = both(name)
    if old.type == new.type:
        return _resized(old, new, same)
    pair = (old.type, new.type)
    if new.type in TEXTS:
        return _as_text(old, name)
    if pair in (("integer", "float"), ("integer", "decimal"), ("decimal", "float")):
        if is_exact(new):
            return Value(_padded(name, new.scale or 0), name)
        return Value(f"CAST({name} AS REAL)", name) if is_exact(old) else same
    if pair == ("float", "decimal") and not is_exact(new):
        return both(f"ROUND(CAST({name} AS NUMERIC), {new.scale})")
    if pair == ("date", "datetime"):
        return Value(f"{name} || ' 00:00:00.000000'", f"{name}::timestamp AT TIME ZONE 'UTC'")
    if pair == ("datetime", "date"):
        return Value(f"substr({name}, 1, 10)", f"({name} AT TIME ZONE 'UTC')::date")
    if pair == ("boolean", "integer"):
        return Value(name, f"{name}::integer")
    if old.type in TEXTS and new.type == "enum":
        return same
    return None


def _resized(old: Field, new: Field, same: Value) -> Value:
    if old.type == "enum":
        return _renamed(old, new, same)
    if old.type != "decimal" or (old.precision, old.scale) == (new.precision, new.scale):
        return same
    name, scale = same.sqlite, new.scale or 0
    if is_exact(new):
        return Value(_padded(name, scale), f"ROUND({name}, {scale})")
    if is_exact(old):
        return Value(f"ROUND(CAST({name} AS REAL), {scale})", f"ROUND({name}, {scale})")
    return both(f"ROUND({name}, {scale})") if scale < (old.scale or 0) else same


def _renamed(old: Field, new: Field, same: Value) -> Value:
    renamed = renamed_values(old, new)
    if not renamed:
        return same
    cases = " ".join(f"WHEN {sql_text(was)} THEN {sql_text(now)}" for was, now in renamed.items())
    return both(f"CASE {same.sqlite} {cases} ELSE {same.sqlite} END")


def _padded(name: str, scale: int) -> str:
    """Return a number as the text that SQLite keeps of a decimal of many digits."""
    return f"printf('%.{scale}f', {name})"


def _as_text(old: Field, name: str) -> Value | None:
    if old.type in (*TEXTS, "enum"):
        return both(name)
    if old.type == "integer":
        return Value(f"CAST({name} AS TEXT)", f"{name}::text")
    if old.type == "decimal":
        sqlite = name if is_exact(old) else _padded(name, old.scale or 0)
        return Value(sqlite, f"{name}::text")
    if old.type == "boolean":
        return both(f"CASE WHEN {name} THEN 'true' WHEN NOT {name} THEN 'false' END")
    if old.type == "date":
        return Value(name, f"to_char({name}, 'YYYY-MM-DD')")
    if old.type == "uuid":
        ends = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        parts = " || '-' || ".join(f"substr({name}, {at}, {count})" for at, count in ends)
        return Value(parts, f"{name}::text")
    return None


def conflict(old: Field, new: Field, value: Value) -> Value | None:
    """Return the condition under which an old value does not fit; None when every one does.

    `value` is what it becomes. A null is no conflict here.
    """
    found = [*_too_long(old, new, value), *_beyond(old, new, value), *_no_choice(old, new, value)]
    if not found:
        return None
    return Value(
        " OR ".join(one.sqlite for one in found), " OR ".join(one.postgresql for one in found)
    )


def _too_long(old: Field, new: Field, value: Value) -> list[Value]:
    if new.type not in TEXTS:
        return []
    found = []
    longest = _longest(old)
    if new.max_length is not None and (longest is None or longest > new.max_length):
        found.append(_each(value, "length({}) > " + str(new.max_length)))
    if (new.min_length or 0) > (old.min_length or 0 if old.type in TEXTS else 0):
        found.append(_each(value, "length({}) < " + str(new.min_length)))
    return found


def _longest(field: Field) -> int | None:
    """Return how many characters a value has as a text, None when nothing bounds it."""
    if field.type == "enum":
        return max(len(one.value) for one in field.choices)
    if field.type == "decimal":
        return (field.precision or 0) + 2
    known = {"integer": INTEGER_DIGITS + 1, "boolean": 5, "date": 10, "uuid": 36}
    return known.get(field.type, field.max_length)


def _beyond(old: Field, new: Field, value: Value) -> list[Value]:
    found = []
    limits = range_check(new, is_exact(new))
    tighter = minimum_is_tighter(old, new) or maximum_is_tighter(old, new)
    is_other = old.type != new.type and not {old.type, new.type} <= NUMBERS
    if limits and (tighter or is_other):
        column = sql_spelling(new.name)
        found.append(_each(value, f"NOT ({limits.replace(column, '{}', 1)})"))
    if new.type == "decimal" and _whole(old) > _whole(new):
        largest = "1" + "0" * _whole(new)
        sqlite = f"CAST({value.sqlite} AS REAL)" if is_exact(new) else value.sqlite
        found.append(Value(f"abs({sqlite}) >= {largest}", f"abs({value.postgresql}) >= {largest}"))
    if new.type == old.type == "decimal" and (new.scale or 0) < (old.scale or 0):
        name = sql_spelling(old.name)
        found.append(Value(f"{value.sqlite} <> {name}", f"{value.postgresql} <> {name}"))
    return found


def _whole(field: Field) -> int:
    if field.type == "decimal":
        return (field.precision or 0) - (field.scale or 0)
    return INTEGER_DIGITS if field.type == "integer" else 400


def _no_choice(old: Field, new: Field, value: Value) -> list[Value]:
    if new.type != "enum":
        return []
    known = [one.value for one in new.choices]
    left = {one.value for one in old.choices} - renamed_values(old, new).keys()
    if old.type == "enum" and left <= set(known):
        return []
    listed = ", ".join(map(sql_text, known))
    return [_each(value, "{} NOT IN (" + listed + ")")]


def _each(value: Value, text: str) -> Value:
    return Value(text.replace("{}", value.sqlite), text.replace("{}", value.postgresql))


def constant(field: Field) -> Value | None:
    """Return the default of a field as SQL; None when it has none that is the same for all rows."""
    default = field.default
    if default is None or default.kind == "random":
        return None
    if default.kind == "today":
        return Value("CURRENT_DATE", "(CURRENT_TIMESTAMP AT TIME ZONE 'UTC')::date")
    if default.kind == "now":
        return Value("strftime('%Y-%m-%d %H:%M:%f000', 'now')", "CURRENT_TIMESTAMP")
    return literal(field, default.value)


def literal(field: Field, value: object) -> Value:
    """Return a canonical value of a field as both databases store it."""
    if isinstance(value, bool):
        return Value("1" if value else "0", "true" if value else "false")
    if field.type == "decimal" and not is_exact(field):
        return both(number_text(str(value)))
    if field.type == "decimal":
        from decimal import Decimal

        return Value(sql_text(f"{Decimal(str(value)):.{field.scale}f}"), str(value))
    if field.type in ("integer", "float"):
        return both(str(value))
    text = str(value)
    if field.type == "datetime":
        day, _, clock = text.rstrip("Z").partition("T")
        whole, _, part = clock.partition(".")
        return Value(sql_text(f"{day} {whole}.{part.ljust(6, '0')}"), sql_text(text))
    if field.type == "time":
        whole, _, part = text.partition(".")
        return Value(sql_text(f"{whole}.{part.ljust(6, '0')}"), sql_text(text))
    if field.type == "uuid":
        return Value(sql_text(text.replace("-", "")), sql_text(text))
    return both(sql_text(text))
