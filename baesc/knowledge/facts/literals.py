"""Constants as text, whatever way the code writes them."""

import ast

from baesc.knowledge.facts.text import dotted

_DATES = {"date": 3, "time": 4, "datetime": 7}
_LARGEST = 2**64


def literal_value(
    node: ast.AST | None, named: dict[str, ast.expr], aliases: dict[str, str]
) -> str | None:
    """Return a constant as text, whatever way it is written; None for anything else.

    Numbers without useless zeros, dates and times in ISO form; `named` has the constants that
    names stand for.
    """
    if isinstance(node, ast.Constant):
        return _constant_text(node.value)
    if isinstance(node, ast.Name):
        known = named.get(node.id)
        # One name is followed and no further: names in a circle would have no end.
        return literal_value(known, {}, aliases)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = literal_value(node.operand, named, aliases)
        return f"-{inner}" if inner is not None and inner[:1].isdigit() else None
    if isinstance(node, ast.BinOp):
        return _computed(node, named, aliases)
    if isinstance(node, ast.Call):
        return _made(node, named, aliases)
    return None


def _constant_text(value: object) -> str | None:
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int):
        return str(value) if abs(value) < _LARGEST else None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _LARGEST else repr(value)
    return value if isinstance(value, str) else None


def _computed(node: ast.BinOp, named: dict[str, ast.expr], aliases: dict[str, str]) -> str | None:
    left = literal_value(node.left, named, aliases)
    right = literal_value(node.right, named, aliases)
    try:
        one, other = int(left or ""), int(right or "")
    except ValueError:
        return None
    if isinstance(node.op, ast.Add):
        return str(one + other)
    if isinstance(node.op, ast.Sub):
        return str(one - other)
    if isinstance(node.op, ast.Mult):
        return str(one * other)
    if isinstance(node.op, ast.Pow) and 0 <= other <= 64 and abs(one) <= 64:
        return str(one**other)
    return None


def _made(node: ast.Call, named: dict[str, ast.expr], aliases: dict[str, str]) -> str | None:
    """Return what `Decimal("1.50")`, `date(2026, 1, 31)` or `UUID("...")` makes."""
    name = dotted(node.func, aliases).rpartition(".")[2]
    values = [literal_value(one, named, aliases) for one in node.args]
    if not values or None in values:
        return None
    texts = [one for one in values if one is not None]
    if name == "UUID":
        return texts[0]
    if name == "Decimal":
        whole, point, rest = texts[0].partition(".")
        rest = rest.rstrip("0")
        return f"{whole}{point}{rest}" if rest else whole
    if name not in _DATES or len(texts) > _DATES[name] or not all(map(str.isdecimal, texts)):
        return None
    return _moment(name, [int(one) for one in texts])


def _moment(name: str, numbers: list[int]) -> str:
    day = "-".join(f"{one:02}" for one in numbers[:3]) if name != "time" else ""
    clock = numbers if name == "time" else numbers[3:]
    if name == "date":
        return day
    hour, minute, second, micro, *_ = [*clock, 0, 0, 0, 0]
    text = f"{hour:02}:{minute:02}:{second:02}" + (f".{micro:06}".rstrip("0") if micro else "")
    return f"{day}T{text}" if day else text
