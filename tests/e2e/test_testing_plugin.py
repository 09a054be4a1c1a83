"""Tests of somebody else's, who has rules and templates of their own."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from tests.cli import REPOSITORY, environment

PLUGIN = "baesc.testing.plugin"
PROJECT = "project: shop\nrules: house/rules\ntemplates: house/templates\n"
RULE = """\
- id: own.no-print
  files: ["**/*.py"]
  scope: any
  for: call
  where: {name: print}
  forbid: true
  message: "`print` in {function}: log it"
  standard: The application logs.
  ok: ["log.info('started')"]
  bad: ["print('started')  # <-"]
"""
MODULE = """\
from hypothesis import HealthCheck, Phase, given, settings

from baesc.testing import (
    artifacts, assert_approved, assert_rejected, mutants, valid_project, verdict,
)

few = settings(
    max_examples=4, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink),
)


@few
@given(valid_project(most=2))
def test_no_valid_project_is_rejected(project):
    assert_approved(project)


@few
@given(artifacts("app/routes/*.py", most=1))
def test_every_file_has_a_verdict(artifact):
    found = verdict(artifact.path, artifact.text + "print()\\n", project=artifact.project)
    assert "own.no-print" in {one.rule for one in found.findings}


@few
@given(mutants("app/routes/*_routes.py", operators=["alter-success-status"], most=1))
def test_a_wrong_status_is_rejected(mutant):
    assert_rejected(mutant)


def test_own_rules_are_in_force(baesc_rules):
    assert "own.no-print" in {one.id for one in baesc_rules.rules}
    assert [one.line for one in verdict("any.py", "print(1)\\n").findings] == [1]


def test_own_templates_are_in_force(baesc_templates):
    assert "Ours" in baesc_templates.source("core/gitignore.j2")
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project of a team that has nothing but rules, a template, and tests of these."""
    root = tmp_path_factory.mktemp("team")
    for path, text in {
        "baes.yaml": PROJECT,
        "house/rules/logging.yaml": RULE,
        "house/templates/core/gitignore.j2": "{#\ntarget: gitignore\nversion: 9\n#}\n# Ours\n",
        "checks/test_house.py": MODULE,
        "pytest.ini": "[pytest]\nfilterwarnings = error\n",
    }.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def run_pytest(cwd: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    installed = any(one.value == PLUGIN for one in entry_points(group="pytest11"))
    plugin = [] if installed else ["-p", PLUGIN]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *plugin, *arguments],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_plugin_is_an_entry_point() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["pytest11"] == {"baesc": PLUGIN}


def test_own_rules_and_templates_pass_then_fail_by_a_planted_template(shop: Path) -> None:
    done = run_pytest(shop)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "5 passed" in done.stdout
    template = (REPOSITORY / "templates" / "routes" / "entity.j2").read_text()
    bad, changed = re.subn("status_code=201", "status_code=200", template, count=1)
    assert changed == 1
    planted = shop / "house" / "templates" / "routes" / "entity.j2"
    planted.parent.mkdir()
    planted.write_text(bad)
    try:
        done = run_pytest(shop, "-k", "valid_project")
    finally:
        planted.unlink()
    assert done.returncode == 1
    # The file, the line in it, the rule, and the smallest spec.
    assert re.search(r"app/routes/\w+_routes.py is rejected", done.stdout)
    assert re.search(r"error\[BAE401\]: .*201", done.stdout)
    assert "status_code=200" in done.stdout
    assert "entity: " in done.stdout
    assert "Project(spec=" in done.stdout


def test_the_project_is_named_by_an_option(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "test_there.py").write_text(
        "def test_rules(baesc_rules):\n"
        "    assert any(one.id == 'own.no-print' for one in baesc_rules.rules)\n"
    )
    here = ["--rootdir", str(tmp_path), str(tmp_path / "test_there.py")]
    assert run_pytest(tmp_path, *here).returncode == 1
    assert run_pytest(tmp_path, *here, "--baesc-project", str(shop / "checks")).returncode == 0
    nowhere = run_pytest(tmp_path, *here, "--baesc-project", str(tmp_path))
    assert nowhere.returncode == 4
    assert "no baes.yaml" in nowhere.stderr


def test_rules_with_a_fault_are_shown_where_they_are_asked_for(shop: Path) -> None:
    wrong = shop / "house" / "rules" / "wrong.yaml"
    wrong.write_text(RULE.replace("for: call", "for: cal").replace("no-print", "other"))
    try:
        done = run_pytest(shop, "-k", "own_rules")
    finally:
        wrong.unlink()
    assert done.returncode == 1
    assert "error[BAE411]: unknown fact `cal`" in done.stdout


def test_the_plugin_loads_nothing_heavy() -> None:
    script = (
        "import sys, pytest\n"
        "before = set(sys.modules)\n"
        "import baesc.testing.plugin\n"
        "print(sorted(one for one in set(sys.modules) - before if 'baesc' not in one))\n"
        "print(sorted(one for one in sys.modules if one.startswith('baesc')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    others, ours = done.stdout.splitlines()
    assert others == "[]"
    assert ours == str(["baesc", "baesc.testing", "baesc.testing.place", PLUGIN])


def test_an_unknown_name_is_an_ordinary_error() -> None:
    import baesc.testing

    assert callable(baesc.testing.assert_approved)
    with pytest.raises(AttributeError, match="no attribute `assert_approvd`"):
        _ = baesc.testing.assert_approvd  # type: ignore[attr-defined]
