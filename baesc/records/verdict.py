"""What the rules say of an artifact."""

from dataclasses import dataclass
from typing import Literal

Decision = Literal["approved", "rejected", "uncertain"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that an artifact breaks; `line` counts from 1 in the artifact's text.

    An unsure finding is one that the text leaves open; a decisive one makes the verdict
    uncertain.
    """

    rule: str
    line: int
    message: str
    decisive: bool = True
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision on one artifact, with what it rests on; `rules` counts those that applied."""

    path: str
    decision: Decision
    findings: tuple[Finding, ...] = ()
    rules: int = 0
