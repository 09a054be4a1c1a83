"""Expressions: what they mean, what is refused, what they are in words."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from baesc.ground.source import Span
from baesc.language.expressions.evaluation import evaluate
from baesc.language.expressions.functions import FUNCTIONS
from baesc.language.expressions.grammar import DEPTH_LIMIT
from baesc.language.expressions.names import Scope
from baesc.language.expressions.reads import fields_read, members_read, reach_of
from baesc.language.expressions.rows import Database, Period, Row
from baesc.language.expressions.unparsing import unparse
from baesc.language.expressions.wanted import read_check, read_computed
from baesc.language.expressions.wording import paraphrase
from baesc.language.ir import Field
from tests import systems
from tests.expressions import NOW, SCOPE, THINGS, meaning, reading
from tests.systems import entity, many

ACADEMIC = systems.academic()
THING = {
    "a": 7, "b": 2, "price": Decimal("2.50"), "ratio": 0.1, "name": "Ab", "other": "ab",
    "on": True, "born": date(2024, 2, 29), "died": date(2026, 1, 31),
    "seen": datetime(2026, 1, 31, 23, 30, tzinfo=UTC), "state": "new", "class": "A", "today": 5,
    "owner": 1, "note": None, "opens": time(8), "code": None,
}  # fmt: skip
PARTS = tuple(
    Row("Part", one, {"size": one, "cost": Decimal(one), "made": date(2026, 1, one), "thing": 1})
    for one in (1, 2, 3)
)
DATABASE = Database(
    {
        "Thing": (Row("Thing", 1, THING), Row("Thing", 2, {**THING, "parent": 1, "owner": 2})),
        "Part": PARTS,
        "Person": (Row("Person", 1, {"name": "P", "age": 30}), Row("Person", 2, {"name": "Q"})),
    },
    NOW,
)


def value(text: str, number: int = 1) -> Any:
    row = DATABASE.find("Thing", number)
    assert row is not None
    return evaluate(meaning(text), row, DATABASE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a / b", Decimal("3.5")),
        ("1 / 3", Decimal("0.3333333333")),
        ("2 / 3", Decimal("0.6666666667")),
        ("-2 / 3", Decimal("-0.6666666667")),
        ("a // b", 3),
        ("-a // b", -4),
        ("-a % b", 1),
        ("a // 0", None),
        ("a / 0", None),
        ("0.1 + 0.2", Decimal("0.3")),
        ("0.1 + 0.2 == 0.3", True),
        ("ratio == 0.1", True),
        ("ratio + price", 2.6),
        ("ratio / 0", None),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(price / 3, 2)", Decimal("0.83")),
        ("abs(-price)", Decimal("2.50")),
        ("min(a, price)", Decimal("2.50")),
        ("max(born, died)", date(2026, 1, 31)),
        ("min(a, 3, 4.5)", Decimal(3)),
    ],
)
def test_numbers(text: str, expected: object) -> None:
    found = value(text)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("born + years(1)", date(2025, 2, 28)),
        ("born + years(4)", date(2028, 2, 29)),
        ("died + months(1)", date(2026, 2, 28)),
        ("died - months(2)", date(2025, 11, 30)),
        ("died - born", timedelta(days=702)),
        ("died - born > days(700)", True),
        ("(died - born) / days(1)", Decimal(702)),
        ("died - '2026-01-01'", timedelta(days=30)),
        ("seen + hours(1)", datetime(2026, 2, 1, 0, 30, tzinfo=UTC)),
        ("date(seen)", date(2026, 1, 31)),
        ("seen < '2026-01-31T23:30:00+01:00'", False),
        ("today", date(2026, 3, 1)),
        ("self.today", 5),
        ("born <= today - years(2)", True),
        ("born - years(9999)", None),
        ("opens < '08:30'", True),
        ("year(born) * 100 + month(seen)", 202401),
        ("day(born)", 29),
    ],
)
def test_times(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name == 'Ab'", True),
        ("name < other", True),
        ("'Z' < 'a'", True),
        ("lower(name) == other", True),
        ("'b' in name", True),
        ("'x' not in name", True),
        ("name in ('x', 'Ab')", True),
        ("state not in ('old',)", True),
        ("class_ == 'A'", True),
        ("matches(name, '[A-Z]b')", True),
        ("matches(name, '[A-Z]')", False),
        ("matches(name, '^[A-Z].$')", True),
        ("name + '-' + other", "Ab-ab"),
        ("len('é😀')", 2),
    ],
)
def test_texts(text: str, expected: object) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("note == 'x'", None),
        ("note != 'x'", None),
        ("not note == 'x'", None),
        ("note == 'x' and a == 0", False),
        ("note == 'x' and a == 7", None),
        ("note == 'x' or a == 7", True),
        ("note == 'x' or a == 0", None),
        ("note in ('x', 'y')", None),
        ("note is None", True),
        ("note is not None", False),
        ("note + 'x'", None),
        ("len(note)", None),
        ("1 if note == 'x' else 2", 2),
        ("parent is None", True),
        ("parent.name", None),
        ("parent.parent is None", True),
        ("min(a, len(note))", None),
        ("'x' < note", None),
    ],
)
def test_null_is_unknown(text: str, expected: object) -> None:
    assert value(text) is expected or value(text) == expected
    assert meaning(text).type.nullable or expected is not None


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("count(parts)", 1, 3),
        ("count(parts)", 2, 0),
        ("sum(p.cost for p in parts)", 1, Decimal(6)),
        ("sum(p.cost for p in parts)", 2, Decimal(0)),
        ("max(p.size for p in parts)", 2, None),
        ("avg(p.size for p in parts)", 1, Decimal(2)),
        ("avg(p.size for p in parts)", 2, None),
        ("any(p.size > 2 for p in parts)", 1, True),
        ("any(p.size > 2 for p in parts)", 2, False),
        ("all(p.size > 2 for p in parts)", 2, True),
        ("min(p.made for p in parts)", 1, date(2026, 1, 1)),
        ("sum(died - p.made for p in parts)", 1, timedelta(days=87)),
        ("count(t for t in Thing if t != self)", 1, 1),
        ("count(t for t in Thing if t.parent == self)", 1, 1),
        ("count(children)", 1, 1),
        ("count(t for t in Thing if t.owner.age > 20 if t.a == a)", 2, 1),
        ("owner.name", 1, "P"),
        ("count(owner.things)", 1, 1),
        ("sum(count(t.parts) for t in owner.things)", 1, 3),
        ("sum(p.size for p in parts if p.size < max(q.size for q in parts))", 1, 3),
        ("parent.owner.name", 2, "P"),
        ("sum(t.owner.age for t in Thing)", 1, 30),
    ],
)
def test_rows(text: str, number: int, expected: object) -> None:
    assert value(text, number) == expected


def test_relations_to_many_are_followed_from_both_ends() -> None:
    scope = Scope({one.name: one for one in ACADEMIC.entities}, "Student")
    rows = {
        "Student": (Row("Student", 1), Row("Student", 2)),
        "Course": (Row("Course", 5, {"credits": 3}), Row("Course", 6, {"credits": 4})),
        "Enrollment": (
            Row("Enrollment", 1, {"student": 1, "course": 5}),
            Row("Enrollment", 2, {"student": 1, "course": 6}),
            Row("Enrollment", 3, {"student": 2, "course": 6}),
        ),
    }
    database = Database(rows, NOW)
    total = meaning("sum(c.credits for c in courses)", scope)
    assert [evaluate(total, one, database) for one in rows["Student"]] == [7, 4]
    back = meaning("count(students)", replace(scope, entity="Course"))
    assert [evaluate(back, one, database) for one in rows["Course"]] == [1, 2]


def test_relations_to_many_without_an_entity_between() -> None:
    clubs = systems.system(
        "clubs",
        entity(
            "Student", many("clubs", "Club", "links", "student_id", "club_id", inverse="members")
        ),
        entity("Club"),
    )
    scope = Scope({one.name: one for one in clubs.entities}, "Student")
    student = Row("Student", 1, {"clubs": frozenset({1, 2})})
    others = tuple(Row("Club", number) for number in (1, 2, 3))
    database = Database({"Student": (student,), "Club": others}, NOW)
    assert evaluate(meaning("count(clubs)", scope), student, database) == 2
    back = meaning("count(members)", replace(scope, entity="Club"))
    assert [evaluate(back, one, database) for one in others] == [1, 1, 0]


@pytest.mark.parametrize(
    ("text", "nullable"),
    [
        ("len(note)", True),
        ("len(note) if note is not None else 0", False),
        ("0 if note is None else len(note)", False),
        ("a / b", True),
        ("a / 2", False),
        ("a / b if b != 0 else 0", False),
        ("0 if b == 0 else a / b", False),
        ("a / b if b > 0 else 0", False),
        ("note if note == 'x' else 'y'", False),
        ("note if not note is None else 'y'", False),
        ("note if not note == 'x' else 'y'", True),
        ("note is None or note == 'x'", False),
        ("note is not None and note == 'x'", False),
        ("parent.name", True),
        ("parent.name if parent is not None else ''", False),
        ("sum(a / p.size for p in parts if p.size != 0)", False),
        ("max(p.size for p in parts)", True),
        ("(died - born) / days(1)", False),
    ],
)
def test_what_may_be_null(text: str, nullable: bool) -> None:
    assert meaning(text).type.nullable is nullable


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('x')", "open('x')", "a.__class__", "(lambda: 1)()", "f'{a}'",
        "[x for x in parts]", "a ** 9", "a << 2", "~a", "+a", "parts[0]", "name[0]",
        "a if b else a",
        "a and on", "not a", "*a", "{a}", "{a: 1}", "a := 3", "yield", "await a", "b'x'", "1j",
        "...",
        "name.upper()", "len(name, other)", "len()", "round(a, b)", "round(a, 11)", "count(a)",
        "count(p for p in parts for q in parts)", "sum(p for p in parts)", "count()",
        "len(text=name)",
        "owner + 1", "owner == 1", "owner < owner", "state < 'old'", "state == 'odd'", "a == '7'",
        "a is 7", "a == None", "None is None if None else None", "extra == 'x'", "on > on",
        "born < seen", "born + 3", "born + hours(3)", "years(3) > days(3)", "died - born > 3",
        "1 < a in (3,)", "a in ()", "'x' in a", "owner in owner.things", "parts is None",
        "code > code",        "code == 'x'", "opens < '8'", "'\\x00'", "'\\ud800'", "1e9",
        "1234567890123456",
        "self.nope",        "owner.nope", "parts.size", "a.b", "p.size", "Thing", "Nope",
        "count(x for x in Nope)",
        "count(a for a in parts)", "count(today for today in parts)", "1 if on else 'x'", "min(on)",
        "min(on, on)", "matches(name, other)", "matches(name, '(')", "matches(name, '\\\\d')", "",
        "  ", "sum(sum(sum(sum(a for s in parts) for r in parts) for q in parts) for p in parts)",
        "a b", "a ==", "a\x00b", "parts if on else parts", "any(p.size for p in parts)",
    ],
)  # fmt: skip
def test_what_is_no_expression_is_refused(text: str) -> None:
    node, found = reading(text)
    assert node is None
    assert len(found) == 1, [one.message for one in found]
    assert found[0].code.startswith("BAE1")


def test_limits() -> None:
    for text in ("a" + " + a" * 300, "a" * 1001, "not " * 200 + "on"):
        (fault,) = reading(text)[1]
        assert fault.code == "BAE172", text[:20]
    assert reading("not " * (DEPTH_LIMIT - 1) + "on")[0] is not None


def test_places_count_characters() -> None:
    (fault,) = reading("name == 'é😀' and nmae == 'x'")[1]
    assert fault.span is not None
    assert (fault.span.column, fault.span.end_column) == (18, 22)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(a) <= ((b))", "a <= b"),
        ("a - (b - 1) - (2 * 3)", "a - (b - 1) - 2 * 3"),
        ("not (on and (a == 1))", "not (on and a == 1)"),
        ("(on and on) and on", "on and on and on"),
        ("on or (on and on)", "on or on and on"),
        ("(on or on) and on", "(on or on) and on"),
        ('name == "x"', "name == 'x'"),
        (
            "price == 1.50 or price == 2.0 or price == .5",
            "price == 1.5 or price == 2.0 or price == 0.5",
        ),
        ("born > '2020-01-01'", "born > '2020-01-01'"),
        ("opens > '08:30'", "opens > '08:30:00'"),
        ("seen > '2020-01-01T10:00:00+02:00'", "seen > '2020-01-01T08:00:00Z'"),
        ("on == true or on == false or note is null", "on == True or on == False or note is None"),
        ("self.name == self.class_", "name == class_"),
        ("self.today > 3", "self.today > 3"),
        ("state in ['new']", "state in ('new',)"),
        (
            "count(p for p in parts if on if p.size > 1)",
            "count(p for p in parts if on and p.size > 1)",
        ),
        ("(a if on else b) if on else 3", "(a if on else b) if on else 3"),
        ("a if on else (b if on else 3)", "a if on else b if on else 3"),
        ("(a < b) == on", "(a < b) == on"),
        ("-(a + b)", "-(a + b)"),
    ],
)
def test_canonical_text(text: str, expected: str) -> None:
    assert unparse(meaning(text)) == expected


STUDENT = Scope({one.name: one for one in ACADEMIC.entities}, "Student")
ENROLLMENT = replace(STUDENT, entity="Enrollment")


@pytest.mark.parametrize(
    ("scope", "text", "expected"),
    [
        (STUDENT, "birth_date <= today - years(16)",
         "the birth date is not after 16 years before today"),
        (STUDENT, "count(courses) <= 5", "there are at most 5 courses of this student"),
        (
            ENROLLMENT,
            "count(e for e in Enrollment if e.student == student and e.course == course) <= 5",
            "there are at most 5 enrollments with the same student and the same course",
        ),
        (STUDENT, "count(e for e in enrollments if e.grade >= 10) > 0",
         "there is at least 1 enrollment of this student whose grade is at least 10"),
        (STUDENT, "count(s for s in Student if s != self and s.name == name) == 0",
         "there are no other students with the same name"),
        (STUDENT, "gpa is None or gpa >= 2.5", "if the GPA is given, then the GPA is at least 2.5"),
        (STUDENT, "not status == 'active' or gpa > 1",
         'if the status is "active", then the GPA is more than 1'),
        (STUDENT, "status in ('active', 'suspended')", 'the status is "active" or "suspended"'),
        (STUDENT, "status not in ('active', 'suspended')",
         'the status is none of "active" and "suspended"'),
        (STUDENT, "1 <= gpa < 3", "the GPA is at least 1 and less than 3"),
        (STUDENT, "3 > gpa", "the GPA is less than 3"),
        (STUDENT, "'@' in email", 'the email contains "@"'),
        (STUDENT, "advisor.name != name", "the name of the advisor is not the name"),
        (STUDENT, "all(e.grade > 5 for e in enrollments)",
         "for every enrollment of this student, its grade is more than 5"),
        (STUDENT, "name + ' ' + email", 'the name followed by " " followed by the email'),
        (STUDENT, "created_at < now - days(1)", "the time of creation is before 1 day before now"),
        (STUDENT, "gpa > 1 and (gpa < 2 or gpa > 3)",
         "the GPA is more than 1 and (the GPA is less than 2 or the GPA is more than 3)"),
    ],
)  # fmt: skip
def test_words(scope: Scope, text: str, expected: str) -> None:
    assert paraphrase(meaning(text, scope)) == expected


@pytest.mark.parametrize(
    ("text", "kind", "on"),
    [
        ("a < b", "row", ("a", "b")),
        ("parent is None or on", "row", ("parent", "on")),
        ("owner.age > a", "related", ("owner", "a")),
        ("parent.owner is None", "related", ("parent",)),
        ("count(parts) < a", "set", ("parts", "a")),
        ("created_at < now and id > 3", "row", ()),
    ],
)
def test_what_is_read(text: str, kind: str, on: tuple[str, ...]) -> None:
    node = meaning(text)
    assert (reach_of(node), members_read(node)) == (kind, on)


def test_fields_read_are_those_of_all_entities() -> None:
    node = meaning("owner.age > 3 and any(p.size > a for p in parts)")
    assert fields_read(node) == {("Person", "age"), ("Part", "size"), ("Thing", "a")}


def _field(name: str) -> Field:
    return next(one for one in THINGS.entity("Thing").fields if one.name == name)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a", "a / 2", "`a` is a whole number, and this is a decimal number"),
        ("a", "a // b", "this may be null, and `a` is required"),
        ("a", "a // 2", ""),
        ("price", "a", ""),
        ("ratio", "price", ""),
        ("price", "ratio", "`price` is a decimal number, and this is a float"),
        ("state", "'new'", ""),
        ("state", "'new' if on else 'old'", ""),
        ("state", "'new' if on else 'odd'", "unknown value of `state` `odd`"),
        ("state", "name", "`state` is an enum value, and this is a text"),
        ("note", "note", ""),
        ("born", "'2026-01-01'", ""),
        ("extra", "name", "a json can't be computed"),
        ("born", "seen", "`born` is a date, and this is a point in time"),
        ("a", "None", "`a` is a whole number, and this is `None`"),
        ("name", "owner", "`name` is a text, and this is a row of `Person`"),
    ],
)
def test_computed_fields_get_a_value_of_their_type(name: str, text: str, message: str) -> None:
    node, found = read_computed(text, Span("a", 1, 1, 1, 1 + len(text)), SCOPE, _field(name))
    assert [one.message for one in found] == ([message] if message else [])
    assert (node is None) == bool(message)


@pytest.mark.parametrize("text", ["a", "name", "1 < 2", "today > '2020-01-01'", "owner"])
def test_a_check_is_a_condition_on_the_row(text: str) -> None:
    node, (fault,) = read_check(text, Span("a", 1, 1, 1, 1 + len(text)), SCOPE)
    assert node is None
    assert fault.code == "BAE178"


def test_periods_are_equal_by_their_months() -> None:
    assert value("years(1)") == Period(12)


USES = {
    "len": ("len(name)", 2), "lower": ("lower(name)", "ab"), "upper": ("upper(name)", "AB"),
    "matches": ("matches(name, 'A.')", True), "abs": ("abs(-a)", 7), "round": ("round(price)", 3),
    "min": ("min(a, b)", 2), "max": ("max(a, b)", 7), "year": ("year(born)", 2024),
    "month": ("month(born)", 2), "day": ("day(born)", 29),
    "date": ("date(seen)", date(2026, 1, 31)), "years": ("born + years(1)", date(2025, 2, 28)),
    "months": ("born - months(1)", date(2024, 1, 29)),
    "days": ("born + days(1)", date(2024, 3, 1)), "hours": ("hours(2)", timedelta(hours=2)),
}  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_a_value_and_words(name: str) -> None:
    text, expected = USES[name]
    assert value(text) == expected
    assert f"{name}(" not in paraphrase(meaning(text))
    assert "whether whether" not in paraphrase(meaning(text))
