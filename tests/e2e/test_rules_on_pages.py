"""A broken rule shows its message beside the field's label, and removals say what they break."""

from pathlib import Path

import pytest

from tests.cli import build
from tests.e2e.serving import python

SPEC = """
entity: Student
fields:
  name: string(100)
  birth_date: {type: date, label: Day of birth, doc: As in the passport.}
rules:
  - check: birth_date <= today - years(16)
    message: A student is at least 16 years old.
  - check: count(s for s in Student) <= 2 or name != 'last'
    message: There is no room for "last".
---
entity: Desk
fields:
  number: integer
relations:
  student: {to: Student, required: false, inverse: desks}
rules:
  - check: student is not None or number > 100
    message: Small desks are taken.
"""
TESTS = """
from datetime import date

from fastapi.testclient import TestClient
from streamlit.testing.v1 import AppTest

from tests.test_ui import fill, start

PAGE = "ui/pages/student_management.py"
OLD = "2000-01-31"


def form() -> AppTest:
    at = start(PAGE)
    at.button("students_new").click().run()
    return at


def test_values_that_break_a_rule(api: TestClient) -> None:
    at = form()
    fill(at, "/students", None, {"name": "Ada", "birth_date": date.today().isoformat()})
    assert at.error[0].value == "- **Day of birth** A student is at least 16 years old."
    assert api.get("/students").json()["total"] == 0


def test_rows_that_break_a_rule(api: TestClient) -> None:
    for name in ("a", "b"):
        body = {"name": name, "birth_date": OLD}
        assert api.post("/students", json=body).status_code == 201
    at = form()
    fill(at, "/students", None, {"name": "last", "birth_date": OLD})
    assert at.error[0].value == '- **Name** There is no room for "last".'


def test_rules_are_told_at_the_field(api: TestClient) -> None:
    helps = [one.help for one in form().date_input]
    assert helps == ["As in the passport. A student is at least 16 years old."]


def test_removal_that_breaks_a_rule(api: TestClient) -> None:
    row = api.post("/students", json={"name": "Ada", "birth_date": OLD}).json()
    desk = {"number": 1, "student_id": row["id"]}
    assert api.post("/desks", json=desk).status_code == 201
    at = start(PAGE)
    at.session_state["open"] = ("delete", row["id"])
    at.run()
    at.button("students_delete").click().run()
    assert "Small desks are taken." in at.error[0].value
    assert api.get(f"/students/{row['id']}").is_success
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("pages")
    (root / "baes.yaml").write_text("project: pages\nspecs: specs/*.yaml\n")
    (root / "specs").mkdir()
    (root / "specs" / "student.yaml").write_text(SPEC)
    build(root)
    return root / "managed_system"


def test_messages_on_pages(app: Path) -> None:
    (app / "tests" / "test_messages.py").write_text(TESTS)
    done = python(app, "-m", "pytest", "-q", "-p", "no:xdist", "tests/test_messages.py")
    assert done.returncode == 0, done.stdout + done.stderr
