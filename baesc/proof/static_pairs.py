"""Two rules that cannot both be kept, or of which one finds nothing that the other does not."""

from collections.abc import Iterator
from dataclasses import dataclass

from baesc.knowledge.conditions import Condition, Reference, Selector
from baesc.knowledge.rules import Rule
from baesc.proof.static_domains import LINKS, types_of
from baesc.proof.static_remark import Remark, remark
from baesc.proof.static_single import bounds, can_meet, is_single, outcome
from baesc.proof.static_space import TooManyError, facts_of, joined


@dataclass(frozen=True, slots=True)
class Placed:
    """A rule with the paths that it is about."""

    rule: Rule
    paths: frozenset[str]


def pair_remarks(one: Placed, two: Placed) -> Iterator[Remark]:
    """Return what can be said of two rules, the second of which stands behind the first."""
    if not one.paths & two.paths or not can_meet((*one.rule.when, *two.rule.when)):
        return
    # What a pattern or a regex finds is no matter of a rule with another one.
    if one.rule.finder != two.rule.finder:
        return
    try:
        if message := _contradiction(one.rule, two.rule) or _contradiction(two.rule, one.rule):
            yield remark(two.rule, "contradiction", message, one.rule.id)
            return
        ahead, behind = _is_dead_beside(one, two), _is_dead_beside(two, one)
    except TooManyError:
        message = f"not decided beside `{one.rule.id}`: they compare too many values"
        yield remark(two.rule, "undecided", message, one.rule.id)
        return
    if ahead and behind:
        message = f"it finds exactly what `{one.rule.id}` finds"
        yield remark(two.rule, "shadow", message, one.rule.id)
    elif ahead:
        message = f"all that it finds is found by `{two.rule.id}` too"
        yield remark(one.rule, "shadow", message, two.rule.id)
    elif behind:
        message = f"all that it finds is found by `{one.rule.id}` too"
        yield remark(two.rule, "shadow", message, one.rule.id)


def _contradiction(one: Rule, two: Rule) -> str:
    if is_single(one) and is_single(two):
        return _for_one_fact(one, two)
    if is_single(one):
        return _forbids_what_must_be(one, two)
    if is_single(two):
        return ""
    return _counts(one, two)


def _for_one_fact(one: Rule, two: Rule) -> str:
    kind = one.subject.kind
    if kind != two.subject.kind or not _linked(kind, _demanded(one)) & _linked(
        kind, _demanded(two)
    ):
        return ""
    selectors = (one.subject, two.subject, one.selectors[0], two.selectors[0])
    asked = sorted(_mentioned(one.subject) | _mentioned(two.subject))
    kept: dict[tuple[object, ...], list[tuple[bool, bool]]] = {}
    for fact in facts_of(kind, selectors):
        if one.subject.holds(fact, fact) and two.subject.holds(fact, fact):
            chosen = tuple(fact[index] for index in asked)
            kept.setdefault(chosen, []).append((outcome(one, fact) == 0, outcome(two, fact) == 0))
    for truths in kept.values():
        by_one, by_two = (any(each[at] for each in truths) for at in (0, 1))
        # A fact that one rule forbids whatever it says is no matter of the other one.
        if by_one and by_two and not any(all(each) for each in truths):
            return f"no {kind} that both are about satisfies it and `{one.id}`"
    return ""


def _forbids_what_must_be(one: Rule, two: Rule) -> str:
    """Tell whether every fact that `two` asks for breaks `one`."""
    if bounds(two)[0] < 1:
        return ""
    for wanted in two.selectors:
        if wanted.kind != one.subject.kind or _moves(one.selectors[0]) or _moves(one.subject):
            continue
        selectors = (wanted, one.subject, one.selectors[0])
        found = [
            fact
            for fact, bound in joined(wanted.kind, selectors, two.subject.kind, [two.subject])
            if two.subject.holds(bound, bound) and wanted.holds(fact, bound)
        ]
        if found and all(outcome(one, fact) == 2 for fact in found):
            return f"`{one.id}` turns down, or `{two.id}` asks for, each {wanted.kind} of this form"
    return ""


def _counts(one: Rule, two: Rule) -> str:
    """Tell whether `one` wants more facts than `two` allows."""
    least, (_, most) = bounds(one)[0], bounds(two)
    if most is None or least <= most:
        return ""
    for wanted in one.selectors:
        for refused in two.selectors:
            bound = _shared_bound(one, two, refused)
            if bound and _within(wanted, refused, bound):
                return f"`{one.id}` asks for at least {least}, `{two.id}` for at most {most}"
    return ""


def _shared_bound(one: Rule, two: Rule, selector: Selector) -> tuple[str, Selector] | None:
    """Return the facts that both rules are about, for comparing what they say beside these."""
    if one.subject.kind == two.subject.kind:
        # Facts in the first `where` that are also in the second.
        if not _about_both(one, two):
            return None
        return one.subject.kind, one.subject
    if two.subject.kind == "file" and not _moves(selector):
        return one.subject.kind, one.subject
    return None


