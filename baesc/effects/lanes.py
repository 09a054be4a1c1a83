"""Lanes: threads, or forked processes where the work is long enough to pay for them."""

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from baesc.records.ports import Work

# Starting two processes and moving texts between them costs about as much as this many artifacts.
LEAST_FOR_PROCESSES = 200
YOUNG = 50_000
PR_SET_PDEATHSIG = 1  # from <sys/prctl.h>

_work: Work | None = None


def usable_cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class LocalLanes:
    """Lanes on this machine."""

    def __init__(self, jobs: int) -> None:
        self._jobs = max(1, jobs)

    @property
    def jobs(self) -> int:
        """Return how many pieces of work run at once."""
        return self._jobs

    @contextmanager
    def open(
        self, work: Work, count: int, threads_allowed: bool
    ) -> Iterator[tuple[Executor | None, Work]]:
        """Open lanes; see `records.ports.Lanes`."""
        if self._jobs > 1 and count >= LEAST_FOR_PROCESSES and sys.platform.startswith("linux"):
            with _processes(work, self._jobs) as processes:
                yield processes, _do
        elif self._jobs > 1 and count > 1 and threads_allowed:
            with ThreadPoolExecutor(self._jobs) as threads:
                yield threads, work
        else:
            yield None, work


@contextmanager
def _processes(work: Work, jobs: int) -> Iterator[Executor]:
    """Fork: a child has templates, views and rules at once, only results travel."""
    global _work  # noqa: PLW0603 - a forked child finds its work here, where it need not be pickled
    _work = work
    # Collecting garbage would copy the pages that the children share with this process.
    gc.freeze()
    context = multiprocessing.get_context("fork")
    processes = ProcessPoolExecutor(
        jobs, mp_context=context, initializer=follow_parent, initargs=(os.getpid(),)
    )
    try:
        yield processes
    finally:
        processes.shutdown(wait=True, cancel_futures=True)
        gc.unfreeze()
        _work = None


def follow_parent(parent: int) -> None:
    """Leave Ctrl-C to the parent, and end with it, even if it is killed."""
    import ctypes

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Syntax trees come and go by the thousand, and hold no cycles.
    gc.set_threshold(YOUNG)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _do(paths: Sequence[str]) -> Any:
    if _work is None:
        raise RuntimeError("a lane was opened without work")
    return _work(paths)
