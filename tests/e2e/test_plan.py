"""`baesc plan`: what a build would change, told without changing anything."""

import json
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.cli import EXAMPLES, baesc, build, tree
from tests.postgresql import postgresql

SPECS = """\
entity: Author
fields: {name: string(60) unique}
---
entity: Book
fields:
  title: string(80)
  pages: {type: integer, min: 1, max: 5000}
  state: {type: enum, values: [new, used], default: new}
  notes: text?
relations: {author: Author}
"""
NOW = "'2026-01-01 00:00:00.000000'"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("books")
    (root / "baes.yaml").write_text("project: books\nspecs: specs.yaml\n")
    (root / "specs.yaml").write_text(SPECS)
    build(root)
    return root


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "project"))


def change(project: Path, *edits: tuple[str, str]) -> None:
    text = (project / "specs.yaml").read_text()
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    (project / "specs.yaml").write_text(text)


def fill(project: Path) -> None:
    """Make the development database at the first revision, with two authors and three books."""
    app = project / "managed_system"
    first = (app / "migrations" / "versions" / "0001_initial.py").read_text()
    revision = re.findall(r'^revision = "(.+)"', first, re.MULTILINE)[0]
    with closing(sqlite3.connect(app / "books.db")) as opened:
        opened.executescript((app / "app" / "database" / "schema.sql").read_text())
        opened.executescript(
            f"CREATE TABLE alembic_version (version_num TEXT);"
            f"INSERT INTO alembic_version VALUES ('{revision}');"
            f"INSERT INTO authors VALUES (1, 'A', {NOW}, {NOW}), (2, 'B', {NOW}, {NOW});"
            "INSERT INTO books (title, pages, state, notes, author_id, created_at, updated_at)"
            f" VALUES ('X', 10, 'new', 'n', 1, {NOW}, {NOW}),"
            f" ('Y', 900, 'used', 'n', 1, {NOW}, {NOW}), ('Z', 901, 'new', NULL, 2, {NOW}, {NOW});"
        )
        opened.commit()


def kept(project: Path) -> dict[str, bytes]:
    """Return all files, without those that SQLite puts beside the cache while somebody reads."""
    return {path: text for path, text in tree(project).items() if "store.db-" not in path}


def told(project: Path, code: int = 0) -> dict[str, Any]:
    done = baesc("plan", "--format", "json", cwd=project)
    assert done.returncode == code, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def api(found: dict[str, Any]) -> set[tuple[str, str, str, str]]:
    return {(one["path"], one["member"], one["kind"], one["effect"]) for one in found["api"]}


def test_nothing_to_do(project: Path) -> None:
    assert re.fullmatch(
        r"nothing to do: \d+ artifacts are up to date\n", baesc("plan", cwd=project).stdout
    )
    found = told(project)
    assert found["ok"]
    assert found["empty"]
    assert (found["changes"], found["api"], found["migration"]) == ([], [], None)
    assert found["files"]["groups"] == {}


def test_before_the_first_build_all_is_new(project: Path) -> None:
    for name in ("managed_system", ".baesc"):
        shutil.rmtree(project / name)
    before = kept(project)
    text = baesc("plan", cwd=project).stdout
    assert "nothing was built before" in text
    assert "Author, Book" in text
    assert "0001_initial.py" in text
    assert not told(project)["breaking"]
    assert kept(project) == before


