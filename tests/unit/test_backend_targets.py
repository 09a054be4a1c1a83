"""What the backend targets render, by structure."""

import ast
from dataclasses import replace

import pytest

from baesc.ground.digest import canonical
from baesc.knowledge.imports import Imports
from baesc.knowledge.sample_rows import samples_of
from baesc.knowledge.shapes import shapes_of
from baesc.knowledge.targets import ENTITY_TARGETS, SYSTEM_TARGETS
from baesc.knowledge.targets.schema_sql import SCHEMA_SQL
from baesc.language.expressions.tree import Constant, Type
from baesc.language.ir import Rule, System
from tests import systems
from tests.render_tree import library, render_all

ALL = {"academic": systems.academic(), "shop": systems.shop(), "awkward": systems.awkward()}


@pytest.mark.parametrize("name", ALL)
def test_everything_parses(name: str) -> None:
    texts = render_all(ALL[name], library())
    for path, text in texts.items():
        if path.endswith(".py"):
            assert ast.parse(text, path, feature_version=(3, 11)).body


@pytest.mark.parametrize("name", ALL)
def test_views_are_canonical(name: str) -> None:
    system = ALL[name]
    for target in ENTITY_TARGETS:
        for entity in system.entities:
            if target.present(system, entity):
                assert canonical(target.view(system, entity))
    for shared in SYSTEM_TARGETS:
        if shared.present(system):
            assert canonical(shared.view(system))


@pytest.mark.parametrize("name", ALL)
def test_paths_differ_and_what_is_waited_for_exists(name: str) -> None:
    system = ALL[name]
    waits: dict[str, tuple[str, ...]] = {}
    for target in ENTITY_TARGETS:
        for entity in system.entities:
            path = target.path(entity)
            assert path not in waits
            if target.present(system, entity):
                waits[path] = target.after(entity)
    for shared in SYSTEM_TARGETS:
        if shared.present(system):
            assert shared.path not in waits
            waits[shared.path] = shared.after(system)
    assert {path for after in waits.values() for path in after} <= waits.keys()


@pytest.mark.parametrize("name", ALL)
def test_all_needs_are_supported(name: str) -> None:
    supports = library().supports
    for target in ENTITY_TARGETS:
        for entity in ALL[name].entities:
            needs = {feature.name for feature in target.features(ALL[name], entity)}
            assert needs <= supports[target.template]


def test_rules_in_words_are_supported_by_no_template() -> None:
    system = ALL["academic"]
    check = Rule("True", "", "Fine", expression=Constant(value=True, type=Type("boolean")))
    entity = replace(system.entities[0], rules=(check, Rule("", "Enough credits.", "")))
    for target in ENTITY_TARGETS:
        if target.name in ("model", "schemas", "routes", "rules"):
            needs = {feature.name for feature in target.features(system, entity)}
            assert needs - library().supports[target.template] == {"rule.text"}


def _execute(system: System) -> list[tuple[str, str]]:
    import sqlite3
    from contextlib import closing

    text, problems = library().render(SCHEMA_SQL.template, SCHEMA_SQL.view(system))
    assert text is not None, problems
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(text)
        found = connection.execute("SELECT type, name FROM sqlite_master").fetchall()
    return [(kind, name) for kind, name in found]


@pytest.mark.parametrize("name", ALL)
def test_schema_is_sql(name: str) -> None:
    found = _execute(ALL[name])
    tables = {one for kind, one in found if kind == "table"}
    assert {entity.table for entity in ALL[name].entities} <= tables
    assert all(len(one) <= 63 for _, one in found if not one.startswith("sqlite_"))


def test_schema_of_postgresql_adds_keys_after_all_tables() -> None:
    system = replace(ALL["shop"], database="postgresql")
    text, _ = library().render(SCHEMA_SQL.template, SCHEMA_SQL.view(system))
    assert text is not None
    assert text.rindex("CREATE TABLE") < text.index("ADD CONSTRAINT fk_")
    assert "AUTOINCREMENT" not in text


@pytest.mark.parametrize("name", ALL)
def test_sample_rows_are_distinct_where_they_must_be(name: str) -> None:
    shapes = shapes_of(ALL[name])
    for entity in ALL[name].entities:
        rows = samples_of(shapes, entity.name).rows
        assert 1 <= len(rows) <= 3
        for at, (field, _) in enumerate(shapes.by_name[entity.name].columns):
            if field.unique:
                assert len({row[at].text for row in rows}) == len(rows)


def test_a_change_of_one_field_changes_the_views_of_its_entity_alone() -> None:
    system = ALL["shop"]
    entity = system.entity("Tag")
    changed = replace(
        entity, fields=tuple(replace(field, max_length=31) for field in entity.fields)
    )
    other = replace(
        system,
        entities=tuple(changed if one is entity else one for one in system.entities),
    )
    moved = {
        (target.name, before.name)
        for target in ENTITY_TARGETS
        for before, after in zip(system.entities, other.entities, strict=True)
        if target.present(system, before)
        if target.view(system, before) != target.view(other, after)
    }
    assert {subject for _, subject in moved} == {"Tag"}
    assert {"model", "schemas", "tests"} <= {target for target, _ in moved}
    assert not {"routes", "samples"} & {target for target, _ in moved}


def test_imports_are_sorted_in_sections() -> None:
    imports = Imports()
    imports.add("app.models", "Student", "Course")
    imports.add("typing", "Any", "TYPE_CHECKING", "cast")
    imports.add("pytest")
    imports.add("app.crud", "Crud")
    assert imports.lines() == (
        "from typing import TYPE_CHECKING, Any, cast",
        "",
        "import pytest",
        "",
        "from app.crud import Crud",
        "from app.models import Course, Student",
    )


def test_entities_that_refer_to_each_other_are_one_component() -> None:
    found = shapes_of(ALL["shop"]).component
    assert found["Product"] == found["Supplier"]
    assert len({found[name] for name in ("Product", "Category", "Tag", "Order", "Address")}) == 5
