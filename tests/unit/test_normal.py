"""Canonical texts: equal where people mean the same, never where they mean another thing."""

from pathlib import Path

import pytest
import yaml

from baesc.recognition import normal
from baesc.recognition.normal import canonical, language_of, singular_noun
from tests.recognition_pairs import FOLDER, pairs

PAIRS = pairs()
FILES = sorted(path.name for path in FOLDER.glob("pairs*.yaml"))
EVERY = tuple(pair for name in FILES for pair in pairs(name))


@pytest.mark.parametrize("pair", [one for one in EVERY if not one.same], ids=lambda one: one.one)
def test_another_meaning_has_another_key(pair) -> None:
    assert canonical(pair.one).text != canonical(pair.other).text


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("language", ["en", "pt"])
def test_most_of_what_means_the_same_has_one_key(language: str, name: str) -> None:
    same = [one for one in pairs(name) if one.same and one.language == language]
    missed = [one for one in same if canonical(one.one).text != canonical(one.other).text]
    assert len(missed) <= len(same) * 0.1, missed


def test_there_are_pairs_enough() -> None:
    assert len(PAIRS) >= 150
    assert {(one.language, one.same) for one in PAIRS} >= {
        ("en", True), ("en", False), ("pt", True), ("pt", False),
    }  # fmt: skip


@pytest.mark.parametrize("pair", EVERY, ids=lambda one: one.one)
def test_a_canonical_text_is_its_own(pair) -> None:
    for text in (pair.one, pair.other):
        found = canonical(text)
        assert canonical(found.text) == found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Please create a system to manage Students!", "en: create system manage student"),
        ("Add the e-mail field to the Student entity", "en: add field email to student"),
        ("Add courses to students", "en: add courses to students"),
        ("Do NOT remove 'Big Name' from OrderItem", "en: do not remove 'Big Name' from OrderItem"),
        ("Criar um sistema de gestão de avaliações", "pt: criar sistema gerenciar avaliação"),
        ("Adicione o campo nome à entidade Aluno", "pt: adicionar campo nome ao aluno"),
        ("Create x with:\n1. city (b)\n2. c\n", "en: create x with city ( b ) and c"),
        ("Create:\n* Student\n    * name", "en: create\n- student\n  - name"),
        ("Thanks!", "en: thanks"),
        ("", "en: "),
    ],
)
def test_what_a_key_says(text: str, expected: str) -> None:
    assert canonical(text).text.replace('"', "'") == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Create a Student entity", "en"),
        ("Criar entidade Student", "pt"),
        ("Remove o campo nome", "pt"),
        ("Remove name", "en"),
        ("avaliação", "pt"),
        ("Add situação to Pedido", "en"),
        ("Student no email", "en"),
        ("12", "en"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == canonical(text).language == language


def test_portuguese_nouns() -> None:
    words = yaml.safe_load((FOLDER / "nouns.yaml").read_text("utf-8"))["pt"].split()
    wanted = {word: one or word for word, _, one in (each.partition(":") for each in words)}
    assert {word: singular_noun(word, "pt") for word in wanted} == wanted
    assert {one: singular_noun(one, "pt") for one in wanted.values()} == {
        one: one for one in wanted.values()
    }


def test_every_module_that_shapes_keys_is_in_the_version() -> None:
    """Rules are code: a key of other code must be another key."""
    needed = {"normal"}
    here = Path(normal.__file__).parent
    while True:
        texts = [here.joinpath(f"{one}.py").read_text() for one in needed]
        more = {
            path.stem
            for path in here.glob("*.py")
            if any(f"baesc.recognition.{path.stem} import" in text for text in texts)
        } | needed
        more |= {"lemmas"} if any("recognition import lemmas" in text for text in texts) else set()
        if more == needed:
            break
        needed = more
    assert needed - {"operations"} == set(normal.PARTS)
    assert canonical("a").version == normal.version() != ""
