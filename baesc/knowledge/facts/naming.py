"""What a walk binds and reads by name: imports, parameters, targets, texts of SQL."""

import ast
from collections.abc import Iterable, Iterator

from baesc.knowledge.facts.blocks import is_stub, is_to_be_done, leaves_to_others
from baesc.knowledge.facts.bound_paths import depends_on, unbound_in
from baesc.knowledge.facts.code_kinds import Leak, Pointless, Unused
from baesc.knowledge.facts.frame import FunctionNode
from baesc.knowledge.facts.kinds import Call, Facts, Function, Import, Texts
from baesc.knowledge.facts.scopes import Scope, read_type
from baesc.knowledge.facts.secrets import (
    errors_among,
    held_by_call,
    held_by_name,
    leaks_of_call,
    may_show,
    shown,
)
from baesc.knowledge.facts.sql_text import Made, appended, made_of
from baesc.knowledge.facts.text import all_below

# Bases that call nothing of what a class defines.
_PLAIN_BASES = frozenset({"Generic", "typing.Generic", "object"})

# The packages of a generated application.
_OURS = frozenset({"app", "ui", "tests"})


class Naming:
    """The names of the scope at hand, and the facts that are found."""

    __slots__ = (
        "aliases", "attributes", "depends", "facts", "imports_sql", "left", "loose_calls",
        "outermost", "owner", "private", "routes", "scope", "texts", "traces",
    )  # fmt: skip

    def __init__(self) -> None:
        self.facts: Facts = {}
        self.aliases: dict[str, str] = {}
        self.owner = ""
        self.imports_sql = False
        self.scope = self.outermost = Scope()
        self.attributes: set[str] = set()
        self.private: list[Unused] = []
        self.loose_calls: list[Pointless] = []
        self.left: set[tuple[str, str]] = set()
        self.depends: dict[str, list[str]] = {}
        self.traces = False
        self.routes = False
        self.texts: dict[str, Made] = {}

    def add(self, kind: str, fact: tuple[object, ...] | None) -> None:
        """Keep a fact, if there is one."""
        if fact is not None:
            self.facts.setdefault(kind, []).append(fact)

    def add_all(self, kind: str, facts: Iterable[tuple[object, ...]]) -> None:
        """Keep several facts of a kind."""
        for one in facts:
            self.add(kind, one)

    def leave_module(self) -> None:
        """Tell what is undefined, and what nothing reads."""
        self.add_all("undefined", self.outermost.undefined())
        self.add_all("unused", self.outermost.unused())
        self.add_all("unused", (one for one in self.private if one.name not in self.attributes))
        self.add_all("pointless", self.made_only())
        if self.depends:
            self.add_all("unbound", unbound_in(self.facts, self.depends))
        bases = {base for one in self.facts.get("class", ()) for base in one[2]}
        # What a class leaves to those that extend it is not there to be written.
        functions = self.facts.get("function", [])
        for at, one in enumerate(functions):
            if (one.owner, one.name) in self.left and one.owner in bases:  # type: ignore[attr-defined]
                functions[at] = one._replace(empty=False)  # type: ignore[attr-defined]

    def made_only(self) -> Iterator[Pointless]:
        """Yield the calls of own functions that make an exception which nobody raises."""
        if not self.loose_calls:
            return
        makers = {
            one.name
            for one in self.facts.get("function", ())
            if isinstance(one, Function) and one.returns.endswith(("Exception", "Error"))
        }
        for one in self.loose_calls:
            receiver, _, last = one.name.rpartition(".")
            if last in makers and receiver in {"", "self", "cls"}:
                yield one

    def bind_imports(self, node: ast.Import | ast.ImportFrom, *, guarded: bool) -> None:
        """Bind the names of an import, and keep its facts."""
        module = getattr(node, "module", None) or ""
        for one in node.names:
            self.add("import", Import(node.lineno, module or one.name, one.name, guarded))
            if one.name == "text" and module.startswith(("sqlalchemy", "sqlmodel")):
                self.imports_sql = True
            if one.name == "*":
                self.outermost.is_star = True
                continue
            self.traces = self.traces or "traceback" in {module, one.name}
            self.routes = self.routes or module.partition(".")[0] == "fastapi"
            again = one.asname == one.name or module == "__future__" or guarded
            bound = one.asname or one.name
            self.scope.bind(bound.split(".")[0], node.lineno, "" if again else "import")
            if one.name == "streamlit" and not module:
                self.aliases[bound] = "st"
            elif module == "streamlit":
                self.aliases[bound] = f"st.{one.name}"
            elif one.asname and not _is_module_of_ours(one, module):
                self.aliases[bound] = one.name

    def enter_function(self, node: FunctionNode, bases: Texts) -> None:
        """Bind a function, read the types of its parameters, and open its scope."""
        outer = self.scope
        # A decorator may hand it to somebody who calls it.
        outer.bind(node.name, node.lineno, "" if node.decorator_list else "function")
        is_method = outer.is_class
        overrides = is_method and not set(bases) <= _PLAIN_BASES
        if is_method and not overrides and not node.decorator_list and _is_private(node.name):
            self.private.append(Unused(node.lineno, self.owner, node.name, "method"))
        if is_method and leaves_to_others(node.body):
            self.left.add((self.owner, node.name))
        # FastAPI alone knows paths, and it is imported where those are.
        if self.routes:
            key = self.owner if node.name == "__init__" else node.name
            self.depends[key] = depends_on(node, self.aliases)
        read_type(outer, node.returns)
        self.scope = Scope(node.name)
        unread = overrides or is_stub(node, bases) or is_to_be_done(node.body)
        self.scope.around = outer.local()
        self.scope.errors = outer.errors.union(errors_among(_arguments(node.args)))
        self.see_defaults(node)
        what = "" if unread or node.name.startswith("__") else "parameter"
        for one in _arguments(node.args):
            read_type(outer, one.annotation)
            fixed = one.arg in {"self", "cls"} and is_method
            self.scope.bind(one.arg, one.lineno, "" if fixed else what)

    def see_defaults(self, node: FunctionNode) -> None:
        """Keep the secrets among the defaults of parameters."""
        given = [*node.args.posonlyargs, *node.args.args]
        pairs = [*zip(reversed(given), reversed(node.args.defaults), strict=False)]
        for one, default in pairs:
            self.add("secret", held_by_name(one.arg, default, one.lineno, node.name))
        for one, other in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
            self.add("secret", held_by_name(one.arg, other, one.lineno, node.name))

    def see_given(self, node: ast.Call, call: Call) -> None:
        """Keep what a call is handed of secrets and of exceptions."""
        if may_show(call):
            self.add_all("secret", held_by_call(node, call))
        if self.scope.errors or self.traces:
            self.add_all("leak", leaks_of_call(node, call, self.scope.errors))

    def see_returned(self, value: ast.expr) -> None:
        """Keep what a `return` answers of an exception."""
        how = shown(value, self.scope.errors) if self.traces or self.scope.errors else ""
        if how:
            self.add("leak", Leak(value.lineno, self.scope.name, "return", how))

    def bind_arguments(self, arguments: ast.arguments) -> None:
        """Bind the parameters of a lambda."""
        for one in _arguments(arguments):
            self.scope.bind(one.arg, one.lineno, "")

    def bind_outside(self, node: ast.Global | ast.Nonlocal) -> None:
        """Bind names that a function takes from further out."""
        for name in node.names:
            self.scope.outer.add(name)
            self.scope.inner.setdefault(name, (node.lineno, self.scope.name))
            if isinstance(node, ast.Global):
                self.outermost.bind(name, node.lineno, "")

    def bind_pattern(self, node: ast.pattern) -> None:
        """Bind what a pattern of a `match` captures."""
        name = getattr(node, "name", None) or getattr(node, "rest", None)
        if name:
            self.scope.bind(name, node.lineno, "")

    def bind_target(self, target: ast.expr) -> None:
        """Bind what a `with` opens."""
        for one in all_below(target):
            if isinstance(one, ast.Name):
                if isinstance(one.ctx, ast.Store):
                    self.scope.bind(one.id, one.lineno, "")
                else:
                    self.scope.used.setdefault(one.id, one.lineno)

    def bind_name(self, name: str, node: ast.Assign | ast.AnnAssign) -> None:
        """Bind what an assignment names, and keep how its text is made."""
        self.scope.bind(name, node.lineno)
        if name == "__all__" and node.value is not None:
            for one in all_below(node.value):
                if isinstance(one, ast.Constant):
                    self.scope.used.setdefault(str(one.value), node.lineno)
        self.add("secret", held_by_name(name, node.value, node.lineno, self.scope.name))
        made = made_of(node.value, self.texts)
        before = self.texts.get(name)
        if made is None:
            self.texts.pop(name, None)
        elif before is None or before.how != "formatted" or made.how == "formatted":
            self.texts[name] = made
        # Otherwise it may be what another branch has made of it.

    def append_text(self, node: ast.AugAssign) -> None:
        """Keep how a text is made that `+=` appends to."""
        if isinstance(node.target, ast.Name):
            name = node.target.id
            self.scope.used.setdefault(name, node.lineno)
            if name in self.texts:
                self.texts[name] = appended(self.texts[name], node, self.texts)


def _arguments(given: ast.arguments) -> list[ast.arg]:
    found = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return found + [one for one in (given.vararg, given.kwarg) if one is not None]


def _is_module_of_ours(name: ast.alias, module: str) -> bool:
    """Tell whether `import ui.client as client` says what `from ui import client` does."""
    package, _, last = name.name.rpartition(".")
    return not module and last == name.asname and package.partition(".")[0] in _OURS


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")
