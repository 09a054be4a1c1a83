import json

from baesc.ground.source import Source, Span
from baesc.messages.diagnostic import Diagnostic
from baesc.messages.render import render, render_json

SOURCE = Source(
    "specs/student.yaml", "entity: Student\nfields:\n  name: {type: strng, required: true}\n"
)
FAULT = Diagnostic(
    "BAE105",
    "unknown field type `strng`",
    Span("specs/student.yaml", 3, 16, 3, 21),
    "a type with a similar name exists: `string`",
)


def test_text_shows_the_line_and_the_help() -> None:
    assert render([FAULT], [SOURCE]) == (
        "specs/student.yaml:3:16: error[BAE105]: unknown field type `strng`\n"
        "3 |   name: {type: strng, required: true}\n"
        "  |                ^^^^^\n"
        "  = help: a type with a similar name exists: `string`\n"
    )


def test_color_only_when_asked() -> None:
    assert "\x1b[" not in render([FAULT], [SOURCE])
    assert "\x1b[" in render([FAULT], [SOURCE], color=True)


def test_a_place_without_source_and_no_place() -> None:
    assert render([FAULT]).count("\n") == 2
    assert render([Diagnostic("BAE127", "no entity")]) == "error[BAE127]: no entity\n"


def test_carets_follow_tabs_and_wide_characters() -> None:
    source = Source("a", "\t学: x")
    lines = render([Diagnostic("BAE110", "m", Span("a", 1, 5, 1, 6))], [source]).split("\n")
    assert lines[1] == "1 |     学: x"
    assert lines[2] == "  |" + " " * 9 + "^"


def test_control_characters_never_reach_a_terminal() -> None:
    source = Source("a", "x\x1b[31m\x9b")
    assert "\x1b" not in render([Diagnostic("BAE102", "bad \x1b", Span("a", 1, 2, 1, 3))], [source])


def test_long_lines_are_windowed_around_the_fault() -> None:
    source = Source("a", "x" * 500 + "HERE" + "y" * 500)
    text = render([Diagnostic("BAE110", "m", Span("a", 1, 501, 1, 505))], [source]).split("\n")
    assert len(text[1]) < 120
    at = text[2].index("^")
    assert text[1][at : at + 4] == "HERE"


def test_json_has_all_places() -> None:
    (found,) = json.loads(render_json([FAULT]))
    assert found == {
        "code": "BAE105",
        "severity": "error",
        "message": FAULT.message,
        "help": FAULT.help,
        "path": "specs/student.yaml",
        "line": 3,
        "column": 16,
        "end_line": 3,
        "end_column": 21,
    }
