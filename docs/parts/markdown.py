"""Markdown: tables and code."""

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a `|` in a cell is escaped."""
    lines = [head, ["---"] * len(head), *rows]
    cells = ([cell.replace("|", "\\|") for cell in line] for line in lines)
    return "".join(f"| {' | '.join(line)} |\n" for line in cells)


def code(text: object) -> str:
    """Return a text as code, or nothing for nothing."""
    return f"`{text}`" if text not in ("", None) else ""


def codes(names: Iterable[object]) -> str:
    """Return names as code, with commas."""
    return ", ".join(code(name) for name in names)
