"""`baesc rules test`: planted defects are found by the command itself, and sound rules pass."""

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from baesc.cli.console import Console
from baesc.cli.proof_text import tell
from tests.cli import REPOSITORY, baesc, environment

TRY = "try:\\n    work()\\nexcept {0}:  # <-\\n    raise"
HEAD = """\
- id: own.{name}
  files: ["app/**/*.py"]
  message: "found"
  standard: One sentence.
"""


def rule(name: str, body: str) -> str:
    lines = "".join(f"  {line}\n" for line in body.strip("\n").split("\n"))
    return HEAD.format(name=name) + lines


SOUND = rule(
    "named",
    f"""
for: except
forbid: {{bare: true}}
ok: ["x = 1"]
bad: ["{TRY.format("")}"]
""",
)
DEAD = rule(
    "dead",
    """
for: route
where: {method: post, path: {starts: "/"}}
when: {fact: route, where: {method: [fetch]}}
require: {status: 201}
ok: ["@router.post('/', status_code=201)\\ndef f(): ..."]
bad: ["@router.post('/')  # <-\\ndef f(): ..."]
""",
)
CONTRADICTION = "".join(
    rule(
        f"answers-{status}",
        f"""
for: route
where: {{method: post}}
require: {{status: {status}}}
ok: ["@router.post('/', status_code={status})\\ndef f(): ..."]
bad: ["@router.post('/', status_code=418)  # <-\\ndef f(): ..."]
""",
    )
    for status in (201, 202)
)
CATASTROPHIC = rule(
    "regex",
    """
for: match
text: "(a+)+$"
forbid: true
ok: ["x = 1"]
bad: ["aaaa = 1  # <-"]
""",
)
SINGLE_QUOTES = rule(
    "quotes",
    """
for: match
text: 'execute\\("DELETE'
forbid: true
ok: ["x = 1"]
bad: ['session.execute("DELETE FROM t")  # <-']
""",
)
IN_A_TUPLE = rule(
    "broad",
    f"""
for: match
text: "except Exception"
forbid: true
ok: ["x = 1"]
bad: ["{TRY.format("Exception")}"]
""",
)
TOO_STRICT = rule(
    "no-dates",
    """
for: import
forbid: {module: datetime}
ok: ["import json"]
bad: ["from datetime import date  # <-"]
""",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    assert baesc("init", "shop", cwd=tmp_path).returncode == 0
    root = tmp_path / "shop"
    (root / "rules" / "house").mkdir(parents=True)
    settings = root / "baes.yaml"
    settings.write_text(settings.read_text() + "rules: rules\n")
    return root


def rules_test(root: Path, rules: str, *arguments: str) -> tuple[int, dict[str, Any]]:
    (root / "rules" / "house" / "own.yaml").write_text(rules)
    done = baesc("rules", "test", "--format", "json", *arguments, cwd=root, timeout=300)
    assert done.returncode in {0, 1}, done.stderr
    return done.returncode, json.loads(done.stdout)


QUICK = ("own.*", "--stage", "static", "--stage", "examples", "--stage", "variations")


def test_a_sound_rule_passes(project: Path) -> None:
    code, found = rules_test(project, SOUND, *QUICK)
    assert (code, found["ok"]) == (0, True)
    assert [one["rule"] for one in found["rules"]] == ["own.named"]
    assert found["examples"]["tried"] == 2
    assert found["variations"]["tried"] > 10


@pytest.mark.parametrize(
    ("rules", "kind", "names"),
    [
        (DEAD, "dead", {"own.dead"}),
        (CONTRADICTION, "contradiction", {"own.answers-201", "own.answers-202"}),
        (CATASTROPHIC, "regex", {"own.regex"}),
    ],
)
def test_static_defects_are_found(project: Path, rules: str, kind: str, names: set[str]) -> None:
    code, found = rules_test(project, rules, "own.*", "--stage", "static")
    assert code == 1
    remarks = [one for one in found["static"] if one["kind"] == kind]
    assert remarks, found["static"]
    pairs = [{one["rule"], one["other"]} - {""} for one in remarks]
    assert names in pairs
    assert all(one["span"]["path"].startswith("rules/") for one in remarks)
    done = baesc("rules", "test", "own.*", "--stage", "static", cwd=project)
    assert done.returncode == 1
    assert f"[{kind}]" in done.stdout
    assert "failed" in done.stdout


@pytest.mark.parametrize(
    ("rules", "shown"), [(SINGLE_QUOTES, "'DELETE"), (IN_A_TUPLE, "except (Exception,)")]
)
def test_a_rule_that_misses_another_form_is_found(project: Path, rules: str, shown: str) -> None:
    code, found = rules_test(project, rules, "own.*", "--stage", "variations")
    assert code == 1
    missed = [one["varied_text"] for one in found["variations"]["fragile"]]
    assert any(shown in text for text in missed), missed


def test_a_wrong_example_is_found(project: Path) -> None:
    wrong = SOUND.replace("x = 1", "try:\\n    work()\\nexcept:\\n    raise")
    code, found = rules_test(project, wrong, "own.*", "--stage", "examples")
    assert code == 1
    assert "own.named" in found["examples"]["failed"][0]["message"]


def test_a_false_rejection_is_shrunk_and_can_be_seen_again(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("--stage", "valid", "--budget", "8", "--seed", "5")
    code, found = rules_test(project, TOO_STRICT, *arguments)
    assert code == 1
    (one,) = found["valid"]["false_rejections"]
    assert one["rule"] == "own.no-dates"
    assert one["spec"].count("entity:") == 1
    assert re.search(r"date|time", one["spec"]) or one["path"].startswith("app/")
    assert "datetime" in one["text"].split("\n")[one["line"] - 1]
    (again,) = rules_test(project, TOO_STRICT, *arguments)[1]["valid"]["false_rejections"]
    assert (again["rule"], again["path"], again["line"]) == (one["rule"], one["path"], one["line"])
    tell(found, Console(), stopped=False)
    printed = capsys.readouterr().out
    assert f"own.no-dates: {one['path']}:{one['line']}" in printed
    assert "--seed 5" in printed


def test_faults_that_no_rule_finds_are_shown(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rules of the same file names take the place of the shipped ones."""
    (project / "rules" / "test").mkdir()
    shipped = REPOSITORY / "rules" / "test"
    for path in sorted(shipped.glob("*.yaml")):
        kept = path.read_text() if path.name == "contract.yaml" else "[]\n"
        (project / "rules" / "test" / path.name).write_text(kept)
    (project / "rules" / "house" / "own.yaml").write_text(SOUND)
    # However long the way to the first faults is: few of them are enough. What is left finds some
    # of the first ones, and misses others of the same kinds.
    for seconds in ("10", "30", "180"):
        arguments = ("rules", "test", "--stage", "mutation", "--area", "test")
        done = baesc(*arguments, "--budget", seconds, "--format", "json", cwd=project, timeout=300)
        assert done.returncode in {0, 1}, done.stderr
        found = json.loads(done.stdout)
        if found["mutation"]["survivors"]:
            break
    assert done.returncode == 1
    area = next(one for one in found["areas"] if one["area"] == "test")
    assert not area["trusted"]
    assert area["confidence"] < 0.85
    survivor = next(one for one in found["mutation"]["survivors"] if one["area"] == "test")
    assert "\n-" in survivor["diff"] or "\n+" in survivor["diff"]
    # What people read is made of the same report; a second run would take as long.
    tell(found, Console(), stopped=False)
    printed = capsys.readouterr().out
    assert "Faults that were approved" in printed
    assert "failed" in printed


def test_one_page_holds_the_kill_matrix(project: Path) -> None:
    (project / "rules" / "house" / "own.yaml").write_text(SOUND)
    done = baesc(
        "rules", "test", "--area", "database", "--stage", "mutation", "--budget", "30",
        "--format", "html", "-o", "report.html", cwd=project, timeout=300,
    )  # fmt: skip
    assert done.returncode in {0, 1}, done.stderr
    page = (project / "report.html").read_text()
    assert "db.primary-key" in page
    assert "drop-primary-key" in page
    assert not re.search(r"""(src|href)=["']https?:""", page)


def test_calibration_needs_a_whole_run(project: Path) -> None:
    (project / "rules" / "house" / "own.yaml").write_text(SOUND)
    done = baesc(
        "rules", "test", "--stage", "static", "--update-calibration", cwd=project, timeout=120
    )
    assert "BAE425" in done.stderr
    assert not (project / "rules" / "calibration.json").exists()


def test_ctrl_c_reports_what_is_known(project: Path) -> None:
    """How far it comes in a given time is up to the machine: later ones have more time."""
    for seconds in (6, 20, 60):
        started = subprocess.Popen(
            [sys.executable, "-m", "baesc", "rules", "test",
             "--stage", "valid", "--budget", "600"],
            cwd=project, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        time.sleep(seconds)
        started.send_signal(signal.SIGINT)
        out, _ = started.communicate(timeout=60)
        assert started.returncode == 130
        assert "stopped: this is what was known by then" in out
        if re.search(r"valid specs +[1-9]\d* random projects", out):
            return
    pytest.fail(f"nothing was known after a minute: {out}")


def test_unknown_rules_and_areas_are_named(project: Path) -> None:
    done = baesc("rules", "test", "be.post-2O1", cwd=project)
    assert done.returncode == 2
    assert "did you mean `be.post-201`?" in done.stderr


def test_what_was_not_measured_did_not_pass(project: Path) -> None:
    """There are no survivors to look at where no mutants were made."""
    (project / "rules" / "house" / "own.yaml").write_text(SOUND)
    done = baesc("rules", "test", "--stage", "behaviour", cwd=project)
    assert done.returncode == 1
    assert "behaviour not measured" in done.stdout


def test_a_template_that_makes_nothing_is_reported_as_such(project: Path) -> None:
    (project / "templates" / "routes").mkdir(parents=True)
    shipped = (REPOSITORY / "templates" / "routes" / "entity.j2").read_text()
    (project / "templates" / "routes" / "entity.j2").write_text(shipped + "{{ nosuch.x }}\n")
    settings = project / "baes.yaml"
    settings.write_text(settings.read_text() + "templates: templates\n")
    done = baesc("rules", "test", "--stage", "mutation", cwd=project)
    assert done.returncode == 1
    assert "BAE206" in done.stderr
    assert "BAE901" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [("-o", "x.txt"), ("-o", "nowhere/x.json", "--format", "json"), ("--budget", "0")]
)
def test_wrong_usage_is_refused(project: Path, arguments: tuple[str, ...]) -> None:
    done = baesc("rules", "test", "--stage", "static", *arguments, cwd=project)
    assert done.returncode == 2
    assert "Error:" in done.stderr
    assert not (project / "nowhere").exists()
