"""The six steps of the benchmark, each from an empty database, over HTTP."""

from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.e2e.conftest import Built
from tests.e2e.serving import served

Body = dict[str, Any]
STUDENT: Body = {"name": "Ann"}
STUDENT_WITH_EMAIL: Body = {"name": "Ann", "email": "ann@example.com"}
COURSE: Body = {"name": "Logic", "level": "first year"}
TEACHER: Body = {"name": "Bo", "email": "bo@example.com"}
# What each step has: the path of an entity, a valid body, another one.
STEPS: dict[int, dict[str, Body]] = {
    1: {"students": STUDENT},
    2: {"students": STUDENT_WITH_EMAIL},
    3: {"students": STUDENT_WITH_EMAIL, "courses": COURSE},
    4: {"students": STUDENT_WITH_EMAIL, "courses": COURSE},
    5: {"students": STUDENT_WITH_EMAIL, "courses": COURSE, "teachers": TEACHER},
    6: {"students": STUDENT_WITH_EMAIL, "courses": COURSE, "teachers": TEACHER},
}
UNKNOWN = 2**31 - 1


def add(api: httpx2.Client, path: str, body: Body) -> Body:
    response = api.post(f"/{path}", json=body)
    assert response.status_code == 201, response.text
    row: Body = response.json()
    return row


@pytest.mark.parametrize("step", STEPS)
def test_step(built: Built, step: int, tmp_path: Path) -> None:
    app = built(f"academic-steps/{step}")
    assert not list(app.glob("*.db"))
    with served(app, DATABASE_URL=f"sqlite:///{tmp_path / 'new.db'}") as api:
        paths = api.get("/openapi.json").json()["paths"]
        assert {path.split("/")[2].removesuffix(".csv") for path in paths} == {
            *STEPS[step],
            "health",
            "stats",
        }
        for path, body in STEPS[step].items():
            check_crud(api, path, body)
        if step >= 4:
            check_courses_of_a_student(api)
        if step >= 6:
            check_teacher_of_a_course(api)


def check_crud(api: httpx2.Client, path: str, body: Body) -> None:
    assert api.get(f"/{path}").json() == {"items": [], "total": 0}
    row = add(api, path, body)
    assert {name: row[name] for name in body} == body
    url = f"/{path}/{row['id']}"
    assert api.get(url).json() == row
    assert api.get(f"/{path}").json() == {"items": [row], "total": 1}
    changed = api.patch(url, json={"name": "Changed"}).json()
    assert changed["name"] == "Changed"
    assert api.put(url, json=body).json()["name"] == body["name"]
    for name in body:
        missing = {other: value for other, value in body.items() if other != name}
        refused = api.post(f"/{path}", json=missing)
        assert refused.status_code == 422
        assert [error["field"] for error in refused.json()["errors"]] == [name]
        assert api.post(f"/{path}", json={**body, name: None}).status_code == 422
        assert api.patch(url, json={name: None}).status_code == 422
    for method, content in (
        ("GET", None),
        ("PATCH", {"name": "X"}),
        ("PUT", body),
        ("DELETE", None),
    ):
        unknown = api.request(method, f"/{path}/{UNKNOWN}", json=content)
        assert unknown.status_code == 404
    assert api.delete(url).status_code == 204
    assert api.get(url).status_code == 404
    assert api.get(f"/{path}").json()["total"] == 0


def check_courses_of_a_student(api: httpx2.Client) -> None:
    first, second = (add(api, "courses", {**COURSE, "name": name}) for name in ("Logic", "Sets"))
    body = {**STUDENT_WITH_EMAIL, "course_ids": [first["id"], second["id"]]}
    student = add(api, "students", body)
    assert [course["name"] for course in student["courses"]] == ["Logic", "Sets"]
    url = f"/students/{student['id']}"
    assert api.get(url).json()["course_ids"] == [first["id"], second["id"]]
    other = add(api, "students", {**STUDENT_WITH_EMAIL, "email": "cy@example.com"})
    found = api.get("/students", params={"course_id": first["id"]}).json()
    assert [row["id"] for row in found["items"]] == [student["id"]]
    found = api.get("/courses", params={"student_id": other["id"]}).json()
    assert found["total"] == 0
    refused = api.patch(url, json={"course_ids": [UNKNOWN]})
    assert refused.status_code in {404, 409, 422}
    assert api.get(url).json()["course_ids"] == [first["id"], second["id"]]
    assert api.patch(url, json={"course_ids": [second["id"]]}).json()["course_ids"] == [
        second["id"]
    ]


def check_teacher_of_a_course(api: httpx2.Client) -> None:
    teacher = add(api, "teachers", TEACHER)
    course = add(api, "courses", {**COURSE, "teacher_id": teacher["id"]})
    assert course["teacher"] == {"id": teacher["id"], "name": "Bo"}
    url = f"/courses/{course['id']}"
    refused = api.patch(url, json={"teacher_id": UNKNOWN})
    assert refused.status_code in {404, 409, 422}
    assert [error["field"] for error in refused.json()["errors"]] == ["teacher_id"]
    assert api.get(url).json()["teacher_id"] == teacher["id"]
    other = add(api, "teachers", {"name": "Di", "email": "di@example.com"})
    assert api.patch(url, json={"teacher_id": other["id"]}).json()["teacher"]["name"] == "Di"
    assert api.patch(url, json={"teacher_id": None}).json()["teacher"] is None
