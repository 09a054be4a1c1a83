"""Builds add revisions to an application, and rewrite none that somebody has."""

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli import baesc, build, report

NOTE = "entity: Note\nfields:\n  title: string(40)\n"
MORE = NOTE + "  body: text?\n"
MOST = MORE + "  pinned: boolean?\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("notes")
    (root / "baes.yaml").write_text("project: notes\nspecs: [specs/*.yaml]\n")
    (root / "specs").mkdir()
    (root / "specs" / "note.yaml").write_text(NOTE)
    build(root)
    return root


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    root = tmp_path / "project"
    shutil.copytree(built, root)
    return root


def change(project: Path, text: str) -> None:
    (project / "specs" / "note.yaml").write_text(text)


def names(project: Path) -> list[str]:
    versions = project / "managed_system" / "migrations" / "versions"
    return sorted(one.name for one in versions.glob("*.py"))


def text(project: Path, name: str) -> str:
    return (project / "managed_system" / "migrations" / "versions" / name).read_text()


def revision(project: Path, name: str) -> str:
    found = [line for line in text(project, name).splitlines() if line.startswith("revision = ")]
    return found[0].split('"')[1]


def apply(project: Path, name: str) -> None:
    """Let the development database say that it has a revision."""
    with closing(sqlite3.connect(project / "managed_system" / "notes.db")) as opened:
        opened.execute("CREATE TABLE alembic_version (version_num TEXT)")
        opened.execute("INSERT INTO alembic_version VALUES (?)", (revision(project, name),))
        opened.commit()


def snapshot(project: Path) -> Path:
    return project / "managed_system" / "migrations" / "schema.json"


def test_the_first_build_makes_the_first_revision(project: Path) -> None:
    assert names(project) == ["0001_initial.py"]
    assert list(json.loads(snapshot(project).read_text())["entities"]) == ["Note"]
    assert "is_sqlite" not in text(project, "0001_initial.py"), "both databases do the same"


def test_a_draft_is_rewritten(project: Path) -> None:
    first = revision(project, "0001_initial.py")
    change(project, MORE)
    done = build(project)
    assert "migration migrations/versions/0001_initial.py (rewritten): The first tables" in (
        done.stdout
    )
    assert names(project) == ["0001_initial.py"]
    assert '"body"' in text(project, "0001_initial.py")
    assert revision(project, "0001_initial.py") != first, "a database that has it notices"


def test_what_a_database_has_stays(project: Path) -> None:
    apply(project, "0001_initial.py")
    before = text(project, "0001_initial.py")
    change(project, MORE)
    assert report(project)["migration"]["title"] == "Add Note.body"
    assert names(project) == ["0001_initial.py", "0002_add_note_body.py"]
    assert text(project, "0001_initial.py") == before
    change(project, MOST)
    build(project)
    assert names(project) == ["0001_initial.py", "0002_add_note_body_and_1_more.py"]
    change(project, NOTE)
    done = build(project)
    assert "took back migrations/versions/0002_add_note_body_and_1_more.py" in done.stdout
    assert names(project) == ["0001_initial.py"]


@pytest.mark.parametrize("url", ["postgresql+psycopg://nobody@127.0.0.1:1/none", "sqlite:///x.db"])
def test_a_database_that_cannot_be_looked_at_may_have_it(project: Path, url: str) -> None:
    (project / "managed_system" / ".env").write_text(f"DATABASE_URL={url}\n")
    (project / "managed_system" / "x.db").write_text("no database")
    change(project, MORE)
    build(project)
    assert names(project) == ["0001_initial.py", "0002_add_note_body.py"]


def test_what_is_committed_stays(project: Path) -> None:
    for command in (["init", "-q"], ["add", "managed_system/migrations"]):
        subprocess.run(["git", *command], cwd=project, check=True)
    change(project, MORE)
    build(project)
    assert names(project) == ["0001_initial.py", "0002_add_note_body.py"]


