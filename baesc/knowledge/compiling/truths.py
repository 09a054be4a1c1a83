"""Conditions in Python.

A condition of the language is true, false or null; one of Python is true or false. `positive`
says which of the two is asked for, and `lenient` what the answer is where it is null.
"""

import re
from dataclasses import replace

from baesc.knowledge.compiling.calls import matched
from baesc.knowledge.compiling.compiling import Compiling
from baesc.knowledge.compiling.operands import operands
from baesc.knowledge.compiling.pieces import (
    COMPARE,
    FALSE,
    IF,
    OR,
    TRUE,
    Facts,
    Truth,
    Value,
    all_true,
    any_true,
    guards_of,
    missing,
    refused,
    there,
    unknown,
)
from baesc.knowledge.compiling.signs import nonzero_key
from baesc.language.expressions.tree import (
    Absence,
    Aggregate,
    Call,
    Comparison,
    Conditional,
    Constant,
    Containment,
    Junction,
    Membership,
    Node,
    Not,
)
from baesc.language.expressions.unparsing import unparse

_LITERAL = re.compile(r"-?\d+(\.\d+)?|Decimal\([^()]*\)|\"[^\"]*\"")
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


def truth_of(c: Compiling, node: Node, facts: Facts, *, positive: bool, lenient: bool) -> Truth:
    """Return whether a condition is `positive`; `lenient` is the answer where it is null."""
    match node:
        case Constant(value=value):
            answer = lenient if value is None else value is positive
            return TRUE if answer else FALSE
        case Not(part=part):
            return c.truth(part, facts, positive=not positive, lenient=lenient)
        case Junction(word=word, parts=parts):
            parts = _merged(parts, "!=" if word == "and" else "==")
            return joined(c, parts, facts, word == "and", positive=positive, lenient=lenient)
        case Comparison():
            return _compared(c, node, facts, positive, lenient)
        case Membership():
            return _member(c, node, facts, positive, lenient)
        case Containment(part=part, whole=whole, negated=negated):
            left, right = c.settled(part, facts), c.settled(whole, facts)
            sign = "in" if positive != negated else "not in"
            text = f"{left.above(OR)} {sign} {right.above(COMPARE + 1)}"
            return _guarded((left, right), Truth(text), facts, lenient)
        case Absence(value=value, negated=negated):
            return _absent(c, value, facts, negated is positive)
        case Conditional(test=test, then=then, otherwise=otherwise):
            return _chosen(c, (test, then, otherwise), facts, positive, lenient)
        case Call(name="matches", arguments=(first, _)):
            checked = c.settled(first, facts)
            sign = "is not" if positive else "is"
            found = Truth(f"{matched(c, node, checked)} {sign} None")
            return _guarded((checked,), found, facts, lenient)
        case _:
            return _boolean(c, node, facts, positive, lenient)


def _merged(parts: tuple[Node, ...], sign: str) -> tuple[Node, ...]:
    """Return conditions with `a == 1 or a == 2` as `a in (1, 2)`."""
    found: list[Node] = []
    for part in parts:
        match found[-1:], part:
            case [Comparison(first=first, rest=((before, one),))], Comparison(
                first=again, rest=((after, two),)
            ) if before == after == sign and unparse(first) == unparse(again):
                found[-1] = Membership(first, (one, two), sign == "!=", part.type)
            case [Membership(value=first, items=items) as list_], Comparison(
                first=again, rest=((after, two),)
            ) if (
                after == sign
                and list_.negated is (sign == "!=")
                and unparse(first) == unparse(again)
            ):
                found[-1] = replace(list_, items=(*items, two))
            case _:
                found.append(part)
    return tuple(found)


def joined(
    c: Compiling,
    parts: tuple[Node, ...],
    facts: Facts,
    is_and: bool,
    *,
    positive: bool,
    lenient: bool,
) -> Truth:
    """Return whether all parts are true or one is; by De Morgan the other way round too."""
    made: list[Truth] = []
    for part in parts:
        one = c.truth(part, facts, positive=positive, lenient=lenient)
        made.append(one)
        facts = facts | (one.when_true if is_and is positive else one.when_false)
    return all_true(made) if is_and is positive else any_true(made)


def _guarded(values: tuple[Value, ...], truth: Truth, facts: Facts, lenient: bool) -> Truth:
    """Return a condition about values that may be missing."""
    guards = unknown(guards_of(*values), facts)
    if lenient:
        return any_true([*map(missing, guards), truth])
    return all_true([*map(there, guards), truth])


def _compared(c: Compiling, node: Comparison, facts: Facts, positive: bool, lenient: bool) -> Truth:
    nodes = [node.first, *(one for _, one in node.rest)]
    signs = [sign for sign, _ in node.rest]
    values = operands(c, nodes, facts)
    if len(signs) == 1 and nodes[0].type.kind == "boolean":
        for known, other in ((values[0], nodes[1]), (values[1], nodes[0])):
            if known.text in ("True", "False"):
                wanted = positive == ((signs[0] == "==") == (known.text == "True"))
                return c.truth(other, facts, positive=wanted, lenient=lenient)
    if len(signs) == 1:
        return _pair(signs[0], values, facts, positive, lenient)
    if all(not unknown(one.guards, facts) for one in values):
        # A chain without nulls stays a chain.
        links = zip(signs, values[1:], strict=True)
        text = values[0].above(COMPARE + 1) + "".join(
            f" {sign} {one.above(COMPARE + 1)}" for sign, one in links
        )
        return Truth(text) if positive else refused(Truth(text))
    made: list[Truth] = []
    for at, sign in enumerate(signs):
        one = _pair(sign, values[at : at + 2], facts, positive, lenient)
        made.append(one)
        facts = facts | (one.when_true if positive else one.when_false)
    return all_true(made) if positive else any_true(made)


