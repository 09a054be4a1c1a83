"""One change of the text of a spec file; every line that it is not about stays as it is.

Texts change by the places of what the reader read in them, so comments, quotes, blank lines and
line breaks survive.
"""

import re
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass

from baesc.ground.source import Source, Span
from baesc.language.nodes import Entry, Mapping, Node, Scalar, Sequence
from baesc.language.places import Loc
from baesc.language.reader import read
from baesc.recognition.editing_text import entry_lines, flow

NAME = re.compile(r"[^\W\d]\w*")
_AFTER_ITEM = re.compile(r"[ \t]*,?[ \t]*(#.*)?")


class UnwritableError(ValueError):
    """A place that cannot be changed without touching what is around it."""


def node_at(node: Node, loc: Loc) -> Node | None:
    """Return what stands at a place of a document."""
    found: Node | None = node
    for part in loc:
        if isinstance(found, Mapping):
            found = found.get(str(part))
        elif isinstance(found, Sequence) and isinstance(part, int) and part < len(found.items):
            found = found.items[part]
        else:
            return None
    return found


def entry_at(node: Node, loc: Loc) -> Entry:
    """Return the entry of a map that is there."""
    parent = node_at(node, loc[:-1])
    assert isinstance(parent, Mapping)  # noqa: S101 - the caller has looked
    return next(one for one in parent.entries if one.key == loc[-1])


@dataclass(frozen=True, slots=True)
class Page:
    """A file as it was read."""

    source: Source
    documents: tuple[Node, ...]
    is_sound: bool

    @property
    def newline(self) -> str:
        """Return how lines end."""
        return "\r\n" if "\r\n" in self.source.text else "\n"


def page_of(source: Source) -> Page:
    """Return a file with what it says."""
    reading = read(source)
    return Page(source, reading.documents, reading.complete and not reading.diagnostics)


class Layout:
    """The text of a page by places of nodes."""

    def __init__(self, page: Page) -> None:
        self.page, self.text, self.newline = page, page.source.text, page.newline
        self._starts = [0, *(one.end() for one in re.finditer("\n", self.text))]

    def at(self, line: int, column: int) -> int:
        """Return a place as a count of characters."""
        if line > len(self._starts):
            return len(self.text)
        return min(self._starts[line - 1] + column - 1, len(self.text))

    def start(self, span: Span) -> int:
        """Return where a stretch starts."""
        return self.at(span.line, span.column)

    def end(self, node: Node) -> int:
        """Return where the last character of a node is: blocks end after comments."""
        if isinstance(node, Scalar) or self.is_flow(node):
            start, end = self.start(node.span), self.at(node.span.end_line, node.span.end_column)
            return start + len(self.text[start:end].rstrip())
        if isinstance(node, Mapping):
            return max(self.end_of(one) for one in node.entries)
        return max(map(self.end, node.items))

    def end_of(self, entry: Entry) -> int:
        """Return where an entry of a map ends."""
        key = self.at(entry.span.end_line, entry.span.end_column)
        return max(key + len(":"), self.end(entry.value))

    def is_flow(self, node: Node) -> bool:
        """Tell whether a node is written as `{...}` or `[...]`."""
        if isinstance(node, Scalar):
            return False
        return self.text[self.start(node.span)] in "{["

    def check(self, block: Mapping) -> None:
        """Raise UnwritableError unless the keys of a block start their lines."""
        for one in block.entries:
            start = self.start(one.span)
            if self.text[self.line_start(start) : start].strip(" "):
                raise UnwritableError("a key does not start its line")

    def line_start(self, at: int) -> int:
        """Return where the line of a place starts."""
        return self.text.rfind("\n", 0, at) + 1

    def line_end(self, at: int) -> int:
        """Return where the line of a place ends, before its line break."""
        end = self.text.find("\n", at)
        if end < 0:
            return len(self.text)
        return end - 1 if self.text[end - 1 : end] == "\r" and end > at else end

    def next_line(self, at: int) -> int:
        """Return where the line after that of a place starts."""
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end + 1

    def spliced(self, start: int, end: int, text: str) -> str:
        """Return the whole text with another one in place of a stretch."""
        return self.text[:start] + text + self.text[end:]

    def without_lines(self, start: int, end: int) -> str:
        """Return the text without the lines from one place to another."""
        return self.text[: self.line_start(start)] + self.text[self.next_line(end) :]


def replaced(page: Page, at: int, loc: Loc, value: object) -> str:
    """Return the text with another value at a place."""
    layout, document = Layout(page), page.documents[at]
    node = node_at(document, loc)
    assert node is not None  # noqa: S101 - the caller has looked
    in_flow = any(
        layout.is_flow(one)
        for depth in range(len(loc))
        if (one := node_at(document, loc[:depth])) is not None
    )
    start, end = layout.start(node.span), layout.end(node)
    if not isinstance(node, Scalar) and not layout.is_flow(node):
        raise UnwritableError("a block of lines stands there")
    # What follows an empty value starts right after the colon.
    lead = " " if start == end and layout.text[start - 1] == ":" else ""
    return layout.spliced(start, end, lead + flow(value, in_flow=in_flow))


