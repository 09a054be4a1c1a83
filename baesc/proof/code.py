"""A file that faults are put into: its text and its syntax tree, with places in characters."""

import ast
import bisect
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeVar

Node = ast.expr | ast.stmt | ast.excepthandler | ast.arg | ast.keyword | ast.alias
Function = ast.FunctionDef | ast.AsyncFunctionDef
_LINE_BREAK = re.compile(r"\r\n|\r|\n")
NodeT = TypeVar("NodeT", bound=ast.AST)


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement in a text; offsets count characters."""

    start: int
    end: int
    new: str


Edits = tuple[Edit, ...]


class Code:
    """A file; the tree is parsed once, when somebody asks for it.

    Raises SyntaxError where a Python file does not parse.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._starts = [0]
        self._starts += [found.end() for found in _LINE_BREAK.finditer(text)]
        self._starts.append(len(text))
        self._tree: ast.Module | None = None
        self._parents: dict[ast.AST, ast.AST] = {}
        self._by_type: dict[type[ast.AST], list[ast.AST]] = {}
        self._is_ascii = text.isascii()

    @property
    def tree(self) -> ast.Module:
        """The module."""
        return self._read() if self._tree is None else self._tree

    def _read(self) -> ast.Module:
        self._tree = ast.parse(self.text)
        stack: list[ast.AST] = [self._tree]
        while stack:
            node = stack.pop()
            self._by_type.setdefault(type(node), []).append(node)
            below = list(ast.iter_child_nodes(node))
            for one in below:
                self._parents[one] = node
            stack += reversed(below)
        return self._tree

    def all(self, *kinds: type[NodeT]) -> list[NodeT]:
        """Return all nodes of these types, those of the first type first."""
        if self._tree is None:
            self._read()
        return [one for kind in kinds for one in self._by_type.get(kind, ())]  # type: ignore[misc]

    def functions(self) -> list[Function]:
        """Return the functions and the methods."""
        return [*self.all(ast.FunctionDef), *self.all(ast.AsyncFunctionDef)]

    def parent(self, node: ast.AST) -> ast.AST | None:
        """Return what a node stands in."""
        if self._tree is None:
            self._read()
        return self._parents.get(node)

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield what a node stands in, from the inside out."""
        outer = self.parent(node)
        while outer is not None:
            yield outer
            outer = self.parent(outer)

    def function_of(self, node: ast.AST) -> Function | None:
        """Return the innermost function around a node."""
        return next((one for one in self.around(node) if isinstance(one, Function)), None)

    def statement_of(self, node: ast.AST) -> ast.stmt:
        """Return the innermost statement around a node."""
        return next(one for one in (node, *self.around(node)) if isinstance(one, ast.stmt))

    def block_of(self, statement: ast.AST) -> list[ast.stmt]:
        """Return the statements among which one stands."""
        outer = self.parent(statement)
        for name in ("body", "orelse", "finalbody"):
            block = getattr(outer, name, None)
            if isinstance(block, list) and any(one is statement for one in block):
                return block
        return []

    def offset(self, line: int, column: int) -> int:
        """Return the place of a line from 1 and a column of UTF-8 bytes."""
        start = self._starts[line - 1]
        if self._is_ascii:
            return start + column
        raw = self.text[start : self._starts[line]].encode("utf-8", "surrogatepass")
        return start + len(raw[:column].decode("utf-8", "surrogatepass"))

    def span(self, node: Node) -> tuple[int, int]:
        """Return where a node starts and ends; a statement starts after its decorators."""
        end_line = node.end_lineno or node.lineno
        end_column = node.end_col_offset or node.col_offset
        return self.offset(node.lineno, node.col_offset), self.offset(end_line, end_column)

    def whole(self, statement: ast.stmt) -> tuple[int, int]:
        """Return where a statement starts and ends, decorators included."""
        start, end = self.span(statement)
        decorators = getattr(statement, "decorator_list", ())
        if decorators:
            start = self.text.rindex("@", 0, self.span(decorators[0])[0])
        return start, end

    def text_of(self, node: Node) -> str:
        """Return the source of a node."""
        start, end = self.span(node)
        return self.text[start:end]

    def line_of(self, offset: int) -> int:
        """Return the line of a place."""
        return min(bisect.bisect_right(self._starts, offset), max(1, len(self._starts) - 1))

    def line_start(self, offset: int) -> int:
        """Return where the line of a place starts."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """Return where the line of a place ends, its line break included."""
        found = self.text.find("\n", offset)
        return len(self.text) if found < 0 else found + 1


@dataclass(frozen=True, slots=True)
class Operator:
    """One way to put a fault into a file: `sites` gives the edits of one mutant at a time.

    A client of the running application could notice a `visible` fault, so that equal behaviour
    proves that it is none. A mutant of an operator that does not always parse need not parse.
    """

    id: str
    family: str
    doc: str
    language: Literal["python", "sql", "text"]
    files: tuple[str, ...]
    sites: Callable[[Code], Iterable[Edits]]
    visible: bool = False
    parses: bool = True


def apply(text: str, edits: Edits) -> str:
    """Return a text with edits that do not overlap."""
    parts = []
    at = 0
    for one in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        parts += [text[at : one.start], one.new]
        at = one.end
    return "".join([*parts, text[at:]])
