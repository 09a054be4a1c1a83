"""The README says what is so: its console blocks are run, its links lead somewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import REPOSITORY, environment

DOCS = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECONDS = re.compile(r"\d+\.\d\d")


def steps(text: str) -> list[tuple[str, str]]:
    """Return the commands of all console blocks, with what they print."""
    found: list[tuple[str, str]] = []
    for block in BLOCK.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            found.append((command, printed))
    return found


def matches(expected: str, printed: str) -> bool:
    """Compare; a line `...` stands for any lines, and seconds are not compared."""
    parts = [re.escape(SECONDS.sub("0.00", part)) for part in re.split(r"^\.\.\.\n", expected, flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*?".join(parts), SECONDS.sub("0.00", printed)) is not None


def test_console_blocks(tmp_path: Path) -> None:
    found = steps((REPOSITORY / "README.md").read_text())
    assert len(found) > 5
    shims = tmp_path / "bin"
    shims.mkdir()
    shim = shims / "baesc"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m baesc "$@"\n')
    shim.chmod(0o755)
    place = tmp_path / "home"
    place.mkdir()
    env = environment()
    env["PATH"] = f"{shims}:{env['PATH']}"
    for command, expected in found:
        script = f"{command}\ncode=$?\npwd > {tmp_path}/pwd\nexit $code"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=place,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        place = Path((tmp_path / "pwd").read_text().strip())
        assert matches(expected, done.stdout), f"$ {command}\n{done.stdout}"


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text()):
        if "://" not in target:
            assert (path.parent / target).exists(), target
