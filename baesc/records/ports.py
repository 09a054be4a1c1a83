"""What the compiler asks of the world, as types."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class TrialRun:
    """What came of calls in the sandbox, as far as they went; `fault` says why no further."""

    outcomes: tuple[Mapping[str, Any], ...]
    fault: str = ""


class Sandboxed(Protocol):
    """Runs code that nobody trusts."""

    @property
    def is_there(self) -> bool:
        """Tell whether this system has a sandbox."""

    def run(
        self, files: Mapping[str, str], module: str, calls: Sequence[Mapping[str, Any]]
    ) -> TrialRun:
        """Make calls of a module's functions; `files` is all there is to import."""


class NoSandbox:
    """No place to run code: whatever is tried there is refused."""

    @property
    def is_there(self) -> bool:
        """Tell that there is none."""
        return False

    def run(
        self,
        files: Mapping[str, str],  # noqa: ARG002 - the port's signature
        module: str,  # noqa: ARG002
        calls: Sequence[Mapping[str, Any]],  # noqa: ARG002
    ) -> TrialRun:
        """Refuse."""
        return TrialRun((), "there is no sandbox to try it in")
