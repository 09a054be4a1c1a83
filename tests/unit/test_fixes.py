"""Fixes: mechanical edits that make a rule hold, and touch nothing else."""

import pytest

from baesc.knowledge.conditions import FactBase
from baesc.knowledge.facts import extract
from baesc.knowledge.facts.kinds import Facts
from baesc.knowledge.fix_wording import told
from baesc.knowledge.fixes import fixed
from baesc.knowledge.rule_examples import example_path
from baesc.knowledge.rule_reading import load_rules
from baesc.knowledge.rules import Rule, judge
from baesc.records.verdict import Finding
from tests.verified import rules, school_tree

WITH_FIX = [rule for rule in rules().rules if rule.fix]


def rule_of(fix: str, for_: str = "call", demand: str = "forbid: {name: bad}") -> Rule:
    """Return a rule about calls of `bad`, with a fix."""
    text = f"""\
- id: own.rule
  files: "**/*.py"
  for: {for_}
  {demand}
  message: m
  standard: s
  fix: {fix}
  ok: [x]
  bad: ["x  # <-"]
"""
    loaded = load_rules({"rules/own.yaml": text})
    assert loaded.diagnostics == ()
    return loaded.rules.rules[0]


def findings(rule: Rule, path: str, text: str) -> list[Finding]:
    promised: Facts = {}
    for kind, fact in rule.promises:
        promised.setdefault(kind, []).append(fact)
    return judge([rule], FactBase(extract(path, text).facts | promised), text)[0]


def mended(rule: Rule, text: str, path: str = "app/example.py") -> str | None:
    """Return a text with its first finding mended."""
    return fixed(rule, findings(rule, path, text)[0], path, text)


def test_many_shipped_rules_have_a_fix() -> None:
    assert len(WITH_FIX) >= 12


@pytest.mark.parametrize("rule", WITH_FIX, ids=lambda one: one.id)
def test_a_fix_makes_its_rule_hold(rule: Rule) -> None:
    path = example_path(rule)
    for example in rule.bad:
        text = example.text
        for _ in example.lines:
            text = fixed(rule, findings(rule, path, text)[0], path, text) or ""
        assert text
        assert findings(rule, path, text) == []
        assert all(told(one.fix) for one in findings(rule, path, example.text) if one.fix)


@pytest.mark.parametrize(
    ("path", "rule", "spoilt", "sound"),
    [
        ("app/routes/course_routes.py", "be.post-201", ", status_code=201", ""),
        ("app/routes/course_routes.py", "be.delete-204", "status_code=204, ", ""),
        ("app/database/schema.sql", "db.not-null", "credits INTEGER NOT NULL", "credits INTEGER"),
        ("app/database/schema.sql", "db.on-delete", " ON DELETE RESTRICT", ""),
        ("app/models/course.py", "db.model-table", '"courses"', '"course"'),
    ],
)
def test_a_generated_file_is_mended(path: str, rule: str, spoilt: str, sound: str) -> None:
    tree = school_tree()
    text = tree.texts[path]
    worse = text.replace(spoilt, sound, 1)
    broken = tree.verdict(path, worse)
    found = [one for one in broken.findings if one.rule == rule]
    assert found, broken.findings
    chosen = next(one for one in rules().rules if one.id == rule)
    better = fixed(chosen, found[0], path, worse)
    assert better is not None
    assert tree.verdict(path, better).decision == "confident_approval"


