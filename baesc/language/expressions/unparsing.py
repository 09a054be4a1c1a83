"""The one canonical text of an expression: reading it gives the expression again."""

from baesc.language.expressions.functions import PRECEDENCE
from baesc.language.expressions.names import CONSTANTS, WORDS, spelled
from baesc.language.expressions.tree import (
    Absence,
    Aggregate,
    Arithmetic,
    Attribute,
    Call,
    Comparison,
    Conditional,
    Constant,
    Containment,
    Each,
    Junction,
    Made,
    Membership,
    Negative,
    Node,
    Not,
    Related,
    Table,
    This,
)

_ATOM = 9


def unparse(node: Node) -> str:
    """Return the canonical text."""
    return _written(node)[0]


def _above(node: Node, least: int) -> str:
    """Return the text of a part, in parentheses when it binds less tightly."""
    text, level = _written(node)
    return text if level >= least else f"({text})"


def _written(node: Node) -> tuple[str, int]:
    """Return a text and how tightly it binds."""
    match node:
        case Constant():
            return _constant(node), _ATOM
        case Made(word=word):
            return word, _ATOM
        case This():
            return "self", _ATOM
        case Each(name=name):
            return name, _ATOM
        case Table(type=kind):
            return kind.entity, _ATOM
        case Attribute(row=row, name=name) | Related(row=row, name=name):
            return _member(row, name), _ATOM
        case Call(name=name, arguments=arguments):
            return f"{name}({', '.join(map(unparse, arguments))})", _ATOM
        case Aggregate():
            return _aggregate(node), _ATOM
        case _:
            return _operation(node)


def _operation(node: Node) -> tuple[str, int]:
    compare = PRECEDENCE["compare"]
    match node:
        case Negative(part=part):
            level = PRECEDENCE["negative"]
            return f"-{_above(part, level)}", level
        case Arithmetic(sign=sign, left=left, right=right):
            level = PRECEDENCE[sign]
            return f"{_above(left, level)} {sign} {_above(right, level + 1)}", level
        case Comparison(first=first, rest=rest):
            chain = "".join(f" {sign} {_above(one, compare + 1)}" for sign, one in rest)
            return _above(first, compare + 1) + chain, compare
        case Membership(value=value, items=items, negated=negated):
            comma = "," if len(items) == 1 else ""
            listed = f"({', '.join(map(unparse, items))}{comma})"
            word = "not in" if negated else "in"
            return f"{_above(value, compare + 1)} {word} {listed}", compare
        case Containment(part=part, whole=whole, negated=negated):
            word = "not in" if negated else "in"
            return f"{_above(part, compare + 1)} {word} {_above(whole, compare + 1)}", compare
        case Absence(value=value, negated=negated):
            word = "is not None" if negated else "is None"
            return f"{_above(value, compare + 1)} {word}", compare
        case Not(part=part):
            level = PRECEDENCE["not"]
            return f"not {_above(part, level)}", level
        case Junction(word=word, parts=parts):
            level = PRECEDENCE[word]
            return f" {word} ".join(_above(one, level + 1) for one in parts), level
        case Conditional(test=test, then=then, otherwise=otherwise):
            level = PRECEDENCE["if"]
            head = f"{_above(then, level + 1)} if {_above(test, level + 1)}"
            return f"{head} else {_above(otherwise, level)}", level
        case _:
            raise AssertionError(f"no text for {type(node).__name__}")


def _constant(node: Constant) -> str:
    if node.value is None or isinstance(node.value, bool | int):
        return str(node.value)
    return str(node.value) if node.type.kind == "decimal" else repr(node.value)


def _member(row: Node, name: str) -> str:
    if isinstance(row, This):
        is_taken = name in WORDS or name in CONSTANTS
        return f"self.{name}" if is_taken else spelled(name)
    return f"{_above(row, _ATOM)}.{spelled(name)}"


def _aggregate(node: Aggregate) -> str:
    if node.each is None:
        return f"{node.name}({unparse(node.rows)})"
    element = unparse(node.element) if node.element is not None else node.each.name
    condition = ""
    if node.condition is not None:
        condition = f" if {_above(node.condition, PRECEDENCE['or'])}"
    return f"{node.name}({element} for {node.each.name} in {unparse(node.rows)}{condition})"
