"""Facts of tables: the same of SQL and of SQLAlchemy, and what the spec asks of them."""

from textwrap import dedent

import pytest

from baesc.knowledge.facts import extract
from baesc.knowledge.facts.kinds import UNKNOWN
from baesc.knowledge.facts.spec import promise
from baesc.knowledge.facts.sql_values import sql_type
from tests.verified import school

MODEL = """\
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Numeric, String, Table

class Level(StrEnum):
    EASY = "easy"
    HARD = "hard"

link = Table(
    "course_rooms",
    Base.metadata,
    Column("course_id", ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True),
    Column("room_id", ForeignKey("rooms.id"), primary_key=True, index=True),
)

class Course(Base):
    __tablename__ = "courses"
    __table_args__ = (
        CheckConstraint("fee >= 0", name="fee_range"),
        Index(None, "level", "title"),
        NO_REUSE,
    )

    title: Mapped[str] = mapped_column(String(150), unique=True)
    level: Mapped[Level] = mapped_column(enum_type(Level, "level"), default=Level.EASY)
    fee: Mapped[Decimal | None] = mapped_column(Numeric(8, 2), default=Decimal("1.50"))
    class_: Mapped["int"] = mapped_column("class", nullable=True)
    teacher_id: Mapped[int] = mapped_column(ForeignKey("teachers.id", ondelete="RESTRICT"))

    teacher: Mapped["Teacher | None"] = relationship(foreign_keys=[teacher_id], lazy="raise")
    rooms: Mapped[list["Room"]] = relationship(secondary=link)
"""


def sql(text: str, *, postgresql: bool = False) -> dict[str, list]:
    found = extract("x.sql", dedent(text), postgresql=postgresql)
    assert not found.fault, found.fault
    return found.facts


@pytest.fixture(scope="module")
def model() -> dict[str, list]:
    return extract("x.py", MODEL).facts


@pytest.mark.parametrize(
    ("name", "type_", "required", "default", "python"),
    [
        ("title", "VARCHAR(150)", True, "", "str"),
        ("level", "enum_type(Level,level)", True, "easy", "Level"),
        ("fee", "NUMERIC(8,2)", False, "1.5", "Decimal"),
        ("class", "INTEGER", False, "", "int"),
        ("teacher_id", "INTEGER", True, "", "int"),
    ],
)
def test_columns_of_models(
    model: dict[str, list], name: str, type_: str, required: bool, default: str, python: str
) -> None:
    (column,) = [one for one in model["column"] if one.name == name]
    assert (column.type, column.required, column.default) == (type_, required, default)
    assert (column.python, column.table, column.owner) == (python, "courses", "Course")
    assert column.attribute == ("class_" if name == "class" else name)


def test_keys_and_indexes_of_models(model: dict[str, list]) -> None:
    first = model["table"][0]
    assert (first.name, first.columns) == ("course_rooms", ("course_id", "room_id"))
    assert [one.columns for one in model["primary_key"]] == [("course_id", "room_id")]
    assert {(one.table, one.columns, one.unique) for one in model["index"]} == {
        ("course_rooms", ("room_id",), False),
        ("courses", ("title",), True),
        ("courses", ("level", "title"), False),
    }
    keys = {one.columns: one for one in model["foreign_key"]}
    assert (keys["teacher_id",].target, keys["teacher_id",].refers) == ("teachers", ("id",))
    assert [keys[one,].on_delete for one in ("course_id", "room_id", "teacher_id")] == [
        "cascade",
        "no action",
        "restrict",
    ]
    assert [keys[one,].indexed for one in ("course_id", "room_id", "teacher_id")] == [
        True,
        True,
        False,
    ]


def test_relations_and_enumerations(model: dict[str, list]) -> None:
    (level,) = model["enum"]
    assert (level.base, level.members, level.values) == (
        "StrEnum",
        ("EASY", "HARD"),
        ("easy", "hard"),
    )
    teacher, rooms = model["relation"]
    assert (teacher.target, teacher.many, teacher.optional) == ("Teacher", False, True)
    assert teacher.foreign_keys == ("teacher_id",)
    assert (rooms.target, rooms.many, rooms.secondary) == ("Room", True, "course_rooms")


