"""A migration that is killed at any point leaves the old schema or the new one, and all rows."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.cli import build
from tests.e2e.serving import python
from tests.postgresql import postgresql

OLD = """\
entity: Owner
fields: {name: string(20)}
---
entity: Reading
fields: {value: integer, taken_on: date index}
relations: {owner: Owner}
"""
NEW = OLD.replace("value: integer", "amount: {type: 'decimal(14,2)', was: value}")
ROUNDS = 50
COUNT = 4000
MOMENT = "2026-01-01 00:00:00.000000"

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are forked")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("readings")
    (root / "baes.yaml").write_text("project: readings\nspecs: [specs/*.yaml]\n")
    (root / "specs").mkdir()
    (root / "specs" / "reading.yaml").write_text(OLD)
    build(root)
    folder = root / "managed_system"
    # Whoever has it applied keeps it.
    shutil.rmtree(root / ".baesc")
    (root / "specs" / "reading.yaml").write_text(NEW)
    build(root)
    assert len(list((folder / "migrations" / "versions").glob("*.py"))) == 2
    return folder


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, app: Path, tmp_path: Path) -> Iterator[str]:
    """Return a database at the first revision, with rows."""
    if request.param == "sqlite":
        path = tmp_path / "rows.db"
        _first(app, f"sqlite:///{path}")
        with closing(sqlite3.connect(path)) as opened:
            for statement in _statements("date('2026-01-01', n || ' days')", "CAST(n AS TEXT)"):
                opened.execute(statement)
            opened.commit()
        yield f"sqlite:///{path}"
        return
    with postgresql() as server:
        _first(app, server)
        engine = sa.create_engine(server)
        with engine.begin() as connection:
            for statement in _statements("DATE '2026-01-01' + n::int", "n::text"):
                connection.exec_driver_sql(statement)
        engine.dispose()
        yield server


def _first(app: Path, url: str) -> None:
    os.environ["DATABASE_URL"] = url
    try:
        done = python(app, "-c", _UP.format(url=url))
    finally:
        del os.environ["DATABASE_URL"]
    assert done.returncode == 0, done.stderr


_UP = (
    "from app.database import migrations as m\nfrom app.database.connection import make_engine\n"
    "m.upgrade(make_engine({url!r}), m.revisions()[0].revision)"
)


def _statements(day: str, text: str) -> tuple[str, ...]:
    numbers = (
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers"
        f" WHERE n < {COUNT}) "
    )
    owners = f"SELECT 'o' || {text}, '{MOMENT}', '{MOMENT}' FROM numbers"
    readings = f"SELECT n, {day}, n, '{MOMENT}', '{MOMENT}' FROM numbers"
    columns = "value, taken_on, owner_id, created_at, updated_at"
    return (
        f"{numbers} INSERT INTO owners (name, created_at, updated_at) {owners}",
        f"{numbers} INSERT INTO readings ({columns}) {readings}",
    )


def test_a_killed_migration_goes_on(app: Path, url: str) -> None:
    script = Path(__file__).parent / "killing.py"
    done = python(app, str(script), url, str(ROUNDS))
    assert done.returncode == 0, done.stderr[-3000:]
    stayed, arrived = map(int, done.stdout.split())
    assert stayed + arrived == ROUNDS
    assert stayed > ROUNDS // 4, "most were killed too late"
