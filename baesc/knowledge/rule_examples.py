"""Running the examples of rules: each must be judged as it says, to the line."""

from collections.abc import Iterable

from baesc.knowledge import rule_faults as faults
from baesc.knowledge.conditions import FactBase
from baesc.knowledge.facts import extract
from baesc.knowledge.facts.kinds import Facts
from baesc.knowledge.rules import Example, Rule, judge
from baesc.messages.diagnostic import Diagnostic


def failed_examples(rules: Iterable[Rule]) -> list[Diagnostic]:
    """Return the examples that their rule judges otherwise."""
    found = []
    for rule in rules:
        for example in (*rule.ok, *rule.bad):
            message = _fault_of(rule, example)
            if message:
                found.append(faults.failed_example(example.span, rule.id, message))
    return found


def _fault_of(rule: Rule, example: Example) -> str:
    promised: Facts = {}
    for kind, fact in rule.promises:
        promised.setdefault(kind, []).append(fact)
    extracted = extract(example_path(rule), example.text)
    if extracted.fault or extracted.unsure:
        return f"{extracted.fault or extracted.unsure} (line {extracted.line})"
    findings, applied = judge([rule], FactBase(extracted.facts | promised), example.text)
    if not applied:
        return "the rule does not apply: its `when` finds nothing"
    if not all(one.sure for one in findings):
        return "the rule is unsure"
    lines = tuple(sorted({one.line for one in findings}))
    if lines != example.lines:
        return f"found at lines {list(lines)}, expected {list(example.lines)}"
    return ""


def example_path(rule: Rule) -> str:
    """Return a path that the rule is about."""
    first = next(one for one in rule.files if not one.startswith("!"))
    return first.replace("**/", "").replace("*", "example")
