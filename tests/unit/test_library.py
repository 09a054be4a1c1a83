"""The template library: headers, digests, rendering, and faults of templates as diagnostics."""

from typing import NamedTuple

import pytest

from baesc.knowledge.library import TemplateLibrary, library_of
from baesc.knowledge.targets import ENTITY_TARGETS, SYSTEM_TARGETS
from tests.render_tree import library

HEADER = "{#\ntarget: model\nversion: 3\nsupports: [type.string, rules]\nholes: []\n#}\n"


class View(NamedTuple):
    name: str


def one(source: str, **others: str) -> TemplateLibrary:
    return library_of({"a.j2": source, **{f"{name}.j2": text for name, text in others.items()}})


def test_header() -> None:
    header, problems = one(HEADER).header("a.j2")
    assert not problems
    assert header is not None
    assert (header.target, header.version) == ("model", 3)
    assert header.supports == {"type.string", "rules"}


@pytest.mark.parametrize(
    ("source", "code", "line", "column"),
    [
        ("text", "BAE201", 1, 1),
        ("{# free text #}", "BAE201", 1, 4),
        ("{#\ntarget: model\nvresion: 1\n#}", "BAE202", 3, 1),
        ("{#\ntarget: model\nversion: 1\nversion: 2\n#}", "BAE202", 4, 1),
        ("{#\ntarget: model\nversion: one\n#}", "BAE203", 3, 10),
        ("{#\ntarget: Model\nversion: 1\n#}", "BAE203", 2, 9),
        ("{#\ntarget: model\nversion: 1\nsupports: rules\n#}", "BAE203", 4, 11),
        ("{#\ntarget: model\nversion: 1\nsupports: [rules, rules]\n#}", "BAE203", 4, 19),
    ],
)
def test_header_faults(source: str, code: str, line: int, column: int) -> None:
    header, problems = one(source).header("a.j2")
    assert header is None
    places = [(p.code, p.span.line, p.span.column) for p in problems if p.span is not None]
    assert (code, line, column) in places


def test_render() -> None:
    assert one(HEADER + "Hello {{ v.name }}\n").render("a.j2", View("you")) == ("Hello you\n", ())


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        (HEADER + "\n{{ v.nmae }}", "BAE206", 8),
        (HEADER + "{{ v.name", "BAE205", 7),
        (HEADER + "{% for x in v %}\n", "BAE205", 7),
        (HEADER + "{{ 1 / 0 }}", "BAE206", 7),
        (HEADER + "\n\n{% include 'nowhere.j2' %}", "BAE204", 9),
        (HEADER + "{{ v.name | nofilter }}", "BAE205", 7),
    ],
)
def test_render_faults(source: str, code: str, line: int) -> None:
    text, problems = one(source).render("a.j2", View("you"))
    assert text is None
    assert problems[0].code == code
    assert problems[0].span is not None
    assert (problems[0].span.path, problems[0].span.line) == ("templates/a.j2", line)


def test_a_fault_in_an_included_template_is_found_there() -> None:
    made = one(HEADER + "{% include 'b.j2' %}", b="\n\n{{ v.nothing }}")
    _, (problem,) = made.render("a.j2", View("you"))
    assert problem.span is not None
    assert (problem.span.path, problem.span.line) == ("templates/b.j2", 3)


def test_digest_covers_what_is_reached() -> None:
    source = HEADER + "{% include 'b.j2' %}"
    first = one(source, b="{% import 'c.j2' as c %}", c="1", d="x")
    assert first.digest("a.j2") == one(source, b="{% import 'c.j2' as c %}", c="1").digest("a.j2")
    assert first.digest("a.j2") != one(source, b="{% import 'c.j2' as c %}", c="2").digest("a.j2")
    assert first.digest("b.j2") != first.digest("a.j2")


def test_the_first_layer_wins() -> None:
    made = library_of({"a.j2": "mine"}, {"a.j2": "theirs", "b.j2": "theirs"})
    assert (made.source("a.j2"), made.source("b.j2")) == ("mine", "theirs")


def test_an_absent_template_is_a_diagnostic() -> None:
    header, problems = one(HEADER).header("b.j2")
    assert header is None
    assert [problem.code for problem in problems] == ["BAE204"]


def test_every_target_has_a_template_with_a_sound_header() -> None:
    made = library()
    for target in (*ENTITY_TARGETS, *SYSTEM_TARGETS):
        header, problems = made.header(target.template)
        assert header is not None, problems
        assert header.version >= 1
