"""Finding by a structural pattern or by a regex: for what facts do not say.

Both need an optional library (the extra `patterns`), which is loaded when a rule asks for it.
Regexes run in RE2, in time linear in the text whatever they say.
"""

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

from baesc.knowledge.facts.kinds import Fact, Match
from baesc.records.verdict import Basis

LIBRARIES: dict[str, tuple[str, str]] = {
    "pattern": ("ast_grep_py", "ast-grep-py"),
    "text": ("re2", "google-re2"),
}
MOST_MEMORY = 8 << 20
# What RE2 has not, for the case that it is not there to say so itself; escapes and sets of
# characters are read over.
_PART = re.compile(
    r"(?P<plain>\\[^1-9]|\[\^?\]?(?:\\.|[^\]\\])*\])"
    r"|\\[1-9]|\(\?(?:<?[=!]|P=|\(|>)|[*+?}]\+"
)


@dataclass(frozen=True, slots=True)
class Finder:
    """A pattern or a regex, by which the `match` facts of a rule are found."""

    basis: Basis
    source: str


class NoMatcherError(LookupError):
    """The library that a finder needs is not installed; its name is the text."""


def library_of(finder: Finder) -> str:
    """Return the name of the library that a finder needs if it is not there, else nothing."""
    module, name = LIBRARIES[finder.basis]
    return "" if _is_there(module) else name


def found_by(finder: Finder, text: str) -> list[Fact]:
    """Return what a finder finds in a text, each line once; NoMatcherError where it cannot run."""
    missing = library_of(finder)
    if missing:
        raise NoMatcherError(missing)
    places = (_by_pattern if finder.basis == "pattern" else _by_regex)(finder.source, text)
    found: dict[int, str] = {}
    for line, what in places:
        found.setdefault(line, what)
    functions = _functions(text) if found else []
    return [Match(line, found[line], _around(line, functions)) for line in sorted(found)]


def fault_of(finder: Finder) -> str:
    """Return what is wrong with a pattern or a regex, or nothing; cautious without the library."""
    if library_of(finder):
        if finder.basis == "pattern":
            return ""
        found = (one for one in _PART.finditer(finder.source) if one["plain"] is None)
        return next((f"RE2 has no `{one[0]}`" for one in found), "")
    try:
        (_by_pattern if finder.basis == "pattern" else _by_regex)(finder.source, "a\n")
    except (RuntimeError, ValueError) as exc:
        return _reason(exc)
    return ""


def _by_pattern(pattern: str, text: str) -> list[tuple[int, str]]:
    from ast_grep_py import SgRoot

    root = SgRoot(text, "python").root()
    found = root.find_all(pattern=pattern)
    return [(one.range().start.line + 1, one.text()) for one in found]


def _by_regex(regex: str, text: str) -> list[tuple[int, str]]:
    try:
        found = list(_compiled(regex).finditer(text))
    except _re2().error as exc:
        raise ValueError(_reason(exc)) from exc
    ends = [match.start() for match in re.finditer("\n", text)]
    return [(_line(ends, match.start()), match.group()) for match in found]


def _line(ends: list[int], at: int) -> int:
    from bisect import bisect_left

    return bisect_left(ends, at) + 1


@cache
def _compiled(regex: str) -> Any:
    re2 = _re2()
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MOST_MEMORY
    return re2.compile(regex, options=options)


def _re2() -> Any:
    import re2

    return re2


@cache
def _is_there(module: str) -> bool:
    return find_spec(module) is not None


def _reason(fault: Exception) -> str:
    """Return the last line of a fault that says something, without a stack."""
    first = fault.args[0] if fault.args else ""
    text = first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)
    lines = text.split("Stack backtrace")[0].strip().split("\n")
    return re.sub(r"^\s*\d+: ", "", lines[-1]).strip().rstrip(".")


def _functions(text: str) -> list[tuple[int, int, str]]:
    """Return the first line, the last line and the name of every function, outer ones first."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [one for one in ast.walk(tree) if isinstance(one, kinds)]
    return [(one.lineno, one.end_lineno or one.lineno, one.name) for one in nodes]


def _around(line: int, functions: Iterable[tuple[int, int, str]]) -> str:
    name = ""
    for first, last, one in functions:
        if first <= line <= last:
            name = one
    return name
