"""What the spec promises the callers of the API: values in bodies, and filters of lists."""

from collections.abc import Iterator

from baesc.knowledge.facts.api_kinds import SpecFilter, SpecValue
from baesc.knowledge.filters import PYTHON_TYPES
from baesc.knowledge.python_names import query_name
from baesc.knowledge.sample_rows import moves_alike, samples_of
from baesc.knowledge.shapes import (
    Shape,
    filter_fields,
    search_fields,
    shape_of,
    shapes_of,
    sort_fields,
)
from baesc.language.ir import Default, Entity, Field, Plain, System

STAMPS = ("id", "created_at", "updated_at")
_LONGEST_TEXT = 10_000


def values_of(system: System, entity: Entity) -> Iterator[SpecValue]:
    """Yield what bodies say of each column, and of each set of related rows."""
    shape = shape_of(system, entity)
    searched = {one.name for one in search_fields(entity)}
    moving = moves_alike(samples_of(shapes_of(system), entity.name))
    for (field, attribute), moves in zip(shape.columns, moving, strict=True):
        yield SpecValue(
            line=1,
            entity=entity.name,
            name=field.name,
            attribute=attribute,
            type=field.type,
            python=_python(shape, field),
            required=field.required,
            given=field.required and field.default is None,
            min_length=_min_length(field),
            max_length=_max_length(field),
            minimum=_text(field, field.minimum),
            maximum=_text(field, field.maximum),
            digits="" if field.precision is None else str(field.precision),
            places="" if field.scale is None else str(field.scale),
            pattern=field.pattern or "",
            default=_default(shape, field),
            relation="",
            searched=field.name in searched,
            moving=moves,
        )
    for one in shape.references:
        required = one.relation.required
        names = (one.column, one.attribute, one.relation.name)
        yield _related(entity, names, "reference", required=required)
    for many in shape.sets:
        names = (many.ids, many.ids_attribute, many.relation.name)
        yield _related(entity, names, "references", required=True)


def _related(
    entity: Entity, names: tuple[str, str, str], kind: str, *, required: bool
) -> SpecValue:
    name, attribute, relation = names
    return SpecValue(
        line=1,
        entity=entity.name,
        name=name,
        attribute=attribute,
        type=kind,
        python="int" if kind == "reference" else "list[int]",
        required=required,
        given=required and kind == "reference",
        min_length="", max_length="", minimum="", maximum="", digits="", places="", pattern="",
        default="list()" if kind == "references" else "" if required else "None",
        relation=relation,
        searched=False,
    )  # fmt: skip


def filters_of(system: System, entity: Entity) -> Iterator[SpecFilter]:
    """Yield the query parameters that lists are filtered by."""
    shape = shape_of(system, entity)
    for field in filter_fields(entity):
        name = query_name(field.name)
        yield SpecFilter(1, entity.name, name, field.type, _python(shape, field))
    for one in shape.references:
        yield SpecFilter(1, entity.name, query_name(one.column), "reference", "int")
    for through in shape.through:
        yield SpecFilter(1, entity.name, through.query, "through", "int")


def sorts_of(entity: Entity) -> tuple[str, ...]:
    """Return what a list may be sorted by."""
    return (*STAMPS, *(one.name for one in sort_fields(entity)))


def _python(shape: Shape, field: Field) -> str:
    return shape.enums[field.name] if field.type == "enum" else PYTHON_TYPES[field.type]


def _min_length(field: Field) -> str:
    if field.type == "text":
        return str(field.min_length or 1)
    return str(field.min_length) if (field.min_length or 0) > 1 else ""


def _max_length(field: Field) -> str:
    length = field.max_length or (_LONGEST_TEXT if field.type == "text" else None)
    return "" if length is None else str(length)


def _text(field: Field, value: Plain) -> str:
    if value is None:
        return ""
    text = str(value)
    if field.type == "decimal" and "." in text:
        return text.rstrip("0").rstrip(".")
    if field.type == "float" and isinstance(value, float) and value.is_integer():
        return str(int(value))
    if field.type in ("time", "datetime"):
        plain = text.removesuffix("Z")
        return plain.rstrip("0") if "." in plain else plain
    return text


def _default(shape: Shape, field: Field) -> str:
    """Return the default as text, `f()` where it is made at the moment of writing."""
    default = field.default
    if default is None:
        return "" if field.required else "None"
    if default.kind != "value":
        return f"{_MADE[default.kind]}()"
    if field.type == "enum":
        at = [one.value for one in field.choices].index(str(default.value))
        return f"{shape.enums[field.name]}.{shape.members[field.name][at]}"
    return _plain(field, default)


_MADE = {"today": "today", "now": "now", "random": "uuid4"}


def _plain(field: Field, default: Default) -> str:
    if field.type == "json":
        return str(default.value)
    return _text(field, default.value)
