"""Laws of the verifier: total on any text, blind to form, never won over by words."""

import ast

from hypothesis import given, settings
from hypothesis import strategies as st

from baesc.knowledge.facts import extract
from baesc.knowledge.rule_reading import load_rules
from baesc.passes.verify import report
from tests.mutants import KEYWORDS
from tests.verified import school_tree

PATHS = (
    "app/routes/course_routes.py",
    "app/models/course.py",
    "app/crud.py",
    "app/database/schema.sql",
    "tests/test_course.py",
    "tests/conftest.py",
    "pyproject.toml",
)
SNIPPETS = st.sampled_from(
    (*KEYWORDS.split(), "def f():", "\n    ", "class A(B):", "@router.post(", ")", "(", "'", '"""',
     "\n", "try:", "except:", "CREATE TABLE t (", "id INTEGER PRIMARY KEY", ");", ",", "--", "#",
     "ALTER TABLE t ADD CONSTRAINT c CHECK (", "GENERATED", "DEFAULT now()", "~", "\0", "\\", "= 1",
     "::text")
)  # fmt: skip
NOISE = st.one_of(st.text(max_size=300), st.lists(SNIPPETS, max_size=40).map(" ".join))


@given(path=st.sampled_from(PATHS), text=NOISE)
@settings(max_examples=300, deadline=None)
def test_noise_is_never_approved(path: str, text: str) -> None:
    tree = school_tree()
    verdict = tree.verdict(path, text)
    if path.endswith(".toml"):
        assert verdict.decision in {"confident_approval", "confident_rejection"}
    else:
        assert verdict.decision != "confident_approval"
        assert report(verdict)


@given(text=NOISE, postgresql=st.booleans())
@settings(max_examples=300, deadline=None)
def test_schema_facts_are_total(text: str, *, postgresql: bool) -> None:
    extracted = extract("schema.sql", text, postgresql=postgresql)
    assert extracted.line >= 1
    assert "file" in extracted.facts


@given(
    path=st.sampled_from(("app/routes/course_routes.py", "app/database/schema.sql")),
    at=st.floats(0.02, 0.95),
)
@settings(max_examples=150, deadline=None)
def test_a_cut_file_is_never_approved(path: str, at: float) -> None:
    tree = school_tree()
    text = tree.texts[path]
    assert tree.verdict(path, text[: int(len(text) * at)]).decision != "confident_approval"


@given(path=st.sampled_from([one for one in PATHS if one.endswith(".py")]))
@settings(max_examples=10, deadline=None)
def test_form_does_not_matter(path: str) -> None:
    tree = school_tree()
    text = ast.unparse(ast.parse(tree.texts[path]))
    assert tree.verdict(path, text).decision == "confident_approval"
    worse = text.replace("status_code=201", "status_code=200").replace("Base)", "object)", 1)
    pretty = tree.texts[path].replace("status_code=201", "status_code=200")
    pretty = pretty.replace("Base)", "object)", 1)
    assert tree.verdict(path, worse).decision == tree.verdict(path, pretty).decision


@given(path=st.sampled_from(PATHS), words=st.lists(SNIPPETS, min_size=1, max_size=20))
@settings(max_examples=60, deadline=None)
def test_comments_do_not_matter(path: str, words: list[str]) -> None:
    tree = school_tree()
    said = " ".join(words).replace("\n", " ").replace("\0", " ").replace("\r", " ")
    mark = "--" if path.endswith(".sql") else "#"
    text = f"{tree.texts[path]}{mark} {said}\n"
    assert tree.verdict(path, text).decision == "confident_approval"


@given(text=st.one_of(NOISE, st.lists(st.sampled_from(
    ("- id: a", "\n  ", "for: route", "where:", "{", "}", "status: 1", "[", "]", "require:", "ok:",
     "bad:", "- |", "$name", "exists:", "fact: route", ",", ": ", "count:", "min: 1", "files: x")
), max_size=30).map(" ".join)))  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_reading_rules_is_total(text: str) -> None:
    found = load_rules({"r.yaml": text})
    assert found.rules.digest
    for one in found.diagnostics:
        assert one.code.startswith("BAE")
