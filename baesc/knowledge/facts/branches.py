"""Conditions, returns and statements without effect."""

import ast
from collections.abc import Container, Sequence

from baesc.knowledge.facts.blocks import does_nothing, ends, may_be_none
from baesc.knowledge.facts.code_kinds import Condition, Pointless, Return
from baesc.knowledge.facts.text import all_below, dotted, short

_COMPARES: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
_OPPOSITE = {"==": "!=", "<": ">=", ">": "<=", "is": "is not", "in": "not in"}
_OPPOSITE |= {other: one for one, other in _OPPOSITE.items()}
_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Mod: "%", ast.Pow: "**",
    ast.BitOr: "|", ast.BitAnd: "&",
}  # fmt: skip


def condition_of(
    node: ast.If,
    truth: bool | str | None,
    owner: str,
    function: str,
    aliases: dict[str, str],
    local: Container[str],
) -> Condition:
    """Return the fact of an `if`, of which it is known what it always is."""
    last = node.body[-1]
    raised = last.exc if isinstance(last, ast.Raise) else None
    made = raised.func if isinstance(raised, ast.Call) else raised
    calls = [one for one in all_below(node.test) if isinstance(one, ast.Call)]
    return Condition(
        line=node.lineno,
        owner=owner,
        function=function,
        test=_Shape(aliases, local).of(node.test),
        constant=isinstance(truth, bool),
        empty=does_nothing(node.body),
        otherwise=bool(node.orelse),
        leaves=ends(node.body),
        raises=dotted(made, aliases) if made is not None else "",
        calls=tuple([dotted(one.func, aliases) for one in calls]),
    )


class _Shape:
    """Writes conditions with `_` for the names of variables, and `not` as far inside as it goes."""

    def __init__(self, aliases: dict[str, str], local: Container[str]) -> None:
        self.aliases = aliases
        self.local = local

    def of(self, node: ast.expr, *, denied: bool = False) -> str:
        """Return the text of a condition, or of its opposite."""
        match node:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.of(operand, denied=not denied)
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                sign = _COMPARES[type(operator)]
                sign = _OPPOSITE[sign] if denied else sign
                return f"{self.part(left)} {sign} {self.part(right)}"
            case ast.BoolOp(op=connects, values=values):
                both = isinstance(connects, ast.And) is not denied
                parts = [self.part(one, denied=denied) for one in values]
                return (" and " if both else " or ").join(parts)
        text = self.plain(node)
        return f"not {text}" if denied else text

    def part(self, node: ast.expr, *, denied: bool = False) -> str:
        """Return the text of what stands inside another expression."""
        text = self.of(node, denied=denied)
        return f"({text})" if isinstance(node, ast.BoolOp) else text

    def plain(self, node: ast.expr) -> str:
        """Return the text of what is neither joined, compared nor denied."""
        match node:
            case ast.Name(id=name):
                return "_" if name in self.local else self.aliases.get(name, name)
            case ast.Constant(value=value):
                return repr(value)
            case ast.Attribute(value=inner, attr=name):
                return f"{self.part(inner)}.{name}"
            case ast.Call(func=func, args=args, keywords=keywords):
                given = [self.part(one) for one in args]
                given += sorted(f"{one.arg}={self.part(one.value)}" for one in keywords)
                return f"{self.part(func)}({', '.join(given)})"
            case ast.Subscript(value=inner, slice=key):
                return f"{self.part(inner)}[{self.part(key)}]"
            case ast.Tuple(elts=elts) | ast.List(elts=elts) | ast.Set(elts=elts):
                return f"({', '.join([self.part(one) for one in elts])})"
        return self.computed(node)

    def computed(self, node: ast.expr) -> str:
        """Return the text of what is computed."""
        match node:
            case ast.BinOp(left=left, op=operator, right=right):
                sign = _OPERATORS.get(type(operator), "?")
                return f"{self.part(left)} {sign} {self.part(right)}"
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"-{self.part(operand)}"
            case ast.Compare(left=left, ops=ops, comparators=others):
                parts = [self.part(left)]
                for compares, one in zip(ops, others, strict=True):
                    parts += [_COMPARES[type(compares)], self.part(one)]
                return " ".join(parts)
            case ast.NamedExpr(value=inner):
                return self.part(inner)
            case ast.GeneratorExp(elt=elt) | ast.ListComp(elt=elt):
                return self.part(elt)
        return "..."