def test_a_harmless_change_with_rows_at_hand(project: Path) -> None:
    fill(project)
    change(
        project,
        ("  notes: text?", "  notes: text?\n  isbn: string(20)?"),
        ("[new, used]", "[new, used, lost]"),
    )
    before = kept(project)
    found = told(project)
    assert [(one["kind"], one["member"]) for one in found["changes"]] == [
        ("field added", "isbn"), ("choice added", "state"),
    ]  # fmt: skip
    assert api(found) == {
        ("/api/books", "isbn", "optional field added", "none"),
        ("/api/books", "isbn", "answer field added", "none"),
        ("/api/books", "state", "widened", "none"),
        ("/api/books", "state", "answer value added", "strict"),
    }
    migration = found["migration"]
    assert migration["path"].startswith("migrations/versions/0002_")
    assert (migration["risk"], migration["replaces"]) == ("none", "")
    assert migration["tables"] == [{"table": "books", "was": "", "action": "changed", "rows": 3}]
    assert found["database"]["place"] == "managed_system/books.db"
    assert found["files"]["groups"]["models"]["make"] == ["app/models/book.py"]
    text = baesc("plan", cwd=project).stdout
    assert "2 changes of the schema, no API client breaks" in text
    assert re.search(r"\+ Book\.isbn +new: string\(20\)\?", text)
    assert re.search(r"~ books +changed, 3 rows", text)
    assert kept(project) == before, "a plan writes nothing"


def test_the_plan_is_what_a_build_does(project: Path) -> None:
    fill(project)
    change(project, ("  notes: text?", "  notes: text?\n  isbn: string(20)?"))
    found = told(project)
    before = tree(project / "managed_system")
    build(project)
    after = tree(project / "managed_system")
    app = {path for path in after if after[path] != before.get(path)}
    planned = {path for group in found["files"]["groups"].values() for path in group["make"]}
    assert found["migration"]["path"] in app
    assert app - planned == {found["migration"]["path"], "migrations/schema.json", ".generated.b2"}
    assert told(project)["empty"]


def test_what_the_spec_does_not_speak_of_is_told_with_its_rows(project: Path) -> None:
    fill(project)
    change(
        project,
        ("max: 5000", "max: 900"),
        ("  notes: text?\n", "  shelf: integer\n"),
        ("string(60) unique", "string(60)"),
        ("title: string(80)", "title: string(80) unique"),
    )
    done = baesc("plan", cwd=project)
    assert done.returncode == 1
    found = {line for line in done.stderr.splitlines() if "error[" in line}
    said = {re.findall(r"error\[(\w+)\]", one)[0]: one for one in found}
    assert said.keys() == {"BAE221", "BAE222", "BAE223", "BAE225"}
    counts = {code: re.findall(r"\((\d rows?) at hand\)", one) for code, one in said.items()}
    assert counts == {
        "BAE221": ["2 rows"], "BAE222": ["3 rows"], "BAE223": ["1 row"], "BAE225": ["0 rows"],
    }  # fmt: skip
    assert "none yet: the spec has to say more first" in done.stdout
    assert re.search(r"! +notes +gone: bodies with it get 422", done.stdout)
    effects = api(told(project, 1))
    assert ("/api/authors", "name", "filter removed", "breaking") in effects
    assert ("/api/books", "title", "filter added", "none") in effects


def test_a_draft_is_written_again(project: Path) -> None:
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    change(project, ("  notes: text?", "  notes: text?\n  isbn: string(20)?"))
    migration = told(project)["migration"]
    assert migration["path"] == migration["replaces"] == "migrations/versions/0001_initial.py"
    assert "instead of the draft" in baesc("plan", cwd=project).stdout


def test_a_database_that_is_none_is_told_of(project: Path) -> None:
    change(project, ("  notes: text?", "  notes: text?\n  isbn: string(20)?"))
    database = project / "managed_system" / "books.db"
    assert "there is none yet" in baesc("plan", cwd=project).stdout
    database.write_bytes(b"none of mine" * 500)
    assert "cannot be read" in told(project)["database"]["why_not"]
    done = baesc("plan", cwd=project, DATABASE_URL="postgresql://u:hidden@127.0.0.1:1/books")
    assert done.returncode == 0
    assert "postgresql://127.0.0.1:1/books" in done.stdout or "cannot be reached" in done.stdout
    assert "hidden" not in done.stdout + done.stderr


