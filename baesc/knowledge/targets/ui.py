"""The pages' shared parts: kit, navigation, dashboard, their tests, start script, README."""

from collections.abc import Callable
from typing import Any, NamedTuple

from baesc.ground.names import kebab
from baesc.knowledge.contract_values import Acceptance
from baesc.knowledge.filters import one_line
from baesc.knowledge.icons import icon_of
from baesc.knowledge.imports import Imports
from baesc.knowledge.python_names import module_name
from baesc.knowledge.rule_presence import has_rules
from baesc.knowledge.sample_rows import samples_of
from baesc.knowledge.shapes import shapes_of
from baesc.knowledge.target import SystemTarget
from baesc.knowledge.targets.core import SameView, has_computed, has_key
from baesc.knowledge.targets.endpoint_tests import values_taken
from baesc.knowledge.targets.logic import any_endpoints
from baesc.knowledge.targets.page_actions import UI_ACTIONS
from baesc.knowledge.wording import lower
from baesc.language.ir import Entity, System


class StartView(NamedTuple):
    """What the servers depend on."""

    auth: bool
    api_port: int
    ui_port: int


class ClientView(NamedTuple):
    """What calls to the API depend on: a key, and endpoints beside those that store rows."""

    auth: bool
    actions: bool


class CrudView(NamedTuple):
    """What the page of any entity may have."""

    rules: bool
    computed: bool
    actions: bool


class PageLink(NamedTuple):
    """A page in the navigation."""

    file: str
    title: str
    icon: str


class AppView(NamedTuple):
    """What the navigation reads."""

    title: str
    icon: str
    pages: tuple[PageLink, ...]


class CountedTable(NamedTuple):
    """A figure of the dashboard."""

    path: str
    title: str


class CountedChoices(NamedTuple):
    """A chart of the dashboard."""

    key: str
    title: str
    labels: tuple[tuple[str, str], ...]


class DashboardView(NamedTuple):
    """What the dashboard reads."""

    tables: tuple[CountedTable, ...]
    groups: tuple[CountedChoices, ...]


class TestedPage(NamedTuple):
    """A page with the sample rows to test it with."""

    file: str
    path: str
    new: str
    rows: int
    has_required: bool
    optional: tuple[str, ...]


class TestedAction(NamedTuple):
    """An endpoint on a page, and the code of what somebody types in."""

    file: str
    name: str
    on_row: bool
    values: str


class UiTestsView(NamedTuple):
    """What the tests of the pages read."""

    imports: tuple[str, ...]
    pages: tuple[TestedPage, ...]
    actions: tuple[TestedAction, ...]


class Endpoints(NamedTuple):
    """The API of one entity."""

    title: str
    path: str


class ReadmeView(NamedTuple):
    """What the README reads."""

    name: str
    title: str
    doc: str
    auth: bool
    postgresql: bool
    api_port: int
    ui_port: int
    entities: tuple[Endpoints, ...]


def start_view(system: System) -> StartView:
    """Return what the servers depend on."""
    return StartView(has_key(system), system.api_port, system.ui_port)


def client_view(system: System) -> ClientView:
    """Return what calls to the API depend on."""
    return ClientView(has_key(system), any_endpoints(system))


def crud_view(system: System) -> CrudView:
    """Return what some page has."""
    return CrudView(has_rules(system), has_computed(system), any_endpoints(system))


def app_view(system: System) -> AppView:
    """Return what the navigation reads."""
    pages = tuple(
        PageLink(_page(entity), entity.label_plural, icon)
        for entity in system.entities
        if (icon := icon_of(entity.icon, entity.singular))
    )
    return AppView(system.title, "\N{CARD FILE BOX}", pages)


def dashboard_view(system: System) -> DashboardView:
    """Return what the dashboard reads."""
    groups = tuple(
        CountedChoices(
            f"{entity.path}.{field.name}",
            f"{entity.label_plural} by {lower(field.label)}",
            tuple((choice.value, choice.label) for choice in field.choices),
        )
        for entity in system.entities
        for field in entity.fields
        if field.type == "enum" and field.computed is None
    )
    tables = tuple(CountedTable(one.path, one.label_plural) for one in system.entities)
    return DashboardView(tables, groups)


