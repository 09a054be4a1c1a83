"""`baesc ask`: from words to changed specs and a built application, without a model."""

import json
import os
import pty
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.cli import REPOSITORY, baesc, environment, tree
from tests.e2e.serving import free_port, python, served
from tests.model_server import ModelServer, say

PROMPTS = sorted((REPOSITORY / "tests" / "prompts").glob("*.txt"))
STUDENT = "create Student with name and email"
PHONE = "add an optional phone to Student"
Row = dict[str, Any]


def ask(folder: Path, *arguments: str, code: int = 0, **environ: str) -> str:
    """Ask for something and return what was said, errors included."""
    done = baesc("ask", *arguments, cwd=folder, **environ)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def told(folder: Path, *arguments: str, code: int = 0) -> dict[str, Any]:
    """Ask for something and return the report as JSON."""
    done = baesc("ask", "--json", *arguments, cwd=folder)
    assert done.returncode == code, done.stdout + done.stderr
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["ok"] is (code == 0)
    return found


def codes(report: dict[str, Any]) -> list[str]:
    return [one["code"] for one in report["diagnostics"]]


@pytest.fixture(scope="module")
def _school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ask") / "school"
    folder.mkdir()
    said = ask(folder, "--yes", STUDENT)
    assert "a project is started here" in said
    assert "+entity: Student" in said
    assert "built 49 artifacts" in said
    return folder


@pytest.fixture
def school(_school: Path, tmp_path: Path) -> Path:
    """Return a project of one entity that was asked for."""
    return Path(shutil.copytree(_school, tmp_path / "school"))


def spec(folder: Path) -> str:
    return (folder / "specs" / "student.yaml").read_bytes().decode()


def kept(folder: Path) -> dict[str, bytes]:
    """Return all files of a project, without what baesc remembers of requests."""
    return {path: text for path, text in tree(folder).items() if not path.startswith(".baesc/")}


def test_the_six_prompts_build_one_application_whose_rows_live_on(tmp_path: Path) -> None:
    folder = tmp_path / "academic"
    folder.mkdir()
    rows: dict[str, list[Row]] = {}
    with ModelServer([]) as model:
        for step, prompt in enumerate(PROMPTS, 1):
            said = ask(folder, "--request-file", str(prompt), "--yes", **model.environ)
            assert "tokens  0: nothing is asked of a model" in said
            assert "\n+++ b/specs/" in said
            with served(folder / "managed_system") as api:
                for path, before in rows.items():
                    found = api.get(f"/{path}").json()["items"]
                    assert [{name: one[name] for name in row}
                            for one, row in zip(found, before, strict=True)] == before  # fmt: skip
                for path, body in ADDED[step]:
                    assert api.post(f"/{path}", json=body).status_code == 201, (path, body)
                paths = ("students", "courses", "teachers")[: 1 + (step > 2) + (step > 4)]
                rows = {path: api.get(f"/{path}").json()["items"] for path in paths}
            # Pages take most of the time; those of the last step have all of the others.
            rest = () if step == 6 or "SLOW_EXAMPLES" in os.environ else ("tests/test_ui.py",)
            _passes_its_tests(folder / "managed_system", *(f"--ignore={one}" for one in rest))
        assert model.requests == []
    assert step == 6
    assert [row["name"] for row in rows["students"][2]["courses"]] == ["Logic"]
    assert rows["courses"][1]["teacher"]["name"] == "Bo"
    assert rows["students"][0]["email"] == "nobody@example.com"


def _passes_its_tests(app: Path, *arguments: str) -> None:
    tested = python(app, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *arguments)
    assert tested.returncode == 0, tested.stdout


ADDED: dict[int, list[tuple[str, Row]]] = {
    1: [("students", {"name": "Ann"})],
    2: [("students", {"name": "Cy", "email": "cy@example.com"})],
    3: [("courses", {"name": "Logic", "level": "first"})],
    4: [("students", {"name": "Di", "email": "di@example.com", "course_ids": [1]})],
    5: [("teachers", {"name": "Bo", "email": "bo@example.com"})],
    6: [("courses", {"name": "Sets", "level": "second", "teacher_id": 1})],
}


def _all(folder: Path) -> dict[str, bytes]:
    """Return all files, without those that SQLite puts beside a cache while somebody reads."""
    return {path: text for path, text in tree(folder).items() if ".db-" not in path}


def test_a_look_writes_nothing(school: Path, tmp_path: Path) -> None:
    before = _all(school)
    said = ask(school, "--dry-run", PHONE)
    assert "\n+  phone: " in said
    assert "Student.phone" in said
    report = told(school, "--dry-run", PHONE)
    assert report["outcome"] == "shown"
    assert _all(school) == before
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "+entity: Student" in ask(empty, "--dry-run", STUDENT)
    assert list(empty.iterdir()) == []


