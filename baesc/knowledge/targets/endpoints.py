"""Endpoints beside those of every entity: their routes, their bodies, and what they share."""

from typing import NamedTuple

from baesc.ground.names import kebab
from baesc.knowledge.body_types import body_type, out_type
from baesc.knowledge.filters import literal, quote
from baesc.knowledge.holes.contracts import contract_of
from baesc.knowledge.imports import Imports
from baesc.knowledge.python_names import attribute_name, module_name, pascal_case
from baesc.knowledge.shapes import Shape, shape_of
from baesc.knowledge.target import EntityTarget, SystemTarget
from baesc.knowledge.targets.core import rules_in_core_view
from baesc.knowledge.targets.logic import any_endpoints, has_endpoints
from baesc.knowledge.targets.schemas import BodyField
from baesc.knowledge.wording import lower
from baesc.language.ir import Endpoint, Entity, Field, System


class Route(NamedTuple):
    """One route; `arguments` are those of its function beside the row and the day."""

    name: str
    method: str
    path: str
    errors: str
    doc: str
    fallback: str
    on_row: bool
    function: str
    body: str
    arguments: tuple[tuple[str, str], ...]
    changes: str
    out: str


class Body(NamedTuple):
    """A class of bodies; what comes in is checked, what goes out is told."""

    name: str
    doc: str
    comes_in: bool
    fields: tuple[BodyField, ...]


class EndpointRoutesView(NamedTuple):
    """What the template of routes reads."""

    title: str
    cls: str
    path: str
    tag: str
    auth: bool
    imports: tuple[str, ...]
    bodies: tuple[Body, ...]
    values: tuple[str, ...]
    routes: tuple[Route, ...]


def body_name(shape: Shape, endpoint: Endpoint, end: str = "") -> str:
    """Return the class of what an endpoint takes, or gives."""
    return f"{shape.named.cls}{pascal_case(endpoint.name)}{end or 'In'}"


def endpoint_path(endpoint: Endpoint) -> str:
    """Return the path below that of the entity."""
    name = kebab(endpoint.name)
    return f"/{{row_id}}/{name}" if endpoint.on == "row" else f"/all/{name}"


def operation_name(entity: Entity, endpoint: Endpoint) -> str:
    """Return what the route is called."""
    return f"{endpoint.name}_{entity.singular if endpoint.on == 'row' else entity.plural}"


def endpoint_routes_view(system: System, entity: Entity) -> EndpointRoutesView:
    """Return what the template of routes reads."""
    shape = shape_of(system, entity)
    module, many = shape.named.module, lower(entity.label_plural)
    auth = system.auth == "api_key"
    routes = tuple(_route(system, entity, shape, one) for one in entity.endpoints)
    imports = Imports()
    imports.add("fastapi", "APIRouter", *(["Depends"] if auth else []))
    imports.add("app.database.connection", "SessionDep")
    imports.add("app.endpoints", "refusals")
    imports.add("app.errors", "errors")
    imports.add("app.fields", "today")
    imports.add("app.logic", f"{module} as logic")
    imports.add("app.models", shape.named.cls)
    imports.add(f"app.routes.{module}_routes", "crud")
    if auth:
        imports.add("app.security", "require_key")
    bodies = _bodies(shape, entity, imports)
    if any(one.out == f"{shape.named.cls}Out" for one in routes):
        imports.add(f"app.schemas.{module}", f"{shape.named.cls}Out")
    if any(one.changes for one in routes):
        imports.add("app.endpoints", "checked", "held")
        imports.add(f"app.schemas.{module}", f"{shape.named.cls}Update")
    if any(one.on_row for one in routes):
        imports.add("app.fields", "RowId")
    if any(one.on_row and not one.changes for one in routes):
        imports.add("app.endpoints", "found")
    if not all(one.on_row for one in routes):
        imports.add("app.endpoints", "every")
    row = contract_of(system, entity, entity.endpoints[0]).classes[0]
    return EndpointRoutesView(
        title=f"What else can be done with {many}",
        cls=shape.named.cls,
        path=entity.path,
        tag=many,
        auth=auth,
        imports=imports.lines(),
        values=tuple(one.name for one in row.values),
        bodies=bodies,
        routes=routes,
    )


