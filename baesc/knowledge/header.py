"""The header of a template: what it makes, its version and what it supports."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from baesc.ground.source import Span
from baesc.messages.diagnostic import Diagnostic
from baesc.messages.nearest import nearest

KEYS = ("target", "version", "supports", "holes")
_HEADER = re.compile(r"\A\{#-?[ \t]*\n?(?P<body>.*?)-?#\}", re.DOTALL)
_LINE = re.compile(r"(?P<key>[A-Za-z_]+)(?P<colon>[ \t]*:[ \t]*)(?P<value>.*)")
_LIST = re.compile(r"\[(?P<items>[^\[\]]*)\]")
_FEATURE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
_HOLE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Header:
    """What a template says of itself."""

    target: str
    version: int
    supports: frozenset[str] = frozenset()
    holes: tuple[str, ...] = ()


def template_path(name: str) -> str:
    """Return how messages name a template."""
    return f"templates/{name}"


def parse_header(name: str, source: str) -> tuple[Header | None, tuple[Diagnostic, ...]]:
    """Read the header from the comment that a template starts with."""
    path = template_path(name)
    match = _HEADER.match(source)
    if match is None:
        return None, (
            Diagnostic(
                "BAE201",
                "a template must start with a header comment",
                Span(path, 1, 1, 1, 2),
                "start it with `{# target: ..., version: 1 #}`, one key a line",
            ),
        )
    problems: list[Diagnostic] = []
    found: dict[str, tuple[str, Span]] = {}
    for number, column, text in _lines(source, match):
        problem = _read_line(path, number, column, text, found)
        if problem is not None:
            problems.append(problem)
    header = _build(path, found, problems)
    return (None if problems else header), tuple(problems)


def _lines(source: str, match: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    number = source.count("\n", 0, match.start("body")) + 1
    start = match.start("body") - (source.rfind("\n", 0, match.start("body")) + 1)
    for text in match["body"].split("\n"):
        stripped = text.strip()
        if stripped:
            yield number, start + len(text) - len(text.lstrip()) + 1, stripped
        number, start = number + 1, 0


def _read_line(
    path: str, number: int, column: int, text: str, found: dict[str, tuple[str, Span]]
) -> Diagnostic | None:
    here = Span(path, number, column, number, column + len(text))
    match = _LINE.fullmatch(text)
    if match is None:
        return Diagnostic("BAE201", "expected `key: value`", here, "write one key a line")
    key = match["key"]
    key_span = here.part(0, len(key))
    if key not in KEYS:
        near = nearest(key, KEYS)
        advice = f"a similar key exists: `{near}`" if near else f"the keys are {', '.join(KEYS)}"
        return Diagnostic("BAE202", f"unknown key `{key}` in a template's header", key_span, advice)
    if key in found:
        return Diagnostic("BAE202", f"key `{key}` is given twice", key_span, "keep one of the two")
    found[key] = (match["value"], here.part(match.start("value"), len(match["value"])))
    return None


def _build(
    path: str, found: dict[str, tuple[str, Span]], problems: list[Diagnostic]
) -> Header | None:
    top = Span(path, 1, 1, 1, 3)
    problems.extend(
        Diagnostic("BAE202", f"the header has no `{key}`", top, f"add a line `{key}: ...`")
        for key in ("target", "version")
        if key not in found and not any(problem.code == "BAE201" for problem in problems)
    )
    target, target_span = found.get("target", ("any", top))
    if not _HOLE.fullmatch(target):
        problems.append(
            Diagnostic(
                "BAE203", f"`{target}` is no name of a target", target_span, "use snake_case"
            )
        )
    version, version_span = found.get("version", ("1", top))
    if not re.fullmatch("[1-9][0-9]{0,8}", version):
        problems.append(
            Diagnostic(
                "BAE203",
                f"the version must be a whole number above 0, not `{version}`",
                version_span,
                "count up from 1 with each change of what the template makes",
            )
        )
    supports = _names(found.get("supports"), _FEATURE, problems)
    holes = _names(found.get("holes"), _HOLE, problems)
    if problems:
        return None
    return Header(target, int(version), frozenset(supports), holes)


def _names(
    given: tuple[str, Span] | None, shape: re.Pattern[str], problems: list[Diagnostic]
) -> tuple[str, ...]:
    if given is None:
        return ()
    text, span = given
    match = _LIST.fullmatch(text)
    if match is None:
        advice = "write a list on one line: `[one, two]`"
        problems.append(Diagnostic("BAE203", "expected a list in brackets", span, advice))
        return ()
    names: list[str] = []
    at = match.start("items")
    for part in match["items"].split(",") if match["items"].strip() else ():
        name = part.strip()
        here = span.part(at + len(part) - len(part.lstrip()), max(len(name), 1))
        if not shape.fullmatch(name):
            problems.append(
                Diagnostic("BAE203", f"`{name}` is no name", here, "use snake_case words and dots")
            )
        elif name in names:
            problems.append(
                Diagnostic("BAE203", f"`{name}` is listed twice", here, "keep one of the two")
            )
        else:
            names.append(name)
        at += len(part) + 1
    return tuple(names)
