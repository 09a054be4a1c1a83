"""Other forms of a text: they mean the same, and what depends on the form of a text is found."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baesc.knowledge.facts import extract
from baesc.knowledge.facts.kinds import Facts
from baesc.knowledge.rule_reading import load_rules
from baesc.knowledge.rules import RuleSet
from baesc.proof.form import flips, fragile
from baesc.proof.variants import VARIATIONS, variants_of
from baesc.records.verdict import Decision
from tests.mutants import MUTANTS
from tests.verified import school_tree

BY_ID = {one.id: one for one in VARIATIONS}
# These leave the syntax tree as it is.
SAME_TREE = (
    "reformat", "explode-brackets", "join-brackets", "swap-quotes", "strip-comments",
    "comment-keywords", "parenthesise",
)  # fmt: skip
CODE = [path for path in school_tree().texts if path.endswith((".py", ".sql"))]


def varied(id_: str, text: str) -> str:
    made = BY_ID[id_].of(text)
    assert made is not None
    return made


def without_lines(facts: Facts) -> dict[str, list[tuple[object, ...]]]:
    return {kind: sorted((one[1:] for one in found), key=repr) for kind, found in facts.items()}


@pytest.mark.parametrize("path", CODE)
def test_other_forms_of_a_generated_file_mean_the_same(path: str) -> None:
    text = school_tree().texts[path]
    found = list(variants_of(path, text))
    assert len(found) >= (2 if "__init__" in path else 5)
    for variation, made in found:
        if variation.language == "python":
            compile(made, path, "exec")
        else:
            before, after = extract(path, text).facts, extract(path, made).facts
            assert without_lines(before) | {"check": []} == without_lines(after) | {"check": []}
        if variation.id in SAME_TREE:
            assert ast.dump(ast.parse(made)) == ast.dump(ast.parse(text)), variation.id


def test_each_variation_changes_some_generated_file() -> None:
    used = {
        variation.id
        for path in CODE
        for variation, _ in variants_of(path, school_tree().texts[path])
    }
    # Nothing that is generated has an f-string without values.
    assert used == set(BY_ID) - {"plain-string"}
    assert all(one.doc.endswith(".") for one in VARIATIONS)


@pytest.mark.slow
def test_an_application_written_otherwise_passes_its_own_tests(tmp_path: Path) -> None:
    """All variations at once; the layout of SQL aside, which one of the tests compares."""
    for path, text in school_tree().texts.items():
        made = text
        if path.endswith(".py"):
            for variation in VARIATIONS:
                if variation.language == "python":
                    made = variation.of(made) or made
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(made)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "tests",
         # There are no revisions without a build.
         "--ignore=tests/test_migrations.py"],
        check=False, cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.parametrize(
    ("id_", "text", "expected"),
    [
        ("swap-quotes", "a = 'x', f'{z}'\n", 'a = "x", f"{z}"\n'),
        ("swap-quotes", 'a = "y", "it\'s"\n', "a = 'y', \"it's\"\n"),
        ("strip-comments", "# a\nb = '# c'  # d\n", "\nb = '# c'  \n"),
        ("join-brackets", "f(\n    a,\n    b,\n)\n", "f( a, b, )\n"),
        ("explode-brackets", "f(a, b)\n", "f(\n    a,\n    b)\n"),
        ("parenthesise", "if a:\n    raise B\n", "if (a):\n    raise (B)\n"),
        ("except-tuple", "try:\n    a\nexcept B:\n    pass\n",
         "try:\n    a\nexcept (B,):\n    pass\n"),
        ("sort-keywords", "f(b=1, a=g())\n", "f(a=g(), b=1)\n"),
        ("status-name", "f(status_code=201)\n",
         "from fastapi import status\nf(status_code=status.HTTP_201_CREATED)\n"),
        ("status-member", "'''d'''\nf(status_code=404)\n",
         "'''d'''\nfrom http import HTTPStatus\nf(status_code=HTTPStatus.NOT_FOUND)\n"),
        ("name-arguments", "raise HTTPException(404, 'x')\n",
         "raise HTTPException(status_code=404, detail='x')\n"),
        ("optional-type", "a: Mapped[int | None]\n",
         "from typing import Optional\na: Mapped[Optional[int]]\n"),
        ("empty-f-string", "f('a', b=1)\n", "f(f'a', b=1)\n"),
        ("plain-string", "f(f'a', f'{b}')\n", "f('a', f'{b}')\n"),
        ("rename-locals", "def f(a):\n    b = a\n    return b\n",
         "def f(a):\n    b_here = a\n    return b_here\n"),
        ("alias-imports", "from a import b\nb.c(b=1)\n",
         "from a import b as b_too\nb_too.c(b=1)\n"),
        ("reorder-functions", "def a():\n    b()\n\ndef b():\n    pass\n",
         "def b():\n    pass\n\ndef a():\n    b()\n"),
        ("recase-words", "CREATE TABLE a (b TEXT NOT NULL);\n",
         "create table a (b TEXT not null);\n"),
        ("join-lines", "CREATE TABLE a (\n  b VARCHAR(9) -- c\n);\n",
         "CREATE TABLE a ( b VARCHAR(9) ) ;\n"),
        ("quote-names", "CREATE TABLE a (b TEXT);\n", 'CREATE TABLE "a" ("b" TEXT);\n'),
        ("reorder-indexes",
         "CREATE TABLE a (b TEXT);CREATE INDEX c ON a (b);CREATE UNIQUE INDEX d ON a (b);",
         "CREATE TABLE a (b TEXT);CREATE UNIQUE INDEX d ON a (b);CREATE INDEX c ON a (b);"),
    ],
)  # fmt: skip
def test_what_a_variation_makes(id_: str, text: str, expected: str) -> None:
    made = varied(id_, text)
    if id_ in BY_ID and BY_ID[id_].language == "python" and "\n\n" not in expected:
        assert ast.dump(ast.parse(made)) == ast.dump(ast.parse(expected))
    if id_ in {*SAME_TREE, "recase-words", "join-lines", "quote-names", "reorder-indexes"}:
        assert made == expected
    else:
        assert made.replace('"""', "'''").split() == expected.split()


