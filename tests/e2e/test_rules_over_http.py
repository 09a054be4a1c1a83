"""Rules of every kind, as callers meet them: who is refused, with which code, field and message."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.cli import build
from tests.e2e.serving import served
from tests.postgresql import postgresql

SPEC = """
entity: Office
fields:
  city: string(50)
---
entity: Teacher
fields:
  name: string(100)
  begins: {type: date, required: false}
  ends: {type: date, required: false}
  is_active: {type: boolean, default: true}
  kind: enum(junior, senior)
  most: {type: integer, default: 2}
relations:
  office: {to: Office, required: false, inverse: teachers}
  mentor: {to: Teacher, required: false, on_delete: restrict, inverse: mentored}
rules:
  - check: begins < ends
    message: The end is after the beginning.
  - check: not is_active or office is not None
    message: Who is active has an office.
  - check: mentor is None or mentor.kind == 'senior'
    message: A mentor is a senior.
  - check: count(courses) <= most
    message: A teacher has too many courses.
  - check: ends is None or ends >= today
    message: The end is not in the past.
  - check: count(mentored) <= 2
    message: A mentor has at most two.
---
entity: Course
fields:
  title: string(100)
  room: string(10)
  class: integer?
relations:
  teacher: {to: Teacher, on_delete: cascade, inverse: courses}
  fans: {to: Reader, kind: many_to_many, inverse: favourites}
rules:
  - check: count(f for f in fans if f.is_loud) <= 1
    message: At most one loud fan.
  - check: not any(c.room == room for c in Course if c != self and c.teacher != teacher)
    message: A room belongs to one teacher.
  - check: class_ is None or class_ != 13
---
entity: Reader
fields:
  name: string(100)
  is_loud: boolean
rules:
  - check: count(favourites) <= 2
    message: At most two favourites.
---
entity: Seat
fields:
  number: integer
relations:
  course: {to: Course, on_delete: restrict, inverse: seats}
rules:
  - check: count(s for s in Seat if s.course == course) != 1 or number == 1
    message: A single seat has the number 1.
