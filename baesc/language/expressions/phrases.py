"""Phrases for names and for rows: `enrollments with the same student whose grade is ...`."""

from baesc.ground.english import ACRONYMS
from baesc.ground.names import plural, snake, words
from baesc.language.expressions.tree import (
    Aggregate,
    Attribute,
    Call,
    Comparison,
    Conditional,
    Each,
    Junction,
    Node,
    Related,
    This,
    parts_of,
)

_OWN = {"created_at": "time of creation", "updated_at": "time of the last change"}


def name_of(name: str) -> str:
    """Return a name of the spec as words: `birth date`, `VAT ID`."""
    if name in _OWN:
        return _OWN[name]
    return " ".join(one.upper() if one in ACRONYMS else one for one in words(name))


def plural_of(entity: str) -> str:
    """Return what rows of an entity are called."""
    return name_of(plural(snake(entity)))


def conjuncts(node: Node) -> list[Node]:
    """Return the conditions that `and` joins."""
    return list(node.parts) if isinstance(node, Junction) and node.word == "and" else [node]


def _sides(node: Node, sign: str) -> tuple[Node, Node] | None:
    if isinstance(node, Comparison) and len(node.rest) == 1 and node.rest[0][0] == sign:
        return node.first, node.rest[0][1]
    return None


def is_other(node: Node, each: Each) -> bool:
    """Tell whether a condition says that the row is another one."""
    sides = _sides(node, "!=")
    return sides is not None and {type(one) for one in sides} == {Each, This} and each in sides


def owner(node: Node, each: Each) -> str:
    """Return the relation that leads from each row to this one."""
    for one, other in _both(_sides(node, "==")):
        if isinstance(one, Related) and one.row == each and isinstance(other, This):
            return one.name
    return ""


def shared_member(node: Node, each: Each) -> str:
    """Return the member that each row shares with this one."""
    for one, other in _both(_sides(node, "==")):
        if not isinstance(one, Attribute | Related) or not isinstance(other, Attribute | Related):
            continue
        if one.row == each and isinstance(other.row, This) and one.name == other.name:
            return one.name
    return ""


def _both(sides: tuple[Node, Node] | None) -> tuple[tuple[Node, Node], ...]:
    return () if sides is None else (sides, (sides[1], sides[0]))


def whose(clauses: list[str]) -> str:
    """Return ` whose grade is at least 10 and whose ...`."""
    said = [f"whose {one[4:]}" if one.startswith("its ") else f"where {one}" for one in clauses]
    return f" {' and '.join(said)}" if said else ""


def ends_open(node: Node) -> bool:
    """Tell whether words that follow a value could be meant for the end of it."""
    if isinstance(node, Aggregate):
        each, condition = node.each, node.condition
        if each is None or condition is None:
            return False
        said = (is_other, owner, shared_member)
        return any(not any(says(one, each) for says in said) for one in conjuncts(condition))
    return isinstance(node, Call) and node.name in ("min", "max")


def is_joined(node: Node) -> bool:
    """Tell whether a condition has parts that words before or after it could be meant for."""
    return (
        isinstance(node, Junction | Conditional)
        or (isinstance(node, Comparison) and len(node.rest) > 1)
        or (isinstance(node, Aggregate) and node.element is not None)
        or any(ends_open(one) for one in parts_of(node))
    )
