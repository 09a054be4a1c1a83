"""Functions in words, through the real command and a server that speaks the real protocol."""

import json
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from baesc.knowledge.holes import answers
from baesc.knowledge.tokens import count
from tests.cli import baesc, environment, report, tree
from tests.holes import contract
from tests.model_server import ModelServer, hang

SPEC = """\
entity: Student
fields:
  name: string(100)
  status: enum(active, suspended, graduated)
  credits: {type: integer, min: 0, default: 0}
endpoints:
  promote:
    text: Graduates an active student with at least 180 credits.
    gives: {message: string}
    changes: [status]
    examples:
      - row: {name: Ada, status: active, credits: 180}
        gives: {message: Ada has graduated}
        changes: {status: graduated}
      - row: {status: active, credits: 179}
        refuses: credits
"""
RIGHT = """\
def promote(student: StudentValues, *, today: date) -> PromoteResult:
    if student.status != "active":
        raise Refused("Only an active student can graduate.")
    if student.credits < 180:
        raise Refused("A graduate needs 180 credits.")
    return PromoteResult(
        message=f"{student.name} has graduated", changes={"status": "graduated"}
    )
"""
MODULE = "managed_system/app/logic/student.py"


def fenced(code: str) -> str:
    return f"```python\n{code}```"


def function(body: str) -> str:
    head = "def promote(student: StudentValues, *, today: date) -> PromoteResult:\n"
    return fenced(head + textwrap.indent(textwrap.dedent(body).strip("\n") + "\n", "    "))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/student.yaml").write_text(SPEC)
    (tmp_path / "baes.yaml").write_text(
        "project: school\nmodel: {max_attempts: 3, max_tokens_per_build: 1000000}\n"
        "sandbox: {seconds: 1, memory_mb: 128}\n"
    )
    return tmp_path


def build(project: Path, server: ModelServer, *arguments: str) -> tuple[int, str]:
    done = baesc("build", *arguments, cwd=project, **server.environ)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_an_answer_is_asked_for_once_and_pinned(project: Path) -> None:
    with ModelServer([fenced(RIGHT)]) as server:
        code, said = build(project, server)
        assert code == 0, said
        assert len(server.requests) == 1
    assert "if student.credits < 180:" in (project / MODULE).read_text()
    before = tree(project / "managed_system")
    (project / MODULE).unlink()
    for path in (project / ".baesc").rglob("*"):
        if path.is_file():
            path.unlink()
    done = baesc("build", "--frozen", cwd=project)
    assert done.returncode == 0, done.stderr
    assert tree(project / "managed_system") == before


# Each of them is refused, and none of them does what it tries.
MALICIOUS = {
    "imports os": "import os\nos.system('touch CANARY')",
    "imports os outside": None,
    "opens a file": "open('CANARY', 'w')",
    "opens a socket": "import socket\nsocket.create_connection(('127.0.0.1', PORT))",
    "endless loop": "while True:\n    pass",
    "long loop": "for _ in range(10**12):\n    pass\nreturn PromoteResult(message='', changes={})",
    "takes a gigabyte": (
        "a = [0] * 1_000_000_000\nreturn PromoteResult(message=str(len(a)), changes={})"
    ),
    "answers too much": "return PromoteResult(message='x' * 50_000_000, changes={})",
    "wrong type": "return 5",
    "wrong type inside": "return PromoteResult(message=5, changes={})",
    "changes too much": "return PromoteResult(message='a', changes={'credits': 5})",
    "dunders": "return ().__class__.__base__.__subclasses__()",
    "dunders in a format": "return '{0.__class__}'.format(student)",
    "type": "return type('X', (), dict())",
    "getattr": "return getattr(student, 'na' + 'me')",
    "eval": "return eval('1')",
    "lambda": "return (lambda: open('CANARY', 'w'))()",
    "generator": "return [one.gi_frame for one in (x for x in 'a')]",
    "recursion": "return promote(student, today=today)",
    "global state": "global promote\npromote = None\nreturn None",
    "mutates": "student.name = 'x'\nreturn PromoteResult(message='', changes={})",
    "default that runs": None,
    "decorator that runs": None,
    "forks": "import os\nwhile True:\n    os.fork()",
    "leaves the function": None,
}


