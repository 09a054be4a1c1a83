"""Single changes of one spec, of every kind, with what they do to rows that are there."""

# A row a change.
# ruff: noqa: E501

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

BASE = """\
entity: Department
fields:
  name: string(60)
  code: string(8) unique
relations:
  parent: Department?
---
entity: Teacher
fields:
  name: string(100) index
  email: email unique
  phone: string(20)?
  salary: {type: integer, min: 0}
  rating: float?
  active: boolean
  level: {type: enum, values: [junior, senior, guest], default: junior}
  hired: date
  seen: datetime?
  wakes: time?
  site: url?
  badge: uuid?
  notes: text?
  fee: {type: "decimal(6,2)", min: 0, max: 1000}
  extra: json?
unique: [[name, hired]]
indexes: [[level, hired]]
relations:
  department: Department
  mentor: Teacher?
  assistant: {to: Teacher, kind: one_to_one, required: false, inverse: assists}
---
entity: Course
fields:
  title: string(80)
  credits: {type: integer, min: 1, max: 30}
  code: {type: string(12), pattern: "[a-z0-9]+", min_length: 2}
relations:
  teacher: Teacher?
  tags: {to: Tag, kind: many_to_many}
---
entity: Tag
fields:
  word: string(30)
---
entity: Student
fields:
  name: string(100)
relations:
  courses: {to: Course, kind: many_to_many, via: Enrollment}
---
entity: Enrollment
fields:
  term: string(10)
  grade: "decimal(3,1)?"
---
entity: Room
fields:
  number: integer
relations:
  course: {to: Course, kind: one_to_one, required: false}
"""
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """Edits of the spec. `gone` names tables and columns that the spec drops, by their old names.

    `becomes` says what the new value of a column is, of the old row. All else stays.
    """

    name: str
    edits: tuple[tuple[str, str], ...]
    gone: tuple[str, ...] = ()
    becomes: Mapping[str, Callable[[Row], Any]] = field(default_factory=dict)
    project: str = ""


def text_after(change: Change) -> str:
    """Return the spec after a change."""
    text = BASE
    for old, new in change.edits:
        assert text.count(old) == 1, (change.name, old)
        text = text.replace(old, new)
    return text


def one(name: str, old: str, new: str, **more: Any) -> Change:
    return Change(name, ((old, new),), **more)