@pytest.mark.parametrize(
    ("fix", "before", "after"),
    [
        ("{set_keyword: {timeout: 5}}", "bad()", "bad(timeout=5)"),
        ("{set_keyword: {timeout: 5}}", "bad(1)", "bad(1, timeout=5)"),
        ("{set_keyword: {timeout: 5}}", "bad((1))", "bad((1), timeout=5)"),
        ("{set_keyword: {timeout: 5}}", "bad(1,)", "bad(1, timeout=5,)"),
        ("{set_keyword: {timeout: 5}}", "bad('é')", "bad('é', timeout=5)"),
        ("{set_keyword: {timeout: 5}}", "bad(timeout=None)", "bad(timeout=5)"),
        ("{set_keyword: {timeout: 5}}", "bad(timeout=now() + 1)", None),
        ("{set_keyword: {timeout: 5}}", "bad(x for x in y)", None),
        ("{set_keyword: {timeout: 5}}", "bad(\n 1,  # o)\n)", "bad(\n 1, timeout=5,  # o)\n)"),
        ("{set_keyword: {timeout: 5}}", "bad(bad())", None),
        ("{set_keyword: {name: $function}}", "def f():\n    bad()", "def f():\n    bad(name=f)"),
        ("{delete: {keyword: verify}}", "bad(1, verify=False)", "bad(1)"),
        ("{delete: {keyword: verify}}", "bad(verify=False, x=1)", "bad(x=1)"),
        ("{delete: {keyword: verify}}", "bad(verify=False)", "bad()"),
        ("{delete: {keyword: verify}}", "bad(verify=False,)", "bad()"),
        ("{delete: {keyword: verify}}", "bad(1)", None),
        ("{delete: statement}", "bad()\nx = 1", "x = 1"),
        ("{delete: statement}", "if x:\n    bad()", "if x:\n    pass"),
        ("{delete: statement}", "bad(); x = 1", None),
        ("{wrap: {call: good}}", "x = bad(1)", "x = good(bad(1))"),
        ("{wrap: {with: it}}", "x = bad(1)\ny = x", "with bad(1) as x:\n    y = x"),
        ("{wrap: {with: it}}", "x = bad(1)", None),
        ("{wrap: {with: it}}", "x = bad(1)\ny = '''\n'''", None),
        ("{wrap: {with: it}}", "y = bad(1).z", "with bad(1) as it:\n    y = it.z"),
        ("{wrap: {with: it}}", "if bad(1):\n    pass", None),
        ("{wrap: {with: it}}", "y = [bad(1) for x in z]", None),
        ("{replace_literal: {from: http, to: https}}", 'bad("http")', 'bad("https")'),
        ("{replace_literal: {from: 1, to: 2}}", "bad(1, 1)", None),
        ("{add_import: from a import b}", "bad()", "from a import b\nbad()"),
        ("{add_import: import a}", '"""Doc."""\nbad()', '"""Doc."""\nimport a\nbad()'),
        ("{add_import: import a}", "import z\nbad()", "import z\nimport a\nbad()"),
        ("{add_import: import a}", "import a\nbad()", None),
        ("[{set_keyword: {b: b}}, {add_import: from a import b}]", "bad()\r\nx = 1\r\n",
         "from a import b\r\nbad(b=b)\r\nx = 1\r\n"),
    ],
)  # fmt: skip
def test_edits_of_calls(fix: str, before: str, after: str | None) -> None:
    assert mended(rule_of(fix), before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("except A as e:\n    raise B()", "except A as e:\n    raise B() from e"),
        ("except A:\n    raise B()", "except A as exc:\n    raise B() from exc"),
        ("except (A, C):\n    raise B()", "except (A, C) as exc:\n    raise B() from exc"),
        ("except A:\n    raise B(exc)", "except A as error:\n    raise B(exc) from error"),
        ("except:\n    raise B()", None),
    ],
)
def test_a_raise_says_where_it_comes_from(before: str, after: str | None) -> None:
    rule = rule_of("{chain: true}", "raise", "require: {caused: true}")
    start = "try:\n    work()\n"
    assert mended(rule, start + before) == (None if after is None else start + after)


@pytest.mark.parametrize(
    ("fix", "before", "after"),
    [
        ("{add_decorator: cached}", "@a\ndef f():\n    pass", "@cached\n@a\ndef f():\n    pass"),
        ("{add_decorator: cached}", "class A:\n    def f(self): ...",
         "class A:\n    @cached\n    def f(self): ..."),
        ("{delete: {decorator: [a, b]}}", "@a\n@x.b(1)\n@c\ndef f(): ...", "@c\ndef f(): ..."),
    ],
)  # fmt: skip
def test_edits_of_functions(fix: str, before: str, after: str) -> None:
    rule = rule_of(fix, "function", "forbid: true")
    assert mended(rule, before) == after


@pytest.mark.parametrize(
    ("fix", "before", "after"),
    [
        ("{add_words: NOT NULL}", 'CREATE TABLE t (a INT, "b" TEXT CHECK (b IN (1, 2)));',
         'CREATE TABLE t (a INT NOT NULL, "b" TEXT CHECK (b IN (1, 2)));'),
        ("{add_words: NOT NULL}", "CREATE TABLE t (\n  a INT -- a, b\n);",
         "CREATE TABLE t (\n  a INT NOT NULL -- a, b\n);"),
        ("{delete: {words: DEFAULT 1}}", "CREATE TABLE t (a INT default 1, b INT);",
         "CREATE TABLE t (a INT, b INT);"),
        ("{add_words: NONSENSE (}", "CREATE TABLE t (a INT);", None),
    ],
)  # fmt: skip
def test_edits_of_columns(fix: str, before: str, after: str | None) -> None:
    rule = rule_of(fix, "column", "forbid: {name: a}")
    assert mended(rule, before, "app/database/schema.sql") == after


def test_a_finding_that_is_not_sure_has_no_fix() -> None:
    rule = rule_of("{set_keyword: {status_code: 201}}", "route", "require: {status: 201}")
    (found,) = findings(rule, "a.py", "@r.post('', status_code=CODE)\ndef f(): ...\n")
    assert not found.sure
    assert found.fix is None


def test_a_text_that_has_changed_since_is_left_alone() -> None:
    rule = rule_of("{set_keyword: {timeout: 5}}")
    (found,) = findings(rule, "a.py", "bad()\n")
    assert fixed(rule, found, "a.py", "\nbad()\n") is None
    assert fixed(rule, found, "a.py", "bad(\n") is None
