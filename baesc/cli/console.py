"""What people see: messages, diagnostics, progress."""

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from time import monotonic

import click

from baesc.ground.source import Source
from baesc.messages.diagnostic import Diagnostic, in_order

GREEN, RED, YELLOW, CYAN = "green", "red", "yellow", "cyan"
PROGRESS_STEP = 0.05


def counted(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun: `1 call`, `2 calls`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


@dataclass(slots=True)
class Console:
    """Writes for people or, with `as_json`, keeps silent but for the final report."""

    as_json: bool = False
    quiet: bool = False
    noted: int = 0
    _width: int = 0
    _next: float = 0.0

    @property
    def color(self) -> bool:
        """Tell whether colour is wanted: on a terminal, unless NO_COLOR is set."""
        return not os.environ.get("NO_COLOR") and sys.stderr.isatty()

    def paint(self, text: str, color: str | None = None, bold: bool = False) -> str:
        """Return the text in colour, or as it is where colour is not wanted."""
        plain = os.environ.get("NO_COLOR") or not sys.stdout.isatty()
        return text if plain else click.style(text, fg=color, bold=bold)

    def say(self, text: str) -> None:
        """Write a line of the report."""
        if not (self.as_json or self.quiet):
            self._wipe()
            click.echo(text)

    def print(self, text: str) -> None:
        """Write what was asked for, as it is, also where `quiet`."""
        if text and not self.as_json:
            self._wipe()
            click.echo(text, nl=False)

    def note(self, text: str) -> None:
        """Write a line about what is going on, apart from the report; `noted` counts them."""
        self.noted += 1
        if not self.as_json:
            self._wipe()
            click.echo(f"baesc: {text}", err=True)

    def complain(self, problems: Iterable[Diagnostic], sources: Mapping[str, Source]) -> None:
        """Write diagnostics with the lines that they are about."""
        if self.as_json:
            return
        from baesc.messages.render import render

        self._wipe()
        found = in_order(problems)
        if found:
            click.echo(render(found, sources.values(), color=self.color), err=True, nl=False)

    def progress(self, text: str) -> None:
        """Show what is being done, on a terminal alone, in place of what was shown before."""
        now = monotonic()
        if now < self._next or self.as_json or self.quiet or not sys.stderr.isatty():
            return
        self._next = now + PROGRESS_STEP
        width = (os.get_terminal_size(sys.stderr.fileno()).columns or 80) - 1
        shown = text[:width]
        sys.stderr.write("\r" + shown.ljust(self._width))
        sys.stderr.flush()
        self._width = len(shown)

    def _wipe(self) -> None:
        if self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()
            self._width = 0
