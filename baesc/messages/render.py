"""Diagnostics as text for people and as JSON for programs."""

import json
import unicodedata
from collections.abc import Iterable

from baesc.ground.source import Source, Span
from baesc.messages.diagnostic import Diagnostic

WIDEST = 100
_TAB = "    "
_RESET, _BOLD, _BLUE, _CYAN = "\x1b[0m", "\x1b[1m", "\x1b[34m", "\x1b[36m"
_SEVERITY = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "note": "\x1b[1;36m"}


def render(
    diagnostics: Iterable[Diagnostic], sources: Iterable[Source] = (), *, color: bool = False
) -> str:
    """Return all diagnostics as text; it ends in a line break unless there are none.

    A diagnostic whose source is not given, or that has no place, is shown without its line.
    """
    lines = {source.path: source.text.split("\n") for source in sources}
    return "".join(_one(one, lines, _Paint(color)) for one in diagnostics)


def render_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Return all diagnostics as a JSON list of objects; places that are not known are null."""
    return json.dumps([_plain(one) for one in diagnostics], indent=2, ensure_ascii=True) + "\n"


def _plain(one: Diagnostic) -> dict[str, str | int | None]:
    span = one.span
    return {
        "code": one.code,
        "severity": one.severity,
        "message": one.message,
        "help": one.help,
        "path": span.path if span else None,
        "line": span.line if span else None,
        "column": span.column if span else None,
        "end_line": span.end_line if span else None,
        "end_column": span.end_column if span else None,
    }


class _Paint:
    def __init__(self, color: bool) -> None:
        self.color = color

    def __call__(self, style: str, text: str) -> str:
        return f"{style}{text}{_RESET}" if self.color and text else text


def _one(one: Diagnostic, lines: dict[str, list[str]], paint: _Paint) -> str:
    span = one.span
    where = f"{_visible(span.path)}:{span.line}:{span.column}: " if span else ""
    kind = paint(_SEVERITY[one.severity], f"{one.severity}[{one.code}]")
    made = [f"{paint(_BOLD, where)}{kind}: {paint(_BOLD, _visible(one.message))}"]
    known = lines.get(span.path, []) if span else []
    gutter = ""
    if span and 0 < span.line <= len(known):
        gutter = " " * len(str(span.line))
        text, carets = _excerpt(known[span.line - 1].rstrip("\r"), span)
        bar = paint(_BLUE, "|")
        made.append(f"{paint(_BLUE, str(span.line))} {bar} {text}".rstrip())
        made.append(f"{gutter} {bar} {paint(_SEVERITY[one.severity], carets)}")
    if one.help:
        made.append(
            f"{gutter or ' '} {paint(_BLUE, '=')} {paint(_CYAN, 'help')}: {_visible(one.help)}"
        )
    return "\n".join(made) + "\n"


def _excerpt(line: str, span: Span) -> tuple[str, str]:
    """Return what is shown of a line, and the carets under it."""
    start = min(max(span.column - 1, 0), len(line))
    end = span.end_column - 1 if span.end_line == span.line else len(line)
    end = min(max(end, start + 1), max(len(line), start + 1))
    first, last = _window(line, start, end)
    before, after = ("..." if first > 0 else ""), ("..." if last < len(line) else "")
    shown = before + "".join(map(_shown, line[first:last])) + after
    indent = len(before) + sum(map(_width, line[first:start]))
    count = sum(map(_width, line[start : min(end, last)])) or 1
    return shown, " " * indent + "^" * count


def _window(line: str, start: int, end: int) -> tuple[int, int]:
    """Return the part of a long line that is shown: some of what comes before, then the fault."""
    if len(line) <= WIDEST:
        return 0, len(line)
    first = max(0, min(start - WIDEST // 3, len(line) - WIDEST))
    if end <= WIDEST - 10:
        first = 0
    return first, min(len(line), first + WIDEST)


def _shown(character: str) -> str:
    if character == "\t":
        return _TAB
    return character if _is_visible(character) else "\ufffd"


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp") and character != "\ufeff"


def _visible(text: str) -> str:
    return "".join(one if _is_visible(one) else "\ufffd" for one in text)


def _width(character: str) -> int:
    """Return how many columns of a terminal a character takes."""
    if character == "\t":
        return len(_TAB)
    if not _is_visible(character):
        return 1
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
