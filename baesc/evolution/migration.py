"""What is to be done to the tables of a database, as values."""

from dataclasses import dataclass
from typing import NamedTuple

from baesc.evolution.conversion import Value
from baesc.evolution.tables import Column, Table


class Word(NamedTuple):
    """What the spec says of the values of a field or relation that a change is about.

    `backfill` is the value of rows that have none; `varies` tells that it is not the same for all
    of them. `on_conflict` is what happens to a value that does not fit: `stop`, `null`, `default`,
    `truncate`, `clamp`, `round`, `suffix`, `first`, `keep` or `=VALUE`; empty when nothing is said,
    and then a migration stops.
    """

    backfill: Value | None = None
    on_conflict: str = ""
    varies: bool = False


class Source(NamedTuple):
    """Where the value of a new column comes from: an old column, else SQL over the old row."""

    column: str = ""
    value: Value | None = None


class Guard(NamedTuple):
    """Rows that stop a migration: those of an old table that meet a condition, and why."""

    table: str
    condition: Value
    message: str


class Numbered(NamedTuple):
    """Texts of an old table that are made to differ, by a number at their ends."""

    table: str
    column: str
    longest: int


class Move(NamedTuple):
    """Rows that are made from others: `INSERT INTO table (columns)` of a query of old tables."""

    table: str
    columns: tuple[str, ...]
    query: Value


@dataclass(frozen=True, slots=True)
class Step:
    """A table before and after; one of the two is None when it comes or goes.

    `sources` has every column of the new one in order.
    """

    old: Table | None
    new: Table | None
    sources: tuple[tuple[str, Source], ...] = ()

    def origins(self) -> dict[str, str]:
        """Return the old name of each new column that keeps its values as they are."""
        return {name: source.column for name, source in self.sources if source.column}


@dataclass(frozen=True, slots=True)
class Migration:
    """All that is to be done: the steps by new name, rows to move, what may stop it.

    What is `numbered` comes after the guards and before all else. `unfilled` are stored fields, by
    entity, whose values SQL can't compute: such a migration is not to be written.
    """

    steps: tuple[Step, ...]
    moves: tuple[Move, ...] = ()
    guards: tuple[Guard, ...] = ()
    numbered: tuple[Numbered, ...] = ()
    unfilled: tuple[tuple[str, str], ...] = ()

    def is_empty(self) -> bool:
        """Tell whether the tables stay as they are."""
        return not self.moves and all(is_same(one) for one in self.steps)


def is_same(step: Step) -> bool:
    """Tell whether a step leaves its table as it is."""
    if step.old is None or step.new is None or step.old.name != step.new.name:
        return False
    same = {name: source for name, source in step.sources if source.column != name}
    return not same and step.old._replace(entity="") == step.new._replace(entity="")


def column_of(table: Table, name: str) -> Column:
    """Return the column of a name; KeyError when there is none."""
    found = table.column(name)
    if found is None:
        raise KeyError(name)
    return found
