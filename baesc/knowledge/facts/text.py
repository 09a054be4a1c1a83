"""Expressions as short canonical text: the same for any formatting, and cheap to make."""

import ast
from http import HTTPStatus
from typing import Any

from baesc.knowledge.facts.kinds import UNKNOWN, Texts, Unknown

# What holds no expression that a rule asks for.
_LEAVES = frozenset({
    ast.Load, ast.Store, ast.Del, ast.Pass, ast.alias,
    *ast.operator.__subclasses__(), *ast.cmpop.__subclasses__(), *ast.boolop.__subclasses__(),
    *ast.unaryop.__subclasses__(),
})  # fmt: skip


def children(node: ast.AST) -> list[ast.AST]:
    """Return the nodes right below a node, without contexts and operators.

    Half of all time goes here: `ast.iter_child_nodes` and `ast.walk` take three times as long.
    """
    found: list[ast.AST] = []
    for name in node._fields:
        value: Any = getattr(node, name, None)
        kind = type(value)
        if kind is list:
            found += [one for one in value if isinstance(one, ast.AST)]
        elif kind not in _LEAVES and isinstance(value, ast.AST):
            found.append(value)
    return found


def all_below(node: ast.AST) -> list[ast.AST]:
    """Return a node and all below it, level by level."""
    found = [node]
    for one in found:
        found += children(one)
    return found


def dotted(node: ast.AST | None, aliases: dict[str, str]) -> str:
    """Return `a.b.c` with import aliases resolved; `?` stands for what is not a name."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(aliases.get(node.id, node.id))
    elif isinstance(node, ast.Call):
        parts.append(f"{dotted(node.func, aliases)}()")
    else:
        parts.append("?")
    parts.reverse()
    return ".".join(parts)


def short(node: ast.AST | None, aliases: dict[str, str]) -> str:
    """Return an expression as text; what is neither name, literal, type nor call is `...`."""
    if node is None:
        return ""
    if isinstance(node, ast.Name):
        return aliases.get(node.id, node.id)
    if isinstance(node, ast.Constant):
        return "..." if node.value is ... else repr(node.value)
    if isinstance(node, ast.Attribute):
        return dotted(node, aliases)
    if isinstance(node, ast.Subscript):
        inner = node.slice
        parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        inside = ", ".join([short(part, aliases) for part in parts])
        return f"{short(node.value, aliases)}[{inside}]"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return f"{short(node.left, aliases)} | {short(node.right, aliases)}"
    if isinstance(node, ast.Call):
        inside = ", ".join([short(part, aliases) for part in node.args])
        return f"{dotted(node.func, aliases)}({inside})"
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return f"-{short(node.operand, aliases)}"
    if isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict):
        return "[]" if not getattr(node, "elts", getattr(node, "keys", ())) else "[...]"
    return "..."


def words(node: ast.AST | None, aliases: dict[str, str]) -> Texts:
    """Return the names and the texts that an expression mentions, each once."""
    if node is None:
        return ()
    found: dict[str, None] = {}
    stack: list[ast.AST] = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, ast.Name):
            found[aliases.get(one.id, one.id)] = None
        elif isinstance(one, ast.Constant):
            if isinstance(one.value, str):
                found[one.value] = None
        else:
            if isinstance(one, ast.Attribute):
                found[one.attr] = None
            elif isinstance(one, ast.keyword) and one.arg:
                found[one.arg] = None
            stack += children(one)
    return tuple(found)


def status_code(node: ast.AST | None) -> int | Unknown | None:
    """Return a status code: 201, `status.HTTP_201_CREATED` or `HTTPStatus.CREATED`."""
    if node is None:
        return None
    if isinstance(node, ast.Constant):
        is_code = isinstance(node.value, int) and not isinstance(node.value, bool)
        return int(node.value) if is_code else UNKNOWN  # type: ignore[arg-type]
    if isinstance(node, ast.Attribute):
        name = node.attr
        if name.startswith("HTTP_") and name[5:8].isdecimal():
            return int(name[5:8])
        if name in HTTPStatus.__members__:
            return int(HTTPStatus[name])
    return UNKNOWN


def status_codes(node: ast.AST | None) -> tuple[int, ...] | Unknown:
    """Return the codes of `responses=`: `errors(404, 409)`, a dict by code, or both joined."""
    if node is None:
        return ()
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        left, right = status_codes(node.left), status_codes(node.right)
        if left is UNKNOWN or right is UNKNOWN:
            return UNKNOWN
        return (*left, *right)
    keys: list[ast.expr | None]
    if isinstance(node, ast.Call) and not node.keywords:
        keys = [*node.args]
    elif isinstance(node, ast.Dict):
        keys = [*node.keys]
        spread = [value for key, value in zip(node.keys, node.values, strict=True) if key is None]
        inner = [status_codes(value) for value in spread]
        if any(one is UNKNOWN for one in inner):
            return UNKNOWN
        found = [status_code(key) for key in keys if key is not None]
        found += [code for one in inner if one is not UNKNOWN for code in one]
        return _sure(found)
    else:
        return UNKNOWN
    return _sure([status_code(key) for key in keys])


def _sure(codes: list[int | Unknown | None]) -> tuple[int, ...] | Unknown:
    sure = tuple(code for code in codes if isinstance(code, int))
    return sure if len(sure) == len(codes) else UNKNOWN


def literal_text(node: ast.AST | None, default: str = "") -> str | Unknown:
    """Return a text literal, the default where there is none, UNKNOWN for anything else."""
    if node is None:
        return default
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return UNKNOWN


def admits_none(node: ast.AST | None, aliases: dict[str, str]) -> bool:
    """Tell whether a type admits None at its top, inside `Mapped[...]` and `Annotated[...]` too."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            return node.value.endswith("| None") or node.value.startswith("Optional[")
        return node.value is None
    if isinstance(node, ast.BinOp):
        return admits_none(node.left, aliases) or admits_none(node.right, aliases)
    if isinstance(node, ast.Subscript):
        name = dotted(node.value, aliases).rpartition(".")[2]
        inner = node.slice
        first = inner.elts[0] if isinstance(inner, ast.Tuple) and inner.elts else inner
        if name == "Optional":
            return True
        if name == "Union" and isinstance(inner, ast.Tuple):
            return any(admits_none(one, aliases) for one in inner.elts)
        return name in {"Mapped", "Annotated", "ClassVar", "Final"} and admits_none(first, aliases)
    return False
