"""Conditions that compare a list of a fact with a list of the fact that a rule is about."""

import pytest

from baesc.knowledge.conditions import Condition, Reference

ALL = Reference((0,), whole=True)


@pytest.mark.parametrize(
    ("operator", "given", "wanted", "holds"),
    [
        ("has", ("a", "b"), ("a",), True),
        ("has", ("a",), ("a", "b"), False),
        ("has", ("a",), (), True),
        ("has_any", ("a",), ("a", "b"), True),
        ("has_any", ("c",), ("a", "b"), False),
        ("has_any", ("c",), (), False),
        ("lacks", ("c",), ("a", "b"), True),
        ("lacks", ("b",), ("a", "b"), False),
        ("same", ("b", "a"), ("a", "b"), True),
    ],
)
def test_a_reference_to_a_list_stands_for_its_items(
    operator: str, given: tuple[str, ...], wanted: tuple[str, ...], *, holds: bool
) -> None:
    assert Condition("x", 0, operator, (ALL,)).holds((given,), (wanted,)) is holds
