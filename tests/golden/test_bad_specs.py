"""Bad specs and what is said of them, as people see it."""

from pathlib import Path

import pytest

from baesc.language.config import Config
from baesc.language.load import load
from baesc.language.reader import decode
from baesc.messages.diagnostic import in_order
from baesc.messages.render import render
from baesc.passes.normalize import normalize

FOLDER = Path(__file__).parent / "bad_specs"
CASES = sorted(path for path in FOLDER.iterdir() if path.suffix != ".txt")


@pytest.mark.parametrize("case", CASES, ids=[case.stem for case in CASES])
def test_bad_spec(case: Path, update: bool) -> None:
    files = sorted(case.glob("*.yaml")) if case.is_dir() else [case]
    sources = [decode(path.name, path.read_bytes()) for path in files]
    specs, faults = load(sources)
    _, more = normalize(specs, Config("example", "Example"))
    text = render(in_order([*faults, *more]), sources)
    expected = case.with_suffix(".txt")
    if update:
        expected.write_text(text, "utf-8")
    assert text == expected.read_text("utf-8")
    assert "BAE" in text


def test_there_are_many() -> None:
    assert len(CASES) >= 40
