"""The standards that prompts quote: which text, and that both forms name the same rules."""

import re

import pytest

from baesc.knowledge.standards import AREAS, standards_of, strangers
from tests.cli import REPOSITORY

FOLDER = REPOSITORY / "standards"


def shipped() -> dict[str, str]:
    return {path.relative_to(FOLDER).as_posix(): path.read_text() for path in FOLDER.rglob("*.md")}


def named_in_full(text: str) -> list[str]:
    lines = [line for line in text.split("\n") if line.startswith("Rules: ")]
    return [one for line in lines for one in re.findall(r"`([^`]+)`", line)]


def named_in_short(text: str) -> list[str]:
    """Read `[be.one two; py.three]`: a name without an area has that of the one before."""
    found = []
    for group in re.findall(r" \[([^\]\n]+)\]$", text, re.MULTILINE):
        area = ""
        for name in group.split():
            area = name.split(".")[0] if "." in name else area
            found.append(name if "." in name else f"{area}.{name}")
    return found


@pytest.mark.parametrize("area", AREAS)
def test_both_forms_name_the_same_rules(area: str) -> None:
    texts = shipped()
    short = named_in_short(texts[f"compressed/{area}.md"])
    assert set(short) == set(named_in_full(texts[f"{area}.md"]))
    assert len(short) == len(set(short))


@pytest.mark.parametrize("area", AREAS)
def test_compressed_ones_are_short(area: str) -> None:
    lines = shipped()[f"compressed/{area}.md"].strip().split("\n")
    said = [line for line in lines[1:] if line]
    assert 20 <= len(said) <= 33
    assert all(line.startswith("- ") and line.endswith("]") for line in said)


def test_every_file_is_of_an_area() -> None:
    assert strangers(shipped()) == ()
    assert len(shipped()) == 2 * len(AREAS)


@pytest.mark.parametrize("compressed", [True, False])
def test_prompts_are_told_no_names_of_rules(compressed: bool) -> None:
    standards = standards_of({}, shipped(), compressed=compressed)
    assert list(standards.texts) == list(AREAS)
    for area in AREAS:
        text = standards.quoted(area)
        assert "Rules:" not in text
        assert not re.search(r"\b(be|db|fe|py|test)\.[a-z]+-[a-z]+", text)


def test_the_switch_chooses_and_changes_the_digest() -> None:
    full = standards_of({}, shipped(), compressed=False)
    short = standards_of({}, shipped(), compressed=True)
    assert len(short.quoted("backend")) < len(full.quoted("backend")) / 2
    assert "## Bodies" in full.quoted("backend")
    assert short.digest != full.digest
    assert standards_of({}, shipped(), compressed=True) == short


@pytest.mark.parametrize("name", ["backend.md", "compressed/backend.md"])
@pytest.mark.parametrize("compressed", [True, False])
def test_a_project_has_the_last_word(name: str, compressed: bool) -> None:
    standards = standards_of({name: "Ours [x]\n"}, shipped(), compressed=compressed)
    assert standards.quoted("backend") == "Ours\n"
    assert standards.quoted("test") == standards_of({}, shipped(), compressed=compressed).quoted(
        "test"
    )


def test_a_file_of_no_area_is_told() -> None:
    (found,) = strangers(["backend.md", "back-end.md"])
    assert (found.code, found.severity) == ("BAE370", "warning")
    assert "back-end.md" in found.message


def test_an_area_without_standards_is_empty() -> None:
    assert standards_of({}, {}, compressed=True).quoted("backend") == ""
