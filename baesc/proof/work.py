"""The work of a proof, in pieces that may run at the same time, in any order.

A piece is a text, so that it can be handed to another process: `STAGE|SUBJECT|SHARE|SHARES`.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from baesc.knowledge.library import TemplateLibrary
from baesc.knowledge.rules import RuleSet
from baesc.language.writing import dump
from baesc.proof.areas import area_of
from baesc.proof.form import Flip, Fragility, flips, fragile
from baesc.proof.judging import Judge
from baesc.proof.mutants import Mutant, mutants_of
from baesc.proof.mutation import Fate, fate_of
from baesc.proof.operators.generic import GENERIC
from baesc.proof.projects import DEFAULTS, InvalidProjectError, Project, Workshop
from baesc.proof.valid import CHUNK, ValidTrial, draw_specs, try_projects
from baesc.records.verdict import Decision

REFERENCE = Path(__file__).parent / "reference.yaml"

# Of eight chunks of random projects, these have other settings.
OTHERS = {
    3: replace(DEFAULTS, database="postgresql"),
    5: replace(DEFAULTS, auth="none"),
    7: replace(DEFAULTS, database="postgresql", auth="none"),
}

GoesOn = Callable[[], bool]
# Whether an application with the second text at a path behaves as with the first; None: not seen.
Behaves = Callable[[Project, str, str], bool | None]


def piece(stage: str, subject: str, share: int = 0, shares: int = 1) -> str:
    """Return the name of a piece of work."""
    return f"{stage}|{subject}|{share}|{shares}"


class Work:
    """What all pieces share. A process that is forked from this one has all of it at once."""

    def __init__(
        self,
        rules: RuleSet,
        library: TemplateLibrary,
        seed: int,
        goes_on: GoesOn,
        behaves: Behaves | None = None,
    ) -> None:
        """Keep what is tested, and how."""
        self.rules = rules
        self.judge = Judge(rules)
        self.library = library
        self.workshop = Workshop(library)
        others = {one: Workshop(library, config) for one, config in OTHERS.items()}
        self._workshops = [others.get(one, self.workshop) for one in range(8)]
        self.seed = seed
        self._goes_on = goes_on
        self._behaves = behaves
        self._random: dict[int, Project | None] = {}
        self._mutants: dict[tuple[int, str], tuple[Mutant, ...]] = {}
        self._stages: dict[str, Callable[[str, int, int], Any]] = {
            "form": self._form,
            "flip": self._flip,
            "flip-fault": self._flip_fault,
            "valid": self._valid,
            "mutate": self._mutate,
            "generic": self._generic,
            "behave": self._behave,
        }

    @cached_property
    def reference(self) -> Project:
        """Return the project that mutants are made of."""
        return self.workshop.project(REFERENCE.read_text(encoding="utf-8"))

    def project(self, number: int) -> Project | None:
        """Return the reference, which is 0, or a random project; None where that makes none."""
        if not number:
            return self.reference
        if number not in self._random:
            (specs,) = draw_specs(self.seed * 1_000_003 + number, 1) or [[]]
            try:
                self._random[number] = self.workshop.project(dump(specs))
            except InvalidProjectError:
                self._random[number] = None
        return self._random[number]

    def warm(self, areas: Collection[str]) -> None:
        """Make the reference and the mutants of its files, for processes that are forked next."""
        for path in self.reference.texts:
            if area_of(path) in areas:
                self.mutants(0, path)

    def mutants(self, number: int, path: str) -> tuple[Mutant, ...]:
        """Return the mutants of a file of a project, always in the same order."""
        found = self._mutants.get((number, path))
        if found is None:
            project = self.project(number)
            text = project.texts.get(path, "") if project else ""
            found = self._mutants[number, path] = tuple(mutants_of(path, text)) if text else ()
        return found

    def run(self, pieces: Sequence[str]) -> list[tuple[str, Any]]:
        """Do pieces of work; a piece that the time did not allow has the result None."""
        done = []
        for name in pieces:
            stage, subject, share, shares = name.split("|")
            result = None
            if self._goes_on():
                result = self._stages[stage](subject, int(share), int(shares))
            done.append((name, result))
        return done

    def _form(self, rule: str, _share: int, _shares: int) -> tuple[int, list[Fragility]]:
        return fragile([one for one in self.rules.rules if one.id == rule])

    def _flip(self, path: str, _share: int, _shares: int) -> tuple[int, list[Flip]]:
        return self._flips_of(path, self.reference.texts[path])

    def _flip_fault(self, subject: str, _share: int, _shares: int) -> tuple[int, list[Flip]]:
        path, number = subject.rsplit("#", 1)
        return self._flips_of(path, self.mutants(0, path)[int(number)].text)

    def _flips_of(self, path: str, text: str) -> tuple[int, list[Flip]]:
        promised = self.reference.promises[path]

        def decision(varied: str) -> Decision:
            return self.judge.anew(path, varied, promised).decision

        return flips(path, text, decision)

    def _valid(self, chunk: str, _share: int, _shares: int) -> ValidTrial:
        seed = self.seed * 1_000_003 + int(chunk)
        workshop = self._workshops[int(chunk) % len(self._workshops)]
        return try_projects(seed, CHUNK, workshop, self.judge, self._goes_on)

    def _mutate(self, subject: str, share: int, shares: int) -> list[Fate]:
        number, path = subject.split(":", 1)
        project = self.project(int(number))
        if project is None:
            return []
        # Of a random project, only what differs from the reference is new.
        known = set(self.reference.texts.values()) if int(number) else set()
        paths = (
            [path] if path else [one for one, text in project.texts.items() if text not in known]
        )
        found: list[Fate] = []
        for one in paths:
            for at, mutant in enumerate(self.mutants(int(number), one)):
                if at % shares == share and self._goes_on():
                    fate = fate_of(project, at, mutant, self.judge)
                    found.append(replace(fate, project=int(number)))
        return found

    def _generic(self, path: str, _share: int, _shares: int) -> list[Fate]:
        project = self.reference
        mutants = enumerate(mutants_of(path, project.texts[path], GENERIC))
        return [
            fate_of(project, at, mutant, self.judge) for at, mutant in mutants if self._goes_on()
        ]

    def _behave(self, subject: str, _share: int, _shares: int) -> bool | None:
        if self._behaves is None:
            return None
        place, number = subject.rsplit("#", 1)
        of_project, path = place.split(":", 1)
        project = self.project(int(of_project))
        if project is None:
            return None
        mutant = self.mutants(int(of_project), path)[int(number)]
        return self._behaves(project, path, mutant.text)
