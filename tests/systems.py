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
            **{key: getattr(one, key) for key in one.__dataclass_fields__ if key != "inverses"},
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
            field(
                "gpa",
                "decimal",
                precision=3,
                scale=2,
                required=False,
                minimum="0.00",
                maximum="4.00",
            ),
            many(
                "courses",
                "Course",
                "enrollments",
                "student_id",
                "course_id",
                via="Enrollment",
                inverse="students",
            ),
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
            field(
                "grade", "decimal", precision=4, scale=2, required=False, minimum="0", maximum="20"
            ),
            to_one("student", "Student", on_delete="cascade", derived=True, inverse="enrollments"),
            to_one("course", "Course", on_delete="cascade", derived=True, inverse="enrollments"),
            unique=(("student_id", "course_id"),),
        ),
        doc="Students, teachers, courses and enrollments.",
        auth="api_key",
    )


def shop() -> System:
    """Return a shop that uses every type, constraint and kind of relation."""
    return system(
        "shop",
        entity(
            "Category",
            field("name", "string", max_length=80, unique=True),
            field("description", "text", required=False),
            field("position", "integer", default=Default("value", 0), minimum=0),
            to_one("parent", "Category", required=False, on_delete="set_null", inverse="children"),
        ),
        entity(
            "Product",
            field("name", "string", max_length=120, index=True),
            field("sku", "string", max_length=12, unique=True, pattern="[A-Z]{3}-[0-9]{4}"),
            field("description", "text", required=False, min_length=3, max_length=2000),
            field("price", "decimal", precision=10, scale=2, minimum="0.01"),
            field("weight", "float", required=False, minimum=0.0, maximum=1000.5),
            field("stock", "integer", default=Default("value", 0), minimum=0, maximum=100000),
            field("active", "boolean", default=Default("value", value=True)),
            field("released", "date", required=False),
            field("homepage", "url", required=False),
            field("attributes", "json", default=Default("value", '{"colour":["red"],"size":null}')),
            field("barcode", "uuid", default=Default("random")),
            to_one("category", "Category", inverse="products"),
            to_one(
                "supplier", "Supplier", required=False, on_delete="set_null", inverse="products"
            ),
            many("tags", "Tag", "product_tags", "product_id", "tag_id", inverse="products"),
            many(
                "related",
                "Product",
                "product_related",
                "product_id",
                "related_id",
                inverse="related_by",
            ),
            unique=(("name", "category_id"),),
            indexes=(("active", "price"),),
            doc='A thing that is sold. "Quoted", with a backslash \\ and more words '
            "than fit into one line of code.",
        ),
        entity("Tag", field("name", "string", max_length=30, unique=True)),
        entity(
            "Supplier",
            field("name", "string"),
            field("email", "email", required=False, unique=True),
            field("website", "url", required=False, max_length=200),
            field("rating", "integer", required=False, minimum=1, maximum=5),
            to_one(
                "best_product",
                "Product",
                required=False,
                on_delete="set_null",
                inverse="praised_by",
            ),
        ),
        entity(
            "Customer",
            field("name", "string"),
            field("email", "email", unique=True, max_length=100),
            field("born", "date", minimum="1900-01-01", maximum="today", required=False),
            field("vip", "boolean"),
            field("joined_at", "datetime", default=Default("now"), maximum="now"),
            field("token", "uuid", unique=True, required=False),
        ),
        entity(
            "Address",
            field("street", "string"),
            field("city", "string", max_length=60),
            field("postcode", "string", max_length=10, min_length=4, required=False),
            field("kind", "enum", values=("home", "work", "1st", "in-progress")),
            to_one("customer", "Customer", on_delete="cascade", inverse="addresses"),
            unique=(("customer_id", "kind"),),
        ),
        entity(
            "Order",
            field("number", "string", max_length=20, unique=True),
            field(
                "status",
                "enum",
                values=("draft", "sent", "paid", "cancelled"),
                default=Default("value", "draft"),
            ),
            field("ordered_on", "date", default=Default("today")),
            field("deliver_from", "time", required=False, minimum="08:00:00", maximum="18:30:00"),
            field("deliver_by", "datetime", required=False, minimum="2020-01-01T00:00:00Z"),
            field("note", "text", required=False, max_length=500),
            to_one("customer", "Customer", inverse="orders"),
            to_one(
                "shipping_address",
                "Address",
                required=False,
                on_delete="restrict",
                inverse="shipped_orders",
            ),
            to_one(
                "billing_address",
                "Address",
                required=False,
                on_delete="set_null",
                inverse="billed_orders",
            ),
            many(
                "products",
                "Product",
                "order_lines",
                "order_id",
                "product_id",
                via="OrderLine",
                inverse="orders",
            ),
        ),
        entity(
            "OrderLine",
            field("quantity", "integer", minimum=1, default=Default("value", 1)),
            field("unit_price", "decimal", precision=10, scale=2, required=False),
            to_one("order", "Order", on_delete="cascade", inverse="lines"),
            to_one("product", "Product", inverse="lines"),
            unique=(("order_id", "product_id"),),
        ),
        entity(
            "Payment",
            field("amount", "decimal", precision=18, scale=4, minimum="0.0000"),
            field("rate", "decimal", precision=15, scale=6, default=Default("value", "1.500000")),
            field("paid_at", "datetime", unique=True),
            field(
                "at_time", "time", unique=True, default=Default("value", "09:30:00"), required=False
            ),
            field("settled_on", "date", unique=True, required=False),
            field("reference", "decimal", precision=6, scale=0, unique=True),
            to_one("order", "Order", kind="one_to_one", on_delete="cascade", inverse="payment"),
        ),
        entity(
            "Person",
            field("name", "string"),
            field("ratio", "float", default=Default("value", 0.25)),
            many(
                "friends", "Person", "person_friends", "person_id", "friend_id", inverse="friend_of"
            ),
            to_one("mentor", "Person", required=False, on_delete="cascade", inverse="pupils"),
        ),
        entity(
            "Series",
            field("title", "string"),
            field("since", "integer", unique=True, minimum=1900, maximum=2100),
        ),
        entity(
            "Status",
            field("name", "string", max_length=3, unique=True),
            field("final", "boolean", unique=True),
        ),
        entity(
            "Passport",
            field("number", "string"),
            to_one(
                "person",
                "Person",
                kind="one_to_one",
                required=False,
                on_delete="restrict",
                inverse="passport",
            ),
        ),
        auth="api_key",
        doc='A shop.\nWith "quotes" and \\ too.',
    )