@pytest.mark.parametrize(
    ("id_", "text"),
    [
        # What is shared with another scope, or looked up by name, keeps its name.
        ("rename-locals", "def f(a):\n    a = 1\n    return a\n"),
        ("rename-locals", "def f():\n    global a\n    a = 1\n"),
        ("rename-locals", "def f():\n    a = 1\n    return lambda: a\n"),
        ("rename-locals", "def f():\n    a = 1\n    return locals()\n"),
        ("alias-imports", "from a import b\ndef f(b): return b\n"),
        ("alias-imports", "from a import B\nrelation('B')\nB()\n"),
        ("alias-imports", "from __future__ import annotations\n"),
        # The first function is used while the second one is made.
        ("reorder-functions", "def a(): ...\n@a\ndef b(): ...\n"),
        ("reorder-functions", "def a(): ...\ndef b(c=a): ...\n"),
        ("reorder-functions", "def a(): ...\na()\ndef b(): ...\n"),
        ("reorder-functions", "def a(): ...\ndef a(): ...\n"),
        ("reorder-functions", "@r.get('/me')\ndef a(): ...\n@r.get('/{b}')\ndef b(): ...\n"),
        ("sort-keywords", "dict(b=1, a=2)\n"),
        ("sort-keywords", "f(b=g(), a=h())\n"),
        ("sort-keywords", "f(**b, a=1)\n"),
        ("status-name", "def f(status): return g(status_code=201)\n"),
        ("optional-type", "a: Literal[None]\n"),
        ("swap-quotes", "a = \"it's\" 'say \"x\"' '\\''\n"),
        ("parenthesise", "a = 1, 2\n"),
    ],
)
def test_what_would_change_the_meaning_is_left_alone(id_: str, text: str) -> None:
    assert BY_ID[id_].of(text) is None


