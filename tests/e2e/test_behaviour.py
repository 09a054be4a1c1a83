"""Behaviour: two applications are the same when a client cannot tell them apart."""

import os
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from time import monotonic, sleep

import pytest

from baesc.effects.behaviour import behaves
from baesc.proof.projects import Project, Workshop
from tests.cli import REPOSITORY
from tests.render_tree import library

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="applications are booted on Linux alone"
)

SPEC = """
entity: Teacher
fields:
  name: string(100) index
  email: email unique
---
entity: Course
fields:
  title: {type: string(150), min_length: 2}
  level: enum(beginner, advanced)
  credits: {type: integer, min: 1, max: 30, default: 5}
  begins: {type: "datetime?", min: "2000-01-01T00:00:00Z"}
relations:
  teacher: {to: Teacher, on_delete: restrict}
  readers: {to: Teacher, kind: many_to_many, inverse: readings}
---
entity: Note
fields:
  text: text(400)?
relations:
  course: {to: Course, on_delete: cascade}
"""
COURSE_ROUTES = "app/routes/course_routes.py"
FAULTS = [
    (COURSE_ROUTES, "status_code=201", "status_code=200"),
    (COURSE_ROUTES, "dependencies=[Depends(require_key)]", "dependencies=[]"),
    (COURSE_ROUTES, "search=(Course.title,)", "search=()"),
    ("app/crud.py", "delete(self.model).where(self.model.id == row_id)", "delete(self.model)"),
    ("app/crud.py", "removed = session.scalar", "removed = 1; session.scalar"),
    ("app/crud.py", "            session.expunge_all()\n", "            pass\n"),
    ("app/crud.py", "except StaleDataError", "except ZeroDivisionError"),
    ("app/crud.py", '("=", "+", "-", "@"', '("=", "+", "@"'),
    ("app/crud.py", "row.updated_at = utc_now()", "pass"),
    ("app/schemas/course.py", "le=30", "le=31"),
    ("app/schemas/course.py", "ge=1, le=30", "gt=1, le=30"),
    ("app/schemas/course.py", "ge=datetime(2000, 1, 1", "ge=datetime(2000, 1, 2"),
    ("app/schemas/base.py", "le=200", "le=199"),
    ("app/models/teacher.py", "unique=True", "unique=False"),
    ("app/models/teacher.py", ", index=True", ""),
    ("app/models/course.py", "BETWEEN 1 AND 30", "BETWEEN 1 AND 31"),
    ("app/models/course.py", 'ondelete="RESTRICT"', 'ondelete="CASCADE"'),
    ("app/models/note.py", 'ondelete="CASCADE"', 'ondelete="RESTRICT"'),
    ("app/database/connection.py", "foreign_keys = ON", "foreign_keys = OFF"),
    ("app/errors.py", "return _answer(409, exc.problem)", "return _answer(400, exc.problem)"),
    ("app/errors.py", '"Something went wrong on the server"', "str(exc)"),
    ("app/security.py", "HTTPException(401", "HTTPException(403"),
    ("app/config.py", "8100", "8101"),
    ("app/database/schema.sql", "NOT NULL", ""),
    ("app/main.py", "        prepare(engine)\n", "        prepare(\n"),
]
ENDLESS = "\nwhile True:\n    pass\n"


@cache
def project() -> Project:
    return Workshop(library()).project(SPEC)


def changed(path: str, before: str, after: str) -> str:
    text = project().texts[path]
    assert before in text
    return text.replace(before, after, 1)


@pytest.mark.parametrize("path", ["app/crud.py", "app/models/course.py", "app/database/schema.sql"])
def test_an_application_behaves_as_itself(path: str) -> None:
    assert behaves(project(), path, project().texts[path]) is True


