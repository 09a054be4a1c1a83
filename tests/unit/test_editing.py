"""Operations on spec files: what becomes of their texts."""

import pytest

from baesc.ground.source import Source
from baesc.language.config import Config
from baesc.recognition.editing_text import flow
from baesc.recognition.operations import Operation
from tests.editing import CONFIG, PROJECT, done, operation, text_after

SCHOOL = """\
# yaml-language-server: $schema=../schema/spec.json
# Everybody who learns here.
entity: Student  # not a pupil
display: name
fields:
  # As in the passport.
  name: string(100)   # full
  "email": email unique

  birth_date: {type: date, max: today}   # for the age
relations:
  advisor: Teacher?
unique: [[name, birth_date], [name, advisor]]
rules:
  - check: "name != email"
    accept: ["Student(name='a', email='b@example.com')"]
  - check: >-
      advisor is None or
      advisor.name != name
---
# Those who teach.
entity: Teacher
fields: {name: string(100), load: integer}
rules:
  - check: count(s for s in students if s.name == 'x') < 5
"""


def changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines that went and those that came."""
    old, new = before.splitlines(), after.splitlines()
    return [one for one in old if one not in new], [one for one in new if one not in old]


ADDED = [
    (operation("add_field", "Student", "age", type="integer"), "  age: integer"),
    (operation("add_field", "Student", "age", type="integer", required=False), "  age: integer?"),
    (operation("add_field", "Student", "code", type="string(20)", unique=True, index=True),
     "  code: string(20) unique index"),
    (operation("add_field", "Student", "age", type="integer", required=False, min=0),
     "  age: {type: integer?, min: 0}"),
    (operation("add_field", "Student", "price", type="decimal(10,2)", required=False),
     "  price: decimal(10,2)?"),
    (operation("add_field", "Student", "no", type="enum(yes, no)", required=False, default="no"),
     '  "no": {type: "enum(yes, no)?", default: "no"}'),
    (operation("add_field", "Student", "y", type="string", required=False, doc="a: b # 'c'"),
     """  "y": {type: string?, doc: "a: b # 'c'"}"""),
    (operation("add_relation", "Student", "tutor", to="Teacher", required=False),
     "  tutor: Teacher?"),
    (operation("add_relation", "Student", "books", to="Student", kind="many_to_many"),
     "  books: many_to_many Student"),
    (operation("add_relation", "Student", "desk", to="Teacher", kind="one_to_one", required=False,
               on_delete="cascade"),
     "  desk: {to: Teacher, kind: one_to_one, on_delete: cascade, required: false}"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "line"), ADDED, ids=[line for _, line in ADDED])
def test_a_new_member_is_one_new_line(one: Operation, line: str) -> None:
    # Another relation gives the one that is there a longer name at its other end.
    gone = ["  - check: count(s for s in students if s.name == 'x') < 5"]
    gone = gone if (one.to, one.kind) == ("Teacher", "") else []
    came = [each.replace("students", "students_as_advisor") for each in gone]
    assert changed_lines(SCHOOL, text_after(SCHOOL, one)) == (gone, [line, *came])


def test_a_new_field_stands_after_the_last_one_and_its_comment() -> None:
    text = "entity: A\nfields:\n    name: string  # n\n    # the end\n\n# more\n"
    one = operation("add_field", "A", "age", type="integer")
    added = text.replace("# n\n", "# n\n    age: integer\n")
    assert text_after(text, one) == added


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("fields: {name: string}\n", "fields: {name: string, age: integer}\n"),
        ("fields: {name: string,}", "fields: {name: string, age: integer,}"),
        ("fields: {\n  name: string\n}\n", "fields: {\n  name: string,\n  age: integer\n}\n"),
        ("fields: {\n  name: string,  # n\n}",
         "fields: {\n  name: string,  # n\n  age: integer,\n}"),
        ("fields: {}\n", "fields: {age: integer}\n"),
        ("doc: x\nicon: y", "doc: x\nicon: y\nfields:\n  age: integer"),
        ("rules: []\n", "fields:\n  age: integer\nrules: []\n"),
        ("fields:\n    name: string", "fields:\n    name: string\n    age: integer"),
        ("fields:\r\n  name: string\r\n", "fields:\r\n  name: string\r\n  age: integer\r\n"),
        ("fields:\n  n:\n    type: text\n    doc: |\n      Two.\n\nicon: x\n",
         "fields:\n  n:\n    type: text\n    doc: |\n      Two.\n  age: integer\n\nicon: x\n"),
    ],
)  # fmt: skip
def test_fields_of_all_layouts_take_one_more(before: str, after: str) -> None:
    head = "entity: A\r\n" if "\r" in before else "entity: A\n"
    one = operation("add_field", "A", "age", type="integer")
    assert text_after(head + before, one) == head + after


def test_a_flow_document_takes_a_field() -> None:
    text = "--- {entity: A, fields: {name: string}}\n"
    one = operation("add_field", "A", "age", type="integer")
    assert text_after(text, one) == "--- {entity: A, fields: {name: string, age: integer}}\n"


def test_rows_that_are_there_get_a_value_and_it_is_said() -> None:
    one = operation("add_field", "Student", "mail", type="email")
    edits = done(SCHOOL, one, built=True)
    assert """  mail: {type: email, backfill: "'nobody@example.com'"}\n""" in edits.texts[0][1]
    assert edits.remarks == ("rows that are there get 'nobody@example.com' for `Student.mail`",)
    assert "backfill" not in text_after(SCHOOL, one)


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("work_email", "string(100)", "'nobody@example.com'"),
        ("url", "string", "'https://example.com'"),
        ("email", "string(5)", "'?'"),
        ("emails", "string", "'?'"),
    ],
)
def test_texts_whose_name_says_what_they_are_get_such_a_value(
    name: str, kind: str, value: str
) -> None:
    one = operation("add_field", "Student", name, type=kind)
    school = SCHOOL.replace('  "email": email unique\n', "").replace(", email='b@example.com'", "")
    school = school.replace("name != email", "name != ''")
    assert f'backfill: "{value}"' in text_after(school, one, built=True)


def test_rows_cannot_all_get_the_same_unique_value() -> None:
    one = operation("add_field", "Student", "mail", type="email", unique=True)
    (problem,) = done(SCHOOL, one, built=True).problems
    assert problem.code == "BAE602"
    assert "unique" in problem.message
    assert not done(SCHOOL, one).problems


def test_a_required_relation_asks_which_row() -> None:
    one = operation("add_relation", "Student", "tutor", to="Teacher")
    (problem,) = done(SCHOOL, one, built=True).problems
    assert (problem.code, problem.span and problem.span.line) == ("BAE222", 13)


def test_a_renamed_field_is_renamed_wherever_it_is_named() -> None:
    one = operation("rename_field", "Student", "name", to="class")
    after = text_after(SCHOOL, one, built=True)
    gone, come = changed_lines(SCHOOL, after)
    assert gone == [
        "display: name",
        "  name: string(100)   # full",
        "unique: [[name, birth_date], [name, advisor]]",
        '  - check: "name != email"',
        "    accept: [\"Student(name='a', email='b@example.com')\"]",
        "      advisor.name != name",
        "  - check: count(s for s in students if s.name == 'x') < 5",
    ]
    assert come == [
        "display: class",
        "  class: {type: string(100), was: name}   # full",
        "unique: [[class, birth_date], [class, advisor]]",
        '  - check: "class_ != email"',
        "    accept: [\"Student(class_='a', email='b@example.com')\"]",
        "      advisor.name != class_",
        "  - check: count(s for s in students if s.class_ == 'x') < 5",
    ]


def test_what_was_never_built_has_no_old_name() -> None:
    one = operation("rename_field", "Student", "name", to="full_name")
    assert "was:" not in text_after(SCHOOL, one)


def test_a_field_keeps_the_name_that_it_was_built_under() -> None:
    first = operation("rename_field", "Student", "birth_date", to="born")
    second = operation("rename_field", "Student", "born", to="day_of_birth")
    edits = done(SCHOOL, first, second, built=True)
    assert "  day_of_birth: {type: date, max: today, was: birth_date}   # for" in edits.texts[0][1]
    back = operation("rename_field", "Student", "born", to="birth_date")
    assert done(SCHOOL, first, back, built=True).texts == ()


def test_a_renamed_entity_is_renamed_wherever_it_is_named() -> None:
    one = operation("rename_entity", "Student", to="Pupil")
    gone, come = changed_lines(SCHOOL, text_after(SCHOOL, one, built=True))
    assert gone == [
        "entity: Student  # not a pupil",
        "    accept: [\"Student(name='a', email='b@example.com')\"]",
        "  - check: count(s for s in students if s.name == 'x') < 5",
    ]
    # Teachers see them under another name too.
    assert come == [
        "entity: Pupil  # not a pupil",
        "was: Student",
        "    accept: [\"Pupil(name='a', email='b@example.com')\"]",
        "  - check: count(s for s in pupils if s.name == 'x') < 5",
    ]
    two = operation("rename_entity", "Teacher", to="Professor")
    assert "  advisor: Professor?\n" in text_after(SCHOOL, two)


def test_a_renamed_relation_is_renamed_wherever_it_is_named() -> None:
    one = operation("rename_relation", "Student", "advisor", to="tutor")
    _, come = changed_lines(SCHOOL, text_after(SCHOOL, one, built=True))
    assert come == [
        "  tutor: {to: Teacher, required: false, was: advisor}",
        "unique: [[name, birth_date], [name, tutor]]",
        "      tutor is None or",
        "      tutor.name != name",
    ]


def test_a_text_with_escapes_is_not_rewritten() -> None:
    text = "entity: A\nfields: {n: string}\nrules:\n  - check: \"n !=\\x20'a'\"\n"
    (problem,) = done(text, operation("rename_field", "A", "n", to="m")).problems
    assert (problem.code, problem.span and problem.span.line) == ("BAE603", 4)


REMOVED = [
    ("fields:\n  a: string\n  # two\n  b: {type: text,\n      doc: x}  # gone\n  c: text\n",
     "fields:\n  a: string\n  # two\n  c: text\n"),
    ("fields: {a: string, b: text, c: text}\n", "fields: {a: string, c: text}\n"),
    ("fields: {a: string, b: text}\n", "fields: {a: string}\n"),
    ("fields: {\n  a: string,\n  b: text,  # b\n  c: text\n}\n",
     "fields: {\n  a: string,\n  c: text\n}\n"),
    ("fields:  # all\n  # inner\n  b: string\ndoc: x\n", "  # inner\ndoc: x\n"),
    ("fields:\n  a: string\n  b: string", "fields:\n  a: string\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), REMOVED)
def test_a_removed_field_takes_its_lines_with_it(before: str, after: str) -> None:
    one = operation("remove_field", "A", "b")
    assert text_after("entity: A\n" + before, one) == "entity: A\n" + after


def test_what_was_built_is_dropped_by_name() -> None:
    text = "entity: A\nfields: {a: string, b: string}\n"
    one = operation("remove_field", "A", "b")
    dropped = "entity: A\nfields: {a: string}\ndrop: [b]\n"
    assert text_after(text, one, built=True) == dropped
    again = operation("add_field", "A", "b", type="integer", required=False)
    assert "drop" not in text_after(dropped, again)


def test_what_is_named_elsewhere_cannot_go() -> None:
    lines = {}
    for name in ("name", "email", "birth_date"):
        (problem,) = done(SCHOOL, operation("remove_field", "Student", name)).problems
        assert problem.code == "BAE603"
        lines[name] = problem.span and problem.span.line
    assert lines == {"name": 15, "email": 15, "birth_date": 13}


def test_an_entity_goes_when_nothing_leads_to_it() -> None:
    text = "# file\nentity: A\nfields: {a: string}\n---\n# b\nentity: B\nrelations:\n  a: A?\n"
    (problem,) = done(text, operation("remove_entity", "A"), built=True).problems
    assert "`B.a` leads to it" in problem.message
    assert problem.span is not None
    assert problem.span.line == 8
    both = (operation("remove_entity", "A"), operation("remove_relation", "B", "a"))
    edits = done(text, *both, built=True)
    assert dict(edits.texts) == {
        "baes.yaml": "project: shop\nspecs: [specs/*.yaml]  # all of them\ndrop: [A]\n",
        "specs/a.yaml": "# file\n# b\nentity: B\ndrop: [a]\n",
    }


def test_the_file_of_an_entity_goes_with_it() -> None:
    texts = {"specs/a.yaml": "# a\nentity: A\n", "specs/b.yaml": "entity: B\nfields: {b: text}\n"}
    project = Source("baes.yaml", "project: shop\ndrop:\n  - Old  # gone\nspecs: specs/*.yaml\n")
    edits = done(texts, operation("remove_entity", "A"), built=True, project=project)
    assert edits.removed == ("specs/a.yaml",)
    assert dict(edits.texts) == {
        "baes.yaml": "project: shop\ndrop:\n  - Old  # gone\n  - A\nspecs: specs/*.yaml\n"
    }


def test_the_last_entity_cannot_go() -> None:
    (problem,) = done("entity: A\n", operation("remove_entity", "A")).problems
    assert problem.code == "BAE603"


@pytest.mark.parametrize(
    ("specs", "path"),
    [
        ("specs/*.yaml", "specs/order_item.yaml"),
        ("domain/**/*.spec.yml", "domain/order_item.spec.yml"),
        ("*.yaml", "order_item.yaml"),
    ],
)
def test_a_new_entity_gets_a_file_that_the_project_reads(specs: str, path: str) -> None:
    config = Config("shop", "Shop", specs=("all.yaml", specs))
    operations = (
        operation("create_entity", "OrderItem", doc="A line: of an order"),
        operation("add_field", "OrderItem", "amount", type="integer"),
        operation("add_relation", "OrderItem", "student", to="Student"),
    )
    edits = done(SCHOOL, *operations, built=True, config=config)
    head = SCHOOL.splitlines()[0] + "\n" if path.startswith("specs/") else ""
    assert dict(edits.texts) == {
        path: f'{head}entity: OrderItem\ndoc: "A line: of an order"\nfields:\n'
        "  amount: integer\nrelations:\n  student: Student\n"
    }


def test_a_project_of_one_file_gets_another_document() -> None:
    config = Config("shop", "Shop", specs=("specs/a.yaml",))
    edits = done("entity: A  # no more", operation("create_entity", "B"), config=config)
    assert dict(edits.texts) == {"specs/a.yaml": "entity: A  # no more\n---\nentity: B\n"}


CHANGED = [
    ("a: string", {"type": "string(50)"}, "a: string(50)"),
    ("a: string? unique", {"required": True}, "a: string unique"),
    ("a: string  # c", {"unique": True, "required": False}, "a: string? unique  # c"),
    ("a: decimal(5,2) index", {"min": 0}, 'a: {type: "decimal(5,2) index", min: 0}'),
    ("a: {type: string(9)?, doc: x}", {"required": True}, "a: {type: string(9), doc: x}"),
    ("a: {type: string, required: false}", {"required": True}, "a: {type: string}"),
    ("a:\n    type: text\n    doc: x # d", {"doc": "no"}, 'a:\n    type: text\n    doc: "no" # d'),
    ("a: {type: integer, min: 1, max: 3}", {"max": None, "min": 2}, "a: {type: integer, min: 2}"),
    ("a: {type: decimal, precision: 5, scale: 2}", {"type": "integer"}, "a: {type: integer}"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "change", "after"), CHANGED)
def test_a_change_touches_what_it_changes(
    before: str, change: dict[str, object], after: str
) -> None:
    text = "entity: A\nfields:\n  {}\n  b: text\n"
    one = operation("change_field", "A", "a", **change)
    assert text_after(text.format(before), one) == text.format(after)


def test_a_change_of_built_values_says_what_becomes_of_them() -> None:
    text = "entity: A\nfields: {a: string?, b: string(90)}\n"
    one = operation("change_field", "A", "a", required=True)
    assert "{type: string, backfill: \"'?'\"}" in text_after(text, one, built=True)
    shorter = operation("change_field", "A", "b", type="string(50)")
    edits = done(text, shorter, built=True)
    assert "b: {type: string(50), on_conflict: stop}" in edits.texts[0][1]
    assert "the migration stops" in edits.remarks[0]


def test_a_change_that_would_lose_values_is_not_made() -> None:
    text = "entity: A\nfields: {a: json}\n"
    one = operation("change_field", "A", "a", type="date")
    (problem,) = done(text, one, built=True).problems
    assert problem.code == "BAE224"


@pytest.mark.parametrize(
    ("one", "message"),
    [
        (operation("create_entity", "Student"), "there is an entity `Student` already"),
        (operation("add_field", "Student", "email"), "`Student` has a field `email` already"),
        (operation("add_field", "Studnt", "age"), "there is no entity `Studnt`"),
        (operation("add_relation", "Student", "x", to="Nobody"), "there is no entity `Nobody`"),
        (operation("remove_field", "Student", "emial"), "`Student` has no field `emial`"),
        (operation("rename_entity", "Student", to="Teacher"), "there is an entity `Teacher`"),
        (operation("rename_field", "Student", "name", to="email"), "has a field `email` already"),
    ],
)
def test_what_cannot_be_done_is_said(one: Operation, message: str) -> None:
    edits = done(SCHOOL, one)
    assert [each.code for each in edits.problems] == ["BAE603"]
    assert message in edits.problems[0].message
    assert not edits.texts


def test_a_result_that_is_wrong_is_not_written() -> None:
    # Teachers have a field of that name.
    one = operation(
        "add_relation", "Student", "other", to="Teacher", required=False, inverse="load"
    )
    edits = done(SCHOOL, one)
    assert [each.code for each in edits.problems] == ["BAE126"]
    assert not edits.texts


def test_values_are_quoted_where_others_read_something_else() -> None:
    given = ["no", "y", "on", "10", "a: b", "# c", "it's", 'say "x"', "null", "a\nb", "Zoë", ""]
    assert flow(given) == (
        '["no", "y", "on", "10", "a: b", "# c", "it\'s", \'say "x"\', "null", "a\\nb", "Zoë", ""]'
    )


def test_nothing_changes_in_files_that_a_request_is_not_about() -> None:
    texts = {"specs/a.yaml": SCHOOL, "specs/b.yaml": "# odd   \r\nentity: B"}
    edits = done(texts, operation("add_field", "Teacher", "age", type="integer"))
    assert [path for path, _ in edits.texts] == ["specs/a.yaml"]
    assert CONFIG.name in PROJECT.text
