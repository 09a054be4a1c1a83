"""What the rules say of an artifact."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Decision = Literal["confident_approval", "confident_rejection", "uncertain"]
# What came to the decision; `none` where no rule is about the file, `model` where one was asked.
Method = Literal["parse", "rules", "none", "model"]
# What rules look at: facts of the structure, a structural pattern, or words in the text.
Basis = Literal["structure", "pattern", "text"]

# How reports for people call the decisions.
FRIENDLY: dict[Decision, str] = {
    "confident_approval": "approved",
    "confident_rejection": "rejected",
    "uncertain": "uncertain",
}

# Findings that no rule makes; the id of a rule has a dot inside.
GATE = "parse"
UNTRUSTED = "confidence"
NO_JUDGE = "judge"
SUPPRESSION = "suppression"
# What a judge found that was asked.
JUDGE = "model"


class Edit(NamedTuple):
    """One mechanical edit: its kind, what it names (a keyword, say), and what it puts there."""

    kind: str
    name: str = ""
    value: str = ""


class Fix(NamedTuple):
    """Edits that mend a finding, at the fact that they are about.

    The fact is found again by its kind, its line and its name in the text that was judged.
    """

    kind: str
    line: int
    name: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that an artifact breaks; `line` counts from 1 in the artifact's text.

    An unsure finding is one that the text leaves open; a decisive one makes the verdict
    uncertain. A suppressed one has a `reason`, which stands at `excused_at` (path and line).
    """

    rule: str
    line: int
    message: str
    decisive: bool = True
    sure: bool = True
    fix: Fix | None = field(default=None, compare=False)
    reason: str = ""
    excused_at: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision on one artifact, with what it rests on; `rules` counts those that applied.

    `excused` has the findings that a suppression takes out of the decision. `basis` is the
    firmest that a decisive rule of an approval looks at.
    """

    path: str
    decision: Decision
    findings: tuple[Finding, ...] = ()
    rules: int = 0
    method: Method = "rules"
    basis: Basis = "structure"
    excused: tuple[Finding, ...] = ()
    seconds: float = field(default=0.0, compare=False)
    tokens: int = 0

    @property
    def suppressed(self) -> int:
        """Return how many findings are suppressed."""
        return len(self.excused)
