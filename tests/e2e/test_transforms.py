"""Transforms: files made of rows, and rows made of files, by functions in words."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from tests.cli import baesc
from tests.e2e.serving import python, served
from tests.model_server import Messages, ModelServer
from tests.postgresql import postgresql

SPEC = """\
entity: Team
fields: {name: string(40)}
rules:
  - check: count(t for t in teachers) <= 2
    message: A team has two teachers.
---
entity: Teacher
fields:
  name: string(40) unique
  wage: decimal(8,2)?
  hired: {type: date, default: today}
  days: {type: integer, default: 5}
  rank: enum(junior, senior)?
  is_head: {type: boolean, default: false}
  year_wage: {type: "decimal(9,2)?", stored: true, computed: wage * 12}
relations: {team: Team?}
rules:
  - check: rank != 'senior' or wage is not None
    message: A senior has a wage.
  - check: not is_head or count(t for t in Teacher if t.is_head) <= 1
    message: There is one head.
transforms:
  payroll:
    text: The name in capitals, and the wage of twelve months.
    columns: {name: string, yearly: "decimal(10,2)?", day: date}
    examples:
      - {row: {name: Ada, wage: 10}, line: {name: ADA, yearly: 120, day: 2026-01-15}}
      - {row: {name: =x}, line: {name: =X, day: 2026-01-15, yearly: null}}
  staff:
    direction: import
    text: >-
      A teacher by first and last name, with a twelfth of the pay of a year. A head is a senior.
      Names without letters are refused.
    columns:
      first_name: string(20)
      last_name: string(20)
      yearly: decimal(10,2)?
      head: boolean?
      team: integer?
    makes: [name, wage, rank, is_head, team_id]
    examples:
      - line: {first_name: Ada, last_name: Best, yearly: 120.5, head: true}
        row: {name: Ada Best, wage: 10.04, rank: senior, is_head: true}
      - {line: {first_name: "1", last_name: "2"}, refuses: letters}
"""
BODIES = {
    "payroll": """\
yearly = None if teacher.wage is None else teacher.wage * 12
return PayrollResult(name=teacher.name.upper(), yearly=yearly, day=today)
""",
    "staff": """\
name = f"{line.first_name} {line.last_name}"
if not any(one.isalpha() for one in name):
    raise Refused("The name has no letters.")
wage = None
if line.yearly is not None:
    wage = (line.yearly / 12).quantize(Decimal("0.01"), ROUND_HALF_UP)
