"""Tests of endpoints: the examples of the spec, of the functions alone and over HTTP."""

import json
import re
from typing import Any, NamedTuple

from baesc.knowledge.filters import literal
from baesc.knowledge.holes.case_code import named_text, outcome_text, row_text
from baesc.knowledge.holes.contracts import contract_of
from baesc.knowledge.imports import Imports
from baesc.knowledge.python_names import module_name
from baesc.knowledge.sample_rows import samples_of
from baesc.knowledge.shapes import shapes_of
from baesc.knowledge.target import EntityTarget
from baesc.knowledge.targets.endpoints import endpoint_path
from baesc.knowledge.targets.logic import has_endpoints
from baesc.knowledge.wording import lower
from baesc.language import values
from baesc.language.ir import Case, Endpoint, Entity, Field, Plain, System
from baesc.records.contract import Contract

_LOGIC = re.compile(r"\b(?=[A-Z]\w*(?:Values|Line|Result)\()")


class FunctionCase(NamedTuple):
    """A test of a function: its call, and what it returns, or words of what it refuses with."""

    name: str
    doc: str
    call: str
    arguments: tuple[str, ...]
    returns: str
    refuses: str


class HttpCase(NamedTuple):
    """An example over HTTP: the rows to store, what is sent, and what comes back."""

    name: str
    doc: str
    rows: tuple[str, ...]
    body: str
    status: int
    answer: tuple[tuple[str, str], ...]
    stored: tuple[tuple[str, str], ...]
    refuses: str


class Limits(NamedTuple):
    """What every endpoint answers to requests that miss something."""

    name: str
    method: str
    start: str
    end: str
    on_row: bool
    body: str


class EndpointTestsView(NamedTuple):
    """What the template of these tests reads."""

    title: str
    singular: str
    path: str
    module: str
    auth: bool
    imports: tuple[str, ...]
    functions: tuple[FunctionCase, ...]
    http: tuple[tuple[Limits, tuple[HttpCase, ...]], ...]


def endpoint_tests_view(system: System, entity: Entity) -> EndpointTestsView:
    """Return what the template of these tests reads."""
    imports = Imports()
    imports.add("datetime", "date")
    imports.add("app.logic", f"{module_name(entity.singular)} as logic")
    functions: list[FunctionCase] = []
    http: list[tuple[Limits, tuple[HttpCase, ...]]] = []
    most = len(samples_of(shapes_of(system), entity.name).rows)
    for one in entity.endpoints:
        contract = contract_of(system, entity, one)
        functions += [
            function_case(contract, case, at, imports) for at, case in enumerate(contract.cases, 1)
        ]
        cases = tuple(
            _http(entity, one, case, at)
            for at, case in enumerate(one.cases, 1)
            if _is_storable(entity, one, case, most)
        )
        http.append((_limits(entity, one, contract), cases))
    if any(one.refuses for one in functions):
        imports.add("pytest")
        imports.add("app.logic", "Refused")
    if any(cases for _, cases in http):
        imports.add("pytest")
        imports.add("tests.samples", "add")
        imports.add(f"tests.samples.{module_name(entity.singular)}", f"new_{entity.singular}")
    if any(one.on_row and one.body for one, _ in http):
        imports.add(f"tests.samples.{module_name(entity.singular)}", f"made_{entity.singular}")
    imports.add("fastapi.testclient", "TestClient")
    return EndpointTestsView(
        title=f"Tests of what else can be done with {lower(entity.label_plural)}",
        singular=entity.singular,
        path=entity.path,
        module=module_name(entity.singular),
        auth=system.auth == "api_key",
        imports=imports.lines(),
        functions=tuple(functions),
        http=tuple(http),
    )


def function_case(contract: Contract, case: Case, at: int, imports: Imports) -> FunctionCase:
    """Return the test of an example of a function."""
    first = contract.parameters[0]
    of = contract.class_named(first.of)
    if first.many:
        rows = ", ".join(row_text(of, one, imports, whole=True) for one in case.rows)
        argument = f"[{rows}]"
    else:
        argument = row_text(of, case.row, imports, whole=True)
    arguments = [argument, *named_text(contract, case, imports), "today=TODAY"]
    refuses = case.refuses
    returns = "" if refuses is not None else outcome_text(contract, case, imports)
    ending = "_refuses" if refuses is not None else ""
    return FunctionCase(
        f"test_{contract.function}_{at}{ending}",
        f"The {ordinal(at)} example of `{contract.function}`",
        contract.function,
        tuple(_LOGIC.sub("logic.", one) for one in arguments),
        _LOGIC.sub("logic.", returns),
        "" if refuses is None else literal(refuses.strip().lower()),
    )


