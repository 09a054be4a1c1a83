"""Whole generated trees, as a reviewer wants to see what a change of a template does to them.

`pytest tests/golden --update` rewrites what is expected.
"""

import shutil
from pathlib import Path

import pytest

from tests.cli import build, tree

CASES = sorted(path for path in (Path(__file__).parent / "trees").iterdir() if path.is_dir())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_tree(case: Path, tmp_path: Path, update: bool) -> None:
    project = tmp_path / "project"
    shutil.copytree(case / "project", project)
    build(project)
    made = tree(project / "managed_system")
    # Names that tools on the way look for get an ending that keeps them from doing so.
    named = {f"{path}.txt": text for path, text in made.items()}
    expected = case / "expected"
    if update:
        shutil.rmtree(expected, ignore_errors=True)
        for path, text in named.items():
            place = expected / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text)
    assert tree(expected).keys() == named.keys()
    for path, text in named.items():
        assert text.decode() == (expected / path).read_text(), path
