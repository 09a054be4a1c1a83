"""Cases at the edges of rules."""

from typing import Any

import pytest
from hypothesis import given, settings

from baesc.language.expressions.boundary import NOW, Case, boundary_cases
from baesc.language.expressions.evaluation import evaluate
from baesc.language.expressions.names import Scope
from baesc.language.expressions.reads import says_something
from tests import systems
from tests.expressions import CONDITIONS, THINGS, meaning

ACADEMIC = systems.academic()


def cases(entity: str, text: str) -> tuple[Case, ...]:
    scope = Scope({one.name: one for one in ACADEMIC.entities}, entity)
    return boundary_cases(meaning(text, scope), entity, ACADEMIC)


def edges(entity: str, text: str, name: str) -> dict[str, bool | None]:
    return {str(one.row.values[name]): one.outcome for one in cases(entity, text)}


def test_a_number_is_at_the_edge_and_a_step_to_each_side() -> None:
    found = edges("Course", "credits <= 12", "credits")
    assert {"11", "12", "13"} <= set(found)
    assert (found["11"], found["12"], found["13"]) == (True, True, False)


def test_a_decimal_steps_by_its_last_place_and_null_is_a_case() -> None:
    found = edges("Student", "gpa > 1.5", "gpa")
    assert {key: found[key] for key in ("1.49", "1.50", "1.51", "1.52", "None")} == {
        "1.49": False, "1.50": False, "1.51": True, "1.52": True, "None": None,
    }  # fmt: skip


def test_a_date_is_on_the_day_before_and_after() -> None:
    found = edges("Student", "birth_date <= today - years(16)", "birth_date")
    assert found["2010-01-15"] is True
    assert found["2010-01-16"] is False
    assert NOW.date().isoformat() == "2026-01-15"


def test_a_length_is_one_less_and_one_more() -> None:
    found = {len(one.row.values["name"]): one.outcome for one in cases("Student", "len(name) >= 3")}  # type: ignore[arg-type]
    assert (found[2], found[3], found[4]) == (False, True, True)


def test_an_enum_has_each_value() -> None:
    found = edges("Student", "status in ('active', 'suspended')", "status")
    assert found == {"active": True, "suspended": True, "graduated": False}


@pytest.mark.parametrize(
    ("entity", "text", "rows", "most"),
    [
        ("Student", "count(enrollments) <= 5", "Enrollment", 5),
        ("Student", "count(e for e in enrollments if e.grade >= 10) <= 2", "Enrollment", 2),
        (
            "Enrollment",
            "count(e for e in Enrollment if e.student == student) <= 3",
            "Enrollment",
            3,
        ),
        ("Teacher", "count(courses) < 4", "Course", 3),
    ],
)
def test_a_set_is_empty_and_full_and_one_too_many(
    entity: str, text: str, rows: str, most: int
) -> None:
    found = {(len(one.database.rows.get(rows, ())), one.outcome) for one in cases(entity, text)}
    assert {(most, True), (most + 1, False)} <= found
    assert (most, False) not in found
    assert min(found) == (1 if entity == rows else 0, True)


RULES = (
    ("Student", "birth_date < today - years(16)"),
    ("Student", "gpa is None or gpa / 2 > 1.50"),
    ("Student", "len(name) >= 3 and (matches(name, '[A-Z][a-z]*') or status == 'active')"),
    ("Student", "sum(c.credits for c in courses) <= 30"),
    ("Student", "all(s.email != email for s in Student if s != self)"),
    ("Student", "any(e.grade > 10 for e in enrollments)"),
    ("Student", "advisor is None or advisor.name != name"),
    ("Student", "avg(e.grade for e in enrollments) > 3 if count(courses) > 1 else True"),
    ("Student", "not (gpa > 2 and status == 'graduated')"),
    ("Enrollment", "grade is None or course.credits * 2 > grade"),
    ("Enrollment", "course.teacher.name != student.name"),
    ("Teacher", "count(courses) + count(advisees) < 10"),
)


@pytest.mark.parametrize(("entity", "text"), RULES)
def test_both_outcomes_are_there_and_labelled(entity: str, text: str) -> None:
    scope = Scope({one.name: one for one in ACADEMIC.entities}, entity)
    rule = meaning(text, scope)
    found = boundary_cases(rule, entity, ACADEMIC)
    assert {True, False} <= {one.outcome for one in found}
    assert [evaluate(rule, one.row, one.database) for one in found] == [
        one.outcome for one in found
    ]
    assert len({repr(one.database) for one in found}) == len(found)
    assert boundary_cases(rule, entity, ACADEMIC) == found


@given(CONDITIONS)
@settings(max_examples=15, deadline=None)
def test_any_rule_has_cases_that_are_labelled(text: str) -> None:
    rule = meaning(text)
    found: Any = boundary_cases(rule, "Thing", THINGS)
    for one in found:
        assert evaluate(rule, one.row, one.database) is one.outcome
    assert found or not says_something(rule)


CHANGED = (
    ("Course", "3 <= credits <= 12", "3 < credits <= 12"),
    ("Course", "3 <= credits <= 12", "3 <= credits < 12"),
    ("Course", "credits > 3 or level == 'beginner'", "credits > 3 and level == 'beginner'"),
    ("Course", "credits > 3 or level == 'beginner'", "credits >= 3 or level == 'beginner'"),
    ("Course", "credits > 3 or level == 'beginner'", "credits > 3 or level == 'advanced'"),
    ("Student", "gpa >= 2 if status == 'graduated' else gpa >= 1",
     "gpa > 2 if status == 'graduated' else gpa >= 1"),
    ("Student", "gpa >= 2 if status == 'graduated' else gpa >= 1",
     "gpa >= 2 if status == 'graduated' else gpa > 1"),
    ("Student", "status != 'graduated' or gpa >= 2", "status != 'graduated' or gpa > 2"),
    ("Student", "count(enrollments) <= 5", "count(enrollments) < 5"),
    ("Student", "count(enrollments) <= 5", "count(enrollments) <= 6"),
    ("Student", "count(e for e in enrollments if e.grade >= 10) <= 2",
     "count(e for e in enrollments if e.grade > 10) <= 2"),
    ("Student", "count(e for e in enrollments if e.grade >= 10) <= 2", "count(enrollments) <= 2"),
    ("Enrollment",
     "count(e for e in Enrollment if e.student == student and e.course == course) <= 1",
     "count(e for e in Enrollment if e.student == student or e.course == course) <= 1"),
    ("Enrollment", "count(e for e in Enrollment if e.student == student) <= 3",
     "count(e for e in Enrollment) <= 3"),
    ("Student", "sum(c.credits for c in courses) <= 30", "sum(c.credits for c in courses) < 30"),
    ("Student", "all(s.email != email for s in Student if s != self)",
     "all(s.email != email for s in Student)"),
)  # fmt: skip


@pytest.mark.parametrize(("entity", "text", "other"), CHANGED)
def test_another_rule_is_told_apart(entity: str, text: str, other: str) -> None:
    scope = Scope({one.name: one for one in ACADEMIC.entities}, entity)
    wrong = meaning(other, scope)
    assert any(
        (evaluate(wrong, one.row, one.database) is False) != (one.outcome is False)
        for one in cases(entity, text)
    )