def _about_both(one: Rule, two: Rule) -> bool:
    facts = facts_of(one.subject.kind, [one.subject, two.subject])
    return any(one.subject.holds(fact, fact) and two.subject.holds(fact, fact) for fact in facts)


def _within(inner: Selector, outer: Selector, bound: tuple[str, Selector]) -> bool:
    """Tell whether every fact that `inner` matches, `outer` matches too."""
    if inner.kind != outer.kind:
        return False
    if outer == inner:
        return True
    kind, subject = bound
    found = [
        outer.holds(fact, other)
        for fact, other in joined(inner.kind, [inner, outer], kind, [subject])
        if subject.holds(other, other) and inner.holds(fact, other)
    ]
    return bool(found) and all(found)


def _is_dead_beside(one: Placed, two: Placed) -> bool:
    """Tell whether whatever breaks the first rule breaks the second one as well."""
    first, second = one.rule, two.rule
    if not one.paths <= two.paths or (first.scope == "any" and second.scope != "any"):
        return False
    if first.severity == "decisive" and second.severity != "decisive":
        return False
    if (second.when and first.when != second.when) or (
        second.unsure_when and first.unsure_when != second.unsure_when
    ):
        return False
    if is_single(first):
        if is_single(second):
            return _breaks_both(first, second)
        return _breaks_the_count(first, second)
    return not is_single(second) and _needs_more(first, second)


def _breaks_both(one: Rule, two: Rule) -> bool:
    kind = one.subject.kind
    if kind != two.subject.kind:
        return False
    mine = _mentioned(one.subject) | _demanded(one)
    if not _mentioned(two.subject) | _demanded(two) <= _linked(kind, mine):
        return False
    selectors = (one.subject, two.subject, one.selectors[0], two.selectors[0])
    facts = facts_of(kind, selectors, with_open=True)
    pairs = [(outcome(one, fact), outcome(two, fact)) for fact in facts]
    return any(first for first, _ in pairs) and all(first <= second for first, second in pairs)


def _breaks_the_count(one: Rule, two: Rule) -> bool:
    """Tell whether each fact that breaks `one` is one of those that `two` wants none of."""
    if bounds(two)[1] != 0 or _moves(two.subject):
        return False
    for refused in two.selectors:
        if refused.kind != one.subject.kind or _moves(refused) or two.subject.kind != "file":
            continue
        selectors = (one.subject, one.selectors[0], refused)
        facts = facts_of(refused.kind, selectors, with_open=True)
        broken = [fact for fact in facts if outcome(one, fact)]
        if broken and all(refused.holds(fact, fact) for fact in broken):
            return True
    return False


def _needs_more(one: Rule, two: Rule) -> bool:
    """Tell whether each demand of `one` is implied by a demand of `two`."""
    if not _is_about_all(one, two):
        return False
    (least, most), (their_least, their_most) = bounds(one), bounds(two)
    bound = (one.subject.kind, one.subject)
    for mine in one.selectors:
        enough = least == 0 or any(
            their_least >= least and _within(theirs, mine, bound) for theirs in two.selectors
        )
        few = most is None or any(
            their_most is not None and their_most <= most and _within(mine, theirs, bound)
            for theirs in two.selectors
        )
        if not (enough and few):
            return False
    return True


def _is_about_all(one: Rule, two: Rule) -> bool:
    """Tell whether `two` is about each fact that `one` is about."""
    if two.subject.kind == "file" and one.subject.kind != "file":
        return not any(map(_moves, two.selectors)) and two.subject.where == ((),)
    if one.subject.kind != two.subject.kind:
        return False
    facts = facts_of(one.subject.kind, [one.subject, two.subject], with_open=True)
    return all(
        one.subject.holds(fact, fact) is False or two.subject.holds(fact, fact) for fact in facts
    )


def _conditions(selector: Selector) -> Iterator[Condition]:
    return (one for part in selector.where for one in part)


def _mentioned(selector: Selector) -> frozenset[int]:
    """Return the places of the attributes that a selector looks at."""
    found = set()
    for one in _conditions(selector):
        found.add(one.index)
        for operand in one.operands:
            if isinstance(operand, Reference):
                found |= {part for part in operand.parts if isinstance(part, int)}
    return frozenset(found)


def _demanded(rule: Rule) -> frozenset[int]:
    return _mentioned(rule.selectors[0])


def _linked(kind: str, places: frozenset[int]) -> frozenset[int]:
    """Return these attributes and those that depend on them."""
    names = list(types_of(kind))
    found = set(places)
    for link in LINKS.get(kind, ()):
        mine = {names.index(name) for name in link.attributes}
        if mine & found:
            found |= mine
    return frozenset(found)


def _moves(selector: Selector) -> bool:
    return any(
        isinstance(operand, Reference) for one in _conditions(selector) for operand in one.operands
    )
