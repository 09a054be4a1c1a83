"""The page that explains a code."""

from pathlib import Path

PAGES = Path(__file__).parent / "pages"


def page(code: str) -> str:
    """Return the page of a known code, Markdown without the last line break."""
    return (PAGES / f"{code}.md").read_text(encoding="utf-8").rstrip("\n")
