"""What a build came to, in numbers."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from baesc.build.accounting import Bill, Item, bill, items
from baesc.build.clock import Laps
from baesc.build.metrics import Record, reduction
from baesc.cli.building import Built
from baesc.records.verdict import FRIENDLY, Verdict


@dataclass(frozen=True, slots=True)
class Figures:
    """What a build came to, in numbers.

    `verdicts` counts all artifacts, those judged in earlier builds too; `judged`, `confident`
    and `approved` count what was judged now. `entities` are those of which a file was made.
    `seconds` are those of the passes, `total_seconds` also what lay between them.
    """

    artifacts: int
    made: int
    reused: int
    failed: int
    skipped: int
    written: int
    removed: int
    by_template: int
    entities: int
    verdicts: Mapping[str, int]
    judged: int
    confident: int
    approved: int
    suppressed: int
    tokens: int
    asked: Bill
    seconds: Mapping[str, float]
    total_seconds: float

    def reductions(self) -> dict[str, float | None]:
        """Return what was spared against the baseline, in per cent."""
        found = (
            reduction("token_reduction_pct", self.tokens, self.entities),
            reduction("time_reduction_pct", self.total_seconds, self.entities),
        )
        return {one.name: one.value for one in found}

    def as_dict(self) -> dict[str, object]:
        """Return all of it for JSON."""
        return {**asdict(self), **self.reductions()}


def figures_of(built: Built, laps: Laps) -> Figures:
    """Count what a build came to."""
    planned, compiled = built.planned, built.compiled
    made = compiled.made if compiled else ()
    new_paths = {one.action.path for one in made}
    judged = compiled.judged if compiled else {}
    anew = tuple(compiled.verdicts.values()) if compiled else ()
    sound = len(compiled.sound) if compiled else 0
    total = len(planned.plan.actions) if planned else 0
    skipped = len(compiled.skipped) if compiled else 0
    asked = bill(built.accounts)
    routed = planned.routed if planned else ()
    return Figures(
        artifacts=total,
        made=len(made),
        reused=sound - len(made),
        failed=total - sound - skipped if compiled else 0,
        skipped=skipped,
        written=len(built.changes.write) if built.landed else 0,
        removed=len(built.changes.remove) if built.landed else 0,
        by_template=sum(one.road == "template" and one.action.path in new_paths for one in routed),
        entities=len({one.action.subject for one in made} - {""}),
        verdicts=dict(sorted(Counter(friendly(one) for one in judged.values()).items())),
        judged=sum(not without_rules(one) for one in anew),
        confident=sum(is_confident(one) for one in anew),
        approved=sum(
            one.decision == "confident_approval" and not without_rules(one) for one in anew
        ),
        suppressed=sum(one.suppressed for one in judged.values()),
        tokens=asked.tokens,
        asked=asked,
        seconds={name: round(seconds, 4) for name, seconds in laps.seconds.items()},
        total_seconds=round(laps.elapsed(), 4),
    )


def record_of_build(built: Built, figures: Figures, at: str, request_id: str) -> Record:
    """Return what is kept of a build for metrics."""
    usage = figures.asked.usage
    return Record(
        kind="build",
        at=at,
        ok=built.ok and not built.broken_off,
        request_id=request_id,
        entities=figures.entities,
        artifacts=figures.artifacts,
        made=figures.made,
        reused=figures.reused,
        by_template=figures.by_template,
        verdicts=figures.judged,
        confident=figures.confident,
        approved=figures.approved,
        tokens_in=usage.tokens_in,
        tokens_out=usage.tokens_out,
        tokens_cached=usage.cached,
        tokens_saved=figures.asked.saved,
        calls=usage.calls,
        retries=usage.retries,
        lock_hits=figures.asked.pinned,
        reply_hits=figures.asked.kept,
        seconds=figures.total_seconds,
    )


def questions_of(built: Built) -> tuple[Item, ...]:
    """Return what each question of a build cost."""
    return items(built.accounts)


def is_confident(one: Verdict) -> bool:
    """Tell whether rules alone came to a verdict."""
    return one.method in {"parse", "rules"} and one.decision != "uncertain"


def without_rules(one: Verdict) -> bool:
    """Tell whether a file is approved for no better reason than that no rule is about it."""
    return one.method == "none" and one.decision == "confident_approval"


def friendly(one: Verdict) -> str:
    """Return how people call a decision."""
    return "without rules" if without_rules(one) else FRIENDLY[one.decision]
