import pytest

from baesc.ground.source import Source
from baesc.language.config import Config
from baesc.language.ir import Default, Field, System
from baesc.language.load import load
from baesc.passes.normalize import normalize


def system_of(text: str) -> System:
    specs, faults = load([Source("a.yaml", text)])
    system, more = normalize(specs, Config("example", "Example"))
    assert (*faults, *more) == ()
    assert system is not None
    return system


def field_of(text: str) -> Field:
    return system_of(f"entity: A\nfields:\n  f: {text}\n").entity("A").fields[0]


def test_names_and_labels_are_derived() -> None:
    entity = system_of("entity: OrderItem\nfields:\n  vat_id: string\n").entity("OrderItem")
    assert (entity.singular, entity.plural, entity.table) == ("order_item",) + ("order_items",) * 2
    assert (entity.path, entity.label, entity.label_plural) == (
        "order-items",
        "Order item",
        "Order items",
    )
    assert entity.fields[0].label == "VAT ID"
    assert entity.display == "vat_id"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("string", {"max_length": 255, "required": True}),
        (
            "string(20)? unique index",
            {"max_length": 20, "required": False, "unique": True, "index": False},
        ),
        ("email", {"max_length": 254}),
        ("url", {"max_length": 2000}),
        ("text", {"max_length": None}),
        ("decimal", {"precision": 12, "scale": 2}),
        ("{type: 'decimal(5,1)', min: 0, max: 99.5}", {"minimum": "0.0", "maximum": "99.5"}),
        (
            "{type: date, max: today, min: 2020-01-01}",
            {"minimum": "2020-01-01", "maximum": "today"},
        ),
        ("{type: string, pattern: '^[a-z]+$'}", {"pattern": "[a-z]+"}),
        ("{type: float, default: 1}", {"default": Default("value", 1.0)}),
        ("{type: time, default: '08:30'}", {"default": Default("value", "08:30:00")}),
        (
            "{type: datetime, default: '2026-01-31T10:00:00+02:00'}",
            {"default": Default("value", "2026-01-31T08:00:00Z")},
        ),
        ("{type: uuid, default: random}", {"default": Default("random")}),
        (
            "{type: json, default: {b: 1, a: [x]}}",
            {"default": Default("value", '{"a":["x"],"b":1}')},
        ),
        ("{type: boolean, default: false}", {"default": Default("value", value=False)}),
    ],
)
def test_defaults_are_explicit_and_values_canonical(text: str, expected: dict[str, object]) -> None:
    found = field_of(text)
    assert {key: getattr(found, key) for key in expected} == expected


def test_declared_own_columns_add_nothing() -> None:
    entity = system_of(
        "entity: A\nfields: {id: integer, name: string, created_at: datetime}\n"
    ).entity("A")
    assert [one.name for one in entity.fields] == ["name"]


def test_an_association_is_completed() -> None:
    system = system_of(
        "entity: Student\nrelations: {courses: many_to_many Course via Enrollment}\n"
        "---\nentity: Course\n---\nentity: Enrollment\nfields: {grade: integer?}\n"
    )
    between = system.entity("Enrollment")
    assert [(one.name, one.target, one.on_delete, one.derived) for one in between.relations] == [
        ("student", "Student", "cascade", True),
        ("course", "Course", "cascade", True),
    ]
    assert between.unique == (("student_id", "course_id"),)
    link = system.entity("Student").relations[0].link
    assert link is not None
    assert (link.table, link.column, link.other_column) == (
        "enrollments",
        "student_id",
        "course_id",
    )
    assert {one.name for one in system.entity("Course").inverses} == {"enrollments", "students"}


def test_a_wider_unique_group_is_left_alone() -> None:
    between = system_of(
        "entity: Student\nrelations: {courses: many_to_many Course via Enrollment}\n"
        "---\nentity: Course\n---\nentity: Enrollment\nfields: {term: string}\n"
        "unique: [[student, course, term]]\n"
    ).entity("Enrollment")
    assert between.unique == (("student_id", "course_id", "term"),)


def test_inverses_are_named_alike_whatever_the_order() -> None:
    system = system_of(
        "entity: Task\nrelations: {author: Person, reviewer: Person?}\n---\nentity: Person\n"
    )
    assert [one.name for one in system.entity("Person").inverses] == [
        "tasks_as_author",
        "tasks_as_reviewer",
    ]
    assert [one.on_delete for one in system.entity("Task").relations] == ["restrict", "set_null"]


def test_columns_of_links_never_meet_a_column_of_the_entity() -> None:
    system = system_of(
        "entity: Course\nrelations: {teacher: Teacher?, teachers: many_to_many Teacher}\n"
        "---\nentity: Teacher\n"
    )
    link = system.entity("Course").relations[1].link
    assert link is not None
    assert link.other_column == "teachers_id"


def test_a_rename_is_kept() -> None:
    specs, _ = load([Source("a.yaml", "entity: A\nfields:\n  b: {type: string, was: c}\n")])
    system, found = normalize(specs, Config("example", "Example"))
    assert system is not None
    assert system.entity("A").fields[0].was == "c"
    assert found == ()


def test_a_lost_file_does_not_make_its_entities_unknown() -> None:
    sources = [Source("a.yaml", "entity: A\nrelations: {b: B}\n"), Source("b.yaml", "entity: [B\n")]
    specs, faults = load(sources)
    system, more = normalize(specs, Config("example", "Example"))
    assert system is None
    assert [one.code for one in (*faults, *more)] == ["BAE104"]
