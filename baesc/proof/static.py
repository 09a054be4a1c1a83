"""What can be told of a rule set without running it on anything."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from baesc.knowledge.globs import matches
from baesc.knowledge.rules import Rule, RuleSet
from baesc.proof.regexes import regex_faults
from baesc.proof.static_pairs import Placed, pair_remarks
from baesc.proof.static_remark import Kind, Remark, remark
from baesc.proof.static_single import single_remarks

__all__ = ["Analysis", "Kind", "Remark", "analyse", "remarks_on"]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is wrong with rules, and what there were too many facts to decide."""

    remarks: tuple[Remark, ...]
    undecided: tuple[Remark, ...]


def remarks_on(rules: RuleSet, paths: Iterable[str]) -> list[Remark]:
    """Return what is wrong with rules; `paths` are all that the targets can make."""
    return list(analyse(rules, paths).remarks)


def analyse(rules: RuleSet, paths: Iterable[str], asked: Container[str] | None = None) -> Analysis:
    """Enumerate the facts that rules tell apart, and judge them by all rules at once.

    `asked` are the ids of the rules that it is about, all without it.
    """
    made = frozenset(paths)
    placed = [_placed(rule, made) for rule in rules.rules]
    chosen = {one.rule.id for one in placed if asked is None or one.rule.id in asked}
    found: list[Remark] = []
    hopeless = set()
    for one in placed:
        if one.rule.id not in chosen:
            continue
        mine = [*single_remarks(one.rule, one.paths)]
        if any(two.kind in {"dead", "contradiction"} for two in mine):
            hopeless.add(one.rule.id)
        found += [*mine, *_globs(one.rule, made), *_regexes(one.rule)]
    for first, second in combinations(placed, 2):
        # A rule that is at odds with itself is so with many others.
        if {first.rule.id, second.rule.id} & chosen and not (
            {first.rule.id, second.rule.id} & hopeless
        ):
            found += pair_remarks(first, second)
    return Analysis(
        tuple(one for one in found if one.kind != "undecided"),
        tuple(one for one in found if one.kind == "undecided"),
    )


def _placed(rule: Rule, made: frozenset[str]) -> Placed:
    globs = [one for one in rule.files if not one.startswith("!")]
    samples = [one.replace("**/", "").replace("*", "example") for one in globs]
    if rule.scope == "any":
        samples += [one.replace("**/", "elsewhere/").replace("*", "example") for one in globs]
    paths = {one for one in (*made, *samples) if rule.applies_to(one)}
    return Placed(rule, frozenset(paths))


def _globs(rule: Rule, made: frozenset[str]) -> Iterator[Remark]:
    if rule.scope == "any" or not made:
        return
    wanted: set[str] = set()
    for one in rule.files:
        if not one.startswith("!"):
            here = {path for path in made if matches(one, path)}
            wanted |= here
            if not here:
                yield remark(rule, "glob", f"no generated file has a path like `{one}`")
    for one in rule.files:
        if one.startswith("!") and not any(matches(one[1:], path) for path in wanted):
            yield remark(rule, "glob", f"`{one}` leaves out nothing")


def _regexes(rule: Rule) -> Iterator[Remark]:
    if rule.finder is not None and rule.finder.basis == "text":
        for fault in regex_faults(rule.finder.source):
            yield remark(rule, "regex", f"its regex has {fault}")
