"""What must hold for code to run: the conditions around it, and those that left before it."""

import ast

from baesc.knowledge.facts.kinds import Texts
from baesc.knowledge.facts.text import children, dotted

# More terms than these say nothing to anybody, and a text of many guards would cost much.
_MOST = 40
_AGAINST = (ast.NotEq, ast.IsNot, ast.NotIn)
Held = dict[str, ast.expr]


def terms_of(test: ast.expr, held: Held, aliases: dict[str, str]) -> Texts:
    """Return what a condition asks for: `x`, `not x`, and calls as `f()`.

    A local variable counts as what it holds, so that its name says nothing.
    """
    found = _Terms(held, aliases).of(test, is_so=True)
    return tuple(dict.fromkeys(found))[:_MOST]


def negated(terms: Texts) -> Texts:
    """Return what holds where a condition does not."""
    return tuple([one[4:] if one.startswith("not ") else f"not {one}" for one in terms])


def joined(before: Texts, terms: Texts) -> Texts:
    """Return terms with those before them, as far as anybody asks."""
    return (*before, *[one for one in terms if one not in before])[-_MOST:]


def _is_refusal(left: ast.expr, way: ast.cmpop, right: ast.expr) -> bool:
    """Tell whether `response.status_code >= 400` asks for what `response.is_error` does."""
    return (
        isinstance(left, ast.Attribute)
        and left.attr == "status_code"
        and isinstance(way, ast.GtE)
        and isinstance(right, ast.Constant)
        and right.value == 400
    )


class _Terms:
    """What one condition asks for; each local variable is followed once."""

    __slots__ = ("aliases", "followed", "held")

    def __init__(self, held: Held, aliases: dict[str, str]) -> None:
        self.held = held
        self.aliases = aliases
        self.followed: set[str] = set()

    def of(self, node: ast.AST, *, is_so: bool) -> list[str]:
        sign = "" if is_so else "not "
        match node:
            case ast.UnaryOp(op=ast.Not()):
                return self.of(node.operand, is_so=not is_so)
            case ast.NamedExpr():
                return self.of(node.value, is_so=is_so)
            case ast.Compare():
                return self.compared(node, is_so=is_so)
            case ast.Name():
                if node.id not in self.held:
                    return [f"{sign}{self.aliases.get(node.id, node.id)}"]
                value = self.follow(node.id)
                return [] if value is None else self.of(value, is_so=is_so)
            case ast.BoolOp():
                parts = [self.of(one, is_so=is_so) for one in node.values]
                return [term for part in parts for term in part]
            case ast.Constant():
                return []
        return [f"{sign}{one}" for one in self.asked(node)]

    def follow(self, name: str) -> ast.expr | None:
        if name in self.followed:
            return None
        self.followed.add(name)
        return self.held[name]

    def compared(self, node: ast.Compare, *, is_so: bool) -> list[str]:
        right = node.comparators[0]
        if _is_refusal(node.left, node.ops[0], right):
            return self.of(ast.Attribute(node.left.value, "is_error"), is_so=is_so)  # type: ignore[attr-defined]
        is_none = isinstance(right, ast.Constant) and right.value is None
        against = isinstance(node.ops[0], _AGAINST)
        # `x is None` asks for what `not x` asks.
        holds = is_so if against == is_none else not is_so
        parts = [self.of(one, is_so=holds) for one in (node.left, *node.comparators)]
        return [term for part in parts for term in part]

    def asked(self, node: ast.AST) -> list[str]:
        """Return the calls and the attributes in an expression."""
        found = []
        stack: list[ast.AST] = [node]
        while stack:
            one = stack.pop()
            if isinstance(one, ast.Name):
                value = self.follow(one.id) if one.id in self.held else None
                stack += [] if value is None else [value]
            elif isinstance(one, ast.Call):
                found.append(f"{self.named(one.func)}()")
                inside = one.func.value if isinstance(one.func, ast.Attribute) else one.func
                stack += [*one.args, *one.keywords]
                if not isinstance(inside, ast.Name | ast.Attribute):
                    stack.append(inside)
            elif isinstance(one, ast.Attribute):
                found.append(self.named(one))
            else:
                stack += children(one)
        return found

    def named(self, node: ast.expr) -> str:
        name = dotted(node, self.aliases)
        root, _, rest = name.partition(".")
        return rest if root in self.held and rest else name
