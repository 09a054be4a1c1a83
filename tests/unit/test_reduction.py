"""Reduction: what is left still fails, and fails without nothing more."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from baesc.proof.reduction import reduced

VALUES = st.recursive(
    st.integers(0, 9) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner),
    max_leaves=10,
)
SPECS = st.lists(st.dictionaries(st.sampled_from("abcdef"), VALUES, min_size=1), min_size=1)


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [one for inner in value.values() for one in leaves(inner)]
    if isinstance(value, list):
        return [one for inner in value for one in leaves(inner)]
    return [value]


@given(SPECS, st.integers(0, 9))
def test_the_smallest_holds_nothing_else(specs: list[dict[str, Any]], wanted: int) -> None:
    def fails(some: list[dict[str, Any]]) -> bool:
        return any(one is wanted for one in leaves(some))

    small = reduced(specs, fails, lambda: True)
    if fails(specs):
        assert leaves(small) == [wanted]
        assert len(small) == 1
    else:
        assert small == specs


def test_it_stops_when_it_is_told_to() -> None:
    specs = [{"a": 1, "b": 2}, {"c": 3}]
    assert reduced(specs, lambda _: True, lambda: False) == specs
