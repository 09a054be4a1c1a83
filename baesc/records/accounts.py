"""What a build asked of a model, what it knew already, and what it saved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Literal

from baesc.records.question import QuestionKind, Usage

PatchWay = Literal["fix", "hole"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One turn of a conversation about one question or several.

    `accepted` names those whose answer passed all checks; `fault` is the code of the diagnostic
    if there was no reply. `path` is the artifact that it is for, if it is for one alone.
    """

    names: tuple[str, ...]
    kind: QuestionKind
    usage: Usage
    seconds: float
    accepted: tuple[str, ...] = ()
    fault: str = ""
    path: str = ""

    @property
    def is_kept(self) -> bool:
        """Tell whether the reply was there from an earlier build, so that nothing was sent."""
        return not self.fault and not self.usage.calls


@dataclass(frozen=True, slots=True)
class Pinned:
    """A question that `baes.lock` answered."""

    name: str
    kind: QuestionKind
    path: str = ""


@dataclass(frozen=True, slots=True)
class Patched:
    """A rejected artifact that was mended instead of made anew.

    By the `fix` of a rule, or by asking for one `hole` again; `saved` are the tokens that making
    all of it anew would have cost beyond what was spent.
    """

    path: str
    way: PatchWay
    saved: int


Account = Asked | Pinned | Patched


class Accounts:
    """Collects what happens in a build; may be written to from several threads at once."""

    def __init__(self) -> None:
        """Start without anything."""
        self._lock = Lock()
        self._rows: list[Account] = []

    def asked(
        self,
        names: Sequence[str],
        kind: QuestionKind,
        usage: Usage,
        seconds: float,
        *,
        accepted: Iterable[str] = (),
        fault: str = "",
        path: str = "",
    ) -> None:
        """Add one turn, once its answers were checked; see `Asked`."""
        self._add(Asked(tuple(names), kind, usage, seconds, tuple(accepted), fault, path))

    def pinned(self, name: str, kind: QuestionKind, path: str = "") -> None:
        """Add a question that the lock answered."""
        self._add(Pinned(name, kind, path))

    def patched(self, path: str, way: PatchWay, saved: int) -> None:
        """Add an artifact that was mended; see `Patched`."""
        self._add(Patched(path, way, saved))

    def rows(self) -> tuple[Account, ...]:
        """Return all that was added, in the order in which it was."""
        with self._lock:
            return tuple(self._rows)

    def _add(self, row: Account) -> None:
        with self._lock:
            self._rows.append(row)
