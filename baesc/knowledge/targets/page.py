"""The page of an entity: what its template reads."""

from typing import NamedTuple

from baesc.knowledge.features import needs
from baesc.knowledge.filters import literal
from baesc.knowledge.icons import icon_of
from baesc.knowledge.imports import Imports
from baesc.knowledge.python_names import module_name, query_name
from baesc.knowledge.rule_shapes import messages_of
from baesc.knowledge.shapes import Shape, Through, search_fields, shape_of, sort_fields
from baesc.knowledge.target import EntityTarget
from baesc.knowledge.targets.page_actions import actions_path
from baesc.knowledge.targets.page_settings import (
    PageField,
    Settings,
    default_of,
    kind_of,
    settings_of,
)
from baesc.knowledge.wording import lower, sentence
from baesc.language.ir import Entity, Field, Relation, System

MOST_SORTS = 6


class PageView(NamedTuple):
    """What the template of a page reads."""

    path: str
    title: str
    singular: str
    icon: str
    doc: str
    imports: tuple[str, ...]
    fields: tuple[PageField, ...]
    computed: tuple[PageField, ...]
    actions: bool
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
    said = messages_of(system, entity)
    fields = [
        _with_rules(shape, one, said[one.name]) if one.name in said else one for one in fields
    ]
    computed = [_computed(field, field.name in titles) for field, _ in shape.computed]
    ids = {one.relation.name for one in shape.sets}
    others = [
        _through(system, entity, one)
        for one in shape.through
        if not (one.declared and one.relation in ids)
    ]
    imports = Imports()
    imports.add("ui.crud", "EntityPage")
    if entity.endpoints:
        imports.add(f"ui.actions.{module_name(entity.singular)}", "ACTIONS")
    for one in (*fields, *computed, *others):
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
        computed=tuple(computed),
        actions=bool(entity.endpoints),
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


def _with_rules(shape: Shape, field: PageField, messages: tuple[str, ...]) -> PageField:
    """Return a field that also tells the rules that it must obey."""
    docs = {one.name: one.doc for one in shape.entity.fields}
    docs |= {one.column: one.relation.doc for one in shape.references}
    docs |= {one.ids: one.relation.doc for one in shape.sets}
    parts = [sentence(one) for one in (docs[field.name], *messages) if one]
    settings = [one for one in field.settings if one[0] != "doc"]
    return field._replace(settings=(*settings, ("doc", literal(" ".join(parts), 16))))


def _field(field: Field, in_title: bool) -> PageField:
    kind = kind_of(field)
    settings: Settings = [("name", literal(field.name)), ("label", literal(field.label, 12))]
    settings += settings_of(field, kind)
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
    default = default_of(field)
    if default is not None:
        settings.append(("default", literal(default, 16)))
    return PageField(field.name, kind, tuple(settings))


def _computed(field: Field, in_title: bool) -> PageField:
    """Return a field that is shown and never asked for."""
    kind = kind_of(field)
    settings: Settings = [("name", literal(field.name)), ("label", literal(field.label, 12))]
    settings += [one for one in settings_of(field, kind) if one[0] in {"places", "options"}]
    settings.append(("required", "False"))
    if field.stored and field.type in {"enum", "boolean"}:
        settings.append(("can_filter", "True"))
        if query_name(field.name) != field.name:
            settings.append(("filter_name", literal(query_name(field.name))))
    if in_title:
        settings.append(("in_title", "True"))
    if field.doc:
        settings.append(("doc", literal(field.doc, 16)))
    return PageField(field.name, kind, tuple(settings))


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
    actions = (actions_path(entity),) if entity.endpoints else ()
    routes = f"app/routes/{module}_routes.py"
    return ("ui/crud.py", "ui/fields.py", "ui/pickers.py", routes, *actions)


PAGE = EntityTarget(
    name="page",
    template="page/entity.j2",
    path=lambda entity: f"ui/pages/{module_name(entity.singular)}_management.py",
    view=page_view,
    features=needs,
    after=_after,
)
