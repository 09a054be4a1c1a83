"""Taking the last change of specs back, and building what the specs said before."""

import difflib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from baesc.cli.console import Console
from baesc.effects.chat_file import Change, FileChange, SessionFile
from baesc.messages.codes import UNSAID


def undo(file: SessionFile, root: Path, console: Console) -> bool:
    """Take the last change back; tell whether that was done.

    Files that somebody changed since stay, and so do all others of that change.
    """
    if not file.session.changes:
        console.say("there is no change to take back")
        return False
    change = file.session.changes[-1]
    if touched := [one for one in change.files if _text(root / one.path) != one.after]:
        console.say(f"`{change.request}` is not taken back: somebody changed its files since")
        for one in touched:
            for line in _diff(one, _text(root / one.path)):
                console.say(line)
        return False
    if not _built(change, root, console):
        return False
    file.keep(replace(file.session, changes=file.session.changes[:-1]))
    console.say(f"taken back: {change.request}")
    return True


def _built(change: Change, root: Path, console: Console) -> bool:
    """Bring the files back and build; where that can't be, everything stays as it is."""
    from baesc.build.clock import Laps
    from baesc.cli.building import Manner
    from baesc.cli.commands.build import attempt, report
    from baesc.cli.landing import restore

    before = _revisions()
    laps = Laps()
    restore(root, {one.path: _bytes(one.before) for one in change.files})
    try:
        opened, built, _ = attempt(console, Manner(), laps)
    except BaseException:
        restore(root, {one.path: _bytes(one.after) for one in change.files})
        raise
    errors = {one.code for one in built.problems if one.severity == "error"}
    if errors and errors <= UNSAID:
        console.say("there are no entities now; the application stays as it was built")
        return True
    if not built.ok:
        restore(root, {one.path: _bytes(one.after) for one in change.files})
        console.complain(built.problems, opened.sources)
        console.say(f"`{change.request}` is not taken back: the specs before it do not build now")
        if any(code.startswith("BAE22") for code in errors):
            opposite = ", then ".join(f"`{one}`" for one in change.opposite)
            console.say(
                "its migration was applied or committed, so the opposite is a new change: ask for "
                f"{opposite or 'it'}"
            )
        return False
    report(console, opened, built, laps, Manner(), None)
    if new := sorted(_revisions() - before):
        console.say(
            f"its migration was applied or committed, so {', '.join(new)} is a new one; values "
            "that went with the change do not come back"
        )
    return True


def _revisions() -> frozenset[str]:
    """Return the names of the revisions that the application has."""
    from baesc.cli.opening import open_here
    from baesc.effects.revisions import VERSIONS

    folder = open_here().output / VERSIONS
    return frozenset(one.name for one in folder.glob("*.py"))


def _diff(one: FileChange, now: str | None) -> Iterator[str]:
    """Yield how a file differs from what the change made of it."""
    yield from difflib.unified_diff(
        (one.after or "").splitlines(),
        (now or "").splitlines(),
        f"{one.path} (as the change left it)",
        f"{one.path} (as it is)",
        lineterm="",
    )


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except (FileNotFoundError, NotADirectoryError):
        return None


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode("utf-8", "surrogateescape")
