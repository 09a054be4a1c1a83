"""The shared core of an application: files that hardly differ between systems."""

from collections.abc import Callable
from typing import Any, NamedTuple

from baesc.knowledge.python_names import module_name
from baesc.knowledge.rule_presence import has_rules, has_set_rules
from baesc.knowledge.rule_trials import stored_entities
from baesc.knowledge.shapes import shapes_of
from baesc.knowledge.target import SystemTarget
from baesc.knowledge.targets.aliases import has_aliases
from baesc.language.ir import System


class SameView(NamedTuple):
    """The view of a file that is the same in all systems."""

    file: str


class AuthView(NamedTuple):
    """Whether callers need a key."""

    auth: bool


class ContractView(NamedTuple):
    """Whether callers need a key, rules may ask for more than fields do, fields are computed.

    `aliases` tells whether answers have values under old names too.
    """

    auth: bool
    rules: bool
    computed: bool
    aliases: bool


class TestedRowsView(NamedTuple):
    """Whether callers need a key, and whether tests store rows as they are."""

    auth: bool
    stored: bool


class RulesInCoreView(NamedTuple):
    """Whether there are rules: none, `row` for those of one row alone, `set` for others too.

    `computed` tells whether there are computed fields, `stored` whether columns hold some;
    `exports` and `imports` whether rows become files in words, and files rows.
    """

    rules: str
    computed: bool
    stored: bool
    exports: bool
    imports: bool


class SettingsView(NamedTuple):
    """What the settings depend on."""

    name: str
    auth: bool
    api_port: int
    postgresql: bool


class PackageView(NamedTuple):
    """The docstring of a package."""

    doc: str


class ProjectView(NamedTuple):
    """The application as a package."""

    package: str
    version: str
    description: str
    postgresql: bool
    rules: bool
    computed: bool
    endpoints: bool
    transforms: bool
    logic: bool


def has_key(system: System) -> bool:
    """Tell whether callers of the API need a key."""
    return system.auth == "api_key"


def settings_view(system: System) -> SettingsView:
    """Return what the settings of an application depend on."""
    postgresql = system.database == "postgresql"
    return SettingsView(system.name, has_key(system), system.api_port, postgresql)


def project_view(system: System) -> ProjectView:
    """Return what describes an application as a package."""
    return ProjectView(
        system.name.replace("_", "-"),
        system.version,
        system.doc or system.title,
        system.database == "postgresql",
        has_rules(system),
        has_computed(system),
        any(entity.endpoints for entity in system.entities),
        any(entity.transforms for entity in system.entities),
        any(
            one.endpoints or one.transforms or any(field.logic for field in one.fields)
            for one in system.entities
        ),
    )


def auth_view(system: System) -> AuthView:
    """Return whether callers need a key."""
    return AuthView(has_key(system))


def contract_view(system: System) -> ContractView:
    """Return what the tests of every entity depend on."""
    computed, aliases = has_computed(system), has_aliases(system)
    return ContractView(has_key(system), has_rules(system), computed, aliases)


def tested_rows_view(system: System) -> TestedRowsView:
    """Return whether tests store rows as they are."""
    return TestedRowsView(has_key(system), bool(stored_entities(shapes_of(system))))


def rules_in_core_view(system: System) -> RulesInCoreView:
    """Return whether there are rules, and whether some are about several rows."""
    kind = "set" if has_set_rules(system) else "row"
    rules = kind if has_rules(system) else ""
    return RulesInCoreView(
        rules,
        has_computed(system),
        has_stored(system),
        has_transforms_of(system, "export"),
        has_transforms_of(system, "import"),
    )


def has_transforms_of(system: System, direction: str) -> bool:
    """Tell whether there are files in words that go one way."""
    files = (one for entity in system.entities for one in entity.transforms)
    return any(one.direction == direction for one in files)


def has_stored(system: System) -> bool:
    """Tell whether a table has columns that hold computed values."""
    return any(field.stored for entity in system.entities for field in entity.fields)


