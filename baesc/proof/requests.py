"""What a client asks an application, to tell it from another one: every operation, every limit.

Requests are a conversation: ids come from the answers. Two applications that answer alike are
asked the same, in the same order.
"""

from collections.abc import Generator, Iterable, Mapping
from itertools import product
from typing import Any, NamedTuple

from baesc.knowledge.sample_rows import samples_of, unique_sets
from baesc.knowledge.shapes import Shape, search_fields, shapes_of
from baesc.language.ir import Relation, System
from baesc.proof.probes import (
    BAD_IDS,
    Body,
    bad_bodies,
    evaluated,
    filters,
    garbage,
    good_bodies,
    linked,
    paging,
    queries,
    tricky_texts,
)

API_KEY = "a key for tests"
MISSING_ID = 2**31 - 1


class Request(NamedTuple):
    """One request; `path` starts below the prefix of the API.

    `meanwhile` is a statement that another client's request runs in the database when this
    one has read and not yet written. `is_down` has the database fail.
    """

    method: str
    path: str
    query: Body = {}  # noqa: RUF012 - nobody changes it
    body: object = None
    content: tuple[bytes, ...] = ()
    key: str = API_KEY
    meanwhile: str = ""
    is_down: bool = False


Talk = Generator[Request, Any, Any]


def requests_of(system: System, focus: str = "") -> Talk:
    """Yield all requests; send the JSON of each answer, or None.

    With an entity in focus, others are only asked for what their relations show of it.
    """
    script = _Script(system)
    asked = [name for name in script.order if focus in ("", name)]
    yield from script.whole(bool(focus))
    for name in script.order:
        if name in asked:
            yield from script.changes(name)
        else:
            for n in range(script.rows(name)):
                yield from script.row(name, n)
            yield from script.relinks(name)
    for name in script.order:
        yield from script.reads(name, name in asked)
    yield from script.ends()


