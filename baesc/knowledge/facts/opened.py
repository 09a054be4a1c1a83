"""What a function opens and holds in a variable: whether it closes it again."""

import ast
from collections.abc import Iterator

from baesc.knowledge.facts.code_kinds import Opened
from baesc.knowledge.facts.text import all_below, dotted

OPENERS = frozenset({"open", "connect", "create_engine", "Client", "AsyncClient", "TestClient",
                     "Connection", "TemporaryDirectory", "NamedTemporaryFile"})  # fmt: skip
_CLOSES = frozenset({"close", "aclose", "dispose", "shutdown", "cleanup", "__exit__"})
_TAKES = frozenset({"closing", "enter_context", "push", "callback", "addfinalizer", "register"})
# What is handed a connection and leaves it open.
_ASKS = frozenset({"read_sql", "read_sql_query", "read_sql_table", "to_sql", "print"})


def opened_in(
    function: ast.FunctionDef | ast.AsyncFunctionDef, aliases: dict[str, str]
) -> Iterator[Opened]:
    """Yield what the function assigns to a name of its own from a call that opens something."""
    opened = []
    gone: set[str] = set()
    handed: set[str] = set()
    for node in all_below(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
            if isinstance(target, ast.Name) and isinstance(value, ast.Call):
                opener = dotted(value.func, aliases)
                if opener.rpartition(".")[2] in OPENERS:
                    opened.append((node.lineno, target.id, opener))
            elif not isinstance(target, ast.Name):
                gone |= _names(value)
            else:
                handed |= _names(value)
        elif isinstance(node, ast.Return | ast.Yield) and node.value is not None:
            gone |= _names(node.value)
        elif isinstance(node, ast.withitem):
            gone |= _names(node.context_expr)
        elif isinstance(node, ast.Call):
            gone |= _closed_by(node, aliases)
            handed |= _handed_to(node, aliases)
            if opener := _opened_to_use(node, aliases):
                name = f"{opener}(...)"
                kept = {"closed": False, "handed": False}
                yield Opened(node.lineno, function.name, name, "open", opener, **kept)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            gone.update(node.names)
    for line, name, opener in opened:
        last = opener.rpartition(".")[2]
        yield Opened(line, function.name, name, last, opener, name in gone, name in handed)


def _names(node: ast.expr) -> set[str]:
    """Return the names that a value holds as they are: alone, or in a tuple, list or dict."""
    if isinstance(node, ast.Name):
        return {node.id}
    parts = getattr(node, "elts", getattr(node, "values", ()))
    return {one.id for one in parts if isinstance(one, ast.Name)}


def _opened_to_use(node: ast.Call, aliases: dict[str, str]) -> str:
    """Return what opens a file, in `open(...).read()`: nobody can close it then."""
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
        name = dotted(node.func.value.func, aliases)
        if name in {"open", "io.open", "codecs.open"} and node.func.attr not in _CLOSES:
            return name
    return ""


def _handed_to(node: ast.Call, aliases: dict[str, str]) -> set[str]:
    """Return the names that a call is given, which may close them."""
    if dotted(node.func, aliases).rpartition(".")[2] in _ASKS:
        return set()
    given = [*node.args, *[one.value for one in node.keywords]]
    return {name for one in given for name in _names(one)}


def _closed_by(node: ast.Call, aliases: dict[str, str]) -> set[str]:
    if isinstance(node.func, ast.Attribute) and node.func.attr in _CLOSES:
        return _names(node.func.value)
    found: set[str] = set()
    if dotted(node.func, aliases).rpartition(".")[2] in _TAKES:
        for one in node.args:
            value = one.value if isinstance(one, ast.Attribute) else one
            found |= _names(value)
    return found