@settings(deadline=None)
@given(
    st.sampled_from([one for one in VARIATIONS if one.language == "python"]),
    st.sampled_from([one for one in CODE if one.endswith(".py")]),
)
def test_a_variation_of_a_variation_still_compiles(variation: object, path: str) -> None:
    text = school_tree().texts[path]
    for _, once in variants_of(path, text):
        made = variation.of(once)  # type: ignore[attr-defined]
        assert made is None or compile(made, path, "exec")


@given(st.text(max_size=60), st.sampled_from(["a.py", "a.sql", "a.toml"]))
def test_any_text_is_varied_or_left_alone(text: str, path: str) -> None:
    assert all(made != text for _, made in variants_of(path, text))


RULE = """\
- id: own.rule
  files: app/**/*.py
  {about}
  message: m
  standard: s
  ok: [{ok}]
  bad:
    - |
      {bad}
"""


def rule_set(about: str, ok: str, bad: str) -> RuleSet:
    bad = bad.replace("\n", "\n      ")
    loaded = load_rules({"r.yaml": RULE.format(about=about, ok=ok, bad=bad)})
    assert loaded.diagnostics == ()
    return loaded.rules


def test_a_rule_that_misses_single_quotes_is_found() -> None:
    pytest.importorskip("re2")
    about = "for: match\n  text: '\"select '\n  forbid: true"
    rules = rule_set(about, "a = 1", 'run("select 1")  # <-')
    _, found = fragile(rules.rules)
    assert "swap-quotes" in {one.variation for one in found}
    (one,) = [one for one in found if one.variation == "swap-quotes"]
    assert (one.rule, one.expected, one.got) == ("own.rule", "found", "nothing found")
    assert one.varied_text == "run('select 1')\n"


def test_a_rule_that_misses_a_tuple_of_exceptions_is_found() -> None:
    about = "for: except\n  forbid: {types: {same: Exception}, silent: true}"
    bad = "try:\n    a()\nexcept Exception:  # <-\n    pass"
    assert fragile(rule_set(about, "a = 1", bad).rules)[1] == []
    pytest.importorskip("re2")
    about = "for: match\n  text: 'except Exception'\n  forbid: true"
    _, found = fragile(rule_set(about, "a = 1", bad).rules)
    assert "except-tuple" in {one.variation for one in found}


def test_a_rule_that_looks_into_comments_is_found() -> None:
    pytest.importorskip("re2")
    about = "for: match\n  text: 'commit'\n  forbid: true"
    _, found = fragile(rule_set(about, "a = 1", "commit()  # <-").rules)
    (one,) = [one for one in found if one.variation == "comment-keywords"]
    assert (one.expected, one.got) == ("nothing found", "found")


def test_a_rule_that_knows_a_variable_by_name_is_found() -> None:
    about = "for: except\n  require: {calls: {has: session.rollback}}"
    ok = "def f():\n  with Session() as session:\n    try: a()\n    except B: session.rollback()"
    rules = rule_set(about, repr(ok).replace("'", '"'), "try:\n    a()\nexcept B:  # <-\n    pass")
    _, found = fragile(rules.rules)
    assert {one.variation for one in found} == {"rename-locals"}


def test_a_verdict_by_form_flips() -> None:
    def decision(text: str) -> Decision:
        return "confident_rejection" if re.search("commit", text) else "confident_approval"

    tried, found = flips("app/a.py", "a = 1\n", decision)
    assert tried >= 1
    assert {one.variation for one in found} == {"comment-keywords"}
    assert (found[0].before, found[0].after) == ("confident_approval", "confident_rejection")


def test_a_comment_of_keywords_flips_no_verdict_on_a_fault() -> None:
    tree = school_tree()
    tried = 0
    for mutant in MUTANTS[::9]:
        text = mutant.of(tree.texts[mutant.path])
        before = tree.verdict(mutant.path, text).decision
        for variation, made in variants_of(mutant.path, text):
            if variation.id in SAME_TREE or variation.language == "sql":
                tried += 1
                assert tree.verdict(mutant.path, made).decision == before, variation.id
    assert tried > 40
