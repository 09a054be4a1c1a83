"""From sources to specs: reading, short forms written out, shapes checked."""

from collections.abc import Iterable
from typing import Any

from baesc.ground.source import Source, Span
from baesc.language import faults
from baesc.language.members import (
    Draft,
    kept_entries,
    members,
    read_field,
    read_relation,
)
from baesc.language.nodes import Entry, Mapping, Node, Scalar, is_empty, is_sound, plain
from baesc.language.places import Places, places_of
from baesc.language.reader import read
from baesc.language.specs import EntitySpec, Specs
from baesc.language.spelling import name_fault
from baesc.language.worded import read_endpoint, read_transform
from baesc.messages.diagnostic import Diagnostic, has_errors, in_order

# What an entity holds by name; all else is its head.
_MEMBERS = ("fields", "relations", "endpoints", "transforms")


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
    draft = Draft(found)
    named = document.get("entity")
    whole = named.span if named is not None else _start(document)
    head = [entry for entry in document.entries if entry.key not in _MEMBERS]
    form, places = _checked_head(head, document, whole, draft)
    name = form.entity if form is not None else None
    if name is None:
        # The entity stays unknown, but what is wrong with its members is worth saying.
        members(document, "fields", draft, read_field)
        members(document, "relations", draft, read_relation)
        members(document, "endpoints", draft, read_endpoint)
        members(document, "transforms", draft, read_transform)
        return None
    fault = name_fault("entity", name, places.at("entity"))
    if fault is not None:
        draft.refuse("entity", fault)
    fields = members(document, "fields", draft, read_field)
    relations = members(document, "relations", draft, read_relation)
    # An endpoint that was left out takes no name from what else is said.
    endpoints = members(document, "endpoints", Draft(found), read_endpoint)
    transforms = members(document, "transforms", Draft(found), read_transform)
    unsound = frozenset(draft.unsound)
    return EntitySpec(name, whole, form, places, fields, relations, endpoints, transforms, unsound)


def _start(node: Node) -> Span:
    if isinstance(node, Mapping) and node.entries:
        return node.entries[0].span
    return node.span.part(0, 1)


def _checked_head(
    entries: list[Entry], document: Mapping, whole: Span, draft: Draft
) -> tuple[Any, Places]:
    from baesc.language.shapes import checked
    from baesc.language.spec import EntityForm

    kept = Mapping(document.span, tuple(kept_entries(entries, draft, ())))
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
