"""The types and defaults of fields in request and response bodies, as Python source."""

import json
from collections.abc import Callable
from typing import NamedTuple

from baesc.knowledge.column_types import TYPE_IMPORTS, number_text, value_code
from baesc.knowledge.enum_classes import member_code
from baesc.knowledge.filters import PYTHON_TYPES, literal, quote
from baesc.knowledge.imports import Imports
from baesc.knowledge.shapes import Shape, is_exact, is_kept
from baesc.language.ir import Field, Plain

MOST_TEXT = 10_000
MAX_INTEGER = 2**31 - 1
COMPUTED_DIGITS = 100
_Kind = Callable[[Shape, Field, Imports], str]


class Alias(NamedTuple):
    """A name for a type with limits, or for a default."""

    name: str
    value: str


def body_type(shape: Shape, field: Field, imports: Imports) -> str:
    """Return the type of a field in request bodies."""
    made = _KINDS[field.type](shape, field, imports)
    if made.startswith("Annotated["):
        imports.add("typing", "Annotated")
    return made


def _string(_shape: Shape, field: Field, imports: Imports) -> str:
    imports.add("pydantic", "StringConstraints")
    imports.add("app.fields", "LINE")
    least = f"min_length={field.min_length}, " if (field.min_length or 0) > 1 else ""
    limits = f"StringConstraints({least}max_length={field.max_length}, pattern=LINE)"
    if field.pattern is None:
        return f"Annotated[str, {limits}]"
    imports.add("app.fields", "Matches")
    return f"Annotated[str, {limits}, Matches({literal(field.pattern, 12)})]"


def _text(_shape: Shape, field: Field, imports: Imports) -> str:
    imports.add("pydantic", "StringConstraints")
    imports.add("app.fields", "LINES", "SomeText")
    limits = f"min_length={field.min_length or 1}, max_length={field.max_length or MOST_TEXT}"
    return f"Annotated[str, StringConstraints({limits}, pattern=LINES), SomeText]"


def _email(_shape: Shape, field: Field, imports: Imports) -> str:
    if field.max_length in (None, 254):
        imports.add("app.fields", "Email")
        return "Email"
    imports.add("pydantic", "StringConstraints")
    imports.add("app.fields", "EMAIL", "Lower")
    limits = f"StringConstraints(max_length={field.max_length}, pattern=EMAIL)"
    return f"Annotated[str, {limits}, Lower]"


def _url(_shape: Shape, field: Field, imports: Imports) -> str:
    imports.add("pydantic", "StringConstraints")
    imports.add("app.fields", "URL")
    return f"Annotated[str, StringConstraints(max_length={field.max_length}, pattern=URL)]"


def _integer(_shape: Shape, field: Field, imports: Imports) -> str:
    imports.add("pydantic", "Field")
    imports.add("app.fields", "NotText")
    low = -MAX_INTEGER if field.minimum is None else field.minimum
    high = MAX_INTEGER if field.maximum is None else field.maximum
    return (
        f"Annotated[int, Field(ge={_number(low, imports)}, le={_number(high, imports)}), NotText]"
    )


def _number(value: Plain, imports: Imports) -> str:
    if value in (MAX_INTEGER, -MAX_INTEGER):
        imports.add("app.fields", "MAX_ID")
        return "MAX_ID" if value == MAX_INTEGER else "-MAX_ID"
    return number_text(value)


def _float(_shape: Shape, field: Field, imports: Imports) -> str:
    limits = _limits(field, imports)
    if not limits:
        imports.add("app.fields", "Number")
        return "Number"
    imports.add("pydantic", "Field")
    imports.add("app.fields", "NotText")
    return f"Annotated[float, Field({limits}, allow_inf_nan=False), NotText]"


def _decimal(_shape: Shape, field: Field, imports: Imports) -> str:
    name = "Exact" if is_exact(field) else "Fixed"
    imports.add("decimal", "Decimal")
    imports.add("app.fields", name)
    limits = _limits(field, imports)
    more = f", {limits}" if limits else ""
    return f"Annotated[Decimal, {name}(digits={field.precision}, places={field.scale}{more})]"


def _limits(field: Field, imports: Imports) -> str:
    found: list[str] = []
    for word, value in (("ge", field.minimum), ("le", field.maximum)):
        if value is not None:
            code, imported = value_code(field.type, value)
            if imported is not None:
                imports.add(*imported)
            found.append(f"{word}={code}")
    return ", ".join(found)


