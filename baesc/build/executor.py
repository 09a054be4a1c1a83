"""The ready queue: runs every node of a graph once all that it waits for is done.

A failed node keeps what waits for it from running, and nothing else. Results do not depend on
the number of lanes, nor on the order in which they finish.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from baesc.build.graph import Graph

R = TypeVar("R")
# A batch amortises what it costs to hand work to another thread or process, and yet is small
# enough that the lanes end at about the same time.
MOST_IN_BATCH = 32


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """What one node came to; `ok` tells whether those that wait for it may run."""

    path: str
    ok: bool
    result: R


@dataclass(slots=True)
class Outcome(Generic[R]):
    """All results by path, and the paths that never ran because of a failure before them."""

    results: dict[str, R] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    skipped: set[str] = field(default_factory=set)


def execute(
    graph: Graph,
    work: Callable[[Sequence[str]], list[Done[R]]],
    lanes: Executor | None,
    jobs: int,
    on_done: Callable[[str], None] = lambda _path: None,
) -> Outcome[R]:
    """Run `work` over the nodes of an acyclic graph, in batches of those that are ready.

    Without `lanes` everything runs in the calling thread, in a fixed order.
    """
    outcome: Outcome[R] = Outcome()
    missing = {path: degree for path, degree in graph.in_degree() if degree}
    ready = deque(path for path in graph if path not in missing)
    running: set[Future[list[Done[R]]]] = set()
    while ready or running:
        while ready and (lanes is None or len(running) < 2 * jobs):
            batch = _take(ready, jobs if lanes else 1)
            if lanes is None:
                _absorb(work(batch), graph, missing, ready, outcome, on_done)
            else:
                running.add(lanes.submit(work, batch))
        if running:
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                _absorb(future.result(), graph, missing, ready, outcome, on_done)
    outcome.skipped = set(graph) - outcome.results.keys()
    return outcome


def _take(ready: deque[str], jobs: int) -> list[str]:
    size = max(1, min(MOST_IN_BATCH, len(ready) // (2 * jobs)))
    return [ready.popleft() for _ in range(size)]


def _absorb(
    batch: list[Done[R]],
    graph: Graph,
    missing: dict[str, int],
    ready: deque[str],
    outcome: Outcome[R],
    on_done: Callable[[str], None],
) -> None:
    for done in batch:
        outcome.results[done.path] = done.result
        on_done(done.path)
        if not done.ok:
            outcome.failed.add(done.path)
            continue
        for path in graph.successors(done.path):
            missing[path] -= 1
            if not missing[path]:
                ready.append(path)
