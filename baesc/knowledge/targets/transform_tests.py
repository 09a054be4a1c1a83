"""Tests of transforms: the examples of the spec, of functions and files, and files with faults."""

import csv
import io
from collections.abc import Iterable
from typing import Any, NamedTuple

from baesc.knowledge.filters import literal
from baesc.knowledge.holes.contracts import transform_contract
from baesc.knowledge.imports import Imports
from baesc.knowledge.python_names import module_name
from baesc.knowledge.target import EntityTarget
from baesc.knowledge.targets.endpoint_tests import (
    FunctionCase,
    as_json,
    function_case,
    is_within,
    ordinal,
    row_values,
)
from baesc.knowledge.targets.logic import has_transforms
from baesc.knowledge.targets.transforms import transform_path
from baesc.knowledge.wording import lower
from baesc.language.ir import Case, Entity, Field, Plain, System, Transform

# Spreadsheets run a text that starts like this.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TEXTS = frozenset({"string", "text"})


class FileCase(NamedTuple):
    """An example as a file: what is given, a row or a text, and what comes of it."""

    name: str
    doc: str
    given: str
    answer: tuple[tuple[str, str], ...]
    refuses: str


class TestedFile(NamedTuple):
    """A file and its cases; those of one that comes in have faults too.

    `missing` are the columns that a header of another one lacks; `column` has a `bad` cell.
    """

    name: str
    path: str
    comes_in: bool
    cases: tuple[FileCase, ...]
    missing: str = ""
    bad: str = ""
    column: str = ""


class TransformTestsView(NamedTuple):
    """What the template of these tests reads."""

    title: str
    singular: str
    path: str
    module: str
    auth: bool
    imports: tuple[str, ...]
    functions: tuple[FunctionCase, ...]
    files: tuple[TestedFile, ...]


def transform_tests_view(system: System, entity: Entity) -> TransformTestsView:
    """Return what the template of these tests reads."""
    imports = Imports()
    imports.add("fastapi.testclient", "TestClient")
    functions: list[FunctionCase] = []
    for one in entity.transforms:
        contract = transform_contract(system, entity, one)
        functions += [
            function_case(contract, case, at, imports) for at, case in enumerate(contract.cases, 1)
        ]
    files = tuple(_file(entity, one) for one in entity.transforms)
    if functions:
        imports.add("datetime", "date")
        imports.add("app.logic", f"{module_name(entity.singular)} as logic")
    if any(one.refuses for one in functions):
        imports.add("app.logic", "Refused")
    if any(one.refuses for one in functions) or any(one.cases for one in files):
        imports.add("pytest")
    if any(one.cases and not one.comes_in for one in files):
        imports.add("csv")
        imports.add("tests.samples", "add")
        imports.add(f"tests.samples.{module_name(entity.singular)}", f"new_{entity.singular}")
    return TransformTestsView(
        title=f"Tests of files of {lower(entity.label_plural)}",
        singular=entity.singular,
        path=entity.path,
        module=module_name(entity.singular),
        auth=system.auth == "api_key",
        imports=imports.lines(),
        functions=tuple(functions),
        files=files,
    )


def _file(entity: Entity, transform: Transform) -> TestedFile:
    comes_in = transform.direction == "import"
    make, is_sure = (_come_in, _is_taken) if comes_in else (_leaving, _is_storable)
    cases = tuple(
        make(entity, transform, case, at)
        for at, case in enumerate(transform.cases, 1)
        if is_sure(entity, transform, case)
    )
    path = f"/{entity.path}{transform_path(transform)}"
    if not comes_in:
        return TestedFile(transform.name, path, comes_in, cases)
    first = transform.columns[0]
    bad = "?" if first.type not in _TEXTS else "x" * ((first.max_length or 10_000) + 1)
    told = [f"line 1: {one.name}" for one in transform.columns if one.required]
    return TestedFile(
        transform.name,
        path,
        comes_in,
        cases,
        missing=literal(sorted([*told, "line 1: no_such_column"])),
        bad=_written(transform.columns, [[bad, *[""] * (len(transform.columns) - 1)]]),
        column=literal(f"line 2: {first.name}"),
    )


def _leaving(entity: Entity, transform: Transform, case: Case, at: int) -> FileCase:
    line, known = dict(case.gives), {one.name: one for one in transform.columns}
    return FileCase(
        f"test_{transform.name}_{at}_as_file",
        f"The {ordinal(at)} example of `{transform.name}`, of a stored row",
        row_values(entity, dict(case.row)),
        tuple((literal(name), literal(_exported(known[name], one))) for name, one in line.items()),
        "",
    )


def _come_in(_entity: Entity, transform: Transform, case: Case, at: int) -> FileCase:
    cells, known = dict(case.row), {one.name: one for one in transform.makes}
    line = [_cell(one, cells.get(one.name)) for one in transform.columns]
    return FileCase(
        f"test_{transform.name}_{at}_as_file",
        f"The {ordinal(at)} example of `{transform.name}`, as the line of a file",
        _written(transform.columns, [line]),
        tuple((literal(name), literal(as_json(known[name], one))) for name, one in case.gives),
        "" if case.refuses is None else literal(case.refuses.strip().lower()),
    )


def _written(columns: Iterable[Field], lines: list[list[str]]) -> str:
    """Return the text of a file as Python."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([[one.name for one in columns], *lines])
    return literal(text.getvalue(), 8)


def _cell(field: Field, value: Plain) -> str:
    """Return a value as people write it into a cell."""
    if value is None:
        return ""
    return str(value).lower() if field.type == "boolean" else str(value)


def _exported(field: Field, value: Plain) -> str:
    """Return a value as the file of an export has it."""
    plain: Any = as_json(field, value)
    cell = "" if plain is None else str(plain)
    return f"'{cell}" if isinstance(plain, str) and cell.startswith(_FORMULA) else cell


def _is_storable(entity: Entity, _transform: Transform, case: Case) -> bool:
    """Tell whether the API surely takes the row of an example as it is.

    What it refers to has another id than the example means, where it must refer to something.
    """
    fields = {one.name: one for one in entity.fields if one.computed is None}
    refers = any(one.column is not None and one.required for one in entity.relations)
    return not entity.rules and not refers and _are_within(fields, case.row)


def _is_taken(entity: Entity, transform: Transform, case: Case) -> bool:
    """Tell whether the API surely reads the line of an example, and takes the row it makes."""
    fields = {one.name: one for one in entity.fields if one.computed is None}
    cells = {one.name: one for one in transform.columns}
    plain = all(
        not isinstance(one, str) or (one == one.strip() and not one.startswith("'"))
        for _, one in case.row
    )
    if not plain or not _are_within(cells, case.row) or not any(one for _, one in case.row):
        return False
    return case.refuses is not None or (
        not entity.rules
        and all(one.name in fields for one in transform.makes)
        and not any(one.required and one.via is None for one in entity.relations)
        and _are_within(fields, case.gives)
    )


def _are_within(fields: dict[str, Field], given: Iterable[tuple[str, Plain]]) -> bool:
    return all(
        name in fields and (one is None or is_within(fields[name], one)) for name, one in given
    )


TRANSFORM_TESTS = EntityTarget(
    name="transform_tests",
    template="tests/transforms.j2",
    path=lambda entity: f"tests/test_{module_name(entity.singular)}_transforms.py",
    view=transform_tests_view,
    after=lambda entity: (
        f"app/transforms/{module_name(entity.singular)}.py",
        f"tests/samples/{module_name(entity.singular)}.py",
        "tests/conftest.py",
    ),
    present=has_transforms,
)