def _moment(name: str) -> _Kind:
    def make(_shape: Shape, field: Field, imports: Imports) -> str:
        limits = []
        for word, value in (("ge", field.minimum), ("le", field.maximum)):
            if value in ("today", "now"):
                moving = "today" if value == "today" else "utc_now"
                imports.add("app.fields" if moving == "today" else "app.database.base", moving)
                limits.append(f"{word}={moving}")
            elif value is not None:
                code, imported = value_code(field.type, value)
                if imported is not None:
                    imports.add(*imported)
                if field.type == "datetime":
                    imports.add("datetime", "UTC")
                limits.append(f"{word}={code}")
        imports.add("app.fields", name)
        if not limits:
            return name
        imports.add("app.fields", "within")
        return f"Annotated[{name}, within({', '.join(limits)})]"

    return make


def _own(name: str) -> _Kind:
    def make(_shape: Shape, _field: Field, imports: Imports) -> str:
        imports.add("app.fields", name)
        return name

    return make


def _enum(shape: Shape, field: Field, imports: Imports) -> str:
    name = shape.enums[field.name]
    imports.add(f"app.models.{shape.named.module}", name)
    return name


def _json(_shape: Shape, field: Field, imports: Imports) -> str:
    name = "SomeJson" if field.required else "Json"
    imports.add("app.fields", name)
    return name


_KINDS: dict[str, _Kind] = {
    "string": _string,
    "text": _text,
    "integer": _integer,
    "float": _float,
    "decimal": _decimal,
    "boolean": _own("Flag"),
    "date": _moment("Day"),
    "time": _moment("Clock"),
    "datetime": _moment("Moment"),
    "email": _email,
    "url": _url,
    "uuid": _own("Identifier"),
    "enum": _enum,
    "json": _json,
}


def default_code(shape: Shape, field: Field, attribute: str, imports: Imports) -> str:
    """Return what follows the type of a field in the body of a new row."""
    alias = f"alias={quote(field.name)}" if attribute != field.name else ""
    default = field.default
    if default is None:
        if alias:
            imports.add("pydantic", "Field")
            return f" = Field({alias})" if field.required else f" = Field(None, {alias})"
        return "" if field.required else " = None"
    factory = {"today": "today", "now": "utc_now", "random": "uuid4"}.get(default.kind)
    if factory is not None:
        module = {"today": "app.fields", "utc_now": "app.database.base", "uuid4": "uuid"}[factory]
        imports.add(module, factory)
    elif field.type == "json":
        code = literal(json.loads(str(default.value)), 12)
        if code[0] in "[{":
            # Each body gets a copy of it, which linters know of a Field alone.
            imports.add("pydantic", "Field")
            return f" = Field({_constant(field)}{', ' + alias if alias else ''})"
    elif field.type == "enum":
        code = member_code(shape, field, str(default.value))
    else:
        code, imported = value_code(field.type, default.value)
        if imported is not None:
            imports.add(*imported)
        if field.type == "decimal" and not code.startswith("Decimal("):
            imports.add("decimal", "Decimal")
            code = f"Decimal({code})"
        if field.type == "datetime":
            imports.add("datetime", "UTC")
    if factory is not None:
        imports.add("pydantic", "Field")
        return f" = Field(default_factory={factory}{', ' + alias if alias else ''})"
    if alias:
        imports.add("pydantic", "Field")
        return f" = Field({code}, {alias})"
    return f" = {code}"


def _constant(field: Field) -> str:
    return f"DEFAULT_{field.name.upper()}"


def constants_of(shape: Shape, imports: Imports) -> tuple[Alias, ...]:
    """Return the defaults that need a type of their own: objects and lists of JSON."""
    found: list[Alias] = []
    for field, _ in shape.columns:
        if field.type == "json" and field.default is not None:
            code = literal(json.loads(str(field.default.value)), 12)
            if code[0] in "[{":
                imports.add("pydantic", "JsonValue")
                found.append(Alias(f"{_constant(field)}: JsonValue", code))
    return tuple(found)


def out_type(shape: Shape, field: Field, imports: Imports) -> str:
    """Return the type of a field in responses."""
    if field.type == "enum":
        imports.add(f"app.models.{shape.named.module}", shape.enums[field.name])
        return shape.enums[field.name]
    if field.type == "decimal":
        name = "Exact" if is_exact(field) else "Fixed"
        imports.add("decimal", "Decimal")
        imports.add("app.fields", name)
        # What is computed when it is read has no column that keeps it small.
        digits = field.precision if is_kept(field) else COMPUTED_DIGITS
        return f"Annotated[Decimal, {name}(digits={digits}, places={field.scale})]"
    if field.type == "time":
        imports.add("app.fields", "Clock")
        return "Clock"
    base = PYTHON_TYPES[field.type]
    if base in TYPE_IMPORTS:
        imports.add(*TYPE_IMPORTS[base])
    return base
