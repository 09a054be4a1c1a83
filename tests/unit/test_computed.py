"""Computed fields: what the spec may say of them, and what targets make of them."""

import pytest

from baesc.knowledge.computed_methods import in_writing_order, method_name
from baesc.knowledge.facts.computing import checks_of, computed_of
from baesc.knowledge.reading_ways import computed_values, inwards_of, loads_of
from baesc.knowledge.shapes import shape_of
from baesc.knowledge.stored_limits import stored_limits
from baesc.knowledge.targets.model import model_view
from baesc.knowledge.targets.page import page_view
from baesc.knowledge.targets.schemas import schemas_view
from baesc.language.expressions.unparsing import unparse
from baesc.language.ir import System
from tests.unit.test_normalize_expressions import compiled

SHOP = """\
entity: Order
display: title
fields:
  number: integer
  title: {type: string, computed: "customer.label + '!'"}
  total: {type: "decimal(9,2)", computed: sum(x.amount for x in lines)}
relations:
  customer: Customer
  tags: {to: Tag, kind: many_to_many}
  goods: {to: Good, kind: many_to_many, via: Line}
---
entity: Customer
display: label
fields:
  name: string(20)
  label: {type: string, computed: "name + ' of ' + city.called"}
  spent: {type: "decimal(9,2)", computed: sum(o.total for o in orders)}
relations: {city: City}
---
entity: City
fields:
  name: string(20)
  called: {type: string, computed: upper(name)}
---
entity: Tag
fields:
  name: string(9)
  used: {type: integer, computed: count(orders)}
---
entity: Good
fields:
  name: string(9)
  sold: {type: integer, computed: count(orders)}
---
entity: Line
fields:
  size: {type: string(9), computed: "'big' if is_big else 'small'", stored: true}
  is_big: {type: boolean, computed: amount >= 100, stored: true, index: true}
  amount: {type: "decimal(6,2)", computed: price * quantity, stored: true}
  price: {type: "decimal(6,2)", min: 0}
  quantity: integer
  class: {type: string(12), computed: "'c' + size", stored: true, unique: true}
  share: {type: float?, computed: amount / order.total}
  compute_size: integer
relations:
  order: {to: Order, inverse: lines, on_delete: cascade}
  good: Good
rules:
  - {check: amount < 1000, message: Lines are small}
  - {check: price * 2 < 900, message: Prices are small}
"""


def shop() -> System:
    system, found = compiled(SHOP)
    assert system is not None, found
    return system


def ways(system: System, name: str) -> list[str]:
    found = loads_of(system, system.entity(name))
    return [" ".join(f"{step.cls}.{step.attribute}" for step in path) for path in found]


def test_what_is_loaded() -> None:
    system = shop()
    assert ways(system, "Order") == ["Order.customer Customer.city", "Order.tags", "Order.lines"]
    assert ways(system, "Customer") == ["Customer.city", "Customer.orders Order.lines"]
    assert ways(system, "Line") == [
        "Line.order Order.customer Customer.city", "Line.good", "Line.order Order.lines",
    ]  # fmt: skip
    assert ways(system, "City") == []
    assert ways(system, "Good") == ["Good.orders"]


def test_relations_that_are_only_read() -> None:
    system = shop()
    made = {
        entity.name: {one.attribute: one for one in inwards_of(system, entity)}
        for entity in system.entities
    }
    assert {name: list(found) for name, found in made.items() if found} == {
        "Customer": ["orders"], "Order": ["lines"], "Tag": ["orders"], "Good": ["orders"],
    }  # fmt: skip
    assert made["Order"]["lines"].arguments[0] == 'foreign_keys="Line.order_id"'
    assert "secondary=lambda" in made["Tag"]["orders"].arguments[0]
    assert made["Good"]["orders"].arguments[1] == 'primaryjoin="Good.id == Line.good_id"'
    for found in made.values():
        for one in found.values():
            assert {"viewonly=True", 'lazy="raise"'} <= set(one.arguments)


def test_columns_and_methods() -> None:
    system = shop()
    line = system.entity("Line")
    shape = shape_of(system, line)
    assert [field.name for field, _ in shape.columns] == ["price", "quantity", "compute_size"]
    assert [field.name for field, _ in shape.kept] == [
        "size", "is_big", "amount", "price", "quantity", "class", "compute_size",
    ]  # fmt: skip
    order = [field.name for field, _ in in_writing_order(shape)]
    assert order == ["amount", "is_big", "size", "class"]
    names = {field.name: method_name(shape, field, at) for field, at in shape.computed}
    assert names["size"] == "compute_size_value"
    assert names["class"] == "compute_class_"
    assert names["share"] == "share"
    view = model_view(system, line)
    assert [one.attribute for one in view.columns[:2]] == ["size", "is_big"]
    assert [one.name for one in view.computed if not one.stored] == ["share"]
    unique = next(one for one in view.columns if one.attribute == "class_")
    assert unique.value == ' = mapped_column("class", String(12), unique=True)'


