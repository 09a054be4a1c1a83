"""Transforms: routes of files that leave and come in, and what they share."""

from typing import NamedTuple

from baesc.ground.names import kebab
from baesc.knowledge.filters import literal
from baesc.knowledge.holes.contracts import transform_contract
from baesc.knowledge.imports import Imports
from baesc.knowledge.python_names import attribute_name, module_name, pascal_case
from baesc.knowledge.shapes import Shape, shape_of
from baesc.knowledge.target import EntityTarget, SystemTarget
from baesc.knowledge.targets.core import has_transforms_of
from baesc.knowledge.targets.endpoints import Body, given_field, taken_field
from baesc.knowledge.targets.logic import any_transforms, has_transforms
from baesc.knowledge.wording import lower
from baesc.language.ir import Entity, Field, System, Transform

# What reads the cell of a column, where its text is not yet the value.
_CELLS = {
    "boolean": "FLAG_CELL",
    "decimal": "DECIMAL_CELL",
    "float": "FLOAT_CELL",
    "integer": "WHOLE_CELL",
}


class FileRoute(NamedTuple):
    """The route of a file; `line`, `maker` and `makes` are those of one that comes in.

    `makes` are the fields of a row, as bodies call them, and what holds them.
    """

    name: str
    path: str
    doc: str
    fallback: str
    function: str
    body: Body
    line: str
    maker: str
    makes: tuple[tuple[str, str], ...]


class TransformRoutesView(NamedTuple):
    """What the template of these routes reads; `values` are what exports read of a row."""

    title: str
    cls: str
    path: str
    tag: str
    auth: bool
    imports: tuple[str, ...]
    values: tuple[str, ...]
    routes: tuple[FileRoute, ...]


class TransformsSharedView(NamedTuple):
    """Whether files leave, and whether some come in."""

    exports: bool
    imports: bool


def transform_path(transform: Transform) -> str:
    """Return the path below that of the entity."""
    end = ".csv" if transform.direction == "export" else ""
    return f"/all/{kebab(transform.name)}{end}"


def transform_routes_view(system: System, entity: Entity) -> TransformRoutesView:
    """Return what the template of these routes reads."""
    shape = shape_of(system, entity)
    module, many = shape.named.module, lower(entity.label_plural)
    auth = system.auth == "api_key"
    imports = Imports()
    imports.add("fastapi", "APIRouter", *(["Depends"] if auth else []))
    imports.add("app.database.connection", "SessionDep")
    imports.add("app.errors", "errors")
    imports.add("app.fields", "today")
    imports.add("app.logic", f"{module} as logic")
    imports.add(f"app.routes.{module}_routes", "crud")
    if auth:
        imports.add("app.security", "require_key")
    routes = tuple(_route(system, entity, shape, one, imports) for one in entity.transforms)
    exports = [one for one in entity.transforms if one.direction == "export"]
    values: tuple[str, ...] = ()
    if exports:
        imports.add("typing", "Annotated")
        imports.add("fastapi", "Query")
        imports.add("app.crud", "CsvResponse")
        imports.add("app.models", shape.named.cls)
        imports.add("app.schemas." + module, f"{shape.named.cls}Filters")
        imports.add("app.transforms", "as_csv")
        row = transform_contract(system, entity, exports[0]).classes[0]
        values = tuple(one.name for one in row.values)
    if len(exports) < len(routes):
        imports.add("datetime", "date")
        imports.add("functools", "partial")
        imports.add("app.schemas." + module, f"{shape.named.cls}Create")
        imports.add("app.transforms", "CsvBody", "Stored", "rows_of")
    return TransformRoutesView(
        title=f"Files of {many}",
        cls=shape.named.cls,
        path=entity.path,
        tag=many,
        auth=auth,
        imports=imports.lines(),
        values=values,
        routes=routes,
    )


def _route(
    system: System, entity: Entity, shape: Shape, transform: Transform, imports: Imports
) -> FileRoute:
    contract = transform_contract(system, entity, transform)
    comes_in = transform.direction == "import"
    return FileRoute(
        name=f"{transform.name}_{entity.plural}",
        path=transform_path(transform),
        doc=transform.text,
        fallback=transform.label,
        function=contract.function,
        body=_body(shape, transform, imports),
        line=contract.classes[0].name,
        maker=f"_{transform.name}_row" if comes_in else "",
        makes=tuple((literal(one.name), attribute_name(one.name)) for one in transform.makes),
    )


def _body(shape: Shape, transform: Transform, imports: Imports) -> Body:
    comes_in = transform.direction == "import"
    name = f"{shape.named.cls}{pascal_case(transform.name)}Line"
    doc = f"A line of `{transform.name}`."
    if comes_in:
        imports.add("app.schemas.base", "In")
        fields = tuple(
            taken_field(shape, one, imports, _cell(one, imports)) for one in transform.columns
        )
    else:
        imports.add("pydantic", "BaseModel", "ConfigDict")
        fields = tuple(given_field(shape, one, imports) for one in transform.columns)
    return Body(name, doc, comes_in, fields)


def _cell(field: Field, imports: Imports) -> str:
    found = _CELLS.get(field.type, "")
    if found:
        imports.add("app.transforms", found)
    return found


def transforms_shared_view(system: System) -> TransformsSharedView:
    """Return whether files leave, and whether some come in."""
    return TransformsSharedView(
        has_transforms_of(system, "export"), has_transforms_of(system, "import")
    )


def _after_routes(entity: Entity) -> tuple[str, ...]:
    module = module_name(entity.singular)
    return (
        f"app/logic/{module}.py",
        f"app/routes/{module}_routes.py",
        "app/transforms/__init__.py",
    )


TRANSFORMS_SHARED = SystemTarget(
    name="transforms_shared",
    template="transforms/shared.j2",
    path="app/transforms/__init__.py",
    view=transforms_shared_view,
    after=lambda _system: ("app/crud.py", "app/errors.py", "app/logic/__init__.py"),
    present=any_transforms,
)
TRANSFORM_ROUTES = EntityTarget(
    name="transform_routes",
    template="transforms/routes.j2",
    path=lambda entity: f"app/transforms/{module_name(entity.singular)}.py",
    view=transform_routes_view,
    after=_after_routes,
    present=has_transforms,
)
