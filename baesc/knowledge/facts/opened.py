"""What a function opens and holds in a variable: whether it closes it again."""

import ast
from collections.abc import Iterator

from baesc.knowledge.facts.code_kinds import Opened
from baesc.knowledge.facts.text import all_below, dotted

OPENERS = frozenset({"open", "connect", "create_engine", "Client", "AsyncClient", "TestClient",
                     "Connection", "TemporaryDirectory", "NamedTemporaryFile"})  # fmt: skip
_CLOSES = frozenset({"close", "aclose", "dispose", "shutdown", "cleanup", "__exit__"})
_TAKES = frozenset({"closing", "enter_context", "push", "callback", "addfinalizer", "register"})


def opened_in(
    function: ast.FunctionDef | ast.AsyncFunctionDef, aliases: dict[str, str]
) -> Iterator[Opened]:
    """Yield what the function assigns to a name of its own from a call that opens something."""
    nodes = all_below(function)
    opened = []
    gone: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
            if isinstance(target, ast.Name) and isinstance(value, ast.Call):
                last = dotted(value.func, aliases).rpartition(".")[2]
                if last in OPENERS:
                    opened.append((node.lineno, target.id, last))
            elif not isinstance(target, ast.Name):
                gone |= _names(value)
        elif isinstance(node, ast.Return | ast.Yield) and node.value is not None:
            gone |= _names(node.value)
        elif isinstance(node, ast.withitem):
            gone |= _names(node.context_expr)
        elif isinstance(node, ast.Call):
            gone |= _closed_by(node, aliases)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            gone.update(node.names)
    for line, name, last in opened:
        yield Opened(line, function.name, name, last, name in gone)


def _names(node: ast.expr) -> set[str]:
    """Return the names that a value holds as they are: alone, or in a tuple, list or dict."""
    if isinstance(node, ast.Name):
        return {node.id}
    parts = getattr(node, "elts", getattr(node, "values", ()))
    return {one.id for one in parts if isinstance(one, ast.Name)}


def _closed_by(node: ast.Call, aliases: dict[str, str]) -> set[str]:
    if isinstance(node.func, ast.Attribute) and node.func.attr in _CLOSES:
        return _names(node.func.value)
    found: set[str] = set()
    if dotted(node.func, aliases).rpartition(".")[2] in _TAKES:
        for one in node.args:
            value = one.value if isinstance(one, ast.Attribute) else one
            found |= _names(value)
    return found
