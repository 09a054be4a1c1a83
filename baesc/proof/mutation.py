"""Faulty files: every mutant of a project's files must be refused, unless it is no fault."""

from dataclasses import dataclass, replace
from typing import Literal

from baesc.proof.judging import Judge
from baesc.proof.mutants import CATALOGUE, Mutant, equivalent
from baesc.proof.projects import Project
from baesc.records.verdict import Verdict

# killed: refused for sure; uncertain: refused, since no rule can tell; equal: another form of the
# same program; same: a client sees no difference; survived: approved although it is a fault.
State = Literal["killed", "uncertain", "equal", "same", "survived"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one mutant; `number` counts the mutants of its file.

    `project` is 0 for the reference, else the number of a random project.
    `rules` are the decisive rules that refuse it, `advice` the advisory ones that it breaks.
    """

    path: str
    number: int
    operator: str
    line: int
    note: str
    state: State
    rules: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    project: int = 0


def fate_of(project: Project, number: int, mutant: Mutant, judge: Judge) -> Fate:
    """Judge one mutant."""
    verdict = judge.anew(mutant.path, mutant.text, project.promises[mutant.path])
    made = Fate(
        mutant.path, number, mutant.operator, mutant.line, mutant.note, _state(verdict),
        tuple(sorted({one.rule for one in verdict.findings if one.decisive})),
        tuple(sorted({one.rule for one in verdict.findings if not one.decisive})),
    )  # fmt: skip
    if made.state == "survived" and equivalent(
        mutant.path, project.texts[mutant.path], mutant.text
    ):
        return replace(made, state="equal")
    return made


def _state(verdict: Verdict) -> State:
    if verdict.decision == "confident_rejection":
        return "killed"
    return "uncertain" if verdict.decision == "uncertain" else "survived"


def is_visible(fate: Fate) -> bool:
    """Tell whether a client of the running application could notice the fault."""
    return any(one.id == fate.operator and one.visible for one in CATALOGUE)
