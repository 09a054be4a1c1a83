"""Values that are made of many rows, in Python."""

from baesc.knowledge.compiling.compiling import Compiling, Found
from baesc.knowledge.compiling.pieces import (
    ATOM,
    IF,
    OR,
    Facts,
    Truth,
    Value,
    all_true,
    any_true,
    missing,
    there,
    unknown,
)
from baesc.knowledge.compiling.truths import joined
from baesc.language.expressions.bounds import MOST_FLOAT, is_exact, most
from baesc.language.expressions.tree import Aggregate


def aggregate(c: Compiling, node: Aggregate, facts: Facts) -> Value:
    """Return source of one value made of many rows; where a guard fails there are none."""
    found = c.rows.rows_of(c, node, facts)
    guards = unknown(found.guards, facts)
    facts = facts | {one.key for one in guards}
    make = _count if node.name == "count" else _of_values
    made = make(c, node, found, facts)
    if not guards:
        return made
    if node.name in ("min", "max", "avg"):
        return Value(made.text, made.level, guards, made.maybe)
    tests = all_true(map(there, guards))
    nothing = _nothing(c, node)
    text = f"{made.above(OR)} if {tests.above(OR)} else {nothing}"
    return Value(text, IF, maybe=made.maybe)


def _nothing(c: Compiling, node: Aggregate) -> str:
    """Return the sum of no values."""
    kind = node.type.kind
    if kind == "decimal":
        return f"{c.use('decimal', 'Decimal')}(0)"
    if kind == "duration":
        return f"{c.use('datetime', 'timedelta')}()"
    return "0.0" if kind == "float" else "0"


def _test(c: Compiling, found: Found, facts: Facts) -> Truth:
    """Return the conditions that are left for Python."""
    return joined(c, found.left, facts, is_and=True, positive=True, lenient=False)


def _count(c: Compiling, _node: Aggregate, found: Found, facts: Facts) -> Value:
    if not found.left:
        return Value(found.count())
    test = _test(c, found, facts)
    return Value(f"sum(1 for {found.each} in {found.rows()} if {test.above(OR)})")


def _of_values(c: Compiling, node: Aggregate, found: Found, facts: Facts) -> Value:
    kind, element = node.type.kind, node.element
    if element is None:
        raise AssertionError(f"`{node.name}` has an element")
    many = found.column(element)
    if not many:
        test = _test(c, found, facts)
        value = c.settled(element, facts | test.when_true)
        # Values that are null do not count.
        test = all_true([test, *map(there, unknown(value.guards, test.when_true))])
        condition = "" if test.text == "True" else f" if {test.above(OR)}"
        many = f"{value.text} for {found.each} in {found.rows()}{condition}"
        inner = f"({many})"
    else:
        inner = many
    match node.name:
        case "min" | "max":
            return Value(f"{node.name}({inner}, default=None)", ATOM, maybe=True)
        case "avg":
            name = c.helper("mean" if kind == "float" else "average")
            return Value(f"{name}({many})", ATOM, maybe=True)
        case _ if kind == "integer":
            return Value(f"sum({many})")
        case _ if kind == "decimal" and not is_exact(node, c.system):
            return Value(f"{c.helper('total')}({many})")
        case _:
            text = f"sum({inner}, {_nothing(c, node)})"
    if kind == "float" and most(node, c.system) > MOST_FLOAT:
        return Value(f"{c.helper('finite')}({text})", ATOM, maybe=True)
    return Value(text)


def some(c: Compiling, node: Aggregate, facts: Facts, *, positive: bool, lenient: bool) -> Truth:
    """Return whether `any` or `all` is `positive`; `lenient` is the answer where it is null."""
    if node.element is None:
        raise AssertionError(f"`{node.name}` has an element")
    found = c.rows.rows_of(c, node, facts)
    guards = unknown(found.guards, facts)
    inside = facts | {one.key for one in guards}
    test = _test(c, found, inside)
    told = c.truth(node.element, inside | test.when_true, positive=positive, lenient=lenient)
    # Not for all is for one not.
    word = "any" if (node.name == "any") is positive else "all"
    condition = "" if test.text == "True" else f" if {test.above(OR)}"
    truth = Truth(f"{word}({told.text} for {found.each} in {found.rows()}{condition})", ATOM)
    if word == "any":
        return all_true([*map(there, guards), truth])
    return any_true([*map(missing, guards), truth])
