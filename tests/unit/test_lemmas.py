"""Singulars of nouns: all that is written down, from many threads, with the licence at hand."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from baesc.recognition import lemmas
from baesc.recognition.lemmas import english_singular, is_ambiguous
from tests.cli import REPOSITORY, environment

NOUNS = yaml.safe_load((REPOSITORY / "tests" / "recognition" / "nouns.yaml").read_text("utf-8"))


def pairs(language: str) -> dict[str, str]:
    found = (word.partition(":") for word in NOUNS[language].split())
    return {word: one or word for word, _, one in found}


def test_there_are_enough_words() -> None:
    assert len(pairs("en")) > 300


def test_english_nouns() -> None:
    found = {word: english_singular(word) for word in pairs("en")}
    assert found == pairs("en")


@pytest.mark.parametrize("word", ["", "x", "s", "naïfs", "order_items", "2s", "zzzz", "a" * 5000])
def test_anything_has_a_singular(word: str) -> None:
    assert english_singular(word) in (word, word.removesuffix("s"))


def test_a_singular_stays() -> None:
    again = {word: english_singular(one) for word, one in pairs("en").items()}
    assert again == pairs("en")


def test_ambiguous_plurals_are_known() -> None:
    assert is_ambiguous("leaves")
    assert not is_ambiguous("students")


def test_threads_that_come_first_together() -> None:
    script = (
        "import sys; from concurrent.futures import ThreadPoolExecutor\n"
        "from baesc.recognition.lemmas import english_singular\n"
        "assert 'nltk' not in sys.modules\n"
        "english_singular('status'), english_singular('book')\n"
        "assert 'nltk' not in sys.modules\n"
        "words = ['students', 'companies', 'addresses', 'wolves'] * 8\n"
        "with ThreadPoolExecutor(16) as pool: print(*sorted({*pool.map(english_singular, words)}))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        cwd=REPOSITORY,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["address", "company", "student", "wolf"]


def test_many_threads_agree() -> None:
    words = pairs("en")
    english_singular.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(english_singular, words)) == list(words.values())


def test_the_licence_of_wordnet_lies_beside_its_words() -> None:
    folder = Path(lemmas.__file__).with_name("wordnet")
    assert "Copyright 2006 by Princeton University" in (folder / "LICENSE").read_text()
    assert "WordNet" in (folder / "COPYRIGHT").read_text()
