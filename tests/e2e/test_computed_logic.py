"""Computed fields with logic: asked for, pinned, shown by the application that comes out."""

from pathlib import Path

import pytest

from tests.cli import baesc, tree
from tests.e2e.serving import python, served
from tests.model_server import ModelServer

SPEC = """\
entity: Student
display: initials
fields:
  name: string(100)
  class: enum(first, last)?
  born: date?
  fee: {type: "decimal(8,2)", default: 10}
  loud: {type: string(200), computed: "name + '!'"}
  initials:
    type: string(3)
    computed:
      logic: Initials of the name, at most three letters.
      examples:
        - {row: {name: ada byron}, value: AB}
        - {row: {name: A B C D}, value: ABC}
  is_grown:
    type: boolean?
    computed:
      logic: Whether a student is 18 years old today, null without a date.
      examples:
        - {row: {born: 2008-01-15}, value: true}
        - {row: {born: 2008-01-16}, value: false}
        - {value: null}
  due:
    type: decimal(8,2)
    computed:
      logic: The fee, half of it in the last class, rounded to cents.
      examples: [{row: {fee: 0.05, class: last}, value: 0.03}]
  next_call:
    type: datetime
    computed:
      logic: |
        Noon of today, UTC.

        The text has a `quote`, ''' and \\ in it.
      examples: [{value: 2026-01-15T12:00:00Z}]
rules:
  - check: fee >= 0
    message: A fee is not negative.
---
entity: Club
fields:
  name: string(40)
relations:
  captain: {to: Student, inverse: clubs}
"""
ENDPOINT = """\
endpoints:
  rename:
    text: Gives a student another name.
    takes: {to: string(100)}
    changes: [name]
    examples:
      - row: {name: Ada}
        takes: {to: Bob}
        changes: {name: Bob}
"""
BODIES = {
    "initials": 'return "".join(word[0].upper() for word in student.name.split()[:3])\n',
    "is_grown": """\
if student.born is None:
    return None
had_birthday = (today.month, today.day) >= (student.born.month, student.born.day)
return today.year - student.born.year - (0 if had_birthday else 1) >= 18
""",
    "due": """\
share = Decimal("0.5") if student.class_ == "last" else Decimal(1)
return (student.fee * share).quantize(Decimal("0.01"), ROUND_HALF_UP)
""",
    "next_call": "return datetime(today.year, today.month, today.day, 12, tzinfo=UTC)\n",
    "rename": 'return {"name": to}\n',
}


def block(name: str) -> str:
    return f"```python\n{BODIES[name]}```"


def answer(messages: list[dict[str, str]]) -> str:
    asked = messages[1]["content"]
    return block(next(one for one in BODIES if f"def {one}(" in asked))


def project(root: Path, spec: str = SPEC) -> Path:
    (root / "specs").mkdir()
    (root / "specs/all.yaml").write_text(spec)
    (root / "baes.yaml").write_text("project: school\n")
    return root


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = project(tmp_path_factory.mktemp("logic"))
    with ModelServer(answer) as server:
        done = baesc("build", cwd=made, **server.environ)
        assert done.returncode == 0, done.stderr
        assert len(server.requests) == 4
    return made


def test_answers_are_pinned(root: Path) -> None:
    lock = (root / "baes.lock").read_text()
    assert "Student.computed.initials" in lock
    module = "managed_system/app/logic/student.py"
    before = tree(root / "managed_system")
    (root / module).unlink()
    done = baesc("build", "--frozen", cwd=root)
    assert done.returncode == 0, done.stderr
    assert tree(root / "managed_system") == before


def test_without_an_answer_frozen_says_which(tmp_path: Path) -> None:
    done = baesc("build", "--frozen", cwd=project(tmp_path))
    assert done.returncode == 1
    assert "Student.computed.initials" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_answer_goes_back(tmp_path: Path) -> None:
    wrong = {
        "initials": "return student.name[:3]\n",
        "is_grown": "return today.day\n",
        "due": 'return student.fee * Decimal("0.555")\n',
        "next_call": BODIES["next_call"],
        "rename": BODIES["rename"],
    }
    told: list[str] = []

    def once(messages: list[dict[str, str]]) -> str:
        if len(messages) == 2:
            name = next(one for one in wrong if f"def {one}(" in messages[1]["content"])
            return f"```python\n{wrong[name]}```"
        told.append(messages[-1]["content"])
        return answer(messages)

    with ModelServer(once) as server:
        spec = SPEC.replace("---\n", f"{ENDPOINT}---\n")
        done = baesc("build", cwd=project(tmp_path, spec), **server.environ)
    assert done.returncode == 0, done.stderr
    said = "\n".join(told)
    assert len(told) == 3
    assert "example 1: should return `'AB'`, and returns `'ada'`" in said
    assert "must return a `bool | None`, and returns `15`" in said
    assert "`due` has 2 decimal places" in said


@pytest.mark.slow
def test_its_own_tests_and_types(root: Path) -> None:
    app = root / "managed_system"
    done = python(app, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout[-3000:]
    done = python(app, "-m", "mypy", "--strict", "app", "tests")
    assert done.returncode == 0, done.stdout
    done = python(app, "-m", "ruff", "check", "--no-cache", ".")
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_over_http(root: Path, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'one.db'}"
    with served(root / "managed_system", DATABASE_URL=database) as api:
        body = {"name": "ada byron king lovelace", "born": "1815-12-10", "class": "last", "fee": 3}
        made = api.post("/students", json=body)
        assert made.status_code == 201, made.text
        row = made.json()
        assert (row["initials"], row["is_grown"], row["due"]) == ("ABK", True, 1.5)
        assert api.get("/students").json()["items"][0] == row
        assert api.post("/students", json={**body, "initials": "X"}).status_code == 422
        changed = api.patch(f"/students/{row['id']}", json={"name": "Eve", "born": None}).json()
        assert (changed["initials"], changed["is_grown"]) == ("E", None)
        club = api.post("/clubs", json={"name": "Chess", "captain_id": row["id"]}).json()
        assert club["captain"] == {"id": row["id"], "name": "E"}
        assert "initials" in api.get("/students.csv").text.splitlines()[0]
