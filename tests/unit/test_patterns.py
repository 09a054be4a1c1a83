import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baesc.language.patterns import PatternError, canonical, example, lengths, parse


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [("^[a-z]+$", "[a-z]+"), ("a\\$", "a\\$"), ("a\\\\$", "a\\\\"), ("abc", "abc"), ("^", "")],
)
def test_anchors_at_the_ends_are_dropped(pattern: str, expected: str) -> None:
    assert canonical(pattern) == expected


@pytest.mark.parametrize(
    "pattern", ["[A-Z]{2,4}[0-9]{3}", "a|b?", "(?:x[^a-f]){2}", "[a-z]+(-[a-z]+)*", "\\.x"]
)
@pytest.mark.parametrize("number", range(12))
def test_examples_match(pattern: str, number: int) -> None:
    text = example(pattern, number)
    assert re.fullmatch(pattern, text)
    low, high = lengths(parse(pattern))
    assert low <= len(text) <= high


@pytest.mark.parametrize(
    "pattern",
    [
        "\\d",
        "(?=a)",
        "(a)\\1",
        "a+?",
        "a++",
        "[a",
        "(a",
        "a)",
        "[z-a]",
        "a{2,1}",
        "a^b",
        "*",
        "(" * 40,
    ],
)
def test_what_is_not_portable_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        parse(pattern)


@given(st.text(alphabet="ab[]()|*+?{}1,-^\\.$d", max_size=12))
def test_what_is_accepted_compiles(pattern: str) -> None:
    pattern = canonical(pattern)
    try:
        parse(pattern)
    except PatternError:
        return
    assert re.fullmatch(pattern, example(pattern)) is not None
