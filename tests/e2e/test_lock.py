"""Rules in words: asked once, checked, pinned in baes.lock, and never asked again."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from baesc.cli.main import run
from tests.cli import environment
from tests.model_server import Messages, ModelServer, Script, fail, hang, say, wrong_key

STUDENT = """
entity: Student
fields:
  name: string(100)
  birth_date: date
  credits: integer
  missing: {type: integer, computed: {text: "180 less the credits."}}
rules:
  - text: A student is at least 16 years old.
  - text: A student has at most 180 credits.
  - text: The name has at least 2 characters.
"""
COURSE = """
entity: Course
fields:
  title: string(100)
  seats: integer
rules:
  - text: A course has between 1 and 30 seats.
"""
RIGHT = {
    "16 years": "birth_date <= today - years(16)",
    "180 credits": "credits <= 180",
    "2 characters": "len(name) >= 2",
    "180 less": "180 - credits",
    "30 seats": "1 <= seats <= 30",
}


def answers(messages: Messages, **other: str) -> str:
    """Answer all numbers of the first question, and of later ones those that are asked again."""
    first = messages[1]["content"].splitlines()
    asked = dict(re.match(r"(\d+) [^:]*: (.*)", one).groups() for one in first if one[0].isdigit())
    last = messages[-1]["content"].splitlines() if len(messages) > 2 else first
    numbers = [one.split(":")[0].split()[0] for one in last if one[0].isdigit()]
    return "\n".join(
        f"{number}: {answer}"
        for number in numbers
        for key, answer in {**RIGHT, **other}.items()
        if key in asked[number]
    )


@dataclass
class Project:
    """A project on disk, and baesc run on it in this process."""

    root: Path
    capsys: pytest.CaptureFixture[str]
    err: str = ""
    out: str = ""

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def baesc(self, *arguments: str) -> int:
        self.capsys.readouterr()
        code = run(["-C", str(self.root), *arguments])
        self.out, self.err = self.capsys.readouterr()
        return code

    def settle(self, *arguments: str) -> int:
        return self.baesc("build", "--stop-after", "settle", *arguments)

    @property
    def lock(self) -> Path:
        return self.root / "baes.lock"

    def names(self) -> list[str]:
        return re.findall(r"^  (\S+):$", self.lock.read_text(), re.MULTILINE)


@pytest.fixture
def project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Project:
    for name in [one for one in os.environ if one.startswith("OPENAI_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.chdir(tmp_path)
    one = Project(tmp_path, capsys)
    one.write("baes.yaml", "project: school\n")
    one.write("specs/course.yaml", COURSE)
    return one


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Return a function that starts a scripted model and points baesc at it."""
    started: list[ModelServer] = []

    def start(script: Script) -> ModelServer:
        server = ModelServer(script).__enter__()
        started.append(server)
        for name, value in server.environ.items():
            monkeypatch.setenv(name, value)
        return server

    yield start
    for server in started:
        server.__exit__(None, None, None)


def test_asked_once_then_pinned(project, serve) -> None:
    server = serve(answers)
    assert project.settle() == 0, project.err
    assert "Course.rules.has_between_1_and_30_seats: A course has between" in project.out
    assert "means: the seats is at least 1 and at most 30" in project.out
    text = project.lock.read_text()
    assert "    answer: 1 <= seats <= 30\n" in text
    assert "    model: scripted\n" in text
    assert "scripted-0123" not in text  # the key
    assert len(server.requests) == 1
    assert project.settle() == 0
    assert "means" not in project.out
    assert len(server.requests) == 1
    assert project.lock.read_text() == text
    # Another model in the settings asks nothing anew.
    os.environ["OPENAI_MODEL"] = "another"
    assert project.settle() == 0
    assert len(server.requests) == 1
    assert project.baesc("lock") == 0
    assert "1 answer" in project.out
    assert "at least 1 and at most 30" in project.out


def test_one_call_for_an_entity_with_all_that_it_says_in_words(project, serve) -> None:
    project.write("specs/student.yaml", STUDENT)
    wrong = {"180 less": "credits - 180"}
    server = serve(lambda messages: answers(messages, **wrong))
    project.settle()
    about = {one.messages[1]["content"].splitlines()[-1][:9]: one for one in server.requests}
    assert len(server.requests) >= 2
    assert len([one for one in server.requests if len(one.messages) == 2]) == 2, about
    assert [one for one in project.names() if one.startswith("Student.rules")] == sorted(
        ["Student.rules.has_at_most_180_credits", "Student.rules.is_at_least_16_years_old",
         "Student.rules.name_has_at_least_2_characters"]
    )  # fmt: skip
    # What is pinned is not asked again, though another answer was refused three times.
    assert "BAE316" in project.err
    assert "Student.computed.missing" in project.err
    count = len(server.requests)
    assert project.settle() == 1
    assert "BAE316" in project.err
    assert len(server.requests) == count