return StaffResult(
    name=name,
    wage=wage,
    rank="senior" if line.head else None,
    is_head=bool(line.head),
    team_id=line.team,
)
""",
}
STAFF = "/teachers/all/staff"


def answer(messages: Messages) -> str:
    asked = messages[-1]["content"]
    name = next(one for one in BODIES if f"def {one}(" in asked)
    return f"```python\n{BODIES[name]}```"


def project(root: Path, spec: str = SPEC) -> Path:
    (root / "specs").mkdir()
    (root / "specs/all.yaml").write_text(spec)
    (root / "baes.yaml").write_text("project: school\nauth: none\n")
    return root


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = project(tmp_path_factory.mktemp("transforms"))
    with ModelServer(answer) as server:
        done = baesc("build", cwd=root, **server.environ)
    assert done.returncode == 0, done.stderr
    lock = (root / "baes.lock").read_text()
    assert "Teacher.transforms.payroll" in lock
    assert "Teacher.transforms.staff" in lock
    again = baesc("build", "--frozen", cwd=root)
    assert again.returncode == 0, again.stderr
    return root / "managed_system"


@pytest.fixture
def api(app: Path, tmp_path: Path) -> Iterator[httpx2.Client]:
    with served(app, DATABASE_URL=f"sqlite:///{tmp_path / 'one.db'}") as client:
        yield client


def send(api: httpx2.Client, *lines: str, status: int = 422) -> dict[str, str]:
    """Send a file; return what is wrong with it, by place."""
    file = "\n".join(lines).encode()
    response = api.post(STAFF, content=file, headers={"Content-Type": "text/csv"})
    assert response.status_code == status, response.text
    found = response.json()
    return {one["field"]: one["message"] for one in found.get("errors", ())}


# All linters, all tests and all types of an application with transforms: examples/rules.
@pytest.mark.slow
def test_its_own_tests_pass(app: Path) -> None:
    files = "tests/test_teacher_transforms.py"
    own = python(app, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", files)
    assert own.returncode == 0, own.stdout[-3000:]
    done = python(app, "-m", "ruff", "check", "--no-cache", ".")
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_export(api: httpx2.Client) -> None:
    for name, wage in (("Ada", 10), ("=x", None)):
        row = api.post("/teachers", json={"name": name, "wage": wage})
        assert row.status_code == 201, row.text
    answered = api.get("/teachers/all/payroll.csv?sort=name")
    assert answered.headers["content-type"].startswith("text/csv")
    lines = answered.text.splitlines()
    assert lines[0] == "name,yearly,day"
    assert [one.rpartition(",")[0] for one in lines[1:]] == ["'=X,", "ADA,120.0"]
    assert len(api.get("/teachers/all/payroll.csv?q=ada").text.splitlines()) == 2
    assert api.get("/teachers/all/payroll.csv?sort=nothing").status_code == 422


@pytest.mark.slow
def test_import_of_good_files(api: httpx2.Client) -> None:
    api.post("/teams", json={"name": "Red"})
    file = (
        "\ufefflast_name, team,first_name,yearly,head\r\n"
        '"Best",1, Ada ,120.5,YES\r\n\r\n,,,,\r\n'
        "\"O'Neil\",,'=Eve,,\r\n"
    )
    done = api.post(STAFF, content=file.encode(), headers={"Content-Type": "text/csv"})
    assert (done.status_code, done.json()) == (201, {"stored": 2}), done.text
    first, second = api.get("/teachers?sort=id").json()["items"]
    assert (first["name"], first["wage"], first["year_wage"]) == ("Ada Best", 10.04, 120.48)
    assert (first["is_head"], first["rank"], first["team_id"]) == (True, "senior", 1)
    assert (second["name"], second["is_head"], second["days"]) == ("=Eve O'Neil", False, 5)
    # Optional columns may be left out.
    assert send(api, "first_name,last_name", status=201) == {}
    assert send(api, "first_name,last_name", "Al,Moe", status=201) == {}
    assert api.get("/teachers").json()["total"] == 3


@pytest.mark.slow
def test_import_names_all_faults_and_stores_nothing(api: httpx2.Client) -> None:
    head = "first_name,last_name,yearly,head,team"
    assert send(api, "first_name,salary,salary") == {
        "line 1: last_name": "is missing",
        "line 1: salary": f"is not known: the columns are {head.replace(',', ', ')}",
    }
    assert send(api, "first_name,last_name,last_name") == {"line 1: last_name": "is there twice"}
    assert send(api, "").keys() == {""}
    assert send(api, "\n").keys() == {"line 1: first_name", "line 1: last_name"}
    found = send(
        api, head, "Ada,Best,10,no,", "Eve,,x,maybe,1.5", "A,B", "1,2,,,", '"two\nlines",X,,,',
        f"{'x' * 21},Y,,,", "Cy,Z,1.234,,", "Di,W,,yes,",
    )  # fmt: skip
    assert found == {
        "line 3: last_name": "Field required",
        "line 3: yearly": "Input should be a number like 12.50",
        "line 3: head": "Input should be true or false",
        "line 3: team": "Input should be a whole number",
        "line 4": "has 2 cells, and the header has 5",
        "line 5": "The name has no letters.",
        "line 6: first_name": found["line 6: first_name"],
        "line 8: first_name": "String should have at most 20 characters",
        "line 9: yearly": "Input should have at most 2 decimal places",
        "line 10: rank": "A senior has a wage.",
    }
    many = send(api, head, *["Ada,,,,"] * 200)
    assert len(many) == 100
    assert api.get("/teachers").json()["total"] == 0


def ask_the_database(api: httpx2.Client) -> None:
    head = "first_name,last_name,yearly,head,team"
    api.post("/teachers", json={"name": "Ada Best"})
    taken = {"line 2: name": "is already taken", "line 4: name": "is there twice"}
    lost = {"line 5: team_id": "does not exist"}
    found = send(api, head, "Ada,Best,,,", "Eve,X,,,", "Eve,X,,,", "Cy,Z,,,77", status=409)
    assert found == taken | lost
    assert send(api, head, "A,B,12,yes,", "C,D,12,,", "E,F,12,yes,", status=409) == {
        "line 2: is_head": "There is one head.",
        "line 4: is_head": "There is one head.",
    }
    team = api.post("/teams", json={"name": "Red"}).json()["id"]
    three = [f"{name},X,,,{team}" for name in "PQR"]
    assert send(api, head, three[0], "S,X,,,", *three[1:], status=409) == {
        f"line {line}: team_id": "A team has two teachers." for line in (2, 4, 5)
    }
    assert send(api, head, "A,B,12,yes,", "C,D,12,,", status=201) == {}
    assert send(api, head, "G,H,12,yes,", status=409) == {"line 2: is_head": "There is one head."}
    assert api.get("/teachers").json()["total"] == 3


def race(api: httpx2.Client) -> None:
    """Send files at the same time, of which a rule lets one alone in."""
    head = "first_name,last_name,yearly,head"
    files = [f"{head}\nNo,One{n},,\nRa,Ce{n},12,yes\n" for n in range(12)]

    def answer_to(file: str) -> int:
        sent = api.post(STAFF, content=file, headers={"Content-Type": "text/csv"})
        return sent.status_code

    with ThreadPoolExecutor(12) as pool:
        assert Counter(pool.map(answer_to, files)) == {201: 1, 409: 11}
    rows = api.get("/teachers").json()["items"]
    assert len(rows) == 2
    for row in rows:
        assert api.delete(f"/teachers/{row['id']}").status_code == 204


@pytest.mark.slow
def test_import_asks_the_database(api: httpx2.Client) -> None:
    race(api)
    ask_the_database(api)


@pytest.mark.slow
def test_import_asks_postgresql(app: Path) -> None:
    with postgresql() as url, served(app, DATABASE_URL=url) as api:
        race(api)
        ask_the_database(api)


@pytest.mark.slow
def test_import_bounds_what_it_reads(api: httpx2.Client) -> None:
    def status(file: bytes, kind: str = "text/csv") -> int:
        sent = api.post(STAFF, content=file, headers={"Content-Type": kind})
        assert sent.json().keys() <= {"detail", "errors", "stored"}
        return sent.status_code

    head = b"first_name,last_name\n"
    assert status(head + b"x" * 1_000_000) == 413
    lines = [b"A,B%d\n" % number for number in range(5_001)]
    assert status(head + b"".join(lines)) == 413
    assert status(head + b"".join(lines[:-1])) == 201
    assert status(b'"first_name,last_name"', "application/json") == 422
    assert send(api, "first_name,last_name", '"A,B') == {"line 2": "is not CSV"}
    answered = api.post(
        STAFF, content=head + b"A,B\nC,\xff\n", headers={"Content-Type": "text/csv"}
    )
    assert answered.json()["errors"] == [{"field": "line 3", "message": "is not UTF-8"}]
    assert api.get("/teachers").json()["total"] == 5_000