def test_bodies_and_pages() -> None:
    system = shop()
    view = schemas_view(system, system.entity("Line"))
    assert [one.attribute for one in view.create] == [
        "price", "quantity", "compute_size", "order_id", "good_id",
    ]  # fmt: skip
    assert {"size", "is_big", "amount", "class_", "share"} <= {one.attribute for one in view.out}
    assert {'"amount"', '"size"', '"class"'} <= set(view.sorts)
    assert '"share"' not in view.sorts
    assert {"is_big", "class_"} <= {one.attribute for one in view.filters}
    page = page_view(system, system.entity("Line"))
    assert [one.name for one in page.computed] == ["size", "is_big", "amount", "class", "share"]
    assert not {one.name for one in page.computed} & {one.name for one in page.fields}
    assert computed_values(system, system.entity("Order")) == ("title", "total", "customer")


def test_limits_of_columns() -> None:
    line = shop().entity("Line")
    assert [unparse(one.expression) for one in stored_limits(line) if one.expression] == [
        "len(size) <= 9",
        "abs(amount) < 10000",
        "len(class_) <= 12",
        "count(other for other in Line if other.class_ == class_) <= 1",
    ]


def test_facts() -> None:
    system = shop()
    line = system.entity("Line")
    found = {one.name: one for one in computed_of(system, line)}
    assert found["amount"].writes == ("Line.amount", "Line.compute_amount")
    assert found["share"].returns == "float | None"
    assert [(one.column, one.text, one.kept) for one in checks_of(system, line)] == [
        ("price", "", True),
        ("", "amount < 1000", True),
        ("", "price * 2 < 900", False),
    ]


FIELDS = """\
entity: Thing
fields:
  a: integer
  day: date
  x: {type: integer, computed: a + 1}
  y: %s
relations:
  owner: Owner?
  maker: Owner
%s---
entity: Owner
fields: {name: string, age: integer}
"""


@pytest.mark.parametrize(
    ("field", "more", "code", "message"),
    [
        ("{type: integer, computed: year(today), stored: true}", "", "BAE185", "`today` goes on"),
        ("{type: integer, computed: maker.age, stored: true}", "", "BAE185", "reads other rows"),
        ("{type: integer, computed: count(Thing), stored: true}", "", "BAE185", "other rows"),
        ("{type: integer, computed: id + 1, stored: true}", "", "BAE185", "`id` is not known"),
        ("{type: boolean, computed: owner is None, stored: true}", "", "BAE185", "becomes null"),
        ("{type: integer, computed: a, unique: true}", "", "BAE186", "has no `unique`"),
        ("{type: integer, computed: a, index: true}", "", "BAE186", "has no `index`"),
        ("{type: integer, computed: a}", "unique: [[a, x]]\n", "BAE186", "part of `unique`"),
        ("{type: integer, computed: a}", "indexes: [[a, y]]\n", "BAE186", "part of `indexes`"),
        ("{type: integer, computed: a, min: 3}", "", "BAE130", "no `min`"),
        ("{type: integer, computed: a, default: 3}", "", "BAE130", "no `default`"),
        ("{type: string, computed: maker.name, pattern: a+}", "", "BAE130", "no `pattern`"),
        ("{type: integer, stored: true}", "", "BAE130", "only a computed field"),
    ],
)
def test_what_makes_no_sense(field: str, more: str, code: str, message: str) -> None:
    system, found = compiled(FIELDS % (field, more))
    assert system is None
    assert [one.code for one in found] == [code], found
    assert message in found[0].message
    assert found[0].help


@pytest.mark.parametrize(
    "field",
    [
        "{type: integer, computed: a * x, stored: true}",
        "{type: boolean, computed: maker == maker, stored: true}",
        "{type: date, computed: day + days(3) if a > 0 else day, stored: true, index: true}",
    ],
)
def test_what_can_be_stored(field: str) -> None:
    system, found = compiled(FIELDS % (field, ""))
    assert system is not None, found
    assert system.entity("Thing").fields[-1].stored


def test_a_model_without_columns_maps_nothing() -> None:
    made, found = compiled("entity: Sum\nfields:\n  one: {type: integer, computed: 1 + 1}\n")
    assert made is not None, found
    view = model_view(made, made.entity("Sum"))
    assert not view.columns
    assert not [line for line in view.imports if "Mapped" in line]