def awkward() -> System:
    """Return names, labels and docs that break careless generators."""
    long = "a_name_that_is_as_long_as_forty_letters_x"[:40]
    return system(
        "awkward",
        entity(
            "Class",
            field("class", "string"),
            field("from", "string", required=False),
            field("metadata", "json", required=False),
            field("registry", "string", required=False),
            field("type", "string", unique=True),
            field("select", "integer", minimum=-5, maximum=5),
            field("date", "date"),
            field("datetime", "datetime", required=False),
            field("time", "time", required=False),
            field("int", "integer", default=Default("value", 3)),
            field("str", "string", required=False),
            field("json", "json"),
            field("copy", "boolean"),
            field("schema", "string", required=False),
            field("model_config", "string", required=False),
            field(
                "limit",
                "enum",
                values=(
                    "None",
                    "name",
                    "value",
                    "mro",
                    "1st",
                    "in-progress",
                    "in progress",
                    "été",
                    "",
                )[:8],
            ),
            field("order", "boolean", required=False),
            field("q", "string", unique=True, required=False),
            field("label", "string", required=False, label='A "label" \\ with {braces} {{ x }}'),
            field("field", "decimal", precision=5, scale=1, minimum="-3.5", maximum="3.5"),
            field("self", "string", required=False),
            to_one("import", "Group", required=False, on_delete="set_null"),
            to_one("group", "Group"),
            doc='Docs with """triple quotes""", a \\ backslash\nand a line break.\n\n'
            "Returns\nTODO and Ünïcode ☃.",
        ),
        entity(
            "Group",
            field("name", "string", required=False),
            many("users", "User", "group_users", "group_id", "user_id", inverse="groups"),
            to_one("owner", "User", required=False, on_delete="set_null", inverse="owned_groups"),
            label="Grüppe",
            label_plural="Grüppen",
        ),
        entity(
            "User",
            field("password", "enum", values=("password", "token")),
            to_one("group", "Group", required=False, on_delete="set_null", inverse="members"),
        ),
        entity("Base", field("id_card", "string", unique=True), display="id_card"),
        entity("Session", field("started", "datetime"), display="started"),
        entity("Page", field("field", "text")),
        entity("Field", field("page", "float", required=False, unique=True)),
        entity("Text", field("text", "string", pattern="[a-z]+( [a-z]+)*", max_length=20)),
        entity("Date", field("date", "date", minimum="today")),
        entity("List", field("list", "uuid")),
        entity("Type", field("type", "enum", values=("a",), unique=True)),
        entity("Exception", field("error", "string")),
        entity(
            "Enum",
            field("enum", "enum", values=("x" * 90, "y z")),
            field("enum_", "string", required=False),
        ),
        entity("Label", field("label", "string")),
        entity("Decimal", field("decimal", "decimal")),
        entity("StrEnum", field("value", "string")),
        entity("Any", field("any", "json", required=False)),
        entity("System", field("name", "string")),
        entity("Import", field("name", "email", max_length=20)),
        entity("Test", field("name", "string", max_length=1)),
        entity("Dashboard", field("name", "string", min_length=200, max_length=300)),
        entity("Filter", field("name", "string")),
        entity("Error", field("router", "string"), field("crud", "boolean", required=False)),
        entity("Nothing", to_one("dashboard", "Dashboard", required=False, on_delete="cascade")),
        entity(
            "LongNamesAreAllowedUpToFortyLettersHere1",
            field(long, "string", unique=True),
            field(long[:39] + "z", "integer", minimum=1),
            to_one(long[:37], "LongNamesAreAllowedUpToFortyLettersHere1", required=False),
            to_one("today", "Date", on_delete="cascade"),
            unique=((long, long[:39] + "z"),),
            doc="x" * 200 + " and more.",
        ),
        title='Awkward "title" with \\ and ☃',
        doc='First line.\nSecond line with "quotes".',
    )
