"""From the schema of the last build to that of this one: the revision to add, if any."""

import re
from dataclasses import dataclass

from baesc.evolution.backfills import with_backfills
from baesc.evolution.changes import Change, changes_of
from baesc.evolution.history import History
from baesc.evolution.matching import Matching, match
from baesc.evolution.migration import Migration
from baesc.evolution.planning import plan_migration
from baesc.evolution.policy import undeclared
from baesc.evolution.revision import revision_text
from baesc.evolution.snapshot import SnapshotError, read_snapshot, snapshot_of, system_of
from baesc.evolution.words import Words
from baesc.ground.digest import digest_text
from baesc.ground.source import Span
from baesc.language.ir import System
from baesc.messages.diagnostic import Diagnostic, has_errors

LONGEST_SLUG = 40
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Evolution:
    """What a build does to the schema.

    `revision` and `text` are empty when the tables stay as they are; `snapshot` is the text of
    the new schema, equal to the old one when nothing has changed.
    """

    changes: tuple[Change, ...]
    snapshot: str
    revision: str = ""
    name: str = ""
    title: str = ""
    text: str = ""
    migration: Migration | None = None


def evolve(
    before: str | None, history: History, system: System, words: Words, project: Span, place: str
) -> tuple[Evolution | None, tuple[Diagnostic, ...]]:
    """Return what is to be done, None when the spec has to say more first.

    `before` is the snapshot of the last build, None without one; `place` is where it lies.
    """
    after = snapshot_of(system)
    if before == after and history.head:
        return Evolution((), after), ()
    if before is None and history.head:
        return None, (_lost(place, history.head),)
    try:
        entities = read_snapshot(before) if before is not None else ()
    except SnapshotError as exc:
        fault = Diagnostic(
            "BAE231",
            f"the schema of the last build cannot be read: {exc}",
            Span(place),
            "bring the file back from version control",
        )
        return None, (fault,)
    old = system_of(entities, system)
    matching = match(old, system)
    words, faults = with_backfills(words, matching, system)
    found = undeclared(matching, words, project) if before is not None else ()
    found = (*faults, *(one for one in found if not _is_said(one, faults)))
    if has_errors(found):
        return None, found
    changes = changes_of(matching)
    migration = plan_migration(old, system, matching, words.given)
    unfilled = _unfilled(migration, system)
    if unfilled:
        return None, (*found, *unfilled)
    if migration.is_empty():
        return Evolution(changes, after, migration=migration), found
    number = _number(history)
    # A revision that is rewritten before it is committed is another one to databases.
    revision = f"{number}_{digest_text((before or '') + after)[:6]}"
    title = title_of(changes) if before is not None else "The first tables"
    back, why_not = downgrade_of(old, system, matching)
    text = revision_text(title, revision, history.head, migration, back, why_not)
    name = f"{number}_{_slug(title) if before is not None else 'initial'}.py"
    return Evolution(changes, after, revision, name, title, text, migration), found


def _lost(place: str, head: str) -> Diagnostic:
    return Diagnostic(
        "BAE231",
        f"the schema of the last build is missing, but there is a revision {head}",
        Span(place),
        "bring the file back from version control; or remove all revisions to begin anew",
    )


def _number(history: History) -> str:
    found = (_NUMBER.match(one.id) for one in history.revisions)
    return f"{max((int(one[0]) for one in found if one), default=0) + 1:04}"


def _is_said(one: Diagnostic, faults: tuple[Diagnostic, ...]) -> bool:
    """Tell whether a value is missing only because the one that is given has a fault."""
    places = {(fault.span.path, fault.span.line) for fault in faults if fault.span}
    return one.code in ("BAE222", "BAE224") and one.span is not None and (
        one.span.path, one.span.line,
    ) in places  # fmt: skip


def _slug(title: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")
    return words if len(words) <= LONGEST_SLUG else words[:LONGEST_SLUG].rsplit("_", 1)[0]


def title_of(changes: tuple[Change, ...]) -> str:
    """Return a few changes in words: `Add Student.phone and 2 more`."""
    said = [_words(one) for one in changes]
    first = said[0] if said else "Change tables"
    rest = f" and {len(said) - 1} more" if len(said) > 1 else ""
    return first[:1].upper() + first[1:] + rest


def _words(one: Change) -> str:
    what, verb = one.kind.rsplit(" ", 1)
    if one.kind == "choice renamed":
        return f"rename {one.before} of {one.entity}.{one.member} to {one.after}"
    member = f"{one.entity}.{one.member}" if one.member else one.entity
    if verb == "renamed":
        old = one.before if not one.member else f"{one.entity}.{one.before}"
        return f"rename {old} to {one.after}"
    known = {"added": "add", "dropped": "drop"}
    if verb in known:
        noun = "" if what in ("field", "entity", "relation") else f"{what} of "
        return f"{known[verb]} {noun}{member}"
    return f"change {member}: {one.kind}"


def downgrade_of(old: System, new: System, matching: Matching) -> tuple[Migration | None, str]:
    """Return the way back of a migration, or why there is none."""
    reverse = matching.reversed()
    found = undeclared(reverse, Words(), Span(""))
    errors = [one.message for one in found if one.code in ("BAE222", "BAE224", "BAE226")]
    if errors:
        return None, errors[0]
    back = plan_migration(new, old, reverse, {})
    if back.unfilled:
        entity, name = back.unfilled[0]
        return None, f"the values of `{name}` of `{entity}` are not known any more"
    return back, ""


def _unfilled(migration: Migration, system: System) -> tuple[Diagnostic, ...]:
    """Report stored fields whose values in old rows SQL can't compute."""
    found = []
    for entity, name in migration.unfilled:
        field = next(one for one in system.entity(entity).fields if one.name == name)
        message = (
            f"a database can't compute `{name}` of rows that are there as the application does"
        )
        advice = "leave `stored` out: then it is computed each time that it is read"
        found.append(Diagnostic("BAE228", message, field.origin, advice))
    return tuple(found)
