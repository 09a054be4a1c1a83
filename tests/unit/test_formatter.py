"""The batched formatter: in memory where there is room, on the disk otherwise."""

import subprocess
import sys
from pathlib import Path

import pytest

from baesc.effects import formatter
from baesc.effects.formatter import FormatError, format_all, sweep_drafts

TEXTS = {"a.py": "x  = 1\n", "b.py": "def (\n", "c.md": "x  = 1\n"}
FORMATTED = {"a.py": "x = 1\n", "b.py": "def (\n", "c.md": "x  = 1\n"}


def test_formats_python_and_leaves_the_rest(tmp_path: Path) -> None:
    assert format_all(TEXTS, tmp_path / "scratch") == FORMATTED
    assert format_all({"c.md": "x  = 1\n"}, tmp_path / "scratch") == {"c.md": "x  = 1\n"}


@pytest.mark.parametrize("kind", ["missing", "file", "full"])
def test_the_disk_stands_in_for_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    memory = {"missing": tmp_path / "none", "file": tmp_path / "file", "full": Path("/proc")}[kind]
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(formatter, "IN_MEMORY", memory)
    assert format_all(TEXTS, tmp_path / "scratch") == FORMATTED
    assert list((tmp_path / "scratch").iterdir()) == []


KILLED = """
import os, pathlib, sys
from baesc.effects import formatter
formatter.IN_MEMORY = pathlib.Path(sys.argv[1])
formatter._run = lambda _arguments: os.kill(os.getpid(), 9)
formatter.format_all({"a.py": "x  = 1"}, pathlib.Path(sys.argv[2]))
"""


@pytest.mark.parametrize("memory", ["memory", "none"])
def test_drafts_of_a_killed_build_are_swept_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, memory: str
) -> None:
    monkeypatch.setattr(formatter, "IN_MEMORY", tmp_path / memory)
    (tmp_path / "memory").mkdir()
    for name in ("one", "two"):
        command = [sys.executable, "-c", KILLED, str(tmp_path / memory), str(tmp_path / name)]
        assert subprocess.run(command, check=False).returncode == -9
    assert len(list(tmp_path.glob("*/*-*"))) == 2
    sweep_drafts(tmp_path / "one")
    assert len(list(tmp_path.glob("*/*-*"))) == 1


def test_a_formatter_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formatter, "SETTINGS", "line-length = -1\n")
    with pytest.raises(FormatError):
        format_all(TEXTS, tmp_path)
