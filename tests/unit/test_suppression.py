"""Suppressions: in rule files they hold everywhere, in the code only where the caller says so."""

import pytest

from baesc.knowledge.facts.spec import Promise
from baesc.knowledge.rule_reading import Loaded, load_rules
from baesc.knowledge.rules import RuleSet
from baesc.knowledge.suppression import allowances_in
from baesc.passes.verify import report, unused_suppressions, verify
from baesc.records.verdict import Verdict

RULE = """\
- id: own.no-print
  files: "**/*.py"
  scope: any
  for: call
  forbid: {name: print}
  message: no
  standard: s
  ok: [log()]
  bad: ["print()  # <-"]
- id: own.no-table
  files: "**/*.sql"
  scope: any
  for: table
  forbid: {name: t}
  message: no
  standard: s
  ok: [CREATE TABLE u (a INT)]
  bad: ["CREATE TABLE t (a INT) -- <-"]
"""
ENTRY = """\
- suppress: own.no-print
  files: app/*.py
  reason: It is a command.
"""
NOTHING = Promise({}, "")


def load(text: str) -> Loaded:
    return load_rules({"rules/own.yaml": RULE + text})


def ruleset(text: str = "") -> RuleSet:
    loaded = load(text)
    assert loaded.diagnostics == ()
    return loaded.rules


def judged(text: str, path: str = "app/a.py", entry: str = "", *, inline: bool = False) -> Verdict:
    return verify(path, text, NOTHING, ruleset(entry), inline=inline)


def test_an_entry_takes_findings_out_of_the_decision_and_keeps_them() -> None:
    verdict = judged("print()\n", entry=ENTRY)
    assert verdict.decision == "confident_approval"
    assert verdict.findings == ()
    assert verdict.suppressed == 1
    (one,) = verdict.excused
    assert (one.rule, one.line, one.reason) == ("own.no-print", 1, "It is a command.")
    assert one.excused_at == "rules/own.yaml:19"


def test_an_entry_is_about_its_files_its_rule_and_its_lines() -> None:
    assert judged("print()\n", "ui/a.py", ENTRY).decision == "confident_rejection"
    narrow = f"{ENTRY}  line_contains: '\"hi\"'\n"
    verdict = judged('print("hi")\nprint("ho")\n', entry=narrow)
    assert [one.line for one in verdict.findings] == [2]
    assert [one.line for one in verdict.excused] == [1]
    other = ENTRY.replace("no-print", "no-table")
    assert judged("print()\n", entry=other).decision == "confident_rejection"


def test_what_does_not_parse_cannot_be_suppressed() -> None:
    assert judged("print(\n", entry=ENTRY).decision == "confident_rejection"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("  reason: It is a command.\n", "", 19, "has no `reason`"),
        ("It is a command.", "' '", 21, "must be a text"),
        ("own.no-print", "own.no-prin", 19, "no rule is called"),
        ("reason:", "because:", 21, "unknown key"),
        ("  files: app/*.py\n", "", 19, "has no `files`"),
    ],
)
def test_faults_of_entries_have_places(old: str, new: str, line: int, message: str) -> None:
    found = load(ENTRY.replace(old, new, 1))
    assert found.rules.suppressions == ()
    assert (line, "BAE410") in [(one.span.line, one.code) for one in found.diagnostics if one.span]
    assert any(message in one.message for one in found.diagnostics)


def test_a_near_miss_of_a_rule_is_named() -> None:
    (fault,) = load(ENTRY.replace("no-print", "no-prin")).diagnostics
    assert "`own.no-print`" in fault.help


def test_an_entry_that_is_of_no_use_is_reported() -> None:
    rules = ruleset(ENTRY)
    used = verify("app/a.py", "print()\n", NOTHING, rules)
    clean = verify("app/a.py", "log()\n", NOTHING, rules)
    assert unused_suppressions(rules, [clean, used]) == []
    (warning,) = unused_suppressions(rules, [clean])
    assert (warning.code, warning.severity) == ("BAE423", "warning")
    assert warning.span is not None
    assert warning.span.line == 19


@pytest.mark.parametrize(
    "text",
    [
        "print()  # baesc: allow own.no-print -- a command\n",
        "# baesc: allow own.no-print -- a command\nprint()\n",
        "# baesc: allow own.no-print -- a command\n# and more\n\nprint()\n",
        "# baesc: allow own.x, own.no-print -- a command\nprint()\n",
    ],
)
def test_a_comment_counts_only_where_the_caller_says_so(text: str) -> None:
    assert judged(text).decision == "confident_rejection"
    assert judged(text).suppressed == 0
    verdict = judged(text, inline=True)
    assert verdict.decision == "confident_approval"
    assert [one.reason for one in verdict.excused] == ["a command"]
    assert verdict.excused[0].excused_at.startswith("app/a.py:")


@pytest.mark.parametrize(
    "text",
    [
        "print()\n# baesc: allow own.no-print -- too late\n",
        "# baesc: allow own.no-print -- too early\nx = 1\nprint()\n",
        "x = 1  # baesc: allow own.no-print -- of another line\nprint()\n",
        "# baesc: allow own.no-table -- another rule\nprint()\n",
        "x = '''\n# baesc: allow own.no-print -- a text\n'''; print()\n",
        "# please, baesc: allow own.no-print -- no\nprint()\n",
    ],
)
def test_comments_elsewhere_do_not_count(text: str) -> None:
    assert judged(text, inline=True).decision == "confident_rejection"


def test_sql_has_comments_too() -> None:
    text = "-- baesc: allow own.no-table -- it is old\nCREATE TABLE t (a INT);\n"
    assert judged(text, "a.sql").decision == "confident_rejection"
    assert judged(text, "a.sql", inline=True).decision == "confident_approval"
    in_text = "CREATE TABLE t (a TEXT DEFAULT '-- baesc: allow own.no-table -- x');\n"
    assert judged(in_text, "a.sql", inline=True).decision == "confident_rejection"


def test_a_comment_without_a_reason_does_not_count_and_is_reported() -> None:
    verdict = judged("print()  # baesc: allow own.no-print\n", inline=True)
    assert verdict.decision == "confident_rejection"
    assert {one.code for one in report(verdict)} == {"BAE401", "BAE424"}


def test_a_comment_of_no_use_is_reported() -> None:
    verdict = judged("log()  # baesc: allow own.no-print -- x\n", inline=True)
    assert verdict.decision == "confident_approval"
    (warning,) = report(verdict)
    assert (warning.code, warning.severity) == ("BAE423", "warning")


def test_a_file_that_ends_early_has_its_comments() -> None:
    text = "# baesc: allow a.b -- c\nprint(\n"
    assert [one.rules for one in allowances_in("a.py", text)] == [("a.b",)]
    assert allowances_in("a.md", text) == []
    assert allowances_in("a.py", "# baesc: allow a.b -- c") != []
