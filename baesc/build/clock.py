"""Seconds by pass."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter


@dataclass(slots=True)
class Laps:
    """Adds up the seconds of each pass, in the order in which they first ran."""

    clock: Callable[[], float] = perf_counter
    seconds: dict[str, float] = field(default_factory=dict)
    started: float = field(default_factory=perf_counter)

    def elapsed(self) -> float:
        """Return the seconds since this was made, those between the passes too."""
        return self.clock() - self.started

    @contextmanager
    def lap(self, name: str) -> Iterator[None]:
        """Add the time that the block takes to the lap of this name."""
        start = self.clock()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + self.clock() - start
