"""Laws of expressions: reading is total, texts are canonical, values are those of Python."""

from datetime import date
from decimal import Context, Decimal, localcontext
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from baesc.language.expressions.evaluation import evaluate
from baesc.language.expressions.rows import Database
from baesc.language.expressions.tree import walk
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
