"""The bodies and filters of an entity."""

import json
from collections.abc import Callable
from typing import NamedTuple

from baesc.knowledge.column_types import TYPE_IMPORTS, number_text, value_code
from baesc.knowledge.features import needs
from baesc.knowledge.filters import PYTHON_TYPES, literal, quote
from baesc.knowledge.imports import Imports
from baesc.knowledge.python_names import (
    IMPORTED_CLASSES,
    free_name,
    module_name,
    pascal_case,
    query_name,
)
from baesc.knowledge.shapes import (
    Shape,
    filter_attribute,
    filter_fields,
    is_exact,
    shape_of,
    sort_fields,
)
from baesc.knowledge.target import EntityTarget
from baesc.knowledge.targets.model import member_code
from baesc.knowledge.wording import a, lower
from baesc.language.ir import Entity, Field, Plain, System

MOST_TEXT = 10_000
MAX_INTEGER = 2**31 - 1
_Kind = Callable[[Shape, Field, Imports], str]


class Alias(NamedTuple):
    name: str
    value: str


class BodyField(NamedTuple):
    attribute: str
    annotation: str
    value: str


class SchemasView(NamedTuple):
    title: str
    cls: str
    imports: tuple[str, ...]
    aliases: tuple[Alias, ...]
    create_doc: str
    create: tuple[BodyField, ...]
    update_doc: str
    update: tuple[BodyField, ...]
    out_doc: str
    out: tuple[BodyField, ...]
    filters_doc: str
    sorts: tuple[str, ...]
    filters: tuple[BodyField, ...]
    paging_doc: str


def schemas_view(system: System, entity: Entity) -> SchemasView:
    """Return what the template of bodies reads."""
    shape = shape_of(system, entity)
    imports = Imports()
    imports.add("typing", "Literal")
    imports.add("app.schemas.base", "Filters", "In", "Out", "Paging")
    taken = set(IMPORTED_CLASSES) | set(shape.enums.values())
    taken |= {shape.named.cls + end for end in ("", "Create", "Update", "Out", "Filters", "Paging")}
    aliases: list[Alias] = []
    create: list[BodyField] = []
    update: list[BodyField] = []
    out: list[BodyField] = []
    for field, attribute in shape.columns:
        kind = _kind(shape, field, imports)
        if kind.startswith("Annotated["):
            alias = free_name(pascal_case(field.name), taken, "Value")
            taken.add(alias)
            aliases.append(Alias(alias, kind))
            kind = alias
        nothing = "" if field.required else " | None"
        create.append(
            BodyField(attribute, kind + nothing, _default(shape, field, attribute, imports))
        )
        update.append(_change(attribute, field.name, kind, nothing, imports))
        shown = _out_kind(shape, field, imports)
        out.append(_shown(attribute, field.name, shown + nothing, imports))
    _references(shape, create, update, out, imports)
    _sets(shape, create, update, out, imports)
    filters = _filters(shape, imports)
    many, one = lower(entity.label_plural), a(entity.label)
    return SchemasView(
        title=f"Bodies and filters of {many}",
        cls=shape.named.cls,
        imports=imports.lines(),
        aliases=tuple(aliases),
        create_doc=f"All the values of {one}.",
        create=tuple(create),
        update_doc=f"The fields of {one} to change.",
        update=tuple(update),
        out_doc=f"{one[:1].upper()}{one[1:]} as it is stored.",
        out=tuple(out),
        filters_doc=f"Query parameters of the export of {many}.",
        sorts=tuple(
            quote(name)
            for name in ("id", "created_at", "updated_at", *(one.name for one in sort_fields(entity)))
        ),
        filters=filters,
        paging_doc=f"Query parameters of the list of {many}.",
    )


def _kind(shape: Shape, field: Field, imports: Imports) -> str:
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
    return f"Annotated[int, Field(ge={_number(low, imports)}, le={_number(high, imports)}), NotText]"


def _number(value: Plain, imports: Imports) -> str:
    if value in (MAX_INTEGER, -MAX_INTEGER):
        imports.add("app.fields", "MAX_ID")
        return "MAX_ID" if value == MAX_INTEGER else "-MAX_ID"
    return number_text(value)


def _float(_shape: Shape, field: Field, imports: Imports) -> str:
    imports.add("app.fields", "Number")
    limits = _limits(field, imports)
    if not limits:
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
    imports.add("app.fields", "Json")
    if not field.required:
        return "Json"
    imports.add("app.fields", "NotNull")
    return "Annotated[Json, NotNull]"


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


def _default(shape: Shape, field: Field, attribute: str, imports: Imports) -> str:
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
        value = json.loads(str(default.value))
        if isinstance(value, list | dict):
            factory = f"lambda: {literal(value, 12)}"
        else:
            code = literal(value)
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


