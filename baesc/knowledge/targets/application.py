"""The files that name all entities: tables, application, figures, and the tests of the whole."""

from typing import NamedTuple

from baesc.knowledge.contract_values import Acceptance
from baesc.knowledge.imports import Imports, in_import_order
from baesc.knowledge.python_names import module_name
from baesc.knowledge.shapes import Shapes, shapes_of
from baesc.knowledge.target import SystemTarget
from baesc.knowledge.targets.aliases import has_aliases
from baesc.knowledge.targets.core import has_key, route_paths
from baesc.language.ir import Entity, Field, System


class ModelsInitView(NamedTuple):
    """What `app.models` offers."""

    imports: tuple[str, ...]
    names: tuple[str, ...]


class MainView(NamedTuple):
    """What the application says of itself, and its modules of routes."""

    title: str
    doc: str
    version: str
    auth: bool
    modules: tuple[str, ...]
    endpoints: tuple[str, ...]
    transforms: tuple[str, ...]
    aliases: bool


class CountedTable(NamedTuple):
    """A table in the figures."""

    path: str
    cls: str


class ChoiceGroup(NamedTuple):
    """Columns whose choices the figures count."""

    path: str
    cls: str
    columns: tuple[str, ...]


class SystemRoutesView(NamedTuple):
    """What the figures are made of."""

    imports: tuple[str, ...]
    auth: bool
    tables: tuple[CountedTable, ...]
    groups: tuple[ChoiceGroup, ...]


class SystemTestsView(NamedTuple):
    """Which entities the tests of the whole system use."""

    imports: tuple[str, ...]
    auth: bool
    sqlite: bool
    path: str
    made: str
    search: str
    search_path: str
    search_body: str


def models_init_view(system: System) -> ModelsInitView:
    """Return the classes that `app.models` offers."""
    imports = Imports()
    # Who imports it from here has all tables in its metadata.
    names = ["Base"]
    imports.add("app.database.base", "Base")
    for shape in shapes_of(system).by_name.values():
        imports.add(f"app.models.{shape.named.module}", shape.named.cls)
        names.append(shape.named.cls)
    return ModelsInitView(imports.lines(), tuple(in_import_order(names)))


def main_view(system: System) -> MainView:
    """Return what the application consists of."""
    modules = [f"{module_name(entity.singular)}_routes" for entity in system.entities]
    ordered = tuple(in_import_order({*modules, "system_routes"}))
    endpoints = tuple(module_name(one.singular) for one in system.entities if one.endpoints)
    transforms = tuple(module_name(one.singular) for one in system.entities if one.transforms)
    about = (system.title, system.doc, system.version, has_key(system))
    return MainView(*about, ordered, endpoints, transforms, has_aliases(system))


def system_routes_view(system: System) -> SystemRoutesView:
    """Return what the figures count."""
    shapes = shapes_of(system)
    imports = Imports()
    imports.add("fastapi", "APIRouter", "HTTPException")
    imports.add("sqlalchemy", "func", "select", "text")
    imports.add("sqlalchemy.exc", "SQLAlchemyError")
    imports.add("app.database.base", "Base")
    imports.add("app.database.connection", "SessionDep")
    imports.add("app.schemas.base", "Health", "Problem", "Stats")
    if has_key(system):
        imports.add("fastapi", "Depends")
        imports.add("app.errors", "errors")
        imports.add("app.security", "require_key")
    groups: list[ChoiceGroup] = []
    for shape in shapes.by_name.values():
        imports.add("app.models", shape.named.cls)
        choices = tuple(field.name for field, _ in shape.columns if field.type == "enum")
        if choices:
            groups.append(ChoiceGroup(shape.named.path, shape.named.cls, choices))
    if groups:
        imports.add("typing", "Any", "cast")
        imports.add("sqlalchemy", "ColumnElement", "Enum")
        imports.add("sqlalchemy.orm", "Session")
    return SystemRoutesView(
        imports.lines(),
        has_key(system),
        tuple(CountedTable(shape.named.path, shape.named.cls) for shape in shapes.by_name.values()),
        tuple(groups),
    )


def system_tests_view(system: System) -> SystemTestsView:
    """Return what the tests of the whole application use."""
    shapes = shapes_of(system)
    first = system.entities[0]
    searched = next(
        (
            (entity, field)
            for entity in system.entities
            for field in entity.fields
            if is_plain_text(field) and is_free(shapes, entity, field.name)
        ),
        None,
    )
    imports = Imports()
    imports.add("pytest")
    imports.add("fastapi.testclient", "TestClient")
    _import_sample(imports, shapes, first, "made")
    if searched is not None:
        imports.add("tests.samples", "add")
        _import_sample(imports, shapes, searched[0], "new")
    sqlite = system.database == "sqlite"
    if sqlite:
        imports.add("re")
        imports.add("sqlite3")
        imports.add("contextlib", "closing")
        imports.add("pathlib", "Path")
        imports.add("sqlalchemy", "Engine", "create_engine", "inspect")
        imports.add("app.database.base", "Base")
        imports.add("app.database.connection", "engine")
    return SystemTestsView(
        imports.lines(),
        has_key(system),
        sqlite,
        first.path,
        f"made_{first.singular}",
        searched[1].name if searched else "",
        searched[0].path if searched else "",
        f"new_{searched[0].singular}" if searched else "",
    )


def is_free(shapes: Shapes, entity: Entity, name: str) -> bool:
    """Tell whether rules accept what is searched for and exported."""
    accepted = Acceptance(shapes, entity)
    return accepted.stores(name, "JOS\u00c9") and accepted.stores(name, "=1+1")


def _import_sample(imports: Imports, shapes: Shapes, entity: Entity, kind: str) -> None:
    name = f"{kind}_{entity.singular}"
    imports.add(f"tests.samples.{shapes.named[entity.name].module}", name)


def is_plain_text(field: Field) -> bool:
    """Tell whether any short text will do as a value."""
    return (
        field.type == "string"
        and field.pattern is None
        and field.computed is None
        and (field.min_length or 1) <= 4 <= (field.max_length or 255)
    )


MODELS_INIT = SystemTarget(
    name="models_init",
    template="core/models_init.j2",
    path="app/models/__init__.py",
    view=models_init_view,
    after=lambda system: tuple(
        f"app/models/{module_name(entity.singular)}.py" for entity in system.entities
    ),
)
SYSTEM_ROUTES = SystemTarget(
    name="system_routes",
    template="core/system_routes.j2",
    path="app/routes/system_routes.py",
    view=system_routes_view,
    after=lambda _system: ("app/models/__init__.py", "app/errors.py"),
)
MAIN = SystemTarget(
    name="main",
    template="core/main.j2",
    path="app/main.py",
    view=main_view,
    after=lambda system: (*route_paths(system), "app/routes/system_routes.py"),
)
SYSTEM_TESTS = SystemTarget(
    name="test_system",
    template="core/test_system.j2",
    path="tests/test_system.py",
    view=system_tests_view,
    after=lambda _system: ("app/main.py", "app/database/schema.sql", "tests/conftest.py"),
)