def ordinal(number: int) -> str:
    """Return a number as a word that orders: `third`."""
    words = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
    return words[number - 1] if number <= len(words) else f"{number}th"


def _limits(entity: Entity, endpoint: Endpoint, contract: Contract) -> Limits:
    start, _, end = endpoint_path(endpoint).partition("{row_id}")
    takes = dict(endpoint.cases[0].takes) if endpoint.cases else {}
    body = {
        one.value.key: as_json(field, takes.get(one.value.key, one.value.default))
        for one, field in zip(contract.parameters[1:], endpoint.takes, strict=False)
        if one.value is not None
    }
    return Limits(
        contract.function,
        endpoint.method,
        f"/{entity.path}{start}",
        end,
        endpoint.on == "row",
        ", ".join(f"{literal(name)}: {literal(value)}" for name, value in body.items()),
    )


def _http(entity: Entity, endpoint: Endpoint, case: Case, at: int) -> HttpCase:
    fields = {one.name: one for one in entity.fields}
    given = case.rows if endpoint.on == "all" else (case.row,)
    takes = {one.name: one for one in endpoint.takes}
    gives = {one.name: one for one in endpoint.gives}
    return HttpCase(
        f"test_{endpoint.name}_{at}_over_http",
        f"The {ordinal(at)} example of `{endpoint.name}`, of stored rows",
        tuple(row_values(entity, dict(row)) for row in given),
        literal({name: as_json(takes[name], one) for name, one in case.takes})
        if endpoint.takes
        else "",
        200 if case.refuses is None else 409,
        tuple((literal(name), literal(as_json(gives[name], one))) for name, one in case.gives),
        tuple((literal(name), literal(as_json(fields[name], one))) for name, one in case.changes),
        "" if case.refuses is None else literal(case.refuses.strip().lower()),
    )


def values_taken(endpoint: Endpoint) -> str | None:
    """Return the code of what an example sends; None where nobody said what to send."""
    takes = {one.name: one for one in endpoint.takes}
    given = next((dict(case.takes) for case in endpoint.cases), {})
    if any(one.required and given.get(one.name) is None for one in endpoint.takes):
        return None
    return literal({name: as_json(one, given.get(name)) for name, one in takes.items()})


def row_values(entity: Entity, given: dict[str, Plain]) -> str:
    """Return the values of a row: what an example leaves out has its default, if there is one."""
    parts = []
    for field in entity.fields:
        default = field.default
        if field.name in given:
            value = given[field.name]
        elif default is not None and default.kind == "value":
            value = default.value
        elif default is None and not field.required and field.computed is None:
            value = None
        else:
            continue
        parts.append(f"{literal(field.name)}: {literal(as_json(field, value))}")
    parts += [
        f"{literal(one.column)}: None"
        for one in entity.relations
        if one.column is not None and not one.required and one.column not in given
    ]
    return ", ".join(parts)


def _is_storable(entity: Entity, endpoint: Endpoint, case: Case, most: int) -> bool:
    """Tell whether the API surely takes the rows of an example."""
    fields = {one.name: one for one in entity.fields if one.computed is None}
    given = case.rows if endpoint.on == "all" else (case.row,)
    changed = all(name in fields for name, _ in case.changes)
    return (
        not entity.rules
        and changed
        and len(given) <= most
        and all(
            name in fields and (one is None or is_within(fields[name], one))
            for row in given
            for name, one in row
        )
    )


def is_within(field: Field, value: Plain) -> bool:
    """Tell whether the limits of a field surely let a value pass."""
    if {"today", "now"} & {field.minimum, field.maximum}:
        return False
    if isinstance(value, str) and field.max_length is not None:
        fits = (field.min_length or 1) <= len(value) <= field.max_length
        return fits and (field.pattern is None or bool(re.fullmatch(field.pattern, value)))
    bounds = (field.minimum, value, field.maximum)
    low, own, high = (values.ordered(field.type, one) for one in bounds)
    return (low is None or low <= own) and (high is None or own <= high)  # type: ignore[operator]


def as_json(field: Field, value: Plain) -> Any:
    """Return a canonical value as JSON has it."""
    if value is None:
        return None
    if field.type == "decimal":
        return float(str(value))
    return json.loads(str(value)) if field.type == "json" else value


ENDPOINT_TESTS = EntityTarget(
    name="endpoint_tests",
    template="tests/endpoints.j2",
    path=lambda entity: f"tests/test_{module_name(entity.singular)}_endpoints.py",
    view=endpoint_tests_view,
    after=lambda entity: (
        f"app/endpoints/{module_name(entity.singular)}.py",
        f"tests/samples/{module_name(entity.singular)}.py",
        "tests/conftest.py",
    ),
    present=has_endpoints,
)
