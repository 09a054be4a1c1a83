"""Which names a scope binds and reads; what is left over is undefined, or unused."""

import ast
import builtins
import re
from collections.abc import Iterator

from baesc.knowledge.facts.code_kinds import Rebinding, Undefined, Unused
from baesc.knowledge.facts.text import all_below, dotted

_BUILT_IN = frozenset(dir(builtins)) | {
    "__file__", "__name__", "__doc__", "__path__", "__spec__", "__package__", "__loader__",
    "__annotations__", "__builtins__", "__class__", "__qualname__", "__module__", "WindowsError",
    "reveal_type", "__dict__",
}  # fmt: skip
# Their first argument is a type, which may be a text.
TAKES_TYPE = frozenset({"cast", "ForwardRef"})
_NAME = re.compile(r"[^\W\d]\w*")
_SEVERAL = frozenset({"overload", "setter", "getter", "deleter", "register"})


class Scope:
    """The names of a module, a class or a function.

    `inner` are names that scopes inside read and do not bind themselves, `errors` those of the
    exceptions at hand, `around` those that are local to functions around.
    """

    __slots__ = (
        "around",
        "bound",
        "errors",
        "inner",
        "is_class",
        "is_star",
        "kinds",
        "name",
        "opened",
        "outer",
        "used",
    )

    def __init__(self, name: str = "", *, is_class: bool = False) -> None:
        self.name = name
        self.is_class = is_class
        self.is_star = False
        self.bound: dict[str, int] = {}
        self.kinds: dict[str, str] = {}
        self.used: dict[str, int] = {}
        self.outer: set[str] = set()
        self.errors: frozenset[str] = frozenset()
        self.around: frozenset[str] = frozenset()
        self.opened: frozenset[str] = frozenset()
        self.inner: dict[str, tuple[int, str]] = {}

    def bind(self, name: str, line: int, what: str = "variable") -> None:
        """Keep where a name is bound first, and as what."""
        if name not in self.bound and name not in self.outer:
            self.bound[name] = line
            self.kinds[name] = what

    def local(self) -> frozenset[str]:
        """Return the names that are local to a function: this one, or one around."""
        return self.around.union(self.bound) if self.name and not self.is_class else self.around

    def leave_into(self, outer: "Scope") -> None:
        """Hand on what is read here and bound further out."""
        for name, line in self.used.items():
            if name not in self.bound:
                outer.inner.setdefault(name, (line, self.name))
        for name, place in self.inner.items():
            # What a class binds is not seen in its methods.
            if self.is_class or name not in self.bound:
                outer.inner.setdefault(name, place)

    def undefined(self) -> Iterator[Undefined]:
        """Yield what is bound nowhere; for the scope of a module."""
        if self.is_star:
            return
        places = {name: (line, "") for name, line in self.used.items()}
        for name, (line, function) in {**self.inner, **places}.items():
            # A text in an annotation may say anything.
            if line and name not in self.bound and name not in _BUILT_IN:
                yield Undefined(line, function, name)

    def unused(self) -> Iterator[Unused]:
        """Yield what nothing reads; for a scope whose inner ones are left."""
        for name, line in self.bound.items():
            if name not in self.used and name not in self.inner:
                what = self.kinds[name]
                if self._matters(name, what):
                    yield Unused(line, self.name, name, what)

    def _matters(self, name: str, what: str) -> bool:
        if what == "import":
            return True
        if not what or self.is_class or name == "_" or name.startswith("__"):
            return False
        # `_x` is what a function leaves unused on purpose, and what a module keeps to itself.
        return name.startswith("_") is not bool(self.name)


def read_type(scope: Scope, node: ast.expr | None) -> None:
    """Keep the names that an annotation reads; those in texts too, which may be anything."""
    if node is None:
        return
    if type(node) is ast.Name:
        scope.used.setdefault(node.id, node.lineno)
        return
    for one in all_below(node):
        if isinstance(one, ast.Name):
            scope.used.setdefault(one.id, one.lineno)
        elif isinstance(one, ast.Constant) and isinstance(one.value, str):
            for name in _NAME.findall(one.value):
                scope.inner.setdefault(name, (0, ""))


def rebindings(body: list[ast.stmt], owner: str) -> Iterator[Rebinding]:
    """Yield what the statements right in a block bind again."""
    known: dict[str, tuple[str, ast.stmt]] = {}
    for node in body:
        for name, what in _bindings(node):
            if name in known and name != "_" and not _may_repeat(node, known[name][1], name):
                was, before = known[name]
                yield Rebinding(
                    node.lineno, owner, name, was, what,
                    bool(getattr(before, "decorator_list", ())),
                )  # fmt: skip
            known[name] = what, node


def _bindings(node: ast.stmt) -> list[tuple[str, str]]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return [(node.name, "function")]
    if isinstance(node, ast.ClassDef):
        return [(node.name, "class")]
    if isinstance(node, ast.ImportFrom):
        return [(one.asname or one.name, "import") for one in node.names if one.name != "*"]
    if isinstance(node, ast.Assign):
        names = [one.id for one in node.targets if isinstance(one, ast.Name)]
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        names = [node.target.id] if isinstance(node.target, ast.Name) else []
    else:
        return []
    return [(one, "variable") for one in names]


def _may_repeat(node: ast.stmt, before: ast.stmt, name: str) -> bool:
    """Tell whether a second binding goes with the first: overloads, setters, `x = f(x)`."""
    if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        return any(isinstance(one, ast.Name) and one.id == name for one in all_below(node.value))
    decorators = [*getattr(before, "decorator_list", ()), *getattr(node, "decorator_list", ())]
    names = [dotted(one.func if isinstance(one, ast.Call) else one, {}) for one in decorators]
    return any(one.rpartition(".")[2] in _SEVERAL for one in names)