def test_a_broken_snapshot_is_a_diagnostic(project: Path) -> None:
    fill(project)
    (project / "managed_system" / "migrations" / "schema.json").write_text("{")
    change(project, ("  notes: text?", "  notes: text?\n  isbn: string(20)?"))
    done = baesc("plan", cwd=project)
    assert done.returncode == 1
    assert "error[BAE231]" in done.stderr
    found = told(project, 1)
    assert (found["changes"], found["api"], found["breaking"]) == (None, None, None)
    assert found["files"]["make"]


def test_without_a_project_or_with_a_bad_spec_there_is_no_plan(project: Path) -> None:
    change(project, ("text?", "nonsense"))
    found = told(project, 1)
    assert not found["ok"]
    assert (found["api"], found["migration"], found["files"]) == (None, None, None)
    assert baesc("plan", cwd=project.parent).returncode == 1


def test_questions_are_counted_and_not_asked(project: Path) -> None:
    rule = "rules: [{text: Long books are used., message: It is too long.}]"
    change(project, ("{author: Author}", "{author: Author}\n" + rule))
    found = told(project)["asking"]
    assert found["questions"] == ["Book.rules.it_is_too_long"]
    assert found["prompts"] == 1
    assert 100 < found["tokens"] < 5000
    assert not found["model_set"]
    assert "1 question in 1 prompt; no model is set" in baesc("plan", cwd=project).stdout


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("library") / "project"
    skipped = shutil.ignore_patterns("managed_system", ".baesc")
    shutil.copytree(EXAMPLES / "rules", root, ignore=skipped)
    build(root)
    return root


def test_computed_fields_rules_and_endpoints_are_told_of(library: Path) -> None:
    assert told(library)["api"] == []
    loans = library / "specs" / "loan.yaml"
    text = loans.read_text()
    for old, new in (
        ("{days: {type: integer, min: 1, max: 30}}", "{days: {type: integer, min: 1, max: 20}}"),
        ("A loan takes at least a day.", "A loan takes one day or more."),
    ):
        assert old in text
        text = text.replace(old, new)
    loans.write_text(text)
    members = library / "specs" / "member.yaml"
    members.write_text(members.read_text().replace("  books_out:", "  books_at_home:"))
    found = told(library)
    assert api(found) == {
        ("/api/loans", "", "rule removed", "none"),
        ("/api/loans", "", "rule added", "breaking"),
        ("/api/loans/{row_id}/renew", "days", "limits changed", "breaking"),
        ("/api/members", "books_out", "answer field removed", "breaking"),
        ("/api/members", "books_at_home", "answer field added", "none"),
    }
    assert (found["changes"], found["breaking"]) == ([], 3)
    # The rule of one row is a check, which is named after its message.
    assert found["migration"]["risk"] == "none"
    text = baesc("plan", cwd=library).stdout
    assert "! " in text
    assert "new: A loan takes one day or more: bodies that break it are refused" in text


def test_rows_of_postgresql_are_counted(project: Path) -> None:
    psycopg = pytest.importorskip("psycopg")
    change(
        project,
        ("  notes: text?", "  notes: text"),
        ("title: string(80)", "title: string(80) unique"),
    )
    with postgresql() as url:
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as opened:
            opened.execute("CREATE TABLE books (id serial, title text, notes text)")
            opened.execute("INSERT INTO books (title) VALUES ('A'), ('A'), ('B')")
        done = baesc("plan", "--format", "json", cwd=project, DATABASE_URL=url)
        built = baesc("build", "--format", "json", cwd=project, DATABASE_URL=url)
    found = json.loads(done.stdout)
    said = [one["message"] for one in json.loads(built.stdout)["diagnostics"]]
    assert said == [one["message"] for one in found["diagnostics"]]
    assert found["database"]["kind"] == "postgresql"
    assert found["database"]["place"].startswith("postgresql://127.0.0.1:")
    messages = {one["code"]: one["message"] for one in found["diagnostics"]}
    assert messages["BAE222"].endswith("(3 rows at hand)")
    assert messages["BAE225"].endswith("(1 row at hand)")
