"""What an expression says, in parts that can be held against a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass

from baesc.language.expressions.nouns import flipped, opposite_sign
from baesc.language.expressions.phrases import conjuncts
from baesc.language.expressions.tree import (
    NUMBERS,
    Absence,
    Aggregate,
    Arithmetic,
    Attribute,
    Call,
    Comparison,
    Conditional,
    Constant,
    Junction,
    Membership,
    Negative,
    Node,
    Not,
    Type,
    parts_of,
    walk,
)

# What is wrong, and what to do.
Fault = tuple[str, str]
NOTHING = Constant(None, Type("null", nullable=True))
_TRUE = Constant(True, Type("boolean"))  # noqa: FBT003 - a value


@dataclass(frozen=True, slots=True)
class Atom:
    """One comparison, as it stands once each `not` is carried inwards.

    `of_rows` says that it chooses rows or cases, so that it speaks of them and not of what must
    hold. `is_open` says that it may stand either way around.
    """

    sign: str
    left: Node
    right: Node
    of_rows: bool = False
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A number in a comparison, which then reads: what is compared, `sign`, the number.

    An empty sign can't be told.
    """

    value: float
    sign: str
    atom: Atom | None


def atoms(node: Node, *, holds: bool = True, of_rows: bool = False) -> Iterator[Atom]:
    """Yield the comparisons of a condition."""
    match node:
        case Not(part=part):
            yield from atoms(part, holds=not holds, of_rows=of_rows)
        case Junction(parts=parts):
            for one in parts:
                yield from atoms(one, holds=holds, of_rows=of_rows)
        case Conditional(test=test, then=then, otherwise=otherwise):
            yield from _choice(test, then, otherwise, holds, of_rows)
        case Aggregate(name="any" | "all", element=element, condition=condition):
            if element is not None:
                yield from atoms(element, holds=holds, of_rows=of_rows or node.name == "any")
            if condition is not None:
                yield from atoms(condition, of_rows=True)
        case _:
            yield from _single(node, holds, of_rows)


def _single(node: Node, holds: bool, of_rows: bool) -> Iterator[Atom]:
    """Yield what a condition without other conditions compares."""
    match node:
        case Comparison(first=left, rest=rest):
            for sign, right in rest:
                yield Atom(sign if holds else opposite_sign(sign), left, right, of_rows)
                left = right
            for one in parts_of(node):
                yield from _opposed(one) if _is_none(node) else atoms_inside(one)
        case Membership(value=value, items=items, negated=negated):
            for one in items:
                yield Atom("==" if holds != negated else "!=", value, one, of_rows)
            yield from atoms_inside(value)
        case Absence(value=value, negated=negated):
            yield Atom("==" if holds != negated else "!=", value, NOTHING, of_rows)
        case Attribute() if node.type.kind == "boolean":
            yield Atom("==" if holds else "!=", node, _TRUE, of_rows)
        case _:
            yield from atoms_inside(node)


def _choice(test: Node, then: Node, otherwise: Node, holds: bool, of_rows: bool) -> Iterator[Atom]:
    """Yield the comparisons of `then if test else otherwise`: mostly it says `if test, then`."""
    fixed = [one.value for one in (then, otherwise) if isinstance(one, Constant)]
    for one in atoms(test, holds=isinstance(then, Constant), of_rows=of_rows):
        is_open = fixed not in ([True], [None])
        yield Atom(one.sign, one.left, one.right, one.of_rows, is_open or one.is_open)
    for part in (then, otherwise):
        yield from atoms(part, holds=holds, of_rows=of_rows)


def _is_none(node: Comparison) -> bool:
    """Tell whether it says that there are no such rows: `count(...) == 0`."""
    sign, right = node.rest[0]
    counts = isinstance(node.first, Aggregate) and node.first.name == "count"
    is_zero = isinstance(right, Constant) and right.value == 0 and sign in ("==", "<=")
    return counts and len(node.rest) == 1 and is_zero


def _opposed(node: Node) -> Iterator[Atom]:
    """Yield what chooses rows of which there are none: the opposite holds for all."""
    found = tuple(atoms_inside(node))
    for one in found:
        sign = opposite_sign(one.sign) if one.sign in ("==", "!=") else one.sign
        yield Atom(sign, one.left, one.right, one.of_rows, len(found) > 1 or one.is_open)


def atoms_inside(node: Node) -> Iterator[Atom]:
    """Yield the comparisons that choose rows and cases inside of a value."""
    for one in walk(node):
        if isinstance(one, Aggregate) and one.condition is not None:
            yield from atoms(one.condition, of_rows=True)
        if isinstance(one, Aggregate) and one.name in ("any", "all") and one.element is not None:
            yield from atoms(one.element, of_rows=True)
        if isinstance(one, Conditional):
            yield from atoms(one.test, of_rows=True)


def places(node: Node, found: tuple[Atom, ...]) -> tuple[Place, ...]:
    """Return each number of an expression; `found` are its atoms."""
    compared = [(constant, place) for atom in found for constant, place in _compared(atom)]
    seen = {id(constant) for constant, _ in compared}
    digits = {
        id(one.arguments[1])
        for one in walk(node)
        if isinstance(one, Call) and one.name == "round" and len(one.arguments) > 1
    }
    rest = [
        Place(_number(one), "", None)
        for one in walk(node)
        if isinstance(one, Constant) and _is_number(one) and id(one) not in seen | digits
    ]
    return (*(place for _, place in compared), *rest)


def numbers_of(atom: Atom) -> frozenset[float]:
    """Return the numbers that stand in one comparison."""
    return frozenset(place.value for _, place in _compared(atom))


def _compared(atom: Atom) -> Iterator[tuple[Constant, Place]]:
    for side, mirror in ((atom.right, False), (atom.left, True)):
        for constant, direction in _leaning(side, 1):
            sign = _turned(atom.sign, mirror, direction)
            yield constant, Place(_number(constant), sign, atom)


def _turned(sign: str, mirror: bool, direction: int) -> str:
    """Return the sign once the number stands alone on the right."""
    if direction == 0:
        return ""
    return flipped(sign) if mirror != (direction < 0) else sign


def _leaning(node: Node, direction: int) -> Iterator[tuple[Constant, int]]:
    """Yield the numbers of one side, and whether the side grows with them."""
    match node:
        case Constant() if _is_number(node):
            yield node, direction
        case Negative(part=part):
            # `-5` is one number: what is compared is compared with it as a whole.
            yield from _leaning(part, direction if isinstance(part, Constant) else -direction)
        case Arithmetic(sign=sign, left=left, right=right):
            yield from _leaning(left, direction)
            yield from _leaning(right, -direction if sign in ("-", "/", "//") else direction)
        case Call(name="years" | "months" | "days" | "hours" | "date", arguments=arguments):
            yield from _leaning(arguments[0], direction)
        case Call(name=name, arguments=arguments) if name not in ("matches", "round"):
            for one in arguments:
                yield from _leaning(one, 0)
        case _:
            return


def _is_number(node: Node) -> bool:
    return isinstance(node, Constant) and node.type.kind in NUMBERS


def _number(node: Constant) -> float:
    return round(float(str(node.value)), 6)


def parts_of_rows(node: Aggregate) -> list[Node]:
    """Return the conditions by which an aggregate chooses rows, and what it makes of each."""
    return [
        *(conjuncts(node.condition) if node.condition is not None else []),
        *([node.element] if node.element is not None else []),
    ]