def _pair(sign: str, values: list[Value], facts: Facts, positive: bool, lenient: bool) -> Truth:
    wanted = sign if positive else _OPPOSITE[sign]
    left, right = values
    first, second = left, right
    if is_literal(left.text) and not is_literal(right.text):
        first, second, wanted = right, left, _MIRRORED[wanted]
    text = f"{first.above(COMPARE + 1)} {wanted} {second.above(COMPARE + 1)}"
    dropped: Facts = frozenset()
    if (wanted, lenient) in (("==", False), ("!=", True)):
        before = {one.key for one in guards_of(left, right)}
        left, right = _without_needless(left, right)
        dropped = frozenset(before - {one.key for one in guards_of(left, right)})
    zero = frozenset({nonzero_key(first.text)}) if second.text == "0" else frozenset()
    # What is less or greater than 0 is not 0.
    truth = Truth(
        text,
        when_true=(zero if wanted in ("!=", "<", ">") else frozenset())
        | (dropped if wanted == "==" else frozenset()),
        when_false=(zero if wanted in ("==", "<=", ">=") else frozenset())
        | (dropped if wanted == "!=" else frozenset()),
    )
    return _guarded((left, right), truth, facts, lenient)


def _without_needless(left: Value, right: Value) -> tuple[Value, Value]:
    """Leave out a guard that a comparison with a value that is there makes needless."""
    for one, other in ((left, right), (right, left)):
        is_simple = len(one.guards) == 1 and one.guards[0].key == one.text
        if is_simple and one.guards[0].there == f"{one.text} is not None" and not other.guards:
            return replace(left, guards=()), replace(right, guards=())
    return left, right


def is_literal(text: str) -> bool:
    """Tell whether source is a value that is written out."""
    return _LITERAL.fullmatch(text) is not None


def _member(c: Compiling, node: Membership, facts: Facts, positive: bool, lenient: bool) -> Truth:
    is_positive = positive != node.negated
    value, *items = operands(c, [node.value, *node.items], facts)
    sign = "in" if is_positive else "not in"
    dropped: Facts = frozenset()
    if (sign, lenient) in (("in", False), ("not in", True)):
        # None is in no list of values, and no value is None.
        if any(one.guards for one in items):
            there_is = replace(value, guards=())
            items = [_without_needless(one, there_is)[0] for one in items]
        else:
            before = {one.key for one in value.guards}
            value, _ = _without_needless(value, items[0])
            dropped = frozenset(before - {one.key for one in value.guards})
    listed = tuple(dict.fromkeys(one.text for one in items))
    if len(listed) == 1:
        pair = Comparison(node.value, (("==", node.items[0]),), node.type)
        return c.truth(pair, facts, positive=is_positive, lenient=lenient)
    truth = Truth(
        f"{value.above(COMPARE + 1)} {sign} ({', '.join(listed)})",
        when_true=dropped if is_positive else frozenset(),
        when_false=frozenset() if is_positive else dropped,
    )
    return _guarded((value, *items), truth, facts, lenient)


def _absent(c: Compiling, node: Node, facts: Facts, is_there: bool) -> Truth:
    by_id = node.type.kind == "row" and not c.is_opened(node)
    value = c.rows.row_id(c, node, facts) if by_id else c.settled(node, facts)
    if value.text == "None":
        return FALSE if is_there else TRUE
    guards = unknown(value.guards, facts)
    return all_true(map(there, guards)) if is_there else any_true(map(missing, guards))


def _chosen(
    c: Compiling, parts: tuple[Node, Node, Node], facts: Facts, positive: bool, lenient: bool
) -> Truth:
    test = c.truth(parts[0], facts, positive=True, lenient=False)
    then = c.truth(parts[1], facts | test.when_true, positive=positive, lenient=lenient)
    other = c.truth(parts[2], facts | test.when_false, positive=positive, lenient=lenient)
    if test.text in ("True", "False"):
        return then if test.text == "True" else other
    if then.text == other.text:
        return then
    if then.text in ("True", "False"):
        return any_true([test, other]) if then is TRUE else all_true([refused(test), other])
    if other.text in ("True", "False"):
        return any_true([refused(test), then]) if other is TRUE else all_true([test, then])
    return Truth(f"{then.above(OR)} if {test.above(OR)} else {other.above(IF)}", IF)


def _boolean(c: Compiling, node: Node, facts: Facts, positive: bool, lenient: bool) -> Truth:
    """Return a condition about something that is true, false or None."""
    if isinstance(node, Aggregate) and node.name in ("any", "all"):
        return c.some(node, facts, positive=positive, lenient=lenient)
    value = c.settled(node, facts)
    guards = unknown(value.guards, facts)
    if len(guards) == 1 and guards[0].key == value.text and " := " not in guards[0].there:
        sign, word = ("is not", not positive) if lenient else ("is", positive)
        known = frozenset({guards[0].key})
        return Truth(
            f"{value.text} {sign} {word}",
            when_true=frozenset() if lenient else known,
            when_false=known if lenient else frozenset(),
        )
    plain = Truth(value.text, value.level)
    return _guarded((value,), plain if positive else refused(plain), facts, lenient)


def value_of(c: Compiling, node: Node, facts: Facts) -> Value:
    """Return a condition as a value."""
    strict = c.truth(node, facts, positive=True, lenient=False)
    lenient = c.truth(node, facts, positive=True, lenient=True)
    if strict.text == lenient.text:
        return Value(strict.text, strict.level)
    text = f"True if {strict.above(OR)} else None if {lenient.above(OR)} else False"
    return Value(text, IF, maybe=True)
