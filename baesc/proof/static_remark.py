"""What static analysis has to say about a rule."""

from dataclasses import dataclass
from typing import Literal

from baesc.ground.source import Span
from baesc.knowledge.rules import Rule

# `undecided` is no fault: there were too many facts to look at.
Kind = Literal[
    "dead", "contradiction", "shadow", "unused-value", "regex", "glob", "undecided"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a rule that can be told without running it; `other` is a second rule."""

    rule: str
    kind: Kind
    message: str
    span: Span
    other: str = ""


def remark(rule: Rule, kind: Kind, message: str, other: str = "") -> Remark:
    """Return a remark at the place of a rule."""
    return Remark(rule.id, kind, message, rule.origin, other)