def test_three_rules_and_a_value_in_one_small_call(project, serve) -> None:
    (project.root / "specs/course.yaml").unlink()
    project.write("specs/student.yaml", STUDENT)
    server = serve(answers)
    assert project.settle("--format", "json") == 0, project.err
    found = json.loads(project.out)
    assert [one["accepted"] for one in found["questions"]] == [True] * 4
    assert len(server.requests) == 1
    usage = found["figures"]["asked"]["usage"]
    assert usage["tokens_in"] + usage["tokens_out"] <= 900
    assert "answer: 180 - credits\n    says: 180 minus the credits\n" in project.lock.read_text()
    # What the answers have cost is what the call did.
    tokens = re.findall(r"tokens: (\d+) in, (\d+) out", project.lock.read_text())
    assert sum(int(one) for one, _ in tokens) == usage["tokens_in"]
    assert sum(int(one) for _, one in tokens) == usage["tokens_out"]


def test_what_is_wrong_goes_back_and_only_that(project, serve) -> None:
    project.write("specs/course.yaml", COURSE + "  - text: The title has at least 3 characters.\n")
    server = serve(
        [
            say("Sure:\n```\n1: 1 < seats < 30\n2: len(title) >= 3\n```"),
            say("1: 1 <= seat <= 30"),
            say("1) `1 <= seats <= 30`"),
        ]
    )
    assert project.settle() == 0, project.err
    second, third = server.requests[1].question, server.requests[2].question
    assert second.startswith("1: the expression says more than or after 1")
    assert "2:" not in second
    assert "unknown" in third
    assert "did you mean `seats`?" in third
    assert [len(one.messages) for one in server.requests] == [2, 4, 6]
    assert len(project.names()) == 2


def test_three_wrong_answers_are_refused_and_not_paid_for_again(project, serve) -> None:
    server = serve(lambda _messages: "1: seats >= 30")
    assert project.settle() == 1
    assert "error[BAE316]" in project.err
    assert "asked 3 times about `Course.rules.has_between_1_and_30_seats`" in project.err
    assert "specs/course.yaml:7:5" in project.err
    # Only where nobody has given any.
    assert "add examples under `accept` and `reject`, or write it under `check`" in project.err
    assert not project.lock.exists()
    assert len(server.requests) == 3
    told = project.err
    assert project.settle() == 1
    assert project.err == told
    assert len(server.requests) == 3
    # Until it is asked for anew.
    serve(answers)
    assert project.baesc("lock", "--update", "Course.*") in (0, 1)
    assert project.names() == ["Course.rules.has_between_1_and_30_seats"]


def test_without_a_model(project) -> None:
    assert project.settle() == 1
    assert "error[BAE314]" in project.err
    assert "or write it under `check`" in project.err
    assert project.settle("--offline") == 1
    assert "error[BAE315]" in project.err
    assert project.settle("--frozen") == 1
    assert "error[BAE313]" in project.err
    assert "`Course.rules.has_between_1_and_30_seats`" in project.err
    assert project.baesc("build", "--frozen", "--offline") == 2


def test_looking_asks_nobody(project, serve) -> None:
    server = serve(answers)
    assert project.baesc("check") == 0, project.err
    assert "note[BAE315]" in project.err
    assert project.baesc("build", "--dry-run") == 0, project.err
    assert project.baesc("build", "--emit", "prompts") == 0, project.err
    assert project.err == ""
    assert "1 rule of Course: A course has between 1 and 30 seats." in project.out
    assert re.search(r"=== 1 prompt, \d{3} tokens; nothing was sent", project.out)
    assert server.requests == []
    assert not project.lock.exists()


def test_an_edited_answer_is_checked_like_a_new_one(project, serve) -> None:
    server = serve(answers)
    assert project.settle() == 0
    before = project.lock.read_text()
    project.lock.write_text(before.replace("1 <= seats <= 30", "1 <= seats <= 40"))
    assert project.settle() == 1
    assert re.search(r"baes\.lock:\d+:13: error\[BAE317\]", project.err), project.err
    assert "answer: 1 <= seats <= 40" in project.err
    assert "not in the expression" in project.err
    # One that is right is taken, and what the lockfile says of it is put right.
    project.lock.write_text(before.replace("1 <= seats <= 30", "seats >= 1 and seats <= 30"))
    assert project.settle("--frozen") == 0, project.err
    assert "answer: seats >= 1 and" in project.lock.read_text()
    assert project.settle() == 0
    after = project.lock.read_text()
    assert "says: the seats is at least 1 and the seats is at most 30" in after
    assert after != before
    assert len(server.requests) == 1


