"""How the parameters of lists change with the schema: what they filter and sort by."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from baesc.evolution.clients import ApiChange, Kind
from baesc.evolution.matching import Matched, Matching
from baesc.knowledge.python_names import query_name
from baesc.knowledge.shapes import filter_fields, shape_of, sort_fields
from baesc.language.ir import Entity, Inverse, System


class _Queries(NamedTuple):
    """Parameters of a list, each with the field or relation that it is about.

    A filter through a table in between that another entity declares is about `Entity.relation`.
    """

    filters: Mapping[str, str]
    sorts: Mapping[str, str]


def query_changes(old: System, new: System, matching: Matching) -> tuple[ApiChange, ...]:
    """Return what changes of the parameters of lists, but for what came or went with a member."""
    old = with_inverses(old)
    before = {one.old.name: _queries(old, one.old) for one in matching.matched}
    found: list[ApiChange] = []
    for pair in matching.matched:
        found += _compared(pair, before[pair.old.name], _queries(new, pair.new))
    return tuple(found)


def with_inverses(system: System) -> System:
    """Return a system with the other sides of its relations, which a snapshot leaves out."""
    inverses: dict[str, list[Inverse]] = {}
    for entity in system.entities:
        for one in entity.relations:
            many = one.kind != "one_to_one"
            name = one.inverse or entity.plural
            seen = Inverse(name, "", entity.name, one.name, one.kind, many)
            inverses.setdefault(one.target, []).append(seen)
    return replace(
        system,
        entities=tuple(
            replace(one, inverses=tuple(inverses.get(one.name, ()))) for one in system.entities
        ),
    )


def _queries(system: System, entity: Entity) -> _Queries:
    shape = shape_of(system, entity)
    filters = {
        query_name(one.name): one.name for one in filter_fields(entity) if one.computed is None
    }
    filters |= {query_name(one.column): one.relation.name for one in shape.references}
    filters |= {
        one.query: one.relation if one.declared else f"{one.other_entity}.{one.relation}"
        for one in shape.through
    }
    sorts = {one.name: one.name for one in sort_fields(entity) if one.computed is None}
    return _Queries(filters, sorts)


def _compared(pair: Matched, before: _Queries, after: _Queries) -> Iterator[ApiChange]:
    gone, came = _gone_and_come(pair)
    place = (pair.new.name, f"/api/{pair.new.path}")
    kinds: tuple[tuple[Kind, Kind], ...] = (
        ("filter removed", "filter added"), ("sort removed", "sort added"),
    )  # fmt: skip
    for (removed, added), olds, news in zip(kinds, before, after, strict=True):
        for name, member in olds.items():
            if name not in news and member not in gone:
                yield ApiChange(removed, *place, name)
        for name, member in news.items():
            if name not in olds and member not in came:
                yield ApiChange(added, *place, name)


def _gone_and_come(pair: Matched) -> tuple[set[str], set[str]]:
    """Return the names of members that are there no more, and of those that were not before."""
    befores = {one.name for one in pair.old.fields} | {one.name for one in pair.old.relations}
    afters = {one.name for one in pair.new.fields} | {one.name for one in pair.new.relations}
    return befores - afters, afters - befores
