"""Checks and computed fields in the IR."""

from baesc.ground.source import Source
from baesc.language.config import Config
from baesc.language.expressions.unparsing import unparse
from baesc.language.ir import System
from baesc.language.load import load
from baesc.messages.diagnostic import Diagnostic
from baesc.passes.normalize import normalize

SPEC = """\
entity: Student
fields:
  name: string
  born: date
  adult: {type: boolean, computed: born < today - years(18)}
relations:
  advisor: Teacher?
rules:
  - {check: (born < today), message: Born.}
  - {check: advisor.name != name, message: Other.}
  - {text: Students are nice., message: Nice.}
---
entity: Teacher
fields: {name: string}
rules:
  - check: >-
      count(s for s in students
            if s.adult) <= 5
    message: Few.
"""


def compiled(text: str) -> tuple[System | None, list[Diagnostic]]:
    specs, found = load([Source("a.yaml", text)])
    system, more = normalize(specs, Config("example", "Example"))
    return system, [*found, *more]


def test_rules_have_their_meaning() -> None:
    system, found = compiled(SPEC)
    assert found == []
    assert system is not None
    student, teacher = system.entities
    born, other, words = student.rules
    assert born.expression is not None
    assert other.expression is not None
    assert unparse(born.expression) == "born < today"
    assert (born.check, born.message, born.kind, born.on) == (
        "(born < today)", "Born.", "row", ("born",),
    )  # fmt: skip
    assert (other.kind, other.on) == ("related", ("advisor", "name"))
    assert (words.expression, words.text) == (None, "Students are nice.")
    (few,) = teacher.rules
    assert few.expression is not None
    assert (few.kind, few.on) == ("set", ("students",))
    assert unparse(few.expression) == "count(s for s in students if s.adult) <= 5"
    adult = student.fields[2]
    assert adult.formula is not None
    assert (adult.formula.type.kind, student.fields[0].formula) == ("boolean", None)


def test_moving_a_rule_changes_nothing() -> None:
    assert compiled(SPEC)[0] == compiled("# moved\n\n" + SPEC)[0]
    assert compiled(SPEC)[0] != compiled(SPEC.replace("<= 5", "<= 6"))[0]


def test_what_was_lost_is_not_reported_again() -> None:
    text = SPEC.replace("born: date", "born: dat").replace("advisor: Teacher?", "advisor: Teachr?")
    _, found = compiled(text)
    assert [one.code for one in found] == ["BAE105", "BAE140"]


def test_a_misspelled_name_is_reported_beside_other_faults() -> None:
    text = SPEC.replace("born: date", "born: dat").replace("!= name", "!= nmae")
    _, found = compiled(text)
    assert [one.code for one in found] == ["BAE105", "BAE173"]


def test_a_circle_is_reported_once() -> None:
    _, (fault,) = compiled(
        "entity: A\nfields:\n"
        "  x: {type: integer, computed: y}\n"
        "  y: {type: integer, computed: z}\n"
        "  z: {type: integer, computed: x + 1}\n"
    )
    assert fault.code == "BAE179"
    assert "A.x -> A.y -> A.z -> A.x" in fault.message
