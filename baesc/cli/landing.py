"""Carrying a request out: the spec files are written, and the application is built from them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from baesc.build.clock import Laps
from baesc.cli.building import Built, Manner
from baesc.cli.commands.build import attempt
from baesc.cli.console import Console
from baesc.cli.opening import Opened
from baesc.cli.requesting import Proposal
from baesc.effects.files import remove_with_empty_folders, write_whole
from baesc.effects.project import unreadable
from baesc.messages.diagnostic import Diagnostic


@dataclass(frozen=True, slots=True)
class Landed:
    """What carrying a request out came to.

    `built` is None where a file could not be written. `is_kept` tells whether the specs say now
    what was asked for; otherwise they are as they were.
    """

    opened: Opened
    built: Built | None
    laps: Laps
    is_kept: bool = False
    problems: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Tell whether the application is as was asked for."""
        return self.built is not None and self.built.ok


def carry_out(proposal: Proposal, console: Console) -> Landed:
    """Write the specs and build; what does not build because of them is taken back."""
    root, laps = proposal.workplace.opened.root, Laps()
    texts = {**proposal.workplace.fresh, **dict(proposal.edits.texts)}
    texts = {path: text for path, text in texts.items() if _is_ours(proposal, root, path)}
    stale = _changed_meanwhile(proposal, root)
    if stale:
        return Landed(proposal.workplace.opened, None, laps, problems=stale)
    kept = {path: _bytes(root / path) for path in (*texts, *proposal.edits.removed)}
    try:
        for path, text in texts.items():
            write_whole(root / path, text.encode())
        for path in proposal.edits.removed:
            (root / path).unlink(missing_ok=True)
    except OSError as exc:
        restore(root, kept)
        problem = unreadable(_named(exc, root), exc)
        return Landed(proposal.workplace.opened, None, laps, problems=(problem,))
    try:
        opened, built, _ = attempt(console, Manner(), laps)
    except BaseException:
        restore(root, kept)
        raise
    if built.ok or not _is_at_fault(built):
        return Landed(opened, built, laps, is_kept=True)
    restore(root, kept)
    told = Diagnostic(
        "BAE605",
        "the application cannot be built with this change, so the specs are as they were before",
        help="ask for it differently, or change the specs by hand and build",
        severity="note",
    )
    return Landed(opened, built, laps, problems=(told,))


def _is_ours(proposal: Proposal, root: Path, path: str) -> bool:
    """Tell whether a file is to be written: what a new project would bring may be there."""
    return path not in proposal.workplace.fresh or not (root / path).exists()


def _is_at_fault(built: Built) -> bool:
    """Tell whether a build failed for what the specs say.

    Hand-made changes of generated files and a disk that refuses are no fault of theirs.
    """
    if built.landed or built.broken_off:
        return False
    errors = [one.code for one in built.problems if one.severity == "error"]
    return not all(code.startswith("BAE5") for code in errors)


def _changed_meanwhile(proposal: Proposal, root: Path) -> tuple[Diagnostic, ...]:
    """Report files that are not as they were when the change was made up."""
    before = proposal.workplace.opened.sources
    paths = (*dict(proposal.edits.texts), *proposal.edits.removed)
    for path in paths:
        if path in proposal.workplace.fresh:
            continue
        old = before[path].text.encode("utf-8", "surrogateescape") if path in before else None
        if _bytes(root / path) != old:
            message = f"`{path}` has changed while you were asked"
            return (Diagnostic("BAE603", message, help="ask again"),)
    return ()


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def restore(root: Path, kept: Mapping[str, bytes | None]) -> None:
    """Bring files back as they were; those that were not there go."""
    for path, content in kept.items():
        if content is None:
            remove_with_empty_folders(root / path, root)
        else:
            write_whole(root / path, content)


def _named(fault: OSError, root: Path) -> str:
    return os.path.relpath(fault.filename or root, root)
