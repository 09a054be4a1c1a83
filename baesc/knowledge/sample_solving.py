"""Values that make two sides of a comparison equal, where one field is all that may change."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from baesc.knowledge.sample_world import Broken, World
from baesc.language.expressions.evaluation import evaluate
from baesc.language.expressions.samples import limits, on_line, placed, plain_value
from baesc.language.expressions.tree import Comparison, Each, Node, walk
from baesc.language.ir import Field


def solutions(
    expression: Node, field: Field, broken: Broken, row: dict[str, Any], world: World
) -> Iterator[Any]:
    """Yield values of a field of `row` at which sides of comparisons meet, and those next to them.

    Exact where the sides depend on the field by a straight line; elsewhere it comes nearer.
    """
    before = row.get(field.name)
    here = on_line(field, before)
    if here is None:
        here = on_line(field, plain_value(field, world.now))
    if here is None or field.type in ("string", "text"):
        return
    low, high = limits(field, world.now)
    step = 1 if here < high else -1
    found: list[int] = []
    for left, right in _sides(expression):
        apart = _apart(left, right, broken, world)
        row[field.name] = placed(field, here)
        first = apart()
        row[field.name] = placed(field, here + step)
        second = apart()
        row[field.name] = before
        if first is not None and second is not None and first != second:
            at = here + step * round(first / (first - second))
            found += [one for one in (at, at + 1, at - 1) if low <= one <= high]
    for one in dict.fromkeys(found):
        yield placed(field, one)


def _sides(expression: Node) -> Iterator[tuple[Node, Node]]:
    for one in walk(expression):
        if isinstance(one, Comparison) and not any(isinstance(part, Each) for part in walk(one)):
            parts = [one.first, *(part for _, part in one.rest)]
            yield from pairwise(parts)


def _apart(left: Node, right: Node, broken: Broken, world: World) -> Callable[[], Fraction | None]:
    """Return what tells how far two sides are from each other."""

    def measured() -> Fraction | None:
        database = world.database()
        row = database.find(broken.entity, broken.id)
        if row is None:
            return None
        one, two = (_number(evaluate(side, row, database)) for side in (left, right))
        return None if one is None or two is None else one - two

    return measured


def _number(value: Any) -> Fraction | None:
    match value:
        case bool():
            return None
        case int() | float() | Decimal():
            return Fraction(value)
        case datetime():
            return Fraction(value.timestamp())
        case date():
            return Fraction(value.toordinal())
        case timedelta():
            return Fraction(value / timedelta(seconds=1))
        case _:
            return None
