"""A model that fails, hangs or is given up, through the real CLI: nothing that was paid is lost."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import model_server as server
from tests.cli import baesc, environment
from tests.model_server import KEY, Messages, ModelServer, Step

PROJECT = "project: school\nmodel: {timeout_seconds: %d}\n"
SPEC = """\
entity: {name}
fields: {{name: string, size: integer}}
rules:
  - text: The size is at least {least}.
"""
ANSWERS = {"Course": "1: size >= 3", "Room": "1: size >= 12", "Student": "1: size >= 16"}
SETTLE = ("build", "--stop-after", "settle")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "baes.yaml").write_text(PROJECT % 60)
    (tmp_path / "specs").mkdir()
    for name, answer in ANSWERS.items():
        spec = SPEC.format(name=name, least=answer[11:])
        (tmp_path / "specs" / f"{name.lower()}.yaml").write_text(spec)
    return tmp_path


def asked(messages: Messages) -> str:
    """Return the entity that a conversation is about."""
    return next(name for name in ANSWERS if name in messages[-1]["content"])


def right(messages: Messages) -> str:
    return ANSWERS[asked(messages)]


def told(**steps: Step) -> Callable[[Messages], Step | str]:
    """Return a script that has steps for some entities, and right answers for the others."""
    return lambda messages: steps.get(asked(messages)) or right(messages)


def locked(project: Path) -> set[str]:
    """Return the entities whose rule has an answer in the lockfile."""
    lock = project / "baes.lock"
    text = lock.read_text() if lock.exists() else ""
    return {name for name in ANSWERS if f"{name}.rules." in text}


def found(project: Path, **environ: str) -> list[dict[str, object]]:
    """Settle what is said in words, and return the diagnostics of the client."""
    done = baesc(*SETTLE, "--format", "json", cwd=project, **environ)
    assert done.returncode in {0, 1}, done.stderr
    problems: list[dict[str, object]] = json.loads(done.stdout)["diagnostics"]
    return [one for one in problems if "BAE330" <= str(one["code"]) <= "BAE349"]


def asked_later(project: Path) -> list[str]:
    """Build where all goes well, and return what had to be asked."""
    with ModelServer(right) as served:
        assert found(project, **served.environ) == []
        assert locked(project) == set(ANSWERS)
        return sorted(asked(one.messages) for one in served.requests)


def test_questions_without_an_answer_leave_the_others_theirs(project: Path) -> None:
    (project / "baes.yaml").write_text(PROJECT % 8)
    with ModelServer(told(Course=server.drip(), Room=server.cut_off())) as served:
        problems = found(project, **served.environ)
        assert len(served.requests) == 3
    assert [(one["code"], one["path"], one["line"]) for one in problems] == [
        ("BAE333", "specs/course.yaml", 4),
        ("BAE339", "specs/room.yaml", 4),
    ]
    assert ["Course.rules." in str(one["message"]) for one in problems] == [True, False]
    assert locked(project) == {"Student"}
    # What was cut off would be cut off again, and is asked for where more is allowed.
    (project / "baes.yaml").write_text(PROJECT[:-2] % 60 + ", max_tokens_per_request: 5000}\n")
    assert asked_later(project) == ["Course", "Room"]
    (project / "baes.lock").unlink()
    assert asked_later(project) == []


def test_a_key_that_is_refused_is_in_no_file_and_no_word_of_a_build(project: Path) -> None:
    with ModelServer(lambda _messages: server.wrong_key()) as served:
        done = baesc(*SETTLE, cwd=project, **served.environ)
        assert 1 <= len(served.requests) <= 3
    assert done.returncode == 1
    # Once is enough, whatever there is to be asked.
    assert (done.stdout + done.stderr).count("BAE336") == 1
    assert KEY not in done.stdout + done.stderr
    files = [path for path in project.rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if KEY.encode() in path.read_bytes()] == []


def test_without_a_key_nothing_is_sent(project: Path) -> None:
    (problem,) = found(project, OPENAI_MODEL="small", OPENAI_API_KEY="", OPENAI_BASE_URL="")
    assert problem["code"] == "BAE330"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_build_that_is_stopped_keeps_what_was_answered(how: int, project: Path) -> None:
    with ModelServer(told(Room=server.hang())) as served:
        build = subprocess.Popen(
            [sys.executable, "-m", "baesc", *SETTLE],
            cwd=project,
            env=environment(**served.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        served.wait_for(3)
        until = time.monotonic() + 20
        while locked(project) != {"Course", "Student"} and time.monotonic() < until:
            time.sleep(0.02)
        started = time.monotonic()
        build.send_signal(how)
        _, errors = build.communicate(timeout=20)
        assert time.monotonic() - started < 10
    assert build.returncode == (130 if how == signal.SIGINT else -how)
    assert "Traceback" not in errors
    assert locked(project) == {"Course", "Student"}
    if how == signal.SIGKILL:
        assert asked_later(project) == ["Room"]


def test_only_a_question_loads_the_library(project: Path) -> None:
    with ModelServer(right) as served:
        asked_first = loads(project, served.environ, *SETTLE)
        assert len(served.requests) == 3
        # The lockfile is all that is left of it.
        shutil.rmtree(project / ".baesc")
        asked_then = loads(project, served.environ)
        assert len(served.requests) == 3
        for spec in (project / "specs").iterdir():
            spec.write_text(spec.read_text().partition("rules:")[0])
        without_words = loads(project, served.environ)
        assert len(served.requests) == 3
    assert "openai" in asked_first
    assert asked_then == set()
    assert without_words == set()


def loads(project: Path, environ: dict[str, str], *arguments: str) -> set[str]:
    """Build, and return which libraries of the network were loaded for it."""
    script = (
        "import sys, atexit\n"
        "names = ('openai', 'httpx2', 'asyncio', 'ssl')\n"
        "atexit.register(lambda: print('LOADED', *[n for n in names if n in sys.modules]))\n"
        f"sys.argv = ['baesc', *{arguments or ('build',)!r}]\n"
        "from baesc.__main__ import main\nmain()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=project,
        env=environment(**environ),
        capture_output=True,
        text=True,
        check=False,
    )
    return set(done.stdout.rsplit("LOADED", 1)[1].split())
