"""How far rules are trusted: which of their verdicts stand, and which are left to a judge."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from baesc.knowledge import verdict_faults as faults
from baesc.knowledge.rules import Rule, RuleSet
from baesc.messages.diagnostic import Diagnostic
from baesc.records.verdict import NO_JUDGE, UNTRUSTED, Finding, Verdict

LEAST_CONFIDENCE = 0.85
_DOUBTS = {NO_JUDGE: faults.no_judge, UNTRUSTED: faults.untrusted}


@dataclass(frozen=True, slots=True)
class Trust:
    """What a verdict needs in order to stand.

    `measured` has the confidence of each area of rules, None for one that nobody has measured;
    without it no area is asked for its confidence. With `rules_decide` off all is left to a
    judge but what does not parse.
    """

    threshold: float = LEAST_CONFIDENCE
    measured: Mapping[str, float | None] | None = None
    rules_decide: bool = True

    @property
    def key(self) -> tuple[object, ...]:
        """Return what a verdict owes to it, as plain values for a digest."""
        measured = None
        if self.measured is not None:
            measured = tuple((name, repr(one)) for name, one in sorted(self.measured.items()))
        return repr(self.threshold), measured, self.rules_decide


def weighed(verdict: Verdict, rules: Iterable[Rule], trust: Trust) -> Verdict:
    """Return a verdict of these rules as far as they are trusted."""
    if verdict.decision == "uncertain" or verdict.method == "parse":
        return verdict
    if not trust.rules_decide:
        return _doubted(verdict, NO_JUDGE, "this is left to a judge, and there is none")
    if trust.measured is None or verdict.decision != "confident_approval":
        return verdict
    for area in sorted({rule.area for rule in rules if rule.severity == "decisive"}):
        confidence = trust.measured.get(area)
        if confidence is not None and confidence < trust.threshold:
            reason = (
                f"the rules of `{area}` have a measured confidence of {confidence:.3f}, "
                f"less than the threshold {trust.threshold:g}"
            )
            return _doubted(verdict, UNTRUSTED, reason)
    return verdict


def _doubted(verdict: Verdict, source: str, reason: str) -> Verdict:
    doubt = Finding(source, 1, reason, sure=False)
    return replace(verdict, decision="uncertain", findings=(doubt, *verdict.findings))


def doubts(verdicts: Iterable[Verdict]) -> list[Diagnostic]:
    """Return what left verdicts to a judge: one diagnostic for each reason, however many files."""
    files: dict[tuple[str, str], int] = {}
    for verdict in verdicts:
        for one in verdict.findings:
            if one.rule in _DOUBTS:
                files[one.rule, one.message] = files.get((one.rule, one.message), 0) + 1
    return [_DOUBTS[rule](message, count) for (rule, message), count in files.items()]


def unmeasured(rules: RuleSet, trust: Trust) -> list[Diagnostic]:
    """Return one warning if nobody has measured some of the areas that decide."""
    if trust.measured is None or not trust.rules_decide:
        return []
    areas = {rule.area for rule in rules.rules if rule.severity == "decisive"}
    missing = sorted(area for area in areas if trust.measured.get(area) is None)
    return [faults.unmeasured(missing)] if missing else []
