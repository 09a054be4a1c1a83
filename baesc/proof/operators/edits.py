"""Edits that leave a file parseable: statements, arguments and items that go or change."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence

from baesc.proof.code import Code, Edit, Edits, Function, Node

STEP = "    "


def replaced(code: Code, node: Node, new: str) -> Edits:
    """Replace a node by a text."""
    return (Edit(*code.span(node), new),)


def inserted(at: int, new: str) -> Edits:
    """Insert a text."""
    return (Edit(at, at, new),)


def indent_of(code: Code, statement: ast.stmt) -> str:
    """Return the white space before a statement, or before its first decorator."""
    start = code.whole(statement)[0]
    before = code.text[code.line_start(start) : start]
    return before if not before.strip() else ""


def is_alone(code: Code, statement: ast.stmt) -> bool:
    """Tell whether a statement has its lines for itself, but for a comment."""
    start, end = code.whole(statement)
    before = code.text[code.line_start(start) : start]
    after = code.text[end : code.line_end(end)].strip()
    return not before.strip() and (not after or after.startswith("#"))


def dropped(code: Code, statement: ast.stmt, left: str = "") -> Edits:
    """Take a statement out, with its lines; `left` stays as a comment in its place."""
    start, end = code.whole(statement)
    is_elif = isinstance(statement, ast.If) and code.text.startswith("elif", start)
    if not is_alone(code, statement):
        return (Edit(start, end, "pass"),)
    note = f"{indent_of(code, statement)}# {left}\n" if left else ""
    if len(code.block_of(statement)) == 1 and not is_elif:
        note += f"{indent_of(code, statement)}pass\n"
    return (Edit(code.line_start(start), code.line_end(end), note),)


def rewritten(code: Code, statement: ast.stmt, lines: str) -> Edits:
    """Put other statements in a statement's place; `lines` are not indented."""
    start, end = code.whole(statement)
    return (Edit(start, end, _indented(lines, indent_of(code, statement)).lstrip()),)


def unnested(code: Code, statement: ast.stmt, head: str, body: list[ast.stmt]) -> Edits:
    """Put the body of a block in the place of the block, after `head`."""
    if not is_alone(code, body[0]):
        return ()
    first = code.line_start(code.whole(body[0])[0])
    inner = code.text[first : code.whole(body[-1])[1]].split("\n")
    lines = [line.removeprefix(indent_of(code, body[0])) for line in inner]
    return rewritten(code, statement, "\n".join([head, *lines] if head else lines))


def wrapped(code: Code, statement: ast.stmt, head: str, tail: str = "") -> Edits:
    """Put a statement into a block: `head` opens it, `tail` follows at the level of `head`."""
    if not is_alone(code, statement):
        return ()
    start, end = code.whole(statement)
    indent = indent_of(code, statement)
    inner = re.sub(r"\n(?=[^\n])", f"\n{STEP}", code.text[start:end])
    after = f"\n{_indented(tail, indent)}" if tail else ""
    return (Edit(start, end, f"{head}\n{indent}{STEP}{inner}{after}"),)


def _indented(lines: str, indent: str) -> str:
    return "\n".join(indent + line if line else line for line in lines.split("\n"))


def before(code: Code, statement: ast.stmt, lines: str) -> Edits:
    """Insert statements before a statement."""
    at = code.line_start(code.whole(statement)[0])
    return inserted(at, _indented(lines, indent_of(code, statement)) + "\n")


def body_of(function: Function | ast.ClassDef) -> list[ast.stmt]:
    """Return the statements of a function or class after its docstring."""
    has_doc = ast.get_docstring(function, clean=False) is not None
    return function.body[1:] if has_doc else function.body


def at_start(code: Code, function: Function, lines: str) -> Edits:
    """Insert statements at the start of a function; nothing if it stands on one line."""
    body = body_of(function)
    if not body or not is_alone(code, body[0]):
        return ()
    return before(code, body[0], lines)


def with_import(code: Code, line: str, edits: Edits) -> Edits:
    """Add an import to edits, unless the file has it."""
    if not edits or line in code.text:
        return edits
    for one in code.tree.body:
        is_future = isinstance(one, ast.ImportFrom) and one.module == "__future__"
        if isinstance(one, ast.Import | ast.ImportFrom) and not is_future:
            return (*edits, *before(code, one, line))
    body = code.tree.body
    if body and not ast.get_docstring(code.tree, clean=False):
        return (*edits, *before(code, body[0], line))
    at = code.line_end(code.span(body[0])[1]) if body else 0
    return (*edits, *inserted(at, f"{line}\n"))


def without_item(code: Code, items: Sequence[Node], number: int) -> Edits:
    """Take an element or argument out, with its comma; nothing where parentheses mix in."""
    spans = [_item_span(code, one) for one in items]
    start, end = spans[number]
    if number + 1 < len(spans):
        end = spans[number + 1][0]
        gap = code.text[spans[number][1] : end]
    elif number:
        start = spans[number - 1][1]
        gap = code.text[start : spans[number][0]]
    else:
        rest = code.text[end:]
        gap = rest[: len(rest) - len(rest.lstrip(" \n"))]
        end += len(gap) + 1 if rest.lstrip(" \n").startswith(",") else 0
    return () if "(" in gap or ")" in gap or "#" in gap else (Edit(start, end, ""),)


def _item_span(code: Code, node: Node) -> tuple[int, int]:
    return code.span(node)


def arguments(call: ast.Call) -> list[Node]:
    """Return the arguments of a call in the order of the text."""
    given: list[Node] = [*call.args, *call.keywords]
    return sorted(given, key=lambda one: (one.lineno, one.col_offset))


def without_argument(code: Code, call: ast.Call, node: Node) -> Edits:
    """Take an argument out of a call."""
    given = arguments(call)
    if len(given) == 1 and isinstance(node, ast.GeneratorExp):
        return ()
    return without_item(code, given, next(at for at, one in enumerate(given) if one is node))


def with_argument(code: Code, call: ast.Call, text: str) -> Edits:
    """Add a keyword argument at the end of a call."""
    given = arguments(call)
    if given and isinstance(given[0], ast.GeneratorExp):
        return ()
    if given:
        return inserted(code.span(given[-1])[1], f", {text}")
    return inserted(code.span(call)[1] - 1, text)


def keywords(calls: Iterable[ast.Call], *names: str) -> Iterator[tuple[ast.Call, ast.keyword]]:
    """Yield the keyword arguments of these names."""
    for call in calls:
        for one in call.keywords:
            if one.arg in names:
                yield call, one


def last_name(node: ast.AST | None) -> str:
    """Return `c` of `a.b.c`, `a.b.c(...)` and `a.b.c[...]`."""
    if isinstance(node, ast.Call):
        return last_name(node.func)
    if isinstance(node, ast.Subscript):
        return last_name(node.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def receiver(call: ast.Call) -> str:
    """Return `b` of the call `a.b.c(...)`."""
    return last_name(call.func.value) if isinstance(call.func, ast.Attribute) else ""


def call_statements(code: Code) -> Iterator[tuple[ast.Expr, ast.Call]]:
    """Yield the statements that are a call and nothing else."""
    for statement in code.all(ast.Expr):
        if isinstance(statement.value, ast.Call):
            yield statement, statement.value


def is_number(node: ast.AST | None) -> bool:
    """Tell whether a node is a number."""
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def parameters(function: Function) -> list[ast.arg]:
    """Return the parameters of a function, without `self`."""
    given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return [one for one in given if one.arg not in ("self", "cls")]
