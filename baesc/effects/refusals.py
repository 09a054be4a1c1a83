"""What the system refuses, as diagnostics: full disks, missing rights, locked files."""

import re
import sqlite3
from pathlib import Path

from baesc.effects.project import relative, unreadable
from baesc.messages.diagnostic import Diagnostic

_DRAFT = re.compile(r"(^|/)\.([^/]+)\.\d+\.tmp$")


def refusal(fault: Exception, root: Path) -> Diagnostic | None:
    """Return what to say of an exception that is the system's, None for any other."""
    if isinstance(fault, OSError):
        place = fault.filename if fault.filename is not None else fault.filename2
        if place is None or isinstance(place, int):
            said = fault.strerror or str(fault)
            return Diagnostic("BAE502", f"the system refuses to go on: {said}")
        return unreadable(_named(place, root), fault)
    # These two are faults of whoever asks, the others are of the file.
    if isinstance(fault, sqlite3.DatabaseError) and not isinstance(
        fault, sqlite3.ProgrammingError | sqlite3.InternalError
    ):
        return Diagnostic(
            "BAE502",
            f"the cache cannot be used: {fault}",
            help="see whether another program holds it; removing it costs nothing but time",
        )
    return None


def _named(place: str | bytes, root: Path) -> str:
    text = place.decode("utf-8", "replace") if isinstance(place, bytes) else str(place)
    text = _DRAFT.sub(r"\1\2", text)
    near = relative(Path(text).absolute(), root)
    return text if near.startswith("..") else near
