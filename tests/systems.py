"""Systems in Python, for tests of what comes after the language."""

from typing import Any

from baesc.ground.names import kebab, label, plural, snake
from baesc.language.ir import (
    Choice,
    Default,
    Entity,
    Field,
    FieldType,
    Inverse,
    Link,
    Relation,
    System,
)


def field(name: str, kind: FieldType, **more: Any) -> Field:
    """Return a field, with the defaults that the language gives."""
    if kind in ("string", "email", "url"):
        more.setdefault("max_length", {"string": 255, "email": 254, "url": 2000}[kind])
    if kind == "decimal":
        more.setdefault("precision", 12)
        more.setdefault("scale", 2)
    more["choices"] = tuple(
        one if isinstance(one, Choice) else Choice(one, label(one) or one)
        for one in more.pop("values", ())
    )
    more.setdefault("label", label(name) or name)
    return Field(name=name, type=kind, **more)


def to_one(name: str, target: str, **more: Any) -> Relation:
    """Return a relation with a column."""
    more.setdefault("kind", "many_to_one")
    more.setdefault("inverse", f"{name}_of")
    return Relation(
        name=name,
        target=target,
        label=label(name),
        inverse_label=label(more["inverse"]),
        column=f"{name}_id",
        **more,
    )


def many(name: str, target: str, table: str, column: str, other: str, **more: Any) -> Relation:
    """Return a many_to_many relation."""
    more.setdefault("inverse", f"{name}_of")
    return Relation(
        name=name,
        kind="many_to_many",
        target=target,
        label=label(name),
        inverse_label=label(more["inverse"]),
        link=Link(table, column, other),
        required=False,
        **more,
    )


def entity(name: str, *parts: Field | Relation, **more: Any) -> Entity:
    """Return an entity, named as the language names it; inverses come later."""
    singular = more.pop("singular", snake(name))
    more.setdefault("plural", plural(singular))
    fields = tuple(part for part in parts if isinstance(part, Field))
    more.setdefault("label", label(singular))
    return Entity(
        name=name,
        singular=singular,
        table=more.pop("table", more["plural"]),
        path=kebab(more["plural"]),
        label_plural=more.pop("label_plural", label(more["plural"])),
        fields=fields,
        display=more.pop(
            "display",
            next((one.name for one in fields if one.name in ("name", "title")), ""),
        ),
        relations=tuple(part for part in parts if isinstance(part, Relation)),
        **more,
    )


def system(name: str, *entities: Entity, **more: Any) -> System:
    """Return a system with both ends of all relations."""
    inverses: dict[str, list[Inverse]] = {}
    for source in entities:
        for relation in source.relations:
            inverses.setdefault(relation.target, []).append(
                Inverse(
                    relation.inverse,
                    relation.inverse_label,
                    source.name,
                    relation.name,
                    relation.kind,
                    many=relation.kind != "one_to_one",
                )
            )
    whole = [
        Entity(
            **{
                key: getattr(one, key)
                for key in one.__dataclass_fields__
                if key not in ("inverses",)
            },
            inverses=tuple(inverses.get(one.name, ())),
        )
        for one in sorted(entities, key=lambda one: one.name)
    ]
    settings: dict[str, Any] = {
        "title": label(name),
        "version": "1.0.0",
        "doc": "",
        "database": "sqlite",
        "auth": "none",
        "api_port": 8100,
        "ui_port": 8600,
        **more,
    }
    return System(name=name, entities=tuple(whole), **settings)


def academic() -> System:
    """Return students, courses, teachers and enrolments."""
    return system(
        "academic",
        entity(
            "Student",
            field("name", "string", max_length=100),
            field("email", "email", unique=True),
            field("birth_date", "date", maximum="today"),
            field(
                "status",
                "enum",
                values=("active", "suspended", "graduated"),
                default=Default("value", "active"),
            ),
            field("gpa", "decimal", precision=3, scale=2, required=False, minimum="0.00", maximum="4.00"),
            many("courses", "Course", "enrollments", "student_id", "course_id", via="Enrollment", inverse="students"),
            to_one("advisor", "Teacher", required=False, on_delete="set_null", inverse="advisees"),
            doc="A person who takes courses.",
            unique=(("name", "birth_date"),),
        ),
        entity(
            "Course",
            field("name", "string", max_length=100),
            field("level", "enum", values=("beginner", "intermediate", "advanced")),
            field("credits", "integer", minimum=1, maximum=30),
            to_one("teacher", "Teacher", inverse="courses"),
            doc="A subject that a teacher gives.",
        ),
        entity(
            "Teacher",
            field("name", "string", max_length=100),
            field("email", "email", unique=True),
        ),
        entity(
            "Enrollment",
            field("grade", "decimal", precision=4, scale=2, required=False, minimum="0", maximum="20"),
            to_one("student", "Student", on_delete="cascade", derived=True, inverse="enrollments"),
            to_one("course", "Course", on_delete="cascade", derived=True, inverse="enrollments"),
            unique=(("student_id", "course_id"),),
        ),
        doc="Students, teachers, courses and enrollments.",
        auth="api_key",
    )
