"""Doing several pieces of waiting at once."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")
MOST_THREADS = 8


def side_by_side(works: list[Callable[[], T]]) -> list[T]:
    """Return what the works return, in their order; Ctrl-C leaves without them."""
    if len(works) <= 1:
        return [work() for work in works]
    waiting: SimpleQueue[int] = SimpleQueue()
    for at in range(len(works)):
        waiting.put(at)
    results: dict[int, T] = {}
    faults: list[BaseException] = []

    def run() -> None:
        while not faults:
            try:
                at = waiting.get_nowait()
                results[at] = works[at]()
            except Empty:
                return
            except BaseException as fault:  # noqa: BLE001 - raised again where it is waited for
                faults.append(fault)

    threads = [Thread(target=run, daemon=True) for _ in range(min(len(works), MOST_THREADS))]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            thread.join(0.1)
    if faults:
        raise faults[0]
    return [results[at] for at in range(len(works))]