def _change(attribute: str, name: str, kind: str, nothing: str, imports: Imports) -> BodyField:
    imports.add("pydantic", "MISSING")
    value = " = MISSING"
    if attribute != name:
        imports.add("pydantic", "Field")
        value = f" = Field(MISSING, alias={quote(name)})"
    return BodyField(attribute, f"{kind} | MISSING{nothing}", value)


def _out_kind(shape: Shape, field: Field, imports: Imports) -> str:
    if field.type == "enum":
        return shape.enums[field.name]
    if field.type == "decimal":
        name = "Exact" if is_exact(field) else "Fixed"
        return f"Annotated[Decimal, {name}(digits={field.precision}, places={field.scale})]"
    base = PYTHON_TYPES[field.type]
    if base in TYPE_IMPORTS:
        imports.add(*TYPE_IMPORTS[base])
    return base


def _shown(attribute: str, name: str, kind: str, imports: Imports) -> BodyField:
    if kind.startswith("Annotated["):
        imports.add("typing", "Annotated")
    kind = "Any" if kind == "Any | None" else kind
    if attribute == name:
        return BodyField(attribute, kind, "")
    imports.add("pydantic", "Field")
    return BodyField(attribute, kind, f" = Field(serialization_alias={quote(name)})")


def _references(
    shape: Shape,
    create: list[BodyField],
    update: list[BodyField],
    out: list[BodyField],
    imports: Imports,
) -> None:
    for one in shape.references:
        imports.add("app.fields", "Ref")
        imports.add("app.schemas.base", "Label")
        nothing = "" if one.relation.required else " | None"
        value = "" if one.relation.required else " = None"
        if one.attribute != one.column:
            imports.add("pydantic", "Field")
            start = "" if one.relation.required else "None, "
            value = f" = Field({start}alias={quote(one.column)})"
        create.append(BodyField(one.attribute, f"Ref{nothing}", value))
        update.append(_change(one.attribute, one.column, "Ref", nothing, imports))
        out.append(_shown(one.attribute, one.column, f"int{nothing}", imports))
        out.append(_shown(one.label, one.relation.name, f"Label{nothing}", imports))


def _sets(
    shape: Shape,
    create: list[BodyField],
    update: list[BodyField],
    out: list[BodyField],
    imports: Imports,
) -> None:
    for one in shape.sets:
        imports.add("app.fields", "Refs")
        imports.add("app.schemas.base", "Label")
        alias = f", alias={quote(one.ids)}" if one.ids_attribute != one.ids else ""
        imports.add("pydantic", "Field")
        create.append(
            BodyField(one.ids_attribute, "Refs", f" = Field(default_factory=list{alias})")
        )
        update.append(_change(one.ids_attribute, one.ids, "Refs", "", imports))
        out.append(_shown(one.ids_attribute, one.ids, "list[int]", imports))
        out.append(_shown(one.attribute, one.relation.name, "list[Label]", imports))


_FILTER_TYPES = {
    "string": "TextFilter",
    "text": "TextFilter",
    "url": "TextFilter",
    "email": "Email",
    "boolean": "bool",
    "date": "Day",
    "time": "Clock",
    "datetime": "Moment",
    "uuid": "Identifier",
    "integer": "IntegerFilter",
    "float": "FloatFilter",
    "decimal": "DecimalFilter",
}


def _filters(shape: Shape, imports: Imports) -> tuple[BodyField, ...]:
    found: list[BodyField] = []
    for field in filter_fields(shape.entity):
        if field.type == "enum":
            kind = shape.enums[field.name]
        else:
            kind = _FILTER_TYPES[field.type]
            if kind != "bool":
                imports.add("app.fields", kind)
        found.append(_filter(query_name(field.name), kind, imports))
    for one in shape.references:
        imports.add("app.fields", "RefFilter")
        found.append(_filter(query_name(one.column), "RefFilter", imports))
    for through in shape.through:
        imports.add("app.fields", "RefFilter")
        found.append(_filter(through.query, "RefFilter", imports))
    return tuple(found)


def _filter(query: str, kind: str, imports: Imports) -> BodyField:
    attribute = filter_attribute(query)
    if attribute == query:
        return BodyField(attribute, f"{kind} | None", " = None")
    imports.add("pydantic", "Field")
    return BodyField(attribute, f"{kind} | None", f" = Field(None, alias={quote(query)})")


SCHEMAS = EntityTarget(
    name="schemas",
    template="schemas/entity.j2",
    path=lambda entity: f"app/schemas/{module_name(entity.singular)}.py",
    view=schemas_view,
    features=needs,
    after=lambda entity: (
        f"app/models/{module_name(entity.singular)}.py",
        "app/fields.py",
        "app/schemas/base.py",
    ),
)
