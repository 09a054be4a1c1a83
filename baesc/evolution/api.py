"""How the API changes with the schema: addresses, bodies, answers, parameters of lists."""

from collections.abc import Iterator

from baesc.evolution import changes
from baesc.evolution.changes import Change, changes_of
from baesc.evolution.clients import ApiChange, Kind
from baesc.evolution.matching import Matched, Matching
from baesc.evolution.queries import query_changes
from baesc.evolution.worded import worded
from baesc.knowledge.shapes import ids_name
from baesc.language.ir import Entity, Field, Relation, System

_TEXTS = ("string", "text", "email", "url", "date", "time", "datetime", "uuid", "enum")
_ANY_TEXT = ("string", "text")
_NARROWED: tuple[Kind, ...] = ("narrowed", "answer narrowed")
_WIDENED: tuple[Kind, ...] = ("widened", "answer widened")
_TYPE: tuple[Kind, ...] = ("type changed", "answer type changed")

# What a change of a field that stays means to clients; those that depend on more are below.
OF_FIELDS: dict[str, tuple[Kind, ...]] = {
    "made required": ("made required", "answer always given"),
    "made optional": ("made optional", "answer may be null"),
    "choice added": ("widened", "answer value added"),
    "choice dropped": ("narrowed", "answer value removed"),
    "choice renamed": ("narrowed", "answer value added"),
    "length shortened": _NARROWED,
    "length extended": _WIDENED,
    "digits fewer": _NARROWED,
    "digits more": _WIDENED,
    "minimum length raised": _NARROWED,
    "minimum length lowered": _WIDENED,
    "minimum raised": _NARROWED,
    "minimum lowered": _WIDENED,
    "maximum lowered": _NARROWED,
    "maximum raised": _WIDENED,
    "pattern changed": _NARROWED,
    "pattern dropped": _WIDENED,
    "unique added": ("unique added",),
    "unique dropped": ("widened",),
    "index added": (),
    "index dropped": (),
}


def api_changes(old: System, new: System, matching: Matching) -> tuple[ApiChange, ...]:
    """Return what changes for clients, by path; what is computed or said in words is left out."""
    found = [ApiChange("endpoints removed", one.name, path_of(one)) for one in matching.dropped]
    found += [ApiChange("endpoints added", one.name, path_of(one)) for one in matching.added]
    by_entity: dict[str, list[Change]] = {}
    for change in changes_of(matching):
        by_entity.setdefault(change.entity, []).append(change)
    for pair in matching.matched:
        found += _moved(pair)
        for field in pair.fields_dropped:
            found += _gone(pair, (field.name,), (field.name,))
        for field in pair.fields_added:
            found += _came(pair, (field.name,), (field.name,), field.required and not field.default)
        for before, after in pair.fields:
            mine = [one for one in by_entity.get(pair.new.name, ()) if one.member == after.name]
            found += _field(pair, before, after, mine)
        found += _relations(pair, new, matching)
        found += _groups(pair, by_entity.get(pair.new.name, []))
    found += query_changes(old, new, matching)
    return tuple(sorted(dict.fromkeys(found), key=lambda one: one.path))


def path_of(entity: Entity) -> str:
    """Return the address of the rows of an entity."""
    return f"/api/{entity.path}"


def keeps_alias(one: Entity | Field | Relation) -> bool:
    """Tell whether the spec asks to keep the old name for clients that know no other."""
    return bool(getattr(one, "alias", False))


def _moved(pair: Matched) -> Iterator[ApiChange]:
    if pair.old.path != pair.new.path:
        kind: Kind = "endpoints kept" if keeps_alias(pair.new) else "endpoints renamed"
        yield ApiChange(kind, pair.new.name, path_of(pair.new), was=path_of(pair.old))


def _made(pair: Matched, kinds: tuple[Kind, ...], member: str, said: str = "") -> list[ApiChange]:
    place = (pair.new.name, path_of(pair.new))
    return [ApiChange(kind, *place, member, detail=said) for kind in kinds]


def _gone(pair: Matched, body: tuple[str, ...], answer: tuple[str, ...]) -> list[ApiChange]:
    found = [one for name in body for one in _made(pair, ("field removed",), name)]
    return found + [one for name in answer for one in _made(pair, ("answer field removed",), name)]


def _came(
    pair: Matched, body: tuple[str, ...], answer: tuple[str, ...], required: bool
) -> list[ApiChange]:
    kind: Kind = "required field added" if required else "optional field added"
    found = [one for name in body for one in _made(pair, (kind,), name)]
    return found + [one for name in answer for one in _made(pair, ("answer field added",), name)]


