"""The tests of an entity: the values of its contract."""

import json
from typing import NamedTuple

from baesc.knowledge.bad_values import bad_values, good_values
from baesc.knowledge.column_types import number_text
from baesc.knowledge.features import needs
from baesc.knowledge.filters import literal, quote
from baesc.knowledge.imports import Imports
from baesc.knowledge.python_names import free_name, module_name, pascal_case, query_name
from baesc.knowledge.sample_rows import Samples, samples_of, unique_sets
from baesc.knowledge.shapes import (
    Shape,
    Shapes,
    Through,
    filter_fields,
    ids_name,
    is_exact,
    search_fields,
    shapes_of,
)
from baesc.knowledge.target import EntityTarget
from baesc.knowledge.wording import lower
from baesc.language.ir import Entity, Field, Relation, System

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
    shape = shapes.by_name[entity.name]
    samples = samples_of(shapes, entity.name)
    imports = Imports()
    imports.add(f"tests.samples.{shape.named.module}", f"new_{entity.singular}")
    imports.add("tests.contract", "CrudContract")
    bad = _bad(shape)
    if any("MISSING_ID" in code for _, code in bad):
        imports.add("tests.contract", "MISSING_ID")
    good = tuple(
        (quote(field.name), code) for field, _ in shape.columns for code in good_values(field)
    )
    if any("today()" in code for _, code in good):
        imports.add("app.fields", "today")
    references = _references(shapes, shape, imports)
    sets = _many(shapes, shape, imports)
    via = _via(shapes, shape, imports)
    many = lower(entity.label_plural)
    return TestsView(
        title=entity.label_plural,
        cls=free_name(f"Test{pascal_case(entity.plural)}", {"TestClient"}, "Api"),
        doc=f"The API of {many}.",
        path=entity.path,
        singular=entity.singular,
        imports=imports.lines(),
        rows=len(samples.rows),
        change=_change(shape, samples),
        required=_required(shape),
        defaults=_defaults(shape),
        bad=bad,
        good=good,
        query=_queries(shapes, shape, samples),
        unique=_unique(shape, samples),
        references=references,
        many=sets,
        via=via,
    )


def _change(shape: Shape, samples: Samples) -> tuple[Pair, ...]:
    """Return some values that differ from the first row's, and one that is taken away."""
    found: list[Pair] = []
    for at, (field, _) in enumerate(shape.columns):
        if len(samples.rows) > 1 and len(found) < 3:
            first, second = samples.rows[0][at], samples.rows[1][at]
            if first.text != second.text and not second.is_moving:
                found.append((quote(field.name), second.code))
    optional = [field for field, _ in shape.columns if not field.required]
    if optional and quote(optional[-1].name) not in dict(found):
        found.append((quote(optional[-1].name), "None"))
    return tuple(found)


def _required(shape: Shape) -> tuple[str, ...]:
    names = [field.name for field, _ in shape.columns if field.required and field.default is None]
    names += [one.column for one in shape.references if one.relation.required]
    return tuple(quote(name) for name in names)


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


def _bad(shape: Shape) -> tuple[Pair, ...]:
    found = [(quote(field.name), code) for field, _ in shape.columns for code in bad_values(field)]
    for one in shape.references:
        codes = ["MISSING_ID", "0", '"1"', *(["None"] if one.relation.required else [])]
        found += _each(one.column, codes)
    for many in shape.sets:
        found += _each(many.ids, ["[MISSING_ID]", "[1, 1]", "[0]", "None"])
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
    for name in searched:
        term = json.loads(first[name].text)
        others = [json.loads(second[other].text).lower() for other in searched]
        if len(term) <= 100 and not any(term.lower() in other for other in others):
            found.append((quote("q"), literal(term.upper() if term.isascii() else term, 12)))
            break
    columns = [
        field.name
        for field in filter_fields(shape.entity)
        if first[field.name].text != second[field.name].text
    ]
    columns += [
        relation.column
        for relation in samples.references
        if relation.column is not None and _count(shapes, relation) > 1
    ]
    # A tuple stands for the value of a column of the stored row.
    found.extend((quote(query_name(name)), f"({quote(name)},)") for name in columns)
    return tuple(found)


def _count(shapes: Shapes, relation: Relation) -> int:
    return len(samples_of(shapes, relation.target).rows)


def _unique(shape: Shape, samples: Samples) -> tuple[tuple[str, ...], ...]:
    """Return the unique sets of columns all of which have values in sample rows."""
    filled = {field.name for field, _ in shape.columns}
    filled |= {relation.column for relation in samples.references if relation.column}
    return tuple(
        tuple(quote(name) for name in names)
        for names in unique_sets(shape.entity)
        if filled.issuperset(names)
    )


def _made(shapes: Shapes, name: str, imports: Imports) -> str:
    target = shapes.named[name]
    imports.add(f"tests.samples.{target.module}", f"made_{target.singular}")
    return f"made_{target.singular}"


def _references(shapes: Shapes, shape: Shape, imports: Imports) -> tuple[tuple[str, ...], ...]:
    found: list[tuple[str, ...]] = []
    for one in shape.references:
        if _count(shapes, one.relation) < 2:
            continue
        imports.add("tests.contract", "Reference")
        found.append(
            (
                quote(one.column),
                quote(one.relation.name),
                quote(f"/{one.target.path}"),
                _made(shapes, one.target.name, imports),
                quote(one.relation.on_delete),
            )
        )
    return tuple(found)


def _other_query(shapes: Shapes, shape: Shape, relation: Relation) -> str:
    """Return how the other side's list is filtered by this entity; empty if it cannot be."""
    for one in shapes.by_name[relation.target].through:
        if _is_other_side(one, shape.entity.name, relation):
            return one.query
    return ""


def _is_other_side(one: Through, source: str, relation: Relation) -> bool:
    return not one.declared and one.relation == relation.name and one.other_entity == source


def _query(shape: Shape, relation: Relation) -> str:
    for one in shape.through:
        if one.declared and one.relation == relation.name:
            return one.query
    return ""


def _many(shapes: Shapes, shape: Shape, imports: Imports) -> tuple[tuple[str, ...], ...]:
    found: list[tuple[str, ...]] = []
    for one in shape.sets:
        query = _query(shape, one.relation)
        other = _other_query(shapes, shape, one.relation)
        if not query or not other or _count(shapes, one.relation) < 2:
            continue
        imports.add("tests.contract", "Many")
        found.append(
            (
                quote(ids_name(one.relation)),
                quote(one.relation.name),
                quote(f"/{one.target.path}"),
                _made(shapes, one.target.name, imports),
                quote(query),
                quote(other),
            )
        )
    return tuple(found)


def _via(shapes: Shapes, shape: Shape, imports: Imports) -> tuple[tuple[str, ...], ...]:
    found: list[tuple[str, ...]] = []
    for relation in shape.entity.relations:
        link = relation.link
        query = _query(shape, relation)
        other = _other_query(shapes, shape, relation)
        if relation.via is None or link is None or not query or not other:
            continue
        between = {one.column for one in samples_of(shapes, relation.via).references}
        if not between.issuperset({link.column, link.other_column}):
            continue
        imports.add("tests.contract", "Via")
        found.append(
            (
                _made(shapes, relation.via, imports),
                quote(link.column),
                quote(link.other_column),
                quote(f"/{shapes.named[relation.target].path}"),
                quote(query),
                quote(other),
            )
        )
    return tuple(found)


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
