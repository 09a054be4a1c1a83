"""What an expression reads and a sentence does not name."""

from collections.abc import Iterator

from baesc.language.expressions.anchors.claims import Fault, parts_of_rows
from baesc.language.expressions.anchors.sentence import Sentence
from baesc.language.expressions.anchors.words import (
    STOP,
    alike,
    has,
    stem,
    stems_of,
    word_set,
)
from baesc.language.expressions.tree import (
    Absence,
    Aggregate,
    Attribute,
    Comparison,
    Constant,
    Membership,
    Node,
    Related,
    This,
    walk,
)
from baesc.language.ir import Field, System

_PEOPLE = word_set("nobody everyone everybody person people somebody someone anyone they who")
_LASTS = frozenset(map(stem, ["last", "lasts", "take", "takes", "long", "duration"]))
_WHEN = word_set("future past day month year")
_OPEN = word_set("""
    open outstanding current currently still once simultaneously pending lent out time
""")
_AGE = alike(stem("birth"))
_STOP = frozenset(map(stem, STOP))


def unsaid(
    sentence: Sentence, said: frozenset[str], node: Node, entity: str, system: System
) -> Iterator[Fault]:
    """Yield names that the expression reads and the sentence does not have."""
    constants = _constants_beside(node)
    steps = _steps(node, said, constants)
    open_ones = _absent(node) if _OPEN & {*sentence.tokens} else frozenset()
    for one in dict.fromkeys(each for each in walk(node) if isinstance(each, Attribute | Related)):
        if one.name == "id" or one in steps or one in open_ones:
            continue
        stems = set(stems_of(one.name)) | _labels(system, one)
        if isinstance(one, Related):
            stems |= stems_of(one.type.entity)
            if one.way.kind != "ahead":
                stems |= stems_of(one.way.source)
            is_person = bool({stem(word) for word in _PEOPLE} & said)
            if is_person or one.type.entity == entity:
                continue
        stems -= _STOP
        if any(has(said, like) for each in stems for like in alike(each)):
            continue
        if constants.get(one.name, frozenset()) & said:
            continue
        if sentence.numbers and stems & _AGE and one.type.kind in ("date", "datetime"):
            # `under 18`
            continue
        if one.type.kind in ("date", "datetime", "time", "duration") and (
            _LASTS & said or _WHEN & {*sentence.tokens}
        ):
            continue
        yield (
            f"the expression reads `{one.name}`, of which the sentence says nothing",
            "read only what the sentence speaks of",
        )


def _steps(
    node: Node, said: frozenset[str], constants: dict[str, frozenset[str]]
) -> frozenset[Node]:
    """Return the relations that lead to what a sentence names, which need no name of their own."""
    found: set[Node] = set()
    for one in walk(node):
        if (
            isinstance(one, Attribute)
            and isinstance(one.row, Related)
            and _is_said(one, said, constants)
        ):
            found.add(one.row)
        if isinstance(one, Aggregate) and isinstance(one.rows, Related):
            inner = [each for part in parts_of_rows(one) for each in walk(part)]
            if isinstance(one.rows.row, This) and any(
                isinstance(each, Attribute) and constants.get(each.name, frozenset()) & said
                for each in inner
            ):
                found.add(one.rows)
    return frozenset(found)


def _is_said(one: Attribute, said: frozenset[str], constants: dict[str, frozenset[str]]) -> bool:
    stems = stems_of(one.name)
    named = any(has(said, like) for each in stems for like in alike(each))
    return named or bool(constants.get(one.name, frozenset()) & said)


def _absent(node: Node) -> frozenset[Node]:
    """Return the dates that are asked to be missing: an open loan has none of its return."""
    return frozenset(
        one.value
        for one in walk(node)
        if isinstance(one, Absence) and one.value.type.kind in ("date", "datetime")
    )


def _labels(system: System, node: Attribute | Related) -> frozenset[str]:
    owner = system.entity(node.row.type.entity)
    members: list[Field] = [one for one in owner.fields if one.name == node.name]
    return frozenset(each for one in members for each in stems_of(one.label))


def _constants_beside(node: Node) -> dict[str, frozenset[str]]:
    """Return the stems of the values that each member is compared with, by its name."""
    found: dict[str, frozenset[str]] = {}
    for one in walk(node):
        if isinstance(one, Comparison):
            sides = [one.first, *(each for _, each in one.rest)]
        elif isinstance(one, Membership):
            sides = [one.value, *one.items]
        else:
            continue
        names = [each.name for each in sides if isinstance(each, Attribute)]
        stems = frozenset(
            each
            for side in sides
            if isinstance(side, Constant) and isinstance(side.value, str)
            for each in stems_of(side.value)
        )
        for name in names:
            found[name] = found.get(name, frozenset()) | stems
    return found


def values_unsaid(said: frozenset[str], node: Node) -> Iterator[Fault]:
    """Yield values that the expression asks for and the sentence does not have."""
    for one in walk(node):
        if isinstance(one, Constant) and one.type.kind == "enum" and isinstance(one.value, str):
            stems = stems_of(one.value)
            if not any(has(said, like) for each in stems for like in alike(each)):
                yield (
                    f"the expression asks for `{one.value}`, of which the sentence says nothing",
                    "use the values that the sentence names",
                )