def test_a_report_has_all_that_people_are_shown(school: Path) -> None:
    report = told(school, "--yes", PHONE)
    assert report["outcome"] == "built"
    (operation,) = report["understood"]["operations"]
    assert (operation["op"], operation["entity"], operation["name"]) == (
        "add_field", "Student", "phone",
    )  # fmt: skip
    (file,) = report["specs"]
    assert (file["path"], file["state"]) == ("specs/student.yaml", "changed")
    assert "\n+  phone: " in file["diff"]
    assert report["plan"]["changes"][0]["member"] == "phone"
    assert report["plan"]["asking"]["tokens"] == 0
    assert "phone" in (school / "managed_system/app/models/student.py").read_text()
    again = told(school, "--yes", "--dry-run", "make phone optional in Student")
    assert again["outcome"] == "nothing to do"


def test_nothing_is_done_unless_somebody_says_so(school: Path) -> None:
    before = kept(school)
    for arguments in ((), ("--no-input",), ("--json",)):
        done = baesc("ask", *arguments, PHONE, cwd=school)
        assert done.returncode == 1
        assert "BAE604" in done.stdout + done.stderr
    assert kept(school) == before


def test_a_request_comes_from_a_file_or_from_a_pipe(school: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "baesc", "ask", "--dry-run", "--request-file", "-"],
        cwd=school,
        env=environment(),
        input=f"{PHONE}\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "+  phone: " in done.stdout
    assert "cannot read" in ask(school, "--request-file", "nowhere.txt", code=2)
    ask(school, code=2)
    ask(school, "x", "--request-file", "y", code=2)


def test_what_is_not_understood_writes_nothing_and_says_what_would_be(school: Path) -> None:
    before = kept(school)
    said = ask(school, "--yes", "students should somehow feel nicer", code=1)
    assert "BAE601" in said
    assert "this would be understood: `" in said
    report = told(school, "--yes", "students should somehow feel nicer", code=1)
    assert codes(report) == ["BAE601"]
    assert report["nearest"]
    assert kept(school) == before


def test_a_question_fails_where_nobody_answers(school: Path) -> None:
    told(school, "--yes", "create Teacher with name")
    before = kept(school)
    said = ask(school, "--yes", "--no-input", "add phone", code=1)
    assert "BAE602" in said
    report = told(school, "--yes", "add phone", code=1)
    assert codes(report) == ["BAE602"]
    assert report["question"]["text"]
    assert kept(school) == before


def test_comments_and_layout_survive(school: Path) -> None:
    text = (
        "# Everybody who learns here.\r\nentity: Student   # one\r\n\r\nfields:\r\n"
        "    # as in the passport\r\n    name:   string(100)\r\n    'email': email  # unique?\r\n"
    )
    (school / "specs" / "student.yaml").write_bytes(text.encode())
    ask(school, "--yes", PHONE)
    assert spec(school).startswith(text + "    phone: ")
    ask(school, "--yes", "rename phone of Student to mobile")
    assert spec(school).startswith(text + "    mobile: ")


def test_what_goes_with_its_values_is_confirmed_by_its_name(school: Path) -> None:
    before = kept(school)
    remove = "remove email from Student"
    report = told(school, "--yes", remove, code=1)
    assert codes(report) == ["BAE604"]
    assert report["needs_confirmation"] == ["Student.email"]
    assert "--confirm Student.email" in ask(school, "--yes", "--confirm", "Student", remove, code=1)
    assert kept(school) == before
    ask(school, "--confirm", "Student.email", remove, code=1)
    assert kept(school) == before
    ask(school, "--yes", "--confirm", "Student.email", remove)
    assert "email" not in (school / "managed_system/app/models/student.py").read_text()


def test_what_does_not_build_is_taken_back(school: Path) -> None:
    # A template of the project's own that cannot be used for entities with a phone.
    (school / "mine" / "model").mkdir(parents=True)
    shipped = (REPOSITORY / "templates" / "model" / "entity.j2").read_text()
    broken = "{% if 'phone' in v | string %}{{ 1 / 0 }}{% endif %}\n"
    (school / "mine" / "model" / "entity.j2").write_text(shipped + broken)
    (school / "baes.yaml").write_text((school / "baes.yaml").read_text() + "templates: mine\n")
    baesc("build", cwd=school)
    before, application = spec(school), kept(school / "managed_system")
    said = ask(school, "--yes", PHONE, code=1)
    assert "BAE605" in said
    assert spec(school) == before
    report = told(school, "--yes", PHONE, code=1)
    assert (report["outcome"], set(codes(report))) == ("taken back", {"BAE206", "BAE605"})
    assert spec(school) == before
    assert kept(school / "managed_system") == application


def test_no_project_is_started_among_other_files(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("x")
    said = ask(tmp_path, "--yes", STUDENT, code=1)
    assert "BAE503" in said
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]
    # A file that is to take the report is empty still.
    (tmp_path / "letters.txt").write_text("")
    assert told(tmp_path, "--dry-run", STUDENT)["starts_project"] is True


