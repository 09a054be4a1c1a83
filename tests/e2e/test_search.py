"""A search finds texts of any language, on SQLite and on PostgreSQL whatever its locale."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Built
from tests.e2e.serving import python, served
from tests.postgresql import postgresql

NAMES = ("JOSÉ", "ΑΘΗΝΑ", "жюл-1", "100%_x", "plain")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'rows.db'}"
    else:
        with postgresql() as found:
            yield found


@pytest.mark.slow
def test_texts_are_found_in_any_case(
    built: Built, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = built("academic")
    with served(app, DATABASE_URL=url) as api:
        for number, name in enumerate(NAMES):
            row = {"name": name, "email": f"{number}@example.com"}
            assert api.post("/teachers", json=row).status_code == 201
        for text, found in (
            ("josé", ["JOSÉ"]), ("OSÉ", ["JOSÉ"]), ("αθην", ["ΑΘΗΝΑ"]), ("ЖЮЛ", ["жюл-1"]),
            ("0%_X", ["100%_x"]), ("%", ["100%_x"]), ("LAI", ["plain"]), ("jose", []),
        ):  # fmt: skip
            page = api.get("/teachers", params={"q": text}).json()
            assert [one["name"] for one in page["items"]] == found, text
    # Its own tests of the system say so, too.
    monkeypatch.setenv("TEST_DATABASE_URL", url)
    done = python(app, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_system.py")
    assert done.returncode == 0, done.stdout[-3000:]
