"""How many rows at hand a change would touch that the spec does not speak of."""

from collections.abc import Iterable
from dataclasses import replace

from baesc.cli.console import counted
from baesc.cli.evolving import bases
from baesc.cli.opening import Opened
from baesc.effects.database import database_url
from baesc.effects.rows import Rows, rows_at
from baesc.evolution.product import matching_of
from baesc.evolution.snapshot import SnapshotError
from baesc.evolution.touched import COUNTED, Touch, touch_of, touches
from baesc.language.ir import System
from baesc.messages.diagnostic import Diagnostic


def with_row_counts(
    opened: Opened, system: System, problems: tuple[Diagnostic, ...]
) -> tuple[Diagnostic, ...]:
    """Add counts to what is about rows; without that, no database is looked at."""
    if COUNTED.isdisjoint(one.code for one in problems):
        return problems
    assert opened.config is not None  # noqa: S101 - the caller has looked
    try:
        known = touches(matching_of(bases(opened)[1], system)[1])
    except SnapshotError:
        return problems
    with rows_at(database_url(opened.output, opened.config.name), opened.output) as rows:
        return tuple(_counted(one, known, rows) for one in problems)


def _counted(found: Diagnostic, known: Iterable[Touch], rows: Rows) -> Diagnostic:
    touch = touch_of(found, known)
    number = rows.count(touch.table, touch.condition) if touch is not None else None
    if number is None:
        return found
    return replace(found, message=f"{found.message} ({counted(number, 'row')} at hand)")
