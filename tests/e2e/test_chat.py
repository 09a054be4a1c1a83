"""`baesc chat`: requests as a session, on a terminal and with lines that are piped in."""

import json
import os
import pty
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest

from baesc.effects.background import running
from tests.cli import baesc, environment
from tests.e2e.serving import free_port
from tests.model_server import ModelServer, hang, say

STUDENT = "create Student with name and email"
PHONE = "add an optional phone to Student"
# No rule of the grammar covers this.
WISH = "students would like to leave a phone number with us if they have one"


def chat(
    folder: Path, *lines: str, options: tuple[str, ...] = (), **environ: str
) -> subprocess.CompletedProcess[str]:
    """Hold a chat of these lines, and expect that it ends well."""
    done = subprocess.run(
        [sys.executable, "-m", "baesc", "chat", *options],
        cwd=folder,
        env=environment(**environ),
        input="".join(f"{one}\n" for one in lines),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "Traceback" not in done.stdout
    return done


def session(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / ".baesc" / "chat.json").read_text())
    return found


def outcomes(folder: Path) -> list[tuple[str, str]]:
    return [(one["request"], one["outcome"]) for one in session(folder)["history"]]


@pytest.fixture(scope="module")
def _students(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chat") / "students"
    folder.mkdir()
    done = chat(folder, STUDENT, "yes")
    assert "a project is started here" in done.stdout
    assert "built 49 artifacts" in done.stdout
    return folder


@pytest.fixture
def students(_students: Path, tmp_path: Path) -> Path:
    """Return a project of one entity that a chat has made."""
    return Path(shutil.copytree(_students, tmp_path / "students"))


def spec(folder: Path) -> str:
    return (folder / "specs" / "student.yaml").read_text()


def test_nothing_is_done_before_somebody_says_so(students: Path) -> None:
    before = spec(students)
    done = chat(students, PHONE, "perhaps", "no", PHONE, "cancelar", "não")
    assert done.stdout.count("do it? (yes or no)") == 3
    assert done.stdout.count("nothing was done") >= 2
    assert spec(students) == before
    assert outcomes(students)[1:3] == [(PHONE, "cancelled"), (PHONE, "cancelled")]


def test_a_request_a_build_and_undo(students: Path) -> None:
    before = spec(students)
    done = chat(students, PHONE, "sim")
    assert "phone:" in spec(students)
    assert "+  phone:" in done.stdout
    # The next chat knows what the one before did.
    done = chat(students, "history", "status", "undo", "history")
    assert f"undo would take back: {PHONE}" in done.stdout
    assert f"taken back: {PHONE}" in done.stdout
    assert spec(students) == before
    assert "phone" not in (students / "managed_system/app/models/student.py").read_text()
    assert outcomes(students)[1:] == [(PHONE, "done"), (PHONE, "undone")]


def test_another_request_leaves_what_is_open(students: Path) -> None:
    done = chat(
        students, PHONE, "create Course with title", "yes", "undo", "Student belongs to Teacher"
    )
    assert "phone:" not in spec(students)
    assert outcomes(students)[1:4] == [
        (PHONE, "cancelled"), ("create Course with title", "done"),
        ("create Course with title", "undone"),
    ]  # fmt: skip
    assert "no entity Teacher" in done.stdout
    done = chat(students, "no", "status")
    assert "nothing was done" in done.stdout
    assert "still open" not in done.stdout.partition("status")[2]


def test_a_question_in_words_is_answered_in_words(students: Path) -> None:
    done = chat(students, "Student belongs to Teacher", "create Teacher with name", "y")
    assert "no entity Teacher" in done.stdout
    assert (students / "specs" / "teacher.yaml").exists()
    with ModelServer([say('{"ask": "Which field?"}')]) as served:
        chat(students, WISH, "the phone", **served.environ)
        assert f"{WISH}: the phone" in served.questions[1]


def test_a_request_of_several_lines(students: Path) -> None:
    lines = [
        "Create a Course entity with name and level fields.\\", "\\", "Requirements:\\",
        "- name (string, required)\\", "- level (string, required)",
    ]  # fmt: skip
    chat(students, *lines, "yes")
    text = (students / "specs" / "course.yaml").read_text()
    assert text.endswith("entity: Course\nfields:\n  name: string\n  level: string\n")
    assert len(session(students)["history"]) == 2


def test_undo_leaves_alone_what_somebody_changed_since(students: Path) -> None:
    chat(students, PHONE, "yes")
    path = students / "specs" / "student.yaml"
    mine = spec(students).replace("name: string\n", "name: string(80)\n")
    assert mine != spec(students)
    path.write_text(mine)
    done = chat(students, "undo")
    assert "is not taken back: somebody changed its files since" in done.stdout
    assert "+  name: string(80)" in done.stdout
    assert spec(students) == mine
    assert len(session(students)["changes"]) == 2


def test_undo_of_what_a_database_has_is_a_change_of_its_own(students: Path) -> None:
    app = students / "managed_system"
    chat(students, PHONE, "yes")
    command = [sys.executable, "migrate.py", "up"]
    subprocess.run(command, cwd=app, env=environment(PYTHONPATH=""), check=True, timeout=60)
    before = spec(students)
    done = chat(students, "desfazer")
    assert "BAE221" in done.stdout
    assert "its migration was applied or committed" in done.stdout
    assert spec(students) == before
    assert len(session(students)["changes"]) == 2
    # What is said to be asked for instead is understood, and does it.
    assert "ask for `remove phone from Student`" in done.stdout
    chat(students, "remove phone from Student", "Student.phone")
    assert "  phone:" not in spec(students)
    assert len(list((app / "migrations/versions").glob("0*.py"))) == 2


def test_undo_of_the_first_request_leaves_an_empty_project(students: Path) -> None:
    done = chat(students, "undo", "status", "undo")
    assert "there are no entities now" in done.stdout
    assert "no entities yet" in done.stdout
    assert "there is no change to take back" in done.stdout
    assert not (students / "specs" / "student.yaml").exists()


def test_what_goes_with_its_values_is_confirmed_by_its_name(students: Path) -> None:
    before = spec(students)
    remove = "remove email from Student"
    done = chat(students, remove, "yes", "y", "no", remove, "Student.email")
    asked = "type Student.email to remove it with all that it holds"
    assert done.stdout.count(asked) == 4
    assert "  email: " in before
    assert "  email: " not in spec(students)
    assert outcomes(students)[1:] == [(remove, "cancelled"), (remove, "done")]


def test_a_question_survives_a_restart(students: Path, tmp_path: Path) -> None:
    before = spec(students)
    done = chat(students, PHONE)
    assert "do it? (yes or no)" in done.stdout
    assert session(students)["pending"]["request"] == PHONE
    done = chat(students, "help", "undo")
    assert f"still open: {PHONE}" in done.stdout
    assert "something is open" in done.stdout
    assert spec(students) == before
    done = chat(students, "yes")
    assert "+  phone:" in done.stdout
    assert "phone:" in spec(students)
    assert session(students)["pending"] is None


def test_a_model_is_asked_back_and_its_question_survives(students: Path) -> None:
    question = {"ask": "Whose phone?", "choices": [PHONE, "add a phone to Teacher"]}
    with ModelServer([say(json.dumps(question))]) as served:
        done = chat(students, WISH, **served.environ)
        assert "  1  add an optional phone to Student" in done.stdout
        assert len(served.requests) == 1
    done = chat(students, "3", "1", "yes")
    assert done.stdout.count("Whose phone?") == 2
    assert "phone:" in spec(students)
    assert outcomes(students)[-1] == (PHONE, "done")


def test_what_only_a_model_understands_is_done_all_the_same(students: Path) -> None:
    operation = {
        "op": "add_field", "entity": "Student", "name": "phone", "type": "string(30)",
        "required": False,
    }  # fmt: skip
    wrong = {**operation, "entity": "Pupil"}
    unfit = {**operation, "name": "class", "default": "x" * 100}
    answers = [say(json.dumps([one])) for one in (wrong, unfit, operation)]
    with ModelServer(answers) as served:
        done = chat(students, WISH, "yes", **served.environ)
        assert [len(one.messages) for one in served.requests] == [2, 4, 6]
        assert "there is no entity `Pupil`" in served.questions[1]
        assert "BAE" not in served.questions[2]
    assert "asked the model: 3 calls, " in done.stdout
    assert "the type of `Student.phone` is a guess: string(30)" in done.stdout
    assert "phone: string(30)?" in spec(students)
    assert outcomes(students)[-1] == (WISH, "done")
    counted = json.loads(baesc("metrics", "--json", cwd=students).stdout)["counts"]
    assert counted["calls"] == 3
    assert counted["tokens_in"] > 1500
    events = [json.loads(one) for one in (students / ".baesc/log.jsonl").read_text().splitlines()]
    turns = [one for one in events if one["event"] == "llm_asked"]
    assert [(one["kind"], bool(one["accepted"])) for one in turns] == [
        ("request", False), ("request", False), ("request", True),
    ]  # fmt: skip


def test_a_request_without_a_person_may_need_a_model_too(students: Path) -> None:
    operations = [
        {"op": "add_field", "entity": "Student", "name": "phone", "type": "string(30)?"},
        {"op": "remove_field", "entity": "Student", "name": "email"},
    ]
    request = f"{WISH}; drop their email"
    with ModelServer([say(json.dumps(operations), tokens_in=500, tokens_out=50)]) as served:
        asked = baesc("ask", request, "--yes", "--json", cwd=students, **served.environ)
        found = json.loads(asked.stdout)
        assert (asked.returncode, found["outcome"]) == (1, "refused")
        assert [one["code"] for one in found["diagnostics"]] == ["BAE604"]
        assert found["understood"]["source"] == "model"
        assert found["asked"] == {
            "tokens_in": 500, "tokens_out": 50, "cached": 0, "calls": 1, "retries": 0,
        }  # fmt: skip
        confirm = ("--confirm", "Student.email")
        done = baesc("ask", request, "--yes", *confirm, cwd=students, **served.environ)
        assert len(served.requests) == 1
    assert done.returncode == 0, done.stdout + done.stderr
    assert "understood, as before" in done.stdout
    assert "phone: string(30)?" in spec(students)
    assert "  email:" not in spec(students)


def test_without_a_model_the_nearest_phrasing_is_told(students: Path) -> None:
    before = spec(students)
    done = chat(students, WISH)
    assert "error[BAE601]" in done.stdout
    assert "OPENAI_MODEL" in done.stdout
    with ModelServer([]) as served:
        done = chat(students, WISH, options=("--offline",), **served.environ)
        assert served.requests == []
    assert "without `--offline`" in done.stdout
    assert spec(students) == before
    assert outcomes(students)[1:] == [(WISH, "not understood")] * 2


def test_a_damaged_session_is_one_warning(students: Path) -> None:
    file = students / ".baesc" / "chat.json"
    file.write_text(file.read_text()[:100])
    done = chat(students, "history")
    assert done.stdout.count("chat.json.damaged") == 1
    assert "nothing was asked yet" in done.stdout
    done = chat(students, "history")
    assert "damaged" not in done.stdout


def test_looking_around(students: Path) -> None:
    (students.parent / "secret.txt").write_text("mine\n")
    done = chat(
        students, "ajuda", "examples", "open student", "abrir baes.yaml", "open Studnt",
        "open ../secret.txt", "/open specs", "stop", "cancel", "sair", "history",
    )  # fmt: skip
    assert "add phone to Student " in done.stdout
    assert "um aluno pode ter varios cursos" in done.stdout
    assert "--- specs/student.yaml\n# yaml" in done.stdout
    assert "--- baes.yaml\n" in done.stdout
    assert "did you mean `Student`?" in done.stdout
    assert "mine" not in done.stdout
    assert "nothing runs that this chat has started" in done.stdout
    assert "nothing is open" in done.stdout
    # Nothing is read after the word to leave.
    assert "baesc> history" not in done.stdout


def test_broken_text_is_a_request_like_any_other(students: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "baesc", "chat"],
        cwd=students,
        env=environment(),
        input=b"\xff\xfe\x00\n\n   \nhistory",
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)


