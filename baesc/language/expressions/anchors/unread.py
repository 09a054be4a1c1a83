"""What a sentence names and an expression does not read."""

from collections.abc import Iterator

from baesc.language.expressions.anchors.claims import Fault
from baesc.language.expressions.anchors.sentence import Sentence
from baesc.language.expressions.anchors.words import GENERAL, STOP, has, stem, stems_of
from baesc.language.expressions.tree import (
    Attribute,
    Constant,
    Node,
    Related,
    walk,
)
from baesc.language.ir import Entity, System

_GENERAL = frozenset(map(stem, GENERAL))
_STOP = frozenset(map(stem, STOP))


def unread(
    sentence: Sentence,
    said: frozenset[str],
    reached: frozenset[str],
    touched: frozenset[str],
    system: System,
    computed: str,
) -> Iterator[Fault]:
    """Yield names of the spec that the sentence has and the expression does not."""
    reported: set[str] = set()
    for name, what in _known(touched, system):
        stems = stems_of(name)
        if name == computed or not stems or stems <= _GENERAL | _STOP or name in reported:
            continue
        if not all(one in said for one in stems) or all(has(reached, one) for one in stems):
            continue
        if stems <= _verbs(sentence) or (name.endswith(("_on", "_at")) and _acts(sentence, stems)):
            continue
        reported.add(name)
        yield (
            f"the sentence speaks of `{name}`, and the expression does not read it",
            f"use the {what} `{name}`",
        )


def covered(node: Node, touched: frozenset[str], system: System) -> frozenset[str]:
    """Return the stems of all that an expression reads and of the entities near to it."""
    found: set[str] = set()
    for one in walk(node):
        if isinstance(one, Attribute | Related):
            found |= stems_of(one.name)
        if isinstance(one, Related):
            found |= stems_of(one.way.relation)
        elif isinstance(one, Constant) and isinstance(one.value, str):
            found |= stems_of(one.value)
    for name in touched:
        found |= stems_of(name)
        for other in ahead(system.entity(name)):
            found |= stems_of(other)
    return frozenset(found)


def ahead(entity: Entity) -> frozenset[str]:
    """Return the entities that one names: a row of it stands for one of theirs."""
    return frozenset(one.target for one in entity.relations)


def _verbs(sentence: Sentence) -> frozenset[str]:
    """Return the stems of words right behind a modal: `may order` is no order."""
    modals = ("may", "must", "can", "should", "shall", "will", "to")
    return frozenset(
        sentence.stems[at]
        for at in range(1, len(sentence.tokens))
        if sentence.tokens[at - 1] in modals and sentence.tokens.count(sentence.tokens[at]) == 1
    )


def _acts(sentence: Sentence, stems: frozenset[str]) -> bool:
    """Tell whether a sentence has a word as what somebody does: `borrows`, of `borrowed_on`."""
    if {"after", "before", "until", "since", "than", "within", "when"} & {*sentence.tokens}:
        return False
    return all(
        sentence.tokens[at].endswith("s")
        for at, one in enumerate(sentence.stems)
        if one and has(stems, one)
    )


def values_unread(
    sentence: Sentence, node: Node, touched: frozenset[str], system: System
) -> Iterator[Fault]:
    """Yield values that share a word with a name, where only the name is read.

    `A graduated student has a graduation date` speaks of both.
    """
    used = {one.value for one in walk(node) if isinstance(one, Constant)}
    for name in sorted(touched):
        for field in system.entity(name).fields:
            for choice in field.choices:
                stems = stems_of(choice.value)
                spots = [one for one in sentence.stems if one and has(stems, one)]
                if choice.value in used and len(spots) > 1:
                    yield from _name_unread(node, system.entity(name), stems, choice.value)
                if choice.value not in used and len(spots) > 1 and choice.value in sentence.tokens:
                    yield (
                        f"the sentence speaks of `{choice.value}`, and the expression does not",
                        f"use the value `{choice.value}` of `{field.name}`",
                    )


def _name_unread(node: Node, entity: Entity, stems: frozenset[str], value: str) -> Iterator[Fault]:
    for field in entity.fields:
        is_read = any(isinstance(one, Attribute) and one.name == field.name for one in walk(node))
        if stems_of(field.name) <= stems and not is_read:
            yield (
                f"the sentence speaks of `{field.name}` beside `{value}`",
                f"use the field `{field.name}`",
            )


def _known(touched: frozenset[str], system: System) -> Iterator[tuple[str, str]]:
    """Yield names that a sentence may speak of, with what they are."""
    for name in sorted(touched):
        entity = system.entity(name)
        for field in entity.fields:
            yield field.name, f"field of `{name}`"
            for choice in field.choices:
                yield choice.value, f"value of `{field.name}`"
        for relation in entity.relations:
            yield relation.name, f"relation of `{name}`"
        for inverse in entity.inverses:
            yield inverse.name, f"relation of `{name}`"
    for entity in system.entities:
        yield entity.name, "entity"