def inserted(page: Page, at: int, loc: Loc, value: object, after: str = "") -> str:
    """Return the text with a new entry in the map or list around a place.

    It stands after the entry `after` if that is there, else at the end.
    """
    layout, document = Layout(page), page.documents[at]
    parent = node_at(document, loc[:-1])
    if isinstance(parent, Sequence):
        return _item_added(layout, parent, value)
    assert isinstance(parent, Mapping)  # noqa: S101 - the caller has looked
    key = str(loc[-1])
    if layout.is_flow(parent):
        return _added_in_flow(layout, parent, f"{flow(key)}: {flow(value)}", after)
    layout.check(parent)
    before = next((one for one in parent.entries if one.key == after), parent.entries[-1])
    indent = parent.entries[0].span.column - 1
    lines = entry_lines(key, value, indent, _step(document))
    end = layout.line_end(layout.end_of(before))
    return layout.spliced(end, end, "".join(layout.newline + one for one in lines))


def _step(document: Node) -> int:
    """Return how much deeper the entries of blocks stand in a document."""
    for entry in document.entries if isinstance(document, Mapping) else ():
        inner = entry.value
        if isinstance(inner, Mapping) and inner.entries and inner.span.line > entry.span.line:
            return max(inner.entries[0].span.column - entry.span.column, 1)
    return 2


def _item_added(layout: Layout, parent: Sequence, value: object) -> str:
    if layout.is_flow(parent):
        if not parent.items:
            start = layout.start(parent.span) + 1
            return layout.spliced(start, start, flow(value))
        end = layout.end(parent.items[-1])
        return layout.spliced(end, end, f", {flow(value)}")
    lead = layout.line_start(layout.start(parent.span))
    indent = layout.start(parent.span) - lead
    end = layout.line_end(layout.end(parent.items[-1]))
    line = f"{layout.newline}{' ' * indent}- {flow(value, in_flow=False)}"
    return layout.spliced(end, end, line)


def _added_in_flow(layout: Layout, parent: Mapping, entry: str, after: str) -> str:
    start = layout.start(parent.span)
    if not parent.entries:
        return layout.spliced(start + 1, start + 1, entry)
    before = next((one for one in parent.entries if one.key == after), parent.entries[-1])
    end = layout.end_of(before)
    if before is not parent.entries[-1] or not _is_alone(layout, before):
        return layout.spliced(end, end, f", {entry}")
    # Entries have lines of their own, and so has the new one.
    rest = layout.text[end : layout.line_end(end)]
    comma = rest.lstrip().startswith(",")
    indent = " " * (before.span.column - 1)
    line = f"{layout.newline}{indent}{entry}{',' if comma else ''}"
    return layout.spliced(end, layout.line_end(end), ("" if comma else ",") + rest + line)


def _is_alone(layout: Layout, entry: Entry) -> bool:
    """Tell whether an entry of `{...}` has its lines for itself."""
    start, end = layout.start(entry.span), layout.end_of(entry)
    before = layout.text[layout.line_start(start) : start]
    after = layout.text[end : layout.line_end(end)]
    return not before.strip() and _AFTER_ITEM.fullmatch(after) is not None


def without(page: Page, at: int, loc: Loc) -> str:
    """Return the text without the entry or the item at a place, which is not the only one."""
    layout, document = Layout(page), page.documents[at]
    parent = node_at(document, loc[:-1])
    if isinstance(parent, Mapping):
        entry = entry_at(document, loc)
        places = [(layout.start(one.span), layout.end_of(one)) for one in parent.entries]
        index, is_alone = parent.entries.index(entry), _is_alone(layout, entry)
        if not layout.is_flow(parent):
            layout.check(parent)
    else:
        assert isinstance(parent, Sequence)  # noqa: S101 - the caller has looked
        places = [(layout.start(one.span), layout.end(one)) for one in parent.items]
        index, is_alone = int(loc[-1]), False
    start, end = places[index]
    if not layout.is_flow(parent) or is_alone:
        return layout.without_lines(start, end)
    if index + 1 < len(places):
        return layout.spliced(start, places[index + 1][0], "")
    return layout.spliced(places[index - 1][1], end, "")


def without_last(page: Page, at: int, loc: Loc) -> str:
    """Return the text without the only entry at a place, and without the key that it is under."""
    layout, document = Layout(page), page.documents[at]
    above = entry_at(document, loc[:-1])
    if layout.is_flow(document) or layout.is_flow(above.value):
        return without(page, at, loc[:-1])
    start, end = layout.start(above.value.span), layout.end(above.value)
    # From below, so that comments between the two stay.
    rest = layout.without_lines(start, end)
    key = layout.start(above.span)
    return rest[: layout.line_start(key)] + rest[layout.next_line(key) :]


def with_key(page: Page, at: int, loc: Loc, name: str) -> str:
    """Return the text with another key at a place."""
    layout = Layout(page)
    span = entry_at(page.documents[at], loc).span
    start, end = layout.start(span), layout.at(span.end_line, span.end_column)
    return layout.spliced(start, end, flow(name))


def reworded(page: Page, at: int, loc: Loc, names: AnyMapping[int, str]) -> str:
    """Return the text with other names in a scalar; names are counted in the order of the text."""
    layout = Layout(page)
    node = node_at(page.documents[at], loc)
    assert isinstance(node, Scalar)  # noqa: S101 - the caller has looked
    start, end = layout.start(node.span), layout.end(node)
    written = layout.text[start:end]
    found = list(NAME.finditer(written))
    if [one.group() for one in found] != NAME.findall(node.text):
        raise UnwritableError("the text is written with escapes")
    for index in sorted(names, reverse=True):
        one = found[index]
        written = written[: one.start()] + names[index] + written[one.end() :]
    return layout.spliced(start, end, written)
