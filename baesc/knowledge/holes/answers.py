"""What is taken from a model's answer: the code in its one fenced block, and of that a body.

A fault is one sentence, which goes back to the model and into the diagnostic.
"""

import ast
import re
import textwrap
from typing import NamedTuple

from baesc.knowledge.holes.allowed import IMPORTS, MODULES
from baesc.records.contract import Contract

MOST_CHARACTERS = 20_000
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[ \t]*([A-Za-z0-9_+-]*)[^\n]*$", re.MULTILINE)


class Taken(NamedTuple):
    """The code that was taken from an answer, or why there is none."""

    code: str = ""
    fault: str = ""


def fenced(text: str, most: int = MOST_CHARACTERS) -> Taken:
    """Return the contents of the one fenced block of an answer."""
    if not text.strip():
        return Taken(fault="the answer is empty")
    if len(text) > most:
        return Taken(fault=f"the answer has more than {most:,} characters")
    blocks, is_open = _blocks(text)
    if is_open:
        return Taken(fault="the fenced block of the answer has no end")
    if not blocks:
        return Taken(fault="the answer has no fenced block with code")
    if len(blocks) > 1:
        return Taken(fault=f"the answer has {len(blocks)} fenced blocks, and one is wanted")
    code = blocks[0].replace("\r\n", "\n").strip("\n")
    if not code.strip():
        return Taken(fault="the fenced block of the answer is empty")
    if not all(char.isprintable() or char in "\n\t" for char in code):
        return Taken(fault="the code has control characters or others that nobody sees")
    return Taken(f"{code.rstrip()}\n")


def _blocks(text: str) -> tuple[list[str], bool]:
    """Return the contents of all fenced blocks, and whether the last one is left open."""
    found: list[str] = []
    opened: re.Match[str] | None = None
    for mark in _FENCE.finditer(text):
        if opened is None:
            opened = mark
        elif mark[1].startswith(opened[1]) and not mark[2]:
            found.append(text[opened.end() + 1 : mark.start()])
            opened = None
    return found, opened is not None


def body_of(contract: Contract, code: str) -> Taken:
    """Return the statements of the function, without indentation or docstring.

    The code is the function, with imports that bodies may use, or its bare statements.
    """
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as exc:
        return Taken(fault=f"the code does not parse: {_said(exc)}")
    functions = [one for one in tree.body if isinstance(one, ast.FunctionDef)]
    if not any(one.name == contract.function for one in functions):
        if functions or any(isinstance(one, ast.ClassDef) for one in tree.body):
            return Taken(fault=f"the code does not define `{contract.function}`")
        return Taken(code)
    for one in tree.body:
        is_function = isinstance(one, ast.FunctionDef) and one.name == contract.function
        if not is_function and not _is_known_import(one):
            return Taken(fault=f"line {one.lineno}: nothing may stand beside the function")
    if len(functions) > 1:
        return Taken(fault=f"`{contract.function}` is defined twice")
    return _inside(contract, functions[0], code)


def _inside(contract: Contract, function: ast.FunctionDef, code: str) -> Taken:
    if function.decorator_list:
        return Taken(fault="the function has a decorator")
    spelled = function.args
    names = [one.arg for one in (*spelled.posonlyargs, *spelled.args, *spelled.kwonlyargs)]
    wanted = [one.name for one in contract.parameters]
    defaults = [*spelled.defaults, *(one for one in spelled.kw_defaults if one is not None)]
    if names != wanted or spelled.vararg or spelled.kwarg or defaults:
        return Taken(fault=f"the signature is not `{contract.signature}`")
    body = function.body
    if ast.get_docstring(function) is not None:
        body = body[1:]
    if not body:
        return Taken(fault="the function has no body")
    lines = code.split("\n")
    start, end = _first_line(lines, function, body[0]), body[-1].end_lineno or body[-1].lineno
    if body[0].lineno == function.lineno or start > end:
        return Taken(fault="the body stands on the line of the signature")
    return Taken(textwrap.dedent("\n".join(lines[start - 1 : end])).strip("\n") + "\n")


def _first_line(lines: list[str], function: ast.FunctionDef, first: ast.stmt) -> int:
    """Return where the body starts, with the comments above its first statement."""
    line = first.lineno
    while line - 1 > function.lineno and lines[line - 2].lstrip().startswith("#"):
        line -= 1
    return line


def _is_known_import(node: ast.stmt) -> bool:
    if isinstance(node, ast.Import):
        return all(one.name in {"math", "re"} and one.asname is None for one in node.names)
    if not isinstance(node, ast.ImportFrom) or node.module not in MODULES or node.level:
        return False
    known = {name for module, name in IMPORTS.values() if module == node.module}
    return all(one.name in known and one.asname is None for one in node.names)


def _said(exc: BaseException) -> str:
    if isinstance(exc, SyntaxError):
        return f"line {exc.lineno}: {exc.msg}"
    return "it is too deep"
