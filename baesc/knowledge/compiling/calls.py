"""Functions of values in Python."""

from baesc.knowledge.compiling.compiling import Compiling
from baesc.knowledge.compiling.literals import text_literal, widened
from baesc.knowledge.compiling.pieces import ATOM, COMPARE, PRODUCT, Facts, Value, guards_of
from baesc.language import patterns
from baesc.language.expressions.bounds import MOST_DAYS, is_exact, most
from baesc.language.expressions.tree import Call, Constant

_PARTS = {"year": ".year", "month": ".month", "day": ".day", "date": ".date()"}
_METHODS = {"lower": ".lower()", "upper": ".upper()"}


def call(c: Compiling, node: Call, facts: Facts) -> Value:
    """Return source of the value of a function."""
    if node.name in ("min", "max"):
        return _extreme(c, node, facts)
    value = c.settled(node.arguments[0], facts)
    guards = value.guards
    match node.name:
        case "len":
            return Value(f"len({value.text})", ATOM, guards)
        case "lower" | "upper" | "year" | "month" | "day" | "date":
            # Points in time are in UTC everywhere.
            member = (_PARTS | _METHODS)[node.name]
            return Value(f"{value.above(ATOM)}{member}", ATOM, guards)
        case "matches":
            return Value(f"{matched(c, node, value)} is not None", COMPARE, guards)
        case "abs":
            if node.type.kind == "decimal" and not is_exact(node, c.system):
                return Value(f"{value.above(ATOM)}.copy_abs()", ATOM, guards)
            return Value(f"abs({value.text})", ATOM, guards)
        case "round":
            return _rounded(c, node, value)
        case "years":
            return _months(value, node)
        case "months":
            return value
        case _:
            return _span(c, node, value)


def matched(c: Compiling, node: Call, value: Value) -> str:
    """Return source of the match of a text with a pattern."""
    pattern = node.arguments[1]
    written = str(pattern.value) if isinstance(pattern, Constant) else ""
    c.use("re", "")
    return f"re.fullmatch({text_literal(patterns.canonical(written))}, {value.text})"


def _months(value: Value, node: Call) -> Value:
    number = node.arguments[0]
    if isinstance(number, Constant):
        return Value(str(12 * int(str(number.value))), ATOM)
    return Value(f"12 * {value.above(PRODUCT + 1)}", PRODUCT, value.guards)


def _span(c: Compiling, node: Call, value: Value) -> Value:
    is_sound = most(node, c.system) < MOST_DAYS
    if is_sound:
        text = f"{c.use('datetime', 'timedelta')}({node.name}={value.text})"
        return Value(text, ATOM, value.guards)
    name = c.helper("span_of_days" if node.name == "days" else "span_of_hours")
    return Value(f"{name}({value.text})", ATOM, value.guards, maybe=True)


def _rounded(c: Compiling, node: Call, value: Value) -> Value:
    number = node.arguments[0]
    if number.type.kind == "integer":
        # A whole number stays one, unless a computed field makes a decimal of it.
        return widened(c, number, value, node.type.kind)
    digits = node.arguments[1] if len(node.arguments) > 1 else None
    places = str(digits.value) if isinstance(digits, Constant) else "0"
    if number.type.kind == "float":
        text = f"{c.helper('round_float')}({value.text}, {places})"
        return Value(f"int({text})" if node.type.kind == "integer" else text, ATOM, value.guards)
    text = f"{c.helper('round_half_up')}({value.text}, {places})"
    return Value(f"int({text})" if node.type.kind == "integer" else text, ATOM, value.guards)


def _extreme(c: Compiling, node: Call, facts: Facts) -> Value:
    values = [widened(c, one, c.settled(one, facts), node.type.kind) for one in node.arguments]
    listed = ", ".join(one.text for one in values)
    if len(values) == 1:
        return values[0]
    return Value(f"{node.name}({listed})", ATOM, guards_of(*values))