class _Script:
    """The conversation with one application, and the ids of the rows that it made so far."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.shapes = shapes_of(system)
        self.ids: dict[tuple[str, int], int] = {}
        self.order: list[str] = []
        for entity in system.entities:
            self._place(entity.name, frozenset())

    def _place(self, name: str, above: frozenset[str]) -> None:
        """Put an entity behind those that its rows refer to."""
        if name in self.order or name in above:
            return
        for one in samples_of(self.shapes, name).references:
            self._place(one.target, above | {name})
        self.order.append(name)

    def path(self, name: str) -> str:
        return f"/{self.shapes.named[name].path}"

    def rows(self, name: str) -> int:
        return len(samples_of(self.shapes, name).rows)

    def body(self, name: str, n: int, above: frozenset[str] = frozenset()) -> Talk:
        """Return the n-th body of an entity, after making what it refers to."""
        shape, samples = self.shapes.by_name[name], samples_of(self.shapes, name)
        made: dict[str, object] = {
            field.name: evaluated(value.code)
            for (field, _), value in zip(shape.columns, samples.rows[n], strict=True)
        }
        for one in samples.references:
            if one.target in above:
                continue
            at = n % self.rows(one.target)
            row_id = yield from self.row(one.target, at, above | {name})
            if one.column is not None:
                made[one.column] = row_id
            else:
                made |= {many.ids: [row_id] for many in shape.sets if many.relation == one}
        return made

    def row(self, name: str, n: int, above: frozenset[str] = frozenset()) -> Talk:
        """Return the id of the n-th row of an entity, which is made when it is not there."""
        if (name, n) not in self.ids:
            body = yield from self.body(name, n, above)
            answer = yield Request("POST", self.path(name), body=body)
            self.ids[name, n] = _id_of(answer)
        return self.ids[name, n]

    def tried(self, path: str, body: object) -> Talk:
        """Create a row, and remove it again."""
        answer = yield Request("POST", path, body=body)
        if _id_of(answer) != MISSING_ID:
            yield Request("DELETE", f"{path}/{_id_of(answer)}")

    def whole(self, briefly: bool) -> Talk:
        """Ask for what concerns no entity in particular."""
        yield Request("GET", "/openapi.json")
        yield Request("GET", "/stats")
        if briefly:
            return
        for key, path in product(
            (API_KEY, "", "wrong"), ("/health", "/stats", "/openapi.json", "/docs", "/nothing")
        ):
            yield Request("GET", path, key=key)
        for path in ("/health", "/stats", self.path(self.order[0])):
            yield Request("GET", path, is_down=True)
        for content in garbage():
            yield Request("POST", self.path(self.order[0]), content=content)
        for query in paging():
            yield Request("GET", self.path(self.order[0]), query=query)

    def changes(self, name: str) -> Talk:
        """Create, change and refuse rows of an entity; in the end its sample rows are there."""
        path, shape, last = self.path(name), self.shapes.by_name[name], self.rows(name) - 1
        for n in range(last):
            yield from self.row(name, n)
        body: Body = yield from self.body(name, last)
        yield from self.creations(path, shape, body)
        mine = yield from self.row(name, last)
        own = f"{path}/{mine}"
        yield Request("POST", path, body=body)
        first = (yield from self.body(name, 0)) if last else {}
        for names in unique_sets(shape.entity):
            shared = {one: first[one] for one in names if one in first}
            yield from self.tried(path, {**body, **shared})
            yield Request("PATCH", own, body=shared)
            yield Request("PUT", own, body=body)
        yield from self.updates(own, shape, body, first)
        yield from self.links(own, shape, body)
        yield from self.strangers(path, own, body)
        table = shape.entity.table.replace('"', '""')
        gone = f'DELETE FROM "{table}" WHERE id = {mine}'  # noqa: S608 - both are our own
        yield Request("PATCH", own, body=first or body, meanwhile=gone)
        yield Request("GET", own)
        del self.ids[name, last]
        yield from self.row(name, last)

    def creations(self, path: str, shape: Shape, body: Body) -> Talk:
        yield Request("GET", path)
        yield Request("POST", path, body={})
        for name in body:
            yield from self.tried(path, {key: body[key] for key in body if key != name})
        for change in (*bad_bodies(shape), *good_bodies(shape)):
            yield from self.tried(path, {**body, **change})
        yield from self.tried(path, _required(shape, body))
        for field in search_fields(shape.entity)[:1]:
            for text in tricky_texts(field):
                answer = yield Request("POST", path, body={**body, field.name: text})
                yield Request("GET", path, query={"q": text.lower()})
                yield Request("GET", f"{path}.csv", query={"q": text[:3]})
                yield Request("DELETE", f"{path}/{_id_of(answer)}")

    def updates(self, own: str, shape: Shape, body: Body, other: Body) -> Talk:
        """Change a row in every way, with a look at what is stored; then put it back."""
        yield Request("PATCH", own, body={})
        for change in bad_bodies(shape):
            yield Request("PATCH", own, body=change)
        yield Request("GET", own)
        for change in good_bodies(shape):
            yield Request("PATCH", own, body=change)
        yield Request("PUT", own, body=body)
        for name in body:
            if name in other:
                yield Request("PATCH", own, body={name: other[name]})
                yield Request("GET", own)
            yield Request("PATCH", own, body={name: None})
            yield Request("PUT", own, body={key: body[key] for key in body if key != name})
        for wrong in ({}, {**body, "no_such_field": 1}, _required(shape, body), body):
            yield Request("PUT", own, body=wrong)
            yield Request("GET", own)

    def links(self, own: str, shape: Shape, body: Body) -> Talk:
        """Lead references and sets to every row there is, and put the row back."""
        for one in shape.references:
            for row_id in (*self.known(one.relation.target), MISSING_ID):
                yield Request("PATCH", own, body={one.column: row_id})
                yield Request("GET", own)
        for many in shape.sets:
            known = self.known(many.relation.target)
            for ids in ([], known, known[::-1], known[:1], [*known, MISSING_ID]):
                yield Request("PATCH", own, body={many.ids: ids})
                yield Request("GET", own)
            # As many ids as a body may hold, and one more: unknown ones are a conflict.
            for count in (200, 201):
                yield Request("PATCH", own, body={many.ids: list(range(1000, 1000 + count))})
        yield Request("PUT", own, body=body)

    def relinks(self, name: str) -> Talk:
        """Lead the references of the last row to every row there is."""
        last = self.rows(name) - 1
        row_id = yield from self.row(name, last)
        body: Body = yield from self.body(name, last)
        yield from self.links(f"{self.path(name)}/{row_id}", self.shapes.by_name[name], body)

    def known(self, name: str) -> list[int]:
        """Return the ids of the sample rows that are there."""
        return [row_id for (one, _), row_id in sorted(self.ids.items()) if one == name]

    def strangers(self, path: str, own: str, body: Body) -> Talk:
        """Ask for rows that do not exist, without the key, and with other methods."""
        for row_id, method in product(BAD_IDS, ("GET", "PATCH", "PUT", "DELETE")):
            sent = body if method in {"PATCH", "PUT"} else None
            yield Request(method, f"{path}/{row_id}", body=sent)
        for method, place in product(("GET", "POST", "PATCH", "PUT", "DELETE"), (path, own)):
            yield Request(method, place, body=body, key="wrong")
        for place in (path, own, f"{path}.csv"):
            yield Request("GET", place, key="")
        for method, place in (("PUT", path), ("POST", own), ("PUT", f"{path}.csv")):
            yield Request(method, place)
        yield Request("GET", f"{path}/")
        yield Request("GET", own)

    def reads(self, name: str, fully: bool) -> Talk:
        """Ask for lists, when rows of all entities are there."""
        path, shape = self.path(name), self.shapes.by_name[name]
        bodies: list[Body] = []
        for n in range(min(2, self.rows(name))):
            bodies += [(yield from self.body(name, n))]
        ids = {one.relation.target for one in shape.references}
        ids |= {one.other_entity for one in shape.through}
        known = sorted({row_id for target in ids for row_id in self.known(target)})
        for query in queries(shape, bodies, known) if fully else ({}, *linked(shape, known)):
            yield Request("GET", path, query=query)
        of_file: tuple[Body, ...] = ({},)
        if fully:
            of_file = ({}, {"limit": "1"}, {"order": "desc"}, *filters(shape, bodies, known[:2]))
        for query in of_file:
            yield Request("GET", f"{path}.csv", query=query)

    def ends(self) -> Talk:
        """Remove rows that others refer to, then all, with a look at what is left."""
        yield Request("GET", "/stats")
        for name in self.order:
            row_id = self.ids.get((name, 0), MISSING_ID)
            yield Request("DELETE", f"{self.path(name)}/{row_id}")
            for other in self.order:
                yield Request("GET", self.path(other))
        for name in reversed(self.order):
            for row_id in self.known(name):
                yield Request("DELETE", f"{self.path(name)}/{row_id}")
        for other in self.order:
            yield Request("GET", self.path(other))
        yield Request("GET", "/stats")


def _id_of(answer: object) -> int:
    found = answer.get("id") if isinstance(answer, Mapping) else None
    return found if isinstance(found, int) else MISSING_ID


def _required(shape: Shape, body: Body) -> Body:
    names = {field.name for field, _ in shape.columns if field.required and field.default is None}
    names |= set(_columns(one.relation for one in shape.references))
    return {name: value for name, value in body.items() if name in names}


def _columns(relations: Iterable[Relation]) -> list[str]:
    return [one.column for one in relations if one.required and one.column is not None]
