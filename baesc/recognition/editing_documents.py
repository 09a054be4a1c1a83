"""Documents that come into a file and go from it."""

import re

from baesc.ground.source import Span
from baesc.language.nodes import Mapping, Node, Sequence, is_empty
from baesc.recognition.editing_layout import Layout, Page, UnwritableError
from baesc.recognition.editing_text import entry_lines

_MARK = re.compile(r"---(?=[ \t\r\n]|\Z)")


def new_document(content: dict[str, object], header: str = "") -> str:
    """Return the text of a file with one document."""
    lines = [header] if header else []
    for key, value in content.items():
        lines += entry_lines(key, value, 0, 2)
    return "\n".join(lines) + "\n"


def with_document(page: Page, content: dict[str, object]) -> str:
    """Return the text of a file with one more document at its end."""
    text, newline = page.source.text, page.newline
    added = new_document(content).replace("\n", newline)
    if text and not text.endswith("\n"):
        text += newline
    if not all(map(is_empty, page.documents)):
        text += f"---{newline}"
    return text + added


def without_document(page: Page, at: int) -> str:
    """Return the text of a file that has other documents without this one.

    What stands above the first document stays: it is about the file.
    """
    layout, document = Layout(page), page.documents[at]
    marks = _marks(layout, page)
    start = layout.start(_first(document))
    end = layout.end(document)
    above = [one for one in marks if one <= start]
    below = [one for one in marks if one > end]
    if not (above or below):
        raise UnwritableError("no line `---` stands between the documents")
    is_first = all(map(is_empty, page.documents[:at]))
    if is_first and below:
        return layout.spliced(layout.line_start(start), layout.next_line(below[0]), "")
    if not above:
        raise UnwritableError("no line `---` stands above the document")
    stop = below[0] if below else len(layout.text)
    return layout.spliced(above[-1], stop, "")


def _first(document: Node) -> Span:
    """Return the place of the first thing that is written in a document."""
    if isinstance(document, Mapping) and document.entries:
        return min(document.span, document.entries[0].span)
    if isinstance(document, Sequence) and document.items:
        return document.items[0].span
    return document.span


def _marks(layout: Layout, page: Page) -> list[int]:
    """Return where the lines `---` between documents stand."""
    inside = [
        (layout.start(_first(one)), layout.end(one)) for one in page.documents if not is_empty(one)
    ]
    lines = [0, *(one.end() for one in re.finditer("\n", layout.text))]
    return [
        one
        for one in lines
        if _MARK.match(layout.text, one) and not any(start < one < end for start, end in inside)
    ]
