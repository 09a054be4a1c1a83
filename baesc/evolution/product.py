"""What a build changes of the product: its schema, and what clients of its API meet."""

from collections.abc import Callable
from dataclasses import dataclass

from baesc.evolution.api import api_changes
from baesc.evolution.changes import Change, changes_of
from baesc.evolution.clients import ApiChange
from baesc.evolution.coded import coded_changes, paths_of
from baesc.evolution.matching import Matching, match
from baesc.evolution.snapshot import read_snapshot, system_of
from baesc.language.ir import System


@dataclass(frozen=True, slots=True)
class Product:
    """The changes since the last build; all of it is new where there was none."""

    changes: tuple[Change, ...] = ()
    api: tuple[ApiChange, ...] = ()

    @property
    def breaking(self) -> int:
        """Return how many addresses, members and rules break clients."""
        return len({one.about for one in self.api if one.is_breaking})


def product_of(
    before: str | None, system: System, texts: Callable[[str], str | None] = lambda _path: None
) -> Product:
    """Return what changes from the snapshot of the last build; SnapshotError if it is none.

    `texts` gives those of generated files as they are; what no file tells is left out.
    """
    old, matching = matching_of(before, system)
    read = {path: text for path in paths_of(old) if (text := texts(path)) is not None}
    found = (*api_changes(old, system, matching), *coded_changes(old, system, matching, read))
    return Product(changes_of(matching), tuple(sorted(found, key=lambda one: one.path)))


def matching_of(before: str | None, system: System) -> tuple[System, Matching]:
    """Return the system of a snapshot, and what becomes of it; SnapshotError if it is none."""
    old = system_of(read_snapshot(before) if before is not None else (), system)
    return old, match(old, system)
