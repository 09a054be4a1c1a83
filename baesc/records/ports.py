"""What the compiler asks of the world, as types."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from typing import Any, Protocol

from baesc.records.action import Artifact, Trace
from baesc.records.verdict import Verdict

Work = Callable[[Sequence[str]], Any]


class Store(Protocol):
    """Keeps artifacts by key, texts by digest, traces by path, verdicts by their own key."""

    def digests(self) -> Mapping[str, str]:
        """Return the digest of the text that is known under each key."""

    def texts(self, digests: Iterable[str]) -> Mapping[str, str]:
        """Return the texts with these digests; those that are not kept are left out."""

    def trace_keys(self) -> Mapping[str, str]:
        """Return the key of the last trace of every path."""

    def traces(self, paths: Iterable[str]) -> Mapping[str, Trace]:
        """Return the last traces of these paths; those that have none are left out."""

    def verdicts(self, keys: Iterable[str]) -> Mapping[str, Verdict]:
        """Return the verdicts under these keys; those that are not kept are left out."""

    def keep(
        self,
        artifacts: Iterable[Artifact],
        traces: Iterable[Trace],
        verdicts: Mapping[str, Verdict],
        gone: Iterable[str],
    ) -> None:
        """Store all of it in one transaction, and forget the traces of the paths in `gone`."""

    def forget(self, keys: Iterable[str]) -> None:
        """Forget artifacts."""


class Lanes(Protocol):
    """Where work runs at the same time."""

    @property
    def jobs(self) -> int:
        """Return how many pieces of work run at once."""

    def open(
        self, work: Work, count: int, threads_allowed: bool
    ) -> AbstractContextManager[tuple[Executor | None, Work]]:
        """Open lanes for `count` pieces of work; `threads_allowed` if it may run in threads.

        Yields the lanes and what to submit to them in place of `work`; no lanes means that it
        does not pay, so that the caller shall do the work itself.
        """


Format = Callable[[Mapping[str, str]], Mapping[str, str]]
"""Formats texts by path, all at once; one that does not parse comes back as it was."""
