"""The tests of an entity: the values of its contract."""

import json
from typing import NamedTuple

from baesc.knowledge.bad_values import bad_values, good_values
from baesc.knowledge.column_types import number_text
from baesc.knowledge.contract_values import Acceptance
from baesc.knowledge.features import needs
from baesc.knowledge.filters import literal, quote
from baesc.knowledge.imports import Imports
from baesc.knowledge.kept import kept
from baesc.knowledge.python_names import free_name, module_name, pascal_case, query_name
from baesc.knowledge.reading_ways import computed_values
from baesc.knowledge.rule_presence import takes_part
from baesc.knowledge.sample_rows import Samples, samples_of, unique_sets
from baesc.knowledge.sample_values import Value
from baesc.knowledge.shapes import (
    Shape,
    Shapes,
    filter_fields,
    is_exact,
    search_fields,
    shapes_of,
)
from baesc.knowledge.target import EntityTarget
from baesc.knowledge.targets.related_tests import RelatedTests, count_of
from baesc.knowledge.wording import lower
from baesc.language.ir import Entity, Field, System

Pair = tuple[str, str]


class TestsView(NamedTuple):
    """What the template of tests reads; pairs are a name and a value, as Python source."""

    title: str
    cls: str
    doc: str
    path: str
    singular: str
    imports: tuple[str, ...]
    rows: int
    change: tuple[Pair, ...]
    required: tuple[str, ...]
    needed: tuple[str, ...]
    locks: bool
    computed: tuple[str, ...]
    defaults: tuple[Pair, ...]
    bad: tuple[Pair, ...]
    good: tuple[Pair, ...]
    query: tuple[Pair, ...]
    unique: tuple[tuple[str, ...], ...]
    references: tuple[tuple[str, ...], ...]
    many: tuple[tuple[str, ...], ...]
    via: tuple[tuple[str, ...], ...]


def tests_view(system: System, entity: Entity) -> TestsView:
    """Return what the template of tests reads."""
    shapes = shapes_of(system)
    return kept(shapes, f"tests of {entity.name}", lambda: _tests_view(shapes, entity))


def _tests_view(shapes: Shapes, entity: Entity) -> TestsView:
    shape = shapes.by_name[entity.name]
    samples = samples_of(shapes, entity.name)
    accepted = Acceptance(shapes, entity)
    imports = Imports()
    imports.add(f"tests.samples.{shape.named.module}", f"new_{entity.singular}")
    imports.add("tests.contract", "CrudContract")
    bad = _bad(shape, accepted)
    if any("MISSING_ID" in code for _, code in bad):
        imports.add("tests.contract", "MISSING_ID")
    good = tuple(
        (quote(field.name), code)
        for field, _ in shape.columns
        for code in good_values(field)
        if accepted.takes(field.name, code)
    )
    if any("today()" in code for _, code in good):
        imports.add("app.fields", "today")
    related = RelatedTests(shapes, shape, imports, accepted)
    references, sets, via = related.references(), related.many(), related.via()
    required = _required(shape)
    needed = accepted.needed(required)
    many = lower(entity.label_plural)
    return TestsView(
        title=entity.label_plural,
        cls=free_name(f"Test{pascal_case(entity.plural)}", {"TestClient"}, "Api"),
        doc=f"The API of {many}.",
        path=entity.path,
        singular=entity.singular,
        imports=imports.lines(),
        rows=len(samples.rows),
        change=_change(shape, samples, accepted),
        required=tuple(map(quote, required)),
        needed=tuple(map(quote, needed)),
        locks=takes_part(shapes.system, entity) or any(one.stored for one in entity.fields),
        computed=tuple(map(quote, computed_values(shapes.system, entity))),
        defaults=tuple(pair for pair in _defaults(shape) if pair[0] not in map(quote, needed)),
        bad=bad,
        good=good,
        query=_queries(shapes, shape, samples),
        unique=_unique(shape, samples, accepted),
        references=references,
        many=sets,
        via=via,
    )


def _change(shape: Shape, samples: Samples, accepted: Acceptance) -> tuple[Pair, ...]:
    """Return some values that differ from the first row's, and one that is taken away."""
    found: dict[str, Value] = {}
    for at, (field, _) in enumerate(shape.columns):
        if len(samples.rows) > 1 and len(found) < 3:
            first, second = samples.rows[0][at], samples.rows[1][at]
            if first.text != second.text and not second.is_moving:
                found[field.name] = second
    optional = [field for field, _ in shape.columns if not field.required]
    if optional:
        found.setdefault(optional[-1].name, Value("None", "null"))
    return tuple((quote(name), found[name].code) for name in accepted.change(found))


