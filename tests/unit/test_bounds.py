"""Wilson bounds: known values, and what any bound must be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baesc.proof.bounds import wilson


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (1, 10, 0.0179, 0.4042),
        (5, 10, 0.2366, 0.7634),
        (0, 1000, 0.0, 0.00383),
        (69, 180, 0.3154, 0.4561),
    ],
)
def test_known_values(hits: int, trials: int, low: float, high: float) -> None:
    assert wilson(hits, trials) == pytest.approx((low, high), abs=5e-5)


def test_nothing_tried_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_rate_lies_between(hits: int, more: int) -> None:
    trials = hits + more
    low, high = wilson(hits, trials)
    assert 0 <= low <= hits / trials <= high <= 1
    assert high - low > wilson(hits * 10, trials * 10)[1] - wilson(hits * 10, trials * 10)[0]
