"""Random valid projects: the rules must approve every file of each."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from baesc.language.writing import dump
from baesc.proof.areas import area_of
from baesc.proof.judging import Judge
from baesc.proof.projects import InvalidProjectError, Workshop
from baesc.proof.reduction import Specs, reduced
from baesc.records.verdict import Finding

# Every so many projects start from a seed of their own, so that any of them can be drawn again.
CHUNK = 10
# Entities of a project, beside those between two others; more would show little more.
MOST_ENTITIES = 2


@dataclass(frozen=True, slots=True)
class FalseRejection:
    """A valid file that was not approved: by which rule, and in the smallest project found.

    `settings` are those of the project file that matter.
    """

    rule: str
    path: str
    line: int
    message: str
    spec: str
    text: str
    seed: int
    settings: str = ""


@dataclass(frozen=True, slots=True)
class ValidTrial:
    """What came of some projects.

    `files` counts those that were judged, by area; `refused` are the paths of those that were not
    approved, `rejected` has one of them for each rule. `broken` specs make no project: the spec,
    and why.
    """

    seed: int
    projects: int
    files: tuple[tuple[str, int], ...]
    refused: tuple[str, ...]
    rejected: tuple[FalseRejection, ...]
    broken: tuple[tuple[str, str], ...]


def draw_specs(seed: int, count: int) -> list[Specs]:
    """Return random valid specs, the same ones for the same seed."""
    from hypothesis import HealthCheck, Phase, given, settings
    from hypothesis import seed as seeded

    from baesc.proof.random_choices import NAME
    from baesc.proof.specs import valid_specs

    drawn: list[Specs] = []

    @seeded(seed)
    @settings(
        # The first one is the simplest there is, whatever the seed.
        max_examples=count + 1,
        backend=NAME,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(valid_specs(MOST_ENTITIES))
    def keep(specs: Specs) -> None:
        drawn.append(specs)

    keep()
    return drawn[1:]


def try_projects(
    seed: int, count: int, workshop: Workshop, judge: Judge, goes_on: Callable[[], bool]
) -> ValidTrial:
    """Build random projects and judge their files."""
    files: Counter[str] = Counter()
    tried = 0
    refused: list[str] = []
    rejected: dict[str, FalseRejection] = {}
    broken: list[tuple[str, str]] = []
    for specs in draw_specs(seed, count):
        if not goes_on():
            break
        tried += 1
        try:
            project = workshop.project(dump(specs))
        except InvalidProjectError as exc:
            broken.append((dump(specs), str(exc)))
            continue
        files.update(map(area_of, project.texts))
        for path, text in project.texts.items():
            verdict = judge.verdict(path, text, project.promises[path])
            if verdict.decision == "confident_approval":
                continue
            refused.append(path)
            finding = _decisive(verdict.findings)
            if finding.rule not in rejected:
                rejected[finding.rule] = _smallest(
                    specs, finding.rule, workshop, judge, goes_on, seed
                )
    return ValidTrial(
        seed, tried, tuple(files.items()), tuple(refused), tuple(rejected.values()), tuple(broken)
    )


def _decisive(findings: tuple[Finding, ...]) -> Finding:
    found = [one for one in findings if one.decisive]
    return next((one for one in found if one.sure), found[0])


def _smallest(
    specs: Specs,
    rule: str,
    workshop: Workshop,
    judge: Judge,
    goes_on: Callable[[], bool],
    seed: int,
) -> FalseRejection:
    """Return a false rejection by a rule, in a project that lost all that it fails without."""
    config = workshop.config

    def found(some: Specs) -> FalseRejection | None:
        spec = dump(some)
        try:
            project = workshop.project(spec)
        except InvalidProjectError:
            return None
        for path, text in project.texts.items():
            for one in judge.verdict(path, text, project.promises[path]).findings:
                if one.rule == rule and one.decisive:
                    settings = f"database: {config.database}, auth: {config.auth}"
                    return FalseRejection(
                        rule, path, one.line, one.message, spec, text, seed, settings
                    )
        return None

    smallest = found(reduced(specs, lambda some: found(some) is not None, goes_on))
    assert smallest is not None  # noqa: S101 - what it was reduced from fails
    return smallest
