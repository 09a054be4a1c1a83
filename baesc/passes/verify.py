"""The verify pass: a parse gate, then the rules that are about the file. Pure."""

from collections.abc import Iterable
from dataclasses import replace

from baesc.ground.source import Span
from baesc.knowledge import rule_faults as faults
from baesc.knowledge import verdict_faults
from baesc.knowledge.conditions import FactBase
from baesc.knowledge.facts import extract
from baesc.knowledge.facts.schema_kinds import SpecSystem
from baesc.knowledge.facts.spec import Promise
from baesc.knowledge.fix_wording import told
from baesc.knowledge.rules import Rule, RuleSet, judge
from baesc.knowledge.suppression import allowances_in, allowed, excused, place_of, unused
from baesc.messages.diagnostic import Diagnostic, in_order
from baesc.passes.trust import Trust, weighed
from baesc.records.verdict import (
    GATE,
    JUDGE,
    NO_JUDGE,
    SUPPRESSION,
    UNTRUSTED,
    Basis,
    Decision,
    Finding,
    Verdict,
)

_FULL_TRUST = Trust()


def verify(
    path: str,
    text: str,
    promised: Promise,
    rules: RuleSet,
    trust: Trust = _FULL_TRUST,
    *,
    anywhere: bool = False,
    inline: bool = False,
) -> Verdict:
    """Judge one artifact; total on any text.

    `path` is inside the output folder, `promised` what the spec promises of its subject. A file
    that does not parse is rejected, one that cannot be followed is uncertain; then any decisive
    finding rejects, a decisive one that the text leaves open makes uncertain, and an approval
    stands as far as the rules are trusted. Where no rule is about the file nothing speaks against
    it, and the method says so.

    For code that nobody generated, `anywhere` takes the rules that fit any file, and `inline`
    honours comments that suppress findings. An artifact could excuse itself by those.
    """
    system = promised.facts.get("spec.system", ())
    postgresql = any(isinstance(one, SpecSystem) and one.database == "postgresql" for one in system)
    extracted = extract(path, text, postgresql=postgresql, any_sql=anywhere)
    if extracted.fault:
        finding = Finding(GATE, extracted.line, extracted.fault)
        return Verdict(path, "confident_rejection", (finding,), method="parse")
    if extracted.unsure:
        finding = Finding(GATE, extracted.line, extracted.unsure, sure=False)
        return Verdict(path, "uncertain", (finding,), method="parse")
    chosen = rules.anywhere(path) if anywhere else rules.of(path)
    found, applied = judge(chosen, FactBase(extracted.facts | promised.facts), text)
    found, gone = excused(_sorted(found), path, text, rules.suppressions)
    if inline:
        allowances = allowances_in(path, text)
        found, also = allowed(found, path, allowances)
        gone += also
        found += [
            Finding(SUPPRESSION, one.line, rule, decisive=False, sure=False)
            for one in allowances
            for rule in one.rules
            if not one.reason
        ]
        known = {rule.id for rule in chosen}
        found += [
            Finding(SUPPRESSION, line, rule, decisive=False)
            for rule, line in unused(allowances, also)
            if rule in known
        ]
    verdict = Verdict(
        path, _decision(found), tuple(_sorted(found)), applied, "rules" if chosen else "none",
        basis=_basis(chosen), excused=tuple(_sorted(gone)),
    )  # fmt: skip
    return weighed(verdict, chosen, trust)


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(dict.fromkeys(findings), key=lambda one: (one.line, one.rule, one.message))


def _decision(findings: Iterable[Finding]) -> Decision:
    decisive = [one for one in findings if one.decisive]
    if any(one.sure for one in decisive):
        return "confident_rejection"
    return "uncertain" if decisive else "confident_approval"


def _basis(rules: Iterable[Rule]) -> Basis:
    """Return the firmest that the decisive rules go by; the structure where there are none."""
    found = {rule.confidence for rule in rules if rule.severity == "decisive"}
    order: tuple[Basis, ...] = ("structure", "pattern", "text")
    return next((one for one in order if one in found), "structure")


def report(verdict: Verdict) -> tuple[Diagnostic, ...]:
    """Return a verdict as diagnostics with places in the artifact; none for a clean one.

    A rejected artifact reports what rejects it; what is merely open then says nothing more.
    Doubts about the rules themselves are for `trust.doubts`.
    """
    found = []
    for one in verdict.findings:
        span = Span(verdict.path, one.line, 1, one.line, 1)
        if one.rule == SUPPRESSION:
            make = verdict_faults.unused_suppression if one.sure else verdict_faults.no_reason
            found.append(make(span, one.message))
        elif not one.decisive:
            found.append(_with_fix(faults.advised(span, one.rule, one.message), one))
        elif one.rule in {NO_JUDGE, UNTRUSTED}:
            continue
        elif not one.sure:
            if verdict.decision == "uncertain":
                rule = "" if one.rule == GATE else one.rule
                found.append(faults.unsure(span, rule, one.message))
        elif verdict.decision != "confident_rejection":
            continue
        elif one.rule == JUDGE:
            found.append(verdict_faults.refused_by_judge(span, one.message))
        elif one.rule == GATE:
            found.append(faults.unparsable(span, one.message))
        else:
            found.append(_with_fix(faults.broken(span, one.rule, one.message), one))
    return in_order(found)


def _with_fix(diagnostic: Diagnostic, finding: Finding) -> Diagnostic:
    return replace(diagnostic, help=told(finding.fix)) if finding.fix else diagnostic


def unused_suppressions(rules: RuleSet, verdicts: Iterable[Verdict]) -> list[Diagnostic]:
    """Return the entries of rule files that suppress nothing in any of all verdicts."""
    if not rules.suppressions:
        return []
    used = {one.excused_at for verdict in verdicts for one in verdict.excused}
    return [
        verdict_faults.unused_suppression(one.origin, one.rule)
        for one in rules.suppressions
        if place_of(one) not in used
    ]
