"""Lines that somebody types or pipes in."""

import sys
from contextlib import suppress
from typing import TextIO

PROMPT = "baesc> "
GOING_ON = "  ...> "


class Lines:
    """Reads lines, with history and editing on a terminal."""

    def __init__(self, source: TextIO | None = None) -> None:
        """Read standard input."""
        self._source = source or sys.stdin
        self.is_terminal = self._source.isatty() and sys.stdout.isatty()
        if self.is_terminal:
            with suppress(ImportError):
                import readline  # noqa: F401 - what it does, it does by being there
        elif hasattr(self._source, "reconfigure"):
            self._source.reconfigure(encoding="utf-8", errors="replace")

    def recall(self, requests: tuple[str, ...]) -> None:
        """Let earlier requests be found with the arrow keys."""
        if not self.is_terminal:
            return
        with suppress(ImportError):
            import readline

            for one in requests:
                readline.add_history(one)

    def read(self) -> str | None:
        """Return the next line, None at the end; raises KeyboardInterrupt.

        A line that ends in a backslash goes on in the next.
        """
        text = self._line(PROMPT)
        while text is not None and text.endswith("\\"):
            more = self._line(GOING_ON)
            text = f"{text[:-1]}\n{more or ''}"
        return text

    def _line(self, prompt: str) -> str | None:
        """Read one line; one that is piped in is shown, so that the output can be read."""
        sys.stdout.flush()
        if self.is_terminal:
            try:
                return input(prompt)
            except EOFError:
                return None
            except UnicodeDecodeError:
                return ""
        line = self._source.readline()
        if not line:
            return None
        text = line.rstrip("\r\n")
        sys.stdout.write(f"{prompt}{text}\n")
        sys.stdout.flush()
        return text
