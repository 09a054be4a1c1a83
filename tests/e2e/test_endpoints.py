"""Endpoints in the application that comes out: its own tests, types, refusals and races."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from tests.cli import baesc
from tests.e2e.serving import python, served
from tests.model_server import ModelServer
from tests.postgresql import postgresql

SPEC = """\
entity: Student
fields:
  name: string(100)
  class: enum(first, last)?
  status: enum(active, suspended, graduated)
  points: {type: integer, min: 0, default: 0}
  gpa: decimal(3,2)?
  joined: {type: date, default: today}
  initial: {type: string(200), computed: "name + '!'"}
relations:
  advisor: Teacher?
rules:
  - check: status != 'graduated' or points >= 100
    message: A graduate has 100 points.
endpoints:
  promote:
    text: Graduates an active student.
    takes: {remark: string(200)?, grade: "decimal(3,2)?", on: date?, kind: "enum(plain, honours)"}
    gives: {message: string, kind: "enum(plain, honours)", grade: "decimal(3,2)?", at: datetime}
    changes: [status, gpa, class, advisor_id]
    examples:
      - row: {name: Ada, status: active, points: 180, class: first}
        takes: {kind: honours, grade: 3.5}
        gives: {message: Ada!, kind: honours, grade: 3.5, at: 2026-01-15T00:00:00Z}
        changes: {status: graduated, gpa: 3.5, class: null, advisor_id: null}
      - row: {status: suspended}
        takes: {kind: plain}
        refuses: active
  suspend:
    text: Suspends an active student.
    changes: [status]
  summary:
    text: How many students there are, and the mean of their grade points.
    on: all
    method: get
    gives: {count: integer, mean: "decimal(4,2)?"}
    examples:
      - rows: [{gpa: 3}, {gpa: 2}, {}]
        gives: {count: 3, mean: 2.5}
---
entity: Teacher
fields: {name: string(40)}
endpoints:
  rename:
    text: Gives a teacher another name.
    takes: {name: string(100)}
    changes: [name]
    examples:
      - row: {name: Ada}
        takes: {name: Eve}
        changes: {name: Eve}
"""
# Tests of pages, run beside those that the application has.
PAGES = """\
from tests.test_ui import start

STUDENTS = "ui/pages/student_management.py"


def opened(api, **more):
    row = api.post("/students", json={"name": "Ada", "status": "active", **more}).json()
    at = start(STUDENTS)
    at.session_state["open"] = ("edit", row["id"])
    return row["id"], at.run()


def ask(at, form, **typed):
    for name, value in typed.items():
        at.get_by_key(f"students_{form}_{name}").set_value(value)
    at.button(f"students_{form}_ask").click().run()
    assert not at.exception
    return at


def test_a_row(api):
    number, at = opened(api, points=120)
    form = f"promote_{number}_0"
    at = ask(at, form)
    assert at.error[0].title == "Some values are not valid"
    assert "Kind" in at.error[0].value
    at = ask(at, form, kind="plain", grade=3.25)
    assert not at.error
    assert "Ada" in at.success[0].value and "3.25" in at.success[0].value
    assert api.get(f"/students/{number}").json()["status"] == "graduated"
    assert at.dataframe[0].value["status"][0] == ["Graduated"]


def test_a_refusal(api):
    number, at = opened(api, points=99)
    at = ask(at, f"promote_{number}_0", kind="plain")
    assert "A graduate has 100 points" in at.error[0].value.replace("\\\\\\\\", "")
    at = ask(at, f"suspend_{number}_0")
    assert not at.error and at.toast
    number, at = opened(api, status="suspended")
    at = ask(at, f"suspend_{number}_0")
    assert at.error[0].title == "Only an active student can be suspended."
    assert api.get(f"/students/{number}").json()["status"] == "suspended"


def test_all_rows(api):
    api.post("/students", json={"name": "Ada", "status": "active", "gpa": 3})
    at = ask(start(STUDENTS), "summary_None_0")
    assert "**Count** 1" in at.success[0].value
    assert not at.run().success
"""
BODIES = {
    "promote": """\
if student.status != "active":
    raise Refused("Only an active student can graduate.")
return PromoteResult(
    message=student.initial,
    kind=kind,
    grade=grade,
    at=datetime(today.year, today.month, today.day, tzinfo=UTC),
    changes={"status": "graduated", "gpa": grade, "class": None, "advisor_id": None},
)
""",
    "suspend": """\
