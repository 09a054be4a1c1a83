"""The table of an entity."""

from typing import NamedTuple

from baesc.knowledge.checking.rule_checks import check_lines
from baesc.knowledge.column_types import (
    TYPE_IMPORTS,
    annotation,
    column_type,
    range_check,
    value_code,
)
from baesc.knowledge.computed_methods import Method, method_of
from baesc.knowledge.enum_classes import (
    EnumClass,
    enum_class,
    label_fallback,
    member_code,
    row_label,
)
from baesc.knowledge.features import needs
from baesc.knowledge.filters import literal, quote
from baesc.knowledge.imports import Imports
from baesc.knowledge.python_names import module_name, table_column
from baesc.knowledge.reading_ways import Inward, inwards_of
from baesc.knowledge.shapes import Many, Shape, ToOne, is_exact, shape_of
from baesc.knowledge.target import EntityTarget
from baesc.knowledge.wording import a, sentence
from baesc.language.ir import Entity, Field, System


class LinkTable(NamedTuple):
    """A table between two others."""

    variable: str
    table: str
    column: str
    refers: str
    other_column: str
    other_refers: str


class Attribute(NamedTuple):
    """One line of the class; `value` is what follows the annotation, if anything."""

    attribute: str
    annotation: str
    value: str


class SetOfIds(NamedTuple):
    """The ids of related rows, as a property."""

    ids: str
    relation: str


class ModelView(NamedTuple):
    """What the template of models reads."""

    title: str
    cls: str
    doc: str
    fallback: str
    table: str
    imports: tuple[str, ...]
    late_imports: tuple[str, ...]
    enums: tuple[EnumClass, ...]
    links: tuple[LinkTable, ...]
    rules: tuple[str, ...]
    columns: tuple[Attribute, ...]
    relations: tuple[Attribute, ...]
    sets: tuple[SetOfIds, ...]
    label_attribute: str
    label_value: str
    label_optional: bool
    label_fallback: str
    computed: tuple[Method, ...]


def model_view(system: System, entity: Entity) -> ModelView:
    """Return what the template of models reads."""
    shape = shape_of(system, entity)
    imports, late = Imports(), Imports()
    imports.add("app.database.base", "Base")
    indexed = {names[0] for names in entity.indexes if len(names) == 1}
    unique = {names[0] for names in entity.unique if len(names) == 1}
    columns = [_column(shape, *one, indexed, unique, imports) for one in shape.kept]
    columns.extend(_reference(one, unique, imports) for one in shape.references)
    relations = [_relation(shape, one, imports, late) for one in shape.references]
    relations.extend(_many(shape, one, imports, late) for one in shape.sets)
    relations.extend(_inward(shape, one, imports, late) for one in inwards_of(system, entity))
    rules = (*_rules(shape, imports), *check_lines(system, entity, imports))
    computed = tuple(method_of(system, shape, *one, imports) for one in shape.computed)
    if columns or relations:
        imports.add("sqlalchemy.orm", "Mapped")
    if rules:
        imports.add("app.database.base", "NO_REUSE")
    label = row_label(shape)
    enums = tuple(
        enum_class(entity, field, shape) for field, _ in shape.shown if field.type == "enum"
    )
    links = tuple(_link(shape, one) for one in shape.sets)
    if enums:
        imports.add("enum", "StrEnum")
    if links:
        imports.add("sqlalchemy", "Column", "ForeignKey", "Table")
    late_lines = late.lines()
    if late_lines:
        imports.add("typing", "TYPE_CHECKING")
    return ModelView(
        title=sentence(entity.label_plural),
        cls=shape.named.cls,
        doc=entity.doc,
        fallback=sentence(a(entity.label)),
        table=entity.table,
        imports=imports.lines(),
        late_imports=late_lines,
        enums=enums,
        links=links,
        rules=rules,
        columns=tuple(columns),
        relations=tuple(relations),
        sets=tuple(SetOfIds(one.ids_attribute, one.attribute) for one in shape.sets),
        label_attribute=label[0],
        label_value=label[1],
        label_optional=label[2],
        label_fallback=label_fallback(entity),
        computed=computed,
    )


def _column(
    shape: Shape,
    field: Field,
    attribute: str,
    indexed: set[str],
    unique: set[str],
    imports: Imports,
) -> Attribute:
    enum = shape.enums.get(field.name, "")
    exact = is_exact(field)
    kind = column_type(field, exact)
    for module, name in kind.imports:
        imports.add(module, name)
    hint = annotation(field, enum)
    base = hint.removesuffix(" | None")
    if base in TYPE_IMPORTS:
        imports.add(*TYPE_IMPORTS[base])
    arguments = [quote(field.name)] if attribute != field.name else []
    if enum:
        arguments.append(f"enum_type({enum}, {quote(field.name)})")
    elif mapped := kind.mapped(field):
        arguments.append(mapped)
    if base == "Any" and not field.required:
        arguments.append("nullable=True")
    arguments.extend(_default(field, shape, imports))
    if field.unique or field.name in unique:
        arguments.append("unique=True")
    elif field.index or field.name in indexed:
        arguments.append("index=True")
    return Attribute(attribute, hint, _call(arguments, imports))