def test_a_project_without_entities_takes_the_first_one(tmp_path: Path) -> None:
    (tmp_path / "baes.yaml").write_text("project: school\nspecs: [all.yaml]\n")
    said = ask(tmp_path, "--dry-run", STUDENT)
    assert "+++ b/all.yaml" in said
    (tmp_path / "all.yaml").write_text("# nothing yet\n")
    ask(tmp_path, "--yes", STUDENT)
    assert (tmp_path / "all.yaml").read_text().startswith("# nothing yet\nentity: Student\n")
    (tmp_path / "baes.yaml").write_text("project: school\nspecs: [all.yaml, more/*.yaml]\n")
    assert "BAE501" in ask(tmp_path, "--yes", PHONE, code=1)


def test_specs_that_are_wrong_are_said_to_be(school: Path) -> None:
    (school / "specs" / "student.yaml").write_text("entity: Student\nfields: {name: strng}\n")
    said = ask(school, "--yes", PHONE, code=1)
    assert "BAE105" in said


def test_servers_are_started_after_the_build(school: Path) -> None:
    api, ui = free_port(), free_port()
    with (school / "baes.yaml").open("a") as file:
        file.write(f"ports: {{api: {api}, ui: {ui}}}\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "baesc", "ask", "--yes", "--start-servers", PHONE],
        cwd=school,
        env=environment(PYTHONUNBUFFERED="1"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "Stop with Ctrl-C" in line:
                break
        bodies = httpx2.get(f"http://127.0.0.1:{api}/api/openapi.json").json()
        assert "phone" in bodies["components"]["schemas"]["StudentCreate"]["properties"], said
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    with pytest.raises(httpx2.TransportError):
        httpx2.get(f"http://127.0.0.1:{api}/api/health")


class Terminal:
    """A command on a terminal: what it says, and what is typed."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.said = ""
        pid, self.place = pty.fork()
        if pid == 0:
            os.chdir(folder)
            command = [sys.executable, "-m", "baesc", "ask", *arguments]
            os.execve(sys.executable, command, environment(TERM="xterm"))
        self.pid = pid

    def until(self, text: str) -> str:
        """Wait until a text is said, and return all that was said since the last wait."""
        deadline = time.monotonic() + 60
        while text not in self.said:
            assert time.monotonic() < deadline, self.said
            if select.select([self.place], [], [], 0.2)[0]:
                self.said += self._read()
        before, _, self.said = self.said.partition(text)
        return before

    def type(self, line: str) -> None:
        os.write(self.place, f"{line}\n".encode())

    def end(self) -> int:
        """Wait for the end and return the exit code."""
        while rest := self._read():
            self.said += rest
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.place)
        return code

    def _read(self) -> str:
        try:
            return os.read(self.place, 65536).decode("utf-8", "replace")
        except OSError:
            # The other end has gone.
            return ""


def test_a_terminal_is_asked(school: Path) -> None:
    before = kept(school)
    one = Terminal(school, PHONE)
    assert "phone" in one.until("do it? [y/N]")
    one.type("")
    assert one.end() == 1
    two = Terminal(school, "--yes", "remove email from Student")
    two.until("type Student.email to remove it")
    two.type("yes")
    assert two.end() == 1
    assert kept(school) == before
    three = Terminal(school, "remove email from Student")
    three.until("type Student.email to remove it")
    three.type("Student.email")
    assert three.end() == 0, three.said
    assert "email" not in spec(school)


def test_a_question_is_answered_on_a_terminal(school: Path) -> None:
    told(school, "--yes", "create Teacher with name")
    one = Terminal(school, "add phone")
    one.until("1")
    one.until("which")
    one.type("2")
    one.until("do it? [y/N]")
    one.type("y")
    assert one.end() == 0, one.said
    assert "phone" in (school / "specs" / "teacher.yaml").read_text()


def test_what_was_understood_is_known_again_as_long_as_the_specs_are_the_same(school: Path) -> None:
    assert told(school, PHONE, code=1)["recalled"] is None
    assert told(school, PHONE, "--dry-run")["recalled"] == "exact"
    assert told(school, PHONE.upper(), "--dry-run")["recalled"] is None
    ask(school, "add an optional nickname to Student", "--yes")
    assert told(school, PHONE, code=1)["recalled"] is None
    assert "understood, as before" in ask(school, PHONE, "--dry-run")
    off = {"ENABLE_RECOGNITION_CACHE": "false"}
    assert "as before" not in ask(school, PHONE, "--dry-run", **off)


def test_what_a_model_said_is_known_by_other_words_too(school: Path) -> None:
    operation = {"op": "add_field", "entity": "Student", "name": "phone", "type": "string(30)?"}
    remove = {"op": "remove_field", "entity": "Student", "name": "email"}
    wish = "Please add a way to call students: their phone"
    drop = "please delete whatever email students have"
    with ModelServer([say(json.dumps([one])) for one in (operation, remove, remove)]) as served:
        ask(school, wish, code=1, **served.environ)
        assert "as before" in ask(school, wish, code=1, **served.environ)
        other = "add a  way to call STUDENTS: their phone"
        assert "as other words for it" in ask(school, other, code=1, **served.environ)
        assert len(served.requests) == 1
        # What takes values away is understood anew in other words.
        ask(school, drop, code=1, **served.environ)
        assert "as other words" not in ask(school, f"{drop}!", code=1, **served.environ)
        assert len(served.requests) == 3
