"""Rules as the targets see them: names, what is read, when they are asked, whose rows."""

import keyword
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baesc.ground.source import Source
from baesc.knowledge.python_names import attribute_name
from baesc.knowledge.rule_names import LONGEST, rule_name, rule_names, rules_module
from baesc.knowledge.rule_presence import has_rules, has_set_rules, takes_part
from baesc.knowledge.rule_shapes import AskedRule, Read, asked_rules, messages_of
from baesc.language.config import Config
from baesc.language.ir import Entity, Rule, System
from baesc.language.load import load
from baesc.passes.normalize import normalize
from tests.cli import REPOSITORY

HEAD = """
entity: Student
fields:
  name: string
  born: date
  class: integer?
  extra: json?
  twice: {type: integer, required: false, computed: class_ * 2}
relations:
  advisor: {to: Teacher, required: false, inverse: advisees}
  clubs: {to: Club, kind: many_to_many, inverse: members}
"""
REST = """
---
entity: Teacher
fields: {name: string, most: integer}
relations: {school: {to: School, on_delete: cascade, inverse: teachers}}
---
entity: School
fields: {name: string}
---
entity: Club
fields: {most: integer}
---
entity: Stranger
fields: {name: string}
"""


def system(*checks: str) -> System:
    rules = "".join(f"  - check: {one}\n" for one in checks)
    specs, found = load([Source("a.yaml", HEAD + ("rules:\n" if rules else "") + rules + REST)])
    made, more = normalize(specs, Config("example", "Example"))
    assert made is not None, (found, more)
    return made


def asked(check: str) -> AskedRule:
    made = system(check)
    (rule,) = asked_rules(made, made.entity("Student"))
    return rule


def named(*messages: str) -> tuple[str, ...]:
    rules = tuple(Rule("x", "", one) for one in messages)
    fields = system().entity("Student").fields
    return rule_names(Entity("Student", "student", "s", "s", "s", "S", "S", fields, rules=rules))


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("A student is at least 16 years old.", "is_at_least_16_years_old"),
        ("Nobody advises a person of the same name.", "nobody_advises_person_of_same_name"),
        ("Don't!", "dont_rule"),
        ("16 years", "rule_16_years"),
        ("class", "class_rule"),
        ("Name", "name_rule"),
        ("É o número", "e_o_numero"),
        ("Только студенты", "rule_rule"),
    ],
)
def test_names_come_from_messages(message: str, name: str) -> None:
    assert named(message) == (name,)


@given(st.lists(st.text(max_size=60), min_size=1, max_size=6))
def test_names_are_names_and_differ(messages: list[str]) -> None:
    found = named(*messages)
    assert len(set(found)) == len(messages)
    for name in found:
        assert name.isidentifier()
        assert name.isascii()
        assert not keyword.iskeyword(name)
        assert name not in {attribute_name(one) for one in ("name", "born", "class", "extra")}
        assert len(name) <= LONGEST + 10


def test_a_rule_is_found_among_equal_ones() -> None:
    rules = (Rule("x", "", "Same"), Rule("x", "", "Same"))
    entity = Entity("A", "a", "as", "as", "as", "A", "As", (), rules=rules)
    assert [rule_name(entity, one) for one in rules] == ["same_rule", "same_rule_2"]


def test_functions_of_values_keep_their_names() -> None:
    text = (REPOSITORY / "templates" / "core" / "values.j2").read_text()
    values = re.findall(r"^def (\w+)", text, re.MULTILINE)
    assert len(values) > 10
    found = named(*(one.replace("_", " ") for one in values))
    assert not set(found) & set(values)


def test_modules_do_not_hide_what_the_core_offers() -> None:
    assert rules_module(system().entity("Student")) == "student"
    broken = Entity("Broken", "broken", "broken", "b", "b", "B", "B", ())
    assert rules_module(broken) == "broken_rules"


