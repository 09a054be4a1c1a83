"""Comparisons, `in` and `is None`."""

import ast

from baesc.ground.source import Span
from baesc.language.expressions import faults
from baesc.language.expressions.agreement import Objection, adapted, compared, named
from baesc.language.expressions.calling import Reader
from baesc.language.expressions.tree import (
    Absence,
    Attribute,
    Comparison,
    Containment,
    Membership,
    Node,
    Type,
)

_COMPARE = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip


def read_comparison(reader: Reader, node: ast.Compare) -> Node | None:
    """Return a comparison, a membership or a test for `None`."""
    if any(isinstance(op, ast.In | ast.NotIn | ast.Is | ast.IsNot) for op in node.ops):
        if len(node.ops) > 1:
            advice = "join two conditions with `and`"
            span = reader.text.place(node)
            raise Objection(faults.not_in_expressions(span, "`in` or `is` in a chain", advice))
        return _single(reader, node, node.ops[0], node.comparators[0])
    parts = reader.all([node.left, *node.comparators])
    if parts is None:
        return None
    signs = [_COMPARE[type(op)] for op in node.ops]
    for at, sign in enumerate(signs):
        left, right = parts[at], parts[at + 1]
        parts[at] = adapted(left, right.type, _subject(right))
        parts[at + 1] = adapted(right, left.type, _subject(left))
        compared(sign, parts[at], parts[at + 1], reader.text.place(node))
    nullable = any(one.type.nullable for one in parts)
    rest = tuple(zip(signs, parts[1:], strict=True))
    return Comparison(parts[0], rest, Type("boolean", nullable), reader.text.place(node))


def _single(reader: Reader, node: ast.Compare, op: ast.cmpop, right: ast.expr) -> Node | None:
    negated, span = isinstance(op, ast.NotIn | ast.IsNot), reader.text.place(node)
    left = reader.read(node.left)
    if isinstance(op, ast.Is | ast.IsNot):
        if not (isinstance(right, ast.Constant) and right.value is None) and not (
            isinstance(right, ast.Name) and right.id == "null"
        ):
            advice = "write `==` or `!=`"
            raise Objection(faults.mismatch(span, "`is` is for `None` alone", advice))
        if left is None:
            return None
        if left.type.kind == "rows":
            advice = "write `count(...) == 0`"
            raise Objection(faults.mismatch(span, "many rows are never `None`", advice))
        return Absence(left, negated, Type("boolean"), span)
    if isinstance(right, ast.Tuple | ast.List | ast.Set):
        return _membership(reader, left, right.elts, negated, span)
    whole = reader.read(right)
    if left is None or whole is None:
        return None
    if left.type.kind == "row" and whole.type.kind == "rows":
        advice = f"write `any(x == ... for x in {reader.text.source(right)})`"
        raise Objection(faults.mismatch(span, "`in` does not look through rows", advice))
    if (left.type.kind, whole.type.kind) != ("text", "text"):
        message = f"`in` does not look for {named(left.type)} in {named(whole.type)}"
        advice = "write `status in ('draft', 'sent')`, or look for a text in a text"
        raise Objection(faults.mismatch(span, message, advice))
    nullable = left.type.nullable or whole.type.nullable
    return Containment(left, whole, negated, Type("boolean", nullable), span)


def _membership(
    reader: Reader, value: Node | None, items: list[ast.expr], negated: bool, span: Span
) -> Node | None:
    if not items:
        raise Objection(faults.mismatch(span, "`in` needs one value or more"))
    made = reader.all(items)
    if value is None or made is None:
        return None
    sound: list[Node] = []
    for one in made:
        try:
            item = adapted(one, value.type, _subject(value))
            compared("==", value, item, one.span)
            sound.append(item)
        except Objection as objection:
            reader.found.append(objection.fault)
    nullable = any(one.type.nullable for one in (value, *sound))
    return Membership(value, tuple(sound), negated, Type("boolean", nullable), span)


def _subject(node: Node) -> str:
    return node.name if isinstance(node, Attribute) else ""
