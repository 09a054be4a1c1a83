"""Facts of the spec that its web pages must keep: what people can fill in, and filter by."""

from collections.abc import Iterator
from typing import NamedTuple

from baesc.knowledge.facts.kinds import Texts
from baesc.knowledge.python_names import query_name
from baesc.knowledge.shapes import ids_name, is_exact, search_fields, shape_of, sort_fields
from baesc.language.ir import Entity, Field, System

_KINDS = {
    "string": "Text",
    "text": "LongText",
    "integer": "Number",
    "float": "Number",
    "decimal": "Number",
    "boolean": "Flag",
    "date": "Day",
    "time": "Clock",
    "datetime": "Moment",
    "email": "Email",
    "url": "Url",
    "uuid": "Identifier",
    "enum": "Choice",
    "json": "Json",
}
# What an input of a kind takes for granted when nothing says otherwise.
_LENGTHS = {"Email": 254, "Url": 2000}
_LONGEST_TEXT = 10_000


class SpecInput(NamedTuple):
    """What a page lets people fill in (a column, a set of rows), or filter by."""

    line: int
    entity: str
    name: str
    kind: str
    edits: bool
    required: bool
    limits: Texts
    start: Texts
    options: Texts
    refers: Texts
    filters: Texts
    unasked: Texts


def inputs_of(system: System, entity: Entity) -> Iterator[SpecInput]:
    """Yield what the page of an entity offers, in the order of the spec."""
    for field in entity.fields:
        if field.computed is None:
            yield _column(entity, field)
    shape = shape_of(system, entity)
    own = {one.relation: one.query for one in shape.through if one.declared}
    edited = set()
    for relation in entity.relations:
        name = relation.column
        if name is not None:
            yield _made(entity, name, "Relation", required=relation.required)._replace(
                refers=_refers(system, relation.target, relation.name),
                filters=_filters(name, query_name(name)),
                unasked=("default",),
            )
        elif relation.via is None:
            name = ids_name(relation)
            edited.add(relation.name)
            query = own.get(relation.name)
            yield _made(entity, name, "Relations", required=False)._replace(
                refers=_refers(system, relation.target, relation.name),
                filters=_filters(name, query) if query else (),
            )
    for one in shape.through:
        if not (one.declared and one.relation in edited):
            yield _made(entity, one.query, "Relation", required=False)._replace(
                edits=False, refers=_refers(system, one.other_entity, one.relation)
            )


def _made(entity: Entity, name: str, kind: str, *, required: bool) -> SpecInput:
    nothing: Texts = ()
    return SpecInput(
        line=1,
        entity=entity.name,
        name=name,
        kind=kind,
        edits=True,
        required=required,
        limits=nothing,
        start=nothing,
        options=nothing,
        refers=nothing,
        filters=nothing,
        unasked=nothing,
    )


def _column(entity: Entity, field: Field) -> SpecInput:
    kind = "Exact" if is_exact(field) else _KINDS[field.type]
    is_random = field.default is not None and field.default.kind == "random"
    limits = _limits(field, kind)
    start = _start(field)
    can_filter = field.type in {"enum", "boolean"}
    return _made(entity, field.name, kind, required=field.required and not is_random)._replace(
        limits=tuple(f"{name}={value}" for name, value in limits.items() if value),
        start=start,
        options=tuple(f"options[{one.value!r}]" for one in field.choices),
        filters=_filters(field.name, query_name(field.name)) if can_filter else (),
        unasked=(
            *(() if field.default is not None else ("default",)),
            *(name for name, value in limits.items() if not value),
        ),
    )


def _filters(name: str, query: str) -> Texts:
    renamed = (f"filter_name={query!r}",) if query != name else ()
    return ("can_filter=True", *renamed)


def _limits(field: Field, kind: str) -> dict[str, str]:
    """Return the limits of an input as code; an empty one must not be there."""
    low, high = field.minimum, field.maximum
    if kind in {"Text", "LongText"}:
        least = field.min_length or 0
        return {
            "min_length": str(least) if least > 1 else "",
            "max_length": str(field.max_length or _LONGEST_TEXT),
            "pattern": "" if field.pattern is None else repr(field.pattern),
        }
    if kind in _LENGTHS and field.max_length != _LENGTHS[kind]:
        return {"max_length": str(field.max_length)}
    if field.type == "integer":
        # Without bounds, an input may still know how much fits into a column.
        bounds = {"low": _number(low), "high": _number(high)}
        return {name: value for name, value in bounds.items() if value}
    if kind == "Number":
        largest = _largest(field)
        return {
            "low": _number(low) or (f"-{largest}" if largest else ""),
            "high": _number(high) or largest,
            **({"places": str(field.scale) if field.scale else ""} if largest else {}),
            **({"places": "None"} if field.type == "float" else {}),
        }
    if kind in {"Day", "Moment"}:
        return {
            name: "" if value is None else repr(value)
            for name, value in (("low", low), ("high", high))
        }
    return {}


def _largest(field: Field) -> str:
    """Return the largest number that a decimal column holds."""
    if field.type != "decimal":
        return ""
    scale = field.scale or 0
    return _number(float(f"{'9' * ((field.precision or 0) - scale)}.{'9' * scale}"))


def _number(value: object) -> str:
    """Return a number as code, the same for `1` and `1.0`."""
    if value is None:
        return ""
    number = float(value) if isinstance(value, str) else value
    return repr(number).removesuffix(".0")


def _start(field: Field) -> Texts:
    """Return what a new row starts from, where that is a plain value."""
    default = field.default
    if default is None or default.kind == "random" or field.type == "json":
        return ()
    if default.kind != "value":
        return (f"default={default.kind!r}",)
    is_number = field.type in {"integer", "float"} or (
        field.type == "decimal" and not is_exact(field)
    )
    return (f"default={_number(default.value) if is_number else repr(default.value)}",)


def _refers(system: System, target: str, related: str) -> Texts:
    """Return where an input finds the rows to pick from, and how it shows them."""
    entity = system.entity(target)
    found = [f"path={'/' + entity.path!r}", f"related={related!r}"]
    if entity.display:
        found.append(f"display={entity.display!r}")
        if entity.display in {field.name for field in sort_fields(entity)}:
            found.append(f"sort={entity.display!r}")
    if not search_fields(entity):
        found.append("can_search=False")
    return tuple(found)
