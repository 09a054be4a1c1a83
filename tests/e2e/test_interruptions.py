"""Builds that are killed, stopped, or start while another one runs."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli import EXAMPLES, baesc, build, environment, tree, would_run

OUT = "managed_system"
# More than 5 examples, as for other slow tests, are more of them.
ROUNDS = 12 if int(os.environ.get("SLOW_EXAMPLES", "3")) > 5 else 4


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    shutil.copytree(EXAMPLES / "academic", root, ignore=shutil.ignore_patterns(OUT, ".baesc"))
    return root


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = tmp_path_factory.mktemp("expected") / "project"
    shutil.copytree(EXAMPLES / "academic", root, ignore=shutil.ignore_patterns(OUT, ".baesc"))
    build(root)
    return tree(root / OUT)


def start(project: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "baesc", "build"],
        cwd=project,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_stopped_at_any_point_every_file_is_whole_and_the_next_build_right(
    project: Path, expected: dict[str, bytes], end: signal.Signals
) -> None:
    begun = time.monotonic()
    build(project)
    whole = time.monotonic() - begun
    chance = random.Random(20)
    for round_ in range(ROUNDS):
        if round_ % 3 == 0:
            shutil.rmtree(project / OUT)
        if round_ % 2 == 0:
            shutil.rmtree(project / ".baesc", ignore_errors=True)
        else:
            (project / ".baesc" / "state").unlink(missing_ok=True)
        process = start(project)
        time.sleep(chance.uniform(0.3, 1.1) * whole)
        process.send_signal(end)
        _, said = process.communicate(timeout=60)
        assert "Traceback" not in said
        found = tree(project / OUT) if (project / OUT).exists() else {}
        texts = {path: text for path, text in found.items() if not path.endswith(".tmp")}
        assert all(expected[path] == text for path, text in texts.items() if path in expected)
        build(project)
        assert tree(project / OUT) == expected
        assert not list((project / ".baesc").glob("format-*"))
        assert not (project / ".baesc" / "journal").exists()


def test_killed_while_it_changes_files_the_next_build_still_knows_its_own(project: Path) -> None:
    build(project)
    path = project / "specs" / "student.yaml"
    before = path.read_text()
    chance = random.Random(7)
    for length in range(60, 60 + ROUNDS):
        path.write_text(
            before.replace("string(", f"string({length}", 1).replace(f"{length}100", str(length))
        )
        process = start(project)
        time.sleep(chance.uniform(0.2, 1.0))
        process.kill()
        process.communicate(timeout=60)
        done = baesc("build", cwd=project)
        assert done.returncode == 0, done.stderr
        assert would_run(project) == {}


def test_the_second_of_two_builds_waits_and_says_so(project: Path) -> None:
    from filelock import FileLock

    (project / ".baesc").mkdir()
    with FileLock(project / ".baesc" / "lock"):
        second = start(project)
        time.sleep(2)
        assert second.poll() is None
        assert not (project / OUT).exists()
    _, said = second.communicate(timeout=60)
    assert second.returncode == 0
    assert "waiting for another build" in said


def test_many_builds_at_once_give_one_right_result(
    project: Path, expected: dict[str, bytes]
) -> None:
    builds = [start(project) for _ in range(4)]
    ends = [process.communicate(timeout=120) for process in builds]
    assert [process.returncode for process in builds] == [0, 0, 0, 0], ends
    assert tree(project / OUT) == expected
