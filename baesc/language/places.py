"""Where the keys and values of a map were written."""

from dataclasses import dataclass
from typing import TypeAlias

from baesc.ground.source import Span
from baesc.language.nodes import Mapping, Node, Sequence

Loc: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """The spans of values and keys by their way from the top; `whole` stands for the rest."""

    whole: Span
    values: tuple[tuple[Loc, Span], ...] = ()
    keys: tuple[tuple[Loc, Span], ...] = ()

    def at(self, *loc: str | int) -> Span:
        """Return the span of the value at `loc`, or of the nearest thing around it."""
        return _longest(self.values, loc) or self.whole

    def key(self, *loc: str | int) -> Span:
        """Return the span of the key at `loc`, or of the nearest thing around it."""
        return _longest(self.keys, loc) or self.whole

    def also(self, loc: Loc, span: Span) -> "Places":
        """Return these places and one more value."""
        return Places(self.whole, (*self.values, (loc, span)), self.keys)


def _longest(spans: tuple[tuple[Loc, Span], ...], loc: Loc) -> Span | None:
    best: Span | None = None
    depth = 0
    for at, span in spans:
        if len(at) > depth and loc[: len(at)] == at:
            best, depth = span, len(at)
    return best


def places_of(node: Mapping, whole: Span) -> Places:
    """Return the places of everything in a map."""
    values: list[tuple[Loc, Span]] = []
    keys: list[tuple[Loc, Span]] = []

    def walk(one: Node, loc: Loc) -> None:
        if isinstance(one, Mapping):
            for entry in one.entries:
                keys.append(((*loc, entry.key), entry.span))
                inner = entry.value
                # A map is shown by its key: its own span runs over many lines.
                span = entry.span if isinstance(inner, Mapping) and inner.entries else inner.span
                values.append(((*loc, entry.key), _one_line(span, entry.span)))
                walk(inner, (*loc, entry.key))
        elif isinstance(one, Sequence):
            for index, item in enumerate(one.items):
                values.append(((*loc, index), _one_line(item.span, item.span.part(0, 1))))
                walk(item, (*loc, index))

    walk(node, ())
    return Places(whole, tuple(values), tuple(keys))


def _one_line(span: Span, otherwise: Span) -> Span:
    return span if span.line == span.end_line and span.column < span.end_column else otherwise
