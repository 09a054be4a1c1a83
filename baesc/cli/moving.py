"""An output folder that `baes.yaml` no longer names: said once, never left in silence."""

from pathlib import Path

from baesc.cli.opening import Opened
from baesc.effects.files import write_whole
from baesc.effects.output import SUMS
from baesc.effects.project import relative
from baesc.ground.source import Span
from baesc.messages.diagnostic import Diagnostic

NAME = "output"


def about_move(opened: Opened) -> tuple[Diagnostic, ...]:
    """Say where the application was, if the last build wrote it elsewhere and it is still there."""
    before = _last(opened.state)
    now = relative(opened.output, opened.root)
    if before in {"", now} or not (opened.root / before / SUMS).is_file():
        return ()
    return (
        Diagnostic(
            "BAE513",
            f"the application is now written to `{now}`, but the old one is still there",
            Span(before),
            f"remove `{before}` yourself when nothing of yours is left in it",
            "warning",
        ),
    )


def remember_output(opened: Opened) -> None:
    """Keep the name of the output folder, apart from the cache; raises OSError."""
    now = relative(opened.output, opened.root)
    if _last(opened.state) != now:
        write_whole(opened.state / NAME, now.encode())


def _last(state: Path) -> str:
    try:
        return (state / NAME).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