def return_of(
    node: ast.Return,
    owner: str,
    function: str,
    declared: ast.expr | None,
    aliases: dict[str, str],
    *,
    in_except: bool,
    in_finally: bool,
    opened: Container[str],
    under: tuple[str, ...],
    handed: ast.expr | None = None,
) -> Return:
    """Return the fact of a `return`."""
    value = node.value
    constant = isinstance(value, ast.Constant)
    return Return(
        line=node.lineno,
        owner=owner,
        function=function,
        declared=short(declared, aliases),
        optional=may_be_none(declared, aliases),
        value=_answer(value if handed is None else handed, aliases),
        none=value is None or (isinstance(value, ast.Constant) and value.value is None),
        constant=constant or (isinstance(value, ast.Dict | ast.List | ast.Tuple) and _empty(value)),
        in_except=in_except,
        in_finally=in_finally,
        shut=isinstance(value, ast.Name) and value.id in opened,
        under=under,
    )


def handed_at(body: list[ast.stmt], at: int) -> ast.expr | None:
    """Return what `return x` answers where `x = ...` stands right before it."""
    node, before = body[at], body[at - 1]
    if not (at and isinstance(node, ast.Return) and isinstance(node.value, ast.Name)):
        return None
    if not isinstance(before, ast.Assign) or not isinstance(before.value, ast.Call):
        return None
    target = before.targets[0]
    return before.value if isinstance(target, ast.Name) and target.id == node.value.id else None


def _answer(node: ast.expr | None, aliases: dict[str, str]) -> str:
    """Return an answer as text: `f(a=a, b=b)` is `f(a, b)`."""
    if not isinstance(node, ast.Call) or node.args or not node.keywords:
        return short(node, aliases)
    names = [one.value.id for one in node.keywords if isinstance(one.value, ast.Name)]
    if names != [one.arg for one in node.keywords]:
        return short(node, aliases)
    return f"{dotted(node.func, aliases)}({', '.join(names)})"


def _empty(node: ast.Dict | ast.List | ast.Tuple) -> bool:
    return not (node.keys if isinstance(node, ast.Dict) else node.elts)


def pointless_of(node: ast.Expr, function: str, aliases: dict[str, str]) -> Pointless | None:
    """Return what a statement is that only looks as if it did something."""
    value = node.value
    if isinstance(value, ast.Call):
        name = dotted(value.func, aliases)
        if name.endswith(("Error", "Exception")) and name.rpartition(".")[2][:1].isupper():
            return Pointless(node.lineno, function, "exception", name)
        return None
    if isinstance(value, ast.Await | ast.Yield | ast.YieldFrom | ast.NamedExpr):
        return None
    # A page may show a value by naming it; a comparison is meant to be an assertion.
    if isinstance(value, ast.ListComp | ast.GeneratorExp | ast.IfExp | ast.BoolOp):
        return None
    what = "comparison" if isinstance(value, ast.Compare) else "expression"
    return Pointless(node.lineno, function, what, short(value, aliases))


def none_read(body: Sequence[ast.stmt], at: int, function: str) -> Pointless | None:
    """Return the variable that is read where an `if` of a block says that it is None."""
    node = body[at]
    if not isinstance(node, ast.If):
        return None
    test, denied = node.test, False
    while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test, denied = test.operand, not denied
    match test:
        case ast.Compare(
            left=ast.Name(id=name),
            ops=[ast.Is() | ast.IsNot() as operator],
            comparators=[ast.Constant(value=None)],
        ):
            is_none = isinstance(operator, ast.Is) is not denied
        case _:
            return None
    if not is_none and (node.orelse or not ends(node.body)):
        return None
    rest = node.body if is_none else body[at + 1 :]
    uses = [
        one
        for statement in rest
        for one in all_below(statement)
        if isinstance(one, ast.Name) and one.id == name
    ]
    if not uses or any(isinstance(one.ctx, ast.Store) for one in uses):
        return None
    return Pointless(uses[0].lineno, function, "none", name)


def loop_of(node: ast.For | ast.AsyncFor | ast.While, function: str) -> Pointless | None:
    """Return that a loop never comes to its second turn."""
    if not isinstance(node.body[-1], ast.Return | ast.Raise | ast.Break):
        return None
    goes_on = any(isinstance(one, ast.Continue) for part in node.body for one in all_below(part))
    return None if goes_on else Pointless(node.lineno, function, "loop", "")
