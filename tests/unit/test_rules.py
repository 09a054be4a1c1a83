"""The rule language, and the shipped rules by their own examples."""

import re

import pytest

from baesc.knowledge.facts.table import ATTRIBUTES, KINDS, attributes
from baesc.knowledge.rule_examples import failed_examples
from baesc.knowledge.rule_reading import load_rules
from baesc.knowledge.rules import ALIASES, Rule
from tests.verified import ROOT, loaded, rules

OK = """\
- id: be.post-201
  files: app/routes/*_routes.py
  for: route
  where: {method: post}
  require: {status: 201}
  fix: {set_keyword: {status_code: 201}}
  scope: any
  message: "POST `{path}` must declare 201"
  standard: Codes.
  ok:
    - |
      @router.post("", status_code=201)
      def create() -> Out: ...
  bad:
    - |
      @router.post("")  # <-
      def create() -> Out: ...
"""
FIX = "set_keyword: {status_code: 201}"


def codes(text: str) -> list[tuple[str, int]]:
    found = load_rules({"r.yaml": text}).diagnostics
    return [(one.code, one.span.line) for one in found]


def test_shipped_rules_load() -> None:
    assert loaded().diagnostics == ()
    assert len(rules().rules) > 100


@pytest.mark.parametrize("rule", rules().rules, ids=lambda one: one.id)
def test_examples_hold(rule: Rule) -> None:
    assert failed_examples([rule]) == []
    assert rule.ok
    assert rule.bad


def test_every_contract_rule_is_there() -> None:
    assert {rule.alias for rule in rules().rules} == set(ALIASES)


def test_standards_and_rules_name_each_other() -> None:
    named: dict[str, str] = {}
    for path in sorted((ROOT / "standards").glob("*.md")):
        heading = ""
        for line in path.read_text().split("\n"):
            if line.startswith("## "):
                heading = line.removeprefix("## ")
            elif line.startswith("Rules: "):
                named.update(dict.fromkeys(re.findall(r"`([^`]+)`", line), heading))
    assert named == {rule.id: rule.standard for rule in rules().rules}


def test_every_attribute_is_documented_and_used() -> None:
    used = {name for kind in KINDS for name in attributes(kind)}
    assert used == set(ATTRIBUTES)
    assert all(kind.__doc__ for kind in KINDS.values())
    assert all(next(iter(attributes(kind))) == "line" for kind in KINDS)


def test_a_sound_rule_loads() -> None:
    assert codes(OK) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("require:", "requires:", ("BAE410", 5)),
        ("for: route", "for: routes", ("BAE411", 3)),
        ("status: 201", "status_code: 201", ("BAE412", 5)),
        ("`{path}`", "`{paths}`", ("BAE412", 8)),
        ("status: 201", "status: created", ("BAE413", 5)),
        ("status: 201", "status: true", ("BAE413", 5)),
        ("status: 201", "responses: {is: 201}", ("BAE413", 5)),
        ("status: 201", "status: {starts: 2}", ("BAE413", 5)),
        ("method: post", "method: $methods", ("BAE412", 4)),
        ("method: post", "method: $status", ("BAE413", 4)),
        ("method: post", "method: []", ("BAE413", 4)),
        ("{method: post}", "post", ("BAE410", 4)),
        ("- id: be.post-201\n  files", "- files", ("BAE410", 1)),
        ("  # <-", "", ("BAE410", 15)),
        ("standard: Codes.", "severity: fatal\n  standard: Codes.", ("BAE410", 9)),
        ("standard: Codes.", "forbid: true\n  standard: Codes.", ("BAE410", 1)),
        ("require: {status: 201}", "exists: {where: {}}", ("BAE410", 5)),
        ("require: {status: 201}", "count: {fact: route}", ("BAE410", 5)),
        (FIX, "set_keywords: {status_code: 201}", ("BAE410", 6)),
        (FIX, "set_keyword: status_code", ("BAE410", 6)),
        (FIX, "set_keyword: {status_code: [201]}", ("BAE410", 6)),
        (FIX, "set_keyword: {status_code: '1 +'}", ("BAE410", 6)),
        (FIX, "set_keyword: {status_code: $statuss}", ("BAE412", 6)),
        (FIX, "delete: everything", ("BAE410", 6)),
        (FIX, "delete: {argument: x}", ("BAE410", 6)),
        (FIX, "wrap: {call: x, with: y}", ("BAE410", 6)),
        (FIX, "replace_literal: {from: x}", ("BAE410", 6)),
        (FIX, "replace_literal: {of: x, to: y}", ("BAE410", 6)),
        (FIX, "add_import: open the file", ("BAE410", 6)),
        (FIX, "chain: yes", ("BAE410", 6)),
        (f"{{{FIX}}}", "true", ("BAE410", 6)),
        ("scope: any", "scope: all", ("BAE410", 7)),
        (OK, f"{OK}{OK}", ("BAE414", 18)),
        (OK, "rule: 1\n", ("BAE410", 1)),
        (OK, "- 1\n", ("BAE410", 1)),
    ],
)
def test_faults_have_places(old: str, new: str, expected: tuple[str, int]) -> None:
    assert old in OK
    assert expected in codes(OK.replace(old, new, 1))