def malicious(name: str, canary: Path, port: int) -> str:
    body = MALICIOUS[name]
    if body is not None:
        return function(body.replace("CANARY", str(canary)).replace("PORT", str(port)))
    text = {
        "imports os outside": f"import os\nos.system('touch {canary}')\n{RIGHT}",
        "default that runs": RIGHT.replace("today: date", f"today: date = open('{canary}', 'w')"),
        "decorator that runs": f"@open('{canary}', 'w')\n{RIGHT}",
        "leaves the function": f"return None\nopen('{canary}', 'w')\n",
    }[name]
    return fenced(text)


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def test_nothing_malicious_runs_or_is_written(project: Path, tmp_path: Path, port: int) -> None:
    """One build with an endpoint for each bad answer: all are refused, and nothing is touched."""
    canary = tmp_path / "canary"
    names = list(MALICIOUS)
    spec, _, endpoint = SPEC.partition("  promote:\n")
    parts = [f"  promote_{at}:\n{endpoint}" for at in range(len(names))]
    (project / "specs/student.yaml").write_text(spec + "".join(parts))
    text = (project / "baes.yaml").read_text().replace("max_attempts: 3", "max_attempts: 1")
    (project / "baes.yaml").write_text(text)
    listening = socket.create_server(("127.0.0.1", port))
    listening.settimeout(0.1)

    def answer(messages: list[dict[str, str]]) -> str:
        asked = messages[1]["content"]
        at = next(at for at in range(len(names)) if f"def promote_{at}(" in asked)
        text = malicious(names[at], canary, port)
        return text.replace("promote", f"promote_{at}").replace("Promote", f"Promote{at}")

    with listening, ModelServer(answer) as server:
        code, said = build(project, server)
        with pytest.raises(TimeoutError):
            listening.accept()
    assert code == 1
    for at, name in enumerate(names):
        assert f"`Student.endpoints.promote_{at}`, and no answer was right" in said, (name, said)
    assert not canary.exists()
    assert not (project / "managed_system").exists()
    assert not (project / "baes.lock").exists()


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("", "no text"),
        ("I would write it like this.", "no fenced block"),
        (f"{fenced(RIGHT)}\n{fenced(RIGHT)}", "2 fenced blocks"),
        (f"```python\n{RIGHT}", "has no end"),
        (fenced("\n"), "is empty"),
        (fenced("def promote(student):\n    return 1\n"), "the signature is not"),
        (fenced("def other() -> None:\n    return None\n"), "does not define `promote`"),
        (fenced("def promote(:\n"), "does not parse"),
        (fenced("<html></html>\n"), "does not parse"),
        ("```\nWrite the Python 3.11 function of a business application that\n```", "not parse"),
    ],
)
def test_answers_of_another_form_are_refused(answer: str, fault: str) -> None:
    block = answers.fenced(answer)
    said = block.fault or answers.body_of(contract(SPEC), block.code).fault
    assert fault in said or (fault == "no text" and "empty" in said)


def test_one_hole_is_patched_for_few_tokens(project: Path) -> None:
    wrong = RIGHT.replace("< 180", "< 18")
    with ModelServer([fenced(wrong), fenced(RIGHT)]) as server:
        done = baesc("build", "--format", "json", cwd=project, **server.environ)
        assert done.returncode == 0, done.stderr
        _, second = server.requests
    assert [one["role"] for one in second.messages] == ["system", "user", "assistant", "user"]
    assert "example 2: must refuse with `credits`" in second.question
    sent = sum(count(one["content"]).tokens for one in second.messages)
    assert sent + count(fenced(RIGHT)).tokens < 700


def test_the_whole_is_asked_for_at_last_and_then_it_is_said(project: Path) -> None:
    wrong = fenced(RIGHT.replace("< 180", "< 18"))
    with ModelServer([wrong, wrong, wrong]) as server:
        code, said = build(project, server)
        assert code == 1
        assert len(server.requests) == 3
        assert [len(one.messages) for one in server.requests] == [2, 4, 2]
        assert "An earlier answer was refused" in server.requests[2].question
        assert "BAE316" in said
        assert "asked 3 times about `Student.endpoints.promote`" in said
        # The next build replays it, for nothing, and ends in the same failure.
        again = build(project, server)
        assert again == (code, said)
        assert len(server.requests) == 3
    assert not (project / MODULE).exists()


def test_without_smart_retry_the_whole_is_asked_for(project: Path) -> None:
    wrong = RIGHT.replace("< 180", "< 18")
    with ModelServer([fenced(wrong), fenced(RIGHT)]) as server:
        environ = {**server.environ, "ENABLE_SMART_RETRY": "false"}
        done = baesc("build", cwd=project, **environ)
        assert done.returncode == 0, done.stderr
        assert [len(one.messages) for one in server.requests] == [2, 2]
        assert "An earlier answer was refused" in server.requests[1].question


