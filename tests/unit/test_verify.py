"""Verdicts on generated files: sound ones pass, faults do not, and no text breaks the verifier."""

import random
import string

import pytest

from baesc.knowledge.rules import ALIASES
from baesc.messages.codes import CODES
from baesc.passes.verify import report
from tests.mutants import KEYWORDS, MUTANTS, Mutant
from tests.verified import Tree, rules, school, school_tree, tree_of

ALIAS_OF = {rule.id: rule.alias for rule in rules().rules}


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_generated_files_are_approved(database: str) -> None:
    tree = tree_of(school(database=database))
    broken = {
        path: verdict.findings
        for path, text in tree.texts.items()
        if (verdict := tree.verdict(path, text)).decision != "confident_approval"
    }
    assert broken == {}


def test_every_mutated_file_is_generated() -> None:
    assert {mutant.path for mutant in MUTANTS} <= set(school_tree().texts)


def _tree_with(path: str) -> Tree:
    tree = school_tree()
    if path not in tree.texts:
        pytest.skip(f"{path} is not generated; another test says so")
    return tree


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_mutant_is_not_approved(mutant: Mutant) -> None:
    tree = _tree_with(mutant.path)
    text = mutant.of(tree.texts[mutant.path])
    verdict = tree.verdict(mutant.path, text)
    assert verdict.decision != "confident_approval"
    lines = text.count("\n") + 1
    assert all(1 <= finding.line <= lines for finding in verdict.findings)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_mutant_is_found_by_its_contract_rule(mutant: Mutant) -> None:
    tree = _tree_with(mutant.path)
    verdict = tree.verdict(mutant.path, mutant.of(tree.texts[mutant.path]))
    assert mutant.alias in {ALIAS_OF.get(finding.rule) for finding in verdict.findings}


def test_every_contract_rule_has_mutants() -> None:
    assert len(MUTANTS) >= 60
    assert {mutant.alias for mutant in MUTANTS} == set(ALIASES)


def _comment(path: str) -> str:
    return f"-- {KEYWORDS}\n" if path.endswith(".sql") else f"# {KEYWORDS}\n"


def test_a_comment_of_keywords_changes_no_verdict() -> None:
    tree = school_tree()
    for mutant in (one for one in MUTANTS if one.path in tree.texts):
        text = mutant.of(tree.texts[mutant.path])
        before = tree.verdict(mutant.path, text)
        after = tree.verdict(mutant.path, text + _comment(mutant.path))
        assert after == before, mutant.name


def _coded(tree: Tree) -> list[str]:
    return [
        path for path in tree.texts if path.endswith((".py", ".sql")) and "__init__" not in path
    ]


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("empty", lambda _text, _path: ""),
        ("blank", lambda _text, _path: " \n\n"),
        ("comment alone", lambda _text, path: _comment(path)),
        ("markdown fence", lambda text, _path: f"```python\n{text}```\n"),
        ("half a file", lambda text, _path: text[: len(text) // 2].rstrip() + "\ndef ("),
        ("words appended", lambda text, _path: f"{text}\nI hope this helps!\n"),
    ],
)
def test_spoilt_files_are_rejected(name: str, spoil: object) -> None:
    tree = school_tree()
    for path in _coded(tree):
        verdict = tree.verdict(path, spoil(tree.texts[path], path))  # type: ignore[operator]
        assert verdict.decision == "confident_rejection", (name, path)


def test_a_docstring_of_keywords_is_rejected() -> None:
    tree = school_tree()
    for path in _coded(tree):
        if path.endswith(".py"):
            assert tree.verdict(path, f'"""{KEYWORDS}"""\n').decision == "confident_rejection", path


def test_what_the_text_leaves_open_is_uncertain() -> None:
    tree = school_tree()
    path = "app/routes/course_routes.py"
    text = tree.texts[path].replace("status_code=201", "status_code=CREATED")
    text = text.replace("from app.errors import errors", "from app.errors import CREATED, errors")
    verdict = tree.verdict(path, text)
    assert verdict.decision == "uncertain"
    assert [finding.rule for finding in verdict.findings] == ["be.post-201"]
    (diagnostic,) = report(verdict)
    line = text[: text.index("=CREATED")].count("\n") + 1
    assert (diagnostic.code, diagnostic.span.path, diagnostic.span.line) == ("BAE402", path, line)


def test_a_rejection_reports_its_line() -> None:
    tree = school_tree()
    path = "app/routes/course_routes.py"
    text = tree.texts[path].replace("status_code=204", "status_code=200")
    (diagnostic,) = report(tree.verdict(path, text))
    assert diagnostic.code == "BAE401"
    assert "204" in diagnostic.message
    assert "be.delete-204" in diagnostic.message
    assert text.split("\n")[diagnostic.span.line - 1].startswith("@router.delete")


def test_a_file_that_does_not_parse_reports_the_parser() -> None:
    tree = school_tree()
    text = tree.texts["app/main.py"] + "def (:\n"
    (diagnostic,) = report(tree.verdict("app/main.py", text))
    assert diagnostic.code == "BAE403"
    assert diagnostic.span.line == text.count("\n")


def test_a_broken_project_file_is_rejected() -> None:
    tree = school_tree()
    text = tree.texts["pyproject.toml"] + "[project\n"
    assert tree.verdict("pyproject.toml", text).decision == "confident_rejection"


def test_a_clean_verdict_reports_nothing() -> None:
    tree = school_tree()
    assert report(tree.verdict("app/main.py", tree.texts["app/main.py"])) == ()


def test_deep_nesting_is_never_approved() -> None:
    tree = school_tree()
    path = "app/main.py"
    deep = f"{tree.texts[path]}\nX = {'(' * 90}{'-' * 3000}1{')' * 90}\n"
    assert tree.verdict(path, deep).decision in {"uncertain", "confident_rejection"}


def test_schema_text_reaches_nothing_outside(tmp_path: object) -> None:
    tree = school_tree()
    path = "app/database/schema.sql"
    for sql in (f"ATTACH DATABASE '{tmp_path}/x.db' AS x;", "SELECT load_extension('x');"):
        assert tree.verdict(path, f"{tree.texts[path]}\n{sql}\n").decision == "confident_rejection"
    assert not list(tmp_path.iterdir())  # type: ignore[attr-defined]


def test_codes_of_verdicts_exist() -> None:
    assert {"BAE401", "BAE402", "BAE403", "BAE404"} <= set(CODES)


LARGE = {
    "a megabyte of noise": lambda: "".join(random.Random(3).choices(string.printable, k=1_000_000)),
    "60,000 names": lambda: "\n".join(f"name_{at} = {at}" for at in range(60_000)),
    "10,000 functions": lambda: "\n".join(
        f'def f{at}(a: int) -> int:\n    """Do."""\n    return g(a) if a > {at} else {at}\n'
        for at in range(10_000)
    ),
}


@pytest.mark.parametrize("name", LARGE)
@pytest.mark.parametrize("path", ["app/routes/course_routes.py", "tests/test_course.py"])
def test_large_files_get_a_verdict(path: str, name: str) -> None:
    assert school_tree().verdict(path, LARGE[name]()).decision == "confident_rejection"
