"""What a build does to the schema: the revision that it adds, next to those that are there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from baesc.cli.noop import PROJECT_FILE
from baesc.cli.opening import Opened
from baesc.effects.project import relative
from baesc.effects.revisions import SNAPSHOT, VERSIONS, Kept, Revisions
from baesc.evolution.drafts import Draft, is_current, read, without_head, written
from baesc.evolution.evolve import Evolution, evolve
from baesc.evolution.history import History, read_history
from baesc.evolution.snapshot import snapshot_of
from baesc.evolution.words import words_of
from baesc.ground.source import Span
from baesc.language.ir import System
from baesc.messages.diagnostic import Diagnostic, has_errors

Format = Callable[[Mapping[str, str]], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Evolved:
    """What a build does to the migrations of an application.

    `draft` is the revision to write, None when tables stay as they are. `replaced` is the path of
    the draft before it, which goes. `is_new` tells whether anything is to be written at all.
    """

    evolution: Evolution
    draft: Draft | None = None
    replaced: str = ""
    is_new: bool = True


def evolved(
    opened: Opened, system: System, format_all: Format
) -> tuple[Evolved | None, tuple[Diagnostic, ...]]:
    """Return what is to be done, None where the spec or the folder does not allow it."""
    folder = relative(opened.output, opened.root)
    revisions = _revisions(opened)
    kept = revisions.read()
    history, found = read_history({f"{folder}/{path}": one for path, one in kept.revisions.items()})
    if history is None:
        return None, found
    after = snapshot_of(system)
    if kept.snapshot == after and history.head:
        return Evolved(Evolution((), after), is_new=False), ()
    before, history, replaced = _start(kept, history, revisions, folder)
    assert opened.config is not None  # noqa: S101 - the caller has looked
    words = words_of(system, opened.config)
    place = f"{folder}/{SNAPSHOT}"
    evolution, found = evolve(before, history, system, words, Span(PROJECT_FILE), place)
    if evolution is None or has_errors(found):
        return None, found
    if not evolution.text:
        return Evolved(evolution, None, replaced), found
    path = f"{VERSIONS}/{evolution.name}"
    text = format_all({path: evolution.text})[path]
    return Evolved(evolution, Draft(path, text, before, after), replaced), found


def bases(opened: Opened) -> tuple[str | None, str | None]:
    """Return the schema of the last build, and the one that the next revision starts from.

    They differ while the newest revision is a draft. None is no schema.
    """
    revisions = _revisions(opened)
    kept = revisions.read()
    folder = relative(opened.output, opened.root)
    history, _ = read_history({f"{folder}/{path}": one for path, one in kept.revisions.items()})
    if history is None:
        return kept.snapshot, kept.snapshot
    return kept.snapshot, _start(kept, history, revisions, folder)[0]


def _start(
    kept: Kept, history: History, revisions: Revisions, folder: str
) -> tuple[str | None, History, str]:
    """Return the schema and the history to go on from, and the path of the draft that goes."""
    draft = read(kept.draft) if kept.draft else None
    if draft is None or not is_current(draft, kept.snapshot, kept.revisions.get(draft.path)):
        return kept.snapshot, history, ""
    heads = {one.path: one.id for one in history.revisions if one.id == history.head}
    head = heads.get(f"{folder}/{draft.path}")
    if head is not None and revisions.is_free(draft.path, head):
        return draft.base, without_head(history), draft.path
    return draft.snapshot, history, ""


def land(opened: Opened, found: Evolved) -> None:
    """Write what a build came to; raises OSError."""
    if not found.is_new:
        return
    draft = found.draft
    _revisions(opened).land(
        written(draft) if draft else "",
        found.replaced,
        draft.path if draft else "",
        draft.text if draft else "",
        found.evolution.snapshot,
    )


def take_away(opened: Opened) -> tuple[str, ...]:
    """Remove a first revision that is a draft still, and its schema; return what went.

    Any other revision may be all that leads from one database to the next.
    """
    revisions = _revisions(opened)
    kept = revisions.read()
    draft = read(kept.draft) if kept.draft else None
    if draft is None or not is_current(draft, kept.snapshot, kept.revisions.get(draft.path)):
        return ()
    history, _ = read_history(kept.revisions)
    if history is None or len(history.revisions) > 1:
        return ()
    if not revisions.is_free(draft.path, history.head):
        return ()
    revisions.remove(draft.path)
    return (draft.path, SNAPSHOT)


def watched(found: Evolved | None) -> tuple[str, ...]:
    """Return the paths of files that make another build necessary when they change."""
    if found is None:
        return ()
    return (SNAPSHOT, *((found.draft.path,) if found.draft else ()))


def _revisions(opened: Opened) -> Revisions:
    assert opened.config is not None  # noqa: S101 - the caller has looked
    return Revisions(opened.output, opened.state, opened.config.name)
