"""The pages of codes about changes: examples that follow on another state do as they say."""

import re
from importlib.resources import files

import pytest

from baesc.evolution.evolve import evolve
from baesc.evolution.history import History, read_history
from baesc.evolution.snapshot import snapshot_of
from baesc.evolution.words import Words, words_of
from baesc.ground.source import Span
from baesc.language.config import Config
from baesc.messages.codes import CODES
from tests.migrating import system_of

PAGES = files("baesc.messages") / "pages"
CHANGES = sorted(code for code in CODES if "BAE220" <= code < "BAE230")
_BLOCK = re.compile(r"^(\w+):\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CONFIG = Config("example", "Example")
PROJECT = Span("baes.yaml", 1, 1, 1, 1)


def blocks_of(code: str) -> dict[str, str]:
    text = (PAGES / f"{code}.md").read_text("utf-8")
    assert text.startswith(f"# {code}: {CODES[code]}\n")
    return dict(_BLOCK.findall(text))


@pytest.mark.parametrize("code", CHANGES)
def test_page_of_a_change_explains_its_code(code: str) -> None:
    blocks = blocks_of(code)
    before = system_of(blocks["Before"])
    assert before is not None
    found = {}
    for name in ("Fails", "Fixed"):
        system = system_of(blocks[name])
        assert system is not None
        words = words_of(system, CONFIG)
        history = History((), "0001")
        found[name] = evolve(snapshot_of(before), history, system, words, PROJECT, "")[1]
    assert [one.code for one in found["Fails"]] == [code]
    assert found["Fixed"] == ()


def test_page_of_revisions_explains_its_code() -> None:
    blocks = blocks_of("BAE230")
    history, found = read_history({"0003.py": blocks["Fails"]})
    assert history is None
    assert [one.code for one in found] == ["BAE230"]
    history, found = read_history({"0003.py": blocks["Fixed"]})
    assert history is not None
    assert found == ()


def test_page_of_the_snapshot_explains_its_code() -> None:
    blocks = blocks_of("BAE231")
    system = system_of("entity: Student\nfields: {name: string}\n")
    assert system is not None
    history = History((), "")
    for name, codes in (("Fails", ["BAE231"]), ("Fixed", [])):
        _, found = evolve(blocks[name], history, system, Words(), PROJECT, "schema.json")
        assert [one.code for one in found] == codes
