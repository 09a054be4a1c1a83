"""Databases whose tables are there already: accepted if they are the same, and not otherwise."""

# ruff: noqa: E501 - what is changed stands in one line.

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.cli import build
from tests.e2e.serving import python
from tests.postgresql import postgresql

SPEC = """\
entity: Folder
fields: {name: string(40) unique}
---
entity: Note
fields:
  title: string(40) index
relations:
  folder: {to: Folder, on_delete: cascade}
"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("adoption")
    (root / "baes.yaml").write_text("project: notes\nspecs: [all.yaml]\n")
    (root / "all.yaml").write_text(SPEC)
    build(root)
    return root / "managed_system"


@pytest.fixture(scope="module")
def made(app: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with the tables, and without a revision."""
    file = tmp_path_factory.mktemp("made") / "rows.db"
    assert migrate(app, f"sqlite:///{file}", "up")[0] == 0
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("DROP TABLE alembic_version")
        opened.execute("INSERT INTO folders VALUES (1, 'a', '2020-01-01', '2020-01-01')")
        opened.commit()
    return file


def migrate(app: Path, url: str, *arguments: str) -> tuple[int, str]:
    done = python(app, "migrate.py", *arguments, DATABASE_URL=url)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("CREATE INDEX ix_notes_title ON notes (title)", "", "lacks the index notes.ix_notes_title"),
        ("CREATE INDEX ix_notes_title ON notes (title)", "CREATE UNIQUE INDEX ix_notes_title ON notes (title)", "ix_notes_title"),
        ("ON DELETE CASCADE", "ON DELETE RESTRICT", "notes.fk_notes_folder_id"),
        (r", \n?\s*CONSTRAINT fk_notes_folder_id FOREIGN KEY.*CASCADE", "", "notes.fk_notes_folder_id"),
        (r", \n?\s*CONSTRAINT uq_folders_name UNIQUE \(name\)", "", "folders.uq_folders_name"),
        ("title VARCHAR(40)", "title VARCHAR(50)", "notes.title"),
        ("title VARCHAR(40)", "extra TEXT, title VARCHAR(40)", "has the column notes.extra"),
    ],
    ids=["no index", "another index", "on delete", "no key", "not unique", "length", "column"],
)  # fmt: skip
def test_what_differs_is_told_and_nothing_is_adopted(
    app: Path, made: Path, tmp_path: Path, old: str, new: str, said: str
) -> None:
    file = tmp_path / "rows.db"
    with closing(sqlite3.connect(made)) as opened:
        statements = [row[0] for row in opened.execute("SELECT sql FROM sqlite_master") if row[0]]
    pattern = old if old.startswith(", ") else re.escape(old)
    changed = [re.sub(pattern, new, one, flags=re.DOTALL) for one in statements]
    assert changed != statements
    with closing(sqlite3.connect(file)) as opened:
        for one in changed:
            if one and "sqlite_" not in one:
                opened.execute(one)
        opened.commit()
    code, printed = migrate(app, f"sqlite:///{file}", "adopt")
    assert (code, said in printed) == (1, True), printed
    with closing(sqlite3.connect(file)) as opened:
        names = {row[0] for row in opened.execute("SELECT name FROM sqlite_master")}
    assert "alembic_version" not in names


def test_the_same_tables_are_adopted(app: Path, made: Path, tmp_path: Path) -> None:
    file = shutil.copy(made, tmp_path / "rows.db")
    assert migrate(app, f"sqlite:///{file}", "adopt")[0] == 0
    assert migrate(app, f"sqlite:///{file}", "status")[0] == 0


def test_on_postgresql(app: Path) -> None:
    with postgresql() as url:
        assert migrate(app, url, "up")[0] == 0
        engine = sa.create_engine(url)
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE alembic_version")
            connection.exec_driver_sql("DROP INDEX ix_notes_title")
        code, printed = migrate(app, url, "adopt")
        assert (code, "lacks the index notes.ix_notes_title" in printed) == (1, True), printed
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE INDEX ix_notes_title ON notes (title)")
        engine.dispose()
        assert migrate(app, url, "adopt")[0] == 0
        assert migrate(app, url, "status")[0] == 0


def test_revisions_are_squashed_as_the_docs_say(tmp_path: Path) -> None:
    (tmp_path / "baes.yaml").write_text("project: notes\nspecs: [all.yaml]\n")
    (tmp_path / "all.yaml").write_text(SPEC)
    build(tmp_path)
    app = tmp_path / "managed_system"
    shutil.rmtree(tmp_path / ".baesc")
    (tmp_path / "all.yaml").write_text(SPEC.replace("string(40) index", "string(60) index"))
    build(tmp_path)
    url = f"sqlite:///{tmp_path / 'rows.db'}"
    assert migrate(app, url, "up")[0] == 0
    with closing(sqlite3.connect(tmp_path / "rows.db")) as opened:
        opened.execute("INSERT INTO folders VALUES (1, 'a', '2020-01-01', '2020-01-01')")
        opened.commit()
    versions = app / "migrations" / "versions"
    assert len(list(versions.glob("0*.py"))) == 2
    for path in (*versions.glob("0*.py"), app / "migrations" / "schema.json"):
        path.unlink()
    build(tmp_path)
    (only,) = versions.glob("0*.py")
    with closing(sqlite3.connect(tmp_path / "rows.db")) as opened:
        opened.execute("DROP TABLE alembic_version")
        opened.commit()
    code, printed = migrate(app, url, "adopt")
    assert (code, "at 0001_" in printed) == (0, True), printed
    assert "sa.String(60)" in only.read_text()
    assert migrate(app, url, "status")[0] == 0
    with closing(sqlite3.connect(tmp_path / "rows.db")) as opened:
        assert opened.execute("SELECT name FROM folders").fetchall() == [("a",)]