GREET = """\
  greet:
    text: Greets a student by name.
    gives: {message: string}
    changes: [credits]
"""


def test_each_answer_is_pinned_when_it_is_accepted(project: Path) -> None:
    (project / "specs/student.yaml").write_text(SPEC + GREET)
    greet = (
        "def greet(student: StudentValues, *, today: date) -> GreetResult:\n"
        '    return GreetResult(message=f"Hello, {student.name}", changes={"credits": 1})\n'
    )
    with ModelServer(
        lambda messages: fenced(greet) if "def greet" in messages[1]["content"] else hang()
    ) as server:
        command = [sys.executable, "-m", "baesc", "build"]
        process = subprocess.Popen(
            command, cwd=project, env=environment(**server.environ), stderr=subprocess.DEVNULL
        )
        lock, until = project / "baes.lock", time.monotonic() + 30
        while not lock.exists() and time.monotonic() < until:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
        prompt = next(one.question for one in server.requests if "def greet" in one.question)
    # What a result has to hold is said, examples or not.
    assert "GreetResult: dataclass, by keywords: message str, changes GreetChanges\n" in prompt
    assert "Student.endpoints.greet:" in lock.read_text()
    # The lockfile is enough, on another machine too.
    shutil.rmtree(project / ".baesc")
    with ModelServer([fenced(RIGHT)]) as server:
        code, said = build(project, server)
        assert code == 0, said
        assert "def promote" in server.requests[0].question


def test_an_edited_answer_is_checked(project: Path) -> None:
    with ModelServer([fenced(RIGHT)]) as server:
        assert build(project, server)[0] == 0
    lock = project / "baes.lock"
    lock.write_text(lock.read_text().replace("< 180", "< 18"))
    done = baesc("build", cwd=project)
    assert done.returncode == 1
    assert "baes.lock:" in done.stderr
    assert "must refuse with `credits`" in done.stderr
    lock.write_text(lock.read_text().replace("< 18:", "<= 179:"))
    done = baesc("build", "--offline", cwd=project)
    assert done.returncode == 0, done.stderr
    assert "student.credits <= 179" in (project / MODULE).read_text()


def test_what_has_no_answer_is_left_out(project: Path) -> None:
    done = baesc("build", "--offline", cwd=project)
    assert done.returncode == 1
    assert "BAE315" in done.stderr
    assert "Student.endpoints.promote" in done.stderr
    assert (project / "managed_system/app/models/student.py").exists()
    assert not (project / MODULE).exists()
    found = report(project, "--dry-run")
    assert any(one["code"] == "BAE314" for one in found["diagnostics"])


PERMISSIONS = """\
entity: Note
fields: {title: string(60)}
permissions: {read: [any], write: [clerk]}
"""


def test_a_whole_file_is_asked_for_where_no_template_makes_it(project: Path) -> None:
    (project / "specs/student.yaml").write_text(PERMISSIONS)
    done = baesc("build", cwd=project)
    assert "BAE301" in done.stderr
    # Where a model is set it is no fault of the templates, and all that is missing is listed.
    done = baesc("check", cwd=project, OPENAI_MODEL="small")
    assert (done.returncode, "BAE301" in done.stderr) == (0, False), done.stderr
    assert "note[BAE315]: this file (and 5 more) has no answer yet" in done.stderr
    done = baesc("build", "--frozen", cwd=project)
    assert done.stderr.count("error[BAE313]") == 6

    def answer(messages: list[dict[str, str]]) -> str:
        base = messages[1]["content"].split("```\n")[1]
        return f"```\n{base}```"

    with ModelServer(answer) as server:
        code, said = build(project, server)
        assert code == 0, said
        asked = [one.question.split("`")[1] for one in server.requests]
    assert "app/models/note.py" in asked
    text = (project / "managed_system/app/models/note.py").read_text()
    assert text.startswith("# Generated by baesc from specs/student.yaml")
    done = baesc("build", "--frozen", cwd=project)
    assert done.returncode == 0, done.stderr


def test_without_templates_each_file_is_asked_for_with_what_it_is_about(project: Path) -> None:
    done = baesc("build", "--emit", "prompts", cwd=project, ENABLE_TEMPLATES="false")
    assert done.returncode == 0, done.stderr
    prompts = {one.split(":", 1)[0]: one for one in done.stdout.split("=== files.")[1:]}
    # The names of the spec, not what templates make of them.
    assert '"name":"credits","type":"integer"' in prompts["app/models/student.py"]
    assert '"credits":"integer"' in prompts["app/main.py"]
    assert "# Database standards" in prompts["app/models/student.py"]
    assert "# Front end standards" in prompts["streamlit_app.py"]
    assert str(project) not in done.stdout


