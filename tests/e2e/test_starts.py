"""Generated applications at their start: what they do with the database that they find."""

import os
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli import build, environment
from tests.postgresql import postgresql

SPEC = "entity: Note\nfields:\n  title: string(40)\n  stars: {type: integer, min: 1, max: 5}\n"
START = """
import asyncio, sys
from app.main import app
async def start():
    async with app.router.lifespan_context(app):
        print("alembic" in sys.modules)
asyncio.run(start())
"""
# The second revision makes the table anew, as a change of a limit does.
SECOND = """
from alembic import op
from migrations.support import drop_replaced, restore_triggers, run

revision = "second"
down_revision = "{}"


def upgrade() -> None:
    run("CREATE TABLE _new_notes (id INTEGER NOT NULL CONSTRAINT pk_notes PRIMARY KEY "
        "AUTOINCREMENT, name VARCHAR(40) NOT NULL, stars INTEGER NOT NULL, created_at DATETIME "
        "NOT NULL, updated_at DATETIME NOT NULL)")
    run("INSERT INTO _new_notes SELECT * FROM notes")
    drop_replaced("notes", "_new_notes")
    op.rename_table("_new_notes", "notes")
    restore_triggers("notes")
"""
ROW = "INSERT INTO notes VALUES (1, 'a', 3, '2020-01-01', '2020-01-01')"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("starts")
    (root / "baes.yaml").write_text("project: notes\nspecs: [specs/*.yaml]\n")
    (root / "specs").mkdir()
    (root / "specs" / "note.yaml").write_text(SPEC)
    build(root)
    return root / "managed_system"


def run(app: Path, url: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    env = {**environment(), "PYTHONPATH": "", "API_KEY": "x", "DATABASE_URL": url}
    return subprocess.run(
        [sys.executable, *arguments], cwd=app, env=env, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip


def start(app: Path, url: str) -> "subprocess.CompletedProcess[str]":
    return run(app, url, "-c", START)


def started(app: Path, url: str) -> str:
    done = start(app, url)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def refused(app: Path, url: str) -> str:
    """Return the one line that uvicorn says before it ends."""
    done = run(app, url, "-m", "uvicorn", "app.main:app", "--port", "0", "--log-level", "warning")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "File " not in done.stderr
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 2, done.stderr
    assert lines[1].endswith("Application startup failed. Exiting.")
    return lines[0]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rows.db"


def sql(file: Path, *statements: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as opened:
        for one in statements:
            rows = opened.execute(one).fetchall()
        opened.commit()
    return rows


def second(app: Path, folder: Path) -> Path:
    """Return a copy of the application with one more revision."""
    newer = folder / "newer"
    shutil.copytree(app, newer)
    versions = newer / "migrations" / "versions"
    first = next(versions.glob("0001*.py")).read_text().split('revision = "')[1].split('"')[0]
    (versions / "0002_second.py").write_text(SECOND.format(first))
    return newer


def test_a_start_with_nothing_to_do_does_not_load_alembic(app: Path, file: Path) -> None:
    assert started(app, f"sqlite:///{file}") == "True"
    assert started(app, f"sqlite:///{file}") == "False"


def test_two_servers_may_start_at_once(app: Path, file: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{file}"
    with ThreadPoolExecutor() as both:
        for done in both.map(lambda _: start(app, url), range(2)):
            assert done.returncode == 0, done.stderr
    sql(file, ROW)
    newer = second(app, tmp_path)
    with ThreadPoolExecutor() as both:
        for done in both.map(lambda _: start(newer, url), range(2)):
            assert done.returncode == 0, done.stderr
    assert sql(file, "SELECT name FROM notes") == [("a",)]
    copies = [one for one in tmp_path.glob("rows.at-*") if one.suffix == ".db"]
    assert len(copies) == 1
    assert sql(copies[0], "SELECT title FROM notes") == [("a",)], "it is of before"


def test_two_servers_may_start_at_once_on_postgresql(app: Path) -> None:
    with postgresql() as url, ThreadPoolExecutor() as both:
        for done in both.map(lambda _: start(app, url), range(2)):
            assert done.returncode == 0, done.stderr
        assert started(app, url) == "False"


def test_tables_of_another_origin_are_refused(app: Path, file: Path) -> None:
    sql(file, "CREATE TABLE strange (id INTEGER)")
    assert "tables of another origin" in refused(app, f"sqlite:///{file}")


def test_a_newer_database_is_refused(app: Path, file: Path) -> None:
    started(app, f"sqlite:///{file}")
    sql(file, "UPDATE alembic_version SET version_num = 'later'")
    assert "revision later, which this application does not know" in refused(
        app, f"sqlite:///{file}"
    )


def test_what_is_no_database_is_refused(app: Path, file: Path) -> None:
    file.write_text("no database at all, but a text that is long enough" * 20)
    assert "the database cannot be used: file is not a database" in refused(
        app, f"sqlite:///{file}"
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_file_that_cannot_be_written_is_refused(app: Path, file: Path) -> None:
    file.touch(mode=0o400)
    assert "the database cannot be used" in refused(app, f"sqlite:///{file}")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", ""),
        ("BETWEEN 1 AND 5", "BETWEEN 1 AND 9", "the check notes.ck_notes_stars_range is"),
        ("stars INTEGER NOT NULL", "stars INTEGER", "notes.stars"),
    ],
    ids=["same", "check", "null"],
)
def test_only_equal_tables_are_adopted(
    app: Path, file: Path, old: str, new: str, said: str
) -> None:
    started(app, f"sqlite:///{file}")
    table = str(sql(file, "SELECT sql FROM sqlite_master WHERE name = 'notes'")[0][0])
    assert old in table
    sql(file, "DROP TABLE alembic_version", "DROP TABLE notes", table.replace(old, new))
    if not said:
        started(app, f"sqlite:///{file}")
        return
    assert "adopt" in refused(app, f"sqlite:///{file}")
    done = run(app, f"sqlite:///{file}", "migrate.py", "adopt")
    assert done.returncode == 1
    assert said in done.stdout


@pytest.mark.parametrize("event", ["UPDATE OF title", "UPDATE"])
def test_a_trigger_that_fits_no_more_stops_the_migration(
    app: Path, file: Path, tmp_path: Path, event: str
) -> None:
    started(app, f"sqlite:///{file}")
    trigger = f"CREATE TRIGGER seen AFTER {event} ON notes BEGIN SELECT new.title; END"
    sql(file, ROW, trigger)
    newer = second(app, tmp_path)
    assert "a trigger of notes names what" in refused(newer, f"sqlite:///{file}")
    assert sql(file, "SELECT title FROM notes") == [("a",)]
    done = run(newer, f"sqlite:///{file}", "migrate.py", "up")
    assert (done.returncode, "Traceback" in done.stdout + done.stderr) == (1, False)
    sql(file, "DROP TRIGGER seen")
    started(newer, f"sqlite:///{file}")


@pytest.mark.parametrize("arguments", [("up", "nowhere"), ("down", "nowhere")])
def test_an_unknown_revision_is_one_line(app: Path, file: Path, arguments: tuple[str, ...]) -> None:
    started(app, f"sqlite:///{file}")
    done = run(app, f"sqlite:///{file}", "migrate.py", *arguments)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1].startswith("error: ")
    assert "Traceback" not in done.stderr