def _call(arguments: list[str], imports: Imports) -> str:
    if not arguments:
        return ""
    imports.add("sqlalchemy.orm", "mapped_column")
    return f" = mapped_column({', '.join(arguments)})"


def _default(field: Field, shape: Shape, imports: Imports) -> list[str]:
    default = field.default
    if default is None or field.type == "json":
        return []
    if default.kind == "today":
        imports.add("app.fields", "today")
        return ["default=today"]
    if default.kind == "now":
        imports.add("app.database.base", "utc_now")
        return ["default=utc_now"]
    if default.kind == "random":
        imports.add("uuid", "uuid4")
        return ["default=uuid4"]
    if field.type == "enum":
        return [f"default={member_code(shape, field, str(default.value))}"]
    code, imported = value_code(field.type, default.value)
    if imported is not None:
        imports.add(*imported)
    if field.type == "datetime":
        imports.add("datetime", "UTC")
    return [f"default={code}"]


def _reference(one: ToOne, unique: set[str], imports: Imports) -> Attribute:
    imports.add("sqlalchemy", "ForeignKey")
    on_delete = one.relation.on_delete.upper().replace("_", " ")
    arguments = [quote(one.column)] if one.attribute != one.column else []
    arguments.append(f'ForeignKey("{one.target.table}.id", ondelete="{on_delete}")')
    is_unique = one.relation.kind == "one_to_one" or one.column in unique
    arguments.append("unique=True" if is_unique else "index=True")
    hint = "int" if one.relation.required else "int | None"
    return Attribute(one.attribute, hint, _call(arguments, imports))


def _relation(shape: Shape, one: ToOne, imports: Imports, late: Imports) -> Attribute:
    imports.add("sqlalchemy.orm", "relationship")
    target = one.target.cls
    arguments = [f"foreign_keys=[{one.attribute}]"]
    if one.target.name == shape.entity.name:
        # A row that refers to itself would be a circle to a relation that is written through.
        arguments += [f'remote_side="{target}.id"', "viewonly=True"]
    else:
        late.add(f"app.models.{one.target.module}", target)
    hint = f'"{target}"' if one.relation.required else f'"{target} | None"'
    value = f"relationship({', '.join([*arguments, _LAZY])})"
    return Attribute(one.label, hint, value)


# What a query does not ask for is never loaded row by row.
_LAZY = 'lazy="raise"'


def _many(shape: Shape, one: Many, imports: Imports, late: Imports) -> Attribute:
    imports.add("sqlalchemy.orm", "relationship")
    target = one.target.cls
    arguments = [f"secondary={one.variable}"]
    link = one.relation.link
    if one.target.name == shape.entity.name:
        if link is not None:
            for side, column in (("primary", link.column), ("secondary", link.other_column)):
                found = table_column(one.variable, column)
                arguments.append(f"{side}join=lambda: {target}.id == {found}")
    else:
        late.add(f"app.models.{one.target.module}", target)
    arguments.append(f'order_by="{target}.id"')
    value = f"relationship({', '.join([*arguments, _LAZY])})"
    return Attribute(one.attribute, f'list["{target}"]', value)


def _inward(shape: Shape, one: Inward, imports: Imports, late: Imports) -> Attribute:
    imports.add("sqlalchemy.orm", "relationship")
    if one.target != shape.named.cls:
        late.add(f"app.models.{one.module}", one.target)
    hint = f'list["{one.target}"]' if one.many else f'"{one.target} | None"'
    return Attribute(one.attribute, hint, f"relationship({', '.join(one.arguments)})")


def _rules(shape: Shape, imports: Imports) -> tuple[str, ...]:
    found: list[str] = []
    for field, _ in shape.kept:
        check = range_check(field, is_exact(field))
        if check:
            imports.add("sqlalchemy", "CheckConstraint")
            found.append(f'CheckConstraint({literal(check, 12)}, name="{field.name}_range")')
    for names in shape.entity.unique:
        if len(names) > 1:
            imports.add("sqlalchemy", "UniqueConstraint")
            found.append(f"UniqueConstraint({', '.join(map(quote, names))})")
    for names in shape.entity.indexes:
        if len(names) > 1:
            imports.add("sqlalchemy", "Index")
            found.append(f"Index(None, {', '.join(map(quote, names))})")
    return tuple(found)


def _link(shape: Shape, one: Many) -> LinkTable:
    link = one.relation.link
    if link is None:
        msg = f"{one.relation.name} has no table in between"
        raise ValueError(msg)
    return LinkTable(
        one.variable,
        link.table,
        link.column,
        f"{shape.entity.table}.id",
        link.other_column,
        f"{one.target.table}.id",
    )


def _late(_entity: Entity) -> tuple[str, ...]:
    return ("app/database/base.py",)


MODEL = EntityTarget(
    name="model",
    template="model/entity.j2",
    path=lambda entity: f"app/models/{module_name(entity.singular)}.py",
    view=model_view,
    features=needs,
    after=_late,
)
