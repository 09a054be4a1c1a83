"""Following values through the functions of a test module: what an expression comes from."""

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from baesc.knowledge.facts.frame import FunctionNode
from baesc.knowledge.facts.text import children, dotted
from baesc.knowledge.facts.web import METHODS

Words = dict[str, None]
# A test that a person reads has some dozens; without a bound, a long function takes forever.
MOST_WORDS = 400
_CLIENTS = frozenset({"TestClient", "AsyncClient", "Client", "Session"})
_CLIENT_NAMES = frozenset({"api", "client", "server", "test_client", "async_client"})
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_SENDS = METHODS | {"request"}
_EMPTY = {ast.Dict: "{}", ast.List: "[]", ast.Tuple: "()"}


@dataclass(slots=True)
class Origin:
    """What a value comes from: the methods and paths of requests, and all words on the way."""

    methods: Words = field(default_factory=dict)
    words: Words = field(default_factory=dict)
    paths: Words = field(default_factory=dict)
    is_client: bool = False

    def add(self, other: "Origin") -> None:
        """Take over what another value comes from."""
        self.methods |= other.methods
        if len(self.words) < MOST_WORDS:
            self.words |= other.words
        if len(self.paths) < MOST_WORDS:
            self.paths |= other.paths


class Names:
    """What the names in one function stand for."""

    __slots__ = ("aliases", "origins", "result_of")

    def __init__(
        self,
        function: FunctionNode | None,
        aliases: dict[str, str],
        result_of: Callable[[str], Origin | None],
    ) -> None:
        self.aliases = aliases
        # What a function of the same module returns, by its name.
        self.result_of = result_of
        self.origins: dict[str, Origin] = {}
        for one in _parameters(function):
            origin = Origin(is_client=_is_client(one, aliases))
            # A test's parameters are fixtures and cases, and these names mean something.
            if function is not None and _gets_fixtures(function) and one.arg != "self":
                origin.words[one.arg] = None
            self.origins[one.arg] = origin

    def of(self, node: ast.AST | None) -> Origin:
        """Return what an expression comes from."""
        found = Origin()
        if node is not None:
            self._see(node, found)
        if len(found.words) > MOST_WORDS:
            found.words = dict.fromkeys([*found.words][:MOST_WORDS])
        return found

    def bind(self, target: ast.AST, origin: Origin) -> None:
        """Let a name, or the names of a pattern, stand for a value."""
        if isinstance(target, ast.Name):
            self.origins[target.id] = origin
        elif isinstance(target, ast.Tuple | ast.List):
            for one in target.elts:
                self.bind(one, origin)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, origin)
        else:
            self.change(target, origin)

    def change(self, target: ast.AST, origin: Origin) -> None:
        """Add to what the name at the root of `x.y[...]` stands for."""
        while isinstance(target, ast.Attribute | ast.Subscript):
            target = target.value
        before = self.origins.get(target.id) if isinstance(target, ast.Name) else None
        if before is not None and isinstance(target, ast.Name) and not before.is_client:
            changed = Origin()
            changed.add(before)
            changed.add(origin)
            self.origins[target.id] = changed

    def _see(self, node: ast.AST, found: Origin) -> None:
        kind = type(node)
        if kind is ast.Name:
            self._see_name(node.id, found)  # type: ignore[attr-defined]
        elif kind is ast.Constant:
            value = node.value  # type: ignore[attr-defined]
            if value is None or isinstance(value, str | bool | int):
                found.words[str(value)] = None
        elif kind is ast.Attribute:
            self._see_attribute(node, found)  # type: ignore[arg-type]
        elif kind is ast.Call:
            self._see_call(node, found)  # type: ignore[arg-type]
        elif isinstance(node, _COMPREHENSIONS):
            self._see_comprehension(node, found)
        elif kind in _EMPTY and not children(node):
            found.words[_EMPTY[kind]] = None
        else:
            if isinstance(node, ast.keyword) and node.arg:
                found.words[node.arg] = None
            elif isinstance(node, ast.NamedExpr):
                self.bind(node.target, self.of(node.value))
            elif isinstance(node, ast.arg):
                # The parameter of a lambda.
                self.origins.setdefault(node.arg, Origin())
            for one in children(node):
                self._see(one, found)

    def _see_name(self, name: str, found: Origin) -> None:
        origin = self.origins.get(name)
        if origin is None:
            found.words[self.aliases.get(name, name)] = None
        else:
            found.add(origin)

    def _see_attribute(self, node: ast.Attribute, found: Origin) -> None:
        found.words[node.attr] = None
        if node.attr in METHODS and self._is_of_client(node):
            found.methods[node.attr] = None
        self._see(node.value, found)

    def _see_call(self, node: ast.Call, found: Origin) -> None:
        arguments: list[ast.AST] = [*node.args, *node.keywords]
        if self._is_of_client(node.func):
            at = 0
            if node.func.attr == "request" and node.args:  # type: ignore[attr-defined]
                at = 1
                found.methods[str(getattr(node.args[0], "value", "")).lower()] = None
            given = [one.value for one in node.keywords if one.arg == "url"]
            path = self.of(node.args[at] if len(node.args) > at else given[0] if given else None)
            found.paths |= path.words
            kept = [one for one in node.keywords if one.arg != "url"]
            arguments = [*node.args[at + 1 :], *kept]
        elif (name := _called(node.func)) and (result := self.result_of(name)):
            found.add(result)
        self._see(node.func, found)
        for one in arguments:
            self._see(one, found)

    def _is_of_client(self, node: ast.expr) -> bool:
        """Tell whether it is a client's method that sends a request: `api.get`."""
        if not isinstance(node, ast.Attribute) or node.attr not in _SENDS:
            return False
        receiver = node.value
        if isinstance(receiver, ast.Name):
            origin = self.origins.get(receiver.id)
            if origin is not None and origin.is_client:
                return True
        return dotted(receiver, self.aliases).rpartition(".")[2] in _CLIENT_NAMES

    def _see_comprehension(self, node: ast.AST, found: Origin) -> None:
        before = dict(self.origins)
        for one in node.generators:  # type: ignore[attr-defined]
            origin = self.of(one.iter)
            found.add(origin)
            self.bind(one.target, origin)
            for test in one.ifs:
                self._see(test, found)
        for name in ("key", "value", "elt"):
            if (inner := getattr(node, name, None)) is not None:
                self._see(inner, found)
        self.origins = before


