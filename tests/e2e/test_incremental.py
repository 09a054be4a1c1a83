"""What a second build does: nothing, or exactly what a change touches."""

import re
import shutil
from pathlib import Path

import pytest

from tests.cli import EXAMPLES, baesc, build, keys, report, tree, would_run

OUT = "managed_system"
RULE = """\
- id: my.no-teachers
  files: app/models/teacher.py
  for: class
  forbid: {name: Teacher}
  message: "no teachers"
  standard: "There are no teachers."
  ok:
    - "class Student: ..."
  bad:
    - "class Teacher: ...  # <-"
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("academic") / "project"
    shutil.copytree(EXAMPLES / "academic", root, ignore=shutil.ignore_patterns(OUT, ".baesc"))
    build(root)
    return root


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    root = tmp_path / "project"
    shutil.copytree(built, root, copy_function=shutil.copy2)
    return root


def edit(path: Path, pattern: str, replacement: str) -> None:
    text = path.read_text()
    changed = re.sub(pattern, replacement, text, count=1, flags=re.MULTILINE)
    assert changed != text
    path.write_text(changed)


def test_a_second_build_runs_no_action(project: Path) -> None:
    before = tree(project / OUT)
    assert would_run(project) == {}
    figures = report(project)["figures"]
    assert (figures["made"], figures["written"], figures["failed"]) == (0, 0, 0)
    versions = [path for path in before if path.startswith("migrations/versions/")]
    others = {".generated.b2", "migrations/schema.json", *versions}
    assert figures["reused"] == figures["artifacts"] == len(before.keys() - others)
    assert tree(project / OUT) == before


def test_two_builds_are_byte_identical_whatever_the_lanes(project: Path, tmp_path: Path) -> None:
    alone = tmp_path / "elsewhere" / "alone"
    shutil.copytree(project, alone, ignore=shutil.ignore_patterns(OUT, ".baesc"))
    build(alone, "--jobs", "1")
    together = tmp_path / "together"
    shutil.copytree(project, together, ignore=shutil.ignore_patterns(OUT, ".baesc"))
    build(together, "--jobs", "8")
    assert tree(alone / OUT) == tree(together / OUT) == tree(project / OUT)


def test_comments_and_the_order_of_keys_rerun_nothing(project: Path) -> None:
    path = project / "specs" / "student.yaml"
    path.write_text("# A comment.\n\n" + path.read_text() + "\n# The end.\n")
    assert would_run(project) == {}
    lines = path.read_text()
    doc = re.search(r"^doc:.*\n", lines, flags=re.MULTILINE)
    assert doc is not None
    path.write_text(lines.replace(doc.group(), "") + doc.group())
    assert would_run(project) == {}


def test_a_changed_field_reruns_exactly_what_reads_it(project: Path) -> None:
    before = keys(project)
    edit(project / "specs" / "teacher.yaml", r"^  name: .*$", "  name: string(77)")
    after = keys(project)
    changed = {path for path in after if before[path] != after[path]}
    stale = would_run(project)
    assert set(stale) == changed
    assert "app/models/teacher.py" in changed
    reasons = [stale[f"app/{kind}/teacher.py"].lower() for kind in ("models", "schemas")]
    assert all(".name." in reason for reason in reasons)
    assert not any("student" in path or "enrollment" in path for path in changed)
    figures = report(project)["figures"]
    assert figures["made"] == len(changed)
    assert would_run(project) == {}


def test_an_edited_template_reruns_its_target_alone(project: Path) -> None:
    overlay = project / "my_templates" / "routes"
    overlay.mkdir(parents=True)
    source = (EXAMPLES.parent / "templates" / "routes" / "entity.j2").read_text()
    (overlay / "entity.j2").write_text(source + "{# changed #}")
    with (project / "baes.yaml").open("a") as file:
        file.write("\ntemplates: my_templates\n")
    stale = would_run(project)
    entities = ("course", "enrollment", "student", "teacher")
    assert set(stale) == {f"app/routes/{name}_routes.py" for name in entities}
    assert set(stale.values()) == {"template routes/entity.j2 changed"}


def test_a_change_taken_back_is_found_in_the_cache(project: Path) -> None:
    path = project / "specs" / "teacher.yaml"
    before = path.read_text()
    edit(path, r"^  name: .*$", "  name: string(77)")
    build(project)
    path.write_text(before)
    figures = report(project)["figures"]
    assert figures["made"] == 0
    assert figures["written"] > 0


def test_a_deleted_output_comes_back(project: Path) -> None:
    gone = project / OUT / "app" / "main.py"
    text = gone.read_text()
    gone.unlink()
    assert report(project)["figures"]["written"] == 1
    assert gone.read_text() == text


def test_an_edited_output_is_refused_until_forced(project: Path) -> None:
    mine = project / OUT / "app" / "main.py"
    ours = mine.read_text()
    mine.write_text(ours + "# mine\n")
    edit(project / "specs" / "teacher.yaml", r"^  name: .*$", "  name: string(77)")
    before = tree(project / OUT)
    assert f"refuse {OUT}/app/main.py" in baesc("build", "--dry-run", cwd=project).stdout
    refused = baesc("build", cwd=project)
    assert refused.returncode == 1
    assert "error[BAE510]" in refused.stderr
    assert f"{OUT}/app/main.py" in refused.stderr
    assert tree(project / OUT) == before
    partly = baesc("build", "--keep-going", cwd=project)
    assert partly.returncode == 1
    assert mine.read_text() == ours + "# mine\n"
    assert "String(77)" in (project / OUT / "app/models/teacher.py").read_text()
    build(project, "--force")
    assert mine.read_text() == ours


def test_outputs_of_a_removed_entity_go_unless_somebody_changed_them(project: Path) -> None:
    (project / "specs" / "enrollment.yaml").unlink()
    edit(project / "specs" / "student.yaml", r"^relations:\n(  .*\n)+", "")
    changed = project / OUT / "tests" / "test_enrollment.py"
    changed.write_text(changed.read_text() + "# mine\n")
    done = build(project)
    assert "warning[BAE511]" in done.stderr
    left = [path for path in tree(project / OUT) if "enrollment" in path]
    assert left == ["tests/test_enrollment.py"]
    assert "BAE511" not in build(project).stderr


def test_a_lost_cache_costs_only_time(project: Path) -> None:
    before = tree(project / OUT)
    shutil.rmtree(project / ".baesc")
    figures = report(project)["figures"]
    assert figures["made"] == figures["artifacts"]
    assert figures["written"] == 0
    assert tree(project / OUT) == before


def test_a_broken_cache_is_set_aside_with_a_word(project: Path) -> None:
    for path in (project / ".baesc").glob("store.db*"):
        path.unlink()
    (project / ".baesc" / "store.db").write_bytes(b"garbage " * 1000)
    (project / ".baesc" / "state").unlink()
    assert "warning[BAE512]" in build(project).stderr
    assert would_run(project) == {}


def test_a_damaged_text_in_the_cache_never_reaches_the_folder(project: Path) -> None:
    import sqlite3

    with sqlite3.connect(project / ".baesc" / "store.db") as store:
        store.execute("UPDATE texts SET text = 'damaged'")
    store.close()
    before = tree(project / OUT)
    shutil.rmtree(project / OUT)
    build(project)
    assert tree(project / OUT) == before
    assert would_run(project) == {}


def test_a_new_rule_reruns_no_action_and_judges_everything(project: Path) -> None:
    rules = project / "my_rules"
    rules.mkdir()
    (rules / "mine.yaml").write_text(RULE)
    with (project / "baes.yaml").open("a") as file:
        file.write("\nrules: my_rules\n")
    assert would_run(project) == {}
    found = report(project)
    assert found["figures"]["made"] == 0
    (broken,) = [one for one in found["diagnostics"] if one["severity"] == "error"]
    assert broken["code"] == "BAE401"
    assert "my.no-teachers" in broken["message"]


def test_a_setting_reruns_what_reads_it(project: Path) -> None:
    before = keys(project)
    edit(project / "baes.yaml", r"^ports: .*$", "ports: {api: 8111, ui: 8611}")
    after = keys(project)
    stale = set(would_run(project))
    assert stale == {path for path in after if before[path] != after[path]}
    assert {"app/config.py", "serve.py", "README.md"} <= stale
    assert not any(path.startswith(("app/models", "app/routes", "tests/test_")) for path in stale)
