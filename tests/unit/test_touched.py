"""The rows that changes touch, counted in databases."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import connect

import pytest

from baesc.cli.evolving import Evolved
from baesc.cli.planning import Loss, Migrating, migrating_of
from baesc.effects.rows import Rows, rows_at
from baesc.evolution.evolve import evolve
from baesc.evolution.history import History, Revision
from baesc.evolution.matching import match
from baesc.evolution.migration import Word
from baesc.evolution.policy import undeclared
from baesc.evolution.snapshot import snapshot_of
from baesc.evolution.touched import touch_of, touches
from baesc.evolution.words import Words
from baesc.ground.source import Span
from baesc.language.ir import System
from tests.migrating import system_of

BASE = """
entity: Teacher
fields: {name: string(100)}
---
entity: Student
fields:
  name: string(100)
  note: text?
  grade: {type: integer, min: 1, max: 6}
relations:
  mentor: Teacher?
  courses: {to: Course, kind: many_to_many}
---
entity: Course
fields: {title: string(80)}
"""
TABLES = """
CREATE TABLE teachers (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE courses (id INTEGER PRIMARY KEY, title TEXT);
CREATE TABLE students (id INTEGER PRIMARY KEY, name TEXT, note TEXT, grade INTEGER, mentor_id);
CREATE TABLE student_courses (student_id INTEGER, course_id INTEGER);
INSERT INTO teachers VALUES (1, 'T');
INSERT INTO courses VALUES (1, 'C'), (2, 'C'), (3, 'D');
INSERT INTO students VALUES (1, 'A', 'n', 1, 1), (2, 'B', NULL, 5, 1), (3, 'A', NULL, 6, NULL),
    (4, 'A', NULL, 1, NULL);
INSERT INTO student_courses VALUES (1, 1), (1, 2), (2, 1);
"""
# An edit, the code of what it needs a word for, and the rows that it touches.
CASES: dict[str, tuple[str, str, str, int]] = {
    "entity gone": ("---\nentity: Course\nfields: {title: string(80)}\n", "", "BAE220", 3),
    "field gone": ("  note: text?\n", "", "BAE221", 1),
    "relation gone": ("  mentor: Teacher?\n", "", "BAE221", 2),
    "links gone": ("  courses: {to: Course, kind: many_to_many}\n", "", "BAE221", 3),
    "new and required": ("note: text?", "note: text?\n  more: date", "BAE222", 4),
    "required": ("note: text?", "note: text", "BAE222", 3),
    "relation required": ("mentor: Teacher?", "mentor: Teacher", "BAE222", 2),
    "tighter": ("max: 6", "max: 4", "BAE223", 2),
    "no such value": ("{type: integer, min: 1, max: 6}", "date", "BAE224", 4),
    "unique": ("title: string(80)", "title: string(80) unique", "BAE225", 1),
    "one to one": (
        "mentor: Teacher?", "mentor: {to: Teacher, kind: one_to_one, required: false}", "BAE225", 1,
    ),
    "unique together": (
        "entity: Student\n", "entity: Student\nunique: [[name, grade]]\n", "BAE225", 1,
    ),
    "of several one": (
        "{to: Course, kind: many_to_many}", "{to: Course, required: false}", "BAE226", 1,
    ),
    "to another": ("mentor: Teacher?", "mentor: Student?", "BAE226", 2),
}  # fmt: skip


def sure(text: str) -> System:
    found = system_of(text)
    assert found is not None, text
    return found


@contextmanager
def looked_at(folder: Path) -> Iterator[Rows]:
    with closing(connect(folder / "x.db")) as opened:
        opened.execute("PRAGMA journal_mode = WAL")
        opened.executescript(TABLES)
    with rows_at("sqlite:///x.db", folder) as rows:
        yield rows
    assert [one.name for one in folder.iterdir()] == ["x.db"], "a look leaves nothing behind"


@pytest.mark.parametrize("name", CASES)
def test_the_rows_of_a_change_are_counted(name: str, tmp_path: Path) -> None:
    old, new, code, expected = CASES[name]
    assert old in BASE
    text = BASE.replace(old, new, 1)
    if name == "entity gone":
        text = text.replace("  courses: {to: Course, kind: many_to_many}\n", "")
    matching = match(sure(BASE), sure(text))
    found = [one for one in undeclared(matching, Words(), Span("b")) if one.code == code]
    touch = touch_of(found[0], touches(matching))
    assert touch is not None
    with looked_at(tmp_path) as rows:
        assert rows.count(touch.table, touch.condition) == expected


def told(text: str, words: Words, folder: Path) -> Migrating:
    old, new = sure(BASE), sure(text)
    history = History((Revision("0001_a.py", "0001", ()),), "0001")
    evolution, found = evolve(snapshot_of(old), history, new, words, Span("b"), "s")
    assert evolution is not None, found
    with looked_at(folder) as rows:
        return migrating_of(Evolved(evolution), touches(match(old, new)), rows)


def test_what_the_spec_drops_is_lost(tmp_path: Path) -> None:
    text = BASE.replace("  note: text?\n", "")
    found = told(text, Words(dropped=frozenset({("Student", "note")})), tmp_path)
    assert found.risk == "loses"
    assert found.losses == (Loss("Student", "note", 1),)
    assert [(one.table, one.action, one.rows) for one in found.tables] == [
        ("students", "changed", 4)
    ]


def test_what_does_not_fit_stops(tmp_path: Path) -> None:
    words = Words({("Student", "grade"): Word(on_conflict="stop")})
    found = told(BASE.replace("max: 6", "max: 4"), words, tmp_path)
    assert found.risk == "may stop"
    assert [(one.table, one.rows) for one in found.stops] == [("students", 2)]


def test_what_always_works_has_no_risk(tmp_path: Path) -> None:
    found = told(BASE.replace("max: 6", "max: 9"), Words(), tmp_path)
    assert found.risk == "none"
    assert found.tables[0].rows == 4


def test_tables_and_columns_that_are_not_there_are_not_counted(tmp_path: Path) -> None:
    with looked_at(tmp_path) as rows:
        assert rows.count("students") == 4
        assert rows.count("nothings") is None
    with rows_at("mysql://host/x", tmp_path) as rows:
        assert (rows.kind, rows.count("students")) == ("", None)
        assert rows.why_not