def _called(node: ast.expr) -> str:
    """Return the name in `name(...)` or `self.name(...)`; empty for any other call."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return node.attr if node.value.id in {"self", "cls"} else ""
    return ""


def makes_client(node: ast.AST | None, aliases: dict[str, str]) -> bool:
    """Tell whether an expression opens an HTTP client."""
    while isinstance(node, ast.Await):
        node = node.value
    called_ = dotted(node.func, aliases) if isinstance(node, ast.Call) else ""
    return called_.rpartition(".")[2] in _CLIENTS


def _parameters(node: FunctionNode | ast.Lambda | None) -> Iterable[ast.arg]:
    if node is None:
        return ()
    given = node.args
    rest = [one for one in (given.vararg, given.kwarg) if one is not None]
    return (*given.posonlyargs, *given.args, *given.kwonlyargs, *rest)


def _is_client(one: ast.arg, aliases: dict[str, str]) -> bool:
    if one.annotation is None:
        return one.arg in _CLIENT_NAMES
    return dotted(one.annotation, aliases).rpartition(".")[2] in _CLIENTS


def _gets_fixtures(node: FunctionNode) -> bool:
    decorators = [one.func if isinstance(one, ast.Call) else one for one in node.decorator_list]
    return node.name.startswith("test") or any(
        dotted(one, {}).rpartition(".")[2] == "fixture" for one in decorators
    )
