"""The README and the pages in docs say what is so: what they show is run, links lead somewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import REPOSITORY, environment

README = REPOSITORY / "README.md"
DOCS = [README, *sorted((REPOSITORY / "docs").glob("*.md"))]
# The examples of codes fail on purpose, each in a project of its own.
RUN = [path for path in DOCS if path.name != "codes.md" and "```console" in path.read_text()]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
WILD = re.compile(r"(^\.\.\.\n|\.\.\.|\bN\b|\b\d+\.\d\d\b)", re.MULTILINE)
STANDS_FOR = {"...\n": r"(?:.*\n)*?", "...": r".*", "N": r"\d+"}


def steps(text: str) -> list[tuple[str, str]]:
    """Return the commands of all console blocks, with what they print.

    As in a shell, `> ` starts a line that continues the command above it.
    """
    found: list[tuple[str, str]] = []
    for block in BLOCK.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = part.split("\n")
            more = 1
            while lines[more : more + 1] and lines[more].startswith("> "):
                more += 1
            command = [lines[0], *(line[2:] for line in lines[1:more])]
            found.append(("\n".join(command), "\n".join(lines[more:])))
    return found


def matches(expected: str, printed: str) -> bool:
    """Compare what a page shows with what was printed.

    A line `...` stands for any lines, `...` inside a line for anything on it, `N` for a whole
    number. Seconds are not compared.
    """
    parts = (
        STANDS_FOR.get(part, r"\d+\.\d\d") if at % 2 else re.escape(part)
        for at, part in enumerate(WILD.split(expected))
    )
    return re.fullmatch("".join(parts), printed) is not None


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        ("one\n", "one\n", True),
        ("one\n", "one\ntwo\n", False),
        ("one\n...\n", "one\ntwo\nthree\n", True),
        ("one\n...\nfour\n", "one\nfour\n", True),
        ("one\n...\nfour\n", "one\ntwo\n", False),
        ("N made, 0 reused\n", "47 made, 0 reused\n", True),
        ("N made, 0 reused\n", "no made, 0 reused\n", False),
        ("changed: ...)\n", "changed: a, b)\n", True),
        ("changed: ...)\n", "changed: a\nb)\n", False),
        ("  0.12 s\n", "  3.45 s\n", True),
        ("BAEN\n", "BAE1\n", False),
    ],
)
def test_matching(expected: str, printed: str, same: bool) -> None:
    assert matches(expected, printed) is same


@pytest.mark.parametrize("page", RUN, ids=lambda path: path.name)
def test_console_blocks(page: Path, tmp_path: Path) -> None:
    found = steps(page.read_text())
    assert found
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


def test_the_readme_is_run() -> None:
    assert README in RUN
    assert len(steps(README.read_text())) > 15


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", path.read_text()):
        if "://" in target:
            continue
        page = path.parent / target if target else path
        assert page.exists(), target
        if anchor:
            assert anchor in anchors(page.read_text()), f"{target}#{anchor}"


def anchors(text: str) -> set[str]:
    """Return what the headings of a page can be linked by."""
    titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