if student.status != "active":
    raise Refused("Only an active student can be suspended.")
return {"status": "suspended"}
""",
    "summary": """\
grades = []
count = 0
for student in students:
    count += 1
    if student.gpa is not None:
        grades.append(student.gpa)
if not grades:
    return SummaryResult(count=count, mean=None)
mean = sum(grades, Decimal(0)) / len(grades)
return SummaryResult(count=count, mean=mean.quantize(Decimal("0.01"), ROUND_HALF_UP))
""",
    "rename": 'return {"name": name}\n',
}


def answer(messages: list[dict[str, str]]) -> str:
    asked = messages[1]["content"]
    name = next(one for one in BODIES if f"def {one}(" in asked)
    return f"```python\n{BODIES[name]}```"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("endpoints")
    (root / "specs").mkdir()
    (root / "specs/all.yaml").write_text(SPEC)
    (root / "baes.yaml").write_text("project: school\n")
    with ModelServer(answer) as server:
        done = baesc("build", cwd=root, **server.environ)
    assert done.returncode == 0, done.stderr
    return root / "managed_system"


@pytest.mark.slow
def test_its_own_tests_pass(app: Path) -> None:
    done = python(app, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.slow
def test_its_types_are_right(app: Path) -> None:
    done = python(app, "-m", "mypy", "--strict", "app", "tests")
    assert done.returncode == 0, done.stdout
    done = python(app, "-m", "ruff", "check", "--no-cache", ".")
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_its_pages_offer_them(app: Path) -> None:
    tests = app / "tests" / "test_offers.py"
    tests.write_text(PAGES)
    done = python(app, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_offers.py")
    tests.unlink()
    assert done.returncode == 0, done.stdout[-3000:]


def student(api: httpx2.Client, **more: object) -> str:
    row = api.post("/students", json={"name": "Ada", "status": "active", **more})
    assert row.status_code == 201, row.text
    return f"/students/{row.json()['id']}"


@pytest.mark.slow
def test_over_http(app: Path, tmp_path: Path) -> None:
    with served(app, DATABASE_URL=f"sqlite:///{tmp_path / 'one.db'}") as api:
        one = student(api, points=120)
        done = api.post(f"{one}/promote", json={"kind": "plain", "grade": 3.25})
        assert done.status_code == 200, done.text
        assert done.json()["message"] == "Ada!"
        after = api.get(one).json()
        assert (after["status"], after["gpa"]) == ("graduated", 3.25)
        refused = api.post(f"{one}/promote", json={"kind": "plain"})
        assert refused.status_code == 409
        assert refused.json()["detail"] == "Only an active student can graduate."
        # What it decides is checked like any other change.
        poor = student(api, points=99)
        refused = api.post(f"{poor}/promote", json={"kind": "plain"})
        assert refused.status_code == 422, refused.text
        assert "A graduate has 100 points." in refused.text
        assert api.get(poor).json()["status"] == "active"
        teacher = api.post("/teachers", json={"name": "Bob"}).json()["id"]
        refused = api.post(f"/teachers/{teacher}/rename", json={"name": "x" * 60})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "name"
        assert api.post(f"/teachers/{teacher}/rename", json={"name": "Eve"}).json()["name"] == "Eve"
        assert api.post(f"{one}/promote", json={"kind": "other"}).status_code == 422
        assert api.get("/students/all/summary").json() == {"count": 2, "mean": 3.25}
        wrong = api.get(f"{one}/promote")
        assert (wrong.status_code, wrong.headers["allow"]) == (405, "POST")


def race(api: httpx2.Client) -> Counter[int]:
    one = student(api)

    def suspend(_: int) -> int:
        return api.post(f"{one}/suspend").status_code

    with ThreadPoolExecutor(20) as pool:
        return Counter(pool.map(suspend, range(30)))


@pytest.mark.slow
def test_one_of_many_wins_on_sqlite(app: Path, tmp_path: Path) -> None:
    with served(app, DATABASE_URL=f"sqlite:///{tmp_path / 'race.db'}") as api:
        assert race(api) == {200: 1, 409: 29}


@pytest.mark.slow
def test_one_of_many_wins_on_postgresql(app: Path, tmp_path: Path) -> None:
    with (
        postgresql() as url,
        served(app, DATABASE_URL=url) as api,
    ):
        assert race(api) == {200: 1, 409: 29}
