"""An application with computed fields of every kind, served and talked to."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.cli import REPOSITORY, build
from tests.e2e.serving import python, served
from tests.postgresql import postgresql

PROJECT = REPOSITORY / "tests" / "golden" / "trees" / "computed_fields" / "project"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the application, built once."""
    project = tmp_path_factory.mktemp("computed") / "project"
    shutil.copytree(PROJECT, project)
    build(project)
    return project / "managed_system"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def api(
    app: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx2.Client]:
    """Serve it on either database."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("data") / "app.db"
        with served(app, DATABASE_URL=f"sqlite:///{path}") as client:
            yield client
        return
    with postgresql() as url, served(app, DATABASE_URL=url) as client:
        yield client


def add(api: httpx2.Client, path: str, **body: Any) -> Row:
    answer = api.post(path, json=body)
    assert answer.status_code == 201, answer.text
    row: Row = answer.json()
    return row


def customer(api: httpx2.Client, name: str, **more: Any) -> Row:
    body = {"name": name, "email": f"{name}@Example.com", "birth_date": "2000-05-06", **more}
    return add(api, "/customers", **body)


def shop(api: httpx2.Client, name: str) -> tuple[Row, Row]:
    """Return a customer and an order."""
    buyer = customer(api, name)
    order = add(api, "/orders", number=7, customer_id=buyer["id"], opens="08:30:00")
    return buyer, order


def line(api: httpx2.Client, order: Row, **more: Any) -> Row:
    product = add(api, "/products", name="tea")
    body = {"price": 9.99, "quantity": 3, "order_id": order["id"], "product_id": product["id"]}
    return add(api, "/lines", **{**body, **more})


def test_of_the_row_alone(api: httpx2.Client) -> None:
    row = customer(api, "anna")
    assert row["label"] == "anna <anna@example.com>"
    assert row["called"] == "anna"
    assert row["key"] == "anna@example.com"
    assert row["age"] >= 26
    url = f"/customers/{row['id']}"
    changed = api.patch(url, json={"nickname": "Ann"}).json()
    assert changed["called"] == "Ann"
    assert api.get(url).json() == changed
    assert api.patch(url, json={"nickname": None}).json()["called"] == "anna"
    kept = {key: row[key] for key in ("email", "birth_date")}
    assert api.put(url, json={**kept, "name": "Eve"}).json()["called"] == "Eve"


def test_over_relations(api: httpx2.Client) -> None:
    buyer, order = shop(api, "bert")
    assert buyer["level"] == "new"
    assert buyer["spent"] == 0
    assert buyer["last_order"] is None
    assert order["title"] == "bert <bert@example.com> / bert"
    assert order["customer"]["name"] == buyer["label"]
    assert order["nickname"] is None
    assert order["placed_on"] == order["placed_at"][:10]
    assert order["same_code"] == order["code"]
    assert order["opens_again"] == "08:30:00"
    first = line(api, order, stars=4)
    second = line(api, order, price=100, quantity=1, discount=0.25, stars=5)
    assert (first["amount"], first["is_big"], first["size"]) == (29.97, False, "small")
    assert (second["amount"], second["is_big"]) == (75, False)
    assert second["share"] == pytest.approx(75 / 104.97)
    found = api.get(f"/orders/{order['id']}").json()
    assert found["total"] == 104.97
    assert found["kinds"] == 2
    # A line that somebody else gives five stars.
    other = add(api, "/orders", number=8, customer_id=buyer["id"])
    line(api, other, product_id=first["product_id"], stars=5)
    assert api.get(f"/products/{first['product_id']}").json()["stars"] == 4.5
    now = api.get(f"/customers/{buyer['id']}").json()
    assert (now["level"], now["spent"], now["bought"]) == ("regular", 134.94, 2)
    assert now["last_order"] == other["placed_at"]
    api.delete(f"/lines/{first['id']}")
    assert api.get(f"/orders/{order['id']}").json()["total"] == 75
    changed = api.patch(f"/lines/{second['id']}", json={"quantity": 3}).json()
    assert (changed["amount"], changed["is_big"], changed["size"]) == (225, True, "large")


def test_null_and_rounding(api: httpx2.Client) -> None:
    _, order = shop(api, "cleo")
    free = line(api, order, price=0)
    # A quotient by zero is null.
    assert free["share"] is None
    half = line(api, order, price=0.05, quantity=1, discount=0.5)
    assert half["amount"] == 0.03


def test_of_sets(api: httpx2.Client) -> None:
    _, order = shop(api, "dora")
    tag = add(api, "/tags", name="quick")
    assert (tag["used"], tag["weight"]) == (0, 0.0)
    api.patch(f"/orders/{order['id']}", json={"tag_ids": [tag["id"]]})
    found = api.get(f"/tags/{tag['id']}").json()
    assert (found["used"], found["weight"]) == (1, 1.5)
    first = min(row["name"] for row in api.get("/customers", params={"limit": 200}).json()["items"])
    for row in api.get("/customers", params={"limit": 200}).json()["items"]:
        assert row["is_first"] == (row["name"] == first)


def test_nobody_sends_them(api: httpx2.Client) -> None:
    row = customer(api, "emil")
    url = f"/customers/{row['id']}"
    for name, value in (("label", "x"), ("called", "x"), ("age", 7), ("level", "great")):
        refused = api.patch(url, json={name: value})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == name
    assert api.get(url).json() == row


def test_stored_ones_are_columns(api: httpx2.Client) -> None:
    _, order = shop(api, "fred")
    for quantity in (5, 40, 12):
        line(api, order, quantity=quantity)
    query: dict[str, Any] = {"order_id": order["id"], "sort": "amount", "order": "desc"}
    found = api.get("/lines", params=query).json()["items"]
    assert [row["quantity"] for row in found] == [40, 12, 5]
    large = api.get("/lines", params={**query, "size": "large"}).json()["items"]
    assert [row["quantity"] for row in large] == [40, 12]
    assert api.get("/lines", params={**query, "is_big": False}).json()["total"] == 1
    assert api.get("/lines", params={"sort": "share"}).status_code == 422
    assert api.get("/customers", params={"q": "FRED@EX"}).json()["total"] == 1
    csv = api.get("/lines.csv", params=query).text.splitlines()
    assert {"amount", "share", "is_big", "size"} <= set(csv[0].split(","))
    assert "399.6" in csv[1]


def test_a_stored_one_is_unique(api: httpx2.Client) -> None:
    customer(api, "gina", email="gina@x.org")
    refused = api.post(
        "/customers", json={"name": "G", "email": "gina@x.org", "birth_date": "2000-01-01"}
    )
    assert refused.status_code == 409
    assert {one["field"] for one in refused.json()["errors"]} == {"email", "key"}


def test_what_does_not_fit_is_refused(api: httpx2.Client) -> None:
    _, order = shop(api, "hugo")
    tea = add(api, "/products", name="tea")
    body = {"price": 999999.99, "order_id": order["id"], "product_id": tea["id"]}
    refused = api.post("/lines", json={**body, "quantity": 1000})
    assert refused.status_code == 422
    assert refused.json()["errors"] == [
        {"field": "amount", "message": "comes to 999999990.00, which is too large"}
    ]
    row = add(api, "/lines", **body, quantity=99)
    assert api.patch(f"/lines/{row['id']}", json={"quantity": 101}).status_code == 422
    assert api.get(f"/lines/{row['id']}").json()["amount"] == 98999999.01
    # What is not stored has no such limit.
    line(api, order, price=999999.99, quantity=99)
    assert api.get(f"/orders/{order['id']}").json()["total"] == 197999998.02


def test_beyond_the_last_year_is_nothing(api: httpx2.Client) -> None:
    buyer, order = shop(api, "jane")
    assert order["due_on"] < order["late_on"]
    body = {"number": 1, "customer_id": buyer["id"]}
    late = add(api, "/orders", **body, placed_at="9999-11-30T10:00:00Z")
    assert (late["due_on"], late["late_on"]) == ("9999-12-30", None)
    last = add(api, "/orders", **body, placed_at="9999-12-30T10:00:00Z")
    assert (last["due_on"], last["late_on"]) == (None, None)


def test_changes_at_the_same_time_agree(api: httpx2.Client) -> None:
    _, order = shop(api, "ida")
    row = line(api, order, price=1, quantity=1)
    url = f"/lines/{row['id']}"

    def change(n: int) -> int:
        body = {"price": n} if n % 2 else {"quantity": n}
        return api.patch(url, json=body).status_code

    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(change, range(1, 61))) == {200}
    found = api.get(url).json()
    assert found["amount"] == found["price"] * found["quantity"]


def test_lists_ask_as_often_for_many_rows_as_for_few(app: Path, tmp_path: Path) -> None:
    script = tmp_path / "count.py"
    script.write_text(COUNTING)
    done = python(app, str(script), f"sqlite:///{tmp_path / 'app.db'}", str(app))
    assert done.returncode == 0, done.stderr
    few, many = done.stdout.split()
    assert few == many


def test_pages_show_and_never_ask(app: Path, tmp_path: Path) -> None:
    copy = tmp_path / "app"
    shutil.copytree(app, copy)
    (copy / "tests" / "test_shown.py").write_text(SHOWN)
    done = python(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_shown.py")
    assert done.returncode == 0, done.stdout


SHOWN = """
from tests.samples import add
from tests.samples.line import new_line
from tests.test_ui import start


