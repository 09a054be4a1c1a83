"""How far rules are trusted: measured confidence, the threshold, and rules that decide nothing."""

import pytest

from baesc.knowledge.facts.spec import Promise
from baesc.knowledge.rule_reading import load_rules
from baesc.passes.trust import Trust, doubts, unmeasured
from baesc.passes.verify import report, verify
from baesc.records.verdict import Decision, Verdict

RULE = """\
- id: {area}.rule
  files: "{files}"
  for: call
  forbid: {{name: [bad, "{area}"]}}
  message: no
  standard: s
  severity: {severity}
  ok: [x]
  bad: ["bad()  # <-"]
"""
AREAS = {"backend": ("**/*.py", "decisive"), "test": ("tests/*.py", "decisive")}
TEXTS = {
    f"rules/{area}/a.yaml": RULE.format(area=area, files=files, severity=severity)
    for area, (files, severity) in (AREAS | {"style": ("**/*.py", "advisory")}).items()
}
RULES = load_rules(TEXTS).rules
NOTHING = Promise({}, "")
GOOD, BAD, BROKEN = "x = 1\n", "bad()\n", "x = (\n"


def judged(path: str, text: str, trust: Trust) -> Verdict:
    return verify(path, text, NOTHING, RULES, trust)


def test_areas_come_from_folders() -> None:
    assert {rule.area for rule in RULES.rules} == {"backend", "test", "style"}
    mine = load_rules({"rules/mine.yaml": TEXTS["rules/test/a.yaml"]}).rules
    assert [rule.area for rule in mine.rules] == ["own"]


@pytest.mark.parametrize(
    ("backend", "test", "path", "decision"),
    [
        (0.9, 0.9, "tests/a.py", "confident_approval"),
        (0.85, 0.85, "tests/a.py", "confident_approval"),
        (0.84, 0.9, "tests/a.py", "uncertain"),
        (0.9, 0.84, "tests/a.py", "uncertain"),
        (0.9, 0.84, "app/a.py", "confident_approval"),
        (None, None, "tests/a.py", "confident_approval"),
    ],
)
def test_an_approval_needs_measured_rules(
    backend: float | None, test: float | None, path: str, decision: Decision
) -> None:
    trust = Trust(0.85, {"backend": backend, "test": test, "style": 0.1})
    assert judged(path, GOOD, trust).decision == decision
    assert judged(path, BAD, trust).decision == "confident_rejection"


def test_doubts_are_told_once_for_all_files() -> None:
    trust = Trust(0.85, {"backend": 0.8})
    verdicts = [judged(f"app/{name}.py", GOOD, trust) for name in "abc"]
    assert [report(one) for one in verdicts] == [(), (), ()]
    (diagnostic,) = doubts(verdicts)
    assert diagnostic.code == "BAE421"
    assert "`backend`" in diagnostic.message
    assert "0.800" in diagnostic.message
    assert "0.85" in diagnostic.message
    assert "3 files" in diagnostic.message


def test_rules_that_nobody_has_measured_are_named_once() -> None:
    (note,) = unmeasured(RULES, Trust(0.85, {"backend": 0.9, "test": None}))
    assert (note.code, note.severity) == ("BAE422", "note")
    assert "`test`" in note.message
    assert "backend" not in note.message
    assert "style" not in note.message
    assert "baesc rules test --update-calibration" in note.help
    assert unmeasured(RULES, Trust(0.85, {"backend": 0.9, "test": 0.9})) == []
    assert unmeasured(RULES, Trust()) == []


def test_rules_that_may_not_decide_leave_all_to_a_judge() -> None:
    trust = Trust(rules_decide=False)
    verdicts = [judged("app/a.py", text, trust) for text in (GOOD, BAD)]
    assert [one.decision for one in verdicts] == ["uncertain", "uncertain"]
    # Advice is no verdict: it stays.
    assert [[one.code for one in report(verdict)] for verdict in verdicts] == [[], ["BAE404"]]
    assert "backend.rule" in {one.rule for one in verdicts[1].findings}
    (diagnostic,) = doubts(verdicts)
    assert (diagnostic.code, diagnostic.severity) == ("BAE420", "error")
    assert "left to a judge, and there is none" in diagnostic.message
    assert judged("app/a.py", BROKEN, trust).decision == "confident_rejection"
    assert judged("app/a.py", BROKEN, trust).method == "parse"


def test_a_verdict_owes_its_key_to_all_of_it() -> None:
    keys = {
        Trust().key,
        Trust(0.9).key,
        Trust(rules_decide=False).key,
        Trust(measured={}).key,
        Trust(measured={"a": None}).key,
        Trust(measured={"a": 0.5}).key,
    }
    assert len(keys) == 6
    both = [{"a": 0.5, "b": None}, {"b": None, "a": 0.5}]
    assert len({Trust(measured=one).key for one in both}) == 1
