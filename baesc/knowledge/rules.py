"""Rules: what a file must say, as values; judging facts by them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from baesc.ground.source import Span
from baesc.knowledge.conditions import FactBase, Selector
from baesc.knowledge.facts.kinds import Fact
from baesc.knowledge.facts.table import KINDS
from baesc.language.ir import NOWHERE
from baesc.records.verdict import Finding

Severity = Literal["decisive", "advisory"]
Demand = Literal["require", "forbid", "exists", "none", "count"]

# The 14 contract rules of the verifier that baesc succeeds.
ALIASES = (
    "backend_context_manager",
    "backend_http_status",
    "backend_error_handling",
    "backend_response_models",
    "backend_dependency_injection",
    "frontend_form_validation",
    "frontend_error_display",
    "frontend_success_feedback",
    "database_primary_key",
    "database_indexes",
    "database_constraints",
    "test_integration_lifecycle",
    "test_error_cases",
    "test_cleanup",
)


@dataclass(frozen=True, slots=True)
class Example:
    """A text that a rule accepts, or rejects at `lines`; none for an accepted one."""

    text: str
    lines: tuple[int, ...]
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    It is about each fact of `subject` (the file itself when the rule names none). `demand`
    says what must hold for it, `selectors` of which facts; `at` finds the line of a finding.
    """

    id: str
    alias: str
    files: tuple[str, ...]
    subject: Selector
    demand: Demand
    selectors: tuple[Selector, ...]
    message: str
    severity: Severity = "decisive"
    when: tuple[Selector, ...] = ()
    unsure_when: tuple[Selector, ...] = ()
    at: Selector | None = None
    least: int = 0
    most: int | None = None
    standard: str = ""
    promises: tuple[tuple[str, Fact], ...] = ()
    ok: tuple[Example, ...] = ()
    bad: tuple[Example, ...] = ()
    origin: Span = field(default=NOWHERE, compare=False)

    def applies_to(self, path: str) -> bool:
        """Tell whether the rule is about the file at this path of the output folder."""
        wanted = [one for one in self.files if not one.startswith("!")]
        refused = [one[1:] for one in self.files if one.startswith("!")]
        return any(_pattern(one).fullmatch(path) for one in wanted) and not any(
            _pattern(one).fullmatch(path) for one in refused
        )


@cache
def _pattern(glob: str) -> re.Pattern[str]:
    """Return a glob as a pattern: `*` stays inside a folder, `**/` is any folders or none."""
    parts = re.split(r"(\*\*/|\*)", glob)
    by_part = {"**/": "(?:.*/)?", "*": "[^/]*"}
    return re.compile("".join(by_part.get(part, re.escape(part)) for part in parts))


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules that are in force; `digest` belongs to the trace of every verdict."""

    rules: tuple[Rule, ...]
    digest: str
    _globs: list[str] = field(default_factory=list, init=False, compare=False, repr=False)
    _by_hits: dict[tuple[bool, ...], tuple[Rule, ...]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def of(self, path: str) -> tuple[Rule, ...]:
        """Return the rules about the file at this path."""
        if not self._globs:
            self._globs.extend({one.removeprefix("!") for rule in self.rules for one in rule.files})
        # Many rules share few globs, and many paths match the same ones.
        hits = tuple(_pattern(one).fullmatch(path) is not None for one in self._globs)
        found = self._by_hits.get(hits)
        if found is None:
            found = tuple(rule for rule in self.rules if rule.applies_to(path))
            self._by_hits[hits] = found
        return found


def judge(rules: Iterable[Rule], base: FactBase) -> tuple[list[Finding], int]:
    """Return what breaks the rules, and how many rules applied."""
    found: list[Finding] = []
    applied = 0
    for rule in rules:
        if all(base.matching(one, ())[0] for one in rule.when):
            applied += 1
            found += _judge_one(rule, base)
    return found, applied


def _judge_one(rule: Rule, base: FactBase) -> list[Finding]:
    found = []
    for fact in base.of(rule.subject.kind):
        chosen = rule.subject.holds(fact, fact)
        if chosen is False:
            continue
        for holds, line in _outcomes(rule, fact, base):
            if holds:
                continue
            sure = holds is False and chosen is True
            for one in rule.unsure_when:
                matches, is_open = base.matching(one, fact)
                sure = sure and not matches and not is_open
            found.append(_finding(rule, fact, base, line, sure=sure))
    return found


def _outcomes(rule: Rule, fact: Fact, base: FactBase) -> list[tuple[bool | None, int]]:
    """Return whether the demand holds, at which line; None when that cannot be told."""
    line: int = fact[0]
    if rule.demand == "require":
        return [(rule.selectors[0].holds(fact, fact), line)]
    if rule.demand == "forbid":
        truth = rule.selectors[0].holds(fact, fact)
        return [(None if truth is None else not truth, line)]
    outcomes: list[tuple[bool | None, int]] = []
    for selector in rule.selectors:
        sure, is_open = base.matching(selector, fact)
        if rule.demand == "exists":
            outcomes.append((True if sure else None if is_open else False, line))
        elif rule.demand == "none":
            outcomes += [(False, other[0]) for other in sure]
            outcomes += [(None, line)] if is_open else []
        else:
            fits = len(sure) >= rule.least and (rule.most is None or len(sure) <= rule.most)
            outcomes.append((None if is_open else fits, line))
    return outcomes


def _finding(rule: Rule, fact: Fact, base: FactBase, line: int, *, sure: bool) -> Finding:
    if rule.at is not None:
        places, _ = base.matching(rule.at, fact)
        line = places[0][0] if places else line
    names = KINDS[rule.subject.kind].__annotations__
    values = {name: _shown(value) for name, value in zip(names, fact, strict=True)}
    message = re.sub(r"\{(\w+)\}", lambda match: values[match[1]], rule.message)
    return Finding(rule.id, line, message, decisive=rule.severity == "decisive", sure=sure)


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)
