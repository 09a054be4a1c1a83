"""Words on changes: what becomes of rows that are there already when the spec is another one."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from baesc.ground.source import Span
from baesc.language import faults, values
from baesc.language.expressions.tree import Constant, Node
from baesc.language.ir import Entity, Field, Plain, Relation
from baesc.language.places import Places
from baesc.language.scalars import resolve
from baesc.language.specs import FieldSpec, RelationSpec
from baesc.language.types import TYPES
from baesc.messages.diagnostic import Diagnostic
from baesc.passes.drafts import Draft, EntityDraft

if TYPE_CHECKING:
    from baesc.language.expressions.names import Scope

_NUMBERS = ("integer", "float", "decimal")
_TEXTS = ("string", "text", "email", "url")
_WITHOUT_VALUES = ("boolean", "json")


def read_words(draft: Draft, entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """Return the entities with the words on their changes, checked and in canonical form."""
    by_name = {one.name: one for one in entities}
    return tuple(_entity(draft, one, by_name) for one in entities)


def _entity(draft: Draft, entity: Entity, by_name: dict[str, Entity]) -> Entity:
    one = draft.entities[entity.name]
    _dropped(draft, one, entity)
    _alias(draft, entity.name, entity.was, one.spec.places, is_asked=entity.alias)
    written: tuple[FieldSpec | RelationSpec, ...] = (*one.spec.fields, *one.spec.relations)
    specs = {each.name: each for each in written}

    def backfill(member: Field | Relation) -> Node | None:
        spec = specs[member.name]
        if spec.form.backfill is None:
            return None
        from baesc.passes.normalize_expressions import scope_of

        scope = scope_of(draft, by_name, entity.name)
        node, found = _backfill(scope, member, spec.form.backfill, spec.places)
        draft.found += found
        return node

    fields: list[Field] = []
    for field in entity.fields:
        spec = specs[field.name]
        _alias(draft, field.name, field.was, spec.places, is_asked=field.alias)
        draft.found += _old_values(field, spec.places)
        word = _word(draft, field, spec.places) if field.on_conflict else ""
        fields.append(replace(field, on_conflict=word, backfill=backfill(field)))
    relations: list[Relation] = []
    for relation in entity.relations:
        found = specs.get(relation.name)
        if found is None:
            relations.append(relation)
            continue
        _alias(draft, relation.name, relation.was, found.places, is_asked=relation.alias)
        if relation.on_conflict:
            _known(draft, relation.on_conflict, _ways_of_links(relation), found.places)
        relations.append(replace(relation, backfill=backfill(relation)))
    return replace(entity, fields=tuple(fields), relations=tuple(relations))


def _dropped(draft: Draft, one: EntityDraft, entity: Entity) -> None:
    # What is computed from now on holds nothing of what it held before.
    members = {each.name for each in entity.fields if each.computed is None} | {
        each.name for each in entity.relations
    }
    for index, name in enumerate(entity.drop):
        if name in members:
            message = f"`{name}` is in `drop` of `{entity.name}`, and it is still there"
            advice = f"take `{name}` out of `drop`, or take its line away"
            draft.found.append(_unfit(one.spec.places.at("drop", index), message, advice))


def _alias(draft: Draft, name: str, was: str | None, places: Places, *, is_asked: bool) -> None:
    if is_asked and was is None:
        message = f"`{name}` has no old name that could be kept"
        advice = "write `was:` with the old name, or leave `keep_alias` out"
        draft.found.append(_unfit(places.key("keep_alias"), message, advice))


def _unfit(span: Span | None, message: str, advice: str) -> Diagnostic:
    return Diagnostic("BAE150", message, span, advice)


def still_there(names: tuple[str, ...], entities: tuple[Entity, ...]) -> Iterator[Diagnostic]:
    """Yield the entities that the project file drops, and that are specified all the same."""
    for one in entities:
        if one.name in names:
            message = f"`{one.name}` is in `drop` of baes.yaml, and it is still specified"
            advice = f"take `{one.name}` out of `drop`, or take its spec away"
            yield _unfit(one.origin, message, advice)


def _old_values(field: Field, places: Places) -> Iterator[Diagnostic]:
    """Yield the old values of an enum that rows could not be told apart by."""
    known = {one.value for one in field.choices}
    seen: set[str] = set()
    for index, one in enumerate(field.choices):
        if one.was is None:
            continue
        place = places.at("values", index, "was")
        shown = faults.shown(one.was)
        if one.was in known:
            message = f"`{shown}` is still a value of `{field.name}`"
            yield _unfit(place, message, "leave `was` out, or the old value")
        elif one.was in seen:
            message = f"two values of `{field.name}` were `{shown}`"
            yield _unfit(place, message, "rows get one of them: leave the other `was` out")
        seen.add(one.was)


def ways_of(field: Field) -> tuple[str, ...]:
    """Return the words that say what to do with values of a field that do not fit any more."""
    found = ["stop", "keep"]
    if not field.required:
        found.append("null")
    if field.default is not None and field.default.kind != "random":
        found.append("default")
    if field.type in _TEXTS:
        found.append("truncate")
    if field.type in ("string", "text") and field.pattern is None and field.computed is None:
        found.append("suffix")
    if field.type in _NUMBERS:
        found += ["clamp", "round"]
    return tuple(found)


def _ways_of_links(relation: Relation) -> tuple[str, ...]:
    if relation.kind == "many_to_many":
        return ("stop", "first", "null")
    return ("stop", "first") if relation.required else ("stop", "first", "null")


def _known(draft: Draft, word: str, ways: tuple[str, ...], places: Places) -> bool:
    if word not in ways:
        place = places.at("on_conflict")
        draft.found.append(faults.not_a_choice(place, "word for `on_conflict`", word, ways))
    return word in ways


def _word(draft: Draft, field: Field, places: Places) -> str:
    """Return the word of a field: `=VALUE` has its canonical value, as has a value of an enum."""
    word, ways = field.on_conflict, ways_of(field)
    listed = [one.value for one in field.choices]
    if word in listed and word not in ways:
        return f"={word}"
    if not word.startswith("=") or field.type in _WITHOUT_VALUES:
        _known(draft, word, (*ways, *listed), places)
        return word
    try:
        text = word[1:].strip()
        value = _value(field, resolve(text) if field.type in _NUMBERS else text)
    except ValueError as error:
        message = f"the value for `on_conflict` of `{field.name}` must be {error}"
        draft.found.append(_unfit(places.at("on_conflict"), message, ""))
        return word
    problem = misfit(field, value)
    if problem:
        message = f"the value for `on_conflict` of `{field.name}` {problem}"
        draft.found.append(_unfit(places.at("on_conflict"), message, ""))
    return f"={value}"


def _value(field: Field, written: Plain) -> Plain:
    """Return a written value in canonical form; ValueError with what is expected."""
    if field.type == "decimal":
        return values.fixed(written, field.precision or 0, field.scale or 0)
    if field.type == "enum":
        if written not in {one.value for one in field.choices}:
            raise ValueError(f"one of {faults.listed(one.value for one in field.choices)}")
        return written
    parse = TYPES[field.type].parse
    if parse is None:
        raise AssertionError(f"the type {field.type} has no parser")
    return parse(written)


def misfit(field: Field, value: Plain) -> str:
    """Return how a canonical value breaks the limits of a field, or nothing."""
    if isinstance(value, str) and field.type in _TEXTS:
        least, most = field.min_length or 1, field.max_length or len(value)
        if not least <= len(value) <= most:
            return "has a length that is not allowed"
        if field.pattern is not None and not re.fullmatch(field.pattern, value):
            return "does not match the pattern"
        return ""
    if value is None or isinstance(value, bool):
        return ""
    row = TYPES[field.type]
    for limit, sign, says in ((field.minimum, -1, "less"), (field.maximum, 1, "greater")):
        if limit is None or limit == row.made:
            continue
        mine, edge = (values.ordered(field.type, one) for one in (value, limit))
        if mine != edge and (mine > edge) == (sign > 0):  # type: ignore[operator]
            return f"is {says} than `{'min' if sign < 0 else 'max'}` {limit}"
    return ""


def _backfill(
    scope: "Scope", member: Field | Relation, text: str, places: Places
) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Return what rows get that are there already; None when it is no value of the member."""
    from baesc.language.expressions.wanted import read_backfill

    place = places.at("backfill")
    if isinstance(member, Field) and member.computed is not None:
        message = f"`{member.name}` is computed, so nothing is filled in"
        return None, (_unfit(places.key("backfill"), message, "leave `backfill` out"),)
    if isinstance(member, Relation) and member.kind == "many_to_many":
        message = f"`{member.name}` has no value of its own: rows may have none or many"
        return None, (_unfit(places.key("backfill"), message, "leave `backfill` out"),)
    node, found = read_backfill(text, place, scope, member)
    if isinstance(member, Relation) or not isinstance(node, Constant) or node.value is None:
        return node, found
    try:
        value = _value(member, node.value)
    except ValueError as error:
        message = f"the value for `backfill` of `{member.name}` must be {error}"
        return None, (_unfit(node.span, message, ""),)
    problem = misfit(member, value)
    if problem:
        message = f"the value for `backfill` of `{member.name}` {problem}"
        return None, (_unfit(node.span, message, ""),)
    return replace(node, value=value), found
