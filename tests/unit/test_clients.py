"""What clients of an API meet when a schema changes."""

from typing import get_args

import pytest

from baesc.evolution import changes, clients
from baesc.evolution.api import OF_FIELDS
from baesc.evolution.changes import Change
from baesc.evolution.clients import VERDICTS
from baesc.evolution.product import Product, product_of
from baesc.evolution.snapshot import snapshot_of
from baesc.evolution.worded import SAID, worded
from baesc.language.ir import NOWHERE, System
from tests.migrating import system_of

BASE = """
entity: Teacher
fields: {name: string(100)}
---
entity: Student
fields:
  name: string(100)
  status: {type: enum, values: [active, suspended], default: active}
  grade: {type: integer, min: 1, max: 6}
  big: {type: 'decimal(15,2)?'}
  note: text?
  code: {type: string(20), pattern: "[a-z]+"}
relations:
  mentor: Teacher?
  courses: {to: Course, kind: many_to_many}
---
entity: Course
fields: {title: string(80)}
relations: {teacher: {to: Teacher, on_delete: cascade}}
"""
# An edit of the specs, and what it is to clients: path, member and kind; all else is as before.
CASES: dict[str, tuple[str, str, set[str]]] = {
    "nothing": ("", "", set()),
    "words for people": ("fields: {title", "doc: What is taught.\nfields: {title", set()),
    "index": ("name: string(100)\n", "name: string(100) index\n", set()),
    "optional field": (
        "note: text?", "note: text?\n  extra: date?",
        {"students extra: optional field added", "students extra: answer field added"},
    ),
    "field with default": (
        "note: text?", "note: text?\n  extra: {type: boolean, default: true}",
        {"students extra: optional field added", "students extra: answer field added"},
    ),
    "required field": (
        "note: text?", "note: text?\n  extra: date",
        {"students extra: required field added", "students extra: answer field added"},
    ),
    "field gone": (
        "  note: text?\n", "",
        {"students note: field removed", "students note: answer field removed"},
    ),
    "field renamed": (
        "note: text?", "remark: {type: 'text?', was: note}",
        {"students remark: field renamed", "students remark: answer field renamed"},
    ),
    "choice added": (
        "[active, suspended]", "[active, suspended, gone]",
        {"students status: widened", "students status: answer value added"},
    ),
    "choice gone": (
        "[active, suspended]", "[active]",
        {"students status: narrowed", "students status: answer value removed"},
    ),
    "maximum lowered": (
        "max: 6", "max: 5",
        {"students grade: narrowed", "students grade: answer narrowed"},
    ),
    "maximum gone": (
        ", max: 6", "", {"students grade: widened", "students grade: answer widened"},
    ),
    "made required": (
        "note: text?", "note: text",
        {"students note: made required", "students note: answer always given"},
    ),
    "made optional": (
        "title: string(80)", "title: string(80)?",
        {"courses title: made optional", "courses title: answer may be null"},
    ),
    "default gone": (
        ", default: active", "", {"students status: made required"},
    ),
    "default changed": (
        "default: active", "default: suspended", {"students status: default changed"},
    ),
    "longer": (
        "title: string(80)", "title: string(90)",
        {"courses title: widened", "courses title: answer widened"},
    ),
    "text for string": (
        "title: string(80)", "title: text",
        {"courses title: widened", "courses title: answer widened",
         "courses title: sort removed"},
    ),
    "string for text": (
        "note: text?", "note: string(50)?",
        {"students note: narrowed", "students note: answer narrowed", "students note: sort added"},
    ),
    "fewer digits": (
        "decimal(15,2)", "decimal(9,2)",
        {"students big: narrowed", "students big: answer narrowed"},
    ),
    "float for integer": (
        "type: integer", "type: float",
        {"students grade: widened", "students grade: answer type changed"},
    ),
    "date for integer": (
        "{type: integer, min: 1, max: 6}", "date",
        {"students grade: type changed", "students grade: answer type changed"},
    ),
    "other pattern": (
        "[a-z]+", "[a-f]+", {"students code: narrowed", "students code: answer narrowed"},
    ),
    "unique": (
        "title: string(80)", "title: string(80) unique",
        {"courses title: unique added", "courses title: filter added"},
    ),
    "unique together": (
        "fields: {title", "unique: [[title, teacher]]\nfields: {title",
        {"courses title, teacher_id: unique added"},
    ),
    "entity": (
        "", "---\nentity: Room\nfields: {name: string(9)}\n", {"rooms : endpoints added"},
    ),
    "path": (
        "entity: Course\n", "entity: Course\nplural: classes\n",
        {"classes : endpoints renamed"},
    ),
    "relation": (
        "mentor: Teacher?", "mentor: Teacher?\n  tutor: Teacher",
        {"students tutor_id: required field added",
         "students tutor_id: answer field added", "students tutor: answer field added"},
    ),
    "relation gone": (
        "  mentor: Teacher?\n", "",
        {"students mentor_id: field removed", "students mentor_id: answer field removed",
         "students mentor: answer field removed"},
    ),
    "relation renamed": (
        "mentor: Teacher?", "tutor: {to: Teacher, required: false, was: mentor}",
        {"students tutor_id: field renamed", "students tutor_id: answer field renamed",
         "students tutor: answer field renamed"},
    ),
    "links gone": (
        "  courses: {to: Course, kind: many_to_many}\n", "",
        {"students course_ids: field removed",
         "students course_ids: answer field removed",
         "students courses: answer field removed", "courses student_id: filter removed"},
    ),
    "one for many": (
        "courses: {to: Course, kind: many_to_many}", "courses: {to: Course, required: false}",
        {"students course_ids: field removed",
         "students course_ids: answer field removed",
         "students courses_id: optional field added",
         "students courses_id: answer field added",
         "students courses: answer type changed", "courses student_id: filter removed",
         "students course_id: filter removed", "students courses_id: filter added"},
    ),
    "relation to another": (
        "mentor: Teacher?", "mentor: Student?", {"students mentor_id: links to another"},
    ),
    "one to one": (
        "mentor: Teacher?", "mentor: {to: Teacher, kind: one_to_one, required: false}",
        {"students mentor_id: unique added"},
    ),
    "relation required": (
        "mentor: Teacher?", "mentor: Teacher",
        {"students mentor_id: made required", "students mentor_id: answer always given",
         "teachers : delete refused"},
    ),
    "delete refused": (
        "on_delete: cascade", "on_delete: restrict", {"teachers : delete refused"},
    ),
}  # fmt: skip


