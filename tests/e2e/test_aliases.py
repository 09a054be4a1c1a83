"""Clients that use the names of the last release are served, where the spec asks for it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.cli import baesc, build
from tests.e2e.serving import python, served

OLD = """\
entity: Student
fields: {name: string(40), phone: string(20)?, age: integer}
relations: {advisor: Teacher?}
---
entity: Teacher
fields: {name: string(40)}
"""
NEW = """\
entity: Pupil
was: Student
keep_alias: true
fields:
  name: string(40)
  mobile: {type: string(20)?, was: phone, keep_alias: true, index: true}
  age: integer
relations: {tutor: {to: Teacher, required: false, was: advisor, keep_alias: true}}
---
entity: Teacher
fields: {name: string(40)}
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("school")
    (root / "baes.yaml").write_text("project: school\nauth: none\nspecs: [specs/*.yaml]\n")
    (root / "specs").mkdir()
    (root / "specs" / "school.yaml").write_text(OLD)
    build(root)
    assert not (root / "managed_system" / "app" / "aliases.py").exists()
    shutil.rmtree(root / ".baesc")
    (root / "specs" / "school.yaml").write_text(NEW)
    build(root)
    return root / "managed_system"


@pytest.fixture(scope="module")
def api(app: Path) -> Iterator[httpx2.Client]:
    with served(app) as client:
        assert client.post("/teachers", json={"name": "Bo"}).status_code == 201
        yield client


def test_old_names_in_bodies_and_answers(api: httpx2.Client) -> None:
    body = {"name": "Ann", "phone": "1", "age": 9, "advisor_id": 1}
    made = api.post("/students", json=body)
    assert made.status_code == 201, made.text
    row = made.json()
    assert (row["phone"], row["mobile"]) == ("1", "1")
    assert row["advisor_id"] == row["tutor_id"] == 1
    assert row["advisor"] == row["tutor"] == {"id": 1, "name": "Bo"}
    assert made.headers["deprecation"] == "true"
    assert made.headers["link"] == '</api/pupils>; rel="successor-version"'
    path = f"/students/{row['id']}"
    assert api.patch(path, json={"phone": None}).json()["mobile"] is None
    assert api.patch(path, json={"age": 10}).json()["advisor_id"] == 1, "what is unset stays"
    changed = api.put(path, json={**body, "phone": "2"})
    assert changed.json()["mobile"] == "2"
    assert api.delete(path).status_code == 204


def test_new_names_are_as_ever(api: httpx2.Client) -> None:
    made = api.post("/pupils", json={"name": "Cy", "mobile": "3", "age": 9})
    assert made.status_code == 201
    assert "deprecation" not in made.headers
    assert made.json()["phone"] == "3"
    assert api.delete(f"/pupils/{made.json()['id']}").status_code == 204


def test_both_names_at_once_are_refused(api: httpx2.Client) -> None:
    both = api.post("/pupils", json={"name": "Cy", "mobile": "3", "phone": "4", "age": 9})
    assert both.status_code == 422
    assert [one["field"] for one in both.json()["errors"]] == ["phone"]


def test_old_names_in_queries(api: httpx2.Client) -> None:
    rows = [
        api.post("/pupils", json={"name": name, "mobile": mobile, "age": 9}).json()["id"]
        for name, mobile in (("A", "9"), ("B", "8"))
    ]
    found = api.get("/students", params={"sort": "phone"}).json()
    assert [one["id"] for one in found["items"]] == rows[::-1]
    assert found["items"][0]["phone"] == "8"
    assert api.get("/students", params={"advisor_id": 1}).json()["total"] == 0
    assert api.get("/students", params={"nothing": 1}).status_code == 422
    export = api.get("/students.csv", params={"sort": "phone"})
    assert export.text.splitlines()[0].split(",")[4] == "mobile"


@pytest.mark.parametrize("content", [b"[", b"[1]", b'"phone"', b'{"phone": NaN}', b"\xff", b"null"])
def test_garbage_is_refused_as_ever(api: httpx2.Client, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answers = {api.post(path, content=content, headers=headers).status_code
               for path in ("/students", "/pupils")}  # fmt: skip
    assert len(answers) == 1
    assert answers <= {400, 422}


def test_unknown_rows_and_methods(api: httpx2.Client) -> None:
    assert api.get("/students/999").status_code == 404
    assert api.put("/students", json={}).status_code == 405
    assert api.get("/students/1/nothing").status_code == 404


def test_the_application_stands_by_itself(app: Path) -> None:
    for command in (
        ["-m", "ruff", "check", "."],
        ["-m", "flake8", "--max-line-length", "88", "--exclude", ".venv", "."],
        ["-m", "mypy"],
        ["-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "tests/test_pupil.py"],
    ):
        done = python(app, *command)
        assert done.returncode == 0, done.stdout + done.stderr


def test_an_alias_of_what_had_no_other_name_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "baes.yaml").write_text("project: x\nspecs: [specs/*.yaml]\n")
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "a.yaml").write_text(
        "entity: A\nfields: {name: {type: string(9), keep_alias: true}}\n"
    )
    assert "BAE150" in baesc("check", cwd=tmp_path).stderr