@pytest.mark.parametrize(
    ("condition", "low", "high", "choices"),
    [
        ("fee BETWEEN 1 AND 30", "1", "30", ()),
        ("fee >= 1.50 AND fee <= 2.0", "1.5", "2", ()),
        ("(30 >= fee) AND (-1 <= fee)", UNKNOWN, UNKNOWN, UNKNOWN),
        ("30 >= fee AND -1 <= fee", "-1", "30", ()),
        ("fee > 0", ">0", "", ()),
        ("fee IS NULL OR fee >= 0", "0", "", ()),
        ("fee IN ('a', 'it''s')", "", "", ("a", "it's")),
        ("fee = 'a'", "", "", ("a",)),
        ("fee >= 0 OR 1 = 1", UNKNOWN, UNKNOWN, UNKNOWN),
        ("fee NOT BETWEEN 1 AND 30", UNKNOWN, UNKNOWN, UNKNOWN),
        ("fee IS NOT NULL", UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_bounds_of_checks(condition: str, low: object, high: object, choices: object) -> None:
    (check,) = sql(f"CREATE TABLE t (fee NUMERIC CHECK ({condition}));")["check"]
    assert (check.column, check.low, check.high, check.choices) == ("fee", low, high, choices)


def test_a_check_of_no_column_is_about_none() -> None:
    (check,) = sql("CREATE TABLE t (fee NUMERIC CHECK (1 = 1));")["check"]
    assert (check.column, check.columns) == ("", ())


@pytest.mark.parametrize(
    ("column", "required", "generated", "default"),
    [
        ("id INTEGER PRIMARY KEY", True, False, ""),
        ("id INTEGER PRIMARY KEY AUTOINCREMENT", True, True, ""),
        ("id TEXT PRIMARY KEY", False, False, ""),
        ("id TEXT NOT NULL DEFAULT 'it''s'", True, False, "it's"),
        ("id NUMERIC DEFAULT (1.50)", False, False, "1.5"),
        ("id TEXT DEFAULT CURRENT_TIMESTAMP", False, False, "CURRENT_TIMESTAMP"),
    ],
)
def test_columns_of_sql(column: str, required: bool, generated: bool, default: str) -> None:
    (found,) = sql(f"CREATE TABLE t ({column});")["column"]
    assert (found.required, found.generated, found.default) == (required, generated, default)


def test_serial_columns_are_counted_by_postgresql() -> None:
    facts = sql(
        "CREATE TABLE t (id SERIAL NOT NULL, CONSTRAINT pk_t PRIMARY KEY (id));", postgresql=True
    )
    (found,) = facts["column"]
    assert (found.type, found.required, found.generated) == ("INTEGER", True, True)


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("character varying ( 20 )", "VARCHAR(20)"),
        ("numeric (8, 2)", "NUMERIC(8,2)"),
        ("double precision", "DOUBLE"),
        ("timestamptz", "TIMESTAMP WITH TIME ZONE"),
    ],
)
def test_types_have_one_name(written: str, usual: str) -> None:
    assert sql_type(written) == usual


def test_a_foreign_key_without_columns_refers_to_the_key() -> None:
    facts = sql("CREATE TABLE a (k TEXT PRIMARY KEY); CREATE TABLE b (a_k TEXT REFERENCES a);")
    assert [one.refers for one in facts["foreign_key"]] == [("k",)]


REBUILT = """\
CREATE TABLE a (x TEXT);
CREATE TABLE b (y TEXT);
DROP TABLE a;
ALTER TABLE b RENAME TO a;
"""


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("CREATE TABLE a (x TEXT); DROP TABLE a;", ["a"]),
        ("DROP TABLE IF EXISTS a; CREATE TABLE a (x TEXT);", ["a"]),
        (REBUILT, ["a"]),
    ],
)
def test_a_table_that_is_dropped_later_was_one(text: str, names: list[str]) -> None:
    facts = extract("x.sql", text, any_sql=True).facts
    assert [one.name for one in facts["table"]] == names


def test_what_the_spec_asks_of_tables() -> None:
    found = promise(school()).facts
    tables = {one.name: one for one in found["spec.table"]}
    assert set(tables["teachers"].columns) - set(tables["teachers"].own) == {
        "id",
        "created_at",
        "updated_at",
    }
    columns = {(one.table, one.name): one for one in found["spec.column"]}
    indexes = {(one.table, one.columns, one.unique) for one in found["spec.index"]}
    for (table, name), column in columns.items():
        if column.unique:
            assert (table, (name,), True) in indexes
        elif column.target:
            assert (table, (name,), False) in indexes
    for relation in found["spec.relation"]:
        assert relation.many == bool(relation.table)
