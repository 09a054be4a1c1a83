"""Removing, renaming and changing what the project has."""

from difflib import get_close_matches

from baesc.recognition.drafting import NUMBERS, Draft, Unclear
from baesc.recognition.namings import entity_name, field_name, folded, is_plural
from baesc.recognition.operations import Choice, Operation, OperationKind, Question
from baesc.recognition.saying import Changed, Parted, Removed, Renamed, Words


def removed(draft: Draft, fact: Removed) -> None:
    """Add what removes entities, fields or relations."""
    start = len(draft.operations)
    for words in fact.names:
        found = None
        if words[-1].isdigit() and draft.find(words[:-1]):
            # `delete order 5` is about a row.
            raise Unclear(None, words)
        if not fact.owner and fact.marker in ("", "ENTITY"):
            found = draft.find(words)
        if found is not None:
            if not fact.marker and is_plural(words, draft.language):
                choice = Choice(f"the entity {found}, with all rows", f"remove the {found} entity")
                raise Unclear(Question(f"what of {' '.join(words)} is to go?", (choice,)))
            draft.operations.append(Operation("remove_entity", found))
            continue
        if fact.marker == "ENTITY":
            draft.entity(words)
        entity, name = _place(draft, words, fact.owner)
        op: OperationKind = (
            "remove_relation" if _is_relation(draft, entity, name) else "remove_field"
        )
        if (fact.marker, op) in (("RELATION", "remove_field"), ("FIELD", "remove_relation")):
            raise Unclear(None, words)
        draft.operations.append(Operation(op, entity, name))
    if len({one.op == "remove_entity" for one in draft.operations[start:]}) > 1:
        # `remove student and teacher emails` does not ask for Student to go.
        raise Unclear(None, tuple(word for words in fact.names for word in words))


def parted(draft: Draft, fact: Parted) -> None:
    """Add what removes the one relation between two entities."""
    pair = {draft.entity(fact.left), draft.entity(fact.right)}
    found = [
        (one.name, row.name)
        for one in draft.known.entities
        for row in one.relations
        if {one.name, row.to} == pair
    ]
    if not found:
        raise Unclear(None, (*fact.left, *fact.right))
    if len(found) > 1:
        choices = tuple(
            Choice(f"{entity}.{name}", f"remove the relation {name} from {entity}")
            for entity, name in found
        )
        raise Unclear(Question("which of their relations is meant?", choices))
    draft.operations.append(Operation("remove_relation", *found[0]))


def renamed(draft: Draft, fact: Renamed) -> None:
    """Add what renames an entity, field or relation."""
    if not fact.to:
        text = f"what should {' '.join(fact.name)} be called?"
        to = "to" if draft.language == "en" else "para"
        raise Unclear(Question(text, resume=f"{draft.text.rstrip(' .!?')} {to} {{answer}}"))
    if not fact.owner and fact.marker in ("", "ENTITY"):
        found = draft.find(fact.name)
        if found is not None:
            to = entity_name(fact.to, draft.language)
            if not to:
                raise Unclear(None, fact.to)
            if fact.as_name and not fact.marker:
                _ask_which_name(draft, found, fact)
            if draft.find(fact.to) not in (None, found):
                raise Unclear(Question(f"there is an entity {to} already; what else?",
                                       resume=f"rename {found} to {{answer}}"))  # fmt: skip
            draft.operations.append(Operation("rename_entity", found, to=to))
            return
    if fact.marker == "ENTITY":
        draft.entity(fact.name)
    entity, name = _place(draft, fact.name, fact.owner)
    left, _, right = " ".join(fact.to).rpartition(".")
    if not field_name((right,)) or (left and draft.find((left,)) != entity):
        raise Unclear(None, fact.to)
    to = field_name((right,))
    if to in draft.members_of(entity):
        raise Unclear(Question(f"{entity} has {to} already; what else?",
                               resume=f"rename {name} to {{answer}} in {entity}"))  # fmt: skip
    op: OperationKind = "rename_relation" if _is_relation(draft, entity, name) else "rename_field"
    draft.operations.append(Operation(op, entity, name, to=to))


