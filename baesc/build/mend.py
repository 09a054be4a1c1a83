"""Mend a rejected answer by the fixes that rules know, without asking anybody."""

from collections.abc import Callable, Mapping

from baesc.build.toolchain import Toolchain
from baesc.knowledge.fixes import fixed
from baesc.knowledge.tokens import count
from baesc.passes.filling import Work
from baesc.records.verdict import Verdict

# Each round mends what the one before has laid bare.
_MOST_ROUNDS = 8
_REJECTED = "confident_rejection"


def formatted(work: Work, candidates: Mapping[str, str], tools: Toolchain) -> str:
    """Return an artifact with these answers, as it would be written."""
    path = work.action.path
    return tools.format_all({path: work.assembled(candidates)})[path]


def mended(
    work: Work,
    candidates: Mapping[str, str],
    text: str,
    verdict: Verdict,
    tools: Toolchain,
    judge: Callable[[str], Verdict],
) -> tuple[str, Verdict, dict[str, str]] | None:
    """Return the artifact, its verdict and its answers once rules have mended them.

    None where that does not get it past the rules. What is ours stays as it is: the answers are
    read out of the mended text, checked like any others, and put into the skeleton again.
    """
    rules = {one.id: one for one in tools.rules.rules}
    for _ in range(_MOST_ROUNDS):
        found = (
            fixed(rules[one.rule], one, work.action.path, text)
            for one in verdict.findings
            if one.sure and one.decisive and one.rule in rules
        )
        better = next((one for one in found if one is not None), None)
        if better is None:
            return None
        text, verdict = better, judge(better)
        if verdict.decision != _REJECTED:
            break
    answers = {**candidates, **work.reread(text)}
    if any(work.faults(name, one) for name, one in answers.items()):
        return None
    text = formatted(work, answers, tools)
    verdict = judge(text)
    return None if verdict.decision == _REJECTED else (text, verdict, answers)


def whole_cost(work: Work, text: str) -> int:
    """Return about how many tokens it takes to ask for a whole artifact and to get this text."""
    asked = sum(count(one.content).tokens for one in work.whole((), ""))
    return asked + count(text).tokens
