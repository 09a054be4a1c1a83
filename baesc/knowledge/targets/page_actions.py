"""What pages offer beside storing rows: the endpoints of an entity, each with a form."""

from typing import NamedTuple

from baesc.ground.names import kebab
from baesc.knowledge.filters import literal
from baesc.knowledge.imports import Imports
from baesc.knowledge.python_names import module_name
from baesc.knowledge.target import EntityTarget, SystemTarget
from baesc.knowledge.targets.core import SameView
from baesc.knowledge.targets.logic import any_endpoints, has_endpoints
from baesc.knowledge.targets.page_settings import (
    PageField,
    Settings,
    default_of,
    kind_of,
    settings_of,
)
from baesc.knowledge.wording import lower
from baesc.language.ir import Endpoint, Entity, Field, System


class PageAction(NamedTuple):
    """An endpoint on a page: the code of its settings, what it asks for, and what it tells."""

    settings: tuple[tuple[str, str], ...]
    takes: tuple[PageField, ...]
    gives: tuple[PageField, ...]


class PageActionsView(NamedTuple):
    """What the template of the endpoints of a page reads."""

    title: str
    imports: tuple[str, ...]
    actions: tuple[PageAction, ...]


def actions_view(_system: System, entity: Entity) -> PageActionsView:
    """Return what the template of the endpoints of a page reads."""
    actions = tuple(
        PageAction(
            _settings(one),
            tuple(_asked(field) for field in one.takes),
            tuple(_told(field) for field in one.gives),
        )
        for one in entity.endpoints
    )
    imports = Imports()
    imports.add("ui.actions", "Action")
    for action in actions:
        for field in (*action.takes, *action.gives):
            imports.add("ui.fields", field.kind)
    title = f"What the page of {lower(entity.label_plural)} offers beside storing them"
    return PageActionsView(title, imports.lines(), actions)


def actions_path(entity: Entity) -> str:
    """Return where the endpoints of a page are."""
    return f"ui/actions/{module_name(entity.singular)}.py"


def _settings(endpoint: Endpoint) -> tuple[tuple[str, str], ...]:
    settings: Settings = [
        ("name", literal(kebab(endpoint.name))),
        ("label", literal(endpoint.label, 12)),
    ]
    if endpoint.on == "all":
        settings.append(("on_row", "False"))
    if endpoint.method != "post":
        settings.append(("method", literal(endpoint.method.upper())))
    if endpoint.text:
        settings.append(("doc", literal(endpoint.text, 12)))
    return tuple(settings)


def _asked(field: Field) -> PageField:
    kind = kind_of(field)
    settings: Settings = [("name", literal(field.name)), ("label", literal(field.label, 20))]
    settings += settings_of(field, kind)
    if not field.required:
        settings.append(("required", "False"))
    if field.doc:
        settings.append(("doc", literal(field.doc, 24)))
    default = default_of(field)
    if default is not None:
        settings.append(("default", literal(default, 24)))
    return PageField(field.name, kind, tuple(settings))


def _told(field: Field) -> PageField:
    kind = kind_of(field)
    settings: Settings = [("name", literal(field.name)), ("label", literal(field.label, 20))]
    settings += [one for one in settings_of(field, kind) if one[0] in {"places", "options"}]
    return PageField(field.name, kind, tuple(settings))


UI_ACTIONS = SystemTarget(
    name="ui_actions",
    template="ui/actions.j2",
    path="ui/actions/__init__.py",
    view=lambda _system: SameView("actions"),
    after=lambda _system: ("ui/fields.py",),
    present=any_endpoints,
)
PAGE_ACTIONS = EntityTarget(
    name="page_actions",
    template="page/actions.j2",
    path=actions_path,
    view=actions_view,
    after=lambda _entity: ("ui/actions/__init__.py",),
    present=has_endpoints,
)
