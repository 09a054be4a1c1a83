"""A crew: pieces of work in forked processes, until they are done, the time is up, or Ctrl-C."""

import mmap
import struct
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from time import monotonic
from typing import Any

from baesc.effects.lanes import LEAST_FOR_PROCESSES, LocalLanes

Pieces = Callable[[Sequence[str]], list[tuple[str, Any]]]
_FLAG = struct.Struct("d")


class Deadline:
    """The moment at which work ends, seen by all processes that were forked since."""

    def __init__(self) -> None:
        """Allow any time."""
        self._shared = mmap.mmap(-1, _FLAG.size)
        self.set(float("inf"))

    def set(self, moment: float) -> None:
        """Set the moment, by `time.monotonic`."""
        self._shared[: _FLAG.size] = _FLAG.pack(moment)

    def is_ahead(self) -> bool:
        """Tell whether there is time left."""
        moment: float = _FLAG.unpack(self._shared[: _FLAG.size])[0]
        return monotonic() < moment


class LocalCrew:
    """Lanes of this machine that take one piece at a time."""

    def __init__(
        self, executor: Executor | None, submitted: Pieces, jobs: int, deadline: Deadline
    ) -> None:
        """Keep the lanes; none of them means that the caller's own thread does the work."""
        self._executor = executor
        self._submitted = submitted
        self._jobs = jobs
        self._deadline = deadline

    def allow(self, seconds: float) -> None:
        """Set when the time is up for what is done next."""
        self._deadline.set(monotonic() + seconds)

    def do(self, names: Sequence[str], on_done: Callable[[str, Any], None]) -> bool:
        """Do all pieces; return whether the time allowed all of them.

        Ctrl-C ends the pieces at work, hands in what they have, and is raised again.
        """
        if not names:
            return True
        waiting = list(reversed(names))
        running: set[Future[list[tuple[str, Any]]]] = set()
        try:
            while (waiting or running) and self._deadline.is_ahead():
                if self._executor is None:
                    _hand_in(self._submitted([waiting.pop()]), on_done)
                    continue
                while waiting and len(running) < 2 * self._jobs:
                    running.add(self._executor.submit(self._submitted, [waiting.pop()]))
                finished, running = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
                for one in finished:
                    _hand_in(one.result(), on_done)
        finally:
            complete = self._deadline.is_ahead()
            self._deadline.set(0.0)
            for one in running:
                _hand_in(one.result(), on_done)
        return complete and not waiting


def _hand_in(done: list[tuple[str, Any]], on_done: Callable[[str, Any], None]) -> None:
    for name, result in done:
        on_done(name, result)


@contextmanager
def open_crew(work: Pieces, jobs: int, deadline: Deadline) -> Iterator[LocalCrew]:
    """Open a crew for any number of pieces of work."""
    lanes = LocalLanes(jobs)
    with lanes.open(work, LEAST_FOR_PROCESSES, threads_allowed=False) as (executor, submitted):
        yield LocalCrew(executor, submitted, jobs, deadline)
