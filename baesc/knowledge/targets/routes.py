"""The routes of an entity."""

from typing import NamedTuple

from baesc.knowledge.computed_methods import in_writing_order, method_name
from baesc.knowledge.features import needs
from baesc.knowledge.imports import Imports
from baesc.knowledge.python_names import model_in_routes, module_name, table_column
from baesc.knowledge.reading_ways import Path, loads_of
from baesc.knowledge.rule_presence import takes_part
from baesc.knowledge.shapes import Shape, Through, search_fields, shape_of
from baesc.knowledge.target import EntityTarget
from baesc.knowledge.wording import a, lower
from baesc.language.ir import Entity, System


class ManyRows(NamedTuple):
    """A set of related rows."""

    ids: str
    relation: str
    target: str


class ThroughTable(NamedTuple):
    """A filter through a table in between."""

    name: str
    own: str
    other: str


class RoutesView(NamedTuple):
    """What the template of routes reads."""

    title: str
    cls: str
    model: str
    singular: str
    plural: str
    path: str
    tag: str
    one: str
    many: str
    auth: bool
    imports: tuple[str, ...]
    search: tuple[str, ...]
    load: tuple[str, ...]
    sets: tuple[ManyRows, ...]
    through: tuple[ThroughTable, ...]
    rules: bool
    stored: tuple[tuple[str, str], ...]


def routes_view(system: System, entity: Entity) -> RoutesView:
    """Return what the template of routes reads."""
    shape = shape_of(system, entity)
    cls = shape.named.cls
    model = model_in_routes(cls)
    imports = _imports(shape, model, system.auth == "api_key")
    searched = {field.name for field in search_fields(entity)}
    load = [_loading(path, cls, model, imports) for path in loads_of(system, entity)]
    many = lower(entity.label_plural)
    rules = takes_part(system, entity)
    if rules:
        imports.add("app.rulebook", "RULES")
    return RoutesView(
        title=f"Routes of {many}",
        cls=cls,
        model=model,
        singular=entity.singular,
        plural=entity.plural,
        path=entity.path,
        tag=many,
        one=a(entity.label),
        many=many,
        auth=system.auth == "api_key",
        imports=imports.lines(),
        search=tuple(
            f"{model}.{attribute}" for field, attribute in shape.kept if field.name in searched
        ),
        load=tuple(load),
        sets=tuple(
            ManyRows(
                one.ids_attribute,
                f"{model}.{one.attribute}",
                model if one.target.cls == cls else one.target.cls,
            )
            for one in shape.sets
        ),
        through=tuple(_through(one) for one in shape.through),
        rules=rules,
        stored=tuple(
            (f"{model}.{attribute}", f"{model}.{method_name(shape, field, attribute)}")
            for field, attribute in in_writing_order(shape)
        ),
    )


def _loading(path: Path, cls: str, model: str, imports: Imports) -> str:
    """Return the option that loads what lies on a way, each step with what suits it."""
    words: list[str] = []
    for step in path:
        word = "selectinload" if step.many else "joinedload"
        owner = model if step.cls == cls else step.cls
        if step.cls != cls:
            imports.add("app.models", step.cls)
        if not words:
            imports.add("sqlalchemy.orm", word)
        words.append(f"{word}({owner}.{step.attribute})")
    return ".".join(words)


def _through(one: Through) -> ThroughTable:
    own, other = (
        table_column(one.holder, name) if one.is_table else f"{one.holder}.{name}"
        for name in (one.own, one.other)
    )
    return ThroughTable(one.query, own, other)


def _imports(shape: Shape, model: str, auth: bool) -> Imports:
    imports = Imports()
    module, cls = shape.named.module, shape.named.cls
    imports.add("typing", "Annotated")
    imports.add("fastapi", "APIRouter", "Query", *(["Depends"] if auth else []))
    imports.add("app.crud", "Crud", "CsvResponse")
    imports.add("app.database.connection", "SessionDep")
    imports.add("app.errors", "errors")
    imports.add("app.fields", "RowId")
    imports.add("app.models", cls if model == cls else f"{cls} as {model}")
    imports.add("app.schemas.base", "Page")
    ends = ("Create", "Filters", "Out", "Paging", "Update")
    imports.add(f"app.schemas.{module}", *(cls + end for end in ends))
    if auth:
        imports.add("app.security", "require_key")
    if any(field.stored for field, _ in shape.computed):
        imports.add("app.crud", "Stored")
    if shape.sets:
        imports.add("app.crud", "Many")
        others = {one.target.cls for one in shape.sets} - {cls}
        if others:
            imports.add("app.models", *others)
    for one in shape.through:
        imports.add("app.crud", "Through")
        imports.add(one.module, one.holder)
    return imports


def _after(entity: Entity) -> tuple[str, ...]:
    module = module_name(entity.singular)
    return (
        f"app/models/{module}.py",
        f"app/schemas/{module}.py",
        "app/crud.py",
        "app/errors.py",
        "app/models/__init__.py",
    )


ROUTES = EntityTarget(
    name="routes",
    template="routes/entity.j2",
    path=lambda entity: f"app/routes/{module_name(entity.singular)}_routes.py",
    view=routes_view,
    features=needs,
    after=_after,
)
