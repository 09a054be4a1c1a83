"""Laws of expressions: reading is total, texts are canonical, values are those of Python."""

from datetime import date
from decimal import Context, Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from baesc.language.expressions.evaluation import evaluate
from baesc.language.expressions.rows import Database
from baesc.language.expressions.tree import Node, walk
from baesc.language.expressions.unparsing import unparse
from baesc.language.expressions.wording import paraphrase
from tests.expressions import ALL, by_python, databases, meaning, reading

KINDS = {"integer": int, "decimal": Decimal, "text": str, "date": date, "boolean": bool}
_PIECES = (
    "a", "price", "name", "parts", "owner", ".", "(", ")", "[", "]", ",", " and ", " or ", " not ",
    " in ", " is None", "==", "<", "<=", "+", "-", "*", "/", "//", "%", "**", "'x'", "'2026-01-01'",
    "3", "1.5", "None", "True", " if ", " else ", " for p in ", "p", "p.size", "count(", "sum(",
    "min(", "len(", "years(", "days(", "today", "now", "self", "born", "state", "lambda:", "#",
    "\n", "{", ":=", "f'{a}'", "\\", "é", "\x00", "matches(name, '", "')", "Thing", "(" * 90,
)  # fmt: skip


@given(
    st.one_of(st.text(max_size=80), st.lists(st.sampled_from(_PIECES), max_size=14).map("".join))
)
@settings(max_examples=400)
def test_reading_is_total(text: str) -> None:
    node, found = reading(text)
    assert (node is None) == bool(found)
    assert all(one.span is not None and one.span.column >= 1 for one in found)
    if node is not None:
        assert meaning(unparse(node)) == node
        assert paraphrase(node)


# Operands and the signs between them, of which brackets can make different expressions.
_CHAINS = (
    (("a", "b", "3", "len(name)", "count(parts)"), ("+", "-", "*", "//", "%", "? {} :")),
    (("name", "other", "'x'", "owner.name"), ("+", "? {} :")),
    (
        ("on", "a < b", "not on", "state == 'new'", "note is None", "a < b < 3",
         "matches(name, 'a+')", "any(p.size > 3 for p in parts)", "name in ('a', other)"),
        ("and", "or", "==", "!=", "? {} :"),
    ),
    (("born", "died", "today"), ("? {} :",)),
)  # fmt: skip


def _bracketed(draw: st.DrawFn, operands: list[str], signs: list[str]) -> str:
    """Return one of the ways to put brackets into a chain."""
    if not signs:
        return operands[0]
    at = draw(st.integers(0, len(signs) - 1))
    left = _bracketed(draw, operands[: at + 1], signs[:at])
    right = _bracketed(draw, operands[at + 1 :], signs[at + 1 :])
    if signs[at].startswith("?"):
        return f"({left} if {signs[at][2:-2]} else {right})"
    negated = draw(st.sampled_from(["", "", "not "])) if signs[at] in ("and", "or") else ""
    return f"({negated}({left}) {signs[at]} ({right}))"


@st.composite
def chains(draw: st.DrawFn) -> tuple[str, str]:
    """Return two texts that are the same but for their brackets, and some negations."""
    some, known = draw(st.sampled_from(_CHAINS))
    signs = draw(st.lists(st.sampled_from(known), min_size=2, max_size=4))
    tests = st.sampled_from(
        ["on", "a < b", "a < 3 and on", "(on or a < b)", "(on if a < b else on)"]
    )
    signs = [one.format(draw(tests)) for one in signs]
    size = len(signs) + 1
    operands = draw(st.lists(st.sampled_from(some), min_size=size, max_size=size))
    return _bracketed(draw, operands, signs), _bracketed(draw, operands, signs)


def _outcome(node: Node, database: Database) -> Any:
    return evaluate(node, database.rows["Thing"][0], database)


@given(chains(), databases())
@settings(max_examples=600)
def test_what_reads_the_same_has_the_same_value(texts: tuple[str, str], database: Database) -> None:
    (one, _), (two, _) = (reading(text) for text in texts)
    if one is None or two is None:
        reject()
    if paraphrase(one) == paraphrase(two):
        assert _outcome(one, database) == _outcome(two, database), paraphrase(one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("min(a, b) + 3", "min(a, b + 3)"),
        ("max(min(a, b), 3)", "max(min(a, 3), b)"),
        ("count(p for p in parts if p.size < a) + 3", "count(p for p in parts if p.size < a + 3)"),
        (
            "count(p for p in parts if p.size < a) <= 3 and on",
            "count(p for p in parts if p.size < a and on) <= 3",
        ),
        ("name + (other if on else 'x')", "(name + other) if on else 'x'"),
        ("born + days(3 if on else 4)", "(born + days(3)) if on else (born + days(4))"),
        ("(a if on else b) < 3", "a < 3 if on else b < 3"),
        ("len(name + other)", "len(name) + len(other)"),
        ("any(p.size > 3 for p in parts) and on", "any(p.size > 3 and on for p in parts)"),
        ("sum(p.size if on else 3 for p in parts)", "sum(p.size for p in parts) if on else 3"),
        ("sum(p.size * 2 for p in parts)", "sum(p.size for p in parts) * 2"),
        ("abs(a) - b", "abs(a - b)"),
        ("round(price) + a", "round(price + a)"),
        ("not (on and a < b)", "not on and a < b"),
        ("not (not on or a < b) or a == b", "not on or (not a < b or a == b)"),
        ("(a if on else b) if a < b else 3", "a if on else (b if a < b else 3)"),
        ("name + '\" followed by \"'", "name + '' + ''"),
    ],
)
def test_what_differs_reads_differently(one: str, two: str) -> None:
    assert paraphrase(meaning(one)) != paraphrase(meaning(two))


@given(ALL)
def test_the_canonical_text_gives_the_expression_again(text: str) -> None:
    node = meaning(text)
    again = unparse(node)
    assert meaning(again) == node
    assert unparse(meaning(again)) == again
    assert hash(meaning(again)) == hash(node)


@given(ALL, databases())
@settings(max_examples=400)
def test_values_are_those_of_python(text: str, database: Database) -> None:
    node = meaning(text)
    row = database.rows["Thing"][0]
    mine = evaluate(node, row, database)
    with localcontext(Context(prec=80)):
        theirs: Any = by_python(unparse(node), row, database)
    assert mine == theirs
    assert type(mine) is KINDS[node.type.kind]


@given(ALL)
def test_words_are_the_same_each_time_and_name_what_is_read(text: str) -> None:
    node = meaning(text)
    words = paraphrase(node)
    assert words == paraphrase(meaning(unparse(node)))
    assert "\n" not in words
    assert all(one.span.path == "a.yaml" for one in walk(node))
