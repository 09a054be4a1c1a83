"""What a name in an expression stands for."""

import keyword
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from baesc.language.expressions.tree import Kind, Type, Way
from baesc.language.ir import Entity, Field, Inverse, Link, Relation
from baesc.messages.nearest import nearest

OWN_COLUMNS: dict[str, Kind] = {
    "id": "integer", "created_at": "datetime", "updated_at": "datetime",
}  # fmt: skip
WORDS = ("self", "today", "now")
CONSTANTS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_TEXTS = ("string", "text", "email", "url")
Member = Field | Relation | Inverse | Kind


@dataclass(frozen=True, slots=True)
class Scope:
    """The entities, and the one that an expression is about.

    `lost` names members that were reported and left out, by entity: `"*"` stands for any, `"?"` for
    inverses of which nothing is known. With `complete` false, entities may be missing. What may
    have been lost is not reported again.
    """

    entities: Mapping[str, Entity]
    entity: str
    lost: Mapping[str, Collection[str]] = field(default_factory=dict)
    complete: bool = True

    def members(self, entity: str) -> dict[str, Member]:
        """Return what a row of an entity has, by name."""
        one = self.entities[entity]
        found: dict[str, Member] = dict(OWN_COLUMNS)
        found |= {each.name: each for each in one.fields}
        found |= {each.name: each for each in one.inverses}
        return found | {each.name: each for each in one.relations}

    def may_have(self, entity: str, name: str) -> bool:
        """Tell whether an entity may have had a member that was left out."""
        lost = self.lost.get(entity, ())
        if "?" in lost and nearest(name, self.members(entity)) is None:
            return True
        return name in lost or "*" in lost


def type_of(member: Field) -> Type:
    """Return the type of a field's value."""
    nullable = not member.required
    if member.type == "enum":
        return Type("enum", nullable, values=tuple(one.value for one in member.choices))
    kind = "text" if member.type in _TEXTS else member.type
    return Type(kind, nullable)  # type: ignore[arg-type]


def way_of(member: Relation | Inverse, owner: str, scope: Scope) -> tuple[Way, Type]:
    """Return how a relation of `owner` is followed, and what is at its end."""
    if isinstance(member, Inverse):
        source = scope.entities[member.source]
        relation = next(one for one in source.relations if one.name == member.relation)
        if relation.link is not None and relation.via in scope.entities:
            other, own = _ends(relation.via, relation.link, scope)
            return Way("through", relation.via or "", own, other), Type(
                "rows", entity=member.source
            )
        if member.kind == "many_to_many":
            return Way("holders", member.source, relation.name), Type("rows", entity=member.source)
        way = Way("back", member.source, relation.name)
        if member.many:
            return way, Type("rows", entity=member.source)
        return way, Type("row", nullable=True, entity=member.source)
    if member.kind != "many_to_many":
        target = Type("row", nullable=not member.required, entity=member.target)
        return Way("ahead", owner, member.name), target
    if member.link is not None and member.via in scope.entities:
        own, other = _ends(member.via, member.link, scope)
        return Way("through", member.via or "", own, other), Type("rows", entity=member.target)
    return Way("held", owner, member.name), Type("rows", entity=member.target)


def _ends(via: str | None, link: Link, scope: Scope) -> tuple[str, str]:
    """Return the relations of an association entity: to the declaring one, to its target."""
    names = {one.column: one.name for one in scope.entities[via or ""].relations}
    return names.get(link.column, link.column), names.get(link.other_column, link.other_column)


def spelled(name: str) -> str:
    """Return a member's name as expressions write it: `class_`, as `class` is Python's."""
    return f"{name}_" if keyword.iskeyword(name) else name


def meant(name: str) -> str:
    """Return the name of the member that is written so."""
    plain = name.removesuffix("_")
    return plain if keyword.iskeyword(plain) else name
