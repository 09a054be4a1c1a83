"""Rules hold when many change rows at the same moment, on SQLite and on PostgreSQL."""

import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.cli import build
from tests.e2e.serving import python, served
from tests.postgresql import postgresql

SPEC = """
entity: Student
fields:
  name: string(100)
  low: integer
  high: integer
rules:
  - check: low + high <= 10
    message: Low and high are at most 10 together.
---
entity: Course
fields:
  title: string(100)
  capacity: {type: integer, min: 0, max: 1000}
---
entity: Enrollment
fields:
  term: string(10)
relations:
  student: {to: Student, inverse: enrollments, on_delete: cascade}
  course: {to: Course, inverse: enrollments}
rules:
  - check: count(e for e in Enrollment if e.student == student and e.term == term) <= 5
    message: A student takes at most 5 courses in a term.
  - check: count(e for e in Enrollment if e.course == course) <= course.capacity
    message: The course is full.
"""
# Makes every chance to come in between a long one.
SLOW = """
from time import sleep

from app import changes, crud
from app.main import app

fill, broken = crud.Crud._fill, changes.Change.broken


def slow_fill(*given):
    sleep(0.01)
    return fill(*given)


def slow_broken(*given):
    found = broken(*given)
    sleep(0.02)
    return found


crud.Crud._fill = slow_fill
changes.Change.broken = slow_broken
"""
MOST = 5
KEYS = "from app.changes import _key; from app.rulebook import RULES; print(*map(_key, RULES[1:]))"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("campus")
    (root / "baes.yaml").write_text("project: campus\nspecs: specs/*.yaml\n")
    (root / "specs").mkdir()
    (root / "specs" / "campus.yaml").write_text(SPEC)
    build(root)
    folder = root / "managed_system"
    (folder / "slow.py").write_text(SLOW)
    return folder


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('rows') / 'rows.db'}"
    else:
        with postgresql() as url:
            yield url


@pytest.fixture(scope="module")
def api(app: Path, database: str) -> Iterator[httpx2.Client]:
    with served(app, "slow", DATABASE_URL=database) as client:
        yield client


def added(api: httpx2.Client, path: str, **body: Any) -> int:
    answer = api.post(path, json=body)
    assert answer.status_code == 201, answer.text
    row_id: int = answer.json()["id"]
    return row_id


def at_once(
    api: httpx2.Client, calls: list[Callable[[httpx2.Client], httpx2.Response]]
) -> list[httpx2.Response]:
    """Make requests at the same moment, each over a connection of its own."""

    def one(call: Callable[[httpx2.Client], httpx2.Response]) -> httpx2.Response:
        with httpx2.Client(
            base_url=api.base_url, headers=api.headers, timeout=60, trust_env=False
        ) as client:
            return call(client)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def enrol(student: int, course: int, term: str = "a") -> Callable[[httpx2.Client], Any]:
    body = {"student_id": student, "course_id": course, "term": term}
    return lambda client: client.post("/enrollments", json=body)


def change(path: str, **body: Any) -> Callable[[httpx2.Client], Any]:
    return lambda client: client.patch(path, json=body)


def race_for_places(api: httpx2.Client) -> list[httpx2.Response]:
    student = added(api, "/students", name="Ada", low=1, high=1)
    courses = [added(api, "/courses", title=f"c{n}", capacity=9) for n in range(50)]
    return at_once(api, [enrol(student, course) for course in courses])


def test_at_most_five_of_fifty(api: httpx2.Client) -> None:
    answers = race_for_places(api)
    assert Counter(one.status_code for one in answers) == {201: MOST, 409: 50 - MOST}
    refused = {one.text for one in answers if one.status_code == 409}
    message = "A student takes at most 5 courses in a term."
    assert all(message in one and '"field":"student_id"' in one for one in refused)
    assert api.get("/enrollments").json()["total"] == MOST


def test_two_changes_of_one_row(api: httpx2.Client) -> None:
    """Each is fine alone, both together are not."""
    rows = [added(api, "/students", name="Ada", low=1, high=1) for _ in range(8)]
    paths = [f"/students/{row}" for row in rows]
    answers = at_once(
        api, [change(path, **one) for path in paths for one in ({"low": 9}, {"high": 9})]
    )
    assert Counter(one.status_code for one in answers) == {200: 8, 422: 8}
    for path in paths:
        row = api.get(path).json()
        assert row["low"] + row["high"] == 10


def test_changes_of_two_entities(api: httpx2.Client) -> None:
    """A place is taken while the places become fewer: one of the two is refused."""
    for n in range(5):
        student = added(api, "/students", name="Ada", low=1, high=1)
        course = added(api, "/courses", title="c", capacity=1)
        path = f"/courses/{course}"
        answers = at_once(api, [enrol(student, course, f"t{n}"), change(path, capacity=0)])
        codes = [one.status_code for one in answers]
        assert codes in ([201, 409], [409, 200])
        found = api.get("/enrollments", params={"course_id": course}).json()["total"]
        assert found <= api.get(path).json()["capacity"]


def test_removals_wait_too(api: httpx2.Client) -> None:
    """Who enrols while the student goes is refused, or goes along."""
    student = added(api, "/students", name="Ada", low=1, high=1)
    courses = [added(api, "/courses", title="c", capacity=1) for _ in range(6)]
    calls = [enrol(student, course) for course in courses]
    answers = at_once(api, [*calls, lambda client: client.delete(f"/students/{student}")])
    assert answers[-1].status_code == 204
    assert {one.status_code for one in answers[:-1]} <= {201, 409}
    found = api.get("/enrollments", params={"student_id": student}).json()["total"]
    assert found == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="PostgreSQL runs on Linux here")
def test_without_the_lock_more_get_in(app: Path, tmp_path: Path) -> None:
    """The race is a real one: what holds is held by the lock."""
    unlocked = tmp_path / "unlocked"
    shutil.copytree(app, unlocked)
    changes = unlocked / "app" / "changes.py"
    text = changes.read_text()
    assert text.count("func.pg_advisory_xact_lock(key)") == 1
    changes.write_text(text.replace("func.pg_advisory_xact_lock(key)", "func.abs(key)"))
    with postgresql() as url, served(unlocked, "slow", DATABASE_URL=url) as client:
        races = (Counter(one.status_code for one in race_for_places(client)) for _ in range(8))
        assert any(race[201] > MOST for race in races)


def test_locks_are_those_of_what_rules_read(app: Path, tmp_path: Path) -> None:
    """Two versions of an application keep each other out, whatever messages they have."""
    worded = SPEC.replace("takes at most 5", "nimmt höchstens 6 \U0001f393" + " Kurse" * 5)
    worded = worded.replace("term) <= 5", "term) <= 6").replace("The course is full.", "Full.")
    (tmp_path / "baes.yaml").write_text("project: campus\nspecs: specs/*.yaml\n")
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "campus.yaml").write_text(worded, "utf-8")
    build(tmp_path)
    before, after = (python(one, "-c", KEYS) for one in (app, tmp_path / "managed_system"))
    assert before.returncode == 0, before.stderr
    keys = [int(one) for one in before.stdout.split()]
    assert len(set(keys)) == 2
    assert all(-(2**63) <= one < 2**63 for one in keys)
    assert after.stdout == before.stdout