def test_a_changed_sentence_is_asked_anew_and_the_rest_is_not(project, serve) -> None:
    project.write("specs/course.yaml", COURSE + "  - text: The title has at least 2 characters.\n")
    more = {"2 characters": "len(title) >= 2", "40 seats": "1 <= seats <= 40"}
    server = serve(lambda messages: answers(messages, **more))
    assert project.settle() == 0, project.err
    project.write(
        "specs/course.yaml", (project.root / "specs/course.yaml").read_text().replace("30", "40")
    )
    assert project.settle("--frozen") == 1
    assert project.err.count("error[BAE313]") == 1
    assert project.settle() == 0, project.err
    assert len(server.requests) == 2
    assert "title" not in server.requests[1].question.splitlines()[-1]
    # The answer to the old words is of no use now.
    assert project.settle() == 0
    assert "note[BAE318]" in project.err
    update = ("lock", "--update", "Course.rules.title*", "--prune")
    assert project.baesc(*update) in (0, 1)
    assert "removed Course.rules.has_between_1_and_30_seats" in project.out
    assert len(server.requests) == 3
    assert project.names() == [
        "Course.rules.has_between_1_and_40_seats", "Course.rules.title_has_at_least_2_characters",
    ]  # fmt: skip
    assert project.baesc("lock", "--prune") == 0
    assert "every answer is of use" in project.out


def test_an_answer_stays_until_there_is_a_better_one(project, serve) -> None:
    serve(answers)
    assert project.settle() == 0
    before = project.lock.read_text()
    server = serve(lambda _messages: fail(400, "no"))
    assert project.baesc("lock", "--update", "Course.*") == 1
    assert len(server.requests) == 1
    assert project.lock.read_text() == before
    server = serve(lambda messages: answers(messages, **{"30 seats": "seats >= 1 and seats <= 30"}))
    assert project.baesc("lock", "--update", "Course.*") == 0, project.err
    assert len(server.requests) == 1
    assert "answer: seats >= 1 and seats <= 30" in project.lock.read_text()


def test_a_field_that_no_rule_mentions_changes_nothing(project, serve) -> None:
    server = serve(answers)
    assert project.settle() == 0
    project.write("specs/course.yaml", COURSE.replace("fields:", "fields:\n  room: string"))
    assert project.settle("--frozen") == 0, project.err
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        (lambda text: text.replace("answers:", "<<<<<<< HEAD\nanswers:"), "BAE310", 5),
        (lambda text: text.replace("version: 1", "version: 7"), "BAE311", 4),
        (lambda text: text.replace("    kind: rule\n", ""), "BAE312", 6),
        (lambda text: text.replace("kind: rule", "kind: role"), "BAE312", 7),
        (lambda text: text.replace("    model:", "    module:"), "BAE312", 8),
        (lambda text: text + "\n".join(text.splitlines()[5:]) + "\n", "BAE107", 15),
        (lambda text: text.replace("answers:", "answers: ["), "BAE104", 5),
        (lambda _text: "- 1\n", "BAE312", 1),
        (lambda text: text.replace("in, ", "out, "), "BAE312", 12),
    ],
)
def test_a_broken_lockfile(project, serve, change, code: str, line: int) -> None:
    server = serve(answers)
    assert project.settle() == 0
    project.lock.write_text(change(project.lock.read_text()))
    broken = project.lock.read_text()
    assert project.settle() == 1
    assert f"baes.lock:{line}:" in project.err, project.err
    assert f"error[{code}]" in project.err
    assert project.lock.read_text() == broken
    assert len(server.requests) == 1


def test_nothing_is_asked_after_a_fault_that_all_would_meet(project, serve) -> None:
    project.write("specs/student.yaml", STUDENT)
    server = serve(lambda _messages: wrong_key())
    assert project.settle() == 1
    assert len(server.requests) <= 2
    assert project.err.count("error[") == 1


def test_what_was_accepted_before_a_fault_is_kept(project, serve) -> None:
    project.write("specs/course.yaml", COURSE + "  - text: The title has at least 2 characters.\n")
    server = serve([say("1: 1 <= seats <= 30\n2: len(title) > 2"), fail(400, "no")])
    assert project.settle() == 1
    assert project.names() == ["Course.rules.has_between_1_and_30_seats"]
    assert len(server.requests) == 2
    server = serve([say("1: len(title) >= 2")])
    assert project.settle() == 0, project.err
    assert len(server.requests) == 1
    assert len(project.names()) == 2


def test_what_a_killed_build_has_left_beside_the_lockfile_is_removed(project, serve) -> None:
    serve(answers)
    draft = ".baes.lock.4711.tmp"
    project.write(draft, "version: 1")
    project.write(".baesc/replies/.0f.json.4711.tmp", "{")
    project.write(".other.4711.tmp", "somebody's")
    assert project.settle() == 0
    left = {one.name for one in project.root.rglob("*.tmp")}
    assert left == {".other.4711.tmp"}