TEACHERS = "teachers"
CHANGES: tuple[Change, ...] = (
    # Entities.
    Change("add an entity", (("entity: Tag\n", "entity: Badge\nfields:\n  size: integer\n---\nentity: Tag\n"),)),
    Change("add an entity that refers to a full one", (("entity: Tag\n", "entity: Badge\nfields:\n  size: integer\nrelations:\n  owner: Teacher\n---\nentity: Tag\n"),)),
    Change("drop an entity that nothing refers to", (("---\nentity: Room\nfields:\n  number: integer\nrelations:\n  course: {to: Course, kind: one_to_one, required: false}\n", ""),), gone=("rooms",), project="drop: [Room]"),
    Change("drop an entity that others refer to", (("---\nentity: Tag\nfields:\n  word: string(30)\n", ""), ("entity: Course\n", "entity: Course\ndrop: [tags]\n"), ("  tags: {to: Tag, kind: many_to_many}\n", "")), gone=("tags", "course_tags"), project="drop: [Tag]"),
    Change("rename an entity that nothing refers to", (("entity: Room\n", "entity: Hall\nwas: Room\n"),)),
    Change("rename an entity that others refer to", (("entity: Teacher\n", "entity: Instructor\nwas: Teacher\n"), ("mentor: Teacher?", "mentor: Instructor?"), ("{to: Teacher, kind: one_to_one", "{to: Instructor, kind: one_to_one"), ("teacher: Teacher?", "teacher: Instructor?"))),
    Change("rename an entity that refers to itself", (("entity: Department\n", "entity: Unit\nwas: Department\n"), ("parent: Department?", "parent: Unit?"), ("department: Department", "department: Unit"))),
    Change("rename an entity with links", (("entity: Tag\n", "entity: Label\nwas: Tag\n"), ("{to: Tag, kind", "{to: Label, kind"))),
    Change("rename an association", (("entity: Enrollment\n", "entity: Booking\nwas: Enrollment\n"), ("via: Enrollment}", "via: Booking}"))),
    # Fields that come.
    one("add an optional field", "  active: boolean\n", "  active: boolean\n  room: string(9)?\n"),
    one("add an optional field with an index", "  active: boolean\n", "  active: boolean\n  room: string(9)? index\n"),
    one("add an optional unique field", "  active: boolean\n", "  active: boolean\n  room: string(9)? unique\n"),
    one("add an optional field with limits", "  active: boolean\n", '  active: boolean\n  rank: {type: integer?, min: 1, max: 9}\n'),
    one("add a required field with a default", "  active: boolean\n", "  active: boolean\n  rank: {type: integer, default: 3}\n", becomes={"teachers.rank": lambda _: 3}),
    one("add a required enum with a default", "  active: boolean\n", "  active: boolean\n  mood: {type: enum, values: [good, bad], default: bad}\n", becomes={"teachers.mood": lambda _: "bad"}),
    one("add a required field with a backfill", "  active: boolean\n", "  active: boolean\n  nick: {type: string(120), backfill: \"name + '!'\"}\n", becomes={"teachers.nick": lambda row: row["name"] + "!"}),
    one("add a required number with a backfill", "  active: boolean\n", "  active: boolean\n  double: {type: integer, backfill: salary * 2}\n", becomes={"teachers.double": lambda row: row["salary"] * 2}),
    one("add a field to a table that refers to itself", "  code: string(8) unique\n", "  code: string(8) unique\n  floor: {type: integer, default: 0}\n", becomes={"departments.floor": lambda _: 0}),
    # Fields that go.
    Change("drop a field", (("  phone: string(20)?\n", ""), ("entity: Teacher\n", "entity: Teacher\ndrop: [phone]\n")), gone=("teachers.phone",)),
    Change("drop a unique field", (("  email: email unique\n", ""), ("entity: Teacher\n", "entity: Teacher\ndrop: [email]\n")), gone=("teachers.email",)),
    Change("drop a field with a check", (("  salary: {type: integer, min: 0}\n", ""), ("entity: Teacher\n", "entity: Teacher\ndrop: [salary]\n")), gone=("teachers.salary",)),
    Change("drop a field of a referenced table", (("  word: string(30)\n", "  size: integer?\n"), ("entity: Tag\n", "entity: Tag\ndrop: [word]\n")), gone=("tags.word",)),
    # Names.
    one("rename a field", "  phone: string(20)?\n", "  mobile: {type: string(20)?, was: phone}\n"),
    one("rename a unique field", "  email: email unique\n", "  mail: {type: email, unique: true, was: email}\n"),
    one("rename a field with a check", "  salary: {type: integer, min: 0}\n", "  pay: {type: integer, min: 0, was: salary}\n"),
    Change("rename a field with an index, one of two unique together", (("  name: string(100) index\n", "  full_name: {type: string(100), index: true, was: name}\n"), ("unique: [[name, hired]]", "unique: [[full_name, hired]]"))),
    Change("rename an enum field, one of two with an index", (("  level: {type: enum, values: [junior, senior, guest], default: junior}\n", "  rank: {type: enum, values: [junior, senior, guest], default: junior, was: level}\n"), ("indexes: [[level, hired]]", "indexes: [[rank, hired]]"))),
    one("rename a field and make it longer", "  phone: string(20)?\n", "  mobile: {type: string(40)?, was: phone}\n"),
    # Types.
    one("integer to decimal", "salary: {type: integer, min: 0}", 'salary: {type: "decimal(12,2)", min: 0}', becomes={"teachers.salary": lambda row: Decimal(row["salary"])}),
    one("integer to float", "salary: {type: integer, min: 0}", "salary: {type: float, min: 0}", becomes={"teachers.salary": lambda row: float(row["salary"])}),
    one("integer to string", "number: integer", "number: string(20)", becomes={"rooms.number": lambda row: str(row["number"])}),
    one("string to text", "phone: string(20)?", "phone: text?"),
    one("boolean to integer", "active: boolean", "active: integer", becomes={"teachers.active": lambda row: int(row["active"])}),
    one("date to datetime", "hired: date\n  seen", "hired: datetime\n  seen", becomes={"teachers.hired": lambda row: str(row["hired"])[:10] + " 00:00:00"}),
    one("enum to string", "level: {type: enum, values: [junior, senior, guest], default: junior}", "level: string(20)"),
    one("email to string", "email: email unique", "email: string(254) unique"),
    one("url to text", "site: url?", "site: text?"),
    one("uuid to string", "badge: uuid?", "badge: string(36)?", becomes={"teachers.badge": lambda row: None if row["badge"] is None else _uuid_text(row["badge"])}),
    one("a type that values cannot become", "rating: float?", "rating: {type: date, backfill: hired}", becomes={"teachers.rating": lambda row: row["hired"]}),
    # Required and optional.
    one("make a field optional", "name: string(100)\nrelations:\n  courses", "name: string(100)?\nrelations:\n  courses"),
    one("make a field required with a default", "phone: string(20)?", "phone: {type: string(20), default: none}", becomes={"teachers.phone": lambda row: row["phone"] or "none"}),
    one("make a field required with a backfill", "phone: string(20)?", "phone: {type: string(20), backfill: \"'?'\"}", becomes={"teachers.phone": lambda row: row["phone"] or "?"}),
    one("change a default", "default: junior", "default: senior"),
    # Values of enums.
    one("add a value", "values: [junior, senior, guest]", "values: [junior, senior, guest, head]"),
    one("drop a value that goes to another", "{type: enum, values: [junior, senior, guest], default: junior}", "{type: enum, values: [junior, senior], default: junior, on_conflict: senior}", becomes={"teachers.level": lambda row: "senior" if row["level"] == "guest" else row["level"]}),
    one("drop a value that goes to the default", "{type: enum, values: [junior, senior, guest], default: junior}", "{type: enum, values: [junior, senior], default: junior, on_conflict: default}", becomes={"teachers.level": lambda row: "junior" if row["level"] == "guest" else row["level"]}),
    one("rename a value", "values: [junior, senior, guest]", "values: [junior, senior, {value: visitor, was: guest}]", becomes={"teachers.level": lambda row: "visitor" if row["level"] == "guest" else row["level"]}),
    # Sizes and limits.
    one("a longer text", "title: string(80)", "title: string(90)"),
    one("a shorter text, cut", "title: string(80)", "title: {type: string(5), on_conflict: truncate}", becomes={"courses.title": lambda row: row["title"][:5]}),
    one("a shorter text that fits", "title: string(80)", "title: {type: string(60), on_conflict: stop}"),
    one("more digits", '"decimal(6,2)", min: 0, max: 1000', '"decimal(8,3)", min: 0, max: 1000', becomes={"teachers.fee": lambda row: Decimal(str(row["fee"]))}),
    one("fewer digits, rounded", '"decimal(6,2)", min: 0, max: 1000', '"decimal(5,1)", min: 0, max: 1000, on_conflict: round', becomes={"teachers.fee": lambda row: round(Decimal(str(row["fee"])), 1)}),
    one("a lower minimum", "credits: {type: integer, min: 1, max: 30}", "credits: {type: integer, min: 0, max: 30}"),
    one("no limits any more", "credits: {type: integer, min: 1, max: 30}", "credits: integer"),
    one("a lower maximum, clamped", "credits: {type: integer, min: 1, max: 30}", "credits: {type: integer, min: 1, max: 20, on_conflict: clamp}", becomes={"courses.credits": lambda row: min(row["credits"], 20)}),
    one("a higher minimum, or nothing", "rating: float?", "rating: {type: float?, min: 5, on_conflict: null}", becomes={"teachers.rating": lambda row: row["rating"] if (row["rating"] or 0) >= 5 else None}),
    one("another pattern", 'pattern: "[a-z0-9]+", min_length: 2', 'pattern: "[a-z0-9_]+", min_length: 2, on_conflict: keep'),
    one("no pattern any more", 'pattern: "[a-z0-9]+", min_length: 2', "min_length: 2"),
    one("a lower minimum length", "min_length: 2", "min_length: 1"),
    # Unique and indexes.
    one("unique, and it is", "word: string(30)", "word: {type: string(30), unique: true, on_conflict: stop}"),
    one("unique, made so", "term: string(10)", "term: {type: string(14), unique: true, on_conflict: suffix}", becomes={"enrollments.term": lambda _: ...}),
    one("unique no more", "email: email unique", "email: email"),
    one("an index", "title: string(80)", "title: string(80) index"),
    one("an index no more", "name: string(100) index", "name: string(100)"),
    one("unique together", "unique: [[name, hired]]", "unique: [[name, hired], [email, hired]]\non_conflict: stop"),
    one("unique together no more", "unique: [[name, hired]]\n", ""),
    one("an index over two", "indexes: [[level, hired]]", "indexes: [[level, hired], [active, level]]"),
    one("an index over two no more", "indexes: [[level, hired]]\n", ""),
    # Relations.
    one("add an optional relation", "  mentor: Teacher?\n", "  mentor: Teacher?\n  home: Course?\n"),
    one("add a required relation with a backfill", "  mentor: Teacher?\n", "  mentor: Teacher?\n  second: {to: Department, inverse: seconds, backfill: 1}\n", becomes={"teachers.second_id": lambda _: 1}),
    one("add links to many", "  mentor: Teacher?\n", "  mentor: Teacher?\n  skills: {to: Tag, kind: many_to_many}\n"),
    Change("drop a relation", (("  mentor: Teacher?\n", ""), ("entity: Teacher\n", "entity: Teacher\ndrop: [mentor]\n")), gone=("teachers.mentor_id",)),
    Change("drop links to many", (("  tags: {to: Tag, kind: many_to_many}\n", ""), ("entity: Course\n", "entity: Course\ndrop: [tags]\n")), gone=("course_tags",)),
    one("rename a relation", "  mentor: Teacher?\n", "  tutor: {to: Teacher, required: false, was: mentor}\n"),
    one("rename links to many", "  tags: {to: Tag, kind: many_to_many}\n", "  labels: {to: Tag, kind: many_to_many, was: tags}\n"),
    one("one becomes many", "  teacher: Teacher?\n", "  teacher: {to: Teacher, kind: many_to_many}\n", gone=("courses.teacher_id",)),
    one("many become one, the first", "  tags: {to: Tag, kind: many_to_many}\n", "  tags: {to: Tag, kind: many_to_one, required: false, on_conflict: first}\n", gone=("course_tags",)),
    one("many to one becomes one to one", "  assistant: {to: Teacher, kind: one_to_one, required: false, inverse: assists}\n", "  assistant: {to: Teacher, required: false, inverse: assists}\n"),
    one("one to one, and it is", "  parent: Department?\n", "  parent: {to: Department, kind: one_to_one, required: false, on_conflict: stop}\n"),
    one("a relation becomes optional", "  department: Department\n", "  department: Department?\n"),
    one("a relation becomes required with a backfill", "  teacher: Teacher?\n", "  teacher: {to: Teacher, backfill: 1}\n", becomes={"courses.teacher_id": lambda row: row["teacher_id"] or 1}),
    one("another on_delete", "  teacher: Teacher?\n", "  teacher: {to: Teacher, required: false, on_delete: cascade}\n"),
    one("another target", "  teacher: Teacher?\n", "  teacher: {to: Student, required: false, on_conflict: null}\n", gone=("courses.teacher_id",)),
    one("links get an entity of their own", "  tags: {to: Tag, kind: many_to_many}\n", "  tags: {to: Tag, kind: many_to_many, via: Tagging}\n---\nentity: Tagging\nfields:\n  since: {type: date, default: 2020-01-01}\n", gone=("course_tags",)),
    one("a field for links", '  grade: "decimal(3,1)?"\n', '  grade: "decimal(3,1)?"\n  passed: {type: boolean, default: false}\n', becomes={"enrollments.passed": lambda _: False}),
)  # fmt: skip


def _uuid_text(value: Any) -> str:
    from uuid import UUID

    return str(value if isinstance(value, UUID) else UUID(value))
