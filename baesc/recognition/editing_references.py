"""Where specs name an entity, a field or a relation."""

from collections.abc import Collection, Iterator
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from typing import Literal

from baesc.ground.source import Span
from baesc.language.expressions.names import Scope, spelled
from baesc.language.ir import System
from baesc.language.nodes import Mapping, Node, Scalar, Sequence
from baesc.language.places import Loc
from baesc.recognition.editing_files import Files
from baesc.recognition.editing_layout import NAME, entry_at, node_at
from baesc.recognition.editing_names import names_in

# An entity, or with a name one of its members.
Thing = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Reference:
    """A place that names something.

    A `text` names things by the number of the name in it; a `value` or a `key` is the name of one,
    with `ending` after it.
    """

    path: str
    at: int
    loc: Loc
    span: Span
    kind: Literal["text", "value", "key"] = "value"
    things: tuple[tuple[int, Thing], ...] = ()
    ending: str = ""


class References:
    """What the specs of a system name; only entities can be looked for without one."""

    def __init__(self, files: Files, system: System | None) -> None:
        self.files, self.system = files, system
        self.entities = {one.name: one for one in system.entities} if system else {}

    def of(self, *things: Thing) -> tuple[Reference, ...]:
        """Return all places that name one of these entities and members."""
        found: list[Reference] = []
        for path, at, owner, document in documents(self.files):
            found += self._texts(path, at, owner, document, things)
            for entity, member in things:
                if not member:
                    found += _links(path, at, document, entity)
                elif owner == entity:
                    found += _own(path, at, document, (entity, member))
        return tuple(found)

    def _texts(
        self, path: str, at: int, owner: str, document: Mapping, things: Collection[Thing]
    ) -> Iterator[Reference]:
        for loc, node in expressions(document):
            if owner in self.entities:
                named = names_in(node.text, Scope(self.entities, owner))
                known = [(one.index, (one.entity, one.member)) for one in named]
            else:
                known = [(index, (one, "")) for index, one in enumerate(NAME.findall(node.text))]
            found = tuple((index, thing) for index, thing in known if thing in things)
            if found:
                yield Reference(path, at, loc, _line(node), "text", found)


def documents(files: Files) -> Iterator[tuple[str, int, str, Mapping]]:
    """Yield the documents of all files with the names of their entities."""
    for path in sorted(files.pages):
        for at, document in enumerate(files.pages[path].documents):
            named = document.get("entity") if isinstance(document, Mapping) else None
            if isinstance(document, Mapping) and isinstance(named, Scalar):
                yield path, at, named.text, document


def _line(node: Node) -> Span:
    span = node.span
    return span if span.line == span.end_line else span.part(0, 1)


def rename(files: Files, one: Reference, names: AnyMapping[Thing, str]) -> None:
    """Put other names where the old ones stand."""
    if one.kind == "text":
        spelling = {index: spelled(names[thing]) for index, thing in one.things}
        files.reword(one.path, one.at, one.loc, spelling)
        return
    name = names[one.things[0][1]] + one.ending
    if one.kind == "key":
        files.rename(one.path, one.at, one.loc, name)
    else:
        files.put(one.path, one.at, one.loc, name)


def expressions(document: Mapping) -> Iterator[tuple[Loc, Scalar]]:
    """Yield all texts of a document that are expressions or examples of rows."""
    places: list[Loc] = []
    for index, rule in enumerate(_items(document.get("rules"))):
        places.append(("rules", index, "check"))
        for key in ("accept", "reject"):
            listed = _items(rule.get(key)) if isinstance(rule, Mapping) else ()
            places += [("rules", index, key, at) for at in range(len(listed))]
    for section in ("fields", "relations"):
        for name, member in _entries(document.get(section)):
            places.append((section, name, "backfill"))
            places.append((section, name, "computed"))
            places.append((section, name, "computed", "expression"))
            computed = member.get("computed") if isinstance(member, Mapping) else None
            listed = _items(computed.get("accept")) if isinstance(computed, Mapping) else ()
            places += [(section, name, "computed", "accept", at) for at in range(len(listed))]
    for loc in places:
        node = node_at(document, loc)
        if isinstance(node, Scalar) and isinstance(node.value, str):
            yield loc, node


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else ()


def _entries(node: Node | None) -> tuple[tuple[str, Node], ...]:
    if not isinstance(node, Mapping):
        return ()
    return tuple((one.key, one.value) for one in node.entries)


def _links(path: str, at: int, document: Mapping, entity: str) -> Iterator[Reference]:
    """Yield the relations of a document that lead to an entity or go via it."""
    for name, node in _entries(document.get("relations")):
        if isinstance(node, Scalar):
            names = NAME.findall(node.text)
            found = tuple((index, (entity, "")) for index, one in enumerate(names) if one == entity)
            if found:
                yield Reference(path, at, ("relations", name), _line(node), "text", found)
        for key in ("to", "via"):
            inner = node.get(key) if isinstance(node, Mapping) else None
            if isinstance(inner, Scalar) and inner.text == entity:
                place = ("relations", name, key)
                yield Reference(path, at, place, _line(inner), "value", ((0, (entity, "")),))


def _own(path: str, at: int, document: Mapping, thing: Thing) -> Iterator[Reference]:
    """Yield where the document of an entity names one of its members outside of expressions."""
    member, things = thing[1], ((0, thing),)
    endings = ("", "_id") if node_at(document, ("relations", member)) is not None else ("",)
    for loc in _named(document):
        node = node_at(document, loc)
        for ending in endings:
            if isinstance(node, Scalar) and node.value == member + ending:
                yield Reference(path, at, loc, _line(node), "value", things, ending)
    for loc in _rows(document):
        row = node_at(document, loc)
        for ending in endings:
            if isinstance(row, Mapping) and row.get(member + ending) is not None:
                place = (*loc, member + ending)
                span = entry_at(document, place).span
                yield Reference(path, at, place, span, "key", things, ending)


def _named(document: Mapping) -> Iterator[Loc]:
    """Yield the places that hold the name of a member."""
    yield from (("display",), ("permissions", "own"))
    for key in ("unique", "indexes"):
        for index, group in enumerate(_items(document.get(key))):
            yield from ((key, index, place) for place in range(len(_items(group))))
    for section, key in (("endpoints", "changes"), ("transforms", "makes")):
        for name, node in _entries(document.get(section)):
            listed = _items(node.get(key)) if isinstance(node, Mapping) else ()
            yield from ((section, name, key, place) for place in range(len(listed)))


def _rows(document: Mapping) -> Iterator[Loc]:
    """Yield the places of examples whose keys are members."""
    for name, node in _entries(document.get("endpoints")):
        own_answer = isinstance(node, Mapping) and node.get("gives") is not None
        for index, case in enumerate(_items(node_at(node, ("examples",)))):
            loc: Loc = ("endpoints", name, "examples", index)
            keys = ("row", "changes") if own_answer else ("row", "changes", "gives")
            yield from ((*loc, key) for key in keys)
            rows = _items(case.get("rows")) if isinstance(case, Mapping) else ()
            yield from ((*loc, "rows", place) for place in range(len(rows)))
    for name, node in _entries(document.get("transforms")):
        for index in range(len(_items(node_at(node, ("examples",))))):
            yield "transforms", name, "examples", index, "row"
    for name, node in _entries(document.get("fields")):
        for index in range(len(_items(node_at(node, ("computed", "examples"))))):
            yield "fields", name, "computed", "examples", index, "row"
