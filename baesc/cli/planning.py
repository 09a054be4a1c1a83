"""What a build would change, as the product: found out without changing anything."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple

from baesc.build.clock import Laps
from baesc.cli.asking import Prompts, asking_of
from baesc.cli.building import Built, Manner, build_project
from baesc.cli.evolving import Evolved, bases
from baesc.cli.opening import Opened, toolchain
from baesc.cli.proved import Proved, last_proof
from baesc.effects.database import database_url
from baesc.effects.project import relative
from baesc.effects.rows import Rows, rows_at
from baesc.evolution.migration import Step, is_same
from baesc.evolution.product import Product, matching_of, product_of
from baesc.evolution.snapshot import SnapshotError
from baesc.evolution.touched import LOST, Touch, touches
from baesc.knowledge.tokens import Count, count
from baesc.records.question import Message

Risk = Literal["none", "may stop", "loses"]


class TableRows(NamedTuple):
    """What happens to a table, and how many rows it has; `was` is its name before."""

    table: str
    was: str
    action: Literal["new", "goes", "renamed", "changed"]
    rows: int | None


class Stop(NamedTuple):
    """Rows that stop the migration, and why."""

    table: str
    message: str
    rows: int | None


class Loss(NamedTuple):
    """Values, links or rows that go because the spec drops them."""

    entity: str
    member: str
    rows: int | None


@dataclass(frozen=True, slots=True)
class Migrating:
    """The revision that a build would add; `path` is empty where tables stay as they are.

    `replaced` is the path of the draft that it takes the place of.
    """

    path: str = ""
    title: str = ""
    replaced: str = ""
    tables: tuple[TableRows, ...] = ()
    stops: tuple[Stop, ...] = ()
    losses: tuple[Loss, ...] = ()

    @property
    def risk(self) -> Risk:
        """Return the worst that it may do."""
        if self.losses:
            return "loses"
        return "may stop" if self.stops else "none"


class Asking(NamedTuple):
    """What would be asked of a model: names of questions, how many prompts, their size."""

    questions: tuple[str, ...]
    prompts: int
    size: Count
    has_model: bool


@dataclass(frozen=True, slots=True)
class Planning:
    """All that a build would change; `product` is None where the last schema cannot be read."""

    built: Built
    product: Product | None
    migrating: Migrating
    rows: Rows
    asking: Asking
    is_first: bool
    proof: Proved | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether a build would leave all as it is."""
        changes = self.built.changes
        schema = self.product is None or self.product != Product() or self.migrating != Migrating()
        files = (*changes.write, *changes.remove, *changes.edited, *self.built_anew)
        return not (schema or files or self.asking.questions)

    @property
    def built_anew(self) -> tuple[str, ...]:
        """Return the paths of artifacts that would be made anew."""
        planned = self.built.planned
        return () if planned is None else tuple(one.action.path for one in planned.stale)


def planning(opened: Opened) -> Planning:
    """Find out what a build would change; nothing is written, and nobody asked."""
    assert opened.system is not None  # noqa: S101 - the caller has looked
    assert opened.config is not None  # noqa: S101
    prompts = Prompts()
    manner = Manner(keep_going=True, dry_run=True, asking="look")
    with toolchain(opened, read_only=True, completer=prompts) as tools:
        built = build_project(opened, tools, manner, Laps())
        waiting = [
            hole.question
            for one in (built.planned.routed if built.planned else ())
            for hole in one.holes
            if hole.question is not None and tools.answers.known(hole.question) is None
        ]
    asked = dict(prompts.asked) | {(one.name,): one.prompt for one in waiting}
    system = built.planned.settled.system if built.planned else opened.system
    snapshot, base = bases(opened)
    try:
        product = product_of(snapshot, system, lambda path: _text(opened.output / path))
        touched = touches(matching_of(base, system)[1])
    except SnapshotError:
        product, touched = None, ()
    with rows_at(database_url(opened.output, opened.config.name), opened.output) as rows:
        migrating = migrating_of(built.evolved, touched, rows)
    if rows.kind == "sqlite":
        rows = replace(rows, place=relative(Path(rows.place), opened.root))
    return Planning(
        built,
        product,
        migrating,
        rows,
        _asking(asked, opened),
        snapshot is None,
        # What is still to be written has no proof.
        last_proof(opened) if not migrating.path else None,
    )


def _text(path: Path) -> str | None:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return None


def migrating_of(evolved: Evolved | None, touched: Iterable[Touch], rows: Rows) -> Migrating:
    """Return what the migration of a build does to the rows at hand."""
    if evolved is None or evolved.evolution.migration is None:
        return Migrating()
    migration = evolved.evolution.migration
    draft = evolved.draft
    return Migrating(
        path=draft.path if draft is not None else "",
        title=evolved.evolution.title,
        replaced=evolved.replaced,
        tables=tuple(_table(one, rows) for one in migration.steps if not is_same(one)),
        stops=tuple(
            Stop(one.table, one.message, rows.count(one.table, one.condition))
            for one in migration.guards
        ),
        losses=tuple(
            Loss(one.entity, one.member, rows.count(one.table, one.condition))
            for one in touched
            if one.code in LOST
        ),
    )


def _table(step: Step, rows: Rows) -> TableRows:
    if step.old is None:
        return TableRows(step.new.name if step.new else "", "", "new", None)
    number = rows.count(step.old.name)
    if step.new is None:
        return TableRows(step.old.name, "", "goes", number)
    if step.new.name != step.old.name:
        return TableRows(step.new.name, step.old.name, "renamed", number)
    return TableRows(step.new.name, "", "changed", number)


def _asking(asked: Mapping[tuple[str, ...], tuple[Message, ...]], opened: Opened) -> Asking:
    sizes = [count(one.content) for messages in asked.values() for one in messages]
    return Asking(
        tuple(sorted({name for names in asked for name in names})),
        len(asked),
        Count(sum(one.tokens for one in sizes), all(one.is_exact for one in sizes)),
        asking_of(opened, "look")[0] != "unset",
    )