def test_an_answer_that_the_lockfile_cannot_take_is_told(project, serve) -> None:
    def script(messages: Messages) -> str:
        project.lock.write_text("<<<<<<< HEAD\n")
        return answers(messages)

    server = serve(script)
    assert project.settle() == 0
    assert "warning[BAE321]" in project.err
    assert "`Course.rules.has_between_1_and_30_seats`" in project.err
    assert project.lock.read_text() == "<<<<<<< HEAD\n"
    # What was answered is kept all the same.
    project.lock.unlink()
    assert project.settle() == 0
    assert "BAE321" not in project.err
    assert project.names() == ["Course.rules.has_between_1_and_30_seats"]
    assert len(server.requests) == 1


def test_a_lock_serves_elsewhere_without_a_network(project, serve, tmp_path: Path) -> None:
    serve(answers)
    assert project.baesc("build") == 0, project.err
    there = tmp_path / "elsewhere"
    (there / "specs").mkdir(parents=True)
    for name in ("baes.yaml", "specs/course.yaml", "baes.lock"):
        (there / name).write_bytes((project.root / name).read_bytes())
    done = without_network(there, "build", "--frozen")
    assert done.returncode == 0, done.stderr
    assert "1 answer from baes.lock" in done.stdout
    assert files(there / "managed_system") == files(project.root / "managed_system")
    assert (there / "baes.lock").read_bytes() == project.lock.read_bytes()


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_without_an_answer_the_rest_is_built(project) -> None:
    project.write("specs/room.yaml", "entity: Room\nfields: {name: string}\n")
    done = without_network(project.root, "build", "--frozen")
    assert (done.returncode, "BAE313" in done.stderr) == (1, True)
    assert not (project.root / "managed_system").exists()
    assert project.baesc("build") == 1
    assert "error[BAE314]" in project.err
    assert not (project.root / "managed_system").exists()
    done = without_network(project.root, "build", "--offline")
    assert (done.returncode, "BAE315" in done.stderr) == (1, True)
    assert done.stderr.count("error[") == 1, done.stderr
    made = files(project.root / "managed_system")
    assert "app/models/room.py" in made
    assert "app/routes/course_routes.py" not in made


def without_network(cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run baesc where touching a socket or importing the SDK ends the process with 99."""
    script = (
        "import sys, os\n"
        "def watch(event, args):\n"
        "    touched = event.startswith('socket.') or (event == 'import' and args[0] == 'openai')\n"
        "    if touched:\n"
        "        os.write(2, repr((event, args)).encode())\n"
        "        os._exit(99)\n"
        "sys.addaudithook(watch)\n"
        "sys.argv[1:] = sys.argv[2:]\n"
        "from baesc.__main__ import main\nmain()\n"
    )
    server = {
        "OPENAI_API_KEY": "sk-x",
        "OPENAI_MODEL": "m",
        "OPENAI_BASE_URL": "http://127.0.0.1:9",
    }
    return subprocess.run(
        [sys.executable, "-c", script, "--", *arguments],
        cwd=cwd,
        env=environment(**server),
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_watch_for_sockets_works(project) -> None:
    assert without_network(project.root, "build", "--stop-after", "settle").returncode == 99


def test_killed_between_two_answers(project, serve) -> None:
    project.write("specs/student.yaml", STUDENT.replace("rules:", "rules:"))

    def script(messages: Messages):
        # Those of Course are answered, those of Student never.
        return answers(messages) if "rule of Course" in messages[1]["content"] else hang()

    server = serve(script)
    command = [sys.executable, "-m", "baesc", "build", "--stop-after", "settle"]
    process = subprocess.Popen(
        command, cwd=project.root, env=environment(**server.environ), stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 30
    while not (project.lock.exists() and len(server.requests) == 2):
        assert time.monotonic() < until
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert project.names() == ["Course.rules.has_between_1_and_30_seats"]
    server = serve(answers)
    project.settle()
    assert all("rule of Course" not in one.messages[1]["content"] for one in server.requests)


def test_the_report_for_programs(project, serve) -> None:
    serve(answers)
    assert project.settle("--format", "json") == 0
    found = json.loads(project.out)
    assert [one["name"] for one in found["meanings"]] == ["Course.rules.has_between_1_and_30_seats"]
    assert project.baesc("lock", "--json") == 0
    (row,) = json.loads(project.out)
    assert row["answer"] == "1 <= seats <= 30"
    assert row["tokens_in"] + row["tokens_out"] < 600
    assert project.baesc("lock", "--update", "Curse.*") == 1
    assert "BAE319" in project.err
