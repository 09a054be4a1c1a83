"""Arithmetic in Python: exact, and None where there is no such value."""

import re

from baesc.knowledge.compiling.compiling import Compiling
from baesc.knowledge.compiling.literals import as_float
from baesc.knowledge.compiling.pieces import (
    ATOM,
    COMPARE,
    NEGATIVE,
    PRODUCT,
    SUM,
    Facts,
    Guard,
    Value,
    guards_of,
    unknown,
)
from baesc.language.expressions.bounds import (
    MOST_DAYS,
    MOST_FLOAT,
    is_a_day,
    is_exact,
    most,
)
from baesc.language.expressions.tree import Arithmetic, Call, Constant, Negative, Node

_READABLE = re.compile(r"[^\"\\\n\t]*")
_NAMES = re.compile(r"[\w.]+")
_SHORT = 60
_LEVELS = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "//": PRODUCT, "%": PRODUCT}
_EXACTLY = {"+": "add", "-": "subtract", "*": "multiply"}


def arithmetic(c: Compiling, node: Arithmetic, facts: Facts) -> Value:
    """Return source of two values made into one."""
    if node.sign in ("/", "//", "%"):
        return _division(c, node, facts)
    kind = node.type.kind
    if kind in ("date", "datetime"):
        return _moved(c, node, facts)
    left, right = c.settled(node.left, facts), c.settled(node.right, facts)
    guards = guards_of(left, right)
    if kind == "text":
        return _joined(c, node, facts, Value(_sign("+", left, right), SUM, guards))
    if kind == "float":
        left, right = as_float(c, node.left, left), as_float(c, node.right, right)
        return _finite(c, node, Value(_sign(node.sign, left, right), _LEVELS[node.sign], guards))
    if kind == "decimal" and not is_exact(node, c.system):
        name = c.helper(_EXACTLY[node.sign])
        return Value(f"{name}({left.text}, {right.text})", ATOM, guards)
    plain = Value(_sign(node.sign, left, right), _LEVELS[node.sign], guards)
    if kind != "duration" or most(node, c.system) < MOST_DAYS:
        return plain
    name = c.helper("add_spans" if node.sign in "+-" else "times_span")
    if node.sign == "*" and node.left.type.kind != "duration":
        left, right = right, left
    second = f"-{right.above(NEGATIVE)}" if node.sign == "-" else right.text
    return Value(f"{name}({left.text}, {second})", ATOM, guards, maybe=True)


def _joined(c: Compiling, node: Arithmetic, facts: Facts, plain: Value) -> Value:
    """Return texts that are joined as one with the values inside, where that reads better."""
    written = ""
    parts = _texts(node)
    for part in parts:
        if isinstance(part, Constant):
            text = str(part.value)
            if not _READABLE.fullmatch(text):
                return plain
            written += text.replace("{", "{{").replace("}", "}}")
        else:
            value = c.settled(part, facts)
            if value.level < ATOM or not _NAMES.fullmatch(value.text):
                return plain
            written += f"{{{value.text}}}"
    if (
        len(parts) < 3
        or len(written) > _SHORT
        or all(not isinstance(one, Constant) for one in parts)
    ):
        return plain
    return Value(f'f"{written}"', ATOM, plain.guards)


def _texts(node: Node) -> list[Node]:
    """Return the texts that are joined."""
    if isinstance(node, Arithmetic):
        return [*_texts(node.left), *_texts(node.right)]
    return [node]


def _sign(sign: str, left: Value, right: Value) -> str:
    level = _LEVELS[sign]
    return f"{left.above(level)} {sign} {right.above(level + 1)}"


def _finite(c: Compiling, node: Node, value: Value) -> Value:
    """Return a float that is None where it is too large."""
    if most(node, c.system) <= MOST_FLOAT:
        return value
    return Value(f"{c.helper('finite')}({value.text})", ATOM, value.guards, maybe=True)


def _division(c: Compiling, node: Arithmetic, facts: Facts) -> Value:
    left, right = c.settled(node.left, facts), c.settled(node.right, facts)
    guards = guards_of(left, right)
    if not _is_nonzero(node.right):
        guards = (*guards, *unknown((_nonzero(c, node.right, right),), facts))
    if node.sign != "/":
        return Value(_sign(node.sign, left, right), PRODUCT, guards)
    if node.type.kind == "float":
        left, right = as_float(c, node.left, left), as_float(c, node.right, right)
        return _finite(c, node, Value(_sign("/", left, right), PRODUCT, guards))
    name = c.helper("divide_spans" if node.left.type.kind == "duration" else "divide")
    return Value(f"{name}({left.text}, {right.text})", ATOM, guards)


def nonzero_key(text: str) -> str:
    """Return the key of the guard that a number is not 0."""
    return f"{text} != 0"


def _nonzero(c: Compiling, node: Node, value: Value) -> Guard:
    zero = f"{c.use('datetime', 'timedelta')}()" if node.type.kind == "duration" else "0"
    text = value.above(COMPARE + 1)
    return Guard(nonzero_key(value.text), f"{text} != {zero}", f"{text} == {zero}")


def _is_nonzero(node: Node) -> bool:
    if isinstance(node, Negative):
        return _is_nonzero(node.part)
    if isinstance(node, Constant):
        return node.value not in (0, "0.0", None)
    return (
        isinstance(node, Call) and node.name in ("days", "hours") and _is_nonzero(node.arguments[0])
    )


def _moved(c: Compiling, node: Arithmetic, facts: Facts) -> Value:
    """Return a date that is later or earlier."""
    left, right = c.settled(node.left, facts), c.settled(node.right, facts)
    guards = guards_of(left, right)
    is_sound = is_a_day(node, c.system)
    if node.right.type.kind == "duration":
        if is_sound:
            return Value(_sign(node.sign, left, right), SUM, guards)
        name = c.helper("later" if node.sign == "+" else "earlier")
        return Value(f"{name}({left.text}, {right.text})", ATOM, guards, maybe=True)
    number = right.text if node.sign == "+" else negated(right).text
    if not is_sound:
        name = c.helper("months_later")
        return Value(f"{name}({left.text}, {number})", ATOM, guards, maybe=True)
    by_year = node.right
    if isinstance(by_year, Call) and by_year.name == "years":
        years = c.settled(by_year.arguments[0], facts)
        number = years.text if node.sign == "+" else negated(years).text
        return Value(f"{c.helper('add_years')}({left.text}, {number})", ATOM, guards)
    return Value(f"{c.helper('add_months')}({left.text}, {number})", ATOM, guards)


def negated(value: Value) -> Value:
    """Return a number with the other sign."""
    if value.text.startswith("-") and value.level == NEGATIVE:
        return Value(value.text[1:], ATOM, value.guards)
    return Value(f"-{value.above(NEGATIVE)}", NEGATIVE, value.guards)


def negative(c: Compiling, node: Negative, facts: Facts) -> Value:
    """Return source of a number or duration with the other sign."""
    value = c.settled(node.part, facts)
    if node.type.kind == "decimal" and not is_exact(node, c.system):
        return Value(f"{value.above(ATOM)}.copy_negate()", ATOM, value.guards)
    return negated(value)
