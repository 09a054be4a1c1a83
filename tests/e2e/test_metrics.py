"""What is left of builds: figures, `baesc metrics`, and the log."""

import csv
import io
import json
import signal
import statistics
import subprocess
import sys
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import Any
from uuid import UUID

import pytest

from baesc.build.metrics import MEANINGS
from baesc.effects.lines import append
from tests.cli import baesc, build, environment, report
from tests.model_server import ModelServer, Step, hang, say

SPEC = "entity: Thing\nfields: {name: string(20)}\n---\nentity: Other\nfields: {name: string}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "things.yaml").write_text(SPEC)
    (tmp_path / "baes.yaml").write_text("project: things\n")
    return tmp_path


def metrics(root: Path, *arguments: str) -> dict[str, Any]:
    done = baesc("metrics", "--json", *arguments, cwd=root)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def logged(root: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (root / ".baesc" / "log.jsonl").read_text().splitlines()]


def test_the_summary_of_a_template_only_build_is_short(project: Path) -> None:
    lines = build(project).stdout.splitlines()
    assert len(lines) == 5
    assert lines[1] == "  migration migrations/versions/0001_initial.py: The first tables"
    assert lines[2].endswith("tokens: 0")
    assert lines[4].startswith("  100 % fewer tokens and 9")


def test_builds_add_up(project: Path) -> None:
    first = report(project)["figures"]
    assert first["entities"] == 2
    assert first["token_reduction_pct"] == 100.0
    build(project)
    build(project)
    (project / "specs" / "things.yaml").write_text(SPEC.replace("(20)", "(30)"))
    second = report(project)["figures"]
    assert second["entities"] == 1
    found = metrics(project)
    assert (found["counts"]["builds"], found["counts"]["idle_builds"]) == (2, 2)
    hits = found["parts"]["cache_hit_rate"]
    assert hits["whole"] == 4 * first["artifacts"]
    assert hits["part"] == 2 * first["artifacts"] + second["reused"]
    assert found["metrics"]["template_usage_rate"] == 100.0
    assert found["parts"]["token_reduction_pct"] == {"part": 24_000, "whole": 24_000}
    spent = found["parts"]["time_reduction_pct"]
    assert spent["whole"] - spent["part"] >= sum(
        sum(one["seconds"].values()) for one in (first, second)
    )


def test_failed_builds_count(project: Path) -> None:
    build(project)
    (project / "specs" / "things.yaml").write_text(SPEC + "rules: [{text: No more.}]\n")
    assert baesc("build", cwd=project).returncode == 1
    found = metrics(project)["counts"]
    assert (found["builds"], found["failed_builds"]) == (2, 1)


@pytest.mark.parametrize(
    "arguments", [["--dry-run"], ["--emit", "plan"], ["--stop-after", "verify"]]
)
def test_what_writes_nothing_is_not_counted(project: Path, arguments: list[str]) -> None:
    build(project, *arguments)
    kept = metrics(project)["counts"]["builds"]
    assert kept == (arguments == ["--stop-after", "verify"])


def test_forms_and_times(project: Path) -> None:
    assert "nothing is remembered yet" in baesc("metrics", cwd=project).stdout
    build(project)
    text = baesc("metrics", cwd=project).stdout
    assert all(name in text for name in MEANINGS)
    rows = list(csv.DictReader(io.StringIO(baesc("metrics", "--csv", cwd=project).stdout)))
    assert [one["metric"] for one in rows] == list(MEANINGS)
    assert rows[-1]["per_cent"] == ""
    for since in ("1h", "7d", "2026-01-01"):
        assert metrics(project, "--since", since)["counts"]["builds"] == 1
    assert metrics(project, "--since", "2999-01-01")["counts"]["builds"] == 0
    for since in ("yesterday", "7x", "2026-02-30", "-1d"):
        assert baesc("metrics", "--since", since, cwd=project).returncode == 2


def test_outside_of_a_project(tmp_path: Path) -> None:
    done = baesc("metrics", cwd=tmp_path)
    assert done.returncode == 1
    assert "BAE503" in done.stderr


