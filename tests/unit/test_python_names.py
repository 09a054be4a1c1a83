"""Names of a spec become safe, distinct Python names."""

import keyword

import pytest

from baesc.knowledge.python_names import (
    PYDANTIC_ATTRIBUTES,
    attribute_name,
    class_names,
    member_names,
    module_name,
    pascal_case,
    query_name,
    snake_case,
)


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("name", "name"),
        ("class", "class_"),
        ("from", "from_"),
        ("metadata", "metadata_"),
        ("registry", "registry_"),
        ("json", "json_"),
        ("copy", "copy_"),
        ("schema", "schema_"),
        ("model_config", "model_config_"),
        ("validate", "validate_"),
        ("date", "date_"),
        ("datetime", "datetime_"),
        ("int", "int_"),
        ("_secret", "secret"),
        ("type", "type"),
        ("Field", "Field"),
    ],
)
def test_attribute(name: str, spelled: str) -> None:
    assert attribute_name(name) == spelled
    assert attribute_name(name).isidentifier()
    assert not keyword.iskeyword(attribute_name(name))


def test_attributes_of_pydantic_are_all_reserved() -> None:
    from pydantic import BaseModel

    public = {name for name in dir(BaseModel) if not name.startswith(("_", "model_"))}
    assert public == PYDANTIC_ATTRIBUTES


def test_attributes_of_declarative_classes_are_all_reserved() -> None:
    from sqlalchemy.orm import DeclarativeBase

    class Base(DeclarativeBase):
        pass

    public = {name for name in dir(Base) if not name.startswith("_")}
    assert all(attribute_name(name) != name for name in public)


def test_classes_that_modules_import_get_another_name() -> None:
    names = ["Base", "Session", "Page", "Exception", "Decimal", "StrEnum", "Any", "Order", "Group"]
    made = class_names(names)
    assert made["Order"] == "Order"
    assert made["Group"] == "Group"
    assert made["Session"] == "SessionRecord"
    assert len(set(made.values())) == len(names)


def test_a_made_class_does_not_take_the_name_of_another() -> None:
    made = class_names(["Session", "SessionRecord"])
    assert made == {"Session": "SessionRecordRecord", "SessionRecord": "SessionRecord"}


def test_a_class_is_not_called_like_the_schema_of_another() -> None:
    made = class_names(["Student", "StudentOut"])
    assert made["StudentOut"] not in {"StudentOut", "StudentCreate", "StudentUpdate"}


@pytest.mark.parametrize(
    "singular", ["base", "system", "import", "class", "test", "match", "contract", "con", "ui"]
)
def test_modules_of_shared_code_are_not_taken(singular: str) -> None:
    expected = singular if singular == "test" else f"{singular}_record"
    assert module_name(singular) == expected


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (("active", "in-progress"), ("ACTIVE", "IN_PROGRESS")),
        (("1st",), ("VALUE_1ST",)),
        (("in-progress", "in progress"), ("IN_PROGRESS", "IN_PROGRESS_2")),
        (("name", "value", "mro", "None"), ("NAME", "VALUE", "MRO", "NONE")),
        (("été",), ("ETE",)),
        (("!", ""), ("VALUE", "EMPTY")),
    ],
)
def test_members(values: tuple[str, ...], names: tuple[str, ...]) -> None:
    assert member_names(values) == names


@pytest.mark.parametrize("value", ["日本", "ß", "²", "x" * 300, "½", "a_b", "_", "__init__", "ﬁ"])
def test_any_member_makes_an_enumeration(value: str) -> None:
    from enum import StrEnum

    (name,) = member_names([value])
    made = StrEnum("made", {name: value})
    assert made[name] == value


def test_query_names() -> None:
    assert query_name("limit") == "limit_is"
    assert query_name("level") == "level"


def test_cases() -> None:
    assert snake_case("OrderLine") == snake_case("order-line") == "order_line"
    assert pascal_case("order_line") == pascal_case("order line") == "OrderLine"
