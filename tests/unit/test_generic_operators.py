"""Operators of no particular kind: what they make of a few lines."""

import pytest

from baesc.proof.mutants import CATALOGUE, mutants_of
from baesc.proof.operators.generic import GENERIC


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("x = a == b", ["x = a != b"]),
        ("x = a not in b", ["x = a in b"]),
        ("x = a and (b or c)", ["x = a or (b or c)", "x = a and (b and c)"]),
        ("x = a + b * 2", ["x = a - b * 2", "x = a + b // 2", "x = a + b * 3"]),
        ("if not a:\n    b()", ["if  a:\n    b()"]),
        ("x = a if b else c", ["x = (c if b else a)"]),
        ("x = True", ["x = False"]),
        ("x = 'a < b'  # a < b", []),
        ("x = (\n    a\n    <  # less\n    b\n)", ["x = (\n    a\n    <=  # less\n    b\n)"]),
    ],
)
def test_what_is_made(source: str, made: list[str]) -> None:
    found = [one.text for one in mutants_of("app/x.py", source + "\n", GENERIC)]
    assert sorted(found) == sorted(f"{one}\n" for one in made)


def test_they_are_no_part_of_the_catalogue() -> None:
    assert not {one.id for one in GENERIC} & {one.id for one in CATALOGUE}
