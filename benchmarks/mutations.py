"""Small changes of an expression that make it say something else."""

import ast
from collections.abc import Iterator
from copy import deepcopy

_SIGNS: tuple[type[ast.cmpop], ...] = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip


def mutations(text: str, members: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Yield kinds of changes and changed texts; `members` has for each name others of its type."""
    tree = ast.parse(text, mode="eval")
    for at, node in enumerate(ast.walk(tree)):
        for kind, changed in _changes(node, members):
            other = deepcopy(tree)
            _put(other, at, changed)
            yield kind, ast.unparse(other)


def _put(tree: ast.AST, at: int, changed: ast.AST) -> None:
    """Replace the n-th node of a walk."""
    target = list(ast.walk(tree))[at]
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, name, changed)
            elif isinstance(value, list) and any(one is target for one in value):
                setattr(parent, name, [changed if one is target else one for one in value])


def _changes(node: ast.AST, members: dict[str, list[str]]) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Compare():
            yield from _other_signs(node)
        case ast.Constant(value=int() as value) if not isinstance(value, bool):
            for number in (value + 1, value - 1, value * 10):
                if number >= 0 and number != value:
                    yield "another number", ast.Constant(number)
        case ast.BoolOp():
            yield from _other_junctions(node)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "turned around", deepcopy(operand)
        case ast.comprehension(ifs=[_, *_]):
            yield "a condition less", ast.comprehension(node.target, node.iter, [], 0)
        case ast.Name(id=name):
            for other in members.get(name, ()):
                yield "another field", ast.Name(other, node.ctx)
        case ast.Attribute(attr=name):
            for other in members.get(name, ()):
                yield "another field", ast.Attribute(node.value, other, node.ctx)
        case _:
            return


def _other_signs(node: ast.Compare) -> Iterator[tuple[str, ast.AST]]:
    for at, op in enumerate(node.ops):
        signs = [_TURNED[type(op)]] if type(op) in _TURNED else _SIGNS
        for sign in signs:
            if not isinstance(op, sign):
                other = deepcopy(node)
                other.ops[at] = sign()
                yield "turned around" if type(op) in _TURNED else "another sign", other


def _other_junctions(node: ast.BoolOp) -> Iterator[tuple[str, ast.AST]]:
    other = deepcopy(node)
    other.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield "another junction", other
    for at in range(len(node.values)):
        rest = [one for i, one in enumerate(node.values) if i != at]
        left = rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
        yield "a condition less", deepcopy(left)