"""
TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("school")
    (root / "baes.yaml").write_text("project: school\nspecs: specs/*.yaml\n")
    (root / "specs").mkdir()
    (root / "specs" / "school.yaml").write_text(SPEC)
    build(root)
    return root / "managed_system"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def api(
    app: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx2.Client]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('rows') / 'rows.db'}"
        with served(app, DATABASE_URL=url) as client:
            yield client
    else:
        with postgresql() as url, served(app, DATABASE_URL=url) as client:
            yield client


def added(api: httpx2.Client, path: str, **body: Any) -> int:
    answer = api.post(path, json=body)
    assert answer.status_code == 201, answer.text
    row_id: int = answer.json()["id"]
    return row_id


def teacher(api: httpx2.Client, **more: Any) -> int:
    if "office_id" not in more:
        more["office_id"] = added(api, "/offices", city="Rome")
    return added(api, "/teachers", **{"name": "Ada", "kind": "senior", **more})


def course(api: httpx2.Client, teacher_id: int, room: str = "", **more: Any) -> int:
    room = room or f"r{teacher_id}"
    return added(api, "/courses", title="x", room=room, teacher_id=teacher_id, **more)


def refused(answer: httpx2.Response, code: int, field: str, message: str) -> None:
    assert answer.status_code == code, answer.text
    assert {"field": field, "message": message} in answer.json()["errors"], answer.text


def test_rule_of_a_row(api: httpx2.Client) -> None:
    message = "The end is after the beginning."
    days = [(TODAY + timedelta(days=n)).isoformat() for n in range(3)]
    office = added(api, "/offices", city="Rome")
    body = {"name": "Ada", "kind": "senior", "office_id": office}
    bad = {**body, "begins": days[1], "ends": days[1]}
    refused(api.post("/teachers", json=bad), 422, "begins", message)
    row = api.post("/teachers", json={**body, "begins": days[0], "ends": days[1]}).json()
    path = f"/teachers/{row['id']}"
    # Of a change, the row that it makes is judged, at the field that changes.
    refused(api.patch(path, json={"begins": days[2]}), 422, "begins", message)
    refused(api.patch(path, json={"ends": days[0]}), 422, "ends", message)
    refused(api.put(path, json=bad), 422, "begins", message)
    assert api.get(path).json() == row
    # Nothing is known of what is null.
    assert api.patch(path, json={"ends": None}).is_success
    assert api.patch(path, json={"begins": days[2]}).is_success


def test_two_rules_at_once(api: httpx2.Client) -> None:
    day = (TODAY - timedelta(days=2)).isoformat()
    body = {"name": "Ada", "kind": "senior", "begins": day, "ends": day}
    found = api.post("/teachers", json=body).json()["errors"]
    assert [one["field"] for one in found] == ["begins", "is_active", "ends"]


def test_rule_with_today(api: httpx2.Client) -> None:
    message = "The end is not in the past."
    row = teacher(api, ends=TODAY.isoformat())
    past = (TODAY - timedelta(days=1)).isoformat()
    refused(api.patch(f"/teachers/{row}", json={"ends": past}), 422, "ends", message)
    assert api.patch(f"/teachers/{row}", json={"name": "Bea"}).is_success


def test_what_is_cleared_by_a_removal(api: httpx2.Client) -> None:
    office = added(api, "/offices", city="Oslo")
    row = teacher(api, office_id=office)
    answer = api.delete(f"/offices/{office}")
    refused(answer, 409, "office_id", "Who is active has an office.")
    assert "Who is active has an office." in answer.json()["detail"]
    assert api.get(f"/teachers/{row}").json()["office_id"] == office
    assert api.patch(f"/teachers/{row}", json={"is_active": False}).is_success
    assert api.delete(f"/offices/{office}").status_code == 204
    assert api.get(f"/teachers/{row}").json()["office_id"] is None


def test_rule_over_a_relation(api: httpx2.Client) -> None:
    message = "A mentor is a senior."
    junior, senior = teacher(api, kind="junior"), teacher(api)
    row = teacher(api, mentor_id=senior)
    path = f"/teachers/{row}"
    refused(api.patch(path, json={"mentor_id": junior}), 409, "mentor_id", message)
    # The other side changes: it is told at its own field.
    refused(api.patch(f"/teachers/{senior}", json={"kind": "junior"}), 409, "kind", message)
    assert api.patch(path, json={"mentor_id": None}).is_success
    assert api.patch(f"/teachers/{senior}", json={"kind": "junior"}).is_success


def test_rule_over_rows_that_refer_to_the_own_table(api: httpx2.Client) -> None:
    message = "A mentor has at most two."
    mentor = teacher(api)
    others = [teacher(api, mentor_id=mentor) for _ in range(2)]
    body = {"name": "Eve", "kind": "senior", "is_active": False, "mentor_id": mentor}
    # The new row is a teacher too, whose own rows the rule counts: it is not what broke it.
    refused(api.post("/teachers", json=body), 409, "mentor_id", message)
    row = teacher(api)
    refused(api.patch(f"/teachers/{row}", json={"mentor_id": mentor}), 409, "mentor_id", message)
    assert api.patch(f"/teachers/{others[0]}", json={"mentor_id": None}).is_success
    assert api.patch(f"/teachers/{row}", json={"mentor_id": mentor}).is_success


def test_rule_over_rows_of_the_other_end(api: httpx2.Client) -> None:
    message = "A teacher has too many courses."
    one, two = teacher(api), teacher(api, most=1)
    courses = [course(api, one) for _ in range(2)]
    body = {"title": "x", "room": f"r{one}", "teacher_id": one}
    refused(api.post("/courses", json=body), 409, "teacher_id", message)
    refused(api.patch(f"/teachers/{one}", json={"most": 1}), 409, "most", message)
    path = f"/courses/{courses[0]}"
    assert api.patch(path, json={"teacher_id": two, "room": f"r{two}"}).is_success
    answer = api.patch(f"/courses/{courses[1]}", json={"teacher_id": two, "room": f"r{two}"})
    refused(answer, 409, "teacher_id", message)
    assert api.get(f"/courses/{courses[1]}").json()["teacher_id"] == one
    assert api.patch(f"/teachers/{one}", json={"most": 1}).is_success
    assert api.delete(path).status_code == 204
    assert api.patch(f"/courses/{courses[1]}", json={"teacher_id": two, "room": "z"}).is_success


def test_rule_over_a_whole_table(api: httpx2.Client) -> None:
    message = "A room belongs to one teacher."
    one, two = teacher(api), teacher(api)
    first = course(api, one, "lab")
    assert course(api, one, "lab")
    body = {"title": "x", "room": "lab", "teacher_id": two}
    refused(api.post("/courses", json=body), 409, "room", message)
    other = course(api, two, "hall")
    refused(api.patch(f"/courses/{other}", json={"room": "lab"}), 409, "room", message)
    refused(api.patch(f"/courses/{first}", json={"room": "hall"}), 409, "room", message)
    refused(api.patch(f"/courses/{first}", json={"teacher_id": two}), 409, "teacher_id", message)


def test_links_from_both_sides(api: httpx2.Client) -> None:
    loud = [added(api, "/readers", name="a", is_loud=True) for _ in range(2)]
    calm = added(api, "/readers", name="b", is_loud=False)
    one = teacher(api, most=9)
    row = course(api, one, fan_ids=[loud[0], calm])
    path = f"/courses/{row}"
    refused(api.patch(path, json={"fan_ids": loud}), 409, "fan_ids", "At most one loud fan.")
    assert api.get(path).json()["fan_ids"] == [loud[0], calm]
    answer = api.patch(f"/readers/{calm}", json={"is_loud": True})
    refused(answer, 409, "is_loud", "At most one loud fan.")
    course(api, one, fan_ids=[calm])
    body = {"title": "x", "room": f"r{one}", "teacher_id": one, "fan_ids": [calm]}
    refused(api.post("/courses", json=body), 409, "fan_ids", "At most two favourites.")
    # A row that goes is gone from the sets.
    assert api.delete(path).status_code == 204
    assert api.post("/courses", json=body).status_code == 201
    assert api.delete(f"/readers/{loud[0]}").status_code == 204


def test_removal_that_breaks_a_rule_of_others(api: httpx2.Client) -> None:
    message = "A single seat has the number 1."
    row = course(api, teacher(api))
    refused(api.post("/seats", json={"number": 2, "course_id": row}), 409, "course_id", message)
    seats = [added(api, "/seats", number=n, course_id=row) for n in (1, 2)]
    answer = api.delete(f"/seats/{seats[0]}")
    refused(answer, 409, "course_id", message)
    assert message in answer.json()["detail"]
    assert api.get(f"/seats/{seats[0]}").is_success
    assert api.delete(f"/seats/{seats[1]}").status_code == 204
    assert api.delete(f"/seats/{seats[0]}").status_code == 204


def test_message_of_its_own_words(api: httpx2.Client) -> None:
    body = {"title": "x", "room": "y", "teacher_id": teacher(api), "class": 13}
    answer = api.post("/courses", json=body)
    assert answer.status_code == 422
    (found,) = answer.json()["errors"]
    assert found["field"] == "class"
    assert found["message"].startswith("If the class is given")


def test_plain_conflicts_stay_as_they_are(api: httpx2.Client) -> None:
    body = {"title": "x", "room": "q", "teacher_id": 2**31 - 1}
    refused(api.post("/courses", json=body), 409, "teacher_id", "does not exist")
    one = teacher(api)
    row = course(api, one)
    added(api, "/seats", number=1, course_id=row)
    assert api.delete(f"/courses/{row}").status_code == 409
    assert api.delete(f"/teachers/{one}").status_code == 409
    assert api.delete("/teachers/99999").status_code == 404


def test_every_answer_is_declared(api: httpx2.Client) -> None:
    paths = api.get("/openapi.json").json()["paths"]
    for path in ("/api/teachers", "/api/offices", "/api/seats/{row_id}"):
        for method in {"post", "patch", "delete"} & paths[path].keys():
            assert {"409", "422", "503"} <= paths[path][method]["responses"].keys()
