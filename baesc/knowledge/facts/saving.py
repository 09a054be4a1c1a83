"""Writes that nothing commits: what a function changes over a connection that it opened."""

import ast
import re
from collections.abc import Iterator

from baesc.knowledge.facts.code_kinds import Unsaved
from baesc.knowledge.facts.text import all_below, dotted

# Code that names one of these may store what others write; comments name nothing.
_STORES = re.compile(
    r"commit|begin|transaction|atomic|isolation_level|executescript", re.IGNORECASE
)
_STORING_SQL = re.compile(r"\s*(?:BEGIN|COMMIT)\b", re.IGNORECASE)
_WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
_MAY_WRITE = re.compile(r"\b(?:INSERT|UPDATE|DELETE|REPLACE)\s|\.add(?:_all)?\(", re.IGNORECASE)
_CONNECTIONS = frozenset({"sqlite3.connect", "psycopg.connect", "psycopg2.connect",
                          "pymysql.connect", "mysql.connector.connect"})  # fmt: skip
_SESSIONS = frozenset({"Session", "SessionLocal", "orm.Session", "sqlalchemy.orm.Session"})
_CONNECTED = frozenset({"engine.connect", "self.engine.connect"})


def may_lose(text: str) -> bool:
    """Tell whether a module may write over what it opens itself; most do not, at a glance."""
    return ("connect(" in text or "Session" in text) and _MAY_WRITE.search(text) is not None


def unsaved_in(tree: ast.Module, aliases: dict[str, str]) -> Iterator[Unsaved]:
    """Yield the writes over connections and sessions that this module opens itself.

    A connection that comes from elsewhere may be committed there. `with con:` commits for the
    connections of drivers, but not for a `Session`, and not where `with` is what opens it.
    """
    sessions: set[str] = set()
    drivers: set[str] = set()
    writes: list[tuple[ast.Call, str, str]] = []
    function: dict[ast.AST, str] = {}
    for node in all_below(tree):
        if _stores(node):
            return
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for one in all_below(node):
                function[one] = node.name
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            _open(node.targets[0], node.value, aliases, sessions, drivers)
        elif isinstance(node, ast.withitem):
            if node.optional_vars is not None:
                _open(node.optional_vars, node.context_expr, aliases, sessions, drivers)
            if _is_driver(node.context_expr, aliases) or isinstance(node.context_expr, ast.Name):
                return
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            writes += _write(node)
    for call, receiver, verb in sorted(writes, key=lambda one: one[0].lineno):
        by_text = receiver in sessions | drivers and verb.isupper()
        if by_text or (receiver in sessions and not verb.isupper()):
            yield Unsaved(call.lineno, function.get(call, ""), receiver, verb)


def _stores(node: ast.AST) -> bool:
    """Tell whether a node names what commits, or says so in SQL."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and _STORING_SQL.match(node.value) is not None
    name = getattr(node, "attr", None) or getattr(node, "id", None) or getattr(node, "name", None)
    name = name or getattr(node, "arg", None)
    return isinstance(name, str) and _STORES.search(name) is not None


def _write(node: ast.Call) -> Iterator[tuple[ast.Call, str, str]]:
    """Yield a call that writes, with its receiver: SQL text, or a row for a session."""
    receiver = dotted(node.func.value, {})  # type: ignore[attr-defined]
    verb = node.func.attr  # type: ignore[attr-defined]
    if verb in {"execute", "executemany", "exec_driver_sql"} and node.args:
        text = node.args[0]
        if isinstance(text, ast.Call) and dotted(text.func, {}).endswith("text") and text.args:
            text = text.args[0]
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            found = _WRITES.match(text.value)
            if found:
                yield node, receiver, found[0].strip().upper()
    elif verb in {"add", "add_all"} and node.args:
        yield node, receiver, verb


def _open(
    target: ast.expr,
    value: ast.expr,
    aliases: dict[str, str],
    sessions: set[str],
    drivers: set[str],
) -> None:
    name = dotted(target, {})
    if isinstance(value, ast.Call):
        opener = dotted(value.func, aliases)
        if _is_driver(value, aliases):
            if not any(one.arg in {"autocommit", "isolation_level"} for one in value.keywords):
                drivers.add(name)
        elif opener in _SESSIONS or opener in _CONNECTED:
            sessions.add(name)
        elif opener.endswith(".cursor") and opener.rpartition(".")[0] in drivers:
            drivers.add(name)
        elif opener.rpartition(".")[2] == "closing" and value.args:
            _open(target, value.args[0], aliases, sessions, drivers)


def _is_driver(node: ast.expr, aliases: dict[str, str]) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func, aliases) in _CONNECTIONS
