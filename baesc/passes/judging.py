"""The judge: what is asked about a file that rules left open, and what its answer makes of it.

It is never asked about what a rule has decided, so it cannot disagree with one: its word turns an
uncertain verdict into an approval or a rejection, and no other.
"""

from dataclasses import replace

from baesc.ground.digest import digest, digest_text
from baesc.knowledge.prompts import verdicts as prompts
from baesc.knowledge.prompts.files import slice_of
from baesc.knowledge.rules import RuleSet
from baesc.language.ir import System
from baesc.records.action import Action
from baesc.records.question import Question
from baesc.records.verdict import GATE, JUDGE, NO_JUDGE, UNTRUSTED, Finding, Verdict

VERSION = 1
# Findings of no rule: all rules that are about the file are in question then.
_OF_ALL = frozenset({GATE, NO_JUDGE, UNTRUSTED})


def is_open(verdict: Verdict) -> bool:
    """Tell whether a judge may be asked: nothing decisive was found for sure."""
    return verdict.decision == "uncertain" and not _decided(verdict)


def as_decided(verdict: Verdict) -> Verdict:
    """Return the verdict of rules where they found something for sure, whoever was to judge."""
    if verdict.decision == "uncertain" and _decided(verdict):
        return replace(verdict, decision="confident_rejection")
    return verdict


def _decided(verdict: Verdict) -> bool:
    return any(one.decisive and one.sure for one in verdict.findings)


def question_of(
    system: System, action: Action, text: str, verdict: Verdict, rules: RuleSet
) -> Question:
    """Return the question about an open verdict."""
    unsure = [one for one in verdict.findings if one.decisive and not one.sure]
    known = {one.id: one.standard for one in rules.of(action.path)}
    ids = sorted({one.rule for one in unsure if one.rule in known})
    lines = sorted({one.line for one in unsure if one.rule in known})
    if any(one.rule in _OF_ALL for one in unsure):
        ids, lines = sorted(known), []
    wanted = list(dict.fromkeys(known[one] for one in ids))
    wanted += [one.message for one in unsure if one.rule in known]
    spec = slice_of(system.entity(action.subject)) if action.subject else ""
    prompt = prompts.asked(action.path, text, wanted, lines, spec)
    key = digest(("verdict", VERSION, action.path, digest_text(text), wanted, spec))
    return Question("verdict", f"verdicts.{action.path}", key, prompt)


def judged(verdict: Verdict, said: prompts.Said, tokens: int) -> Verdict:
    """Return an open verdict with the word of a judge in it."""
    kept = tuple(one for one in verdict.findings if not one.decisive)
    if not said.line:
        return replace(
            verdict, decision="confident_approval", findings=kept, method="model", tokens=tokens
        )
    finding = Finding(JUDGE, said.line, said.reason)
    return replace(
        verdict, decision="confident_rejection", findings=(finding, *kept), method="model",
        tokens=tokens,
    )  # fmt: skip
