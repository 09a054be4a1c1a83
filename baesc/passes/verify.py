"""The verify pass: a parse gate, then the rules that are about the file. Pure."""

from baesc.ground.source import Span
from baesc.knowledge import rule_faults as faults
from baesc.knowledge.conditions import FactBase
from baesc.knowledge.facts import extract
from baesc.knowledge.facts.schema_kinds import SpecSystem
from baesc.knowledge.facts.spec import Promise
from baesc.knowledge.rules import RuleSet, judge
from baesc.messages.diagnostic import Diagnostic, in_order
from baesc.records.verdict import Decision, Finding, Verdict

# The gate's own findings; a rule's id has a dot inside.
GATE = "parse"


def verify(path: str, text: str, promised: Promise, rules: RuleSet) -> Verdict:
    """Judge one artifact; total on any text.

    `path` is inside the output folder, `promised` what the spec promises of its subject.
    A file that does not parse is rejected, one that cannot be followed is uncertain; then
    any decisive finding rejects, a decisive one that the text leaves open makes uncertain.
    """
    system = promised.facts.get("spec.system", ())
    postgresql = any(isinstance(one, SpecSystem) and one.database == "postgresql" for one in system)
    extracted = extract(path, text, postgresql=postgresql)
    if extracted.fault:
        finding = Finding(GATE, extracted.line, extracted.fault)
        return Verdict(path, "rejected", (finding,))
    if extracted.unsure:
        finding = Finding(GATE, extracted.line, extracted.unsure, sure=False)
        return Verdict(path, "uncertain", (finding,))
    found, applied = judge(rules.of(path), FactBase(extracted.facts | promised.facts))
    findings = tuple(sorted(set(found), key=lambda one: (one.line, one.rule, one.message)))
    return Verdict(path, _decision(findings), findings, applied)


def _decision(findings: tuple[Finding, ...]) -> Decision:
    decisive = [one for one in findings if one.decisive]
    if any(one.sure for one in decisive):
        return "rejected"
    return "uncertain" if decisive else "approved"


def report(verdict: Verdict) -> tuple[Diagnostic, ...]:
    """Return a verdict as diagnostics with places in the artifact; none for a clean one.

    A rejected artifact reports what rejects it; what is merely open then says nothing more.
    """
    found = []
    for one in verdict.findings:
        span = Span(verdict.path, one.line, 1, one.line, 1)
        if not one.decisive:
            found.append(faults.advised(span, one.rule, one.message))
        elif not one.sure:
            if verdict.decision == "uncertain":
                rule = "" if one.rule == GATE else one.rule
                found.append(faults.unsure(span, rule, one.message))
        elif one.rule == GATE:
            found.append(faults.unparsable(span, one.message))
        else:
            found.append(faults.broken(span, one.rule, one.message))
    return in_order(found)