def _ask_which_name(draft: Draft, entity: str, fact: Renamed) -> None:
    """Ask what `change the name of Student to full name` means where students have a name."""
    field = draft.member(entity, (fact.as_name,))
    if field is None:
        return
    to = " ".join(fact.to)
    raise Unclear(Question(
        "which name is meant?",
        (
            Choice(f"the field {field} of {entity}", f"rename {field} to {to} in {entity}"),
            Choice(f"the entity {entity}", f"rename the entity {entity} to {to}"),
        ),
    ))  # fmt: skip


def changed(draft: Draft, fact: Changed) -> None:
    """Add what changes a field."""
    entity, name = _place(draft, fact.field, fact.owner)
    told = fact.told
    settings = dict(told.settings)
    kind = told.type
    known = draft.known.entity(entity)
    before = next((one.type for one in known.fields if one.name == name), "") if known else ""
    base = (kind or before).split("(", 1)[0]
    if kind == "number":
        raise Unclear(Question(
            f"which kind of number is {name}?",
            tuple(
                Choice(one, f"change the type of {name} in {entity} to {one}") for one in NUMBERS
            ),
        ))  # fmt: skip
    for way, number, chars in told.limits:
        value: int | float = float(number) if "." in number else int(number)
        if base in NUMBERS and not chars:
            settings[way] = value
        elif base in ("string", "text", "email", "url"):
            settings[f"{way}_length"] = value
        else:
            raise Unclear(None, (number,))
    if _is_relation(draft, entity, name) and (kind or set(settings) - {"required"}):
        raise Unclear(None, fact.field)
    if kind == "decimal":
        kind = "decimal(12,2)"
    if not kind and not settings:
        raise Unclear(None, fact.field)
    draft.operations.append(
        Operation("change_field", entity, name, type=kind, settings=tuple(sorted(settings.items())))
    )


def _is_relation(draft: Draft, entity: str, name: str) -> bool:
    known = draft.known.entity(entity)
    return known is not None and any(one.name == name for one in known.relations)


def _place(draft: Draft, words: Words, owner: Words) -> tuple[str, str]:
    """Return the entity and the member that are meant; else ask which."""
    left, _, right = words[0].partition(".")
    if right and len(words) == 1 and not owner and draft.find((left,)):
        words, owner = (right,), (left,)
    said = " ".join(words)
    if owner:
        entity = draft.entity(owner)
        found = draft.member(entity, words)
        if found is not None:
            return entity, found
        names = sorted(draft.members_of(entity))
        near = get_close_matches(field_name(words), names, 3, 0.5) or names[:5]
        text = f"{entity} has no {folded(said)}; which one is meant?"
        choices = tuple(Choice(one, draft.swapped(said, one)) for one in near)
        raise Unclear(Question(text, choices) if choices else None, words)
    if any(one.op == "add_field" and one.name == field_name(words) for one in draft.operations):
        # `add phone to Order and make phone required` is not about the phone of another.
        raise Unclear(None, words)
    found_in = [
        (one.name, name)
        for one in draft.known.entities
        if (name := draft.member(one.name, words)) is not None
    ]
    joined = draft.split(words)
    if joined is not None:
        found_in = [joined]
    if len(found_in) == 1:
        return found_in[0]
    if found_in:
        inside = "in" if draft.language == "en" else "em"
        choices = tuple(
            Choice(f"{entity}.{name}", f"{draft.text.rstrip(' .!?')} {inside} {entity}")
            for entity, name in found_in
        )
        raise Unclear(Question(f"which {said} is meant?", choices))
    names = [one.name for one in draft.known.entities]
    near = get_close_matches(entity_name(words, draft.language), names, 3, 0.7)
    if near:
        choices = tuple(Choice(one, draft.swapped(said, one)) for one in near)
        raise Unclear(Question(f"there is no {said}; which one is meant?", choices))
    raise Unclear(None, words)
