"""Rules that cannot fire or cannot be kept, and parts of them that change nothing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from baesc.knowledge.conditions import Condition, Reference, Selector
from baesc.knowledge.facts.kinds import Fact
from baesc.knowledge.facts.table import OF_TABLES, language_of
from baesc.knowledge.rules import Rule
from baesc.proof.static_domains import ONCE
from baesc.proof.static_remark import Remark, remark
from baesc.proof.static_space import TooManyError, facts_of, joined

_ENDINGS: dict[str, tuple[str, ...]] = {"python": (".py",), "sql": (".sql",)}


def single_remarks(rule: Rule, paths: frozenset[str]) -> Iterator[Remark]:
    """Return what can be said of a rule by itself; `paths` are those that it is about."""
    try:
        deaths = [*_never_applies(rule, paths)] or [*_dead(rule, paths)]
        yield from deaths
    except TooManyError:
        yield remark(rule, "undecided", "not decided: it compares too many values")
        return
    if not deaths:
        try:
            yield from _unused(rule)
        except TooManyError:
            yield remark(rule, "undecided", "unused values are not sought: there are too many")


def outcome(rule: Rule, fact: Fact) -> int:
    """Return 2 for a fact that breaks a rule about single facts, 1 for one that may, 0 else."""
    chosen = rule.subject.holds(fact, fact)
    if chosen is False:
        return 0
    holds = rule.selectors[0].holds(fact, fact)
    if rule.demand == "forbid":
        holds = None if holds is None else not holds
    if holds:
        return 0
    return 2 if holds is False and chosen else 1


def is_single(rule: Rule) -> bool:
    """Tell whether a rule asks something of each fact by itself."""
    return rule.demand in {"require", "forbid"}


def selects(selector: Selector, bound: str, given: Selector | None = None) -> bool:
    """Tell whether a selector can match a fact at all, beside a fact that a rule is about."""
    if given is None or not bound or not _has_references(selector):
        alone = facts_of(selector.kind, [selector], partial=True)
        return any(selector.holds(fact, fact) for fact in alone)
    pairs = joined(selector.kind, [selector], bound, [given], partial=True)
    return any(selector.holds(fact, other) and given.holds(other, other) for fact, other in pairs)


def _has_references(selector: Selector) -> bool:
    return any(
        isinstance(operand, Reference)
        for part in selector.where
        for one in part
        for operand in one.operands
    )


def _never_applies(rule: Rule, paths: frozenset[str]) -> Iterator[Remark]:
    if not selects(rule.subject, ""):
        yield remark(rule, "dead", f"no {rule.subject.kind} can match its `where`")
    if foreign := _foreign(rule.subject, paths):
        yield remark(rule, "dead", f"the fact `{foreign}` is in none of its files")
    for one in rule.when:
        if not selects(one, "") or _foreign(one, paths):
            yield remark(rule, "dead", f"its `when` never finds a {one.kind}")
    if not can_meet(rule.when):
        yield remark(rule, "dead", "its `when` asks for what cannot be at once")


def can_meet(whens: tuple[Selector, ...]) -> bool:
    """Tell whether facts that stand once in a file can satisfy all selectors on them."""
    for kind in ONCE:
        mine = [one for one in whens if one.kind == kind]
        if len(mine) > 1 and not any(
            all(one.holds(fact, fact) for one in mine) for fact in facts_of(kind, mine)
        ):
            return False
    return True


def _foreign(selector: Selector, paths: frozenset[str]) -> str:
    """Return the kind of a selector if none of the files can have such facts."""
    endings = _ENDINGS.get(language_of(selector.kind), ())
    if selector.kind in OF_TABLES:
        endings = (".py", ".sql")
    if endings and paths and all(PurePosixPath(one).suffix not in endings for one in paths):
        return selector.kind
    return ""


def _dead(rule: Rule, paths: frozenset[str]) -> Iterator[Remark]:
    if is_single(rule):
        yield from _single_fact(rule)
    else:
        for one in rule.selectors:
            yield from _join(rule, one, paths)
    for one in rule.unsure_when:
        if not selects(one, rule.subject.kind, rule.subject) or _foreign(one, paths):
            yield remark(rule, "unused-value", f"its `unsure_when` never finds a {one.kind}")
        elif one.kind in ONCE and _always(one, rule):
            yield remark(rule, "dead", "its `unsure_when` always holds: it is never sure")
    if rule.at is not None and (
        not selects(rule.at, rule.subject.kind, rule.subject) or _foreign(rule.at, paths)
    ):
        yield remark(rule, "unused-value", f"its `at` never finds a {rule.at.kind}")


def _single_fact(rule: Rule) -> Iterator[Remark]:
    demanded = rule.selectors[0]
    facts = facts_of(rule.subject.kind, [rule.subject, demanded])
    about = [fact for fact in facts if rule.subject.holds(fact, fact)]
    broken = [fact for fact in about if outcome(rule, fact) == 2]
    if not broken and about:
        what = "what it requires always holds" if rule.demand == "require" else "nothing matches"
        yield remark(rule, "dead", f"it can never fire: {what}, given its `where`")
    is_bare = rule.demand == "forbid"
    if not is_bare and about and len(broken) == len(about):
        message = f"no {rule.subject.kind} that its `where` selects can be as it requires"
        yield remark(rule, "contradiction", message)


def _join(rule: Rule, selector: Selector, paths: frozenset[str]) -> Iterator[Remark]:
    least, most = bounds(rule)
    if most is not None and least > most:
        yield remark(rule, "contradiction", f"it asks for at least {least} and at most {most}")
        return
    found = not _foreign(selector, paths) and selects(selector, rule.subject.kind, rule.subject)
    if not found:
        if least:
            message = f"nothing can satisfy it: no {selector.kind} can match its `{rule.demand}`"
            yield remark(rule, "contradiction", message)
        else:
            message = f"it can never fire: no {selector.kind} can match its `{rule.demand}`"
            yield remark(rule, "dead", message)
    elif not least and most is None:
        yield remark(rule, "dead", "it can never fire: any number will do")
    elif selector.kind in ONCE and least <= 1 and _always(selector, rule) and most != 0:
        yield remark(rule, "dead", f"it can never fire: there is one {selector.kind}, always")
    elif selector.kind in ONCE and not least and (most or 0) >= 1:
        yield remark(rule, "dead", f"it can never fire: there is one {selector.kind}, never more")
    elif least == 1 and most is None and _finds_itself(rule, selector):
        message = f"it can never fire: each {selector.kind} is what it asks for itself"
        yield remark(rule, "dead", message)


def bounds(rule: Rule) -> tuple[int, int | None]:
    """Return how many facts a rule about other facts wants, at least and at most."""
    if rule.demand == "exists":
        return 1, None
    if rule.demand == "none":
        return 0, 0
    return rule.least, rule.most


def _always(selector: Selector, rule: Rule) -> bool:
    """Tell whether a selector on a fact that is always there always matches it."""
    if _has_references(selector):
        return False
    about = [
        fact
        for fact in facts_of(selector.kind, [selector, rule.subject])
        if selector.kind != rule.subject.kind or rule.subject.holds(fact, fact)
    ]
    return bool(about) and all(selector.holds(fact, fact) for fact in about)


def _finds_itself(rule: Rule, selector: Selector) -> bool:
    if selector.kind != rule.subject.kind:
        return False
    facts = facts_of(selector.kind, [selector, rule.subject])
    about = [fact for fact in facts if rule.subject.holds(fact, fact)]
    return bool(about) and all(selector.holds(one, one) for one in about)


def _unused(rule: Rule) -> Iterator[Remark]:
    """Find values and alternatives whose absence would change nothing."""
    yield from _without(rule, rule.subject, None)
    others = [*rule.when, *rule.unsure_when, *((rule.at,) if rule.at else ())]
    if is_single(rule):
        yield from _without(rule, rule.selectors[0], rule.subject)
    else:
        others = [*rule.selectors, *others]
    for one in others:
        yield from _without(rule, one, None)


def _without(rule: Rule, selector: Selector, given: Selector | None) -> Iterator[Remark]:
    lesser = list(_lesser(selector))
    if not lesser:
        return
    compared = [selector, *(one for _, one in lesser)]
    if _has_references(selector) and given is None and selector is not rule.subject:
        pairs = list(joined(selector.kind, compared, rule.subject.kind, [rule.subject]))
    else:
        facts = facts_of(selector.kind, [*compared, *((given,) if given else ())])
        pairs = [(fact, fact) for fact in facts if not given or given.holds(fact, fact)]
    truths = [selector.holds(fact, other) for fact, other in pairs]
    for what, less in lesser:
        same = (less.holds(*pair) == truth for pair, truth in zip(pairs, truths, strict=True))
        if all(same):
            yield remark(rule, "unused-value", f"{what} changes nothing")


def _lesser(selector: Selector) -> Iterator[tuple[str, Selector]]:
    """Return a selector without each of its alternatives, and without each of their values."""
    parts = selector.where
    for at, part in enumerate(parts):
        if len(parts) > 1:
            rest = (*parts[:at], *parts[at + 1 :])
            yield f"alternative {at + 1} of a `where`", Selector(selector.kind, rest)
        for place, one in enumerate(part):
            for what, less in _fewer(one):
                changed = (*part[:place], less, *part[place + 1 :])
                where = (*parts[:at], changed, *parts[at + 1 :])
                yield what, Selector(selector.kind, where)


def _fewer(one: Condition) -> Iterator[tuple[str, Condition]]:
    if len(one.operands) < 2:
        return
    for at, operand in enumerate(one.operands):
        rest = (*one.operands[:at], *one.operands[at + 1 :])
        shown = "a reference" if isinstance(operand, Reference) else f"`{operand}`"
        yield f"{shown} among the values of `{one.attribute}`", replace(one, operands=rest)
