"""What mutants and valid files say of a rule set: figures by area, by operator and by rule."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from baesc.knowledge.rules import Rule
from baesc.proof.areas import area_of
from baesc.proof.bounds import wilson
from baesc.proof.mutation import Fate
from baesc.proof.valid import ValidTrial

# A mutant: its project, its file, its number there.
Place = tuple[int, str, int]


@dataclass(frozen=True, slots=True)
class Tally:
    """Mutants by what became of them; `equal` and `same` ones are no faults and do not count."""

    killed: int = 0
    uncertain: int = 0
    survived: int = 0
    equal: int = 0
    same: int = 0

    @property
    def faults(self) -> int:
        """Return how many mutants are faults."""
        return self.killed + self.uncertain + self.survived

    @property
    def score(self) -> float:
        """Return which part of the faults is refused; 1 when there are none."""
        return 1 - self.survived / self.faults if self.faults else 1.0


@dataclass(frozen=True, slots=True)
class AreaScore:
    """One area: mutants of its files, valid files of it, and what follows from both.

    `false_approval` and `false_rejection` are upper 95 % bounds of the two rates, `confidence`
    is what the worse of them leaves.
    """

    area: str
    tally: Tally
    files: int
    refused: int

    @property
    def false_approval(self) -> float:
        """Return the upper bound of the rate at which faults are approved; 0 without any fault.

        An area of a project's own rules alone has no files of its own, so that it approves nothing.
        """
        return wilson(self.tally.survived, self.tally.faults)[1] if self.tally.faults else 0.0

    @property
    def false_rejection(self) -> float:
        """Return the upper bound of the rate at which valid files are refused; 0 without any."""
        return wilson(self.refused, self.files)[1] if self.files else 0.0

    @property
    def confidence(self) -> float:
        """Return the lower bound of the rate at which a verdict is right."""
        return 1 - max(self.false_approval, self.false_rejection)


@dataclass(frozen=True, slots=True)
class RuleScore:
    """One rule: how many mutants it refuses, how many nothing else does, and what it costs.

    `within` is a rule that refuses all that this one does and more; empty if there is none.
    """

    rule: str
    area: str
    kills: int
    unique: int
    false_rejections: int
    within: str = ""


def tally_of(fates: Iterable[Fate]) -> Tally:
    """Count mutants by what became of them."""
    counts: Counter[str] = Counter(one.state for one in fates)
    return Tally(**{name: counts[name] for name in Tally.__dataclass_fields__})


def area_scores(
    areas: Iterable[str],
    fates: Iterable[Fate],
    files: Mapping[str, int],
    refused: Mapping[str, int],
) -> tuple[AreaScore, ...]:
    """Return the figures of these areas; `files` and `refused` count valid files of each."""
    by_area: dict[str, list[Fate]] = defaultdict(list)
    for one in fates:
        by_area[area_of(one.path)].append(one)
    return tuple(
        AreaScore(area, tally_of(by_area[area]), files.get(area, 0), refused.get(area, 0))
        for area in areas
    )


def operator_tallies(fates: Iterable[Fate]) -> dict[str, Tally]:
    """Return the figures of each operator, those with survivors first."""
    by_operator: dict[str, list[Fate]] = defaultdict(list)
    for one in fates:
        by_operator[one.operator].append(one)
    found = {name: tally_of(some) for name, some in by_operator.items()}
    return dict(sorted(found.items(), key=lambda item: (item[1].score, item[0])))


def rule_scores(
    rules: Iterable[Rule], fates: Iterable[Fate], trials: Iterable[ValidTrial]
) -> tuple[RuleScore, ...]:
    """Return the figures of every rule, in the order of the rules."""
    kills: dict[str, set[Place]] = defaultdict(set)
    unique: Counter[str] = Counter()
    for one in fates:
        found = (*one.rules, *one.advice)
        for rule in found:
            kills[rule].add((one.project, one.path, one.number))
        if len(found) == 1:
            unique[found[0]] += 1
    false = Counter(one.rule for trial in trials for one in trial.rejected)
    return tuple(
        RuleScore(
            rule=one.id,
            area=one.area,
            kills=len(kills[one.id]),
            unique=unique[one.id],
            false_rejections=false[one.id],
            within="" if unique[one.id] else _within(one.id, kills),
        )
        for one in rules
    )


def _within(rule: str, kills: Mapping[str, set[Place]]) -> str:
    mine = kills[rule]
    # Of two with the same kills, the one whose name comes first is worth keeping.
    larger = [
        other
        for other, theirs in kills.items()
        if mine < theirs or (mine == theirs and other < rule)
    ]
    return min(larger, default="") if mine else ""


def mixed(fates: Iterable[Fate]) -> list[Fate]:
    """Return the survivors in an order in which the first few are as different as can be."""
    seen: Counter[tuple[str, str]] = Counter()
    ranked = []
    for one in fates:
        if one.state != "survived":
            continue
        kind = (one.operator, area_of(one.path))
        ranked.append((seen[kind], one))
        seen[kind] += 1
    return [one for _, one in sorted(ranked, key=lambda item: item[0])]