def test_what_somebody_edited_stays(project: Path) -> None:
    path = project / "managed_system/migrations/versions/0001_initial.py"
    path.write_text(path.read_text() + "\n# Mine.\n")
    change(project, MORE)
    build(project)
    assert names(project) == ["0001_initial.py", "0002_add_note_body.py"]
    assert path.read_text().endswith("# Mine.\n")


def test_revisions_by_hand_are_part_of_the_history(project: Path) -> None:
    apply(project, "0001_initial.py")
    first = revision(project, "0001_initial.py")
    mine = f'revision = "mine"\ndown_revision = "{first}"\n\n\ndef upgrade() -> None:\n    pass\n'
    (project / "managed_system/migrations/versions/mine.py").write_text(mine)
    change(project, MORE)
    build(project)
    assert 'down_revision = "mine"' in text(project, "0002_add_note_body.py")


def test_two_last_revisions_are_an_error(project: Path) -> None:
    versions = project / "managed_system/migrations/versions"
    first = revision(project, "0001_initial.py")
    for name in ("ours", "theirs"):
        (versions / f"{name}.py").write_text(f'revision = "{name}"\ndown_revision = "{first}"\n')
    change(project, MORE)
    done = baesc("build", cwd=project)
    assert done.returncode == 1
    assert "managed_system/migrations/versions/theirs.py" in done.stderr
    assert 'down_revision = "ours"' in done.stderr


@pytest.mark.parametrize("content", [None, "<<<<<<< ours\n{}\n", "[]"])
def test_without_the_schema_of_the_last_build_nothing_is_guessed(
    project: Path, content: str | None
) -> None:
    if content is None:
        # With its own record of the last build, baesc knows it still.
        snapshot(project).unlink()
        shutil.rmtree(project / ".baesc")
    else:
        snapshot(project).write_text(content)
    done = baesc("build", cwd=project)
    assert done.returncode == 1
    assert "managed_system/migrations/schema.json" in done.stderr
    assert "version control" in done.stderr
    assert names(project) == ["0001_initial.py"]


def test_a_dangerous_change_lands_nothing(project: Path) -> None:
    change(project, NOTE.replace("title: string(40)", "name: string(40)"))
    before = snapshot(project).read_text()
    apply(project, "0001_initial.py")
    done = baesc("build", cwd=project)
    assert done.returncode == 1
    assert "add `was: title` to keep them" in done.stderr
    assert snapshot(project).read_text() == before
    assert names(project) == ["0001_initial.py"]


@pytest.mark.parametrize("applied", [False, True])
def test_a_build_that_was_killed_between_its_files_goes_on(project: Path, applied: bool) -> None:
    """The revision is there, the schema that it leads to is not yet."""
    apply(project, "0001_initial.py")
    before = snapshot(project).read_text()
    change(project, MORE)
    build(project)
    after = snapshot(project).read_text()
    expected = text(project, "0002_add_note_body.py")
    snapshot(project).write_text(before)
    if applied:
        (project / "managed_system" / "notes.db").unlink()
        apply(project, "0002_add_note_body.py")
    build(project)
    assert names(project) == ["0001_initial.py", "0002_add_note_body.py"]
    assert text(project, "0002_add_note_body.py") == expected
    assert snapshot(project).read_text() == after


def test_a_second_build_has_nothing_to_do(project: Path) -> None:
    change(project, MORE)
    build(project)
    done = build(project)
    assert done.stdout.startswith("baesc: ")
    assert "up to date" in done.stdout


def test_revisions_survive_a_lost_cache(project: Path) -> None:
    shutil.rmtree(project / ".baesc")
    build(project)
    assert names(project) == ["0001_initial.py"]


def test_clean_leaves_what_a_database_has(project: Path) -> None:
    apply(project, "0001_initial.py")
    assert baesc("clean", cwd=project).returncode == 0
    assert names(project) == ["0001_initial.py"]
    assert snapshot(project).exists()
    (project / "managed_system" / "notes.db").unlink()
    assert baesc("clean", cwd=project).returncode == 0
    assert not (project / "managed_system").exists()