def has_computed(system: System) -> bool:
    """Tell whether an entity has computed fields."""
    return any(field.computed is not None for entity in system.entities for field in entity.fields)


def _same(name: str, path: str, after: tuple[str, ...] = ()) -> SystemTarget:
    """Describe a file that is the same in all systems."""
    return SystemTarget(
        name=name,
        template=f"core/{name}.j2",
        path=path,
        view=lambda _system: SameView(path),
        after=lambda _system: after,
    )


def _of(
    name: str,
    path: str,
    view: Callable[[System], Any],
    after: tuple[str, ...] = (),
) -> SystemTarget:
    return SystemTarget(
        name=name, template=f"core/{name}.j2", path=path, view=view, after=lambda _system: after
    )


def _package(name: str, path: str, doc: str) -> SystemTarget:
    return SystemTarget(
        name=name,
        template="core/package.j2",
        path=path,
        view=lambda system: PackageView(doc or f"{system.title}: the application."),
    )


def _of_migrations(name: str) -> SystemTarget:
    path = f"migrations/{name}.py"
    return SystemTarget(
        f"migrations_{name}", f"migrations/{name}.j2", path, lambda _system: SameView(path)
    )


SECURITY = SystemTarget(
    name="security",
    template="core/security.j2",
    path="app/security.py",
    view=lambda _system: SameView("app/security.py"),
    after=lambda _system: ("app/config.py",),
    present=has_key,
)

SHARED_CORE: tuple[SystemTarget, ...] = (
    _package("app_package", "app/__init__.py", ""),
    _of("config", "app/config.py", settings_view),
    _same("fields", "app/fields.py"),
    _same("schemas_base", "app/schemas/base.py", ("app/fields.py",)),
    _of(
        "errors",
        "app/errors.py",
        rules_in_core_view,
        ("app/config.py", "app/schemas/base.py"),
    ),
    _same("database_base", "app/database/base.py"),
    _same(
        "database_connection",
        "app/database/connection.py",
        ("app/config.py",),
    ),
    _of(
        "crud",
        "app/crud.py",
        rules_in_core_view,
        ("app/database/base.py", "app/errors.py", "app/schemas/base.py"),
    ),
    SECURITY,
    _same(
        "migrations",
        "app/database/migrations.py",
        ("app/database/base.py", "app/models/__init__.py"),
    ),
    _package("migrations_package", "migrations/__init__.py", "From one schema to the next."),
    _of_migrations("env"),
    _of_migrations("support"),
    _of_migrations("proof"),
    _package("database_package", "app/database/__init__.py", "The database."),
    _package("schemas_package", "app/schemas/__init__.py", "Request and response bodies."),
    _package("routes_package", "app/routes/__init__.py", "Routes of the API."),
    _package("tests_package", "tests/__init__.py", "Tests of the application."),
    _of("samples_init", "tests/samples/__init__.py", tested_rows_view),
    _of("contract", "tests/contract.py", contract_view, ("tests/samples/__init__.py",)),
    _of(
        "conftest",
        "tests/conftest.py",
        tested_rows_view,
        ("app/main.py", "tests/samples/__init__.py"),
    ),
    _same("test_migrations", "tests/test_migrations.py", ("tests/conftest.py",)),
    _of("pyproject", "pyproject.toml", project_view),
    _of("env_example", ".env.example", settings_view),
    _same("gitignore", ".gitignore"),
)


def route_paths(system: System) -> tuple[str, ...]:
    """Return the paths of all modules of routes."""
    modules = [module_name(entity.singular) for entity in system.entities]
    own = [module_name(entity.singular) for entity in system.entities if entity.endpoints]
    files = [module_name(entity.singular) for entity in system.entities if entity.transforms]
    return (
        *(f"app/routes/{one}_routes.py" for one in modules),
        *(f"app/endpoints/{one}.py" for one in own),
        *(f"app/transforms/{one}.py" for one in files),
    )
