"""One run of a proof: the stages in order, cheapest first, and what each came to."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from time import perf_counter
from typing import Any, Protocol

from baesc.knowledge.rule_examples import failed_examples
from baesc.knowledge.rules import Rule
from baesc.messages.diagnostic import Diagnostic
from baesc.proof.areas import area_of
from baesc.proof.form import Flip, Fragility
from baesc.proof.mutants import CATALOGUE
from baesc.proof.mutation import Fate, is_visible
from baesc.proof.projects import possible_paths
from baesc.proof.score import Place, mixed
from baesc.proof.static import Remark, analyse
from baesc.proof.survivors import Smallest, smallest
from baesc.proof.valid import CHUNK, ValidTrial
from baesc.proof.work import Work, piece

STAGES = ("static", "examples", "variations", "valid", "mutation", "behaviour")
# What a budget of a minute buys on two cores.
PROJECTS_A_MINUTE = 250
SECONDS_A_PROJECT = 20
# A larger file has its mutants judged in so many pieces of this many characters.
SHARE_SIZE = 2500
MOST_SHRUNK = 5
# Seconds that it takes to look at one application.
LAST_LOOK = 5.0
# Seconds that the report takes.
LAST_WORDS = 2.0


class Crew(Protocol):
    """Does pieces of work at the same time."""

    def do(self, names: Sequence[str], on_done: Callable[[str, Any], None]) -> bool:
        """Do all pieces; return whether all were done before the time was up or Ctrl-C came."""

    def allow(self, seconds: float) -> None:
        """Set when the time is up for what is done next."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a run is about.

    `tested` are the ids of the rules that are looked at; all rules judge. `areas` are those whose
    files are varied and made faulty. `budget` is in seconds, `stages` are in the order of STAGES.
    """

    tested: frozenset[str]
    areas: tuple[str, ...]
    seed: int = 0
    budget: float = 60.0
    stages: tuple[str, ...] = STAGES
    ends: float = float("inf")
    command: str = "baesc rules test"

    @property
    def projects(self) -> int:
        """Return how many random projects the budget buys."""
        return max(CHUNK, round(PROJECTS_A_MINUTE * self.budget / 60 / CHUNK) * CHUNK)

    @property
    def further(self) -> int:
        """Return of how many random projects the budget buys mutants, beside the reference."""
        return max(0, int((self.budget - 60) / SECONDS_A_PROJECT))


@dataclass(slots=True)
class Proven:
    """What is known so far; stages that did not run are in no list of `seconds`.

    `generic` mutants are of no operator of the catalogue. `cut` names stages that the time or
    Ctrl-C cut short. `smallest` shows a few survivors in the smallest project that has them.
    """

    remarks: list[Remark] = field(default_factory=list)
    undecided: int = 0
    examples: int = 0
    failed: list[Diagnostic] = field(default_factory=list)
    fragile: list[Fragility] = field(default_factory=list)
    varied: int = 0
    flips: list[Flip] = field(default_factory=list)
    trials: list[ValidTrial] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)
    generic: list[Fate] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)
    smallest: dict[Place, Smallest] = field(default_factory=dict)


Progress = Callable[[str, int, int], None]


def prove(work: Work, crew: Crew, setup: Setup, proven: Proven, progress: Progress) -> None:
    """Run the stages and add what they find to `proven`, which is sound at any moment."""
    run = _Run(work, crew, setup, proven, progress)
    for stage in setup.stages:
        before = perf_counter()
        crew.allow(_allowed(stage, setup, setup.ends - before))
        proven.cut.append(stage)
        try:
            if run.stages[stage]():
                proven.cut.remove(stage)
        finally:
            proven.seconds[stage] = perf_counter() - before
    run.shrink(lambda: perf_counter() < setup.ends)


def _allowed(stage: str, setup: Setup, left: float) -> float:
    """Return how many seconds of those that are left a stage may take."""
    if stage == "valid" and "mutation" in setup.stages:
        # Random projects leave half of the time to mutants.
        return left / 2
    # What is being looked at when the time is up is still brought to its end.
    return left - (LAST_LOOK if stage == "behaviour" else LAST_WORDS)


class _Run:
    """The stages of one run; each returns whether it came to its end."""

    def __init__(
        self, work: Work, crew: Crew, setup: Setup, proven: Proven, progress: Progress
    ) -> None:
        self.work = work
        self.crew = crew
        self.setup = setup
        self.proven = proven
        self.progress = progress
        self.stages: dict[str, Callable[[], bool]] = {
            "static": self.static,
            "examples": self.examples,
            "variations": self.variations,
            "valid": self.valid,
            "mutation": self.mutation,
            "behaviour": self.behaviour,
        }
        self.paths = [
            one for one in work.reference.texts if area_of(one) in setup.areas and _is_code(one)
        ]

    def do(self, stage: str, names: Sequence[str], keep: Callable[[str, Any], None]) -> bool:
        """Have pieces done; `keep` gets the name and the result of each that was."""
        done = 0

        def on_done(name: str, result: Any) -> None:
            nonlocal done
            done += 1
            if result is not None:
                keep(name, result)
            self.progress(stage, done, len(names))

        self.progress(stage, 0, len(names))
        return self.crew.do(names, on_done)

    def static(self) -> bool:
        asked = self.setup.tested
        found = analyse(self.work.rules, possible_paths(self.work.reference.system), asked)
        self.proven.remarks += [one for one in found.remarks if {one.rule, one.other} & asked]
        self.proven.undecided = sum(bool({one.rule, one.other} & asked) for one in found.undecided)
        return True

    def examples(self) -> bool:
        rules = self.tested()
        self.proven.failed += failed_examples(rules)
        self.proven.examples = sum(len(one.ok) + len(one.bad) for one in rules)
        return True

    def tested(self) -> list[Rule]:
        return [one for one in self.work.rules.rules if one.id in self.setup.tested]

    def variations(self) -> bool:
        names = [piece("form", one.id) for one in self.tested()]
        # Where none of the rules looks, none of their verdicts can flip.
        paths = {path for path in self.paths if any(one.applies_to(path) for one in self.tested())}
        names += [piece("flip", path) for path in self.paths if path in paths]
        faults = [one for one in self.first_faults() if one[0] in paths]
        names += [piece("flip-fault", f"{path}#{at}") for path, at in faults]

        def keep(name: str, result: Any) -> None:
            if name.startswith("form|"):
                tried, found = result
                self.proven.fragile += found
            else:
                tried, found = result
                self.proven.flips += found
            self.proven.varied += tried

        return self.do("variations", names, keep)

    def first_faults(self) -> Iterator[tuple[str, int]]:
        """Yield the place of one mutant of each family in each area."""
        families = {one.id: one.family for one in CATALOGUE}
        seen = set()
        for path in self.paths:
            for at, mutant in enumerate(self.work.mutants(0, path)):
                kind = (area_of(path), families[mutant.operator])
                if kind not in seen:
                    seen.add(kind)
                    yield path, at

    def valid(self) -> bool:
        names = [piece("valid", str(chunk)) for chunk in range(self.setup.projects // CHUNK)]

        def keep(_name: str, result: ValidTrial) -> None:
            self.proven.trials.append(result)
            self.proven.trials.sort(key=lambda one: one.seed)

        return self.do("valid", names, keep)

    def mutation(self) -> bool:
        by_area: dict[str, list[str]] = {area: [] for area in self.setup.areas}
        for path in self.paths:
            shares = 1 + len(self.work.reference.texts[path]) // SHARE_SIZE
            by_area[area_of(path)] += [
                piece("mutate", f"0:{path}", share, shares) for share in range(shares)
            ]
        # In turns: where the time ends early, no area goes without.
        turns = zip_longest(*by_area.values())
        names = [one for turn in turns for one in turn if one is not None]
        names += [piece("mutate", f"{one}:") for one in range(1, self.setup.further + 1)]

        generic = [piece("generic", path) for path in self.paths if path.endswith(".py")]

        def keep(name: str, result: list[Fate]) -> None:
            found = [one for one in result if area_of(one.path) in self.setup.areas]
            if name.startswith("generic|"):
                self.proven.generic += found
            else:
                self.proven.fates += found

        finished = self.do("mutation", names, keep)
        # They are no part of the score, and take what time there is left.
        self.do("mutation", generic, keep)
        self.proven.fates.sort(key=lambda one: (one.project, one.path, one.number))
        return finished

    def behaviour(self) -> bool:
        """Take out survivors that no client could tell from the original."""
        survived = {
            piece("behave", f"{one.project}:{one.path}#{one.number}"): at
            for at, one in enumerate(self.proven.fates)
            if one.state == "survived" and is_visible(one)
        }

        def keep(name: str, result: bool) -> None:
            if result:
                at = survived[name]
                self.proven.fates[at] = replace(self.proven.fates[at], state="same")

        return self.do("behaviour", list(survived), keep)

    def shrink(self, goes_on: Callable[[], bool]) -> None:
        """Find the smallest projects that have the survivors which are shown first."""
        for one in mixed(self.proven.fates)[:MOST_SHRUNK]:
            if goes_on():
                place = (one.project, one.path, one.number)
                self.proven.smallest[place] = smallest(self.work, one, goes_on)


def _is_code(path: str) -> bool:
    return path.endswith((".py", ".sql"))
