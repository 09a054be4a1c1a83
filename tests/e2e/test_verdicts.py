"""Verdicts through the command: metrics, suppressions, fixes, and rules that may not decide."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli import REPOSITORY, baesc

NO_POST_201 = ("status_code=201, ", "")
SUPPRESSION = """\
- suppress: be.post-201
  files: app/routes/*_routes.py
  reason: Old clients expect 200.
"""
TEXT_RULE = """\
- id: own.no-todo
  files: "app/**/*.py"
  for: match
  text: '(?i)\\bto-?do\\b'
  forbid: true
  message: mend it now
  standard: Nothing is left for later.
  ok: [x = 1]
  bad: ["x = 1  # todo # <-"]
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Return a new project with folders for rules and templates of its own."""
    baesc("init", cwd=tmp_path)
    (tmp_path / "mine" / "routes").mkdir(parents=True)
    (tmp_path / "rules").mkdir()
    with (tmp_path / "baes.yaml").open("a") as file:
        file.write("templates: mine\nrules: rules\n")
    return tmp_path


def change_routes(shop: Path, old: str, new: str) -> None:
    """Put a changed template of routes into a project."""
    template = (REPOSITORY / "templates/routes/entity.j2").read_text()
    assert old in template
    (shop / "mine/routes/entity.j2").write_text(template.replace(old, new))


def report(shop: Path, **environ: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        baesc("build", "--format", "json", cwd=shop, **environ).stdout
    )
    return found


def codes(found: dict[str, Any]) -> list[str]:
    return [one["code"] for one in found["diagnostics"]]


def row(found: dict[str, Any], path: str) -> dict[str, Any]:
    (one,) = [row for row in found["actions"] if row["path"] == path]
    return dict(one)


def test_a_build_counts_its_verdicts(shop: Path) -> None:
    found = report(shop)
    count = found["figures"]["artifacts"]
    metrics = found["metrics"]
    assert metrics.pop("validation_seconds") > 0
    bare = sum(one["method"] == "none" for one in found["actions"])
    assert 0 < bare < 10
    assert row(found, "README.md")["verdict"] == "confident_approval"
    assert row(found, "README.md")["method"] == "none"
    assert metrics == {
        "validation_confident_approval": count - bare,
        "validation_confident_rejection": 0,
        "validation_uncertain_llm_required": 0,
        "validation_without_rules": bare,
        "validation_tokens": 0,
    }
    main = row(found, "app/main.py")
    assert (main["verdict"], main["method"]) == ("confident_approval", "rules")
    # What is known is not judged again.
    assert report(shop)["metrics"]["validation_seconds"] == 0
    said = f"verdicts: {count - bare} approved, {bare} without rules;"
    assert said in baesc("build", "--force", cwd=shop).stdout


def test_a_rejection_says_what_would_mend_it(shop: Path) -> None:
    change_routes(shop, *NO_POST_201)
    done = baesc("build", cwd=shop)
    assert "help: set `status_code=201`" in done.stderr
    found = report(shop)
    assert found["metrics"]["validation_confident_rejection"] > 0
    (finding,) = row(found, "app/routes/product_routes.py")["findings"]
    assert finding["fix"] == "set `status_code=201`"


def test_a_suppression_holds_in_a_build_and_is_counted(shop: Path) -> None:
    change_routes(shop, *NO_POST_201)
    (shop / "rules/own.yaml").write_text(SUPPRESSION)
    done = baesc("build", cwd=shop)
    assert (done.returncode, done.stderr) == (0, "")
    assert "findings suppressed)" in done.stdout
    found = report(shop)
    (finding,) = row(found, "app/routes/product_routes.py")["suppressed"]
    assert finding["reason"] == "Old clients expect 200."
    assert finding["suppressed_at"] == "rules/own.yaml:1"
    assert found["figures"]["suppressed"] >= 2


def test_a_suppression_of_no_use_is_a_warning(shop: Path) -> None:
    (shop / "rules/own.yaml").write_text(SUPPRESSION)
    done = baesc("build", cwd=shop)
    assert done.returncode == 0
    assert done.stderr.startswith("rules/own.yaml:1:13: warning[BAE423]")


def test_an_artifact_cannot_excuse_itself(shop: Path) -> None:
    excuse = '# baesc: allow be.post-201 -- I am fine\n@router.post("", '
    change_routes(shop, '@router.post("", status_code=201, ', excuse)
    done = baesc("build", cwd=shop)
    assert done.returncode == 1
    assert "error[BAE401]" in done.stderr
    assert "be.post-201" in done.stderr


def test_rules_that_may_not_decide_stop_a_build_with_one_diagnostic(shop: Path) -> None:
    off = {"ENABLE_CONFIDENCE_VALIDATION": "false"}
    found = report(shop, **off)
    assert codes(found) == ["BAE420"]
    assert found["metrics"]["validation_uncertain_llm_required"] == found["figures"]["artifacts"]
    assert not (shop / "managed_system").exists()
    change_routes(shop, *NO_POST_201)
    assert codes(report(shop, **off)) == ["BAE420"]
    change_routes(shop, "@router.post(", "@router.post((")
    found = report(shop, **off)
    assert set(codes(found)) == {"BAE403", "BAE420"}
    assert found["metrics"]["validation_confident_rejection"] == 2
    # The next build is not misled by verdicts of another kind.
    (shop / "mine/routes/entity.j2").unlink()
    assert baesc("build", cwd=shop).returncode == 0


def test_a_text_rule_is_run_and_names_its_basis(shop: Path) -> None:
    (shop / "rules/own.yaml").write_text(TEXT_RULE)
    found = report(shop)
    assert found["ok"]
    assert row(found, "app/main.py")["basis"] == "structure"
    change_routes(shop, "@router.post(", "# ToDo: more\n@router.post(")
    found = report(shop)
    # Nobody has measured the project's own rule.
    assert set(codes(found)) == {"BAE401", "BAE422"}


def test_a_text_that_is_not_linear_is_refused_at_its_place(shop: Path) -> None:
    (shop / "rules/own.yaml").write_text(TEXT_RULE.replace("(?i)", "(?=x)"))
    done = baesc("check", cwd=shop)
    assert done.returncode == 1
    assert "rules/own.yaml:4:9: error[BAE413]" in done.stderr


def calibrate(shop: Path, confidence: float) -> None:
    """Write a record that says that all shipped rules were measured at this confidence."""
    from baesc.knowledge.facts import FACTS_VERSION
    from baesc.proof.calibration import FILE, FORMAT, rule_digest
    from tests.verified import rules

    areas = {rule.area: {"confidence": confidence} for rule in rules().rules}
    digests = {f"{one.area}/{one.id}": [rule_digest(one), 1, 1] for one in rules().rules}
    record = {
        "format": FORMAT,
        "measured_on": {"facts": FACTS_VERSION},
        "areas": areas,
        "rules": digests,
    }
    (shop / "rules" / FILE).write_text(json.dumps(record))


def test_measured_rules_are_held_to_the_threshold_of_the_project(shop: Path) -> None:
    calibrate(shop, 0.9)
    assert baesc("build", cwd=shop).stderr == ""
    with (shop / "baes.yaml").open("a") as file:
        file.write("verify: {threshold: 0.95}\n")
    found = report(shop)
    assert not found["ok"]
    assert set(codes(found)) == {"BAE421"}
    assert "0.900" in found["diagnostics"][0]["message"]
    assert row(found, "app/main.py")["verdict"] == "uncertain"
    calibrate(shop, 0.97)
    assert report(shop)["ok"]


def test_rules_that_nobody_has_measured_are_named_once_a_build(shop: Path) -> None:
    calibrate(shop, 0.9)
    (shop / "rules/own.yaml").write_text(TEXT_RULE)
    found = report(shop)
    assert found["ok"]
    assert codes(found) == ["BAE422"]
    assert "`own`" in found["diagnostics"][0]["message"]
