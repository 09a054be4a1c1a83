"""The contracts of functions that a model writes: signature, classes, examples."""

from collections.abc import Iterable

from baesc.knowledge.filters import PYTHON_TYPES
from baesc.knowledge.holes.allowed import BUILTINS, MODULE_NAMES
from baesc.knowledge.holes.computed_cases import completed
from baesc.knowledge.python_names import attribute_name, free_name, pascal_case
from baesc.knowledge.shapes import Shape, shape_of
from baesc.knowledge.wording import a, sentence
from baesc.language.ir import Endpoint, Entity, Field, System, Transform
from baesc.records.contract import Contract, Parameter, Value, ValueClass


def contracts_of(system: System, entity: Entity) -> tuple[Contract, ...]:
    """Return the contracts of the functions that an entity needs."""
    computed = tuple(computed_contract(system, entity, one) for one in logic_fields(entity))
    endpoints = (contract_of(system, entity, one) for one in entity.endpoints)
    transforms = (transform_contract(system, entity, one) for one in entity.transforms)
    return (*computed, *endpoints, *transforms)


def logic_fields(entity: Entity) -> tuple[Field, ...]:
    """Return the fields that code computes."""
    return tuple(one for one in entity.fields if one.logic)


def computed_contract(system: System, entity: Entity, field: Field) -> Contract:
    """Return the contract of the function that computes a field."""
    shape = shape_of(system, entity)
    row = own_class(shape)
    result = _value(field)
    taken = MODULE_NAMES | BUILTINS
    return Contract(
        name=f"{entity.name}.computed.{field.name}",
        function=free_name(attribute_name(field.name), taken, "_value"),
        text=field.logic,
        parameters=(
            Parameter(
                free_name(attribute_name(entity.singular), {"today"}, "_row"), row.name, row.name
            ),
            Parameter("today", "date"),
        ),
        returns=result.annotation,
        classes=(row,),
        refuses=False,
        cases=field.cases,
        result=result,
        origin=field.origin,
    )


def contract_of(system: System, entity: Entity, endpoint: Endpoint) -> Contract:
    """Return the contract of one endpoint."""
    shape = shape_of(system, entity)
    row = row_class(shape)
    if endpoint.on == "row":
        first = Parameter(attribute_name(entity.singular), row.name, row.name)
    else:
        first = Parameter(
            attribute_name(entity.plural), f"Iterable[{row.name}]", row.name, many=True
        )
    takes = (_value(one) for one in endpoint.takes)
    given = tuple(Parameter(one.name, one.annotation, value=one) for one in takes)
    start = pascal_case(endpoint.name)
    classes = [row]
    if endpoint.changes:
        values = tuple(one for one in row.values if one.key in endpoint.changes)
        doc = f"What `{endpoint.name}` changes; what stays is left out."
        classes.append(ValueClass(f"{start}Changes", doc, values, "changes"))
    if endpoint.gives:
        doc = f"What `{endpoint.name}` comes to."
        values = tuple(_value(one) for one in endpoint.gives)
        classes.append(ValueClass(f"{start}Result", doc, values, "result"))
    return Contract(
        name=f"{entity.name}.endpoints.{endpoint.name}",
        function=function_name(endpoint),
        text=endpoint.text,
        parameters=(first, *given, Parameter("today", "date")),
        returns=classes[-1].name,
        classes=tuple(classes),
        cases=completed(system, entity, row, endpoint.cases),
        origin=endpoint.origin,
    )


def transform_contract(system: System, entity: Entity, transform: Transform) -> Contract:
    """Return the contract of one transform: from a row to a line, or from a line to a row."""
    start, cases = pascal_case(transform.name), transform.cases
    if transform.direction == "export":
        given = row_class(shape_of(system, entity))
        first = Parameter(attribute_name(entity.singular), given.name, given.name)
        cases = completed(system, entity, given, cases)
        doc, made = f"A line of `{transform.name}`.", transform.columns
    else:
        cells = tuple(_value(one) for one in transform.columns)
        given = ValueClass(f"{start}Line", f"A line of `{transform.name}`.", cells, "row")
        first = Parameter("line", given.name, given.name)
        doc, made = f"The row that a line of `{transform.name}` makes.", transform.makes
    result = ValueClass(f"{start}Result", doc, tuple(_value(one) for one in made), "result")
    return Contract(
        name=f"{entity.name}.transforms.{transform.name}",
        function=function_name(transform),
        text=transform.text,
        parameters=(first, Parameter("today", "date")),
        returns=result.name,
        classes=(given, result),
        refuses=transform.direction == "import",
        cases=cases,
        origin=transform.origin,
    )


def function_name(action: Endpoint | Transform) -> str:
    """Return the name of the function behind an endpoint or a transform."""
    return free_name(attribute_name(action.name), MODULE_NAMES, "_action")


def own_class(shape: Shape) -> ValueClass:
    """Return the class of what people fill in of a row, which code computes values from."""
    name = f"{shape.named.cls}Fields"
    doc = sentence(f"what is filled in of {a(shape.entity.label)}")
    return ValueClass(name, doc, tuple(_columns(shape)), "row")


def _columns(shape: Shape) -> list[Value]:
    columns = [_own(field, attribute) for field, attribute in shape.columns]
    columns += [
        Value(one.attribute, one.column, "integer", _typed("int", one.relation.required),
              not one.relation.required, default=1 if one.relation.required else None)
        for one in shape.references
    ]  # fmt: skip
    return columns


def row_class(shape: Shape) -> ValueClass:
    """Return the class of the rows that functions read: own values, no related rows."""
    columns = _columns(shape)
    known = {one.key for one in columns}
    computed = [
        _own(field, attribute_name(field.name))
        for field in readable(shape.entity.fields)
        if field.name not in known
    ]
    own = Value("id", "id", "integer", "int", optional=False, default=1)
    name = f"{shape.named.cls}Values"
    doc = sentence(f"{a(shape.entity.label)} as functions read it")
    return ValueClass(name, doc, (own, *columns, *computed), "row")


def readable(fields: Iterable[Field]) -> list[Field]:
    """Return the computed fields with an expression; what words compute needs the row itself."""
    return [one for one in fields if one.formula is not None]


def _own(field: Field, attribute: str) -> Value:
    return _value(field)._replace(name=attribute)


def _value(field: Field) -> Value:
    base = "str" if field.type == "enum" else PYTHON_TYPES[field.type]
    default = field.default
    return Value(
        attribute_name(field.name),
        field.name,
        field.type,
        base if base == "Any" else _typed(base, field.required),
        not field.required,
        tuple(one.value for one in field.choices),
        field.scale or 0,
        default.value if default is not None and default.kind == "value" else _stand_in(field),
    )


def _typed(base: str, required: bool) -> str:
    return base if required else f"{base} | None"


def _stand_in(field: Field) -> str | int | float | bool | None:
    """Return a value for rows of examples that do not say one."""
    if not field.required or field.type == "json":
        return None
    if field.minimum not in (None, "today", "now"):
        return field.minimum
    plain: dict[str, str | int | float | bool] = {
        "integer": 0, "float": 0.0, "boolean": False, "date": "2026-01-15", "time": "08:00:00",
        "decimal": f"{0:.{field.scale or 0}f}", "datetime": "2026-01-15T08:00:00Z",
        "email": "ada@example.com", "url": "https://example.com",
        "uuid": "00000000-0000-4000-8000-000000000000",
    }  # fmt: skip
    if field.choices:
        return field.choices[0].value
    return plain.get(field.type, field.label)
