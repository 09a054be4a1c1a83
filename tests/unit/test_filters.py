"""Docstrings and literals say what they were given, within the width."""

import ast

import pytest

from baesc.knowledge.filters import (
    WIDTH,
    comment,
    docstring,
    literal,
    quote,
    sql_text,
    toml_text,
    width,
)

TEXTS = [
    "A person.",
    "no full stop",
    'Says "hello"',
    'ends with "quotes"',
    '"starts" with them',
    'three """ of them',
    "a \\ backslash",
    "ends in a backslash \\",
    "a\nline break\ttab\0nul",
    "Unicode: ☃ é 日本",
    "x" * 300,
    "word " * 60,
    "数値の項目" * 30,
    'It "is" {said} ' * 9,
    "First. " + "Then more words follow. " * 10,
    "One.\n\nTwo paragraphs.",
    "{{ v }} {% raw %}",
    "'",
    "!",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("indent", [0, 4])
def test_docstring(text: str, indent: int) -> None:
    said = docstring(text, "A thing.", indent)
    margin = " " * indent
    assert all(width(line) <= WIDTH for line in (margin + said).split("\n"))
    body = f"class A:\n    {said}\n" if indent else f"{said}\n"
    found = ast.parse(body)
    node = found.body[0] if indent else found
    assert isinstance(node, ast.ClassDef | ast.Module)
    shown = ast.get_docstring(node)
    assert shown
    assert shown.split("\n")[0].endswith((".", "!", "?"))
    assert "\0" not in said


@pytest.mark.parametrize("text", [one for one in TEXTS if one != "!"])
def test_a_fallback_of_any_text_is_a_summary(text: str) -> None:
    said = docstring("", text, 4)
    assert all(width(line) <= WIDTH for line in f"    {said}".split("\n"))
    shown = ast.literal_eval(said)
    assert shown.split("\n")[0].endswith((".", "!", "?"))


def test_an_empty_docstring_has_the_fallback() -> None:
    assert docstring("  ", "A course") == '"""A course."""'


@pytest.mark.parametrize("text", [*TEXTS, "", "a\u202eb", "\x85", "\\d+", '"\\'])
def test_literal_is_the_text(text: str) -> None:
    assert ast.literal_eval(quote(text)) == text
    code = literal(text, 8)
    assert ast.literal_eval(code) == text
    assert all(width(line) <= WIDTH for line in code.split("\n"))


@pytest.mark.parametrize("value", [None, True, 3, 2.5, ("a",), ("a", 1), ["x"], {"a": [None, {}]}])
def test_literal_of_plain_values(value: object) -> None:
    assert ast.literal_eval(literal(value)) == value


def test_literal_of_anything_else_is_a_fault() -> None:
    with pytest.raises(TypeError):
        literal(object())


def test_comment_is_wrapped() -> None:
    lines = comment("word " * 40, 4).split("\n")
    assert len(lines) > 1
    assert all(line.strip().startswith("# ") for line in lines)


def test_other_languages() -> None:
    assert sql_text("it's") == "'it''s'"
    assert toml_text('a "b" \\\n c') == '"a \\"b\\" \\\\ c"'
