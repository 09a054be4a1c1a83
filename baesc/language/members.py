"""Members of an entity: fields and relations as written, and whatever else is a map of names."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from baesc.ground.names import snake
from baesc.language import faults
from baesc.language.longhand import is_word, merge, written_out
from baesc.language.nodes import Entry, Mapping, Scalar, Sequence, is_empty, is_sound, plain
from baesc.language.places import Places, places_of
from baesc.language.shorthand import Long
from baesc.language.shorthand import read_field as short_field
from baesc.language.shorthand import read_relation as short_relation
from baesc.language.specs import FieldSpec, RelationSpec
from baesc.language.spelling import name_fault
from baesc.messages.diagnostic import Diagnostic

# A table of every database takes as many columns.
MEMBER_LIMIT = 300
MEMBERS = {
    "fields": "field", "relations": "relation", "endpoints": "endpoint",
    "transforms": "transform", "columns": "column",
    "takes": "value", "gives": "value",
}  # fmt: skip


@dataclass(slots=True)
class Draft:
    """An entity while it is read."""

    found: list[Diagnostic]
    unsound: set[str] = field(default_factory=set)

    def refuse(self, name: str, fault: Diagnostic | None) -> None:
        """Leave a member out, and say why unless it was said."""
        self.unsound.add(name)
        if fault is not None:
            self.found.append(fault)


def kept_entries(
    entries: Iterable[Entry], draft: Draft, nullable: tuple[str, ...]
) -> Iterable[Entry]:
    """Yield the entries that hold something; those that were reported are left out."""
    for entry in entries:
        if not is_sound(entry.value):
            draft.refuse(entry.key, None)
        elif entry.key not in nullable and is_empty(entry.value) and not is_word(entry):
            draft.refuse(entry.key, faults.no_value(entry.span, entry.key))
        else:
            yield entry


_Read = Callable[[Entry, Draft], Any]


def members(document: Mapping, key: str, draft: Draft, read_one: _Read) -> tuple[Any, ...]:
    """Return the sound members under a key of a document, in its order."""
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
        fault = name_fault(MEMBERS[key], member.key, member.span)
        if fault is not None:
            draft.refuse(member.key, fault)
            draft.unsound.add(snake(member.key))
        one = read_one(member, draft)
        if one is None:
            draft.unsound.add(member.key)
        elif fault is None:
            made.append(one)
    return tuple(made)


def read_field(entry: Entry, draft: Draft) -> FieldSpec | None:
    """Return a field as written; None when it has a fault."""
    from baesc.language.spec import FieldForm

    made = _piece(FieldForm, entry, draft, "type", short_field, ("default",))
    return None if made is None else FieldSpec(entry.key, entry.span, made[0], made[1])


def read_relation(entry: Entry, draft: Draft) -> RelationSpec | None:
    """Return a relation as written; None when it has a fault."""
    from baesc.language.spec import RelationForm

    made = _piece(RelationForm, entry, draft, "", short_relation, ())
    return None if made is None else RelationSpec(entry.key, entry.span, made[0], made[1])


def _piece(
    model: Any,
    entry: Entry,
    draft: Draft,
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
    draft: Draft,
    short_key: str,
    read_short: Callable[[Scalar], Long],
    nullable: tuple[str, ...],
) -> tuple[Any, Places] | None:
    from baesc.language.shapes import checked

    inner = Draft([])
    if not node.sound:
        # Any key may be among those that were lost.
        inner.unsound |= set(model.model_fields)
    kept = Mapping(node.span, tuple(kept_entries(node.entries, inner, nullable)))
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
    inner.found += [one for one in found if not is_missing(one, inner.unsound)]
    draft.found += inner.found
    return None if inner.found or inner.unsound or form is None else (form, places)


def is_missing(fault: Diagnostic, unsound: set[str]) -> bool:
    """Tell whether a fault is about a key that was left out because it was reported."""
    return any(fault.message == f"the key `{key}` is missing" for key in unsound)
