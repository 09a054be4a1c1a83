"""What has changed between two systems, one record a change, in the words of the spec."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from baesc.evolution.limits import maximum_is_tighter, minimum_is_tighter, renamed_values
from baesc.evolution.matching import Matched, Matching
from baesc.ground.source import Span
from baesc.language.ir import Entity, Field, Plain, Relation

Kind = Literal[
    "entity added", "entity dropped", "entity renamed", "table renamed",
    "field added", "field dropped", "field renamed", "type changed", "made required",
    "made optional", "default changed", "choice added", "choice dropped",
    "choice renamed", "length shortened",
    "length extended", "minimum length raised", "minimum length lowered", "digits fewer",
    "digits more", "minimum raised", "minimum lowered", "maximum lowered", "maximum raised",
    "pattern changed", "pattern dropped", "unique added", "unique dropped", "index added",
    "index dropped", "relation added", "relation dropped", "relation renamed", "kind changed",
    "target changed", "on_delete changed", "via changed",
]  # fmt: skip


class Change(NamedTuple):
    """One change; `member` is a field, a relation or columns, or empty for the entity itself.

    `before` and `after` are what was and what is, as the spec writes it. `origin` is the line of
    the new spec, or nowhere for what is gone.
    """

    kind: Kind
    entity: str
    member: str
    before: str
    after: str
    origin: Span


# What may cost rows, values or the success of the migration; all else always works.
RISKY: frozenset[Kind] = frozenset({
    "entity dropped", "field dropped", "type changed", "made required", "choice dropped",
    "length shortened", "minimum length raised", "digits fewer", "minimum raised",
    "maximum lowered", "pattern changed", "unique added", "relation dropped", "kind changed",
    "target changed", "via changed",
})  # fmt: skip


def changes_of(matching: Matching) -> tuple[Change, ...]:
    """Return all changes: entities that came and went, then those that stayed, by name."""
    found = [_about("entity dropped", one) for one in matching.dropped]
    found += [_about("entity added", one) for one in matching.added]
    for one in sorted(matching.matched, key=lambda pair: pair.new.name):
        found.extend(_entity(one))
        found.extend(_fields(one))
        found.extend(_relations(one, matching))
        found.extend(_groups(one))
    return tuple(found)


def _about(kind: Kind, entity: Entity, before: str = "", after: str = "") -> Change:
    return Change(kind, entity.name, "", before, after, entity.origin)


def _entity(one: Matched) -> Iterator[Change]:
    old, new = one.old, one.new
    if old.name != new.name:
        yield _about("entity renamed", new, old.name, new.name)
    elif old.table != new.table:
        yield _about("table renamed", new, old.table, new.table)


def _fields(one: Matched) -> Iterator[Change]:
    name = one.new.name
    for field in one.fields_dropped:
        yield Change("field dropped", name, field.name, written(field), "", one.new.origin)
    for field in one.fields_added:
        yield Change("field added", name, field.name, "", written(field), field.origin)
    for old, new in one.fields:
        for kind, before, after in _field(old, new):
            yield Change(kind, name, new.name, before, after, new.origin)


def _field(old: Field, new: Field) -> Iterator[tuple[Kind, str, str]]:
    if old.name != new.name:
        yield "field renamed", old.name, new.name
    if old.type != new.type:
        yield "type changed", written(old), written(new)
    else:
        yield from _sizes(old, new)
        yield from _limits(old, new)
        yield from _choices(old, new)
    if old.required != new.required:
        yield ("made required" if new.required else "made optional"), written(old), written(new)
    if old.default != new.default:
        yield "default changed", _default(old), _default(new)
    if old.unique != new.unique:
        yield ("unique added" if new.unique else "unique dropped"), "", ""
    if old.index != new.index:
        yield ("index added" if new.index else "index dropped"), "", ""
    if old.pattern != new.pattern:
        kind: Kind = "pattern changed" if new.pattern else "pattern dropped"
        yield kind, old.pattern or "", new.pattern or ""


def _sizes(old: Field, new: Field) -> Iterator[tuple[Kind, str, str]]:
    before, after = old.max_length or 0, new.max_length or 0
    if before != after:
        kind: Kind = (
            "length shortened" if after and after < (before or after + 1) else ("length extended")
        )
        yield kind, str(before or ""), str(after or "")
    shortest, now = old.min_length or 0, new.min_length or 0
    if shortest != now:
        raised: Kind = "minimum length raised" if now > shortest else "minimum length lowered"
        yield raised, str(shortest), str(now)
    if (old.precision, old.scale) != (new.precision, new.scale):
        whole = (new.precision or 0) - (new.scale or 0) < (old.precision or 0) - (old.scale or 0)
        fewer = whole or (new.scale or 0) < (old.scale or 0)
        yield ("digits fewer" if fewer else "digits more"), written(old), written(new)


def _limits(old: Field, new: Field) -> Iterator[tuple[Kind, str, str]]:
    if old.minimum != new.minimum:
        tighter = minimum_is_tighter(old, new)
        yield (
            "minimum raised" if tighter else "minimum lowered",
            said(old.minimum),
            said(new.minimum),
        )
    if old.maximum != new.maximum:
        tighter = maximum_is_tighter(old, new)
        yield (
            "maximum lowered" if tighter else "maximum raised",
            said(old.maximum),
            said(new.maximum),
        )


def _choices(old: Field, new: Field) -> Iterator[tuple[Kind, str, str]]:
    before = [one.value for one in old.choices]
    after = [one.value for one in new.choices]
    renamed = renamed_values(old, new)
    for value, now in renamed.items():
        yield "choice renamed", value, now
    for value in before:
        if value not in after and value not in renamed:
            yield "choice dropped", value, ""
    for value in after:
        if value not in before and value not in renamed.values():
            yield "choice added", "", value


def _relations(one: Matched, matching: Matching) -> Iterator[Change]:
    name = one.new.name
    for relation in one.relations_dropped:
        yield Change("relation dropped", name, relation.name, linked(relation), "", one.new.origin)
    for relation in one.relations_added:
        yield Change("relation added", name, relation.name, "", linked(relation), relation.origin)
    for old, new in one.relations:
        for kind, before, after in _relation(old, new, matching):
            yield Change(kind, name, new.name, before, after, new.origin)


def _relation(old: Relation, new: Relation, matching: Matching) -> Iterator[tuple[Kind, str, str]]:
    if old.name != new.name:
        yield "relation renamed", old.name, new.name
    if matching.new_name(old.target) != new.target:
        yield "target changed", old.target, new.target
    if old.kind != new.kind:
        yield "kind changed", old.kind, new.kind
        return
    via = matching.new_name(old.via) if old.via else None
    if via != new.via:
        yield "via changed", old.via or "", new.via or ""
    if old.required != new.required:
        yield ("made required" if new.required else "made optional"), linked(old), linked(new)
    if old.on_delete != new.on_delete:
        yield "on_delete changed", old.on_delete, new.on_delete


def _groups(one: Matched) -> Iterator[Change]:
    """Yield the groups of columns that became unique or indexed together, or are so no more."""
    names = {old.name: new.name for old, new in one.fields}
    names |= {old.column: new.column for old, new in one.relations if old.column and new.column}
    for what, before, after in (
        ("unique", one.old.unique, one.new.unique), ("index", one.old.indexes, one.new.indexes),
    ):  # fmt: skip
        known = [tuple(names.get(column, column) for column in group) for group in before]
        for group in known:
            if group not in after:
                yield _group(f"{what} dropped", one.new, group)
        for group in after:
            if group not in known:
                yield _group(f"{what} added", one.new, group)


def _group(kind: str, entity: Entity, group: tuple[str, ...]) -> Change:
    return Change(kind, entity.name, ", ".join(group), "", "", entity.origin)  # type: ignore[arg-type]


def written(field: Field) -> str:
    """Return the type of a field in the short form of the spec."""
    arguments = {
        "string": str(field.max_length),
        "decimal": f"{field.precision},{field.scale}",
        "enum": ", ".join(one.value for one in field.choices),
    }.get(field.type, "")
    kind = f"{field.type}({arguments})" if arguments else field.type
    return kind if field.required else f"{kind}?"


def linked(relation: Relation) -> str:
    """Return a relation in words of the spec."""
    mark = "" if relation.required or relation.kind == "many_to_many" else "?"
    return f"{relation.kind} {relation.target}{mark}"


def said(value: Plain) -> str:
    """Return a limit as the spec writes it; nothing for none."""
    return "" if value is None else str(value)


def _default(field: Field) -> str:
    if field.default is None:
        return ""
    return said(field.default.value) if field.default.kind == "value" else field.default.kind
