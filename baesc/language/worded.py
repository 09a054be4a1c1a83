"""What people ask for in words, as written: endpoints and transforms."""

from typing import Any

from baesc.language import faults
from baesc.language.members import Draft, is_missing, kept_entries, members, read_field
from baesc.language.nodes import Entry, Mapping, is_empty, is_sound, plain
from baesc.language.places import places_of
from baesc.language.specs import EndpointSpec, TransformSpec


def read_endpoint(entry: Entry, draft: Draft) -> EndpointSpec | None:
    """Return an endpoint as written; None when it has a fault."""
    from baesc.language.spec import EndpointForm

    made = _worded(EndpointForm, entry, draft, ("takes", "gives"))
    return None if made is None else EndpointSpec(entry.key, entry.span, *made)


def read_transform(entry: Entry, draft: Draft) -> TransformSpec | None:
    """Return a transform as written; None when it has a fault."""
    from baesc.language.spec import TransformForm

    made = _worded(TransformForm, entry, draft, ("columns",))
    return None if made is None else TransformSpec(entry.key, entry.span, *made)


def _worded(
    model: Any, entry: Entry, draft: Draft, parts: tuple[str, ...]
) -> tuple[Any, ...] | None:
    """Return the form of something in words, its places, and the values in each of its parts."""
    from baesc.language.shapes import checked

    node = entry.value
    if not isinstance(node, Mapping):
        if is_empty(node):
            draft.found.append(faults.no_value(entry.span, entry.key))
        elif is_sound(node):
            told = "its columns" if "columns" in parts else "what it takes, gives and changes"
            advice = f"write `text:` and {told}"
            draft.found.append(faults.wrong_type(entry.span, f"`{entry.key}`", "a map", advice))
        return None
    inner = Draft(draft.found)
    if not node.sound:
        inner.unsound |= set(model.model_fields)
    head = [one for one in node.entries if one.key not in parts]
    kept = Mapping(node.span, tuple(kept_entries(head, inner, ())))
    places = places_of(kept, entry.span)
    content = {one.key: plain(one.value) for one in kept.entries}
    form, found, _ = checked(model, content, places)
    found = tuple(one for one in found if not is_missing(one, inner.unsound))
    draft.found += found
    values = [members(node, part, inner, read_field) for part in parts]
    if found or inner.unsound or form is None:
        return None
    return form, places, *values