def test_all_lines_of_a_build_have_its_id(project: Path) -> None:
    ids = [report(project)["request_id"], report(project)["request_id"]]
    assert len({UUID(one) for one in ids}) == 2
    lines = logged(project)
    by_id = {one: [line["event"] for line in lines if line["request_id"] == one] for one in ids}
    assert {one["request_id"] for one in lines} == set(ids)
    first, second = by_id.values()
    assert first[0] == second[0] == "build_started"
    assert first[-1] == second[-1] == "build_finished"
    assert {"cache_miss", "template_used", "cache_write"} <= set(first)
    assert "validation_confident_approval" in first
    assert "cache_hit" in second
    assert {"cache_miss", "template_used", "cache_write"}.isdisjoint(second)


def test_what_goes_wrong_is_logged(project: Path) -> None:
    build(project)
    (project / "managed_system" / "app" / "main.py").write_text("mine = 1\n")
    (project / "specs" / "things.yaml").write_text(SPEC.replace("Other", "Another"))
    assert baesc("build", cwd=project).returncode == 1
    lines = logged(project)
    wrong = [one for one in lines if one["level"] == "error"]
    assert [one["event"] for one in wrong] == ["diagnostic", "build_finished"]
    assert wrong[0]["code"] == "BAE510"
    assert wrong[0]["path"] == "managed_system/app/main.py"


def test_the_log_can_be_switched_off(project: Path) -> None:
    (project / "baes.yaml").write_text("project: things\nlog: false\n")
    build(project)
    assert not (project / ".baesc" / "log.jsonl").exists()
    assert metrics(project)["counts"]["builds"] == 1


def test_a_record_that_cannot_be_kept_stops_nothing(project: Path) -> None:
    build(project)
    (project / ".baesc" / "metrics.jsonl").unlink()
    (project / ".baesc" / "metrics.jsonl").mkdir()
    (project / "specs" / "things.yaml").write_text(SPEC.replace("(20)", "(30)"))
    done = build(project)
    assert "baesc: cannot keep a record of this build" in done.stderr
    assert "up to date" in build(project).stdout


def test_counting_a_build_with_nothing_to_do_takes_no_time(tmp_path: Path) -> None:
    path = str(tmp_path / "metrics.jsonl")
    append(path, "\n")

    def timed() -> float:
        start = perf_counter()
        append(path, '{"v": 1, "kind": "idle", "at": "2026-01-01T00:00:00.000Z"}\n', create=False)
        return perf_counter() - start

    assert statistics.median(timed() for _ in range(100)) < 0.001


WORDS = """\
entity: {name}
fields: {{born: date}}
rules: [{{text: A {name} is at least 16 years old.}}]
"""


def test_what_a_stopped_build_has_asked_is_counted(project: Path) -> None:
    (project / "specs" / "things.yaml").write_text(
        WORDS.format(name="Member") + "---\n" + WORDS.format(name="Visitor")
    )

    def answer(messages: list[dict[str, str]]) -> Step:
        words = messages[-1]["content"]
        return say("1: born <= today - years(16)") if "Member is" in words else hang()

    with ModelServer(answer) as server:
        process = subprocess.Popen(
            [sys.executable, "-m", "baesc", "build"],
            cwd=project,
            env=environment(**server.environ),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        server.wait_for(2)
        lock = project / "baes.lock"
        until = monotonic() + 20
        while not lock.exists() and monotonic() < until:
            sleep(0.05)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert process.returncode == 130
    found = metrics(project)["counts"]
    assert (found["builds"], found["failed_builds"], found["calls"]) == (1, 1, 1)
    assert found["tokens_in"] > 100
    events = [one["event"] for one in logged(project)]
    assert events == ["build_started", "llm_asked", "build_stopped"]


@pytest.mark.slow
def test_runs_of_tests_count(project: Path) -> None:
    done = baesc("test", "-k", "system or health", cwd=project)
    assert done.returncode == 0, done.stdout
    found = metrics(project)
    assert found["counts"]["test_runs"] == 1
    assert found["metrics"]["test_pass_rate"] == 100.0
    broken = project / "managed_system" / "tests" / "test_mine.py"
    broken.write_text("def test_wrong() -> None:\n    assert 1 == 2\n")
    assert baesc("test", "--no-build", "tests/test_mine.py", cwd=project).returncode == 1
    parts = metrics(project)["parts"]["test_pass_rate"]
    assert parts["whole"] - parts["part"] == 1
    baesc("test", "--no-build", "--collect-only", cwd=project)
    assert metrics(project)["counts"]["test_runs"] == 2
