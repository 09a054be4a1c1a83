"""Whether a sentence and an expression name the same fields, relations, rows and values."""

from collections.abc import Iterator

from baesc.language.expressions.anchors.claims import Fault, parts_of_rows
from baesc.language.expressions.anchors.sentence import Sentence
from baesc.language.expressions.anchors.unread import ahead, covered, unread, values_unread
from baesc.language.expressions.anchors.unsaid import unsaid, values_unsaid
from baesc.language.expressions.anchors.words import (
    stems_of,
    word_set,
)
from baesc.language.expressions.tree import (
    Aggregate,
    Node,
    Related,
    Table,
    This,
    walk,
)
from baesc.language.ir import Entity, System

_ALL_ROWS = word_set("overall altogether system whole everywhere")


def name_faults(
    sentence: Sentence, node: Node, entity: str, system: System, field: str
) -> Iterator[Fault]:
    """Yield names of one side that the other one lacks; each with what to do."""
    said = frozenset(one for one in sentence.stems if one)
    touched = _touched(node, entity)
    reached = covered(node, touched, system)
    near = _near(system.entity(entity))
    yield from unread(sentence, said, reached, touched | near, system, field)
    yield from values_unread(sentence, node, touched, system)
    yield from unsaid(sentence, said, node, entity, system)
    yield from values_unsaid(said, node)
    yield from _untied(sentence, node, entity)
    yield from _subject(sentence, node, entity, system)


def _touched(node: Node, entity: str) -> frozenset[str]:
    """Return the entities whose rows are read."""
    found = {one.type.entity for one in walk(node) if one.type.kind in ("row", "rows")}
    through = {one.way.source for one in walk(node) if isinstance(one, Related)}
    return frozenset({entity, *found, *through})


def _near(entity: Entity) -> frozenset[str]:
    """Return the entities that one is related with."""
    return ahead(entity) | {one.source for one in entity.inverses}


def _untied(sentence: Sentence, node: Node, entity: str) -> Iterator[Fault]:
    """Yield aggregates over all rows of an entity that have nothing to do with the row."""
    for one in walk(node):
        if not isinstance(one, Aggregate) or not isinstance(one.rows, Table):
            continue
        if _ALL_ROWS & {*sentence.tokens} or (one.rows.type.entity == entity and one.each is None):
            continue
        if not any(isinstance(each, This) for part in parts_of_rows(one) for each in walk(part)):
            rows = one.rows.type.entity
            if rows == entity:
                continue
            yield (
                f"the expression looks at all rows of `{rows}`, not at those of this one",
                f"tie them with `if`, or use the relation from `{entity}` to them",
            )


def _subject(sentence: Sentence, node: Node, entity: str, system: System) -> Iterator[Fault]:
    """Yield the entity that a sentence starts with, if rows are counted and it is not read."""
    if not any(isinstance(one, Aggregate) for one in walk(node)):
        return
    spots = {
        one.name: max(map(sentence.where, stems_of(one.name)), default=-1)
        for one in system.entities
        if all(sentence.where(each) >= 0 for each in stems_of(one.name))
    }
    first = min(spots, key=lambda name: spots[name], default=entity)
    own = system.entity(entity)
    if first == entity or first not in {one.target for one in own.relations}:
        return
    if first not in {one.type.entity for one in walk(node)}:
        yield (
            f"the sentence is about a `{first}`, and the expression does not read it",
            f"choose the rows of the same `{first}`",
        )