@pytest.mark.parametrize(
    ("check", "kind", "reads"),
    [
        ("class_ > 1", "row", (Read("class_", "class"),)),
        ("born < today and name != 'x'", "row", (Read("born", "born"), Read("name", "name"))),
        ("advisor is not None", "row", (Read("advisor_id", "advisor_id"),)),
        ("twice > 1", "row", (Read("class_", "class"),)),
        ("advisor.name != name", "set", (Read("advisor_id", "advisor_id"), Read("name", "name"))),
        ("count(clubs) < 3", "set", (Read("clubs", "club_ids"), Read("id", ""))),
        ("born < date(created_at)", "set", (Read("born", "born"), Read("created_at", ""))),
        ("id > 0", "set", (Read("id", ""),)),
        ("count(s for s in Student if s.name == name) < 3", "set", (Read("name", "name"),)),
        ("count(Student) < 9", "set", ()),
    ],
)
def test_what_is_read_decides_when_a_rule_is_asked(
    check: str, kind: str, reads: tuple[Read, ...]
) -> None:
    rule = asked(check)
    assert (rule.kind, rule.reads) == (kind, reads)


@pytest.mark.parametrize(
    ("check", "watches"),
    [
        ("name != 'x'", []),
        (
            "advisor.name != name",
            [("Teacher", "select(Student.id).where(Student.advisor_id.in_(ids))", ("name",))],
        ),
        (
            "advisor.school.name != name",
            [
                ("Teacher", "select(Student.id).where(Student.advisor_id.in_(ids))", ("school",)),
                (
                    "School",
                    (
                        "select(Student.id).where(Student.advisor_id.in_("
                        "select(Teacher.id).where(Teacher.school_id.in_(ids))))"
                    ),
                    ("name",),
                ),
            ],
        ),
        (
            "count(clubs) < 3",
            [
                (
                    "Club",
                    (
                        "select(student_clubs_link.c.member_id)"
                        ".where(student_clubs_link.c.club_id.in_(ids))"
                    ),
                    (),
                )
            ],
        ),
        (
            "count(s for s in Student if s.name == name and s.born == born) < 3",
            [
                (
                    "Student",
                    (
                        "select(Student.id).where(tuple_(Student.name, Student.born).in_("
                        "select(Student.name, Student.born).where(Student.id.in_(ids))))"
                    ),
                    ("name", "born"),
                )
            ],
        ),
        (
            "count(s for s in Student if s.advisor == advisor) <= advisor.most",
            [
                (
                    "Student",
                    (
                        "select(Student.id).where(Student.advisor_id.in_("
                        "select(Student.advisor_id).where(Student.id.in_(ids))))"
                    ),
                    ("advisor",),
                ),
                ("Teacher", "select(Student.id).where(Student.advisor_id.in_(ids))", ("most",)),
            ],
        ),
        # Nothing tells whose rule it is: all are asked.
        (
            "count(t for t in Teacher if t.name > name) < 3",
            [("Teacher", "select(Student.id)", ("name",))],
        ),
        ("count(Club) < 9", [("Club", "select(Student.id)", ())]),
    ],
)
def test_watches_walk_the_way_back(check: str, watches: list[tuple[str, str, tuple]]) -> None:
    found = [
        (one.entity, one.owners, tuple(field.removesuffix("_id") for _, field in one.reads))
        for one in asked(check).watches
    ]
    assert found == watches


def test_who_takes_part() -> None:
    plain, row = system(), system("name != 'x'")
    assert not has_rules(plain)
    assert not takes_part(plain, plain.entity("Student"))
    assert has_rules(row)
    assert not has_set_rules(row)
    assert [one.name for one in row.entities if takes_part(row, one)] == ["Student"]


def test_who_takes_part_in_rules_over_several_rows() -> None:
    made = system("advisor.name != name")
    assert has_set_rules(made)
    # A school takes its teachers along when it goes.
    names = [one.name for one in made.entities if takes_part(made, one)]
    assert names == ["School", "Student", "Teacher"]


def test_a_cleared_reference_concerns_rules_of_the_row() -> None:
    made = system("advisor is not None or name == 'x'")
    assert asked_rules(made, made.entity("Student"))[0].kind == "row"
    assert has_set_rules(made)
    names = [one.name for one in made.entities if takes_part(made, one)]
    assert names == ["School", "Student", "Teacher"]


def test_messages_of_fields() -> None:
    made = system("born < today", "class_ > 1 and born < today")
    found = messages_of(made, made.entity("Student"))
    assert {name: len(messages) for name, messages in found.items()} == {"born": 2, "class": 1}
