"""What requests mean, without a model."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from baesc.ground.names import pascal, snake
from baesc.recognition import grammar
from baesc.recognition.grammar import recognize
from baesc.recognition.guesses import GUESSES, guess
from baesc.recognition.known import PHRASES, nearest
from baesc.recognition.operations import Known, Question, Recognition
from baesc.recognition.symbols_english import ENGLISH
from baesc.recognition.symbols_portuguese import PORTUGUESE
from tests.recognition.requests import SCHOOL, told

HERE = Path(__file__).parent
ROWS: list[dict[str, Any]] = yaml.safe_load((HERE / "requests.yaml").read_text())
UNDERSTOOD = [one["request"] for one in ROWS if "means" in one]


@pytest.mark.parametrize("row", ROWS, ids=[one["request"][:60] for one in ROWS])
def test_requests_mean_what_a_person_wrote_down(row: dict[str, Any]) -> None:
    expected = {key: value for key, value in row.items() if key != "request"}
    assert told(recognize(row["request"], SCHOOL)) == expected


def test_there_are_enough_of_each() -> None:
    assert len(UNDERSTOOD) >= 120
    assert sum("leaves" in one for one in ROWS) >= 40
    assert sum("asks" in one for one in ROWS) >= 15


@pytest.mark.parametrize("phrase", [one for one, _ in PHRASES])
def test_phrases_that_are_shown_are_understood(phrase: str) -> None:
    names = ("Student", "Course", "Customer", "Order", "Item", "Product", "Teacher", "Invoice")
    portuguese = "um " in phrase or any(one in phrase for one in ("adicionar", "remover", "tornar"))
    made = _made((*names, "Aluno", "Curso") if portuguese or "Curso" in phrase else names)
    known = Known() if phrase.startswith(("create a system", "create Student", "criar")) else made
    assert isinstance(recognize(phrase, known), Recognition), recognize(phrase, known)
    assert nearest(phrase) == phrase


def _made(names: tuple[str, ...]) -> Known:
    from baesc.recognition.operations import KnownEntity, KnownField

    fields = {"Course": ("title",), "Customer": ("phone",), "Student": ("email", "age"),
              "Curso": ("titulo",), "Aluno": ("email", "idade")}  # fmt: skip
    return Known(tuple(
        KnownEntity(one, f"{one.lower()}s",
                    tuple(KnownField(name, "string") for name in fields.get(one, ("name",))))
        for one in sorted(names)
    ))  # fmt: skip


def test_every_question_has_an_answer_that_is_understood() -> None:
    for row in ROWS:
        heard = recognize(row["request"], SCHOOL)
        if isinstance(heard, Question):
            assert heard.choices or "{answer}" in heard.resume
            for choice in heard.choices:
                assert recognize(choice.request, SCHOOL) != heard, choice


def test_guesses_are_read_from_whole_words() -> None:
    assert guess("due_date") == "date"
    assert guess("candidate") == "string"
    assert guess("is_active") == "boolean"
    assert guess("island") == "string"
    assert guess("created_at") == "datetime"
    assert guess("format") == "string"
    assert {one.type.split("(")[0] for one in GUESSES} <= {
        "boolean", "email", "url", "datetime", "date", "time", "decimal", "integer", "float",
        "text", "string", "json",
    }  # fmt: skip


@given(text=st.text(max_size=200))
def test_any_text_gets_an_answer(text: str) -> None:
    assert recognize(text, SCHOOL) == recognize(text, SCHOOL)


def _words() -> Iterator[str]:
    for lexicon in (ENGLISH, PORTUGUESE):
        for phrase in lexicon.phrases:
            yield " ".join(phrase)
    yield from ("Student", "Course", "email", "name", ",", ":", "(", ")", "\n- ", ".", "3", "'x'")


@given(words=st.lists(st.sampled_from(sorted(set(_words()))), max_size=12))
def test_any_words_get_an_answer_with_legal_names(words: list[str]) -> None:
    heard = recognize(" ".join(words), SCHOOL)
    if isinstance(heard, Recognition):
        for one in heard.operations:
            assert one.entity == pascal(one.entity)
            assert one.name == snake(one.name)
            assert one.entity[0].isalpha()


@given(request=st.sampled_from(UNDERSTOOD), place=st.integers(0, 60))
def test_a_word_that_nobody_knows_is_never_passed_over(request: str, place: int) -> None:
    """It becomes a part of a name, or the request is not understood."""
    words = request.split(" ")
    at = place % (len(words) + 1)
    changed = " ".join([*words[:at], "zyxgloop", *words[at:]])
    heard = recognize(changed, SCHOOL)
    if isinstance(heard, Recognition):
        said = " ".join(told(heard)["means"]).casefold()
        assert "zyxgloop" in said, changed


def test_every_module_that_decides_is_in_the_version() -> None:
    """What was recognised by other code is another recognition."""
    needed, here = {"grammar"}, Path(grammar.__file__).parent
    while True:
        texts = [here.joinpath(f"{one}.py").read_text() for one in needed]
        more = needed | {
            path.stem
            for path in here.glob("*.py")
            if any(
                f"baesc.recognition.{path.stem} import" in text
                or f"recognition import {path.stem} " in text
                for text in texts
            )
        }
        if more == needed:
            break
        needed = more
    assert needed == set(grammar.PARTS)
    assert grammar.version() != ""
