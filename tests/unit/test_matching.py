"""Rules with a `pattern` or a `text`: what they find, and what they are worth."""

import pytest

from baesc.knowledge import matching
from baesc.knowledge.facts.kinds import Match
from baesc.knowledge.facts.spec import Promise
from baesc.knowledge.matching import Finder, fault_of, found_by
from baesc.knowledge.rule_examples import failed_examples
from baesc.knowledge.rule_reading import load_rules
from baesc.passes.verify import report, verify

PATTERN = """\
- id: own.no-system
  files: "**/*.py"
  for: match
  pattern: os.system($$$ARGUMENTS)
  forbid: true
  message: "`{function}` runs a shell: {text}"
  standard: s
  ok: ["'os.system(x)'  # os.system(x)"]
  bad: ["os.system(x)  # <-"]
"""
TEXT = """\
- id: own.no-todo
  files: "**/*"
  for: match
  text: '(?i)\\bto-?do\\b'
  where: {text: {not: todos}}
  forbid: true
  message: mend it
  standard: s
  ok: [done]
  bad: ["x = 1  # ToDo: more # <-"]
"""
NOTHING = Promise({}, "")
pytest.importorskip("re2")
pytest.importorskip("ast_grep_py")


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for libraries that nobody has."""
    names = {"pattern": ("no_such_module", "ast-grep-py"), "text": ("no_such_one", "google-re2")}
    monkeypatch.setattr(matching, "LIBRARIES", names)


@pytest.mark.parametrize("text", [PATTERN, TEXT])
def test_rules_load_and_their_examples_hold(text: str) -> None:
    loaded = load_rules({"rules/own.yaml": text})
    assert loaded.diagnostics == ()
    assert failed_examples(loaded.rules.rules) == []


def test_a_pattern_finds_structure_and_says_where() -> None:
    text = "def f():\n    os.system(\n        'a',\n    )\n\n# os.system(x)\ns = 'os.system(y)'\n"
    finder = Finder("pattern", "os.system($$$A)")
    assert found_by(finder, text) == [Match(2, "os.system(\n        'a',\n    )", "f")]


def test_a_regex_finds_text_on_any_line() -> None:
    found = found_by(Finder("text", r"b+"), "aé\nbb; b\n\ndef f():\n    b\n")
    assert found == [Match(2, "bb", ""), Match(5, "b", "f")]


def test_a_regex_that_backtracks_elsewhere_runs_in_linear_time() -> None:
    # In a backtracking matcher this would not end: the test hangs if it is used.
    assert found_by(Finder("text", r"^(a+)+$"), "a" * 200_000 + "b") == []


@pytest.mark.parametrize(
    ("rules", "old", "new", "line"),
    [
        (TEXT, r"(?i)\bto-?do\b", "(?=a)b", 4),
        (TEXT, r"(?i)\bto-?do\b", r"(a)\1", 4),
        (TEXT, r"(?i)\bto-?do\b", "(a", 4),
        (PATTERN, "os.system($$$ARGUMENTS)", "a b c", 4),
    ],
)
def test_what_cannot_run_is_a_load_error(rules: str, old: str, new: str, line: int) -> None:
    (fault,) = load_rules({"rules/own.yaml": rules.replace(old, new)}).diagnostics
    assert fault.span is not None
    assert (fault.code, fault.span.line) == ("BAE413", line)
    assert "Stack" not in fault.message
    assert "\n" not in fault.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  text: '(?i)\\bto-?do\\b'\n", ""),
        ("  for: match\n  text", "  for: call\n  text"),
        ("  text:", "  pattern: x\n  text:"),
    ],
)
def test_a_rule_has_matches_and_what_finds_them_or_neither(old: str, new: str) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new).replace("  where: {text: {not: todos}}\n", "")
    (fault,) = load_rules({"rules/own.yaml": text}).diagnostics
    assert fault.code == "BAE410"


def test_matches_may_be_asked_for_beside_other_facts() -> None:
    text = TEXT.replace("for: match", "for: file").replace("  where: {text: {not: todos}}\n", "")
    text = text.replace("forbid: true", "exists: {fact: match}")
    text = text.replace("[done]", "[todo]").replace("x = 1  # ToDo: more # <-", "x  # <-")
    loaded = load_rules({"rules/own.yaml": text})
    assert loaded.diagnostics == ()
    assert failed_examples(loaded.rules.rules) == []


def test_what_a_rule_goes_by_is_what_its_approval_is_worth() -> None:
    structure = PATTERN.replace("match\n  pattern: os.system($$$ARGUMENTS)", "call").replace(
        "forbid: true", "forbid: {name: bad}"
    ).replace("{text}", "{name}").replace("no-system", "no-bad")  # fmt: skip
    for text, basis in [
        (TEXT, "text"),
        (PATTERN, "pattern"),
        (TEXT + PATTERN, "pattern"),
        (TEXT + structure, "structure"),
    ]:
        rules = load_rules({"rules/own.yaml": text}).rules
        verdict = verify("a.py", "x = 1\n", NOTHING, rules)
        assert (verdict.decision, verdict.basis) == ("confident_approval", basis)
        assert basis in {rule.confidence for rule in rules.rules}


@pytest.mark.usefixtures("nothing_installed")
@pytest.mark.parametrize(("text", "library"), [(PATTERN, "ast-grep-py"), (TEXT, "google-re2")])
def test_without_its_library_a_rule_makes_uncertain(text: str, library: str) -> None:
    loaded = load_rules({"rules/own.yaml": text})
    assert loaded.diagnostics == ()
    verdict = verify("a.py", "x = 1\n", NOTHING, loaded.rules)
    assert verdict.decision == "uncertain"
    (diagnostic,) = report(verdict)
    assert library in diagnostic.message
    assert "`patterns`" in diagnostic.message
    assert [name for _, name in loaded.rules.missing_libraries()] == [library]


@pytest.mark.usefixtures("nothing_installed")
@pytest.mark.parametrize(
    ("regex", "is_fine"),
    [
        (r"a+b", True),
        (r"\\1", True),
        (r"(?P<x>a)(?:b)(?i)c", True),
        (r"\++[*+]+[]+]+\[a+\]+", True),
        (r"(a)\1", False),
        (r"\\(a)\\\1", False),
        (r"(?=a)", False),
        (r"(?<!a)b", False),
        (r"(?P<x>a)(?P=x)", False),
        (r"(?>a)", False),
        (r"a++", False),
    ],
)
def test_without_re2_a_regex_is_read_with_care(regex: str, is_fine: bool) -> None:
    assert (fault_of(Finder("text", regex)) == "") is is_fine
