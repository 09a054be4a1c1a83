"""The lines that advice names are what a spec takes, and settle what the advice is about."""

import re
from pathlib import Path

import pytest

from baesc.evolution.evolve import Evolution, evolve
from baesc.evolution.history import History
from baesc.evolution.snapshot import snapshot_of
from baesc.evolution.words import words_of
from baesc.ground.source import Source, Span
from baesc.language.config import Config
from baesc.language.ir import System
from baesc.language.load import load
from baesc.messages.diagnostic import Diagnostic
from baesc.passes.normalize import normalize
from tests.migrating import Revisions, schema, sqlite, upgrade_of
from tests.spec_edits import with_line, with_line_of_entity

BASE = """
entity: Teacher
fields: {name: string(100), email: email unique, born: 'date?'}
---
entity: Student
fields:
  name: string(100) index
  status: {type: enum, values: [active, suspended], default: active}
  gpa: {type: 'decimal(4,2)?', min: 0, max: 40}
  code:
    type: string(30)
    doc: "Said: twice"
  born: date
  seen: datetime?
  level: integer
relations:
  mentor: Teacher?
  friend: Student?
  courses: {to: Course, kind: many_to_many}
---
entity: Course
fields: {title: string(80), credits: {type: integer, min: 1, max: 30}}
relations: {teacher: Teacher, room: {to: Room}}
---
entity: Room
fields: {name: string(20), floor: integer, seats: integer}
"""
# What is changed in the spec, and the codes with the keys of the lines that help.
CHANGES: dict[str, tuple[tuple[str, str], ...]] = {
    "an entity goes": (("room: {to: Room}", ""), (BASE[BASE.index("---\nentity: Room") :], "")),
    "an entity has another name": (("to: Room", "to: Hall"), ("entity: Room", "entity: Hall")),
    "a field goes": (("  born: date\n", ""),),
    "a field has another name": (("  born: date\n", "  birth: date\n"),),
    "a field is computed": (("level: integer", "level: {type: integer, computed: len(name)}"),),
    "a field is computed and stored": (
        ("level: integer", "level: {type: integer, computed: len(name), stored: true}"),
    ),
    "a relation goes": (("  mentor: Teacher?\n", ""),),
    "a relation has another name": (("  mentor: Teacher?", "  tutor: Teacher?"),),
    "a text is required": (("  born: date\n", "  born: date\n  nick: string(9)\n"),),
    "a pattern is required": (
        ("  born: date\n", "  born: date\n  n: {type: string(9), pattern: '[A-Z]\\.[0-9]{2}'}\n"),
    ),
    "a long text is required": (
        ("  born: date\n", "  born: date\n  nick:\n    type: string(9)\n    min_length: 3\n"),
    ),
    **{
        f"{kind} is required": (("  born: date\n", f"  born: date\n  new: {kind}\n"),)
        for kind in (
            "integer", "decimal(5,2)", "float", "boolean", "date", "time", "datetime", "email",
            "url", "uuid", "text", "enum(it's, b)", "enum(a, b)", "json",
            "{type: integer, max: -1}", "{type: date, min: 2030-01-01}",
            "{type: datetime, max: '2020-01-01T00:00:00Z'}", "{type: time, min: '08:00'}",
        )
    },
    "a unique text is required": (
        ("  born: date\n", "  born: date\n  nick: string(9) unique\n"),
    ),
    "links become rows of an entity": (
        ("kind: many_to_many}", "kind: many_to_many, via: Enrolment}"),
        (
            "---\nentity: Course",
            "---\nentity: Enrolment\nfields: {grade: integer}\n---\nentity: Course",
        ),
    ),
    "an optional field is required": (("'decimal(4,2)?'", "'decimal(4,2)'"),),
    "an optional date is required": (("born: 'date?'", "born: date"),),
    "a text is shorter": (("title: string(80)", "title: string(40)"),),
    "a text is longer than before": (("string(30)", "string(30)\n    min_length: 3"),),
    "a number is less": (("max: 30", "max: 20"),),
    "a number has a default": (("max: 40", "max: 30, default: 1"),),
    "digits are fewer": (("decimal(4,2)", "decimal(3,1)"),),
    "an enum lacks a value": (("[active, suspended]", "[active]"),),
    "an enum lacks a value with a name of a word": (
        ("[active, suspended], default: active", "['null', suspended]"),
    ),
    "a pattern is new": (("string(30)", "string(30)\n    pattern: '[A-Z]+'"),),
    "a moment is later": (("seen: datetime?", "seen: {type: datetime?, min: now}"),),
    "a type is another one": (("  born: date\n", "  born: boolean\n"),),
    "a type is optional and another one": (("  level: integer", "  level: time?"),),
    "a text is unique": (("title: string(80)", "title: string(80) unique"),),
    "a number is unique": (("level: integer", "level: integer unique"),),
    "two fields are unique together": (
        ("fields: {name: string(20)", "unique: [[name, floor]]\nfields: {name: string(20)"),
    ),
    "a relation is one to one": (("mentor: Teacher?", "mentor: one_to_one Teacher?"),),
    "a relation leads elsewhere": (("teacher: Teacher", "teacher: Student"),),
    "an optional relation leads elsewhere": (("mentor: Teacher?", "mentor: Course?"),),
    "many lead elsewhere": (("courses: {to: Course", "courses: {to: Teacher"),),
    "many become one": (("courses: {to: Course, kind: many_to_many}", "courses: Course?"),),
    "a relation is required": (("mentor: Teacher?", "tutor: {to: Teacher, was: mentor}"),),
    "a relation is new": (("  mentor:", "  home: Room\n  mentor:"),),
}  # fmt: skip
_LINE = re.compile(r"`((\w+): [^`]+)`(?: to (`(\w+)`|baes\.yaml))?")
PROJECT = Span("baes.yaml", 1, 1, 1, 1)
HISTORY = History((), "0001")