def test_near_misses_are_named() -> None:
    (fault,) = load_rules({"r.yaml": OK.replace("status: 201", "statuss: 201")}).diagnostics
    assert "`status`" in fault.help


def test_near_misses_of_edits_are_named() -> None:
    (fault,) = load_rules({"r.yaml": OK.replace("set_keyword", "set_keywords")}).diagnostics
    assert "`set_keyword`" in fault.help


def test_rules_of_scope_any_are_about_all_files_with_their_ending() -> None:
    local = OK.replace("be.post-201", "be.local").replace("  scope: any\n", "")
    sql = OK.replace("be.post-201", "be.sql").replace("_routes.py", "_routes.sql")
    rules = load_rules({"r.yaml": OK + local + sql}).rules
    assert [rule.id for rule in rules.anywhere("main.py")] == ["be.post-201"]
    assert [rule.id for rule in rules.anywhere("deep/er/main.sql")] == ["be.sql"]
    assert rules.anywhere("main.yaml") == ()
    assert [rule.id for rule in rules.of("app/routes/a_routes.py")] == ["be.post-201", "be.local"]


def test_shipped_rules_of_scope_any_ask_nothing_of_a_spec() -> None:
    found = [rule for rule in rules().rules if rule.scope == "any"]
    assert len(found) > 8
    for rule in found:
        kinds = [one.kind for one in (rule.subject, *rule.selectors, *rule.when)]
        assert not any(kind.startswith("spec.") for kind in kinds), rule.id


def test_an_example_that_does_not_hold_is_reported() -> None:
    found = load_rules({"r.yaml": OK.replace("status: 201", "status: 202")})
    assert found.diagnostics == ()
    faults = failed_examples(found.rules.rules)
    assert {one.code for one in faults} == {"BAE415"}
    assert faults[0].span.line > 8


def test_the_digest_follows_the_text() -> None:
    first, second = load_rules({"r.yaml": OK}), load_rules({"r.yaml": OK.replace("201", "202")})
    assert first.rules.digest != second.rules.digest
    assert load_rules({"r.yaml": OK}).rules.digest == first.rules.digest


def test_a_bad_rule_leaves_the_others() -> None:
    other = OK.replace("be.post-201", "be.other").replace("for: route", "for: rout")
    found = load_rules({"r.yaml": OK + other})
    assert [rule.id for rule in found.rules.rules] == ["be.post-201"]
    assert len(found.diagnostics) == 1


@pytest.mark.parametrize(
    ("path", "applies"),
    [
        ("app/routes/course_routes.py", True),
        ("app/routes/deep/course_routes.py", False),
        ("app/routes/course.py", False),
        ("xapp/routes/course_routes.py", False),
    ],
)
def test_globs(path: str, applies: bool) -> None:
    (rule,) = load_rules({"r.yaml": OK}).rules.rules
    assert rule.applies_to(path) is applies
