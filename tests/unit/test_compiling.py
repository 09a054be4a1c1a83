"""What compiled expressions read like."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from baesc.knowledge.compiling.code import Parameter
from baesc.knowledge.compiling.computed import loaded_value
from baesc.knowledge.compiling.conditions import kind_of, row_condition, set_condition
from baesc.knowledge.compiling.needs import values_used, with_based_on
from baesc.knowledge.compiling.words import HELPERS, RESERVED
from baesc.knowledge.shapes import shape_of
from baesc.knowledge.targets.values import has_values, view_of
from baesc.language.ir import Rule
from tests.expressions import meaning
from tests.grammar import SCHOOL, SCOPE
from tests.render_tree import library

STUDENT = SCHOOL.entity("Student")


def _row(text: str) -> str:
    code = row_condition(meaning(text, SCOPE), STUDENT, SCHOOL)
    return "\n".join((*code.statements, code.expression))


def _set(text: str) -> str:
    code = set_condition(meaning(text, SCOPE), STUDENT, SCHOOL)
    return "\n".join((*code.statements, code.expression))


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ("born <= today - years(16)", "born <= add_years(today, -16)"),
        ("today + months(3) > born", "add_months(today, 3) > born"),
        ("joined + days(3) > today", "joined + timedelta(days=3) > today"),
        ("name != 'a' and len(name) > 2", 'name != "a" and len(name) > 2'),
        ("16 < max", "max_ > 16"),
        ("age > 2", "age is None or age > 2"),
        ("age is not None and age > 2", "age is not None and age > 2"),
        ("not (age > 2 and on)", "age is None or age <= 2 or not on"),
        ("age == 1 or age == 2", "age is None or age in (1, 2)"),
        ("nick == name", "nick is None or nick == name"),
        ("nick != name", "nick != name"),
        ("state == 'new' and on", "(state is None or state == StudentState.NEW) and on"),
        ("sure or on", "sure is not False or on"),
        ("sure == false", "sure is not True"),
        ("gpa * 2 >= 2.5", 'gpa is None or gpa * 2 >= Decimal("2.5")'),
        ("gpa < ratio", "gpa is None or ratio is None or float(gpa) < ratio"),
        ("max / (max - 3) > 1", "max_ - 3 == 0 or divide(max_, max_ - 3) > 1"),
        ("max != 0 and 6 / max > 1", "max_ != 0 and divide(6, max_) > 1"),
        ("0 < max < 9", "0 < max_ < 9"),
        ("advisor is None or advisor != tutor", "advisor_id is None or advisor_id != tutor_id"),
        ("name + ' <' + name + '>' != 'a'", 'f"{name} <{name}>" != "a"'),
        ("matches(name, '[a-z]+')", 're.fullmatch("[a-z]+", name) is not None'),
        ("opens >= '08:00'", "opens is None or opens >= time(8, 0)"),
        ("born > '2000-01-31'", "born > date(2000, 1, 31)"),
        ("round(gpa, 1) == 2", "gpa is None or round_half_up(gpa, 1) == 2"),
        ("id > 3 and on", "row_id > 3 and on"),
        ("share * 2 < 1.5", "share * 2 < 1.5"),
        (
            "ratio * 2 < 1.5",
            ("product = finite(ratio * 2) if ratio is not None else None\n"
            "product is None or product < 1.5"),
        ),
        (
            "born + days(3) < today",
            "day = later(born, timedelta(days=3))\nday is None or day < today",
        ),
        (
            "(age if on else max) > 1",
            "value = age if on else max_\nvalue is None or value > 1",
        ),
    ],
)  # fmt: skip
def test_a_rule_of_one_row_reads_like_python(text: str, python: str) -> None:
    assert _row(text) == python


@pytest.mark.parametrize(
    ("text", "python"),
    [
        ("tutor.name != name", ("tutor = session.get_one(Teacher, row.tutor_id)\n"
                               "tutor.name != row.name")),
        ("advisor.id != tutor.id", "row.advisor_id != row.tutor_id"),
        ("advisor is None or advisor.name != name",
         ("advisor = session.get_one(Teacher, row.advisor_id) "
         "if row.advisor_id is not None else None\n"
         "advisor is None or advisor.name != row.name")),
        ("profile is None or profile.city != name",
         ("profile = session.scalar(select(Profile).where(Profile.owner_id == row.id))\n"
         "profile is None or profile.city != row.name")),
        ("count(e for e in enrollments if e.term == name) <= 5",
         ("enrollment_count = session.scalars(select(func.count()).select_from(Enrollment)"
         ".where(Enrollment.student_id == row.id, Enrollment.term == row.name)).one()\n"
         "enrollment_count <= 5")),
        ("count(s for s in Student if s.advisor == advisor and s != self) < 3",
         ("student_count = session.scalars(select(func.count()).select_from(Student)"
         ".where(Student.advisor_id == row.advisor_id, Student.id != row.id)).one() "
         "if row.advisor_id is not None else 0\n"
         "student_count < 3")),
        ("sum(e.credits for e in enrollments) <= 30",
         ("credits_ = session.scalars(select(Enrollment.credits)"
         ".where(Enrollment.student_id == row.id)).all()\n"
         "sum(credits_) <= 30")),
        ("all(e.grade > 9 for e in enrollments)",
         ("enrollments = session.scalars(select(Enrollment)"
         ".where(Enrollment.student_id == row.id)).all()\n"
         "all(e.grade is None or e.grade > 9 for e in enrollments)")),
        ("any(e.course.price > 9 for e in enrollments)",
         ("enrollments = session.scalars(select(Enrollment)"
         ".where(Enrollment.student_id == row.id)"
         ".options(joinedload(Enrollment.course))).all()\n"
         "any(e.course.price > 9 for e in enrollments)")),
        ("count(clubs) <= 2",
         ("club_count = session.scalars(select(func.count()).select_from(Club)"
         ".where(Club.id.in_(select(student_clubs_link.c.club_id)"
         ".where(student_clubs_link.c.student_id == row.id)))).one()\n"
         "club_count <= 2")),
    ],
)  # fmt: skip
def test_a_rule_of_several_rows_asks_the_database(text: str, python: str) -> None:
    assert _set(text) == python


@pytest.mark.parametrize(
    ("name", "python"),
    [
        ("label", 'f"{self.name} <{self.nick}>" if self.nick is not None else self.name'),
        ("total", "sum(e.credits for e in self.enrollments)"),
        ("third", "round_half_up(divide(self.max, 3), 4)"),
        ("city", ("self.profile.city if self.profile is not None and "
                 "self.profile.city is not None else None")),
        ("twice", "self.total * 2 + self.buddy.total if self.buddy is not None else None"),
    ],
)  # fmt: skip
def test_a_computed_field_reads_loaded_rows(name: str, python: str) -> None:
    field = next(one for one in STUDENT.fields if one.name == name)
    assert loaded_value(field, STUDENT, SCHOOL).expression == python


def test_models_import_each_other_when_they_are_asked() -> None:
    field = next(one for one in STUDENT.fields if one.name == "beside")
    code = loaded_value(field, STUDENT, SCHOOL)
    assert code.statements[0] == "from app.models import Course  # noqa: PLC0415"
    assert not [module for module, _ in code.imports if module.startswith("app.models")]


def test_arguments_have_names_that_hide_nothing() -> None:
    code = row_condition(
        meaning("max > self.now and id > 1 and born < today and seen < now", SCOPE),
        STUDENT,
        SCHOOL,
    )
    assert code.parameters[:3] == (
        Parameter("max_", "max", "max", "int"),
        Parameter("now_", "now", "now", "int"),
        Parameter("row_id", "id", "id", "int"),
    )
    assert code.moments == ("today", "now")


def test_an_argument_that_says_nothing_is_left_out() -> None:
    code = row_condition(meaning("(on or not on if name is None else max > 1)", SCOPE), STUDENT,
                         SCHOOL)  # fmt: skip
    assert [one.name for one in code.parameters] == ["max_"]


def test_computed_fields_are_looked_into() -> None:
    assert kind_of(meaning("adult", SCOPE), SCHOOL) == "row"
    assert kind_of(meaning("guide != name", SCOPE), SCHOOL) == "related"
    assert kind_of(meaning("total > 3", SCOPE), SCHOOL) == "set"
    assert [
        one.name for one in row_condition(meaning("adult", SCOPE), STUDENT, SCHOOL).parameters
    ] == ["born"]


def test_a_computed_field_with_gaps_is_optional() -> None:
    fields = {one.name: one for one, _ in shape_of(SCHOOL, STUDENT).shown}
    assert not fields["late"].required
    assert fields["due"].required
    assert loaded_value(fields["late"], STUDENT, SCHOOL).optional


def test_values_has_a_function_for_each_name() -> None:
    source = (Path(__file__).parents[2] / "templates/core/values.j2").read_text()
    assert tuple(re.findall(r"^def (\w+)", source, re.MULTILINE)) == HELPERS
    assert set(HELPERS) <= RESERVED


def test_only_needed_functions_are_generated() -> None:
    bare = replace(SCHOOL, entities=tuple(
        replace(one, fields=tuple(each for each in one.fields if each.computed is None))
        for one in SCHOOL.entities
    ))  # fmt: skip
    assert not has_values(bare)
    rule = Rule("", "", "Old enough.", expression=meaning("born <= today - years(16)", SCOPE))
    ruled = replace(bare, entities=tuple(
        replace(one, rules=(rule,)) if one.name == "Student" else one for one in bare.entities
    ))  # fmt: skip
    assert values_used(ruled) == ("add_months", "add_years")


@pytest.mark.parametrize("name", HELPERS)
def test_a_function_stands_on_its_own(name: str) -> None:
    names = with_based_on([name])
    text, problems = library().render("core/values.j2", view_of(names))
    assert text is not None, problems
    compile(text, "<values>", "exec")
