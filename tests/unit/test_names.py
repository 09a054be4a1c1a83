import pytest

from baesc.ground.names import kebab, label, pascal, plural, shortened, singular, snake


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("OrderItem", "order_item"),
        ("orderItem", "order_item"),
        ("order-item", "order_item"),
        ("Order item", "order_item"),
        ("HTTPServer", "http_server"),
        ("line2", "line2"),
        ("A", "a"),
        ("", ""),
    ],
)
def test_snake(name: str, expected: str) -> None:
    assert snake(name) == expected


def test_pascal_and_kebab() -> None:
    assert pascal("order_item") == "OrderItem"
    assert kebab("order_items") == "order-items"


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("category", "categories"),
        ("person", "people"),
        ("status", "statuses"),
        ("address", "addresses"),
        ("series", "series"),
        ("news", "news"),
        ("child", "children"),
        ("woman", "women"),
        ("salesman", "salesmen"),
        ("analysis", "analyses"),
        ("bus", "buses"),
        ("quiz", "quizzes"),
        ("leaf", "leaves"),
        ("hero", "heroes"),
        ("equipment", "equipment"),
        ("staff", "staff"),
        ("day", "days"),
        ("box", "boxes"),
        ("branch", "branches"),
        ("course", "courses"),
        ("class", "classes"),
        ("purchase", "purchases"),
        ("size", "sizes"),
        ("order_item", "order_items"),
        ("sales_person", "sales_people"),
    ],
)
def test_plural_and_back(one: str, many: str) -> None:
    assert plural(one) == many
    assert singular(many) == one
    assert plural(many) == many or one not in ("person", "child", "woman", "leaf", "hero")


def test_the_case_of_the_last_word_is_kept() -> None:
    assert plural("Order item") == "Order items"
    assert plural("Person") == "People"
    assert plural("Élève") == "Élèves"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("birth_date", "Birth date"),
        ("vat_id", "VAT ID"),
        ("sku", "SKU"),
        ("homepage_url", "Homepage URL"),
    ],
)
def test_label(name: str, expected: str) -> None:
    assert label(name) == expected


def test_shortened_names_stay_apart() -> None:
    long = "x" * 70
    assert shortened("short") == "short"
    assert len(shortened(long)) == 60
    assert shortened(long) != shortened(long + "y")
