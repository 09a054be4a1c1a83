"""Migrations on real databases: what was stored stays, and the schema is as if made anew."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from baesc.evolution.backfills import with_backfills
from baesc.evolution.changes import changes_of
from baesc.evolution.conversion import both
from baesc.evolution.matching import match
from baesc.evolution.migration import Word
from baesc.evolution.policy import undeclared
from baesc.evolution.snapshot import SnapshotError, read_snapshot, snapshot_of
from baesc.evolution.snapshot import system_of as with_entities
from baesc.evolution.tables import tables_of
from baesc.evolution.words import Words, words_of
from baesc.ground.source import Span
from baesc.knowledge.targets.schema_sql import schema_view
from baesc.language.config import Config
from baesc.language.ir import System
from tests.migrating import Revisions, rows, schema, sqlite, system_of, upgrade_of

BASE = """
entity: Teacher
fields: {name: string(100), email: email unique}
---
entity: Student
fields:
  name: string(100) index
  status: {type: enum, values: [active, suspended], default: active}
  gpa: {type: 'decimal(3,2)?', min: 0, max: 4}
  born: date
relations:
  mentor: Teacher?
  friend: Student?
  courses: {to: Course, kind: many_to_many}
---
entity: Course
fields: {title: string(80), credits: {type: integer, min: 1, max: 30}}
relations: {teacher: Teacher}
"""
EXAMPLES = Path(__file__).parents[2] / "examples"
CONFIG = Config("example", "Example")
NOW = "'2026-01-01 00:00:00.000000'"
ROWS = (
    f"INSERT INTO teachers VALUES (1, 'T', 't@x.y', {NOW}, {NOW})",
    f"INSERT INTO students VALUES (1, 'É', 'active', 3.5, '2000-02-29', 1, 1, {NOW}, {NOW})",
    f"INSERT INTO students VALUES (2, 'B%s', 'active', NULL, '2001-01-01', NULL, 1, {NOW}, {NOW})",
    f"INSERT INTO students VALUES (3, 'x', 'active', 1, '2001-01-01', NULL, NULL, {NOW}, {NOW})",
    f"INSERT INTO courses VALUES (1, 'C:d', 5, 1, {NOW}, {NOW})",
    "INSERT INTO student_courses VALUES (1, 1), (2, 1)",
    "DELETE FROM students WHERE id = 3",
)
TRIGGER = (
    "CREATE TRIGGER kept AFTER INSERT ON students BEGIN "
    "DELETE FROM student_courses WHERE student_id = -NEW.id; END"
)


def sure(text: str) -> System:
    found = system_of(text)
    assert found is not None
    return found


def changed(*edits: tuple[str, str]) -> str:
    text = BASE
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return text


RENAMES = changed(
    ("entity: Teacher\n", "entity: Instructor\nwas: Teacher\n"),
    ("mentor: Teacher?", "tutor: {to: Instructor, required: false, was: mentor}"),
    ("{teacher: Teacher}", "{instructor: {to: Instructor, was: teacher}}"),
    ("  name: string(100) index", "  full_name: {type: string(120), was: name, index: true}"),
)


@pytest.fixture
def revisions(tmp_path: Path) -> Revisions:
    return Revisions(tmp_path)


def test_a_snapshot_is_read_as_it_was_written() -> None:
    system = sure(BASE)
    text = snapshot_of(system)
    entities = read_snapshot(text)
    assert snapshot_of(with_entities(entities, system)) == text
    assert changes_of(match(with_entities(entities, system), system)) == ()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 2, "entities": {}}', "null"])
def test_what_is_no_snapshot_says_so(text: str) -> None:
    with pytest.raises(SnapshotError):
        read_snapshot(text)


def test_renames_keep_rows_links_ids_and_triggers(revisions: Revisions) -> None:
    old, new = sure(BASE), sure(RENAMES)
    with sqlite() as engine, sqlite() as fresh:
        revisions.apply(engine, upgrade_of(None, old))
        with engine.begin() as connection:
            for statement in (*ROWS, TRIGGER):
                connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
        revisions.apply(engine, upgrade_of(old, new))
        revisions.apply(fresh, upgrade_of(None, new))
        found = schema(engine)
        assert found.pop(("trigger", "kept"))
        assert found == schema(fresh)
        students = rows(engine, "students")
        assert students[1]["full_name"] == "É"
        assert students[1]["tutor_id"] == 1
        assert students[2]["full_name"] == "B%s"
        assert students[2]["friend_id"] == 1
        assert rows(engine, "courses")[1]["instructor_id"] == 1
        assert rows(engine, "instructors")[1]["email"] == "t@x.y"
        with engine.begin() as connection:
            made = connection.exec_driver_sql(
                f"INSERT INTO students (full_name, status, born, created_at, updated_at)"
                f" VALUES ('n', 'active', '2000-01-01', {NOW}, {NOW}) RETURNING id"
            )
            assert made.scalar_one() == 4, "the id of a deleted row comes back"
            links = connection.exec_driver_sql("SELECT * FROM student_courses ORDER BY 1").all()
            assert links == [(1, 1), (2, 1)]


@pytest.mark.parametrize(
    ("word", "kept"),
    [("clamp", {1: 3, 2: None}), ("null", {1: None, 2: None}), ("default", {1: 1, 2: None})],
)
def test_values_that_do_not_fit_any_more_do_as_the_spec_says(
    revisions: Revisions, word: str, kept: dict[int, int | None]
) -> None:
    old = sure(BASE)
    new = sure(changed(("min: 0, max: 4", "min: 0, max: 3, default: 1")))
    with sqlite() as engine:
        revisions.apply(engine, upgrade_of(None, old))
        with engine.begin() as connection:
            for statement in ROWS:
                connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
        with pytest.raises(revisions.support.StopError, match=r"Student\.gpa.*\(1 row\)"):
            revisions.apply(engine, upgrade_of(old, new))
        assert rows(engine, "students")[1]["gpa"] == 3.5
        words = {("Student", "gpa"): Word(on_conflict=word)}
        revisions.apply(engine, upgrade_of(old, new, words))
        assert {one: row["gpa"] for one, row in rows(engine, "students").items()} == kept


def test_a_link_to_one_becomes_links_to_many_and_back(revisions: Revisions) -> None:
    old = sure(BASE)
    new = sure(changed(("mentor: Teacher?", "mentor: {to: Teacher, kind: many_to_many}")))
    with sqlite() as engine, sqlite() as fresh:
        revisions.apply(engine, upgrade_of(None, old))
        with engine.begin() as connection:
            for statement in ROWS:
                connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
        before = rows(engine, "students")
        revisions.apply(engine, upgrade_of(old, new))
        revisions.apply(fresh, upgrade_of(None, new))
        assert schema(engine) == schema(fresh)
        revisions.apply(engine, upgrade_of(new, old))
        assert rows(engine, "students") == before


def test_a_new_field_gets_its_backfill_or_default(revisions: Revisions) -> None:
    old = sure(BASE)
    new = sure(
        changed(
            (
                "  born: date",
                "  born: date\n  phone: string(30)\n  level: {type: integer, default: 7}",
            )
        )
    )
    words = {("Student", "phone"): Word(backfill=both("'+00 ' || id"))}
    with sqlite() as engine:
        revisions.apply(engine, upgrade_of(None, old))
        with engine.begin() as connection:
            for statement in ROWS:
                connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
        revisions.apply(engine, upgrade_of(old, new, words))
        found = rows(engine, "students")
        assert [(row["phone"], row["level"]) for row in found.values()] == [
            ("+00 1", 7),
            ("+00 2", 7),
        ]


@pytest.mark.parametrize(
    ("edits", "code", "line"),
    [
        ([("  born: date\n", "")], "BAE221", "`drop: [born]`"),
        ([("  born: date\n", "  birth: date\n")], "BAE221", "`was: born`"),
        ([("  mentor: Teacher?\n", "")], "BAE221", "`drop: [mentor]`"),
        ([("  born: date", "  born: date\n  nick: string(9)")], "BAE222", "`backfill: \"'?'\"`"),
        ([("'decimal(3,2)?'", "'decimal(3,2)'")], "BAE222", "`backfill: 0`"),
        ([("string(80)", "string(40)")], "BAE223", "`on_conflict: stop`"),
        ([("max: 30", "max: 20")], "BAE223", "`on_conflict: stop`"),
        ([("values: [active, suspended]", "values: [active]")], "BAE223", "`on_conflict: stop`"),
        ([("born: date", "born: boolean")], "BAE224", "`backfill: false`"),
        ([("title: string(80)", "title: string(80) unique")], "BAE225", "`on_conflict: stop`"),
        ([("{teacher: Teacher}", "{teacher: Student}")], "BAE226", "`backfill: 1`"),
        (
            [("courses: {to: Course, kind: many_to_many}", "courses: Course?")],
            "BAE226",
            "`on_conflict: stop`",
        ),
    ],
)  # fmt: skip
def test_a_dangerous_change_needs_a_word(
    edits: list[tuple[str, str]], code: str, line: str
) -> None:
    old, new = sure(BASE), sure(changed(*edits))
    found = undeclared(match(old, new), Words(), Span("baes.yaml", 1, 1, 1, 1))
    assert [(one.code, line in one.help) for one in found][:1] == [(code, True)], found


@pytest.mark.parametrize(
    "edits",
    [
        [("  born: date", "  born: date\n  nick: string(9)?")],
        [("string(80)", "string(90)")],
        [("max: 30", "max: 31")],
        [("values: [active, suspended]", "values: [active, suspended, expelled]")],
        [("credits: {type: integer, min: 1, max: 30}", "credits: {type: integer}")],
        [("born: date", "born: date?")],
        [("'decimal(3,2)?'", "'decimal(5,2)?'")],
        [("mentor: Teacher?", "mentor: {to: Teacher, kind: many_to_many}")],
    ],
)
def test_a_harmless_change_needs_none(edits: list[tuple[str, str]]) -> None:
    old, new = sure(BASE), sure(changed(*edits))
    assert undeclared(match(old, new), Words(), Span("baes.yaml", 1, 1, 1, 1)) == ()


def test_equal_texts_get_numbers_that_nobody_has(revisions: Revisions) -> None:
    old = sure("entity: Note\nfields: {title: string(6)}\n")
    word = "{type: string(6), unique: true, on_conflict: suffix}"
    new = sure(f"entity: Note\nfields: {{title: {word}}}\n")
    titles = ["same", "same 2", "same", "longer", "longer", "long 2", "long 3", "same", "x"]
    with sqlite() as engine, sqlite() as fresh:
        revisions.apply(engine, upgrade_of(None, old))
        with engine.begin() as connection:
            for number, title in enumerate(titles, 1):
                statement = "INSERT INTO notes VALUES (?, ?, ?, ?)"
                connection.exec_driver_sql(statement, (number, title, NOW, NOW))
        revisions.apply(engine, upgrade_of(old, new, words_of(new, CONFIG).given))
        revisions.apply(fresh, upgrade_of(None, new))
        assert schema(engine) == schema(fresh)
        assert [row["title"] for row in rows(engine, "notes").values()] == [
            "same", "same 2", "same 3", "longer", "long 4", "long 2", "long 3", "same 4", "x",
        ]  # fmt: skip


def test_renamed_values_of_an_enum_keep_their_meaning(revisions: Revisions) -> None:
    old = sure(BASE)
    renamed = "values: [{value: enrolled, was: active}, suspended], default: enrolled"
    new = sure(changed(("values: [active, suspended], default: active", renamed)))
    matching = match(old, new)
    assert [one.kind for one in changes_of(matching)] == ["choice renamed", "default changed"]
    assert undeclared(matching, Words(), Span("baes.yaml", 1, 1, 1, 1)) == ()
    with sqlite() as engine:
        revisions.apply(engine, upgrade_of(None, old))
        with engine.begin() as connection:
            for statement in ROWS:
                connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
        before = rows(engine, "students")
        revisions.apply(engine, upgrade_of(old, new))
        assert {row["status"] for row in rows(engine, "students").values()} == {"enrolled"}
        revisions.apply(engine, upgrade_of(new, old))
        assert rows(engine, "students") == before


BACKFILLS = {
    "initial: {type: string(60), backfill: \"name + ' (?)'\"}": ["É (?)", "B%s (?)"],
    "level: {type: integer, backfill: year(born) - 1990}": [10, 11],
    "joined: {type: date, backfill: date(created_at)}": ["2026-01-01", "2026-01-01"],
    "rated: {type: boolean, backfill: gpa is not None}": [1, 0],
    "score: {type: 'decimal(4,2)', backfill: gpa if gpa is not None else 1}": [3.5, 1],
    "seen: {type: datetime, backfill: updated_at}": [NOW.strip("'")] * 2,
    "token: {type: uuid, backfill: \"'AAAAAAAA-0000-0000-0000-000000000001'\"}": [
        "aaaaaaaa000000000000000000000001"
    ] * 2,
    "mark: {type: 'enum(a, b)', backfill: \"'b' if gpa is None else 'a'\"}": ["a", "b"],
}  # fmt: skip


@pytest.mark.parametrize("line", BACKFILLS)
def test_a_backfill_is_an_expression_over_the_old_row(revisions: Revisions, line: str) -> None:
    old = sure(BASE)
    new = sure(changed(("  born: date\n", f"  born: date\n  {line}\n")))
    matching = match(old, new)
    words, found = with_backfills(words_of(new, CONFIG), matching, new)
    assert found == ()
    assert undeclared(matching, words, Span("baes.yaml", 1, 1, 1, 1)) == ()
    with sqlite() as engine:
        revisions.apply(engine, upgrade_of(None, old))
        with engine.begin() as connection:
            for statement in ROWS:
                connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
        revisions.apply(engine, upgrade_of(old, new, words.given))
        values = [row[line.partition(":")[0]] for row in rows(engine, "students").values()]
        assert values == BACKFILLS[line]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a: {type: 'string(9)?', backfill: b}\n  b: string(9)?", "no value of `b` either"),
        ("a: {type: float, backfill: gpa / 3}", "SQLite can't compute"),
        ("a: {type: integer, backfill: count(courses)}", "SQLite can't compute"),
    ],
)
def test_a_backfill_that_sql_cannot_say_is_refused(line: str, message: str) -> None:
    old = sure(BASE)
    new = sure(changed(("  born: date\n", f"  born: date\n  {line}\n"), ("(3,2)?'", "(3,2)'")))
    old = sure(changed(("(3,2)?'", "(3,2)'")))
    _, found = with_backfills(words_of(new, CONFIG), match(old, new), new)
    assert [(one.code, message in one.message) for one in found] == [("BAE227", True)], found


def test_a_backfill_that_does_not_fit_stops(revisions: Revisions) -> None:
    old = sure(BASE)
    line = "nick: {type: string(2), backfill: name + name}"
    new = sure(changed(("  born: date\n", f"  born: date\n  {line}\n")))
    words, _ = with_backfills(words_of(new, CONFIG), match(old, new), new)
    with sqlite() as engine:
        revisions.apply(engine, upgrade_of(None, old))
        with engine.begin() as connection:
            for statement in ROWS:
                connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
        with pytest.raises(revisions.support.StopError, match=r"Student\.nick.*\(1 row\)"):
            revisions.apply(engine, upgrade_of(old, new, words.given))


STORED = """
entity: Line
fields:
  name: string(20)
  count: integer
  shown: {type: string(40), computed: "name + '!'", stored: true}
