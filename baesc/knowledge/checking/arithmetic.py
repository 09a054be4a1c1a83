"""Arithmetic that databases do exactly: whole numbers on both, decimals on PostgreSQL."""

from collections.abc import Callable

from baesc.knowledge.checking.terms import (
    ADD,
    ATOM,
    MULTIPLY,
    Dialect,
    Term,
    Unsayable,
    exact,
    whole,
)
from baesc.language.expressions.tree import Arithmetic, Call, Constant, Negative, Node, parts_of

# Digits after the point with which quotients are computed before they are rounded.
_PLACES = 40
_WIDE = "NUMERIC(100, 40)"
_QUOTIENT_DIGITS = 28


def computed(node: Negative | Arithmetic, of: Callable[[Node], Term], database: Dialect) -> Term:
    """Return the SQL of a sum, a product, or another number that is computed."""
    kind = node.type.kind
    if isinstance(node, Negative):
        part = of(node.part)
        if kind not in ("integer", "decimal"):
            raise Unsayable
        return Term(f"-{_wide(part, node.part, database).within(ATOM)}", MULTIPLY, *part[2:])
    if all(isinstance(part, Constant) for part in parts_of(node)):
        # PostgreSQL would compute with the shortest type that holds both.
        raise Unsayable
    if kind == "duration":
        return _days_between(node, of, database)
    if kind == "text" and node.sign == "+":
        left, right = of(node.left), of(node.right)
        return Term(f"{left.within(ADD)} || {right.within(MULTIPLY)}", ADD)
    if kind == "integer":
        return _whole(node, of, database)
    if kind == "decimal" and database == "postgresql":
        return _exact(node, of)
    raise Unsayable


def _wide(term: Term, node: Node, database: Dialect) -> Term:
    """Return a column of whole numbers as one that does not overflow."""
    if database == "sqlite" or isinstance(node, Constant) or node.type.kind != "integer":
        return term
    if isinstance(node, Arithmetic | Negative):
        return term
    return Term(f"CAST({term.sql} AS BIGINT)", ATOM, *term[2:])


def _whole(node: Arithmetic, of: Callable[[Node], Term], database: Dialect) -> Term:
    left, right = (_wide(of(one), one, database) for one in (node.left, node.right))
    match node.sign:
        case "+" | "-":
            sql = f"{left.within(ADD)} {node.sign} {right.within(MULTIPLY)}"
            return whole(sql, ADD, left.most + right.most)
        case "*":
            sql = f"{left.within(MULTIPLY)} * {right.within(ATOM)}"
            return whole(sql, MULTIPLY, left.most * right.most)
        case "//" | "%":
            return _floored(node, left, right)
        case _:
            raise Unsayable


def _floored(node: Arithmetic, left: Term, right: Term) -> Term:
    """Return a quotient that is rounded down, or what it leaves: SQL rounds towards zero."""
    if node.left.type.kind != "integer" or node.right.type.kind != "integer":
        raise Unsayable
    one, two = left.within(ATOM), right.within(ATOM)
    divisor = two if _is_positive(node.right) else f"NULLIF({two}, 0)"
    rest = f"({one} % {divisor} + {two}) % {divisor}"
    if node.sign == "%":
        return whole(rest, MULTIPLY, 2 * right.most)
    return whole(f"({one} - {rest}) / {divisor}", MULTIPLY, left.most + 2 * right.most)


def _is_positive(node: Node) -> bool:
    return isinstance(node, Constant) and isinstance(node.value, int) and node.value > 0


def _exact(node: Arithmetic, of: Callable[[Node], Term]) -> Term:
    if {node.left.type.kind, node.right.type.kind} - {"integer", "decimal"}:
        raise Unsayable
    left, right = (_wide(of(one), one, "postgresql") for one in (node.left, node.right))
    if node.sign in ("+", "-"):
        sql = f"{left.within(ADD)} {node.sign} {right.within(MULTIPLY)}"
        return exact(sql, ADD, left.most + right.most, max(left.places, right.places))
    if node.sign == "*":
        sql = f"{left.within(MULTIPLY)} * {right.within(ATOM)}"
        return exact(sql, MULTIPLY, left.most * right.most, left.places + right.places)
    if node.sign == "/":
        for one in (left, right):
            if len(str(one.most)) + one.places > _QUOTIENT_DIGITS:
                raise Unsayable
        divisor = right.sql if _is_positive(node.right) else f"NULLIF({right.sql}, 0)"
        quotient = f"round(CAST({left.sql} AS {_WIDE}) / {divisor}, 10)"
        return exact(quotient, ATOM, left.most * 10**right.places, 10)
    raise Unsayable


def is_days(node: Node) -> bool:
    """Tell whether a duration is a number of whole days."""
    if isinstance(node, Call) and node.name == "days":
        return isinstance(node.arguments[0], Constant)
    if isinstance(node, Arithmetic) and node.sign == "-":
        return node.left.type.kind == node.right.type.kind == "date"
    return False


def _days_between(node: Arithmetic, of: Callable[[Node], Term], database: Dialect) -> Term:
    if not is_days(node):
        raise Unsayable
    left, right = of(node.left), of(node.right)
    if database == "sqlite":
        return Term(f"julianday({left.sql}) - julianday({right.sql})", ADD)
    sides = (
        f"CAST({one.sql} AS DATE)" if isinstance(part, Constant) else one.within(MULTIPLY)
        for one, part in ((left, node.left), (right, node.right))
    )
    return Term(" - ".join(sides), ADD)