def ui_tests_view(system: System) -> UiTestsView:
    """Return what the tests of the pages read."""
    shapes = shapes_of(system)
    imports = Imports()
    pages: list[TestedPage] = []
    for entity in system.entities:
        new = f"new_{entity.singular}"
        imports.add(f"tests.samples.{shapes.named[entity.name].module}", new)
        rows = len(samples_of(shapes, entity.name).rows)
        cleared = Acceptance(shapes, entity).cleared(_optional(entity))
        page = TestedPage(_page(entity), entity.path, new, rows, _has_required(entity), cleared)
        pages.append(page)
    actions = tuple(
        TestedAction(_page(entity), kebab(one.name), one.on == "row", values)
        for entity in system.entities
        for one in entity.endpoints
        if (values := values_taken(one)) is not None
    )
    return UiTestsView(imports.lines(), tuple(pages), actions)


def readme_view(system: System) -> ReadmeView:
    """Return what the README reads."""
    return ReadmeView(
        name=system.name,
        title=one_line(system.title),
        doc=system.doc or "Generated from a description of its entities.",
        auth=has_key(system),
        postgresql=system.database == "postgresql",
        api_port=system.api_port,
        ui_port=system.ui_port,
        entities=tuple(Endpoints(one.label_plural, one.path) for one in system.entities),
    )


def _page(entity: Entity) -> str:
    return f"ui/pages/{module_name(entity.singular)}_management.py"


def _optional(entity: Entity) -> tuple[str, ...]:
    """Return the columns that can be empty."""
    fields = [one.name for one in entity.fields if not one.required and one.computed is None]
    return (*fields, *(one.column for one in entity.relations if one.column and not one.required))


def _has_required(entity: Entity) -> bool:
    """Tell whether an empty form is turned down."""
    fields = any(
        field.required and field.default is None and field.type != "boolean"
        for field in entity.fields
        if field.computed is None
    )
    return fields or any(one.required and one.column for one in entity.relations)


def _same(name: str, path: str, view: Callable[[System], Any], *after: str) -> SystemTarget:
    template = f"ui/{name}.j2"
    return SystemTarget(f"ui_{name}", template, path, view, after=lambda _system: after)


def _pages(system: System) -> tuple[str, ...]:
    return tuple(_page(entity) for entity in system.entities)


UI: tuple[SystemTarget, ...] = (
    _same("package", "ui/__init__.py", lambda _system: SameView("ui")),
    _same("streamlit", ".streamlit/config.toml", start_view),
    _same("client", "ui/client.py", client_view, "app/config.py"),
    _same("fields", "ui/fields.py", lambda _system: SameView("fields"), "ui/client.py"),
    _same("pickers", "ui/pickers.py", lambda _system: SameView("pickers"), "ui/fields.py"),
    UI_ACTIONS,
    SystemTarget(
        name="ui_crud",
        template="ui/crud.j2",
        path="ui/crud.py",
        view=crud_view,
        after=lambda system: (
            "ui/pickers.py",
            *(["ui/actions/__init__.py"] if any_endpoints(system) else []),
        ),
    ),
    _same("dashboard", "ui/pages/dashboard.py", dashboard_view, "ui/client.py"),
    SystemTarget(
        name="ui_app",
        template="ui/app.j2",
        path="ui/app.py",
        view=app_view,
        after=lambda system: ("ui/pages/dashboard.py", *_pages(system)),
    ),
    SystemTarget(
        name="ui_entry",
        template="ui/entry.j2",
        path="streamlit_app.py",
        view=lambda _system: SameView("entry"),
        after=lambda _system: ("ui/app.py",),
    ),
    SystemTarget(
        name="test_ui",
        template="ui/test_ui.j2",
        path="tests/test_ui.py",
        view=ui_tests_view,
        after=lambda _system: ("streamlit_app.py", "tests/conftest.py"),
    ),
    SystemTarget(
        name="serve",
        template="start/serve.j2",
        path="serve.py",
        view=start_view,
        after=lambda _system: ("app/main.py", "streamlit_app.py"),
    ),
    SystemTarget(
        name="migrate",
        template="start/migrate.j2",
        path="migrate.py",
        view=lambda _system: SameView("migrate"),
        after=lambda _system: ("app/database/migrations.py", "migrations/support.py"),
    ),
    SystemTarget("readme", "readme/readme.j2", "README.md", readme_view),
)
