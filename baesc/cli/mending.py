"""Mending files mechanically, as far as rules know how; what is no better stays as it was."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from baesc.cli.verifying import Bench, Judged, Report, Request, report_of
from baesc.effects.foreign import rewrite
from baesc.knowledge.fixes import fixed
from baesc.knowledge.rules import Rule
from baesc.records.verdict import Verdict

# Each round mends what the one before has laid bare.
_MOST_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Mended:
    """A file with a better text, its verdict then, and how many findings that took away."""

    before: Judged
    text: str
    verdict: Verdict

    @property
    def count(self) -> int:
        """Return how many findings are gone."""
        return len(self.before.verdict.findings) - len(self.verdict.findings)

    @property
    def after(self) -> Judged:
        """Return the file as it is when the text was written."""
        source = replace(self.before.code.source, text=self.text)
        return Judged(replace(self.before.code, source=source), self.verdict)

    def diff(self) -> Iterator[str]:
        """Yield what changes, as the lines of a unified diff."""
        path = self.before.code.source.path
        old = self.before.code.source.text.splitlines(keepends=True)
        new = self.text.splitlines(keepends=True)
        for line in difflib.unified_diff(old, new, f"a/{path}", f"b/{path}"):
            yield line.rstrip("\n")
            if not line.endswith("\n"):
                yield "\\ No newline at end of file"


def mend_all(report: Report, request: Request, bench: Bench) -> tuple[tuple[Mended, ...], Report]:
    """Return what can be mended, and the report of what is left once `--fix` has written it."""
    if not (request.fix or request.diff):
        return (), report
    rules = {one.id: one for one in request.rules}
    found = (mend(one, rules, bench) for one in report.judged)
    mended = tuple(one for one in found if one is not None)
    if not request.fix:
        return mended, report
    problems = list(report.problems)
    after = {}
    for one in mended:
        problem = rewrite(one.before.code, one.text)
        if problem is None:
            after[id(one.before)] = one.after
        else:
            problems.append(problem)
    judged = tuple(after.get(id(one), one) for one in report.judged)
    kept = tuple(one for one in mended if id(one.before) in after)
    return kept, replace(report_of(judged, tuple(problems), request, bench), bare=report.bare)


def mend(judged: Judged, rules: dict[str, Rule], bench: Bench) -> Mended | None:
    """Return a file with all that can be mended; None where nothing can."""
    text, verdict = judged.code.source.text, judged.verdict
    for _ in range(_MOST_ROUNDS):
        better = _round(text, verdict, rules)
        if better == text:
            break
        then = bench.verdict(judged.code, better)
        if len(then.findings) >= len(verdict.findings):
            break
        text, verdict = better, then
    if text == judged.code.source.text:
        return None
    return Mended(judged, text, verdict)


def _round(text: str, verdict: Verdict, rules: dict[str, Rule]) -> str:
    # From the end, so that an edit does not move what is still to be mended.
    for finding in sorted(verdict.findings, key=lambda one: -one.line):
        rule = rules.get(finding.rule)
        if rule is not None and finding.sure:
            better = fixed(rule, finding, verdict.path, text)
            text = text if better is None else better
    return text
