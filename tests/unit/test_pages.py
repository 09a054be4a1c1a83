"""What the pages of entities are told: fields, defaults, limits, filters, icons."""

import pytest
from streamlit.material_icon_names import ALL_MATERIAL_ICONS

from baesc.knowledge.icons import ICONS, OTHER, icon_of
from baesc.knowledge.targets.page import PageView, page_view
from baesc.knowledge.targets.page_settings import KINDS, PageField
from baesc.knowledge.targets.ui import dashboard_view, ui_tests_view
from baesc.language.ir import Default, Field, FieldType, Relation, System
from tests import systems
from tests.systems import entity, field, many, to_one


def view(*parts: Field | Relation) -> PageView:
    """Return the page of an entity that has these fields and relations."""
    thing = entity("Thing", *parts)
    whole = systems.system("things", thing)
    return page_view(whole, whole.entity("Thing"))


def settings(fields: tuple[PageField, ...], name: str) -> dict[str, str]:
    """Return the settings of one field as code."""
    return dict(next(one for one in fields if one.name == name).settings)


def shown(kind: FieldType, **more: object) -> dict[str, str]:
    """Return the settings of a field of an entity that has no other."""
    return settings(view(field("one", kind, **more)).fields, "one")


@pytest.mark.parametrize(("kind", "expected"), KINDS.items())
def test_each_type_has_its_input(kind: FieldType, expected: str) -> None:
    page = view(field("one", kind, **({"values": ("a", "b")} if kind == "enum" else {})))
    assert page.fields[0].kind == expected
    assert f"from ui.fields import {expected}" in page.imports


def test_long_decimal_travels_as_text() -> None:
    page = view(field("one", "decimal", precision=30, scale=2))
    assert page.fields[0].kind == "Exact"
    assert r"\.[0-9]{1,2}" in settings(page.fields, "one")["pattern"]


def test_limits() -> None:
    assert shown("integer", minimum=3)["low"] == "3"
    assert shown("integer")["high"] == str(2**31 - 1)
    assert shown("decimal", precision=4, scale=2)["high"] == "99.99"
    assert shown("decimal", scale=3)["places"] == "3"
    assert shown("float")["places"] == "None"
    assert shown("date", maximum="today")["high"] == '"today"'
    assert shown("string", max_length=7, min_length=2)["min_length"] == "2"


def test_defaults() -> None:
    assert shown("integer", default=Default("value", 4))["default"] == "4"
    assert shown("date", default=Default("today"))["default"] == '"today"'
    assert shown("decimal", default=Default("value", "1.50"))["default"] == "1.5"
    random = shown("uuid", default=Default("random"))
    assert "default" not in random
    assert random["required"] == "False"


def test_optional_is_said() -> None:
    assert "required" not in shown("string")
    assert shown("string", required=False)["required"] == "False"


@pytest.mark.parametrize("name", ["q", "sort", "limit"])
def test_filter_that_is_called_like_a_parameter(name: str) -> None:
    found = settings(view(field(name, "boolean")).fields, name)
    assert found["filter_name"] == f'"{name}_is"'


def test_field_called_path_keeps_its_name() -> None:
    found = settings(view(field("path", "enum", values=("a", "b"))).fields, "path")
    assert found["can_filter"] == "True"
    assert "filter_name" not in found


def test_both_sides_of_many_to_many_filter() -> None:
    system = systems.system(
        "library",
        entity(
            "Book",
            field("title", "string"),
            many("authors", "Author", "book_authors", "book_id", "author_id", inverse="books"),
        ),
        entity("Author", field("name", "string")),
    )
    book = page_view(system, system.entity("Book"))
    own = settings(book.fields, "author_ids")
    assert (own["can_filter"], own["filter_name"]) == ("True", '"author_id"')
    assert book.filters == ()
    author = page_view(system, system.entity("Author"))
    other = settings(author.filters, "book_id")
    assert (other["path"], other["label"], other["display"]) == ('"/books"', '"Book"', '"title"')
    assert not any(one.kind == "Relations" for one in author.fields)


def test_other_side_of_a_relation_to_itself_has_its_own_label() -> None:
    thing = entity(
        "Thing",
        field("name", "string"),
        many("parts", "Thing", "thing_parts", "thing_id", "part_id", inverse="wholes"),
    )
    system = systems.system("things", thing)
    page = page_view(system, system.entity("Thing"))
    labels = [settings(page.fields, "part_ids")["label"]]
    labels += [dict(one.settings)["label"] for one in page.filters]
    assert len(set(labels)) == len(labels)


def test_addresses_say_how_long_they_may_be_unless_that_is_usual() -> None:
    assert "max_length" not in shown("email", max_length=254)
    assert shown("email", max_length=100)["max_length"] == "100"
    assert shown("url", max_length=300)["max_length"] == "300"


def test_row_is_named_by_its_display_or_by_what_it_refers_to() -> None:
    assert settings(view(field("name", "string")).fields, "name")["in_title"] == "True"
    page = view(field("size", "integer"), to_one("owner", "Thing"))
    assert "in_title" not in settings(page.fields, "size")
    assert settings(page.fields, "owner_id")["in_title"] == "True"


def test_icons_exist() -> None:
    assert {*ICONS.values(), OTHER} <= set(ALL_MATERIAL_ICONS)


def test_icon_of_the_last_known_word() -> None:
    assert icon_of("", "order_item") == f":material/{ICONS['item']}:"
    assert icon_of("", "gizmo") == f":material/{OTHER}:"
    assert icon_of("X", "order") == "X"


def shop() -> System:
    """Return the system with every kind of relation."""
    return systems.shop()


def test_dashboard_counts_all_tables_and_choices() -> None:
    found = dashboard_view(shop())
    assert len(found.tables) == len(shop().entities)
    enums = [one for each in shop().entities for one in each.fields if one.type == "enum"]
    assert len(found.groups) == len(enums)
    assert all(" by " in group.title for group in found.groups)


def test_tests_know_what_can_be_empty() -> None:
    pages = {page.path: page for page in ui_tests_view(systems.academic()).pages}
    assert pages["students"].optional == ("gpa", "advisor_id")
    assert pages["teachers"].optional == ()
    assert pages["teachers"].has_required
