"""Statements of SQLAlchemy, `select(...).where(...)`, and the conditions in them."""

import ast

from baesc.knowledge.facts.api_kinds import Criterion, Query
from baesc.knowledge.facts.text import dotted, short

_VERBS = frozenset({"select", "update", "delete", "insert"})
_FROM = frozenset({"", "sa", "sqlalchemy", "sqlalchemy.sql", "sql"})
_ROOTS = _VERBS | {"sa", "sqlalchemy", "sql"}
RUNS = frozenset({"execute", "scalar", "scalars", "exec", "stream", "stream_scalars"})
CONDITIONS = frozenset({"where", "filter", "having"})
# What has a `where` that chooses values of arrays.
_NO_QUERIES = frozenset({"numpy", "np", "torch", "jax.numpy", "jnp", "tensorflow", "tf"})
_OPERATORS = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip


class Queries:
    """The statements of one function: what is added to a variable belongs to what it holds."""

    __slots__ = ("_by_name", "_found", "_known", "_run")

    def __init__(self) -> None:
        self._found: list[tuple[int, str, list[str], list[str]]] = []
        self._by_name: dict[str, list[str]] = {}
        self._known: dict[int, list[str]] = {}
        self._run: set[int] = set()

    def see(self, node: ast.Call, aliases: dict[str, str]) -> None:
        """Keep a call that makes a statement, or adds to one; outer calls come first."""
        if id(node) in self._known or not self._may_be_about(node, aliases):
            return
        steps: list[str] = []
        inner: ast.expr = node
        while isinstance(inner, ast.Call):
            head, _, last = dotted(inner.func, aliases).rpartition(".")
            if last in _VERBS and head in _FROM:
                self._known[id(inner)] = steps
                targets = [short(one, aliases) for one in inner.args]
                self._found.append((inner.lineno, last, targets, steps))
                break
            if not isinstance(inner.func, ast.Attribute):
                return
            steps.append(inner.func.attr)
            self._known[id(inner)] = steps
            inner = inner.func.value
        if isinstance(inner, ast.Name) and inner.id in self._by_name:
            self._by_name[inner.id] += steps

    def see_run(self, node: ast.Call, aliases: dict[str, str]) -> None:
        """Keep that a statement is run: as an argument in place, or in its variable."""
        first = node.args[0]
        if isinstance(first, ast.Call):
            self.see(first, aliases)
            steps = self._known.get(id(first))
            while steps is None and isinstance(first, ast.Call):
                first = first.func.value if isinstance(first.func, ast.Attribute) else first.func
                steps = self._known.get(id(first))
        if isinstance(first, ast.Name):
            steps = self._by_name.get(first.id)
        elif not isinstance(first, ast.Call):
            return
        if steps is not None:
            self._run.add(id(steps))

    def _may_be_about(self, node: ast.Call, aliases: dict[str, str]) -> bool:
        """Tell by the name that a chain of calls starts with; most calls are about no statement."""
        root: ast.expr = node.func
        while True:
            if isinstance(root, ast.Attribute):
                root = root.value
            elif isinstance(root, ast.Call):
                root = root.func
            else:
                break
        name = root.id if isinstance(root, ast.Name) else ""
        return name in self._by_name or aliases.get(name, name) in _ROOTS

    def bind(self, name: str, value: ast.expr, aliases: dict[str, str]) -> None:
        """Keep what a variable holds, if it is a statement."""
        if isinstance(value, ast.Call):
            self.see(value, aliases)
            inner: ast.expr = value
            while isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute):
                inner = inner.func.value
            if isinstance(inner, ast.Name) and inner.id == name:
                return
            if id(value) in self._known:
                self._by_name[name] = self._known[id(value)]

    def facts(self, function: str) -> list[Query]:
        """Return the statements that the function makes."""
        return [
            Query(line, function, verb, tuple(targets), tuple(steps), id(steps) in self._run)
            for line, verb, targets, steps in self._found
        ]


def criteria_of(node: ast.Call, function: str, aliases: dict[str, str]) -> list[Criterion]:
    """Return the conditions that a `where(...)` is given, one each."""
    if not isinstance(node.func, ast.Attribute) or dotted(node.func.value, aliases) in _NO_QUERIES:
        return []
    count = len(node.args)
    found = []
    for one in node.args:
        if isinstance(one, ast.Compare) and len(one.ops) == 1:
            left, right = short(one.left, aliases), short(one.comparators[0], aliases)
            operator = _OPERATORS[type(one.ops[0])]
            same = ast.dump(one.left) == ast.dump(one.comparators[0])
            found.append(Criterion(node.lineno, function, left, operator, right, count == 1, same))
        else:
            constant = isinstance(one, ast.Constant)
            text = short(one, aliases)
            found.append(Criterion(node.lineno, function, text, "", "", count == 1, constant))
    return found
