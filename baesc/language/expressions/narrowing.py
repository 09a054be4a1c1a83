"""What is known where a condition is true, or where it is not: values that are there, or not 0."""

from typing import Literal

from baesc.language.expressions.tree import (
    Absence,
    Comparison,
    Constant,
    Junction,
    Node,
    Not,
)
from baesc.language.expressions.unparsing import unparse

# The node as its canonical text: what is known of it changes its type, not its text.
Fact = tuple[Literal["present", "nonzero"], str]
Facts = frozenset[Fact]
NOTHING: Facts = frozenset()


def when_true(node: Node) -> Facts:
    """Return what holds where a condition is true."""
    match node:
        case Absence(value=value, negated=True):
            return frozenset({("present", unparse(value))})
        case Comparison(first=first, rest=rest):
            there: set[Fact] = {
                ("present", unparse(one)) for one in (first, *(two for _, two in rest))
            }
            if len(rest) == 1 and rest[0][0] in ("!=", "<", ">") and _is_zero(rest[0][1]):
                there.add(("nonzero", unparse(first)))
            return frozenset(there)
        case Junction(word="and", parts=parts):
            return NOTHING.union(*map(when_true, parts))
        case Not(part=part):
            return when_not_true(part)
        case _:
            return NOTHING


def when_not_true(node: Node) -> Facts:
    """Return what holds where a condition is false or null."""
    match node:
        case Absence(value=value, negated=False):
            return frozenset({("present", unparse(value))})
        case Comparison(first=first, rest=(("==", second),)) if _is_zero(second):
            return frozenset({("nonzero", unparse(first))})
        case Junction(word="or", parts=parts):
            return NOTHING.union(*map(when_not_true, parts))
        case Not(part=part) if not part.type.nullable:
            return when_true(part)
        case _:
            return NOTHING


def _is_zero(node: Node) -> bool:
    return isinstance(node, Constant) and node.value in (0, "0.0")
