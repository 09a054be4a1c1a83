"""Types of values, followed through the names that a module gives them."""

import ast
from collections.abc import Iterable
from typing import NamedTuple

from baesc.knowledge.facts.kinds import Texts
from baesc.knowledge.facts.literals import literal_value
from baesc.knowledge.facts.text import dotted, short

# Wrappers around a type that say nothing of its values.
_WRAPPERS = frozenset({"Mapped", "ClassVar", "Final", "Optional"})
# Keywords of `Field(...)` that do not say which values are good.
_NO_LIMITS = frozenset({
    "alias", "default", "default_factory", "deprecated", "description", "examples", "exclude",
    "serialization_alias", "title", "validation_alias",
})  # fmt: skip
_BEYOND = {"gt": ("ge", 1), "lt": ("le", -1)}
_DEEPEST = 9
_NAMEABLE = (ast.Subscript, ast.BinOp, ast.Constant, ast.UnaryOp)
Named = dict[str, ast.expr]


class ValueType(NamedTuple):
    """What values a field may have: their type, their limits, their choices."""

    base: str
    limits: Texts
    choices: Texts


class _Reading:
    """What is gathered while a type is unfolded."""

    __slots__ = ("aliases", "choices", "limits", "named", "parts")

    def __init__(self, aliases: dict[str, str], named: Named) -> None:
        self.aliases = aliases
        self.named = named
        self.parts: dict[str, None] = {}
        self.limits: dict[str, None] = {}
        self.choices: dict[str, None] = {}

    def unfold(self, node: ast.expr, depth: int = 0) -> None:
        """Take a type apart, as far as names of this module go."""
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            self.unfold(node.left, depth)
            self.unfold(node.right, depth)
        elif isinstance(node, ast.Subscript):
            self.subscript(node, depth)
        elif isinstance(node, ast.Name) and node.id in self.named and depth < _DEEPEST:
            self.unfold(self.named[node.id], depth + 1)
        else:
            text = short(node, self.aliases)
            if text != "None" and text.rpartition(".")[2] != "MISSING":
                self.parts[text] = None

    def subscript(self, node: ast.Subscript, depth: int) -> None:
        name = dotted(node.value, self.aliases).rpartition(".")[2]
        inner = node.slice
        items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        if name == "Annotated":
            self.unfold(items[0], depth)
            for one in items[1:]:
                self.constrain(one)
        elif name == "Literal":
            self.parts[name] = None
            self.choices.update(dict.fromkeys(self.texts_of(one)[-1] for one in items))
        elif name in _WRAPPERS:
            self.unfold(items[0], depth)
        elif name == "Union":
            for one in items:
                self.unfold(one, depth)
        else:
            self.parts[short(node, self.aliases)] = None

    def constrain(self, node: ast.expr) -> None:
        """Keep what a constraint says."""
        if not isinstance(node, ast.Call):
            self.limits[short(node, self.aliases)] = None
            return
        name = dotted(node.func, self.aliases).rpartition(".")[2]
        if node.args and name != "Field":
            inside = ", ".join([short(one, self.aliases) for one in node.args])
            self.limits[f"{name}({inside})"] = None
            self.limits[f"{name}({self.texts_of(node.args[0])[-1]})"] = None
        elif not node.keywords:
            self.limits[f"{name}()"] = None
        for one in node.keywords:
            if one.arg and one.arg not in _NO_LIMITS:
                for text in self.texts_of(one.value):
                    self.limits[f"{one.arg}={text}"] = None

    def texts_of(self, node: ast.expr) -> Texts:
        """Return a value as text; with the value of a name of this module beside the name."""
        given = value_text(node, self.aliases, {})
        known = value_text(node, self.aliases, self.named)
        return (given,) if given == known else (given, known)


def type_of(
    annotation: ast.expr | None,
    value: ast.expr | None,
    aliases: dict[str, str],
    named: Named,
) -> ValueType:
    """Return the type of a field without None and pydantic's MISSING, from its annotation.

    A name of a type, `X = Annotated[...]`, has no annotation and is a type by its value.
    """
    reading = _Reading(aliases, named)
    if annotation is not None:
        reading.unfold(annotation)
        if isinstance(value, ast.Call) and dotted(value.func, aliases).endswith("Field"):
            reading.constrain(value)
    elif isinstance(value, ast.Subscript | ast.Name | ast.Attribute):
        reading.unfold(value)
    if list(reading.parts) == ["int"]:
        reading.limits.update(dict.fromkeys(_including(reading.limits)))
    return ValueType(" | ".join(reading.parts), tuple(reading.limits), tuple(reading.choices))


def _including(limits: Iterable[str]) -> list[str]:
    """Return the limits of whole numbers as `ge` and `le` that are written as `gt` and `lt`."""
    found = []
    for one in limits:
        name, _, bound = one.partition("=")
        if name in _BEYOND and bound.removeprefix("-").isdecimal():
            including, step = _BEYOND[name]
            found.append(f"{including}={int(bound) + step}")
    return found


def default_text(value: ast.expr | None, aliases: dict[str, str], named: Named) -> str:
    """Return the default that a field of a class has, `f()` for one that `f` makes."""
    if isinstance(value, ast.Call) and dotted(value.func, aliases).endswith("Field"):
        given = {one.arg: one.value for one in value.keywords}
        if "default_factory" in given:
            return f"{_factory(given['default_factory'], aliases)}()"
        value = value.args[0] if value.args else given.get("default")
    if value is None or (isinstance(value, ast.Constant) and value.value is ...):
        return ""
    return value_text(value, aliases, named)


def _factory(node: ast.expr, aliases: dict[str, str]) -> str:
    """Return the name of what makes a default; `lambda: []` does what `list` does."""
    made = node.body if isinstance(node, ast.Lambda) else None
    if isinstance(made, ast.List) and not made.elts:
        return "list"
    if isinstance(made, ast.Dict) and not made.keys:
        return "dict"
    return short(node, aliases)


def items_of(value: ast.expr | None, aliases: dict[str, str], named: Named) -> Texts:
    """Return the items of a literal list, tuple or set, or the keys of a dict."""
    if isinstance(value, ast.List | ast.Tuple | ast.Set):
        return tuple([value_text(one, aliases, named) for one in value.elts])
    if isinstance(value, ast.Dict):
        return tuple([value_text(one, aliases, named) if one else "**" for one in value.keys])
    return ()


def keep_name(name: str, value: ast.expr | None, named: Named) -> None:
    """Remember what a name of the top level stands for; one that is bound twice for nothing."""
    if name in named:
        del named[name]
    elif isinstance(value, _NAMEABLE):
        named[name] = value


def value_text(node: ast.expr, aliases: dict[str, str], named: Named) -> str:
    """Return a value as text: constants, also those of date, time and Decimal, as their value."""
    found = literal_value(node, named, aliases)
    return short(node, aliases) if found is None else found
