"""Expressions without computed fields: what those are computed from stands in their place."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from baesc.language.expressions.tree import (
    Absence,
    Aggregate,
    Arithmetic,
    Attribute,
    Call,
    Conditional,
    Constant,
    Each,
    Negative,
    Node,
    Not,
    Related,
    This,
    Type,
)
from baesc.language.ir import Entity, Field, System


def inlined(expression: Node, system: System) -> Node:
    """Return an expression with the same value that reads no computed field."""
    return _Inlining(system).of(expression)


class _Inlining:
    def __init__(self, system: System) -> None:
        self.system = system
        self.count = 0

    def of(self, node: Node) -> Node:
        """Return a part without computed fields."""
        if isinstance(node, Attribute) and node.row.type.kind == "row":
            field = _field(self.system.entity(node.row.type.entity), node.name)
            if field is not None and field.formula is not None:
                row = self.of(node.row)
                made = _as_stored(self.of(self.moved(field.formula, row, {})), field)
                if self._is_there(row) or _is_null_with(field.formula):
                    return made
                # Without a row there is no field, even if the formula has a value of nothing.
                return Conditional(
                    Absence(row, negated=True, type=Type("boolean")),
                    made,
                    Constant(None, Type("null", nullable=True)),
                    replace(made.type, nullable=True),
                )
        return rebuilt(node, self.of)

    def _is_there(self, row: Node) -> bool:
        """Tell whether there is always such a row."""
        if not isinstance(row, Related):
            return isinstance(row, This | Each)
        relations = self.system.entity(row.way.source).relations
        is_required = row.way.kind == "ahead" and any(
            one.required for one in relations if one.name == row.way.relation
        )
        return is_required and self._is_there(row.row)

    def moved(self, node: Node, row: Node, names: dict[str, str]) -> Node:
        """Return a formula as one of another row, with names of its own for rows of sets."""
        if isinstance(node, This):
            return row
        if isinstance(node, Each):
            return replace(node, name=names.get(node.name, node.name))
        if isinstance(node, Aggregate) and node.each is not None:
            self.count += 1
            names = {**names, node.each.name: f"{node.each.name}_{self.count}"}
        return rebuilt(node, lambda one: self.moved(one, row, names))


def _is_null_with(formula: Node) -> bool:
    """Tell whether a value is null where its row is, by what it is made of."""
    match formula:
        case Attribute(row=row) | Related(row=row):
            return isinstance(row, This) or _is_null_with(row)
        case Negative(part=part) | Not(part=part):
            return _is_null_with(part)
        case Arithmetic(left=left, right=right):
            return _is_null_with(left) or _is_null_with(right)
        case Call(arguments=arguments):
            return any(map(_is_null_with, arguments))
        case _:
            return False


def rebuilt(node: Node, change: Callable[[Node], Node]) -> Node:
    """Return a node with each part changed."""
    changed: dict[str, Any] = {}
    for one in fields(node):
        held = getattr(node, one.name)
        if isinstance(held, tuple):
            # The rest of a comparison: pairs of a sign and a part.
            made: Any = tuple(
                (each[0], change(each[1])) if isinstance(each, tuple) else _part(each, change)
                for each in held
            )
        else:
            made = _part(held, change)
        if made is not held:
            changed[one.name] = made
    return replace(node, **changed) if changed else node


def _part(held: Any, change: Any) -> Any:
    return change(held) if hasattr(held, "type") and hasattr(held, "span") else held


def _as_stored(node: Node, field: Field) -> Node:
    if field.type == "float" and node.type.kind != "float":
        # A choice between numbers gives one of its own kind.
        return Conditional(
            Constant(value=True, type=Type("boolean")),
            node,
            node,
            Type("float", node.type.nullable),
        )
    if field.type != "decimal":
        return node
    places = Constant(field.scale or 0, Type("integer"))
    return Call("round", (node, places), Type("decimal", node.type.nullable))


def _field(entity: Entity, name: str) -> Field | None:
    return next((one for one in entity.fields if one.name == name), None)
