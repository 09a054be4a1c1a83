"""Examples of rules: rows that are written out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baesc.ground.source import Span
from baesc.language.expressions.boundary import NOW
from baesc.language.expressions.evaluation import evaluate
from baesc.language.expressions.examples import Example, read_example
from baesc.language.expressions.names import Scope
from baesc.messages.diagnostic import Diagnostic
from tests import systems
from tests.expressions import SCOPE, meaning

ACADEMIC = {one.name: one for one in systems.academic().entities}


def example(text: str, scope: Scope) -> tuple[Example | None, tuple[Diagnostic, ...]]:
    return read_example(text, Span("a.yaml", 1, 1, 1, 1 + len(text)), scope, NOW)


def outcome(rule: str, text: str, scope: Scope = SCOPE) -> object:
    made, found = example(text, scope)
    assert made is not None, [(one.message, one.help) for one in found]
    return evaluate(meaning(rule, scope), *made)


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ("a > 3", "Thing(a=4)", True),
        ("a > 3", "Thing(a=3)", False),
        ("a > 3", "Thing()", None),
        ("price == 2.5", "Thing(price=5 / 2)", True),
        ("born <= today - years(16)", "Thing(born=today - years(16))", True),
        ("born <= '2020-01-01'", "Thing(born='2020-01-02')", False),
        ("state == 'new' and class_ == 'A'", "Thing(state='new', class_='A')", True),
        ("owner.age > 3", "Thing(owner=Person(age=4))", True),
        ("parent is None", "Thing(parent=None)", True),
        ("parent.a == 2", "Thing(parent=Thing(a=2))", True),
        ("count(parts) == 5", "Thing(parts=[Part()] * 5)", True),
        ("sum(p.size for p in parts) == 7", "Thing(parts=[Part(size=2), Part(size=5)])", True),
        ("count(parts) == 0", "Thing(parts=[])", True),
        ("count(t for t in Thing if t.a == a) == 3", "Thing(a=1, Thing=[Thing()] * 2)", True),
        ("count(t for t in Thing if t.a == a) == 1", "Thing(a=1, Thing=[Thing(a=2)] * 2)", True),
        ("count(p for p in Part if p.size > 3) == 1", "Thing(Part=[Part(size=4), Part()])", True),
        ("count(t for t in Thing if t.owner == owner) == 2",
         "Thing(owner=Person(), Thing=[Thing()])", True),
        ("count(owner.things) == 1", "Thing(owner=Person())", True),
    ],
)  # fmt: skip
def test_rows_are_as_written(rule: str, text: str, expected: object) -> None:
    assert outcome(rule, text) is expected


def test_relations_through_an_entity_get_its_rows() -> None:
    scope = Scope(ACADEMIC, "Student")
    text = "Student(courses=[Course(credits=5)] * 3)"
    assert outcome("sum(c.credits for c in courses) == 15", text, scope) is True
    assert outcome("count(enrollments) == 3", text, scope) is True


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Person()", "BAE175"), ("a > 3", "BAE175"), ("Thing(3)", "BAE175"), ("", "BAE170"),
        ("Thing(nope=3)", "BAE137"), ("Thing(a='x')", "BAE178"), ("Thing(a=b)", "BAE178"),
        ("Thing(state='odd')", "BAE114"), ("Thing(owner=3)", "BAE175"), ("Thing(id=3)", "BAE175"),
        ("Thing(parts=Part())", "BAE175"), ("Thing(parts=[Part()] * 9999)", "BAE175"),
        ("Thing(parts=[Part()] * 200)", "BAE172"), ("Thing(**a)", "BAE171"),
        ("Thing(born='2020-02-30')", "BAE177"), ("Thing(a=open('x'))", "BAE174"),
    ],
)  # fmt: skip
def test_what_is_no_row_is_refused(text: str, code: str) -> None:
    made, (fault,) = example(text, SCOPE)
    assert made is None
    assert fault.code == code


_PIECES = (
    "Thing(", "Person(", "Part(", ")", "a=", "parts=", "owner=", "Thing=", "[", "]", "*", "3", ",",
    "None", "'x'", "**", "today", "state=", "born=", "self", "(", "lambda: 0", "parent=",
)  # fmt: skip


@given(
    st.one_of(st.text(max_size=40), st.lists(st.sampled_from(_PIECES), max_size=12).map("".join))
)
def test_reading_examples_is_total(text: str) -> None:
    made, found = example(text, SCOPE)
    assert (made is None) == bool(found)
