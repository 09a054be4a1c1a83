"""Facts of the spec that its web pages must keep: what people can fill in, and filter by."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from baesc.knowledge.facts.kinds import Texts
from baesc.knowledge.python_names import query_name
from baesc.knowledge.shapes import ids_name, is_exact, search_fields, shape_of, sort_fields
from baesc.language.ir import Entity, Field, System

# Told apart from what the pages are made of: a fault there must not be what is asked for here.
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
_LARGEST_INTEGER = 2**31 - 1


class SpecInput(NamedTuple):
    """What a page lets people fill in (a column, a set of rows), or filter by."""

    line: int
    entity: str
    name: str
    kind: str
    edits: bool
    required: bool
    unasked: Texts


class SpecSetting(NamedTuple):
    """A setting that an input of a page must have for what the spec says of its field."""

    line: int
    entity: str
    input: str
    about: str
    text: str


Found = tuple[SpecInput, dict[str, Texts]]


def inputs_of(system: System, entity: Entity) -> Iterator[tuple[SpecInput, list[SpecSetting]]]:
    """Yield what the page of an entity offers, in the order of the spec, with its settings."""
    for made, settings in _inputs(system, entity):
        yield (
            made,
            [
                SpecSetting(1, entity.name, made.name, about, text)
                for about, texts in settings.items()
                for text in texts
            ],
        )


def _inputs(system: System, entity: Entity) -> Iterator[Found]:
    for field in entity.fields:
        if field.computed is None:
            yield _column(entity, field)
        else:
            yield _shown(entity, field)
    shape = shape_of(system, entity)
    own = {one.relation: one.query for one in shape.through if one.declared}
    edited = set()
    for relation in entity.relations:
        name = relation.column
        refers = _refers(system, relation.target, relation.name)
        label = f"label={relation.label!r}"
        if name is not None:
            made = _input(entity, name, "Relation", "default", required=relation.required)
            yield made, {"reference": (*refers, label), "filter": _filters(name, query_name(name))}
        elif relation.via is None:
            name = ids_name(relation)
            edited.add(relation.name)
            query = own.get(relation.name)
            filters = _filters(name, query) if query else ()
            made = _input(entity, name, "Relations", required=False)
            yield made, {"reference": (*refers, label), "filter": filters}
    for one in shape.through:
        if not (one.declared and one.relation in edited):
            made = _input(entity, one.query, "Relation", required=False)._replace(edits=False)
            yield made, {"reference": _refers(system, one.other_entity, one.relation)}


def _input(entity: Entity, name: str, kind: str, *unasked: str, required: bool) -> SpecInput:
    return SpecInput(1, entity.name, name, kind, edits=True, required=required, unasked=unasked)


def _column(entity: Entity, field: Field) -> Found:
    kind = "Exact" if is_exact(field) else _KINDS[field.type]
    is_random = field.default is not None and field.default.kind == "random"
    limits = _limits(field, kind)
    can_filter = field.type in {"enum", "boolean"}
    unasked = (
        *(() if field.default is not None else ("default",)),
        *(name for name, value in limits.items() if not value),
    )
    required = field.required and not is_random
    made = _input(entity, field.name, kind, *unasked, required=required)
    return made, {
        "limit": tuple(f"{name}={value}" for name, value in limits.items() if value),
        "start": _start(field),
        "label": (f"label={field.label!r}",),
        "option": tuple(f"options[{one.value!r}]" for one in field.choices),
        "filter": _filters(field.name, query_name(field.name)) if can_filter else (),
    }


def _shown(entity: Entity, field: Field) -> Found:
    """Return what a page shows of a computed field, which nobody fills in."""
    made, settings = _column(entity, field)
    unasked = ("default", "low", "high", "min_length", "max_length", "pattern")
    filters = settings["filter"] if field.stored else ()
    limits = tuple(one for one in settings["limit"] if one.startswith("places="))
    shown = made._replace(edits=False, required=False, unasked=unasked)
    return shown, {**settings, "limit": limits, "filter": filters}


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
        return {
            "low": _number(low) or f"-{_LARGEST_INTEGER}",
            "high": _number(high) or str(_LARGEST_INTEGER),
        }
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
    if default is None or default.kind == "random":
        return ()
    if field.type == "json":
        return _json_start(json.loads(str(default.value)))
    if default.kind != "value":
        return (f"default={default.kind!r}",)
    is_number = field.type in {"integer", "float"} or (
        field.type == "decimal" and not is_exact(field)
    )
    return (f"default={_number(default.value) if is_number else repr(default.value)}",)


def _json_start(value: object) -> Texts:
    if value is None:
        return ()
    if isinstance(value, dict | list):
        return (f"default={'[...]' if value else '[]'}",)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return (f"default={_number(value) if is_number else repr(value)}",)


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
