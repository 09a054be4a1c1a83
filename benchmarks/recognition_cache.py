"""Measure the cache of recognitions: hits in memory and on disk, writes, opening a full file."""

import gc
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from baesc.effects.recognitions import RecognitionCache  # noqa: E402
from baesc.effects.recognitions_rows import MOST_ROWS  # noqa: E402
from tests.recognized import CONTEXT, canonical, recognition, request  # noqa: E402

HITS = 20_000
OPENINGS = 50
HEAD = """\
## The cache of recognitions

In one process, over a file with {rows:,} entries ({size:.1f} MB), as many as it ever holds. A hit
includes its keys, and the second look at the words of the request; one on disk reads, checks the
seal and moves to memory; a cold one also opens the file, with the check of all its pages. Without
Python's garbage collector; the greatest of many is mostly what else the machine does.

| what | median | 99 % | greatest |
| --- | ---: | ---: | ---: |
"""


def spans(work: Callable[[int], object], count: int) -> list[float]:
    """Return the milliseconds of each run, the shortest first."""
    found = []
    gc.collect()
    # As `timeit` does: a collection looks at all that the process holds, not at the cache.
    gc.disable()
    try:
        for number in range(count):
            start = perf_counter()
            work(number)
            found.append(1000 * (perf_counter() - start))
    finally:
        gc.enable()
    return sorted(found)


def row(name: str, found: list[float]) -> str:
    middle, high = statistics.median(found), found[int(len(found) * 0.99)]
    return f"| {name} | {middle:.3f} ms | {high:.3f} ms | {found[-1]:.3f} ms |"


def find(cache: RecognitionCache, number: int, text: str = "") -> None:
    found = cache.find(text or request(number), canonical(number), CONTEXT)
    if found is None or found.recognition != recognition(number):
        sys.exit(f"entry {number} is not found as it was kept")


def cold(path: Path, number: int) -> None:
    cache = RecognitionCache(path)
    find(cache, number)
    cache.close()


def filled(path: Path) -> float:
    """Fill a file; return entries in a second, until all are on disk."""
    start = perf_counter()
    with RecognitionCache(path) as cache:
        for number in range(MOST_ROWS):
            cache.keep(request(number), canonical(number), CONTEXT, recognition(number))
    return MOST_ROWS / (perf_counter() - start)


def section() -> str:
    """Return the part of RESULTS.md about the cache of recognitions."""
    with tempfile.TemporaryDirectory(prefix="baesc-bench-") as folder:
        path = Path(folder) / "recognitions.db"
        rate = filled(path)
        size = path.stat().st_size / 1e6
        with RecognitionCache(path) as cache:
            disk = spans(lambda number: find(cache, number), 1000)
            memory = spans(lambda _: find(cache, 999), HITS)
            alike = spans(lambda _: find(cache, 999, "Please create Student, name999"), HITS)
            keep = spans(
                lambda number: cache.keep(
                    request(number), canonical(number), CONTEXT, recognition(number)
                ),
                500,
            )
        opening = spans(lambda number: cold(path, number), OPENINGS)
    lines = [
        row("memory, exact text", memory),
        row("memory, canonical text", alike),
        row("disk", disk),
        row("disk, cold", opening),
        row("keep, as the caller waits for it", keep),
    ]
    written = f"\n\nWrites in one process: {rate:,.0f} entries in a second, until all are on disk."
    return HEAD.format(rows=MOST_ROWS, size=size) + "\n".join(lines) + written


if __name__ == "__main__":
    print(section())