def system_and_faults(text: str) -> tuple[System | None, list[Diagnostic]]:
    specs, faults = load([Source("a.yaml", text)])
    system, more = normalize(specs, Config("example", "Example"))
    return system, [*faults, *more]


def found_in(text: str, gone: tuple[str, ...] = ()) -> tuple[Evolution | None, list[Diagnostic]]:
    """Return what a spec comes to after `BASE`, and all that it has to say first."""
    system, faults = system_and_faults(text)
    if system is None:
        return None, faults
    before, _ = system_and_faults(BASE)
    assert before is not None
    words = words_of(system, Config("example", "Example", drop=gone))
    evolution, found = evolve(snapshot_of(before), HISTORY, system, words, PROJECT, "schema.json")
    return evolution, [*faults, *found]


def changed(name: str) -> str:
    text = BASE
    for old, new in CHANGES[name]:
        assert old in text, old
        text = text.replace(old, new)
    return text


def lines_of(one: Diagnostic) -> list[tuple[str, str]]:
    """Return the lines that advice names, each with the entity that it is for, if it says so."""
    return [
        (match[1], "baes.yaml" if (match[3] or "") == "baes.yaml" else match[4] or "")
        for match in _LINE.finditer(one.help)
    ]


def is_for_readers(one: Diagnostic, line: str) -> bool:
    """Tell whether only a reader knows where a line belongs: at what a thing is called now."""
    return (one.span == PROJECT and line.startswith("was")) or f"`{line}` to what it is" in one.help


ADVICE = [
    (name, number, line, to)
    for name in CHANGES
    for number, one in enumerate(found_in(changed(name))[1])
    for line, to in lines_of(one)
    if not is_for_readers(one, line)
]


@pytest.mark.parametrize(("name", "number", "line", "to"), ADVICE)
def test_the_line_that_advice_names_settles_it(
    tmp_path: Path, name: str, number: int, line: str, to: str
) -> None:
    text = changed(name)
    found = found_in(text)[1]
    fault = found[number]
    gone: tuple[str, ...] = ()
    if to == "baes.yaml":
        gone = (line.removeprefix("drop: [").removesuffix("]"),)
    elif to:
        text = with_line_of_entity(text, to, line)
    else:
        assert fault.span is not None
        text = with_line(text, fault.span, line)
    evolution, after = found_in(text, gone)
    # Of a field that may have been renamed, the rename alone is told at first.
    messages = [one.message for one in after if one.code != "BAE222" or one in found]
    assert fault.message not in messages
    assert set(messages) <= {one.message for one in found}, messages
    if not after:
        assert evolution is not None
        _leads_to_a_fresh_schema(Revisions(tmp_path), text, evolution.text)


def _leads_to_a_fresh_schema(revisions: Revisions, text: str, revision: str) -> None:
    before, after = system_and_faults(BASE)[0], system_and_faults(text)[0]
    assert before is not None
    assert after is not None
    with sqlite() as engine, sqlite() as fresh:
        revisions.apply(engine, upgrade_of(None, before))
        if revision:
            revisions.apply(engine, revision)
        revisions.apply(fresh, upgrade_of(None, after))
        assert schema(engine) == schema(fresh)


def test_every_code_and_every_word_is_in_advice() -> None:
    seen = {(found_in(changed(name))[1][number].code, line) for name, number, line, _ in ADVICE}
    words = {
        (code, line if line.startswith("on") else line.partition(":")[0]) for code, line in seen
    }
    assert {one[0] for one in words} == {f"BAE{code}" for code in range(220, 227)}
    ways = {"stop", "null", "default", "truncate", "clamp", "round", "keep", "'=null'", "active"}
    assert {("BAE223", f"on_conflict: {way}") for way in ways} <= words
    assert {("BAE225", "on_conflict: suffix"), ("BAE226", "on_conflict: first")} <= words


@pytest.mark.parametrize("name", CHANGES)
def test_each_of_these_changes_needs_a_word(name: str) -> None:
    assert ADVICE
    evolution, found = found_in(changed(name))
    assert evolution is None
    assert found
    assert all(one.code.startswith("BAE22") for one in found), found


@pytest.mark.parametrize(
    ("field", "is_refused"),
    [
        ("{type: string(9), unique: true, backfill: \"'x'\"}", True),
        ("{type: string(9), unique: true, default: x}", True),
        ("{type: string(40), unique: true, backfill: code}", False),
        ("{type: string(40), unique: true, backfill: \"'code'\"}", True),
        ("{type: string?, unique: true}", False),
        ("{type: uuid, unique: true, default: random}", False),
        ("{type: string(9), backfill: \"'x'\"}", False),
    ],
)
def test_a_unique_field_needs_values_that_differ(field: str, *, is_refused: bool) -> None:
    text = BASE.replace("  born: date\n", f"  born: date\n  nick: {field}\n")
    found = [one.code for one in found_in(text)[1]]
    assert found == (["BAE225"] if is_refused else [])
