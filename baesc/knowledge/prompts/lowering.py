"""The question about rules and values in words: their meaning as expressions, one line each."""

import re
from collections.abc import Iterable, Sequence

from baesc.language.expressions.anchors.words import sentence_stems, stems_of
from baesc.language.expressions.names import OWN_COLUMNS, Scope, spelled, type_of, way_of
from baesc.language.ir import Entity, Field, Inverse, Relation, System
from baesc.records.question import Message

# Raised when a change of the prompt is to ask everything anew.
VERSION = 1
# The static part comes first, so that servers can cache it.
PREFIX = """\
Say each numbered sentence as one expression of this typed subset of Python: one line each, \
`1: expression`, nothing else.
A rule is what holds for every row after a change, the row included: "at most 5" is `<= 5`, \
"if A then B" is `not (A) or B`. A value is what a computed field holds.
Names: members of the row, self, today, now, row.member; x? may be None.
Signs: + - * / // % == != < <= > >= and or not in, is None, a if b else c.
Calls: len lower upper abs round min max year month day date matches(text, 'pattern'); dates plus \
or minus years(n) months(n) days(n) hours(n): `birth <= today - years(18)`.
Rows: count sum min max avg any all of (x.field for x in rows if ...); rows: a relation [to many], \
or an entity for all of them. No indexes, lists, lambdas.
Use every number, comparison and condition of the sentence, and no other.
Loan: due date, returned date?, member Member
1 rule of Loan: A member has at most 3 loans that are not returned.
1: count(l for l in Loan if l.member == member and l.returned is None) <= 3"""


def asked(
    system: System, entity: Entity, sentences: Sequence[tuple[int, str, str]]
) -> tuple[Message, ...]:
    """Return the conversation that asks for sentences of one entity: number, kind, and words."""
    words = " ".join(text for _, _, text in sentences)
    lines = [described(system, one) for one in _around(system, entity, words)]
    lines += [f"{number} {kind}: {_flat(text)}" for number, kind, text in sentences]
    return (Message("system", PREFIX), Message("user", "\n".join(lines)))


def asked_again(faults: Iterable[tuple[int, str]]) -> Message:
    """Return the turn that tells what is wrong with the answers of some numbers."""
    lines = [f"{number}: {fault}" for number, fault in faults]
    return Message("user", "\n".join([*lines, "Answer these numbers again, in the same form."]))


def described(system: System, entity: Entity) -> str:
    """Return the names and types of an entity, on one line."""
    scope = Scope({one.name: one for one in system.entities}, entity.name)
    members = [
        f"{spelled(name)} {_type(member, entity, scope)}"
        for name, member in scope.members(entity.name).items()
        if name not in OWN_COLUMNS and not isinstance(member, str)
        # No expression reads what code computes.
        if not (isinstance(member, Field) and member.logic)
    ]
    return f"{entity.name}: {', '.join(members)}"


def _type(member: Field | Relation | Inverse, entity: Entity, scope: Scope) -> str:
    if isinstance(member, Field):
        kind = type_of(member)
        name = "|".join(map(repr, kind.values)) if kind.kind == "enum" else kind.kind
        return f"{name}?" if kind.nullable else name
    _, end = way_of(member, entity.name, scope)
    if end.kind == "rows":
        return f"[{end.entity}]"
    return f"{end.entity}?" if end.nullable else end.entity


def _around(system: System, entity: Entity, words: str) -> list[Entity]:
    """Return an entity, those that it is related with, and others that the words mention."""
    near = [one.target for one in entity.relations] + [one.source for one in entity.inverses]
    near += [one.via for one in entity.relations if one.via]
    said = sentence_stems(words)
    further = [
        one.name for one in system.entities if stems_of(one.name) and stems_of(one.name) <= said
    ]
    names = dict.fromkeys([entity.name, *near, *further])
    return [system.entity(name) for name in names]


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