def _required(shape: Shape) -> tuple[str, ...]:
    names = [field.name for field, _ in shape.columns if field.required and field.default is None]
    return (*names, *(one.column for one in shape.references if one.relation.required))


def _defaults(shape: Shape) -> tuple[Pair, ...]:
    found: list[Pair] = []
    for field, _ in shape.columns:
        if field.default is None:
            if not field.required:
                found.append((quote(field.name), "None"))
        elif field.default.kind != "value":
            found.append((quote(field.name), "..."))
        else:
            found.append((quote(field.name), _default(field)))
    found += [(quote(one.column), "None") for one in shape.references if not one.relation.required]
    found += [(quote(one.ids), "[]") for one in shape.sets]
    return tuple(found)


def _default(field: Field) -> str:
    value = field.default.value if field.default is not None else None
    if field.type == "json":
        return literal(json.loads(str(value)), 12)
    if field.type == "decimal" and not is_exact(field):
        return number_text(value)
    if field.type == "time":
        return quote(str(value))
    return literal(value, 12)


def _bad(shape: Shape, accepted: Acceptance) -> tuple[Pair, ...]:
    found = [(quote(field.name), code) for field, _ in shape.columns for code in bad_values(field)]
    for one in shape.references:
        # A rule that speaks of ids may turn this one down before the database does.
        missing = accepted.reaches_database({one.column: 2**31 - 1}, 1)
        codes = ["0", '"1"', *(["None"] if one.relation.required else [])]
        found += _each(one.column, ["MISSING_ID", *codes] if missing else codes)
    for many in shape.sets:
        found += _each(many.ids, ["[MISSING_ID]", "[1, 1]", "[0]", "None"])
    found.extend((quote(field.name), "1") for field, _ in shape.computed)
    found.append((quote("no_such_field"), "1"))
    return tuple(found)


def _each(name: str, codes: list[str]) -> list[Pair]:
    return [(quote(name), code) for code in codes]


def _queries(shapes: Shapes, shape: Shape, samples: Samples) -> tuple[Pair, ...]:
    """Return filters that keep the first sample row and drop the second."""
    if len(samples.rows) < 2:
        return ()
    found: list[Pair] = []
    names = [field.name for field, _ in shape.columns]
    first, second = (dict(zip(names, row, strict=True)) for row in samples.rows[:2])
    searched = [field.name for field in search_fields(shape.entity)]
    if any(field.stored for field in shape.entity.fields if field.name in searched):
        # What is computed may have the text of any field inside.
        searched = []
    for name in searched:
        term = json.loads(first[name].text) or ""
        others = [(json.loads(second[other].text) or "").lower() for other in searched]
        if 0 < len(term) <= 100 and not any(term.lower() in other for other in others):
            found.append((quote("q"), literal(term.upper() if term.isascii() else term, 12)))
            break
    columns = [
        field.name
        for field in filter_fields(shape.entity)
        if field.name in first
        and first[field.name].text != second[field.name].text
        and first[field.name].text != "null"
    ]
    columns += [
        relation.column
        for relation in samples.references
        if relation.column is not None and count_of(shapes, relation) > 1
    ]
    # A tuple stands for the value of a column of the stored row.
    found.extend((quote(query_name(name)), f"({quote(name)},)") for name in columns)
    return tuple(found)


def _unique(shape: Shape, samples: Samples, accepted: Acceptance) -> tuple[tuple[str, ...], ...]:
    """Return the unique sets of columns all of which have values in the first sample row."""
    values = zip(shape.columns, samples.rows[0], strict=True)
    filled = {field.name for (field, _), value in values if value.text != "null"}
    filled |= {relation.column for relation in samples.references if relation.column}
    return tuple(
        tuple(quote(name) for name in names)
        for names in unique_sets(shape.entity)
        if filled.issuperset(names)
        and accepted.reaches_database(dict.fromkeys(names, ...), len(samples.rows))
    )


TESTS = EntityTarget(
    name="tests",
    template="tests/entity.j2",
    path=lambda entity: f"tests/test_{module_name(entity.singular)}.py",
    view=tests_view,
    features=needs,
    after=lambda entity: (
        f"app/routes/{module_name(entity.singular)}_routes.py",
        f"tests/samples/{module_name(entity.singular)}.py",
        "tests/contract.py",
    ),
)
