"""What bounds the questions of a build: how many at once, how many tokens, and Ctrl-C."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Condition
from typing import Protocol

# How long a stop may go unnoticed by those who wait.
TICK = 0.1


class Stop:
    """Is set when the build is broken off; the function of a signal may set it."""

    def __init__(self) -> None:
        """Start with nothing broken off."""
        self.is_set = False

    def set(self) -> None:
        """Break off."""
        self.is_set = True

    def check(self) -> None:
        """Raise KeyboardInterrupt if the build is broken off."""
        if self.is_set:
            raise KeyboardInterrupt


class Clock(Protocol):
    """Tells the time, and passes it."""

    def now(self) -> float:
        """Return seconds that only ever grow."""

    def date(self) -> datetime:
        """Return the date and the time, with its zone."""

    def pause(self, seconds: float, stop: Stop) -> None:
        """Return after so many seconds; raise KeyboardInterrupt at a stop."""


class RealClock:
    """The clock of this machine."""

    def now(self) -> float:
        """Return seconds that only ever grow."""
        return time.monotonic()

    def date(self) -> datetime:
        """Return the date and the time in UTC."""
        return datetime.now(UTC)

    def pause(self, seconds: float, stop: Stop) -> None:
        """Return after so many seconds; raise KeyboardInterrupt at a stop."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            stop.check()
            time.sleep(min(left, TICK))
        stop.check()


class Limits:
    """Counts those who ask and what they spend; may be used from several threads at once."""

    def __init__(self, most_at_once: int, most_tokens: int, stop: Stop) -> None:
        """Start with nothing spent."""
        self._most_at_once = most_at_once
        self.most_tokens = most_tokens
        self._stop = stop
        self._asking = 0
        self._reserved = 0
        self._spent = 0
        self._changed = Condition()

    @property
    def spent(self) -> int:
        """Return the tokens that are gone, or may be."""
        return self._spent

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until fewer than the most are asking, and be one of them."""
        with self._changed:
            self._wait(lambda: self._asking < self._most_at_once)
            self._asking += 1
        try:
            yield
        finally:
            with self._changed:
                self._asking -= 1
                self._changed.notify_all()

    def reserve(self, tokens: int) -> bool:
        """Set tokens aside; False if there will not be enough, whatever the others spend."""
        with self._changed:
            self._wait(
                lambda: (
                    self._fits(tokens + self._reserved)
                    or not (self._reserved and self._fits(tokens))
                )
            )
            if not self._fits(tokens + self._reserved):
                return False
            self._reserved += tokens
            return True

    def settle(self, reserved: int, spent: int) -> None:
        """Give back what was set aside, and count what is gone of it."""
        with self._changed:
            self._reserved -= reserved
            self._spent += spent
            self._changed.notify_all()

    def _fits(self, tokens: int) -> bool:
        return self._spent + tokens <= self.most_tokens

    def _wait(self, is_ready: Callable[[], bool]) -> None:
        while not is_ready():
            self._stop.check()
            self._changed.wait(TICK)
        self._stop.check()
