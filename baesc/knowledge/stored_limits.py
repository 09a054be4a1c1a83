"""What columns ask of computed values, as rules: samples and tests must obey them as well."""

from baesc.language.expressions.names import type_of
from baesc.language.expressions.tree import (
    Aggregate,
    Attribute,
    Call,
    Comparison,
    Constant,
    Each,
    Node,
    Table,
    This,
    Type,
)
from baesc.language.ir import Entity, Field, Rule

_BOOLEAN, _INTEGER = Type("boolean"), Type("integer")


def stored_limits(entity: Entity) -> tuple[Rule, ...]:
    """Return a rule for each limit of a column that a computed value may break."""
    return tuple(
        Rule(f"{field.name} fits", "", f"{field.label} fits", expression=one, origin=field.origin)
        for field in entity.fields
        if field.stored and field.formula is not None
        for one in _limits(entity, field)
    )


def has_limits(entity: Entity) -> bool:
    """Tell whether a computed value may be refused by its column."""
    return bool(stored_limits(entity))


def _limits(entity: Entity, field: Field) -> list[Node]:
    row = Type("row", entity=entity.name)
    value = Attribute(This(row), field.name, type_of(field))
    found: list[Node] = []
    if field.type == "decimal":
        most = f"1{'0' * ((field.precision or 0) - (field.scale or 0))}"
        limit = Constant(most, Type("decimal"))
        found.append(_compared(Call("abs", (value,), value.type), "<", limit))
    elif field.type == "integer":
        size = Call("abs", (value,), value.type)
        found.append(_compared(size, "<", Constant(2**31, _INTEGER)))
    elif field.max_length is not None:
        length = Call("len", (value,), _INTEGER)
        found.append(_compared(length, "<=", Constant(field.max_length, _INTEGER)))
    if field.unique or (field.name,) in entity.unique:
        other = Each("other", row)
        same = _compared(Attribute(other, field.name, type_of(field)), "==", value)
        rows = Table(Type("rows", entity=entity.name))
        count = Aggregate("count", rows, other, None, same, _INTEGER)
        found.append(_compared(count, "<=", Constant(1, _INTEGER)))
    return found


def _compared(one: Node, sign: str, other: Node) -> Node:
    return Comparison(one, ((sign, other),), _BOOLEAN)
