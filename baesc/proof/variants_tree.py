"""Other forms of a Python text by its syntax tree; comments are lost on the way."""

import ast
from collections.abc import Callable
from http import HTTPStatus

from baesc.knowledge.facts.text import dotted

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
# Codes whose names no library has changed.
_CODES = frozenset({200, 201, 204, 400, 401, 403, 404, 409, 500, 503})
_PURE = (ast.Constant, ast.Name, ast.Attribute, ast.Lambda)


def reformat(text: str) -> str | None:
    """Return the text as the parser would print it."""
    return _unless_same(text, ast.unparse(ast.parse(text)))


def _unless_same(text: str, made: str) -> str | None:
    made = f"{made}\n"
    return None if made == text else made


class _Change(ast.NodeTransformer):
    """Changes some nodes; `changed` tells whether it did."""

    changed = False


def _by(change: _Change, text: str) -> str | None:
    tree = change.visit(ast.parse(text))
    if not change.changed:
        return None
    return f"{ast.unparse(ast.fix_missing_locations(tree))}\n"


class _ExceptTuples(_Change):
    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        self.generic_visit(node)
        if node.type is not None and not isinstance(node.type, ast.Tuple):
            node.type = ast.Tuple([node.type], ast.Load())
            self.changed = True
        return node


def except_tuples(text: str) -> str | None:
    """Write `except X` as `except (X,)`."""
    return _by(_ExceptTuples(), text)


class _SortedKeywords(_Change):
    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        named = [one.arg for one in node.keywords]
        impure = [one for one in node.keywords if not isinstance(one.value, _PURE)]
        # `dict(b=1, a=2)` keeps the order; values that do something may depend on it.
        if None in named or len(impure) > 1 or dotted(node.func, {}).endswith("dict"):
            return node
        made = sorted(node.keywords, key=lambda one: str(one.arg))
        if made == node.keywords:
            made.reverse()
        if len(made) > 1:
            node.keywords = made
            self.changed = True
        return node


def sort_keywords(text: str) -> str | None:
    """Put the keyword arguments of calls in another order."""
    return _by(_SortedKeywords(), text)


class _FStrings(_Change):
    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        node.args = [self.wrapped(one) for one in node.args]
        for one in node.keywords:
            one.value = self.wrapped(one.value)
        return node

    def wrapped(self, node: ast.expr) -> ast.expr:
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if not is_text or not node.value or node.value.isspace():  # type: ignore[attr-defined]
            return node
        self.changed = True
        return ast.JoinedStr([node])


def empty_f_strings(text: str) -> str | None:
    """Write texts that are handed to calls as f-strings without values."""
    return _by(_FStrings(), text)


class _PlainStrings(_Change):
    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        self.generic_visit(node)
        texts = [one.value for one in node.values if isinstance(one, ast.Constant)]
        if len(texts) < len(node.values):
            return node
        self.changed = True
        return ast.Constant("".join(map(str, texts)))

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        # How a value is formatted is an f-string too, of which nothing else can be made.
        node.value = self.visit(node.value)
        return node


def plain_strings(text: str) -> str | None:
    """Write f-strings without values as plain texts."""
    return _by(_PlainStrings(), text)


class _Named(_Change):
    def __init__(self, name_of: Callable[[int], ast.expr]) -> None:
        self.name_of = name_of

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        for one in node.keywords:
            value = one.value
            is_code = isinstance(value, ast.Constant) and type(value.value) is int
            if one.arg == "status_code" and is_code and value.value in _CODES:  # type: ignore[attr-defined]
                one.value = self.name_of(value.value)  # type: ignore[attr-defined]
                self.changed = True
        return node


def _attribute(owner: str, name: str) -> ast.expr:
    return ast.Attribute(ast.Name(owner, ast.Load()), name, ast.Load())


def status_names(text: str) -> str | None:
    """Write `status_code=201` as `status_code=status.HTTP_201_CREATED`."""
    return _with_import(
        text,
        _Named(lambda code: _attribute("status", f"HTTP_{code}_{HTTPStatus(code).name}")),
        "fastapi",
        "status",
    )


def status_members(text: str) -> str | None:
    """Write `status_code=201` as `status_code=HTTPStatus.CREATED`."""
    change = _Named(lambda code: _attribute("HTTPStatus", HTTPStatus(code).name))
    return _with_import(text, change, "http", "HTTPStatus")


class _Optionals(_Change):
    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = self.written(node.annotation)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        if node.annotation is not None:
            node.annotation = self.written(node.annotation)
        return node

    def written(self, node: ast.expr) -> ast.expr:
        if isinstance(node, ast.Subscript):
            # What stands in `Literal` and behind the type in `Annotated` is no type.
            name = dotted(node.value, {}).rpartition(".")[2]
            if isinstance(node.slice, ast.Tuple):
                first, *rest = node.slice.elts
                if name == "Annotated":
                    node.slice.elts = [self.written(first), *rest]
            elif name != "Literal":
                node.slice = self.written(node.slice)
        if (
            isinstance(node, ast.BinOp)
            and isinstance(node.op, ast.BitOr)
            and isinstance(node.right, ast.Constant)
            and node.right.value is None
        ):
            self.changed = True
            return ast.Subscript(ast.Name("Optional", ast.Load()), node.left, ast.Load())
        return node


def optional_types(text: str) -> str | None:
    """Write the type `X | None` as `Optional[X]`."""
    return _with_import(text, _Optionals(), "typing", "Optional")


class _Keywords(_Change):
    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        names = ("status_code", "detail", "headers")
        if dotted(node.func, {}).rpartition(".")[2] == "HTTPException" and node.args:
            if len(node.args) > len(names) or any(isinstance(a, ast.Starred) for a in node.args):
                return node
            given = [
                ast.keyword(name, value) for name, value in zip(names, node.args, strict=False)
            ]
            node.args, node.keywords = [], [*given, *node.keywords]
            self.changed = True
        return node


def named_arguments(text: str) -> str | None:
    """Write `HTTPException(404, "...")` with the names of its arguments."""
    return _by(_Keywords(), text)


def _with_import(text: str, change: _Change, module: str, name: str) -> str | None:
    """Return the changed text with an import; None if the name means something else there."""
    tree = ast.parse(text)
    if name in bound_names(tree):
        return None
    tree = change.visit(tree)
    if not change.changed:
        return None
    at = 0
    for node in tree.body:
        is_doc = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not is_doc and not is_future:
            break
        at += 1
    tree.body.insert(at, ast.ImportFrom(module, [ast.alias(name)], 0))
    return f"{ast.unparse(ast.fix_missing_locations(tree))}\n"


def bound_names(tree: ast.AST, *, imports: bool = True) -> set[str]:
    """Return all names that a module, or what stands in it, binds anywhere."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.alias) and imports:
            found.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            found.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            found.add(node.rest)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            found.update(node.names)
    return found