def _route(system: System, entity: Entity, shape: Shape, endpoint: Endpoint) -> Route:
    contract = contract_of(system, entity, endpoint)
    codes = [404] if endpoint.on == "row" else []
    codes += [409]
    if endpoint.takes:
        codes += [400, 413]
    cls = shape.named.cls
    done = "done.changes" if endpoint.gives else "done"
    return Route(
        name=operation_name(entity, endpoint),
        method=endpoint.method,
        path=endpoint_path(endpoint),
        errors=", ".join(map(str, sorted(codes))),
        doc=endpoint.text,
        fallback=endpoint.label,
        on_row=endpoint.on == "row",
        function=contract.function,
        body=body_name(shape, endpoint) if endpoint.takes else "",
        arguments=tuple((one.name, f"body.{one.name}") for one in contract.parameters if one.value),
        changes=done if endpoint.changes else "",
        out=body_name(shape, endpoint, "Out") if endpoint.gives else f"{cls}Out",
    )


def _bodies(shape: Shape, entity: Entity, imports: Imports) -> tuple[Body, ...]:
    bodies: list[Body] = []
    for endpoint in entity.endpoints:
        if endpoint.takes:
            imports.add("app.schemas.base", "In")
            fields = tuple(taken_field(shape, one, imports) for one in endpoint.takes)
            doc = f"What `{endpoint.name}` needs to know."
            bodies.append(Body(body_name(shape, endpoint), doc, comes_in=True, fields=fields))
        if endpoint.gives:
            imports.add("pydantic", "BaseModel", "ConfigDict")
            fields = tuple(given_field(shape, one, imports) for one in endpoint.gives)
            name, doc = body_name(shape, endpoint, "Out"), f"What `{endpoint.name}` answers."
            bodies.append(Body(name, doc, comes_in=False, fields=fields))
    return tuple(bodies)


def taken_field(shape: Shape, field: Field, imports: Imports, cell: str = "") -> BodyField:
    """Return a value that comes in; `cell` names what reads it from the text of a cell."""
    kind = _choices(field, imports) or body_type(shape, field, imports)
    if cell:
        imports.add("typing", "Annotated")
        inner = kind[len("Annotated[") : -1] if kind.startswith("Annotated[") else kind
        kind = f"Annotated[{inner}, {cell}]"
    attribute = attribute_name(field.name)
    value = "" if field.required else " = None"
    if attribute != field.name:
        imports.add("pydantic", "Field")
        value = f" = Field({'' if field.required else 'None, '}alias={quote(field.name)})"
    return BodyField(attribute, kind + ("" if field.required else " | None"), value)


def given_field(shape: Shape, field: Field, imports: Imports) -> BodyField:
    """Return a value that goes out."""
    kind = _choices(field, imports) or out_type(shape, field, imports)
    if kind.startswith("Annotated["):
        imports.add("typing", "Annotated")
        imports.add("decimal", "Decimal")
        imports.add("app.fields", kind.split(", ")[1].split("(")[0])
    attribute = attribute_name(field.name)
    value = ""
    if attribute != field.name:
        imports.add("pydantic", "Field")
        value = f" = Field(serialization_alias={quote(field.name)})"
    return BodyField(attribute, kind + ("" if field.required else " | None"), value)


def _choices(field: Field, imports: Imports) -> str:
    if field.type != "enum":
        return ""
    imports.add("typing", "Literal")
    return f"Literal[{', '.join(literal(one.value) for one in field.choices)}]"


def _after_routes(entity: Entity) -> tuple[str, ...]:
    module = module_name(entity.singular)
    return (
        f"app/logic/{module}.py",
        f"app/routes/{module}_routes.py",
        "app/endpoints/__init__.py",
    )


ENDPOINTS_SHARED = SystemTarget(
    name="endpoints_shared",
    template="endpoints/shared.j2",
    path="app/endpoints/__init__.py",
    view=rules_in_core_view,
    after=lambda _system: ("app/crud.py", "app/errors.py", "app/logic/__init__.py"),
    present=any_endpoints,
)
ENDPOINT_ROUTES = EntityTarget(
    name="endpoint_routes",
    template="endpoints/routes.j2",
    path=lambda entity: f"app/endpoints/{module_name(entity.singular)}.py",
    view=endpoint_routes_view,
    after=_after_routes,
    present=has_endpoints,
)
