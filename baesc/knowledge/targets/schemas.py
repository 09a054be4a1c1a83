"""The bodies and filters of an entity."""

from typing import NamedTuple

from baesc.knowledge.body_types import (
    Alias,
    body_type,
    constants_of,
    default_code,
    out_type,
)
from baesc.knowledge.features import needs
from baesc.knowledge.filters import quote
from baesc.knowledge.imports import Imports
from baesc.knowledge.python_names import (
    IMPORTED_CLASSES,
    free_name,
    module_name,
    pascal_case,
    query_name,
)
from baesc.knowledge.rule_names import rules_module
from baesc.knowledge.rule_shapes import asked_rules
from baesc.knowledge.shapes import (
    Shape,
    filter_attribute,
    filter_fields,
    shape_of,
    sort_fields,
)
from baesc.knowledge.target import EntityTarget
from baesc.knowledge.wording import a, lower
from baesc.language.ir import Entity, System


class BodyField(NamedTuple):
    """A field of a body; `value` is what follows its type."""

    attribute: str
    annotation: str
    value: str


class SchemasView(NamedTuple):
    """What the template of bodies reads."""

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
    rules: bool


def schemas_view(system: System, entity: Entity) -> SchemasView:
    """Return what the template of bodies reads."""
    shape = shape_of(system, entity)
    imports = Imports()
    imports.add("typing", "Literal")
    imports.add("app.schemas.base", "Filters", "In", "Out", "Paging")
    taken = set(IMPORTED_CLASSES) | set(shape.enums.values())
    taken |= {shape.named.cls + end for end in ("", "Create", "Update", "Out", "Filters", "Paging")}
    rules = any(one.kind == "row" for one in asked_rules(system, entity))
    if rules:
        taken.add("Self")
    bodies = _Bodies()
    aliases = _add_fields(bodies, shape, taken, imports)
    _add_references(bodies, shape, imports)
    _add_sets(bodies, shape, imports)
    if rules:
        _obey_rules(shape, imports)
    filters = _filters(shape, imports)
    constants = constants_of(shape, imports)
    many, one = lower(entity.label_plural), a(entity.label)
    return SchemasView(
        title=f"Bodies and filters of {many}",
        cls=shape.named.cls,
        imports=imports.lines(),
        aliases=(*aliases, *constants),
        create_doc=f"All the values of {one}.",
        create=tuple(bodies.create),
        update_doc=f"The fields of {one} to change.",
        update=tuple(bodies.update),
        out_doc=f"{one[:1].upper()}{one[1:]} as it is stored.",
        out=tuple(bodies.out),
        filters_doc=f"Query parameters of the export of {many}.",
        sorts=tuple(
            quote(name)
            for name in (
                "id",
                "created_at",
                "updated_at",
                *(one.name for one in sort_fields(entity)),
            )
        ),
        filters=filters,
        paging_doc=f"Query parameters of the list of {many}.",
        rules=rules,
    )


class _Bodies:
    """The fields of the three bodies of an entity, as they come together."""

    def __init__(self) -> None:
        self.create: list[BodyField] = []
        self.update: list[BodyField] = []
        self.out: list[BodyField] = []


def _add_fields(bodies: _Bodies, shape: Shape, taken: set[str], imports: Imports) -> list[Alias]:
    """Add what the spec calls fields; return names for their longer types."""
    aliases: list[Alias] = []
    for field, attribute in shape.shown:
        nothing = "" if field.required else " | None"
        shown = out_type(shape, field, imports)
        bodies.out.append(_shown(attribute, field.name, shown + nothing, imports))
        if field.computed is not None:
            continue
        kind = body_type(shape, field, imports)
        if kind.startswith("Annotated["):
            alias = free_name(pascal_case(field.name), taken, "Value")
            taken.add(alias)
            aliases.append(Alias(alias, kind))
            kind = alias
        default = default_code(shape, field, attribute, imports)
        bodies.create.append(BodyField(attribute, kind + nothing, default))
        bodies.update.append(_change(attribute, field.name, kind, nothing, imports))
    return aliases


def _obey_rules(shape: Shape, imports: Imports) -> None:
    imports.add("typing", "Self")
    imports.add("pydantic", "model_validator")
    imports.add("app.rules", "obey")
    imports.add(f"app.rules.{rules_module(shape.entity)}", "ROW_RULES")


def _change(attribute: str, name: str, kind: str, nothing: str, imports: Imports) -> BodyField:
    imports.add("pydantic", "MISSING")
    value = " = MISSING"
    if attribute != name:
        imports.add("pydantic", "Field")
        value = f" = Field(MISSING, alias={quote(name)})"
    return BodyField(attribute, f"{kind} | MISSING{nothing}", value)


def _shown(attribute: str, name: str, kind: str, imports: Imports) -> BodyField:
    if kind.startswith("Annotated["):
        imports.add("typing", "Annotated")
    kind = "Any" if kind == "Any | None" else kind
    if attribute == name:
        return BodyField(attribute, kind, "")
    imports.add("pydantic", "Field")
    return BodyField(attribute, kind, f" = Field(serialization_alias={quote(name)})")


def _add_references(bodies: _Bodies, shape: Shape, imports: Imports) -> None:
    for one in shape.references:
        imports.add("app.fields", "Ref")
        imports.add("app.schemas.base", "Label")
        nothing = "" if one.relation.required else " | None"
        value = "" if one.relation.required else " = None"
        if one.attribute != one.column:
            imports.add("pydantic", "Field")
            start = "" if one.relation.required else "None, "
            value = f" = Field({start}alias={quote(one.column)})"
        bodies.create.append(BodyField(one.attribute, f"Ref{nothing}", value))
        bodies.update.append(_change(one.attribute, one.column, "Ref", nothing, imports))
        bodies.out.append(_shown(one.attribute, one.column, f"int{nothing}", imports))
        bodies.out.append(_shown(one.label, one.relation.name, f"Label{nothing}", imports))


def _add_sets(bodies: _Bodies, shape: Shape, imports: Imports) -> None:
    for one in shape.sets:
        imports.add("app.fields", "Refs")
        imports.add("app.schemas.base", "Label")
        alias = f", alias={quote(one.ids)}" if one.ids_attribute != one.ids else ""
        imports.add("pydantic", "Field")
        bodies.create.append(
            BodyField(one.ids_attribute, "Refs", f" = Field(default_factory=list{alias})")
        )
        bodies.update.append(_change(one.ids_attribute, one.ids, "Refs", "", imports))
        bodies.out.append(_shown(one.ids_attribute, one.ids, "list[int]", imports))
        bodies.out.append(_shown(one.attribute, one.relation.name, "list[Label]", imports))


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
        *([f"app/rules/{rules_module(entity)}.py"] if entity.rules else []),
        "app/fields.py",
        "app/schemas/base.py",
    ),
)