def test_a_rejected_file_is_asked_for_again_and_then_refused(project: Path) -> None:
    (project / "specs/student.yaml").write_text(PERMISSIONS)

    def answer(messages: list[dict[str, str]]) -> str:
        base = messages[1]["content"].split("```\n")[1]
        if "`app/models/note.py`" not in messages[1]["content"]:
            return f"```\n{base}```"
        return f"```\nimport subprocess\n{base}```"

    with ModelServer(answer) as server:
        code, said = build(project, server)
        asked = [
            one for one in server.requests if "app/models/note.py" in one.messages[1]["content"]
        ]
    assert code == 1
    assert len(asked) == 3
    assert "`subprocess` is not imported in applications" in said
    assert not (project / "managed_system").exists()


def test_what_a_rule_can_mend_itself_is_not_asked_for_again(project: Path) -> None:
    spec = PERMISSIONS.replace("title: string(60)", "title: string(60) unique")
    (project / "specs/student.yaml").write_text(spec)
    path = "app/models/note.py"

    def answer(messages: list[dict[str, str]]) -> str:
        base = messages[1]["content"].split("```\n")[1]
        return f"```\n{base.replace(', unique=True', '')}```"

    with ModelServer(answer) as server:
        done = baesc("build", "--format", "json", cwd=project, **server.environ)
        asked = [one for one in server.requests if f"`{path}`" in one.messages[1]["content"]]
        assert done.returncode == 0, done.stdout
    # The model left it out, a rule missed it and put it in, and nobody was asked twice.
    assert len(asked) == 1
    assert "unique=True" in asked[0].question
    assert "unique=True" in (project / "managed_system" / path).read_text()
    figures = json.loads(done.stdout)["figures"]["asked"]
    assert figures["patched"] == 1
    assert figures["saved"] > 200
    # The mended answer is the one that is pinned.
    entry = (project / "baes.lock").read_text().partition(f"files.{path}:")[2]
    assert "unique=True" in entry.partition("seal:")[0]


def judged(project: Path, word: str) -> tuple[int, str, int]:
    """Build with everything left to a judge that always says the same."""

    def answer(messages: list[dict[str, str]]) -> str:
        if "You judge one generated file" in messages[0]["content"]:
            return word
        return fenced(RIGHT)

    with ModelServer(answer) as server:
        environ = {**server.environ, "ENABLE_CONFIDENCE_VALIDATION": "false"}
        done = baesc("build", cwd=project, **environ)
        times = sum("You judge" in one.messages[0]["content"] for one in server.requests)
        again = baesc("build", cwd=project, **environ)
        assert again.returncode == done.returncode
        assert sum("You judge" in one.messages[0]["content"] for one in server.requests) == times
    return done.returncode, done.stderr, times


def test_all_files_go_to_the_judge_where_rules_may_not_decide(project: Path) -> None:
    code, said, count = judged(project, "approve")
    assert code == 0, said
    assert count > 30
    # Nobody else can check a verdict, so one that was changed by hand is none.
    lock = project / "baes.lock"
    pinned = lock.read_text()
    start, name, rest = pinned.partition("  verdicts.app/models/student.py:")
    assert name
    rest = rest.replace("answer: approve", "answer: 'reject 1: no'", 1)
    lock.write_text(start + name + rest)
    done = baesc("build", "--frozen", cwd=project, ENABLE_CONFIDENCE_VALIDATION="false")
    assert done.returncode == 1
    assert "changed by hand" in done.stderr
    # What the judge said is remembered, and put right.
    assert judged(project, "approve")[0] == 0
    assert "reject 1" not in lock.read_text()


def test_what_the_judge_refuses_is_not_written(project: Path) -> None:
    code, said, _ = judged(project, "reject 1: the first line is wrong")
    assert code == 1
    assert "BAE351" in said
    assert "the judge refuses the file: the first line is wrong" in said
    assert not (project / "managed_system").exists()


def test_a_judge_that_says_anything_else_decides_nothing(project: Path) -> None:
    text = (project / "baes.yaml").read_text().replace("max_attempts: 3", "max_attempts: 1")
    (project / "baes.yaml").write_text(text)
    code, said, _ = judged(project, "Looks good to me! approve")
    assert code == 1
    assert "not one line of the form" in said
    assert not (project / "managed_system").exists()
