"""Whether verdicts depend on the form of a text: of rules by their examples, of whole files."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from baesc.knowledge.conditions import FactBase
from baesc.knowledge.facts import extract
from baesc.knowledge.facts.kinds import Facts
from baesc.knowledge.rule_examples import example_path
from baesc.knowledge.rules import Rule, judge
from baesc.proof.variants import variants_of
from baesc.records.verdict import Decision

_MARK = re.compile(r"[ \t]*(?:#|--) <-[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Fragility:
    """An example that a rule judges otherwise when the same is written in another form."""

    rule: str
    variation: str
    example_text: str
    varied_text: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Flip:
    """A file whose verdict is another one when the same is written in another form."""

    path: str
    variation: str
    before: Decision
    after: Decision
    text: str


def fragile(rules: Iterable[Rule]) -> tuple[int, list[Fragility]]:
    """Judge all forms of all examples; return how many, and those that are judged otherwise.

    An example that its rule does not judge as it says is left to those who run examples.
    """
    tried = 0
    found = []
    for rule in rules:
        path = example_path(rule)
        for example in (*rule.ok, *rule.bad):
            text = _MARK.sub("", example.text)
            expected = "found" if example.lines else "nothing found"
            if _judged(rule, path, text) != expected:
                continue
            for variation, varied in variants_of(path, text):
                tried += 1
                got = _judged(rule, path, varied)
                if got != expected:
                    found.append(Fragility(rule.id, variation.id, text, varied, expected, got))
    return tried, found


def _judged(rule: Rule, path: str, text: str) -> str:
    promised: Facts = {}
    for kind, fact in rule.promises:
        promised.setdefault(kind, []).append(fact)
    extracted = extract(path, text)
    if extracted.fault or extracted.unsure:
        return extracted.fault or extracted.unsure
    findings, _ = judge([rule], FactBase(extracted.facts | promised), text)
    if any(one.sure for one in findings):
        return "found"
    return "unsure" if findings else "nothing found"


def flips(path: str, text: str, decision_of: Callable[[str], Decision]) -> tuple[int, list[Flip]]:
    """Judge all forms of a file; return how many, and those whose decision is another one."""
    before = decision_of(text)
    tried = 0
    found = []
    for variation, varied in variants_of(path, text):
        tried += 1
        after = decision_of(varied)
        if after != before:
            found.append(Flip(path, variation.id, before, after, varied))
    return tried, found
