"""Laws of the rule language: reading and searching are total, fixes change what they are about."""

import ast

from hypothesis import given, settings
from hypothesis import strategies as st

from baesc.knowledge.conditions import FactBase
from baesc.knowledge.facts import extract
from baesc.knowledge.fixes import fixed
from baesc.knowledge.matching import Finder, fault_of, found_by
from baesc.knowledge.rule_reading import load_rules
from baesc.knowledge.rules import judge
from baesc.knowledge.suppression import allowances_in

RULE = """\
- id: own.timeout
  files: "**/*.py"
  for: call
  where: {name: call}
  require: {keywords: {has: timeout}}
  fix: {set_keyword: {timeout: 5}}
  message: m
  standard: s
  ok: [call(timeout=5)]
  bad: ["call()  # <-"]
"""
ARGUMENTS = st.sampled_from(
    ["1", "(2)", "'é, )'", "*rest", "x=3", "**more", "f(1)", "[1, 2]", "lambda: (yield)", "# c\n 4"]
)
LINES = st.lists(
    st.text(max_size=20) | st.sampled_from(["# baesc: allow a.b -- c", "x = '''", "/*", "-- x"])
)


@given(LINES, st.sampled_from(["a.py", "a.sql", "a.md"]))
def test_comments_are_found_in_any_text(lines: list[str], path: str) -> None:
    found = allowances_in(path, "\n".join(lines))
    assert all(min(one.lines) >= 1 for one in found)


@given(st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=200)
def test_any_regex_runs_or_is_refused(regex: str, text: str) -> None:
    finder = Finder("text", regex)
    if fault_of(finder):
        return
    lines = text.count("\n") + 1
    assert all(1 <= fact[0] <= lines for fact in found_by(finder, text))


@given(st.lists(ARGUMENTS, max_size=4), st.sampled_from(["", ", ", " # c\n"]), st.booleans())
def test_a_fix_gives_the_keyword_and_keeps_the_rest(
    arguments: list[str], tail: str, deep: bool
) -> None:
    text = f"é = call({', '.join(arguments)}{tail if arguments else ''})\n"
    text = f"def f():\n    {text}" if deep else text
    try:
        before = ast.parse(text)
    except SyntaxError:
        return
    (rule,) = load_rules({"r.yaml": RULE}).rules.rules
    (finding,), _ = judge([rule], FactBase(extract("a.py", text).facts))
    made = fixed(rule, finding, "a.py", text)
    if made is None:
        return
    call = next(one for one in ast.walk(ast.parse(made)) if isinstance(one, ast.Call))
    given_keywords = [one for one in call.keywords if one.arg == "timeout"]
    assert [ast.unparse(one.value) for one in given_keywords] == ["5"]
    old = next(one for one in ast.walk(before) if isinstance(one, ast.Call))
    assert [ast.dump(one) for one in call.args] == [ast.dump(one) for one in old.args]
    assert made.replace(", timeout=5", "").replace("timeout=5", "") == text
