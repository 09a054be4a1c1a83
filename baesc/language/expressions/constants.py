"""Values that are written out."""

import ast
from decimal import Decimal

from baesc.ground.source import Span
from baesc.language.expressions import faults
from baesc.language.expressions.agreement import Objection
from baesc.language.expressions.grammar import Text
from baesc.language.expressions.tree import Constant, Node, Type
from baesc.language.values import DIGITS_LIMIT


def read_constant(text: Text, node: ast.Constant) -> Node:
    """Return a value that was written."""
    span, value = text.place(node), node.value
    if value is None:
        return Constant(None, Type("null", nullable=True), span)
    if isinstance(value, bool):
        return Constant(value, Type("boolean"), span)
    if isinstance(value, int):
        if abs(value) >= 10**DIGITS_LIMIT:
            message = f"a number has at most {DIGITS_LIMIT} digits"
            raise Objection(faults.bad_constant(span, message))
        return Constant(value, Type("integer"), span)
    if isinstance(value, float):
        return Constant(_decimal(text.source(node), span), Type("decimal"), span)
    if isinstance(value, str):
        strange = next((one for one in value if not (one.isprintable() or one in "\n\t")), None)
        if strange is not None:
            message = f"the character U+{ord(strange):04X} can't stand in a text"
            raise Objection(faults.bad_constant(span, message))
        return Constant(value, Type("text"), span)
    raise Objection(faults.not_in_expressions(span, f"`{text.source(node)}`"))


def _decimal(source: str, span: Span) -> str:
    """Return the canonical text of a number with a point: exactly what was written."""
    text = source.replace("_", "")
    if "e" in text.lower():
        raise Objection(faults.bad_constant(span, "a number is written without `e`"))
    number = Decimal(text)
    digits = f"{number.normalize():f}"
    if len(digits) > DIGITS_LIMIT + 1:
        raise Objection(faults.bad_constant(span, f"a number has at most {DIGITS_LIMIT} digits"))
    return digits if "." in digits else f"{digits}.0"
