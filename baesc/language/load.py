"""From sources to specs: reading, short forms written out, shapes checked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from baesc.ground.names import snake
from baesc.ground.source import Source, Span
from baesc.language import faults
from baesc.language.longhand import is_word, merge, written_out
from baesc.language.nodes import Entry, Mapping, Node, Scalar, Sequence, is_empty, is_sound, plain
from baesc.language.places import Places, places_of
from baesc.language.reader import read
from baesc.language.shorthand import Long, read_field, read_relation
from baesc.language.specs import EndpointSpec, EntitySpec, FieldSpec, RelationSpec, Specs
from baesc.language.spelling import name_fault
from baesc.messages.diagnostic import Diagnostic, has_errors, in_order

# A table of every database takes as many columns.
MEMBER_LIMIT = 300
_MEMBERS = {
    "fields": "field", "relations": "relation", "endpoints": "endpoint",
    "takes": "value", "gives": "value",
}  # fmt: skip


def load(sources: Iterable[Source]) -> tuple[Specs, tuple[Diagnostic, ...]]:
    """Return what all sources specify, and everything wrong with how they do; total on any text."""
    found: list[Diagnostic] = []
    entities: list[EntitySpec] = []
    complete = True
    for source in sorted(sources, key=lambda one: one.path):
        reading = read(source)
        found += reading.diagnostics
        complete = complete and reading.complete
        for document in reading.documents:
            if is_empty(document):
                continue
            entity = _entity(document, found)
            if entity is None:
                complete = False
            else:
                entities.append(entity)
    return Specs(tuple(entities), complete, not has_errors(found)), in_order(found)


@dataclass(slots=True)
class _Draft:
    """An entity while it is read."""

    found: list[Diagnostic]
    unsound: set[str] = field(default_factory=set)

    def refuse(self, name: str, fault: Diagnostic | None) -> None:
        self.unsound.add(name)
        if fault is not None:
            self.found.append(fault)


def _entity(document: Node, found: list[Diagnostic]) -> EntitySpec | None:
    if not isinstance(document, Mapping):
        if is_sound(document):
            span = (
                document.span.part(0, 1)
                if not isinstance(document, Scalar)
                else document.part(0, 1)
            )
            advice = "start with `entity: Name`, then `fields:`"
            found.append(faults.wrong_type(span, "a spec", "a map", advice))
        return None
    draft = _Draft(found)
    named = document.get("entity")
    whole = named.span if named is not None else _start(document)
    head = [entry for entry in document.entries if entry.key not in _MEMBERS]
    form, places = _checked_head(head, document, whole, draft)
    name = form.entity if form is not None else None
    if name is None:
        # The entity stays unknown, but what is wrong with its members is worth saying.
        _members(document, "fields", draft, _field)
        _members(document, "relations", draft, _relation)
        _members(document, "endpoints", draft, _endpoint)
        return None
    fault = name_fault("entity", name, places.at("entity"))
    if fault is not None:
        draft.refuse("entity", fault)
    fields = _members(document, "fields", draft, _field)
    relations = _members(document, "relations", draft, _relation)
    # An endpoint that was left out takes no name from what else is said.
    endpoints = _members(document, "endpoints", _Draft(found), _endpoint)
    unsound = frozenset(draft.unsound)
    return EntitySpec(name, whole, form, places, fields, relations, endpoints, unsound)


def _start(node: Node) -> Span:
    if isinstance(node, Mapping) and node.entries:
        return node.entries[0].span
    return node.span.part(0, 1)


def _checked_head(
    entries: list[Entry], document: Mapping, whole: Span, draft: _Draft
) -> tuple[Any, Places]:
    from baesc.language.shapes import checked
    from baesc.language.spec import EntityForm

    kept = Mapping(document.span, tuple(_kept(entries, draft, ())))
    places = places_of(kept, whole)
    content = {entry.key: plain(entry.value) for entry in kept.entries}
    if "entity" not in content and "entity" in draft.unsound:
        content["entity"] = ""
        form, faults_found, _ = checked(EntityForm, content, places)
        faults_found = tuple(one for one in faults_found if one.span != places.at("entity"))
        draft.found += faults_found
        return None, places
    form, faults_found, wrong = checked(EntityForm, content, places)
    draft.found += faults_found
    draft.unsound |= wrong
    return form, places


def _kept(entries: Iterable[Entry], draft: _Draft, nullable: tuple[str, ...]) -> Iterable[Entry]:
    """Yield the entries that hold something; those that were reported are left out."""
    for entry in entries:
        if not is_sound(entry.value):
            draft.refuse(entry.key, None)
        elif entry.key not in nullable and is_empty(entry.value) and not is_word(entry):
            draft.refuse(entry.key, faults.no_value(entry.span, entry.key))
        else:
            yield entry


_Read = Callable[[Entry, _Draft], Any]


def _members(document: Mapping, key: str, draft: _Draft, read_one: _Read) -> tuple[Any, ...]:
    entry = next((one for one in document.entries if one.key == key), None)
    if entry is None:
        return ()
    if is_empty(entry.value):
        draft.refuse(key, faults.no_value(entry.span, key))
        return ()
    if not isinstance(entry.value, Mapping):
        fault = None
        if is_sound(entry.value):
            advice = "write `name: type` on each line, without `-`"
            fault = faults.wrong_type(entry.span, f"`{key}`", "a map", advice)
        draft.refuse(key, fault)
        return ()
    if not entry.value.sound:
        draft.refuse(key, None)
    if len(entry.value.entries) > MEMBER_LIMIT:
        problem = f"has more than {MEMBER_LIMIT} entries"
        draft.refuse(key, faults.out_of_limits(entry.span, f"`{key}`", problem))
        return ()
    made = []
    for member in entry.value.entries:
        fault = name_fault(_MEMBERS[key], member.key, member.span)
        if fault is not None:
            draft.refuse(member.key, fault)
            draft.unsound.add(snake(member.key))
        one = read_one(member, draft)
        if one is None:
            draft.unsound.add(member.key)
        elif fault is None:
            made.append(one)
    return tuple(made)


def _field(entry: Entry, draft: _Draft) -> FieldSpec | None:
    from baesc.language.spec import FieldForm

    made = _piece(FieldForm, entry, draft, "type", read_field, ("default",))
    return None if made is None else FieldSpec(entry.key, entry.span, made[0], made[1])


def _relation(entry: Entry, draft: _Draft) -> RelationSpec | None:
    from baesc.language.spec import RelationForm

    made = _piece(RelationForm, entry, draft, "", read_relation, ())
    return None if made is None else RelationSpec(entry.key, entry.span, made[0], made[1])


def _endpoint(entry: Entry, draft: _Draft) -> EndpointSpec | None:
    from baesc.language.shapes import checked
    from baesc.language.spec import EndpointForm

    node = entry.value
    if not isinstance(node, Mapping):
        if is_empty(node):
            draft.found.append(faults.no_value(entry.span, entry.key))
        elif is_sound(node):
            advice = "write `text:` and what it takes, gives and changes"
            draft.found.append(faults.wrong_type(entry.span, f"`{entry.key}`", "a map", advice))
        return None
    inner = _Draft(draft.found)
    if not node.sound:
        inner.unsound |= set(EndpointForm.model_fields)
    head = [one for one in node.entries if one.key not in ("takes", "gives")]
    kept = Mapping(node.span, tuple(_kept(head, inner, ())))
    places = places_of(kept, entry.span)
    content = {one.key: plain(one.value) for one in kept.entries}
    form, found, _ = checked(EndpointForm, content, places)
    found = tuple(one for one in found if not _is_missing(one, inner.unsound))
    draft.found += found
    takes = _members(node, "takes", inner, _field)
    gives = _members(node, "gives", inner, _field)
    if found or inner.unsound or form is None:
        return None
    return EndpointSpec(entry.key, entry.span, form, places, takes, gives)


def _piece(
    model: Any,
    entry: Entry,
    draft: _Draft,
    short_key: str,
    read_short: Callable[[Scalar], Long],
    nullable: tuple[str, ...],
) -> tuple[Any, Places] | None:
    """Return the form and the places of a field or relation; None when it has a fault."""
    from baesc.language.shapes import checked

    node = entry.value
    if is_empty(node):
        draft.found.append(faults.no_value(entry.span, entry.key))
        return None
    if isinstance(node, Scalar):
        if not node.sound:
            return None
        if not isinstance(node.value, str):
            draft.found.append(faults.wrong_type(node.span, f"`{entry.key}`", "text or a map"))
            return None
        long = read_short(node)
        draft.found += long.faults
        if long.faults:
            return None
        places = Places(entry.span).also(long.places)
        form, found, _ = checked(model, dict(long.keys), places)
        draft.found += found
        return None if found or form is None else (form, places)
    if isinstance(node, Sequence):
        if is_sound(node):
            advice = "write `{...}` instead of `[...]`"
            draft.found.append(
                faults.wrong_type(entry.span, f"`{entry.key}`", "text or a map", advice)
            )
        return None
    return _long_piece(model, entry, node, draft, short_key, read_short, nullable)


def _long_piece(
    model: Any,
    entry: Entry,
    node: Mapping,
    draft: _Draft,
    short_key: str,
    read_short: Callable[[Scalar], Long],
    nullable: tuple[str, ...],
) -> tuple[Any, Places] | None:
    from baesc.language.shapes import checked

    inner = _Draft([])
    if not node.sound:
        # Any key may be among those that were lost.
        inner.unsound |= set(model.model_fields)
    kept = Mapping(node.span, tuple(_kept(node.entries, inner, nullable)))
    places = places_of(kept, entry.span)
    content = {one.key: plain(one.value) for one in kept.entries}
    written_out(content, kept)
    short = kept.get(short_key)
    if isinstance(short, Scalar) and isinstance(short.value, str):
        long = read_short(short)
        inner.found += long.faults or merge(content, long, places)
        places = places.also(long.places)
    form, found, _ = checked(model, content, places)
    # What was left out because it was reported is not missing.
    inner.found += [one for one in found if not _is_missing(one, inner.unsound)]
    draft.found += inner.found
    return None if inner.found or inner.unsound or form is None else (form, places)


def _is_missing(fault: Diagnostic, unsound: set[str]) -> bool:
    return any(fault.message == f"the key `{key}` is missing" for key in unsound)
