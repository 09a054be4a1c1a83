"""What a YAML text says: frozen nodes with their places."""

from dataclasses import dataclass
from typing import TypeAlias

from baesc.ground.source import Span


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, number, boolean or null; `text` is what was written, without quotes.

    An unsound scalar stands for something that was already reported.
    """

    span: Span
    text: str
    value: str | int | float | bool | None
    sound: bool = True

    def part(self, start: int, length: int) -> Span:
        """Return the place of a part of the text, or of all of it when that can't be told."""
        length = max(length, 1)
        width = self.span.end_column - self.span.column
        if self.span.line == self.span.end_line:
            if width == len(self.text):
                return self.span.part(start, length)
            if width == len(self.text) + 2:
                return self.span.part(start + 1, length)
        return self.span


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    span: Span
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and its value."""

    key: str
    span: Span
    value: "Node"


@dataclass(frozen=True, slots=True)
class Mapping:
    """A map with text keys, each there once; an unsound one has lost some that were reported."""

    span: Span
    entries: tuple[Entry, ...]
    sound: bool = True

    def get(self, key: str) -> "Node | None":
        """Return the value of a key, None when it is absent."""
        return next((entry.value for entry in self.entries if entry.key == key), None)


Node: TypeAlias = Scalar | Sequence | Mapping


def is_sound(node: Node) -> bool:
    """Tell whether nothing in the node was reported already."""
    if isinstance(node, Scalar):
        return node.sound
    if isinstance(node, Sequence):
        return all(map(is_sound, node.items))
    return node.sound and all(is_sound(entry.value) for entry in node.entries)


def is_empty(node: Node) -> bool:
    """Tell whether nothing was written, or null."""
    return isinstance(node, Scalar) and node.sound and node.value is None


def plain(node: Node) -> object:
    """Return the node as dicts, lists and scalars."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {entry.key: plain(entry.value) for entry in node.entries}
