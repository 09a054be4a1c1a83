"""Faulty files, made from right ones: every operator of the catalogue at every site."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from baesc.knowledge.globs import is_among
from baesc.proof.code import Code, Edit, Operator, apply
from baesc.proof.operators import CATALOGUE
from baesc.proof.operators.sql_text import words

__all__ = ["CATALOGUE", "Code", "Edit", "Mutant", "Operator", "equivalent", "mutants_of"]

_ENDINGS = {"python": (".py",), "sql": (".sql",), "text": (".py", ".sql")}
_LONGEST_NOTE = 60


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file with one fault: `line` is where it starts, `note` says what became what."""

    path: str
    operator: str
    line: int
    text: str
    note: str


def mutants_of(path: str, text: str, operators: Iterable[Operator] = CATALOGUE) -> Iterator[Mutant]:
    """Yield the mutants of a file, always in the same order and each text once.

    A Python file that does not parse has none.
    """
    code = Code(path, text)
    seen = {text}
    if path.endswith(".py") and not _parses(code):
        return
    for operator in operators:
        if not path.endswith(_ENDINGS[operator.language]) or not is_among(path, operator.files):
            continue
        for edits in operator.sites(code):
            changed = apply(text, edits)
            if changed not in seen:
                seen.add(changed)
                line = code.line_of(edits[0].start)
                yield Mutant(path, operator.id, line, changed, _note(text, edits[0]))


def _parses(code: Code) -> bool:
    try:
        return code.tree is not None
    except (SyntaxError, ValueError, RecursionError):
        return False


def _note(text: str, told: Edit) -> str:
    """Return an edit as `before -> after`, shortened."""
    before, after = (_short(part) for part in (text[told.start : told.end], told.new))
    if not before:
        return f"+ {after}"
    return f"{before} -> {after}" if after else f"- {before}"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST_NOTE else f"{words[: _LONGEST_NOTE - 3]}..."


def equivalent(path: str, original: str, mutant: str) -> bool:
    """Tell whether two files say the same: docstrings, comments and places do not count.

    SQL is compared word by word: facts would call equal whatever no fact tells of.
    """
    if PurePosixPath(path).suffix == ".sql":
        return words(original) == words(mutant)
    try:
        return _meaning(original) == ast.dump(_undocumented(mutant))
    except (SyntaxError, ValueError, RecursionError):
        return False


@lru_cache(maxsize=64)
def _meaning(text: str) -> str:
    return ast.dump(_undocumented(text))


def _undocumented(text: str) -> ast.Module:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and ast.get_docstring(node, clean=False) is not None
        ):
            node.body = node.body[1:]
    return tree
