"""Adds lines to specs as people do who take advice literally."""

from collections.abc import Iterator

from baesc.ground.source import Source, Span
from baesc.language.nodes import Entry, Mapping, Node, Scalar
from baesc.language.reader import read
from baesc.language.shorthand import read_relation


def with_line(text: str, span: Span, line: str) -> str:
    """Return a spec with `key: value` added to the entity, field or relation at a place."""
    for entry, inner in _entries(text):
        if entry.span == span or (inner is None and _inside(entry, span)):
            return _added(text, entry, inner, line)
    raise AssertionError(f"nothing is at {span}")


def with_line_of_entity(text: str, entity: str, line: str) -> str:
    """Return a spec with `key: value` added to an entity."""
    for entry, inner in _entries(text):
        if inner is None and isinstance(entry.value, Scalar) and entry.value.text == entity:
            return _added(text, entry, None, line)
    raise AssertionError(f"there is no {entity}")


def _inside(entry: Entry, span: Span) -> bool:
    return entry.value.span == span


def _entries(text: str) -> Iterator[tuple[Entry, str | None]]:
    """Yield the line of each entity, and its members with the key that they stand under."""
    for document in read(Source("a.yaml", text)).documents:
        if not isinstance(document, Mapping):
            continue
        for entry in document.entries:
            if entry.key == "entity":
                yield entry, None
            elif entry.key in ("fields", "relations") and isinstance(entry.value, Mapping):
                for member in entry.value.entries:
                    yield member, entry.key


def _added(text: str, entry: Entry, inner: str | None, line: str) -> str:
    lines = text.split("\n")
    if inner is None:
        lines.insert(entry.span.line, line)
        return "\n".join(lines)
    value = entry.value
    row, start = value.span.line - 1, value.span.column - 1
    written = lines[row]
    if isinstance(value, Mapping):
        if written[start] == "{":
            lines[row] = f"{written[: start + 1]}{line}, {written[start + 1 :]}"
        else:
            lines.insert(row, " " * start + line)
        return "\n".join(lines)
    long = f"{{{_long(value, inner)}, {line}}}"
    lines[row] = written[:start] + long + written[value.span.end_column - 1 :]
    return "\n".join(lines)


def _long(value: Node, inner: str) -> str:
    """Return the long form of a short one."""
    if not isinstance(value, Scalar):
        raise TypeError(value)
    if inner == "fields":
        text = value.text.replace("'", "''")
        return f"type: '{text}'"
    keys = read_relation(value).keys
    return ", ".join(
        f"{key}: {str(said).lower() if key == 'required' else said}" for key, said in keys
    )
