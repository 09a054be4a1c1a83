"""The page of an entity: what its template reads."""

from typing import NamedTuple

from baesc.knowledge.features import needs
from baesc.knowledge.filters import literal
from baesc.knowledge.icons import icon_of
from baesc.knowledge.imports import Imports
from baesc.knowledge.python_names import module_name, query_name
from baesc.knowledge.shapes import Shape, Through, is_exact, search_fields, shape_of, sort_fields
from baesc.knowledge.target import EntityTarget
from baesc.knowledge.wording import lower
from baesc.language.ir import Entity, Field, Relation, System

Settings = list[tuple[str, str]]
MOST_SORTS = 6
LARGEST = 2**31 - 1
USUAL_LENGTHS = {"email": 254, "url": 2000}
KINDS = {
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


class PageField(NamedTuple):
    """A field of a page: its kind and the code of its settings."""

    name: str
    kind: str
    settings: tuple[tuple[str, str], ...]


class PageView(NamedTuple):
    """What the template of a page reads."""

    path: str
    title: str
    singular: str
    icon: str
    doc: str
    imports: tuple[str, ...]
    fields: tuple[PageField, ...]
    filters: tuple[PageField, ...]
    sorts: tuple[tuple[str, str], ...]
    can_search: bool


def page_view(system: System, entity: Entity) -> PageView:
    """Return what the template of a page reads."""
    shape = shape_of(system, entity)
    titles = _title_names(entity)
    fields = [_field(field, field.name in titles) for field, _ in shape.columns]
    own = {one.relation: one for one in shape.through if one.declared}
    for relation in entity.relations:
        if relation.column is not None:
            fields.append(_to_one(system, relation, relation.column in titles))
        elif relation.via is None:
            fields.append(_to_many(system, shape, relation, own.get(relation.name)))
    ids = {one.relation.name for one in shape.sets}
    others = [
        _through(system, entity, one)
        for one in shape.through
        if not (one.declared and one.relation in ids)
    ]
    imports = Imports()
    imports.add("ui.crud", "EntityPage")
    for one in (*fields, *others):
        picker = one.kind in {"Relation", "Relations"}
        imports.add("ui.pickers" if picker else "ui.fields", one.kind)
    return PageView(
        path=f"/{entity.path}",
        title=entity.label_plural,
        singular=lower(entity.label),
        icon=icon_of(entity.icon, entity.singular),
        doc=entity.doc,
        imports=imports.lines(),
        fields=tuple(fields),
        filters=tuple(others),
        sorts=_sorts(entity),
        can_search=bool(search_fields(entity)),
    )


def _title_names(entity: Entity) -> frozenset[str]:
    """Return what a row is called by before it is deleted."""
    if entity.display:
        return frozenset({entity.display})
    columns = [relation.column for relation in entity.relations if relation.column]
    return frozenset(columns[:2])


def _field(field: Field, in_title: bool) -> PageField:
    kind = "Exact" if is_exact(field) else KINDS[field.type]
    settings: Settings = [("name", literal(field.name)), ("label", literal(field.label, 12))]
    settings += _settings(field, kind)
    made_later = field.default is not None and field.default.kind == "random"
    if not field.required or made_later:
        settings.append(("required", "False"))
    if field.type in {"enum", "boolean"}:
        settings.append(("can_filter", "True"))
        if query_name(field.name) != field.name:
            settings.append(("filter_name", literal(query_name(field.name))))
    if in_title:
        settings.append(("in_title", "True"))
    if field.doc:
        settings.append(("doc", literal(field.doc, 16)))
    default = _default(field)
    if default is not None:
        settings.append(("default", literal(default, 16)))
    return PageField(field.name, kind, tuple(settings))


def _settings(field: Field, kind: str) -> Settings:
    if kind in {"Text", "LongText"}:
        return _text_settings(field)
    if field.type in USUAL_LENGTHS and field.max_length != USUAL_LENGTHS[field.type]:
        return [("max_length", str(field.max_length))]
    if kind == "Exact":
        scale = field.scale or 0
        places = rf"(\.[0-9]{{1,{scale}}})?" if scale else ""
        return [("pattern", literal(f"-?[0-9]+{places}", 16))]
    if kind == "Number":
        return _number_settings(field)
    if kind in {"Day", "Moment"}:
        limits = (("low", field.minimum), ("high", field.maximum))
        return [(name, literal(value)) for name, value in limits if value is not None]
    if kind == "Choice":
        options = {choice.value: choice.label for choice in field.choices}
        return [("options", literal(options, 16))]
    return []


def _text_settings(field: Field) -> Settings:
    settings: Settings = []
    if field.min_length is not None and field.min_length > 1:
        settings.append(("min_length", str(field.min_length)))
    longest = field.max_length or (10_000 if field.type == "text" else 255)
    settings.append(("max_length", str(longest)))
    if field.pattern is not None:
        settings.append(("pattern", literal(field.pattern, 16)))
    return settings


def _number_settings(field: Field) -> Settings:
    low, high = field.minimum, field.maximum
    settings: Settings = []
    if field.type == "integer":
        low = -LARGEST if low is None else low
        high = LARGEST if high is None else high
    elif field.type == "decimal":
        scale = field.scale or 0
        largest = 10 ** ((field.precision or 0) - scale) - 10**-scale
        low = -largest if low is None else float(low)
        high = largest if high is None else float(high)
    for name, value in (("low", low), ("high", high)):
        if value is not None:
            settings.append((name, literal(value)))
    if field.type == "decimal" and field.scale:
        settings.append(("places", str(field.scale)))
    elif field.type == "float":
        settings.append(("places", "None"))
    return settings


def _default(field: Field) -> object:
    if field.default is None or field.default.kind == "random":
        return None
    if field.default.kind in {"today", "now"}:
        return field.default.kind
    value = field.default.value
    if field.type == "json" and isinstance(value, str):
        import json

        return json.loads(value)
    if field.type == "decimal" and not is_exact(field):
        return float(str(value))
    return value


def _picker(system: System, target: str, related: str, label: str) -> Settings:
    entity = system.entity(target)
    settings: Settings = [
        ("label", literal(label, 12)),
        ("path", literal(f"/{entity.path}")),
        ("related", literal(related)),
        ("noun", literal(entity.label, 12)),
    ]
    if entity.display:
        settings.append(("display", literal(entity.display)))
        if entity.display in {field.name for field in sort_fields(entity)}:
            settings.append(("sort", literal(entity.display)))
    if not search_fields(entity):
        settings.append(("can_search", "False"))
    return settings


def _to_one(system: System, relation: Relation, in_title: bool) -> PageField:
    column = relation.column or ""
    settings: Settings = [("name", literal(column))]
    settings += _picker(system, relation.target, relation.name, relation.label)
    if not relation.required:
        settings.append(("required", "False"))
    settings.append(("can_filter", "True"))
    if query_name(column) != column:
        settings.append(("filter_name", literal(query_name(column))))
    if in_title:
        settings.append(("in_title", "True"))
    if relation.doc:
        settings.append(("doc", literal(relation.doc, 16)))
    return PageField(column, "Relation", tuple(settings))


def _to_many(
    system: System, shape: Shape, relation: Relation, through: Through | None
) -> PageField:
    ids = next(one.ids for one in shape.sets if one.relation.name == relation.name)
    settings: Settings = [("name", literal(ids))]
    settings += _picker(system, relation.target, relation.name, relation.label)
    if through is not None:
        settings += [("can_filter", "True"), ("filter_name", literal(through.query))]
    if relation.doc:
        settings.append(("doc", literal(relation.doc, 16)))
    return PageField(ids, "Relations", tuple(settings))


def _through(system: System, entity: Entity, one: Through) -> PageField:
    """Return a filter by the other side of a relation that this page does not edit."""
    other = system.entity(one.other_entity)
    relations = (entity if one.declared else other).relations
    relation = next(each for each in relations if each.name == one.relation)
    is_plain = one.query == query_name(f"{other.singular}_id")
    label = relation.label if one.declared else relation.inverse_label
    settings: Settings = [("name", literal(one.query))]
    settings += _picker(system, other.name, one.relation, other.label if is_plain else label)
    return PageField(one.query, "Relation", (*settings, ("required", "False")))


def _sorts(entity: Entity) -> tuple[tuple[str, str], ...]:
    found = [("-id", "Newest first"), ("id", "Oldest first")]
    for field in sort_fields(entity)[:MOST_SORTS]:
        found.append((field.name, field.label))
        if field.type in {"integer", "float", "decimal"}:
            found.append((f"-{field.name}", f"{field.label}, highest first"))
        elif field.type in {"date", "datetime"}:
            found.append((f"-{field.name}", f"{field.label}, latest first"))
    return tuple(found)


def _after(entity: Entity) -> tuple[str, ...]:
    module = module_name(entity.singular)
    return ("ui/crud.py", "ui/fields.py", "ui/pickers.py", f"app/routes/{module}_routes.py")


PAGE = EntityTarget(
    name="page",
    template="page/entity.j2",
    path=lambda entity: f"ui/pages/{module_name(entity.singular)}_management.py",
    view=page_view,
    features=needs,
    after=_after,
)
