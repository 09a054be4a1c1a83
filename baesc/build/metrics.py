"""What builds, test runs and requests came to over time: shares, and what was spared.

The baseline is a generator that asks a model for every file: it takes 8,000 tokens and 40 s for an
entity.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

BASELINE_TOKENS = 8_000
BASELINE_SECONDS = 40.0

# What each metric says; the part of the whole that it counts.
MEANINGS = {
    "cache_hit_rate": "files that were known already, of all files of all builds",
    "template_usage_rate": "files made by templates alone, of all files made",
    "confident_validation_rate": "verdicts that rules alone came to, of all verdicts",
    "token_reduction_pct": f"tokens spared, of {BASELINE_TOKENS:,} for each entity made",
    "time_reduction_pct": f"seconds spared, of {BASELINE_SECONDS:g} for each entity made",
    "approval_rate": "approved files, of all verdicts",
    "test_pass_rate": "tests of the application that passed, of all that ran",
    "memory_hit_rate": "requests that memory knew, of all that were looked up",
    "disk_hit_rate": "requests that the file knew, of those that memory did not",
}


@dataclass(frozen=True, slots=True)
class Metric:
    """A share in per cent; None where there is nothing to have a share of."""

    name: str
    part: float
    whole: float

    @property
    def value(self) -> float | None:
        """Return the share, to a tenth; of what went up instead of down it is negative."""
        return round(100 * self.part / self.whole, 1) if self.whole else None


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of one build, or of one run of tests; counts that make no sense are 0.

    Kinds are `build`, `idle` (a build with nothing to do), `test`, and `request` (what was asked
    in words). `entities` are those of which at least one file was made. `confident` are the
    verdicts that rules alone came to. Hits and misses are those of the cache of recognitions.
    """

    kind: str
    at: str
    ok: bool = True
    request_id: str = ""
    entities: int = 0
    artifacts: int = 0
    made: int = 0
    reused: int = 0
    by_template: int = 0
    verdicts: int = 0
    confident: int = 0
    approved: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    tokens_saved: int = 0
    calls: int = 0
    retries: int = 0
    lock_hits: int = 0
    reply_hits: int = 0
    passed: int = 0
    failed: int = 0
    memory_hits: int = 0
    disk_hits: int = 0
    misses: int = 0
    seconds: float = 0.0


def record_of(found: object) -> Record | None:
    """Return a record that was kept as JSON, None for anything else."""
    if not isinstance(found, Mapping) or found.get("v") != 1:
        return None
    fields = Record.__dataclass_fields__
    kept = {name: value for name, value in found.items() if name in fields}
    if any(type(value) is not fields[name].type for name, value in kept.items()):
        return None
    return Record(**kept) if kept.keys() >= {"kind", "at"} else None


def metrics(records: Iterable[Record]) -> tuple[Metric, ...]:
    """Add up records."""
    rows = list(records)
    builds = [one for one in rows if one.kind in {"build", "idle"}]
    artifacts = sum(one.artifacts for one in builds)
    reused = sum(one.reused for one in builds)
    made = sum(one.made for one in builds)
    verdicts = sum(one.verdicts for one in builds)
    entities = sum(one.entities for one in builds)
    # What it took to understand requests was spent on entities as well.
    tokens = sum(one.tokens_in + one.tokens_out for one in rows)
    seconds = sum(one.seconds for one in builds)
    in_memory = sum(one.memory_hits for one in rows)
    on_disk = sum(one.disk_hits for one in rows)
    unknown = sum(one.misses for one in rows)
    ran = sum(one.passed + one.failed for one in rows)
    return (
        Metric("cache_hit_rate", reused, artifacts),
        Metric("template_usage_rate", sum(one.by_template for one in builds), made),
        Metric("confident_validation_rate", sum(one.confident for one in builds), verdicts),
        reduction("token_reduction_pct", tokens, entities),
        reduction("time_reduction_pct", seconds, entities),
        Metric("approval_rate", sum(one.approved for one in builds), verdicts),
        Metric("test_pass_rate", sum(one.passed for one in rows), ran),
        Metric("memory_hit_rate", in_memory, in_memory + on_disk + unknown),
        Metric("disk_hit_rate", on_disk, on_disk + unknown),
    )


def reduction(name: str, spent: float, entities: int) -> Metric:
    """Return what was spared against the baseline."""
    each = BASELINE_TOKENS if name.startswith("token") else BASELINE_SECONDS
    return Metric(name, each * entities - spent, each * entities)
