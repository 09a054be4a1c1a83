"""What is right is proven; of a revision that is not, the proof tells what it does."""

# ruff: noqa: E501 - what is planted stands in one line.

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.cli import baesc, build
from tests.e2e.serving import python
from tests.postgresql import postgresql

OLD = """\
entity: Teacher
fields: {name: string(100), email: email unique}
---
entity: Student
fields:
  name: string(100) index
  nick: string(20)?
  status: {type: enum, values: [active, suspended], default: active}
  gpa: {type: 'decimal(3,2)?', min: 0, max: 4}
  born: date?
  code: uuid
  seen: datetime?
  paid: decimal(15,4)
relations:
  mentor: Teacher?
  friend: Student?
  courses: {to: Course, kind: many_to_many}
---
entity: Course
fields: {title: string(80), credits: {type: integer, min: 1, max: 30}}
relations: {teacher: Teacher}
"""
EDITS = (
    ("entity: Student\n", "entity: Student\ndrop: [born]\n"),
    ("  name: string(100) index", "  full_name: {type: string(120), was: name, index: true}"),
    ("  born: date?\n", "  level: {type: integer, default: 7}\n"),
    ("  mentor: Teacher?", "  mentors: {to: Teacher, kind: many_to_many, was: mentor}"),
    ("title: string(80)", "title: {type: string(60), on_conflict: stop}"),
)
# What is planted in the way there on SQLite: what is replaced, by what, and what is said of it.
LOSSES = {
    "a value": ("SELECT id, name, nick,", "SELECT id, name, NULL,", "students.nick: values are"),
    "the end of values": ("SELECT id, name,", "SELECT id, substr(name, 1, 90),", "students.name"),
    "swapped columns": ("seen, paid, friend_id, created_at, updated_at FROM", "created_at, paid, friend_id, created_at, updated_at FROM", "students.seen"),
    "digits": ("paid, friend_id, created_at, updated_at FROM", "ROUND(paid, 2), friend_id, created_at, updated_at FROM", "students.paid"),
    "rows": ("created_at, updated_at FROM students", "created_at, updated_at FROM students WHERE id > 2", ""),
    "moved links": ("mentor_id IS NOT NULL", "mentor_id > 4", "students.mentor_id: links"),
    "all links that move": ("mentor_id IS NOT NULL", "mentor_id < 0", "students.mentor_id: links"),
    "links": ("paid, friend_id, created_at, updated_at FROM", "paid, NULL, created_at, updated_at FROM", "students.friend_id"),
    "ids": ("SELECT id, title,", "SELECT id + 100, title,", ""),
    "a table": ('drop_replaced("courses", "_new_courses")', 'op.drop_table("courses")\n        run("DELETE FROM course_students")', ""),
    "an index": ('op.create_index(op.f("ix_students_full_name")', '(lambda *_: 0)(("")', "lacks"),
    "a check": ('"status IN (\'active\', \'suspended\')"', '"status <> \'x\'"', "has"),
    "what a delete does": ('ondelete="SET NULL"', 'ondelete="CASCADE"', "SET NULL"),
    "a null": ('"paid", sa.Numeric(15, 4), nullable=False', '"paid", sa.Numeric(15, 4)', "paid"),
    "a length": ('"full_name", sa.String(120)', '"full_name", sa.String(60)', "full_name"),
    "a type error": ("    if is_sqlite():", "    len(5)\n    if is_sqlite():", "it fails: "),
    "an empty query": ('"SELECT count(*) FROM courses WHERE length(title) > 60"', '""', "fails"),
}  # fmt: skip
BACK = {
    "a value back": ("SELECT id, full_name, nick,", "SELECT id, full_name, NULL,", "students.nick"),
    "an index back": ('op.create_index(op.f("ix_students_name")', '(lambda *_: 0)(("")', "way back"),
}  # fmt: skip
# What has a way back.
REVERSIBLE = (
    EDITS[1],
    ("nick: string(20)?", "nick: string(30)?\n  level: {type: integer, default: 7}"),
)
DRIVER = """
import json, pathlib, sys
from app.database.connection import engine
from migrations.proof import prove
path, variants = json.load(sys.stdin)
found = {}
for name, text in variants.items():
    pathlib.Path(path).write_text(text, "utf-8")
    found[name] = prove(engine).findings
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return changed(tmp_path_factory.mktemp("proofs"), EDITS)


def changed(root: Path, edits: tuple[tuple[str, str], ...]) -> Path:
    """Build a project, and once more after edits of its spec."""
    (root / "baes.yaml").write_text("project: school\nspecs: [all.yaml]\n")
    (root / "all.yaml").write_text(OLD)
    build(root)
    # The first revision is no draft any more.
    shutil.rmtree(root / ".baesc")
    text = OLD
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    (root / "all.yaml").write_text(text)
    build(root)
    return root


def revision(root: Path) -> Path:
    return max((root / "managed_system/migrations/versions").glob("*.py"))


def planted(text: str, old: str, new: str, *, back: bool) -> str:
    """Return a revision with a fault on the way there, or on the way back."""
    there, name, after = text.partition("def downgrade")
    part = after if back else there
    assert old in part, old
    changed = part.replace(old, new)
    return there + name + changed if back else changed + name + after


def findings(
    root: Path, faults: dict[str, tuple[str, str, str]], url: str = "", *, back: bool = False
) -> dict[str, list[str]]:
    """Return what the proof finds in each variant of the newest revision; `right` is as it is."""
    path = revision(root)
    right = path.read_text()
    variants = {"right": right}
    for name, (old, new, _) in faults.items():
        # Statements are broken over lines, wherever they are long.
        variants[name] = planted(_joined(right), old, new, back=back)
    app = root / "managed_system"
    environ = {"DATABASE_URL": url} if url else {}
    try:
        done = python(app, "-B", "-c", DRIVER, given=json.dumps([str(path), variants]), **environ)
    finally:
        path.write_text(right)
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def _joined(text: str) -> str:
    """Return a revision with each statement of SQL in one piece."""
    return re.sub(r'"\s*\n\s*"', "", text)


def missed(faults: dict[str, tuple[str, str, str]], found: dict[str, list[str]]) -> list[str]:
    return [name for name, one in faults.items() if not any(one[2] in line for line in found[name])]


def test_what_is_right_is_proven_and_what_is_lost_is_told(project: Path) -> None:
    found = findings(project, LOSSES)
    assert found["right"] == []
    assert missed(LOSSES, found) == []


def test_the_way_back_is_looked_at(tmp_path: Path) -> None:
    found = findings(changed(tmp_path, REVERSIBLE), BACK, back=True)
    assert found["right"] == []
    assert missed(BACK, found) == []


def test_on_postgresql_too(project: Path) -> None:
    faults = {
        "moved rows": ("mentor_id IS NOT NULL", "mentor_id > 4", "students.mentor_id: links"),
        "an index": ('"ALTER INDEX ix_students_name RENAME TO ix_students_full_name"', '"SELECT 1"', "ix_"),
        "a null": ('op.alter_column("students", "level", nullable=False)', "pass", "level"),
    }  # fmt: skip
    with postgresql() as url:
        found = findings(project, faults, url)
    assert found["right"] == []
    assert missed(faults, found) == []


def test_a_proof_is_in_the_report_and_in_the_plan(project: Path, tmp_path: Path) -> None:
    root = Path(shutil.copytree(project, tmp_path / "project"))
    assert json.loads(baesc("plan", "--format", "json", cwd=root).stdout)["proof"] is None
    report = json.loads(baesc("build", "--prove", "--format", "json", cwd=root).stdout)
    proof = report["proof"]
    assert (proof["ok"], proof["database"], proof["findings"]) == (True, "sqlite", [])
    assert proof["revision"].startswith("0002_")
    assert any("values do not fit" in one for one in proof["notes"])
    assert json.loads(baesc("plan", "--format", "json", cwd=root).stdout)["proof"] == proof
    assert f"migration {proof['revision']} proven on sqlite" in baesc("plan", cwd=root).stdout
    # A revision that somebody changed has not been proven.
    path = revision(root)
    path.write_text(
        _joined(path.read_text()).replace("SELECT id, name, nick,", "SELECT id, name, NULL,")
    )
    assert json.loads(baesc("plan", "--format", "json", cwd=root).stdout)["proof"] is None
    done = baesc("build", "--prove", cwd=root)
    assert done.returncode == 1
    assert "students.nick: values are not what they were" in done.stdout
    assert "fails on sqlite: 1 finding" in done.stdout
    assert "fails on sqlite" in baesc("plan", cwd=root).stdout


def test_revisions_of_people_are_proven_like_any_other(project: Path, tmp_path: Path) -> None:
    """They may say nothing of what they rename, and be about rows alone."""
    root = Path(shutil.copytree(project, tmp_path / "project"))
    head = revision(root)
    name = re.findall(r'^revision = "(.*)"', head.read_text(), re.MULTILINE)[0]
    mine = head.with_name("0003_tidy.py")
    mine.write_text(
        "from alembic import op\n\nrevision = '0003_tidy'\n"
        f"down_revision = '{name}'\n\n\n"
        "def upgrade() -> None:\n    op.execute(\"UPDATE students SET nick = 'none'\")\n\n\n"
        "def downgrade() -> None:\n    pass\n"
    )
    done = python(root / "managed_system", "migrate.py", "verify")
    assert done.returncode == 1
    assert "0003_tidy: students.nick: values are not what they were" in done.stdout
    mine.write_text(mine.read_text().replace("nick = 'none'", "nick = nick"))
    assert python(root / "managed_system", "migrate.py", "verify").returncode == 0


def test_a_proof_that_comes_to_no_end_is_one_diagnostic(project: Path) -> None:
    environ = {"DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"}
    done = baesc("build", "--prove", cwd=project, **environ)
    assert done.returncode == 1
    assert "error[BAE531]: the newest revision could not be proven" in done.stderr
    assert "Traceback" not in done.stderr
