"""From a text to the syntax of Python, total on any text; nothing here is ever run."""

import ast
import keyword
import re
import warnings

from baesc.ground.source import Span
from baesc.language.expressions import faults
from baesc.language.nodes import Scalar
from baesc.messages.diagnostic import Diagnostic

LENGTH_LIMIT = 1000
DEPTH_LIMIT = 24
SIZE_LIMIT = 250

_SINGLE = re.compile(r"(?<![<>=!])=(?!=)")
_WORDS = frozenset({
    "and", "or", "not", "in", "is", "if", "else", "for", "True", "False", "None",
})  # fmt: skip
_FOREIGN = (("&&", "and"), ("||", "or"), ("<>", "!="), ("===", "=="))


class Text:
    """The text of an expression, with the place of each part of it."""

    def __init__(self, text: str, span: Span) -> None:
        self.written = text
        self._scalar = Scalar(span, text, text)
        self._lead = len(text) - len(text.lstrip())
        # A folded text of YAML has line breaks, which end an expression of Python.
        self.flat = re.sub(r"\s", " ", text.strip())
        self._bytes = self.flat.encode("utf-8", "surrogatepass")

    def part(self, start: int, length: int) -> Span:
        """Return the place of some characters of the flat text."""
        return self._scalar.part(self._lead + start, max(length, 1))

    def whole(self) -> Span:
        """Return the place of all of it."""
        return self.part(0, len(self.flat))

    def offset(self, column: int) -> int:
        """Return a column of Python, which counts bytes, in characters."""
        return len(self._bytes[:column].decode("utf-8", "surrogatepass"))

    def place(self, node: ast.expr) -> Span:
        """Return the place of a node."""
        start, end = self.offset(node.col_offset), self.offset(node.end_col_offset or 0)
        return self.part(start, end - start)

    def name_of(self, given: ast.keyword) -> Span:
        """Return the place of the name of a named argument."""
        return self.part(self.offset(given.col_offset), len(given.arg or ""))

    def source(self, node: ast.expr) -> str:
        """Return what was written for a node."""
        return self.flat[self.offset(node.col_offset) : self.offset(node.end_col_offset or 0)]


def parse(text: Text) -> tuple[ast.expr | None, Diagnostic | None]:
    """Return the syntax of a text, or what is wrong with it."""
    flat = text.flat
    if len(flat) > LENGTH_LIMIT:
        message = f"an expression has at most {LENGTH_LIMIT} characters"
        return None, faults.too_large(text.whole(), message)
    if not flat:
        return None, faults.not_an_expression(text.whole(), "the expression is empty")
    strange = next((at for at, one in enumerate(flat) if not one.isprintable()), None)
    if strange is not None:
        message = f"the character U+{ord(flat[strange]):04X} can't stand in an expression"
        return None, faults.not_an_expression(text.part(strange, 1), message)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(flat, mode="eval").body
    except SyntaxError as error:
        return None, _syntax(text, error)
    except (ValueError, RecursionError, MemoryError, OverflowError):
        return None, faults.too_large(text.whole(), "the expression is nested too deeply")
    fault = _beyond_limits(text, tree) or _comment(text, tree)
    return (None, fault) if fault else (tree, None)


def _beyond_limits(text: Text, tree: ast.expr) -> Diagnostic | None:
    size, level, below = 0, 0, [tree]
    while below:
        size, level = size + len(below), level + 1
        if level > DEPTH_LIMIT:
            message = f"the expression is nested deeper than {DEPTH_LIMIT} levels"
            return faults.too_large(text.whole(), message)
        if size > SIZE_LIMIT:
            message = f"the expression has more than {SIZE_LIMIT} parts"
            return faults.too_large(text.whole(), message)
        below = [
            inner
            for node in below
            for one in ast.iter_child_nodes(node)
            for inner in ([one] if isinstance(one, ast.expr) else _inside(one))
        ]
    return None


def _inside(node: ast.AST) -> list[ast.expr]:
    """Return the expressions of what is none itself, such as a `for`."""
    return [one for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr)]


def _comment(text: Text, tree: ast.expr) -> Diagnostic | None:
    end = text.offset(tree.end_col_offset or 0)
    at = text.flat.find("#", end)
    if at < 0:
        return None
    span = text.part(at, len(text.flat) - at)
    return faults.not_in_expressions(span, "a comment", "write it above, as a comment of YAML")


def _syntax(text: Text, error: SyntaxError) -> Diagnostic:
    flat = text.flat
    at = min(max((error.offset or 1) - 1, 0), len(flat) - 1)
    for foreign, ours in _FOREIGN:
        found = flat.find(foreign)
        if found >= 0:
            message = f"`{foreign}` is not part of expressions"
            return faults.not_an_expression(
                text.part(found, len(foreign)), message, f"write `{ours}`"
            )
    single = _SINGLE.search(flat)
    if single:
        message = "`=` gives a value, and expressions give none"
        return faults.not_an_expression(text.part(single.start(), 1), message, "write `==`")
    for match in re.finditer(r"[A-Za-z_]+", flat):
        word = match.group()
        if keyword.iskeyword(word) and word not in _WORDS:
            message = f"`{word}` is a word of Python"
            advice = f"a field of that name is written `{word}_` in an expression"
            return faults.not_an_expression(text.part(match.start(), len(word)), message, advice)
    problem = error.msg.lower().removeprefix("invalid syntax. ")
    message = "the expression can't be read"
    if "was never closed" in problem or "unterminated" in problem or "unmatched" in problem:
        message += f": {problem.split(' (detected')[0]}"
    advice = "write one expression of Python, such as `credits <= 30 and name != title`"
    return faults.not_an_expression(text.part(at, 1), message, advice)