def _renamed(pair: Matched, before: str, after: str, body: bool, alias: bool) -> list[ApiChange]:
    place = (pair.new.name, path_of(pair.new), after, before)
    if alias:
        return [ApiChange("alias kept", *place)]
    found = [ApiChange("field renamed", *place)] if body else []
    return [*found, ApiChange("answer field renamed", *place)]


def _field(pair: Matched, old: Field, new: Field, found: list[Change]) -> Iterator[ApiChange]:
    for change in found:
        if change.kind == "field renamed":
            yield from _renamed(pair, old.name, new.name, body=True, alias=keeps_alias(new))
        else:
            yield from _made(pair, _kinds(change, old, new), new.name, worded(change))


def _kinds(change: Change, old: Field, new: Field) -> tuple[Kind, ...]:
    """Return what a change of a field means to clients."""
    if change.kind == "type changed":
        return _of_type(old, new)
    if change.kind == "default changed":
        if new.required and (old.default is None) != (new.default is None):
            return ("made required",) if new.default is None else ("made optional",)
        return ("default changed",)
    return OF_FIELDS[change.kind]


def _of_type(old: Field, new: Field) -> tuple[Kind, ...]:
    if old.type in _TEXTS and new.type in _ANY_TEXT:
        fits = new.max_length is None or (old.max_length or new.max_length + 1) <= new.max_length
        fits = fits or old.type not in (*_ANY_TEXT, "email", "url")
        if not fits:
            return _NARROWED
        return ("widened", "answer value added" if old.type == "enum" else "answer widened")
    if old.type in _ANY_TEXT and new.type in _TEXTS:
        return _NARROWED
    if old.type == "integer" and new.type in ("float", "decimal"):
        return ("widened", "answer type changed")
    return _TYPE


def _members(one: Relation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names under which a relation stands in bodies and in answers."""
    if one.column is not None:
        return (one.column,), (one.column, one.name)
    if one.via is None:
        return (ids_name(one),), (ids_name(one), one.name)
    return (), ()


def _relations(pair: Matched, new: System, matching: Matching) -> Iterator[ApiChange]:
    for one in pair.relations_dropped:
        yield from _gone(pair, *_members(one))
    for one in pair.relations_added:
        needed = one.column is not None and one.required
        yield from _came(pair, *_members(one), required=needed)
    for before, after in pair.relations:
        yield from _relation(pair, before, after, matching)
        yield from _deletes(before, after, new)


def _relation(
    pair: Matched, old: Relation, new: Relation, matching: Matching
) -> Iterator[ApiChange]:
    befores, afters = _members(old), _members(new)
    is_one = new.column is not None
    if (old.column is not None) != is_one or bool(old.via) != bool(new.via):
        same = set(befores[1]) & set(afters[1])
        yield from _gone(pair, befores[0], tuple(one for one in befores[1] if one not in same))
        answers = tuple(one for one in afters[1] if one not in same)
        yield from _came(pair, afters[0], answers, is_one and new.required)
        for name in sorted(same):
            yield from _made(pair, ("answer type changed",), name, f"{old.kind} to {new.kind}")
        return
    for before, after in zip(befores[1], afters[1], strict=True):
        if before != after:
            yield from _renamed(pair, before, after, before in befores[0], keeps_alias(new))
    if not afters[0]:
        return
    member = afters[0][0]
    if matching.new_name(old.target) != new.target:
        yield from _made(pair, ("links to another",), member, f"{old.target} to {new.target}")
    if is_one and old.required != new.required:
        kind: changes.Kind = "made required" if new.required else "made optional"
        yield from _made(pair, OF_FIELDS[kind], member)
    if old.kind != new.kind:
        yield from _made(pair, ("unique added" if new.kind == "one_to_one" else "widened",), member)


def _deletes(old: Relation, new: Relation, system: System) -> Iterator[ApiChange]:
    if old.on_delete == new.on_delete or new.column is None:
        return
    target = system.entity(new.target)
    said = f"on_delete of {new.name}: {new.on_delete}, was {old.on_delete}"
    if "restrict" in (old.on_delete, new.on_delete):
        kind: Kind = "delete refused" if new.on_delete == "restrict" else "delete allowed"
        yield ApiChange(kind, target.name, path_of(target), detail=said)


def _groups(pair: Matched, found: list[Change]) -> Iterator[ApiChange]:
    """Yield what columns that are unique together mean: they are of no single field."""
    names = {one.name for _, one in pair.fields} | {one.name for _, one in pair.relations}
    for change in found:
        if change.member not in names and change.kind in ("unique added", "unique dropped"):
            yield from _made(pair, OF_FIELDS[change.kind], change.member, worded(change))
