"""Sample rows obey the rules, and so does what the tests of an entity send."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baesc.knowledge.contract_values import Acceptance
from baesc.knowledge.sample_rows import draft_of, samples_of
from baesc.knowledge.sample_script import MOMENTS, Script
from baesc.knowledge.sample_world import RuleBrokenError
from baesc.knowledge.shapes import Shapes, shapes_of
from baesc.knowledge.targets.samples import samples_view
from baesc.knowledge.targets.tests import tests_view as view_of_tests
from baesc.language.writing import dump
from baesc.passes.storable import storable
from baesc.proof.specs import valid_specs
from tests.ruled import SCHOOL, system_of

LATER = datetime(2033, 7, 4, 9, tzinfo=UTC)


def stored(shapes: Shapes, entity: str, now: datetime) -> Script:
    """Store all sample rows of an entity, as tests do."""
    script = Script(shapes.system, draft_of(shapes), now)
    for n in range(1, len(samples_of(shapes, entity).rows) + 1):
        script.made(entity, n)
    return script


def view(text: str, entity: str) -> Any:
    system = system_of(text)
    return view_of_tests(system, system.entity(entity))


def values(text: str, entity: str) -> list[tuple[str, ...]]:
    """Return the sample rows as code."""
    rows = samples_of(shapes_of(system_of(text)), entity).rows
    return [tuple(one.code for one in row) for row in rows]


@pytest.mark.parametrize("entity", ["Student", "Course", "Enrollment"])
def test_rows_obey_all_rules_for_years(entity: str) -> None:
    shapes = shapes_of(system_of(SCHOOL))
    for now in (*MOMENTS, LATER):
        assert len(stored(shapes, entity, now).world.rows[entity]) == 3


def test_a_row_that_breaks_a_rule_is_noticed() -> None:
    shapes = shapes_of(system_of(SCHOOL))
    script = stored(shapes, "Enrollment", LATER)
    with pytest.raises(RuleBrokenError, match=r"course\.is_open"):
        script.world.change("Course", 1, {"is_open": False})


def test_values_that_obey_stay_as_they_are() -> None:
    plain = "entity: A\nfields: {name: string, size: integer, on: boolean}\n"
    ruled = f"{plain}rules:\n  - check: size < 1000 and name != 'x'\n  - check: on or size > 1\n"
    assert values(ruled, "A") == values(plain, "A")


def test_other_values_are_found_by_what_the_rule_says() -> None:
    text = """\
entity: A
fields: {a: integer, b: integer, c: integer, name: string, until: date, since: date}
rules:
  - check: a + b == 17 and b - c == 4
  - check: len(name) > 20 and name != lower(name)
  - check: until > today and until < today + months(2)
  - check: since + days(30) == until
"""
    first = dict(zip(("a", "b", "c", "name", "until", "since"), values(text, "A")[0], strict=True))
    assert (first["a"], first["b"], first["c"]) == ("16", "1", "-3")
    assert "today() + timedelta(" in first["until"]
    assert "today() - timedelta(" in first["since"]


def test_rows_move_with_the_time_where_they_must() -> None:
    system = system_of("entity: A\nfields: {due: date}\nrules: [{check: due == today + days(3)}]\n")
    made = samples_view(system, system.entity("A"))
    assert made.moving == (('"due"', "(today() + timedelta(days=3)).isoformat()"),)
    assert "from datetime import timedelta" in made.imports


def test_a_rule_may_leave_room_for_one_row() -> None:
    text = "entity: A\nfields: {x: boolean}\nrules: [{check: count(a for a in A) <= 1}]\n"
    assert len(values(text, "A")) == 1
    assert view(text, "A").rows == 1


def test_an_optional_relation_that_a_rule_forbids_is_left_out() -> None:
    text = """\
entity: A
fields: {name: string}
relations: {owner: B?}
rules: [{check: owner is None}]
---
entity: B
fields: {name: string}
"""
    assert samples_of(shapes_of(system_of(text)), "A").references == ()


def test_an_accepted_example_shows_the_way() -> None:
    text = """\
entity: A
fields: {first: string, last: string}
rules:
  - check: upper(first) + last == 'JO-anne'
    accept: ["A(first='jo-', last='anne')"]
"""
    assert values(text, "A")[0] == ('"jo-"', '"anne"')
    (fault,) = storable(system_of(text.replace("accept", "reject").replace("anne')", "ann')")))
    assert fault.code == "BAE188"


def test_a_rule_that_no_first_row_obeys_is_reported_once() -> None:
    text = """\
entity: Group
fields: {name: string}
rules: [{check: count(members) >= 1}]
---
entity: Member
fields: {name: string}
relations: {group: {to: Group, inverse: members}}
"""
    (fault,) = storable(system_of(text))
    assert (fault.code, fault.span and fault.span.line) == ("BAE188", 3)
    assert storable(system_of(text.replace(">= 1", ">= 0"))) == ()


def test_tests_send_what_is_accepted_alone() -> None:
    made = view(SCHOOL, "Course")
    # Neither limit of an integer is one of three numbers, nor is the default.
    assert '"most"' not in dict(made.good)
    assert '"most"' not in dict(made.defaults)
    assert made.needed == ('"most"',)
    assert '"code"' in dict(made.change)
    student = view(SCHOOL, "Student")
    assert '"gpa"' in dict(student.change)
    assert student.locks


def test_what_a_removal_breaks_is_not_tried() -> None:
    text = """\
entity: A
fields: {name: string}
relations: {owner: {to: B, required: false, on_delete: set_null}}
rules: [{check: owner is not None}]
---
entity: B
fields: {name: string}
"""
    assert view(text, "A").references == ()
    assert view(text, "A").needed == ('"owner_id"',)
    assert view(text.replace("is not None", "is None or name != ''"), "A").references != ()


@pytest.mark.parametrize(("code", "is_taken"), [("9", True), ("4", False), ('"x" * 3', True)])
def test_a_value_is_taken_as_tests_write_it(code: str, is_taken: bool) -> None:
    text = """\
entity: A
fields: {n: integer, name: string}
rules: [{check: n in (1, 2, 3, 9)}]
"""
    shapes = shapes_of(system_of(text))
    accepted = Acceptance(shapes, shapes.system.entity("A"))
    assert accepted.takes("name" if code.startswith('"') else "n", code) is is_taken


@settings(max_examples=25, deadline=None)
@given(valid_specs(), st.sampled_from((*MOMENTS, LATER)))
def test_random_rules_let_all_sample_rows_be_stored(
    specs: list[Mapping[str, Any]], now: datetime
) -> None:
    system = system_of(dump(specs))
    assert storable(system) == ()
    shapes = shapes_of(system)
    for entity in system.entities:
        stored(shapes, entity.name, now)