@pytest.mark.parametrize(("path", "before", "after"), FAULTS)
def test_a_fault_shows(path: str, before: str, after: str) -> None:
    assert behaves(project(), path, changed(path, before, after)) is False


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("app/crud.py", "Change the given fields of one row", "Do something to one row"),
        (COURSE_ROUTES, '"""List courses."""', '"""Give some courses."""'),
        ("app/models/course.py", "class Course(Base):\n", "class Course(Base):\n    # A remark.\n"),
        ("app/database/schema.sql", "CREATE TABLE", "-- A remark.\nCREATE   TABLE"),
    ],
)
def test_other_words_are_no_fault(path: str, before: str, after: str) -> None:
    assert behaves(project(), path, changed(path, before, after)) is True


def test_another_name_of_a_local_is_no_fault() -> None:
    text = project().texts["app/crud.py"]
    assert "wanted" in text
    assert behaves(project(), "app/crud.py", text.replace("wanted", "sought")) is True


def test_another_order_of_functions_is_no_fault() -> None:
    text = project().texts[COURSE_ROUTES]
    start, *operations = text.split("\n\n\n@")
    swapped = [operations[-1].rstrip("\n"), *operations[1:-1], operations[0] + "\n"]
    assert behaves(project(), COURSE_ROUTES, "\n\n\n@".join([start, *swapped])) is True


@pytest.mark.parametrize(
    "added",
    [
        ENDLESS,
        "\nimport os\nos._exit(0)\n",
        "\nraise SystemExit(0)\n",
        "\nprint('x' * 3_000_000)\n",
        "\nx = 'x' * 10_000_000_000\n",
        "\nimport os\nif os.fork():\n    raise ValueError\nelse:\n    while True:\n        pass\n",
    ],
)
def test_what_runs_wild_is_stopped(
    added: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    text = project().texts["app/security.py"] + added
    assert behaves(project(), "app/security.py", text, seconds=6) is False
    assert list(tmp_path.glob("baesc-*/*")) == []


def test_a_request_without_an_end_is_stopped() -> None:
    text = changed(
        "app/crud.py", "row = self.model()\n", "row = self.model()\n        while 1: pass\n"
    )
    assert behaves(project(), "app/crud.py", text, seconds=6) is False


SCRIPT = """
import sys
from tests.e2e.test_behaviour import ENDLESS, project
from baesc.effects import behaviour
if sys.argv[1] == "bare":
    sys.modules["fastapi"] = None
path = "app/security.py"
text = project().texts[path]
print(behaviour.behaves(project(), path, text), flush=True)
if sys.argv[1] == "endless":
    behaviour.behaves(project(), path, text + ENDLESS, seconds=300)
"""


def start(kind: str, folder: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "TMPDIR": str(folder), "PYTHONPATH": str(REPOSITORY)}
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, kind],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def alive(folder: Path) -> list[str]:
    """Return the processes that were started with this temporary folder."""
    found = []
    for one in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"TMPDIR={folder}\0".encode() in one.read_bytes():
                found.append(one.parent.name)
        except OSError:
            continue
    return found


def nothing_is_left(folder: Path) -> bool:
    until = monotonic() + 20
    while monotonic() < until and (alive(folder) or list(folder.iterdir())):
        sleep(0.1)
    return not alive(folder) and not list(folder.iterdir())


def test_nothing_is_left_at_the_end(tmp_path: Path) -> None:
    with start("once", tmp_path) as running:
        told = running.communicate()[0]
    assert told == "True\n"
    assert nothing_is_left(tmp_path)


def test_nothing_is_left_by_a_process_that_is_killed(tmp_path: Path) -> None:
    with start("endless", tmp_path) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "True\n"
        assert list(tmp_path.iterdir())
        running.send_signal(signal.SIGKILL)
    assert nothing_is_left(tmp_path)


def test_without_the_libraries_of_applications_nothing_is_seen(tmp_path: Path) -> None:
    with start("bare", tmp_path) as running:
        told = running.communicate()[0]
    assert told == "None\n"