def sure(text: str) -> System:
    found = system_of(text)
    assert found is not None, text
    return found


@pytest.fixture(scope="module")
def snapshot() -> str:
    return snapshot_of(sure(BASE))


@pytest.mark.parametrize("name", CASES)
def test_what_a_change_is_to_clients(name: str, snapshot: str) -> None:
    old, new, expected = CASES[name]
    assert old in BASE
    text = BASE.replace(old, new, 1) if old else BASE + new
    found = product_of(snapshot, sure(text))
    assert {f"{one.path} {one.member}: {one.kind}" for one in found.api} == {
        f"/api/{one}" for one in expected
    }


def test_an_entity_that_goes_takes_its_addresses_along(snapshot: str) -> None:
    without = BASE.replace("  courses: {to: Course, kind: many_to_many}\n", "").partition(
        "---\nentity: Course"
    )[0]
    found = product_of(snapshot, sure(without))
    assert ("/api/courses", "endpoints removed") in {(one.path, one.kind) for one in found.api}
    assert found.breaking == 3


def test_an_unchanged_spec_changes_nothing(snapshot: str) -> None:
    assert product_of(snapshot, sure(BASE)) == Product()


def test_without_a_build_before_all_is_new() -> None:
    found = product_of(None, sure(BASE))
    assert {one.kind for one in found.changes} == {"entity added"}
    assert {one.kind for one in found.api} == {"endpoints added"}


def test_each_kind_of_change_has_its_words() -> None:
    assert set(SAID) >= set(get_args(changes.Kind))
    for kind in SAID:
        for before, after in (("one", "two"), ("one", ""), ("", "two"), ("", "")):
            said = worded(Change(kind, "Student", "name", before, after, NOWHERE))
            assert said
            assert "{" not in said
            assert ", was any" not in said


def test_each_kind_of_change_for_clients_has_a_verdict_with_a_reason() -> None:
    assert set(VERDICTS) == set(get_args(clients.Kind))
    assert all(one.reason for one in VERDICTS.values())


def test_each_change_of_a_field_is_told_to_clients() -> None:
    """A new kind of change has to say what it means to them."""
    elsewhere = {
        "field added", "field dropped", "field renamed", "type changed", "default changed",
    }  # fmt: skip
    whole = ("entity", "table", "relation", "kind", "target", "on_delete", "via")
    of_fields = {one for one in get_args(changes.Kind) if one.split()[0] not in whole}
    assert set(OF_FIELDS) >= of_fields - elsewhere