def test_shown(api):
    row = add(api, "/lines", {**new_line(api, 1), "price": 60, "quantity": 2, "discount": None})
    at = start("ui/pages/line_management.py")
    table = at.dataframe[0].value
    assert table["amount"].tolist() == [120]
    assert table["size"].tolist() == [["Large"]]
    at.session_state["open"] = ("edit", row["id"])
    at.run()
    assert not at.exception
    said = [one.value for one in at.markdown]
    assert "Amount: 120.0" in said
    assert "Is big: Yes" in said
    assert "Size: Large" in said
    assert not [one for one in at.number_input if one.label == "Amount"]
    at.session_state["open"] = ("edit", None)
    at.run()
    assert not [one.value for one in at.markdown if one.value.startswith("Amount")]
"""


COUNTING = """
import os, sys
os.environ["DATABASE_URL"] = sys.argv[1]
sys.path.insert(0, sys.argv[2])
from fastapi.testclient import TestClient
from sqlalchemy import event
from app.database.connection import engine
from app.main import app

asked = []
event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
with TestClient(app, "http://testserver/api") as api:
    def add(path, **body):
        answer = api.post(path, json=body)
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    def more():
        n = len(asked)
        buyer = add("/customers", name="x", email=f"x{n}@x.org", birth_date="2000-01-01")
        order = add("/orders", number=n, customer_id=buyer)
        product = add("/products", name="tea")
        add("/lines", price=1, quantity=1, order_id=order, product_id=product)

    counts = []
    for rows in (2, 9):
        for _ in range(rows):
            more()
        start = len(asked)
        for path in ("/orders", "/lines", "/products", "/tags"):
            assert api.get(path).status_code == 200
        counts.append(len(asked) - start)
    print(*counts)
"""
