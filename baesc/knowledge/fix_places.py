"""Finding in a text what a fix is about: syntax nodes by the kind, line and name of a fact."""

import ast
import io
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from baesc.records.verdict import Fix

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_ROUTERS = frozenset({"APIRouter", "FastAPI"})


class Change(NamedTuple):
    """Characters of a text that make way for others."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Position:
    """Where a node stands: the nodes around it, innermost last."""

    node: ast.AST
    around: tuple[ast.AST, ...]

    @property
    def statement(self) -> ast.stmt | None:
        """Return the innermost statement that holds the node, or is it."""
        found = [one for one in (*self.around, self.node) if isinstance(one, ast.stmt)]
        return found[-1] if found else None


class Places:
    """A Python text with the places of its nodes."""

    def __init__(self, text: str) -> None:
        """Parse the text; SyntaxError or the like if it is not Python."""
        self.text = text
        self.tree = ast.parse(text)
        # As `ast` counts them; `splitlines` knows more line breaks.
        self._lines = list(io.StringIO(text, newline=""))
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a node's line and column, which counts bytes."""
        if line > len(self._lines):
            return len(self.text)
        before = self._lines[line - 1].encode()[:column]
        return self._starts[line - 1] + len(before.decode("utf-8", "replace"))

    def start(self, node: ast.AST) -> int:
        """Return the offset where a node starts."""
        return self.offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]

    def end(self, node: ast.AST) -> int:
        """Return the offset after a node."""
        return self.offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def source(self, node: ast.AST) -> str:
        """Return the text of a node."""
        return self.text[self.start(node) : self.end(node)]

    def line_start(self, line: int) -> int:
        """Return the offset where a line starts; the end of the text for the line after it."""
        return self._starts[min(line, len(self._starts)) - 1]

    def line_of(self, offset: int) -> int:
        """Return the line of an offset."""
        return bisect_right(self._starts, offset)

    def indentation(self, node: ast.AST) -> str:
        """Return the white space before the first line of a statement."""
        line = self._lines[node.lineno - 1]  # type: ignore[attr-defined]
        return line[: len(line) - len(line.lstrip())]

    def walk(self) -> Iterator[Position]:
        """Yield every node with those around it."""
        waiting: list[Position] = [Position(self.tree, ())]
        while waiting:
            one = waiting.pop()
            yield one
            around = (*one.around, one.node)
            waiting += [Position(child, around) for child in ast.iter_child_nodes(one.node)]

    def anchor(self, fix: Fix) -> Position | None:
        """Return the node that a fix is about; None if there is none, or more than one."""
        found = [one for one in self.walk() if _is_meant(one, fix)]
        return found[0] if len(found) == 1 else None


def _is_meant(one: Position, fix: Fix) -> bool:
    node = one.node
    if getattr(node, "lineno", 0) != fix.line:
        return False
    match fix.kind:
        case "route":
            outer = one.around[-1]
            return isinstance(node, ast.Call) and node in getattr(outer, "decorator_list", ())
        case "router":
            return isinstance(node, ast.Call) and last_name(node.func) in _ROUTERS
        case "call":
            wanted = fix.name.rpartition(".")[2]
            return isinstance(node, ast.Call) and last_name(node.func) == wanted
        case "raise":
            return isinstance(node, ast.Raise)
        case "except":
            return isinstance(node, ast.ExceptHandler)
        case "function" | "test" | "fixture":
            return isinstance(node, FunctionNode) and node.name == fix.name
        case "class":
            return isinstance(node, ast.ClassDef) and node.name == fix.name
        case "field":
            return _binds(node, fix.name)
    return False


def _binds(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.AnnAssign):
        return isinstance(node.target, ast.Name) and node.target.id == name
    if isinstance(node, ast.Assign):
        return any(isinstance(one, ast.Name) and one.id == name for one in node.targets)
    return False


def last_name(node: ast.AST) -> str:
    """Return the last part of a dotted name, or nothing."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def block_of(position: Position) -> list[ast.stmt]:
    """Return the statements among which a position's own statement stands."""
    statement = position.statement
    for outer in reversed(position.around):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(outer, name, None)
            if isinstance(block, list) and statement in block:
                return block
    return []
