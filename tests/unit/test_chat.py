"""The parts of a chat: its words, its session file, and programs in the background."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from baesc.cli.chatting_words import agreed, command_in
from baesc.effects import background
from baesc.effects.background import Running, end, is_running, running, with_children
from baesc.effects.chat_file import (
    MOST_CHANGES,
    MOST_HISTORY,
    Change,
    FileChange,
    Pending,
    Said,
    Servers,
    Session,
    SessionFile,
)
from baesc.recognition.operations import Choice, Question


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("help", ("help", "")),
        ("  HELP ", ("help", "")),
        ("?", ("help", "")),
        ("ajuda", ("help", "")),
        ("Exemplos", ("examples", "")),
        ("histórico", ("history", "")),
        ("/undo", ("undo", "")),
        ("desfazer", ("undo", "")),
        ("run", ("run", "")),
        ("start the servers", ("run", "")),
        ("iniciar servidores", ("run", "")),
        ("run --api-port 8101 --no-ui", ("run", "--api-port 8101 --no-ui")),
        ("stop app", ("stop", "")),
        ("open Student", ("open", "Student")),
        ("abrir specs/student.yaml", ("open", "specs/student.yaml")),
        ("sair", ("quit", "")),
        ("exit", ("quit", "")),
        ("/status now", ("status", "now")),
    ],
)
def test_a_command_is_one_in_both_languages(line: str, expected: tuple[str, str]) -> None:
    assert command_in(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "start a project with Student",
        "run --host 0.0.0.0",
        "run; rm -rf /",
        "open a library with books",
        "open",
        "history of students with date",
        "cancel the order entity",
        "iniciar um sistema de alunos",
        "create Student with name",
        "status is an enum of Student",
        "",
    ],
)
def test_all_else_is_a_request(line: str) -> None:
    assert command_in(line) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("y", True),
        ("Yes", True),
        ("sim", True),
        ("s", True),
        ("n", False),
        ("não", False),
        ("nao", False),
        ("yes please delete", None),
        ("", None),
    ],
)
def test_yes_and_no(line: str, expected: bool | None) -> None:
    assert agreed(line) is expected


SESSION = Session(
    history=(Said("2026-01-01T00:00:00.000Z", "créate A\n", "done"),),
    pending=Pending("add b", Question("Where?", (Choice("A", "add b to A"),), ""), ("A.c",)),
    changes=(
        Change("create A", (FileChange("specs/a.yaml", None, "entity: A\n"),), ("remove A",)),
    ),
    servers=Servers((Running(4711, "boot 1"),), ("API: http://127.0.0.1:8100",)),
)


def test_a_session_is_read_as_it_was_kept(tmp_path: Path) -> None:
    file = SessionFile.at(tmp_path)
    assert (file.session, file.set_aside) == (Session(), None)
    assert not file.path.exists()
    file.keep(SESSION)
    assert SessionFile.at(tmp_path).session == SESSION
    assert [one.name for one in tmp_path.iterdir()] == ["chat.json"]


def test_a_session_does_not_grow_for_ever(tmp_path: Path) -> None:
    file = SessionFile.at(tmp_path)
    file.keep(replace(SESSION, history=SESSION.history * 500, changes=SESSION.changes * 50))
    kept = SessionFile.at(tmp_path).session
    assert (len(kept.history), len(kept.changes)) == (MOST_HISTORY, MOST_CHANGES)


def _changed(change: Callable[[Any], Any]) -> Callable[[str], str]:
    def spoil(text: str) -> str:
        found = json.loads(text)
        change(found)
        return json.dumps(found)

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[: len(text) // 2],
        lambda _: "",
        lambda _: "[]",
        lambda _: "null",
        lambda _: "[" * 100_000,
        _changed(lambda found: found.update(version=2)),
        _changed(lambda found: found.pop("history")),
        _changed(lambda found: found["history"][0].update(request=5)),
        _changed(lambda found: found["servers"]["programs"][0].update(pid="1")),
        _changed(lambda found: found["servers"]["programs"][0].update(pid=-1)),
        _changed(lambda found: found["servers"]["programs"][0].update(pid=1)),
        _changed(lambda found: found["changes"][0]["files"][0].update(path="/etc/passwd")),
        _changed(lambda found: found["changes"][0]["files"][0].update(path="../a.yaml")),
        _changed(lambda found: found["changes"][0].update(opposite=None)),
        _changed(lambda found: found["pending"]["question"].update(choices=None)),
        _changed(lambda found: found["pending"].update(question=[])),
        _changed(lambda found: found["pending"].update(request=None)),
    ],
)
def test_a_damaged_session_is_set_aside(tmp_path: Path, spoil: Callable[[str], str]) -> None:
    file = SessionFile.at(tmp_path)
    file.keep(SESSION)
    damaged = spoil(file.path.read_text())
    file.path.write_text(damaged)
    found = SessionFile.at(tmp_path)
    assert found.session == Session()
    assert found.set_aside is not None
    assert found.set_aside.read_text() == damaged
    found.keep(SESSION)
    assert SessionFile.at(tmp_path).session == SESSION


STARTER = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.default_int_handler)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"],
                         start_new_session=True)
print("ready", flush=True)
try:
    time.sleep(60)
except KeyboardInterrupt:
    child.terminate()
    child.wait()
"""


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple["subprocess.Popen[bytes]", tuple[Running, ...]]]:
    """Yield a program that has started another, and both as they are found again."""
    log = tmp_path / "log"
    process = background.start([sys.executable, "-c", STARTER], tmp_path, log)
    until = time.monotonic() + 20
    while "ready" not in log.read_text() and time.monotonic() < until:
        time.sleep(0.02)
    programs = with_children(process.pid)
    yield process, programs
    for one in programs:
        if is_running(one):
            os.kill(one.pid, signal.SIGKILL)
    process.wait()


def test_a_starter_ends_what_it_has_started(
    started: tuple["subprocess.Popen[bytes]", tuple[Running, ...]],
) -> None:
    process, programs = started
    assert programs[0].pid == process.pid
    assert len(programs) == 2
    assert all(map(is_running, programs))
    assert end(programs) == 2
    assert not any(map(is_running, programs))
    assert end(programs) == 0


def test_what_a_killed_starter_has_left_is_ended_too(
    started: tuple["subprocess.Popen[bytes]", tuple[Running, ...]],
) -> None:
    process, programs = started
    process.kill()
    process.wait()
    assert [is_running(one) for one in programs] == [False, True]
    assert end(programs) == 1
    assert not any(map(is_running, programs))


def test_another_program_of_the_same_number_is_left_alone(
    started: tuple["subprocess.Popen[bytes]", tuple[Running, ...]],
) -> None:
    process, programs = started
    others = [replace(one, mark="another boot 17") for one in programs]
    unknown = [replace(one, mark="") for one in programs]
    assert end(others) == end(unknown) == 0
    assert process.poll() is None
    assert all(map(is_running, programs))


def test_what_does_not_listen_is_killed(tmp_path: Path) -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    process = background.start([sys.executable, "-c", deaf], tmp_path, tmp_path / "log")
    time.sleep(0.3)
    assert end([running(process.pid)], patience=0.2) == 1
    assert process.poll() is not None
