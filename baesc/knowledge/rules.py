"""Rules: what a file must say, as values; judging facts by them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal

from baesc.ground.source import Span
from baesc.knowledge.conditions import FactBase, Reference, Selector
from baesc.knowledge.facts.kinds import Fact
from baesc.knowledge.facts.table import KINDS
from baesc.knowledge.globs import is_among, matches, suffixes
from baesc.knowledge.matching import Finder, NoMatcherError, found_by, library_of
from baesc.knowledge.suppression import Suppression
from baesc.language.ir import NOWHERE
from baesc.records.verdict import Basis, Edit, Finding, Fix

Severity = Literal["decisive", "advisory"]
Scope = Literal["application", "any"]
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
class RuleEdit:
    """One edit of a rule's fix; references in it stand for attributes of the fact at hand."""

    kind: str
    name: str = ""
    value: str | Reference = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    It is about each fact of `subject` (the file itself when the rule names none). `demand`
    says what must hold for it, `selectors` of which facts; `at` finds the line of a finding.
    A rule of scope `any` makes sense of code that nobody generated. A `finder` gives it facts
    of its own.
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
    scope: Scope = "application"
    finder: Finder | None = None
    fix: tuple[RuleEdit, ...] = ()
    origin: Span = field(default=NOWHERE, compare=False)

    @property
    def area(self) -> str:
        """Return the folder of its file below `rules/`; `own` for a file outside of any."""
        parts = self.origin.path.split("/")
        return parts[1] if len(parts) > 2 else "own"

    @property
    def confidence(self) -> Basis:
        """Return what the rule goes by: the structure, a structural pattern, or mere text."""
        return self.finder.basis if self.finder else "structure"

    def applies_to(self, path: str) -> bool:
        """Tell whether the rule is about the file at this path of the output folder."""
        return is_among(path, self.files)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules that are in force; `digest` belongs to the trace of every verdict."""

    rules: tuple[Rule, ...]
    digest: str
    suppressions: tuple[Suppression, ...] = ()
    _globs: list[str] = field(default_factory=list, init=False, compare=False, repr=False)
    _by_hits: dict[tuple[bool, ...], tuple[Rule, ...]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def of(self, path: str) -> tuple[Rule, ...]:
        """Return the rules about the file at this path."""
        if not self._globs:
            self._globs.extend({one.removeprefix("!") for rule in self.rules for one in rule.files})
        # Many rules share few globs, and many paths match the same ones.
        hits = tuple(matches(one, path) for one in self._globs)
        found = self._by_hits.get(hits)
        if found is None:
            found = tuple(rule for rule in self.rules if rule.applies_to(path))
            self._by_hits[hits] = found
        return found

    def anywhere(self, path: str) -> tuple[Rule, ...]:
        """Return the rules that make sense of any file with the ending of this path.

        Which folders they are about is a matter of the application; which they are not about, of
        what is asked.
        """
        ending = PurePosixPath(path).suffix
        return tuple(
            one
            for one in self.rules
            if one.scope == "any"
            and ending in suffixes(one.files)
            and not any(matches(glob[1:], path) for glob in one.files if glob.startswith("!"))
        )

    def missing_libraries(self) -> list[tuple[Rule, str]]:
        """Return the rules that need an optional library which is not there, with its name."""
        found = [(one, library_of(one.finder)) for one in self.rules if one.finder]
        return [(rule, name) for rule, name in found if name]


def judge(rules: Iterable[Rule], base: FactBase, text: str = "") -> tuple[list[Finding], int]:
    """Return what breaks the rules, and how many rules applied.

    `text` is what rules with a pattern or a regex search.
    """
    found: list[Finding] = []
    applied = 0
    for rule in rules:
        try:
            own = base if rule.finder is None else base.also("match", found_by(rule.finder, text))
        except NoMatcherError as exc:
            reason = f"{exc} is not installed (the extra `patterns`)"
            found.append(Finding(rule.id, 1, reason, rule.severity == "decisive", sure=False))
            applied += 1
            continue
        if all(own.matching(one, ())[0] for one in rule.when):
            applied += 1
            found += _judge_one(rule, own)
    return found, applied


# A fact and its kind.
_Place = tuple[str, Fact]


def _judge_one(rule: Rule, base: FactBase) -> list[Finding]:
    found = []
    for fact in base.of(rule.subject.kind):
        chosen = rule.subject.holds(fact, fact)
        if chosen is False:
            continue
        for holds, place in _outcomes(rule, fact, base):
            if holds:
                continue
            sure = holds is False and chosen is True
            for one in rule.unsure_when:
                matching, is_open = base.matching(one, fact)
                sure = sure and not matching and not is_open
            found.append(_finding(rule, fact, base, place, sure=sure))
    return found


def _outcomes(rule: Rule, fact: Fact, base: FactBase) -> list[tuple[bool | None, _Place]]:
    """Return whether the demand holds, at which fact; None when that cannot be told."""
    here = (rule.subject.kind, fact)
    if rule.demand == "require":
        return [(rule.selectors[0].holds(fact, fact), here)]
    if rule.demand == "forbid":
        truth = rule.selectors[0].holds(fact, fact)
        return [(None if truth is None else not truth, here)]
    outcomes: list[tuple[bool | None, _Place]] = []
    for selector in rule.selectors:
        if rule.demand == "exists":
            outcomes.append((base.some(selector, fact), here))
            continue
        sure, is_open = base.matching(selector, fact)
        if rule.demand == "none":
            outcomes += [(False, (selector.kind, other)) for other in sure]
            outcomes += [(None, here)] if is_open else []
        else:
            fits = len(sure) >= rule.least and (rule.most is None or len(sure) <= rule.most)
            outcomes.append((None if is_open else fits, here))
    return outcomes


def _finding(rule: Rule, fact: Fact, base: FactBase, place: _Place, *, sure: bool) -> Finding:
    if rule.at is not None:
        places, _ = base.matching(rule.at, fact)
        place = (rule.at.kind, places[0]) if places else place
    names = KINDS[rule.subject.kind].__annotations__
    values = {name: _shown(value) for name, value in zip(names, fact, strict=True)}
    message = re.sub(r"\{(\w+)\}", lambda match: values[match[1]], rule.message)
    decisive = rule.severity == "decisive"
    fix = _fix(rule.fix, fact, *place) if sure and rule.fix else None
    return Finding(rule.id, place[1][0], message, decisive=decisive, sure=sure, fix=fix)


def _fix(edits: Iterable[RuleEdit], bound: Fact, kind: str, fact: Fact) -> Fix | None:
    if kind == "file" or kind.startswith("spec."):
        return None
    made = []
    for one in edits:
        value = one.value.of(bound) if isinstance(one.value, Reference) else one.value
        # What a literal becomes is quoted, once its references have their values.
        quoted = one.kind.startswith("replace") and isinstance(one.value, Reference)
        made.append(Edit(one.kind, one.name, repr(value) if quoted else str(value)))
    names = KINDS[kind].__annotations__
    name = "columns" if kind == "foreign_key" else "function" if kind == "route" else "name"
    named = fact[list(names).index(name)] if name in names else ""
    return Fix(kind, fact[0], named[0] if isinstance(named, tuple) else str(named), tuple(made))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)
