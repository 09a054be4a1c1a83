"""Where the keys and values of a map were written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from baesc.ground.source import Span
from baesc.language.nodes import Mapping as MappingNode
from baesc.language.nodes import Node, Sequence

Loc: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """The spans of values and keys by their way from the top; `whole` stands for the rest."""

    whole: Span
    values: Mapping[Loc, Span] = field(default_factory=dict)
    keys: Mapping[Loc, Span] = field(default_factory=dict)

    def at(self, *loc: str | int) -> Span:
        """Return the span of the value at `loc`, or of the nearest thing around it."""
        return _nearest(self.values, loc) or self.whole

    def key(self, *loc: str | int) -> Span:
        """Return the span of the key at `loc`, or of the nearest thing around it."""
        return _nearest(self.keys, loc) or self.whole

    def also(self, values: Iterable[tuple[Loc, Span]]) -> "Places":
        """Return these places with more values, which win over those that are there."""
        return Places(self.whole, {**self.values, **dict(values)}, self.keys)


def _nearest(spans: Mapping[Loc, Span], loc: Loc) -> Span | None:
    for depth in range(len(loc), 0, -1):
        if loc[:depth] in spans:
            return spans[loc[:depth]]
    return None


def places_of(node: MappingNode, whole: Span) -> Places:
    """Return the places of everything in a map."""
    values: dict[Loc, Span] = {}
    keys: dict[Loc, Span] = {}

    def walk(one: Node, loc: Loc) -> None:
        if isinstance(one, MappingNode):
            for entry in one.entries:
                keys[*loc, entry.key] = entry.span
                inner = entry.value
                # A map is shown by its key: its own span runs over many lines.
                span = (
                    entry.span if isinstance(inner, MappingNode) and inner.entries else inner.span
                )
                values[*loc, entry.key] = _one_line(span, entry.span)
                walk(inner, (*loc, entry.key))
        elif isinstance(one, Sequence):
            for index, item in enumerate(one.items):
                values[*loc, index] = _one_line(item.span, item.span.part(0, 1))
                walk(item, (*loc, index))

    walk(node, ())
    return Places(whole, values, keys)


def _one_line(span: Span, otherwise: Span) -> Span:
    return span if span.line == span.end_line and span.column < span.end_column else otherwise
