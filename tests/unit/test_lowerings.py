"""Answers of a model: wrong ones are told from right ones without asking anybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baesc.language.expressions.anchors.lint import anchor_faults
from baesc.language.expressions.anchors.sentence import Sentence
from baesc.language.ir import NOWHERE
from baesc.passes.lowering import applied, in_words, question_of, read_answer
from baesc.passes.lowering_replies import answers_in
from benchmarks.lowerings import cases, figures
from tests.expressions import THINGS, meaning


def test_all_wrong_answers_are_refused_and_all_right_ones_pass() -> None:
    found = figures()
    assert [(one.text, one.answer, fault) for one, fault in found.lost] == []
    assert [(one.text, one.kind, one.answer) for one in found.passed] == []
    assert found.sentences >= 100
    assert found.wrong >= 190
    assert found.helped * 8 <= found.sentences


CASES = [one for one in cases() if not one.kind]


def test_a_lowered_rule_is_like_a_written_one() -> None:
    case = next(one for one in CASES if one.text.startswith("A member has at most three loans"))
    lowered, _ = read_answer(case.system, case.words, case.answer, NOWHERE)
    assert lowered is not None
    assert lowered.checks[:2] == ("types", "anchors")
    system = applied(case.system, (lowered,))
    (rule,) = system.entity("Loan").rules
    assert rule.expression == lowered.node
    assert (rule.kind, rule.on) == ("set", ("member",))
    assert in_words(system) == ()
    # Its question is the same as before: it is about the words.
    assert question_of(system, case.words) == question_of(case.system, case.words)


def test_the_key_of_a_question_covers_what_its_words_mention() -> None:
    case = next(one for one in CASES if one.text.startswith("A course ends after"))
    before = question_of(case.system, case.words).key
    other = next(one for one in CASES if one.text.startswith("A course has between"))
    assert question_of(other.system, other.words).key != before
    assert question_of(case.system, other.words).key != before


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("1: a < 5", "a < 5"),
        ("1. a < 5", "a < 5"),
        (" 1) `a < 5` ", "a < 5"),
        ("```python\n1: a < 5\n```", "a < 5"),
        ("Here you are:\n\n1: a < 5\n\nThat is all.", "a < 5"),
        ("**1**: a < 5", "a < 5"),
        ("- 1: a < 5", "a < 5"),
        ("1 rule of Thing: a < 5", "a < 5"),
        ("a < 5", "a < 5"),
        ("`a < 5`", "a < 5"),
        ("```\na < 5\n```", "a < 5"),
        ("1: a < 5\n1: a < 5", "a < 5"),
        ("", None),
        ("I can't help with that.\nSorry.", None),
        ("2: a < 5", None),
        ("1:", None),
        ("1: a < 5\n1: a < 6", None),
        ("\x00", "\x00"),
        # An answer over several lines is never cut.
        ("1: a < 5\nand b > 2", "a < 5 and b > 2"),
        ("1: a < 5 and\n   b > 2", "a < 5 and b > 2"),
        ("1: count(x for x in rows\nwhere y) < 5", "count(x for x in rows where y) < 5"),
        ("1: a < 5\n\nor a is None", "a < 5 or a is None"),
        ("1: `a < 5\n  or b`", "a < 5 or b"),
        ("1: a < 5 \\\n  or b", "a < 5 or b"),
        ("```\n1:\n  a < 5\n  if b else c\n```", "a < 5 if b else c"),
        ("1: a\n(b)", "a (b)"),
        ("1: a < 5\nThis says that a is small.", "a < 5"),
        ("a < 5\nand b > 2", None),
    ],
)
def test_replies_are_read_kindly_and_strictly(reply: str, expected: str | None) -> None:
    ((answer, fault),) = answers_in(reply, (1,)).values()
    assert (None if fault else answer) == expected


def test_of_several_numbers_each_has_its_own_line() -> None:
    found = answers_in("2: b\nso:\n1: a\n4: d", (1, 2, 3))
    assert {number: answer for number, (answer, _) in found.items()} == {1: "a", 2: "b", 3: ""}
    assert [number for number, (_, fault) in found.items() if fault] == [3]


@given(st.text(max_size=300), st.lists(st.integers(1, 9), min_size=1, unique=True))
def test_any_reply_can_be_read(reply: str, numbers: list[int]) -> None:
    assert list(answers_in(reply, tuple(numbers))) == numbers


WORDS = st.sampled_from(
    [
        "a",
        "no",
        "not",
        "only",
        "if",
        "when",
        "unless",
        "then",
        "at",
        "most",
        "least",
        "5",
        "10",
        "%",
        "half",
        "between",
        "and",
        "or",
        "price",
        "born",
        "parts",
        "more",
        "less",
        "than",
        "before",
        "after",
        "every",
        "total",
        "of",
        "the",
        "thing",
        "is",
        "has",
        ",",
        "who",
        "2026-01-31",
        "never",
    ]
)


@given(
    st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=25).map(" ".join)),
    st.sampled_from(
        ["a <= 5", "not (price > 10 and on)", "count(p for p in parts if p.size > 3) < 5",
         "parent is None or owner.age >= 18", "state in ('new', 'old')", "born < died",
         "all(p.cost < 3.5 for p in parts)", "born <= today - years(16)",
         "price < 5 if on else True", "not any(p.made > today for p in parts if p.size != a)"]
    ),
)  # fmt: skip
def test_any_sentence_can_be_held_against_any_expression(words: str, text: str) -> None:
    found = anchor_faults(words, meaning(text), "Thing", THINGS, NOWHERE)
    assert all(one.code == "BAE320" and one.help for one in found)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("at most 5 rows", [("<=", 5)]),
        ("no more than five rows", [("<=", 5)]),
        ("5 rows or fewer", [("<=", 5)]),
        ("up to 1,000", [("<=", 1000)]),
        ("at least 2.5", [(">=", 2.5)]),
        ("18 years or older", [(">=", 18)]),
        ("fewer than twenty", [("<", 20)]),
        ("more than two hundred", [(">", 200)]),
        ("between 1 and 30", [(">=", 1), ("<=", 30)]),
        ("exactly 13", [("==", 13)]),
        ("it exceeds 7", [(">", 7)]),
        ("no maximo 30", [("<=", 30)]),
        ("pelo menos seis", [(">=", 6)]),
        ("due on 2026-01-31", []),
        ("no one", []),
    ],
)
def test_numbers_of_sentences(words: str, expected: list[tuple[str, float]]) -> None:
    assert [(one.sign, one.values[0]) for one in Sentence(words).numbers] == expected