rules:
  - {check: count >= 0, message: There is nothing less than nothing}
"""
FIRST_LINE = "entity: Line\nfields: {name: string(20), count: integer}\n"


def test_stored_values_are_filled_in_and_new_rules_stop(revisions: Revisions) -> None:
    old, new = sure(FIRST_LINE), sure(STORED)
    with sqlite() as engine, sqlite() as fresh:
        revisions.apply(engine, upgrade_of(None, old))
        with engine.begin() as connection:
            connection.exec_driver_sql(f"INSERT INTO lines VALUES (1, 'a', -1, {NOW}, {NOW})")
        with pytest.raises(revisions.support.StopError, match=r"nothing less.*\(1 row\)"):
            revisions.apply(engine, upgrade_of(old, new))
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE lines SET count = 1")
        revisions.apply(engine, upgrade_of(old, new))
        revisions.apply(fresh, upgrade_of(None, new))
        assert schema(engine) == schema(fresh)
        assert rows(engine, "lines")[1]["shown"] == "a!"
        other = sure(STORED.replace("'!'", "'?'").replace("name: string(20)", "name: string(30)"))
        revisions.apply(engine, upgrade_of(new, other))
        assert rows(engine, "lines")[1]["shown"] == "a?"


def test_a_snapshot_knows_what_is_stored_and_checked() -> None:
    system = sure(STORED)
    text = snapshot_of(system)
    entities = read_snapshot(text)
    assert snapshot_of(with_entities(entities, system)) == text
    assert tables_of(with_entities(entities, system)) == tables_of(system)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("**/specs")), ids=str)
def test_the_first_revision_makes_what_the_schema_says(revisions: Revisions, path: Path) -> None:
    texts = [one.read_text("utf-8") for one in sorted(path.glob("**/*.yaml"))]
    system = sure("\n---\n".join(texts))
    with sqlite() as engine, sqlite() as fresh:
        revisions.apply(engine, upgrade_of(None, system))
        with fresh.begin() as connection:
            for table in schema_view(system).tables:
                lines = ", ".join(table.lines)
                connection.exec_driver_sql(f"CREATE TABLE {table.name} ({lines})")
                for statement in table.after:
                    connection.exec_driver_sql(statement)
        assert columns_and_keys(engine) == columns_and_keys(fresh)


def columns_and_keys(engine: sa.Engine) -> dict[str, object]:
    look = sa.inspect(engine)
    return {
        name: (
            sorted((one["name"], str(one["type"]), one["nullable"]) for one in columns),
            sorted((str(one["name"]), one["sqltext"]) for one in look.get_check_constraints(name)),
            sorted((str(one["name"]), one["column_names"]) for one in unique),
            sorted((str(one["name"]), one["column_names"]) for one in look.get_indexes(name)),
            sorted((str(one["name"]), str(one["options"])) for one in look.get_foreign_keys(name)),
            look.get_pk_constraint(name)["constrained_columns"],
        )
        for name in look.get_table_names()
        for columns, unique in [(look.get_columns(name), look.get_unique_constraints(name))]
    }  # fmt: skip
