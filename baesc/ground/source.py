"""Source files and places in them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A text file of the user's; `path` is relative to the project, with `/`."""

    path: str
    text: str

    def line(self, number: int) -> str:
        """Return a line, counted from 1, without its line break; empty past the end."""
        lines = self.text.split("\n")
        return lines[number - 1].rstrip("\r") if 0 < number <= len(lines) else ""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a source, end exclusive: lines and columns count from 1, in characters."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def part(self, start: int, length: int) -> "Span":
        """Return the stretch of `length` characters, `start` characters into this one-line span."""
        column = self.column + start
        return Span(self.path, self.line, column, self.line, column + length)
