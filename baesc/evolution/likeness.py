"""Renames that nobody declared: what went and what came, and look alike."""

from difflib import SequenceMatcher

from baesc.evolution.changes import written
from baesc.evolution.matching import Matched, Matching
from baesc.language.ir import Entity, Field, Relation

ALIKE = 0.6


def likely_field(one: Matched, dropped: Field) -> Field | None:
    """Return the new field that a dropped one has probably become."""
    found = [
        (_likeness(dropped.name, new.name), new)
        for new in one.fields_added
        if new.was is None and _same_kind(dropped, new)
    ]
    only = len(found) == 1 and len(one.fields_dropped) == 1
    best = max(found, key=lambda pair: pair[0], default=None)
    if best is None or (best[0] < ALIKE and not (only and written(dropped) == written(best[1]))):
        return None
    return best[1]


def _same_kind(old: Field, new: Field) -> bool:
    if old.type == "enum" == new.type:
        return {one.value for one in old.choices} <= {one.value for one in new.choices}
    texts = {"string", "text"}
    return old.type == new.type or {old.type, new.type} <= texts


def likely_relation(one: Matched, dropped: Relation, matching: Matching) -> Relation | None:
    """Return the new relation that a dropped one has probably become."""
    target = matching.new_name(dropped.target)
    found = [
        new
        for new in one.relations_added
        if new.was is None and new.target == target and new.kind == dropped.kind
    ]
    return found[0] if len(found) == 1 else None


def likely_entity(matching: Matching, dropped: Entity) -> Entity | None:
    """Return the new entity that a dropped one has probably become: most fields are the same."""
    mine = {(one.name, one.type) for one in dropped.fields}
    best: tuple[float, Entity] | None = None
    for new in matching.added:
        theirs = {(one.name, one.type) for one in new.fields}
        shared = len(mine & theirs) / max(len(mine | theirs), 1)
        score = max(shared, _likeness(dropped.name, new.name) if shared else 0.0)
        if new.was is None and score >= ALIKE and (best is None or score > best[0]):
            best = (score, new)
    return best[1] if best else None


def _likeness(one: str, other: str) -> float:
    if one in other or other in one:
        return 1.0
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio()
