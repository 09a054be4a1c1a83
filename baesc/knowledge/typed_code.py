"""Values as Python code of tests: those that rules compute with, not those of JSON."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from baesc.knowledge.filters import literal, quote
from baesc.knowledge.imports import Imports
from baesc.knowledge.shapes import Shape
from baesc.language.ir import Field

LONG = 40


def code_of(shape: Shape, field: Field | None, value: Any, imports: Imports) -> str:
    """Return a value of a field, or an id, as Python code."""
    if field is not None and field.type == "enum" and value is not None:
        return _member(shape, field, str(value), imports)
    if field is not None and field.type == "uuid" and value is not None:
        imports.add("uuid", "UUID")
        return f"UUID({quote(str(value))})"
    match value:
        case datetime():
            imports.add("datetime", "UTC", "datetime")
            parts = [value.year, value.month, value.day, value.hour, value.minute]
            if value.second or value.microsecond:
                parts.append(value.second)
            if value.microsecond:
                parts.append(value.microsecond)
            return f"datetime({', '.join(map(str, parts))}, tzinfo=UTC)"
        case date():
            imports.add("datetime", "date")
            return f"date({value.year}, {value.month}, {value.day})"
        case time():
            imports.add("datetime", "time")
            parts = [value.hour, value.minute, *([value.second] if value.second else [])]
            return f"time({', '.join(map(str, parts))})"
        case Decimal():
            imports.add("decimal", "Decimal")
            text = f"{value:f}"
            return f'Decimal("{text}")' if "." in text else f"Decimal({text})"
        case frozenset():
            return f"[{', '.join(map(str, sorted(value)))}]"
        case str() if len(value) > LONG and value == value[0] * len(value):
            return f"{quote(value[0])} * {len(value)}"
        case _:
            return literal(value)


def _member(shape: Shape, field: Field, value: str, imports: Imports) -> str:
    cls = shape.enums[field.name]
    values = [choice.value for choice in field.choices]
    imports.add(f"app.models.{shape.named.module}", cls)
    return f"{cls}.{shape.members[field.name][values.index(value)]}"


def annotation_of(shape: Shape, field: Field | None, imports: Imports) -> str:
    """Return the type of a field's value in a test, or of an id."""
    if field is None:
        return "int | None"
    names = {
        "integer": "int", "float": "float", "boolean": "bool", "decimal": "Decimal",
        "date": "date", "time": "time", "datetime": "datetime", "uuid": "UUID", "json": "object",
    }  # fmt: skip
    made = names.get(field.type, "str")
    if made in ("date", "time", "datetime"):
        imports.add("datetime", made)
    elif made == "Decimal":
        imports.add("decimal", "Decimal")
    elif made == "UUID":
        imports.add("uuid", "UUID")
    if field.type == "enum":
        made = shape.enums[field.name]
        imports.add(f"app.models.{shape.named.module}", made)
    return made if field.required else f"{made} | None"


def shown(value: Any) -> str:
    """Return a value as the id of a case shows it."""
    text = value.isoformat() if isinstance(value, date | time) else str(value)
    return text if len(text) <= LONG else f"{text[:10]}...{len(text)}"
