import pytest

from baesc.ground.source import Source
from baesc.language.nodes import plain
from baesc.language.reader import decode, read


def value(text: str) -> object:
    reading = read(Source("a.yaml", text))
    assert reading.diagnostics == ()
    return plain(reading.documents[0])


def test_only_true_and_false_are_booleans_and_dates_are_text() -> None:
    text = (
        "[true, False, yes, no, on, 2026-01-31, 08:30, 1, 0x10, 0o17, 007, 1.5, 1e3, ~, null, '1']"
    )
    assert value(text) == [
        True, False, "yes", "no", "on", "2026-01-31", "08:30", 1, 16, 15, 7, 1.5, 1000.0, None,
        None, "1",
    ]  # fmt: skip


def test_a_comma_in_parentheses_does_not_cut_a_type() -> None:
    assert value("{type: decimal(3,2), min: 0}") == {"type": "decimal(3,2)", "min": 0}
    assert value("{a: enum(x, 1, true)? unique, b: c}") == {
        "a": "enum(x, 1, true)? unique",
        "b": "c",
    }


def test_many_documents() -> None:
    reading = read(Source("a.yaml", "a: 1\n---\nb: 2\n"))
    assert [plain(one) for one in reading.documents] == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize(
    ("content", "code", "line", "column"),
    [
        (b"a: \xff", "BAE101", 1, 4),
        (b"\xef\xbb\xbfa: 1", "BAE101", 1, 1),
        (b"a: 1\nb: \x00", "BAE102", 2, 4),
        ("a: \u2028".encode(), "BAE102", 1, 4),
        (b"a: '" + b"x" * 1024 * 1024 + b"'", "BAE103", 1, 1),
        (b"a:\n\t- b", "BAE104", 2, 1),
        (b"a: &x 1", "BAE106", 1, 4),
        (b"a: 1\na: 2", "BAE107", 2, 1),
        (b"1: 2", "BAE108", 1, 1),
        (b"a: 1e999", "BAE109", 1, 4),
    ],
)
def test_faults_have_places(content: bytes, code: str, line: int, column: int) -> None:
    (found,) = read(decode("a.yaml", content)).diagnostics
    assert found.span is not None
    assert (found.code, found.span.line, found.span.column) == (code, line, column)
