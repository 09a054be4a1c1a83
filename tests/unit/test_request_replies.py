"""What models say about requests: read whole, or refused with words that help to mend it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baesc.recognition.anchors import anchored, asks_for_removal
from baesc.recognition.fitting import misfits
from baesc.recognition.operations import (
    Known,
    KnownEntity,
    KnownField,
    KnownRelation,
    Operation,
    Question,
)
from baesc.recognition.replies import Cannot, Wrong, read_reply

KNOWN = Known(
    (
        KnownEntity("Course", "courses", (KnownField("name", "string"),)),
        KnownEntity(
            "Student",
            "students",
            (KnownField("name", "string"), KnownField("phone", "string(30)", required=False)),
            (KnownRelation("courses", "Course", "many_to_many"),),
        ),
    )
)
EMAIL = '{"op": "add_field", "entity": "Student", "name": "email", "type": "email"}'
OPERATION = Operation("add_field", "Student", "email", type="email")


@pytest.mark.parametrize(
    "text",
    [
        f"[{EMAIL}]",
        EMAIL,
        f"```json\n[{EMAIL}]\n```",
        f"Here you are:\n\n[{EMAIL}]\n\nThat adds [one] field.",
        f"Sure!\n```\n{EMAIL}\n```\nAnything else?",
        f'{{"operations": [{EMAIL}]}}',
        f"[{EMAIL.replace('Student', 'student')}]",
        f"[{EMAIL[:-1]}, " + '"to": null, "default": null}]',
        f"\ufeff[{EMAIL}]".lstrip("\ufeff"),
    ],
)
def test_an_answer_is_read_kindly(text: str) -> None:
    assert read_reply(text, "add email to Student") == (OPERATION,)


def test_one_object_a_line_is_a_list() -> None:
    phone = EMAIL.replace("email", "mail2")
    found = read_reply(
        f"{EMAIL}\n{phone.replace('mail2', 'phone', 1).replace('mail2', 'string')}", ""
    )
    assert isinstance(found, tuple)
    assert [one.name for one in found] == ["email", "phone"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the answer is empty"),
        ("  \n", "the answer is empty"),
        ("I can't help with that.", "no JSON array"),
        ("null", "must be a JSON array"),
        ("[]", "must be a JSON array"),
        ("[1]", "operation 1: it must be an object"),
        ('"create Student"', "must be a JSON array"),
        (f"[{EMAIL}, {EMAIL[:30]}", "it is no JSON"),
        (f"[{EMAIL},]", "it is no JSON"),
        (f"[{EMAIL}]\n\nor\n\n[{EMAIL.replace('email', 'mail')}]", "several answers"),
        (f"```\n{EMAIL}\n```\n```\n{EMAIL.replace('email', 'mail')}\n```", "several answers"),
        ('[{"op": "add_field", "op": "remove_entity", "entity": "Student"}]', "a key twice"),
        ('[{"op": "add_field", "entity": "S", "name": "a", "min": NaN}]', "no values"),
        ('[{"op": "add_field", "entity": "S", "name": "a", "min": 1e999}]', "too large"),
        ('[{"op": "drop_table", "entity": "Student"}]', "no operation `drop_table`"),
        ('[{"op": ["add_field"], "entity": "Student"}]', "no operation"),
        ('[{"op": "add_fields", "entity": "Student"}]', "did you mean `add_field`?"),
        ('[{"entity": "Student"}]', "no operation `None`"),
        ('[{"op": "add_field", "entity": "Student"}]', "`add_field` needs `name`"),
        ('[{"op": "add_field", "entity": 5, "name": "a"}]', "`5` can't be a name"),
        (
            '[{"op": "remove_field", "entity": "Student", "name": "a", "type": "date"}]',
            "no key `type`",
        ),
        ('[{"op": "create_entity", "entity": "A", "fields": ["b"]}]', "operation of its own"),
        (
            '[{"op": "add_field", "entity": "A", "name": "b", "type": "varchar"}]',
            "unknown field type",
        ),
        ('[{"op": "add_field", "entity": "A", "name": "b", "type": ["date"]}]', "as a text"),
        (
            '[{"op": "add_field", "entity": "A", "name": "b", "type": "string(x)"}]',
            "takes one number",
        ),
        ('[{"op": "add_field", "entity": "A", "name": "b", "type": "enum"}]', "names its values"),
        (
            '[{"op": "add_field", "entity": "A", "name": "b", "type": "enum(a: {b}, c)"}]',
            "can't be a value",
        ),
        ('[{"op": "add_field", "entity": "A", "name": "b", "required": "no"}]', "true or false"),
        ('[{"op": "add_field", "entity": "A", "name": "b", "computed": "1"}]', "no key `computed`"),
        ('[{"op": "change_field", "entity": "A", "name": "b"}]', "needs what changes"),
        (
            '[{"op": "add_relation", "entity": "A", "to": "B", "kind": "one_to_many"}]',
            "`kind` is one of",
        ),
        (
            '[{"op": "add_relation", "entity": "A", "to": "B", "on_delete": "x"}]',
            "`on_delete` is one of",
        ),
        ('{"ask": 5}', "`ask` is a question"),
        ('{"ask": "Which?", "choices": ["one"]}', "two or more"),
        ('{"cannot": ""}', "needs a reason"),
        (json.dumps([json.loads(EMAIL)] * 1000), "1000 operations"),
        ("[" * 100_000, "can be read"),
        ("x" * 200_000, "too long"),
    ],
)
def test_what_is_wrong_is_said(text: str, problem: str) -> None:
    found = read_reply(text, "")
    assert isinstance(found, Wrong)
    assert any(problem in one for one in found.problems), found.problems


@pytest.mark.parametrize(
    "name",
    [
        "__import__('os').system('x')", "email: {default: 1}", "a\nb", "email\x1b[2J", "../x",
        "1st", "{{ 7 * 7 }}", "x" * 61, "", "電話", "a;drop", "${HOME}", "-", "email'--",
    ],
)  # fmt: skip
@pytest.mark.parametrize("part", ["entity", "name", "to"])
def test_a_name_with_code_in_it_is_no_name(name: str, part: str) -> None:
    value = {"op": "rename_field", "entity": "Student", "name": "a", "to": "b", part: name}
    found = read_reply(json.dumps([value]), "")
    assert isinstance(found, Wrong)
    assert all(one.isprintable() and len(one) < 200 for one in found.problems)


def test_names_are_spelled_as_specs_spell_them() -> None:
    value = {"op": "add_field", "entity": "order item", "name": "descrição", "type": "text? unique"}
    settings = (("required", False), ("unique", True))
    made = Operation("add_field", "OrderItem", "descricao", type="text", settings=settings)
    assert read_reply(json.dumps([value]), "") == (made,)


def test_new_entities_come_first_so_that_relations_find_them() -> None:
    values = [
        {"op": "add_relation", "entity": "Student", "to": "Club", "kind": "many_to_many"},
        {"op": "create_entity", "entity": "Club"},
    ]
    found = read_reply(json.dumps(values), "")
    assert isinstance(found, tuple)
    assert [(one.op, one.name, one.guessed) for one in found] == [
        ("create_entity", "", ()),
        ("add_relation", "clubs", ("name",)),
    ]
    assert misfits(found, KNOWN) == ()


def test_a_model_may_ask_back_or_give_up() -> None:
    asked = '{"ask": "Which?\\u001b[2J", "choices": ["add a to Student", "add a to Course"]}'
    found = read_reply(asked, "add a")
    assert isinstance(found, Question)
    assert found.text == "Which? [2J"
    assert [one.request for one in found.choices] == ["add a to Student", "add a to Course"]
    free = read_reply('{"ask": "Which entity?"}', "add a")
    assert isinstance(free, Question)
    assert free.resume == "add a: {answer}"
    assert read_reply('{"cannot": "it is about colours"}', "") == Cannot("it is about colours")


@given(st.text() | st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
       lambda inner: st.lists(inner) | st.dictionaries(
           st.sampled_from(["op", "entity", "name", "to", "type", "kind", "ask", "min"]), inner
       )).map(json.dumps))  # fmt: skip
def test_reading_is_total(text: str) -> None:
    found = read_reply(text, text)
    if isinstance(found, Wrong):
        assert found.problems
    elif isinstance(found, tuple):
        misfits(found, KNOWN)
        anchored(found, text, KNOWN)


@pytest.mark.parametrize(
    ("operations", "problem"),
    [
        ([Operation("create_entity", "Student")], "an entity `Student` already"),
        ([Operation("add_field", "Studnt", "a", type="date")], "did you mean `Student`?"),
        ([Operation("add_field", "Xyz", "a", type="date")], "there are Course, Student"),
        ([OPERATION, OPERATION], "operation 2: `Student` has `email` already"),
        ([Operation("add_field", "Student", "courses", type="date")], "has `courses` already"),
        ([Operation("remove_field", "Student", "courses")], "is a relation"),
        ([Operation("rename_field", "Student", "phone", "name")], "has `name` already"),
        ([Operation("change_field", "Student", "qqq", type="date")], "has name, phone"),
        ([Operation("add_relation", "Student", "club", "Club")], "no entity `Club`"),
        ([Operation("rename_entity", "Student", to="Course")], "`Course` already"),
        ([Operation("remove_entity", "Student"), OPERATION], "operation 2: there is no entity"),
    ],
)
def test_operations_have_to_fit_the_specs(operations: list[Operation], problem: str) -> None:
    found = misfits(operations, KNOWN)
    assert len(found) == 1
    assert problem in found[0]


def test_later_operations_see_what_earlier_ones_did() -> None:
    operations = [
        Operation("rename_field", "Student", "phone", "mobile"),
        Operation("add_field", "Student", "phone", type="string"),
        Operation("rename_entity", "Student", to="Pupil"),
        Operation("remove_field", "Pupil", "mobile"),
        Operation("add_relation", "Course", "pupils", "Pupil", kind="many_to_many"),
    ]
    assert misfits(operations, KNOWN) == ()


REMOVE_PHONE = Operation("remove_field", "Student", "phone")


@pytest.mark.parametrize(
    ("request_text", "operation", "is_refused"),
    [
        ("remove the phone of students", REMOVE_PHONE, False),
        ("please delete phones", REMOVE_PHONE, False),
        ("get rid of the telephone... phone, I mean", REMOVE_PHONE, False),
        ("remova o phone dos alunos", REMOVE_PHONE, False),
        ("não remova o phone dos alunos", REMOVE_PHONE, True),
        ("do not ever remove the phone", REMOVE_PHONE, True),
        ("rename phone to mobile", REMOVE_PHONE, True),
        ("students have no phone any more", REMOVE_PHONE, True),
        ("remove what nobody needs", REMOVE_PHONE, True),
        ("delete all students", Operation("remove_entity", "Student"), False),
        ("delete everything", Operation("remove_entity", "Student"), True),
        (
            "remove the courses of Student",
            Operation("remove_relation", "Student", "courses"),
            False,
        ),
        ("add a deletion date to Student", Operation("remove_entity", "Student"), True),
    ],
)
def test_nothing_is_removed_that_the_request_does_not_say(
    request_text: str, operation: Operation, is_refused: bool
) -> None:
    assert bool(anchored([operation], request_text, KNOWN).problems) is is_refused


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("remove a but do not remove b", True), ("apagar o curso", True), ("never drop it", False),
        ("don't delete courses", False), ("sem apagar nada", False), ("excluir alunos", True),
        ("add dropoff", False),
    ],
)  # fmt: skip
def test_removal_is_asked_for_in_words(text: str, is_asked: bool) -> None:
    assert asks_for_removal(text) is is_asked


def test_what_the_request_does_not_say_is_told() -> None:
    said = Operation("add_field", "Student", "email", type="email")
    guess = Operation(
        "add_field", "Student", "age", type="integer", settings=(("min", 0), ("unique", True))
    )
    found = anchored([said, guess], "every student has an email and an age", KNOWN)
    assert [one.guessed for one in found.operations] == [(), ("min", "type", "unique")]
    assert found.remarks == (
        "the type of `Student.age` is a guess: integer",
        "`Student.age` gets `min: 0`, which the request does not say",
        "`Student.age` gets `unique: true`, which the request does not say",
    )
    assert found.confidence == pytest.approx(0.62, abs=0.01)


def test_what_the_request_says_is_no_guess() -> None:
    operations = [
        Operation("create_entity", "OrderItem"),
        Operation("add_field", "OrderItem", "quantity", type="integer", settings=(("min", 1),)),
        Operation(
            "add_field", "OrderItem", "state", type="enum(draft, sent)",
            settings=(("default", "draft"), ("required", False)),
        ),
        Operation("add_relation", "OrderItem", "orders", "Order", kind="many_to_many"),
    ]  # fmt: skip
    text = (
        "order items have a whole number quantity of at least one, an optional state that is draft "
        "(at first) or sent, and belong to several orders"
    )
    found = anchored(operations, text, KNOWN)
    assert found.remarks == ()
    assert found.confidence == 1


def test_a_name_that_is_no_word_of_the_request_is_told() -> None:
    found = anchored([OPERATION], "everybody needs an email", KNOWN)
    assert found.operations[0].guessed == ("entity",)
    assert found.remarks == ("`Student` is not a word of the request; it was taken to be meant",)