def test_two_chats_at_once_are_one_too_many(students: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-m", "baesc", "chat"],
        cwd=students,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert first.stdout is not None
    first.stdout.readline()
    second = subprocess.run(
        [sys.executable, "-m", "baesc", "chat"],
        cwd=students,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    first.communicate("quit\n", timeout=60)
    assert second.returncode == 1
    assert "another chat is open" in second.stderr
    assert first.returncode == 0


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_servers_outlive_a_chat_and_leave_nothing_behind(students: Path) -> None:
    api, ui = free_port(), free_port()
    done = chat(students, f"run --api-port {api} --ui-port {ui}", "status")
    try:
        assert f"servers: API:   http://127.0.0.1:{api}/api/docs" in done.stdout
        assert "the servers go on" in done.stdout
        assert httpx2.get(f"http://127.0.0.1:{api}/api/health").is_success
        assert httpx2.get(f"http://127.0.0.1:{ui}/").is_success
        pids = [one["pid"] for one in session(students)["servers"]["programs"]]
        assert len(pids) == 3
        done = chat(students, PHONE, "yes")
        assert "`run` starts them anew" in done.stdout
    finally:
        done = chat(students, "stop", "stop")
    assert done.stdout.count("\nstopped\n") == 1
    assert done.stdout.count("nothing runs") == 1
    assert is_free(api)
    assert is_free(ui)
    assert not any(running(one).mark for one in pids)
    assert session(students)["servers"] is None


def test_a_taken_port_is_told_and_leaves_nothing_behind(students: Path) -> None:
    with socket.socket() as owner:
        owner.bind(("127.0.0.1", 0))
        owner.listen()
        port = owner.getsockname()[1]
        done = chat(students, f"run --api-port {port} --no-ui", "status")
    assert "the servers did not start" in done.stdout
    assert f"port {port} is taken" in done.stdout
    assert "servers: none" in done.stdout


def test_a_number_that_another_program_has_now_is_left_alone(students: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        found = session(students)
        programs = [{"pid": other.pid, "mark": "another boot 17"}]
        found["servers"] = {"programs": programs, "places": []}
        (students / ".baesc" / "chat.json").write_text(json.dumps(found))
        done = chat(students, "status", "stop")
        assert "servers: none" in done.stdout
        assert "nothing runs that this chat has started" in done.stdout
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


class Terminal:
    """A chat on a terminal, typed at by a test."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self.pid, self._end = pty.fork()
        if self.pid == 0:  # pragma: no cover - the other program
            os.chdir(folder)
            os.execve(
                sys.executable, [sys.executable, "-m", "baesc", "chat"], environment(**environ)
            )
        self.said = ""

    def until(self, text: str, seconds: float = 60) -> str:
        """Return what was said up to a text."""
        deadline = time.monotonic() + seconds
        while text not in self.said:
            assert time.monotonic() < deadline, self.said
            ready, _, _ = select.select([self._end], [], [], 0.1)
            if ready:
                try:
                    self.said += os.read(self._end, 65536).decode("utf-8", "replace")
                except OSError:
                    break
        assert text in self.said, self.said
        found, _, self.said = self.said.partition(text)
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", found)

    def type(self, text: str) -> None:
        os.write(self._end, text.encode())

    def end(self) -> int:
        """Wait for the end and return the exit code."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                os.close(self._end)
                return os.waitstatus_to_exitcode(status)
            if select.select([self._end], [], [], 0.05)[0]:
                try:
                    self.said += os.read(self._end, 65536).decode("utf-8", "replace")
                except OSError:
                    time.sleep(0.05)
        os.kill(self.pid, signal.SIGKILL)
        raise AssertionError(self.said)


def test_on_a_terminal(students: Path) -> None:
    terminal = Terminal(students)
    terminal.until("baesc> ")
    # Ctrl-C gives up a line, not the chat; what comes while the prompt is set up may be lost.
    time.sleep(0.5)
    terminal.type("create Nonsense wi\x03")
    terminal.until("baesc> ")
    terminal.type(f"{PHONE}\r")
    terminal.until("do it? (yes or no)")
    terminal.until("baesc> ")
    terminal.type("y\r")
    terminal.until("built 49 artifacts")
    terminal.until("baesc> ")
    # The arrow key brings a request of this session back.
    terminal.type("\x1b[A\x1b[A\x1b[D\x1b[C\x15status\r")
    assert "undo would take back" in terminal.until("baesc> ") + terminal.said
    terminal.type("\x04")
    assert terminal.end() == 0
    assert "phone:" in spec(students)
    assert outcomes(students)[1:] == [(PHONE, "done")]


def test_ctrl_c_breaks_off_what_is_being_done_and_no_more(students: Path) -> None:
    with ModelServer([hang()]) as served:
        terminal = Terminal(students, **served.environ)
        terminal.until("baesc> ")
        time.sleep(0.5)
        terminal.type(f"{WISH}\r")
        served.wait_for(1)
        terminal.type("\x03")
        terminal.until("stopped; nothing was done", seconds=10)
        terminal.until("baesc> ")
        terminal.type("history\r")
        terminal.until(STUDENT)
        terminal.type("quit\r")
        assert terminal.end() == 0
    assert outcomes(students) == [(STUDENT, "done")]
