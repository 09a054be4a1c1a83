"""examples/rules: from its lock it is built without a model, and it does what its words say."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.cli import EXAMPLES, baesc, build, tree
from tests.e2e.conftest import Built
from tests.e2e.serving import served
from tests.model_server import ModelServer
from tests.relock import relocked

pytestmark = pytest.mark.slow
TODAY = datetime.now(UTC).date()


def clone(folder: Path) -> Path:
    skipped = shutil.ignore_patterns("managed_system", ".baesc")
    return Path(shutil.copytree(EXAMPLES / "rules", folder, ignore=skipped))


def test_a_fresh_clone_needs_no_model(tmp_path: Path, built: Built) -> None:
    root = clone(tmp_path / "elsewhere" / "project")
    lock = (root / "baes.lock").read_bytes()
    with ModelServer([]) as server:
        done = build(root, "--frozen")
        assert "tokens: 0" in done.stdout
        assert "6 answers from baes.lock" in done.stdout
        assert baesc("build", cwd=root, **server.environ).returncode == 0
        assert server.requests == []
    assert (root / "baes.lock").read_bytes() == lock
    assert tree(root / "managed_system") == tree(built("rules"))


def test_the_lock_has_nothing_that_nobody_needs(tmp_path: Path) -> None:
    root = clone(tmp_path / "project")
    lock = (root / "baes.lock").read_bytes()
    assert baesc("lock", "--prune", cwd=root).returncode == 0
    assert (root / "baes.lock").read_bytes() == lock


def test_the_lock_is_what_the_model_answers_now(tmp_path: Path) -> None:
    assert relocked(tmp_path / "project") == (EXAMPLES / "rules" / "baes.lock").read_text()


class Library:
    """Talks to the application, and makes rows that nothing is wrong with."""

    def __init__(self, client: httpx2.Client) -> None:
        self.client = client
        self.count = 0

    def member(self, born: date = date(1990, 1, 1)) -> Any:
        self.count += 1
        body = {
            "first_name": "Ada",
            "last_name": f"Reader {self.count}",
            "email": f"reader{self.count}@example.org",
            "birth_date": born.isoformat(),
        }
        return self.client.post("/members", json=body)

    def book(self, copies: int = 1) -> int:
        self.count += 1
        body = {"title": "A book", "isbn": f"978{self.count:010d}", "copies": copies}
        return int(self.client.post("/books", json=body).raise_for_status().json()["id"])

    def loan(self, member: int, book: int, **more: object) -> Any:
        body = {"member_id": member, "book_id": book, "due_on": str(TODAY + timedelta(14)), **more}
        return self.client.post("/loans", json=body)


def said(answer: httpx2.Response) -> list[tuple[str, str]]:
    return [(one["field"], one["message"]) for one in answer.json()["errors"]]


def test_it_does_what_its_words_say(built: Built, tmp_path: Path) -> None:
    app = Path(shutil.copytree(built("rules"), tmp_path / "app"))
    with served(app) as client:
        library = Library(client)
        _about_members(library)
        _about_loans(library)
        _about_renewals(library)


def _about_members(library: Library) -> None:
    sixteen = TODAY.replace(year=TODAY.year - 16, day=min(TODAY.day, 28))
    young = library.member(sixteen + timedelta(3))
    assert young.status_code == 422
    assert said(young) == [("birth_date", "Members are at least 16 years old.")]
    made = library.member(sixteen)
    assert made.status_code == 201
    row = made.json()
    assert (row["full_name"], row["books_out"]) == (f"Ada {row['last_name']}", 0)


def _about_loans(library: Library) -> None:
    reader = library.member().json()["id"]
    books = [library.book() for _ in range(6)]
    loans = [library.loan(reader, book) for book in books[:5]]
    assert [one.status_code for one in loans] == [201] * 5
    sixth = library.loan(reader, books[5])
    assert sixth.status_code == 409
    assert [message for _, message in said(sixth)] == ["A member has at most 5 books at home."]
    assert library.client.get(f"/members/{reader}").json()["books_out"] == 5
    assert library.client.get(f"/books/{books[0]}").json()["copies_in"] == 0
    taken = library.loan(library.member().json()["id"], books[0])
    assert [message for _, message in said(taken)] == ["All copies of this book are on loan."]
    first = loans[0].json()
    late = {"due_on": str(TODAY - timedelta(3)), "lent_on": str(TODAY - timedelta(9))}
    late["returned_on"] = str(TODAY)
    back = library.client.patch(f"/loans/{first['id']}", json=late)
    assert (back.status_code, float(back.json()["fine"])) == (200, 0.75)
    assert library.loan(reader, books[5]).status_code == 201


def _about_renewals(library: Library) -> None:
    row = library.loan(library.member().json()["id"], library.book()).json()
    path = f"/loans/{row['id']}/renew"
    once = library.client.post(path, json={"days": 7})
    assert once.status_code == 200
    assert library.client.post(path, json={"days": 7}).status_code == 200
    now = library.client.get(f"/loans/{row['id']}").json()
    assert (now["renewals"], now["due_on"]) == (2, str(TODAY + timedelta(28)))
    refused = library.client.post(path, json={"days": 7})
    assert refused.status_code == 409
    assert "renewed twice" in refused.json()["detail"]
    assert library.client.post(path, json={"days": 0}).status_code == 422
    assert library.client.post("/loans/99999/renew", json={"days": 7}).status_code == 404
