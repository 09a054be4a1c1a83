"""Metrics: what records add up to, and what is taken for a record."""

import json
from dataclasses import asdict

import pytest

from baesc.build.metrics import MEANINGS, Record, metrics, record_of
from baesc.cli.recording import keep, kept
from baesc.cli.testing import record_of_tests
from baesc.effects.lines import append


def build(**more: object) -> Record:
    return Record("build", "2026-01-02T03:04:05.000Z", **more)


def values(*records: Record) -> dict[str, float | None]:
    return {one.name: one.value for one in metrics(records)}


def test_every_metric_is_explained() -> None:
    assert [one.name for one in metrics([])] == list(MEANINGS)


def test_without_anything_there_is_no_share() -> None:
    assert set(values().values()) == {None}


def test_shares() -> None:
    found = values(
        build(entities=2, artifacts=10, made=8, reused=2, by_template=6, seconds=4.0,
              verdicts=8, confident=6, approved=7, tokens_in=700, tokens_out=100),
        build(artifacts=10, reused=10, seconds=4.0),
        Record("test", "2026-01-02", passed=3, failed=1),
        Record("request", "2026-01-02", memory_hits=2, disk_hits=1, misses=1),
    )  # fmt: skip
    assert found == {
        "cache_hit_rate": 60.0,
        "template_usage_rate": 75.0,
        "confident_validation_rate": 75.0,
        "token_reduction_pct": 95.0,
        "time_reduction_pct": 90.0,
        "approval_rate": 87.5,
        "test_pass_rate": 75.0,
        "memory_hit_rate": 50.0,
        "disk_hit_rate": 50.0,
    }


def test_spending_more_than_the_baseline_is_told() -> None:
    assert values(build(entities=1, tokens_in=12_000))["token_reduction_pct"] == -50.0


def test_a_record_survives_its_file(tmp_path) -> None:
    one = build(ok=False, entities=3, seconds=1.25, request_id="x")
    keep(tmp_path, one)
    keep(tmp_path, Record("test", "2026-01-02", passed=5))
    assert list(kept(tmp_path)) == [one, Record("test", "2026-01-02", passed=5)]


def test_an_idle_build_knew_what_the_last_one_did(tmp_path) -> None:
    keep(tmp_path, build(artifacts=7, made=7))
    append(str(tmp_path / "metrics.jsonl"), '{"v": 1, "kind": "idle", "at": "2026"}\n')
    idle = list(kept(tmp_path))[1]
    assert (idle.kind, idle.artifacts, idle.reused) == ("idle", 7, 7)
    assert values(*kept(tmp_path))["cache_hit_rate"] == 50.0


GOOD = {"v": 1, **asdict(build(made=1))}


@pytest.mark.parametrize(
    "bad",
    [
        None, 3, [], "x", {}, {**GOOD, "v": 2}, {**GOOD, "made": "1"}, {**GOOD, "made": True},
        {**GOOD, "seconds": None}, {**GOOD, "at": 5}, {**GOOD, "ok": 1},
        {"v": 1, "kind": "build"}, {"v": 1, "at": "2026"},
    ],
)  # fmt: skip
def test_what_is_no_record(bad: object, tmp_path) -> None:
    assert record_of(bad) is None
    (tmp_path / "metrics.jsonl").write_text(json.dumps(bad) + "\n" + json.dumps(GOOD) + "\n")
    assert len(list(kept(tmp_path))) == 1


def test_later_versions_may_say_more() -> None:
    assert record_of({**GOOD, "colour": "red"}) == build(made=1)


def test_torn_lines_are_passed_over(tmp_path) -> None:
    line = json.dumps(GOOD)
    (tmp_path / "metrics.jsonl").write_bytes(
        f"{line[:20]}\n\n{line}\n\xff\xfe\n{line[:-3]}".encode("latin-1")
    )
    assert len(list(kept(tmp_path))) == 1


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ("", None),
        ("<testsuites></testsuites>", None),
        ('<testsuite name="p" errors="0" failures="0" skipped="0" tests="0" time="0.1">', None),
        ('<testsuite errors="1" failures="2" skipped="3" tests="10" time="4.5"><testcase time="9">',
         (4, 3, 4.5, False)),
    ],
)  # fmt: skip
def test_results_of_tests(results: str, expected: tuple[object, ...] | None) -> None:
    found = record_of_tests(results)
    assert (found and (found.passed, found.failed, found.seconds, found.ok)) == expected
