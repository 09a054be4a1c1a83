"""What computed fields read over relations: attributes of models, and what lists load for them."""

from collections.abc import Iterator
from typing import NamedTuple

from baesc.knowledge.python_names import attribute_name, table_column
from baesc.knowledge.shapes import Shape, Shapes, ToOne, shape_of, shapes_of
from baesc.language.expressions.tree import (
    Aggregate,
    Attribute,
    Each,
    Node,
    Related,
    This,
    parts_of,
    walk,
)
from baesc.language.ir import Entity, Field, System


class Step(NamedTuple):
    """One relation on the way from a row to what it reads: the class that has it, and its name."""

    cls: str
    attribute: str
    many: bool


class Inward(NamedTuple):
    """A relation that a model has only so that it can be read."""

    attribute: str
    target: str
    module: str
    many: bool
    arguments: tuple[str, ...]


Path = tuple[Step, ...]


def inwards_of(system: System, entity: Entity) -> tuple[Inward, ...]:
    """Return the relations that other entities declare and computed fields read from this one."""
    shapes = shapes_of(system)
    found: dict[str, Related] = {}
    for one in _related(system):
        if one.row.type.entity == entity.name and one.way.kind not in ("ahead", "held"):
            found.setdefault(one.name, one)
    return tuple(_inward(shapes, entity, found[name]) for name in sorted(found))


def _related(system: System) -> Iterator[Related]:
    for entity in system.entities:
        for field in entity.fields:
            if field.formula is not None:
                yield from (one for one in walk(field.formula) if isinstance(one, Related))


def _inward(shapes: Shapes, entity: Entity, node: Related) -> Inward:
    own = shapes.named[entity.name]
    target = shapes.named[node.type.entity]
    source = shapes.by_name[node.way.source]
    many = node.type.kind == "rows"
    if node.way.kind == "back":
        column = _reference(source, node.way.relation).attribute
        arguments = [f'foreign_keys="{source.named.cls}.{column}"']
    elif node.way.kind == "through":
        inner, outer = node.way.relation, node.way.other
        table = f'Base.metadata.tables["{source.named.table}"]'
        cls = source.named.cls
        arguments = [
            f"secondary=lambda: {table}",
            f'primaryjoin="{own.cls}.id == {cls}.{_reference(source, inner).attribute}"',
            f'secondaryjoin="{target.cls}.id == {cls}.{_reference(source, outer).attribute}"',
        ]
    else:
        arguments = _holders(source, own.cls, node.way.relation)
    order = [f'order_by="{target.cls}.id"'] if many else []
    arguments += [*order, "viewonly=True", 'lazy="raise"']
    attribute = attribute_name(node.name)
    return Inward(attribute, target.cls, target.module, many, tuple(arguments))


def _holders(source: Shape, cls: str, relation: str) -> list[str]:
    held = next(one for one in source.sets if one.relation.name == relation)
    link = held.relation.link
    if link is None:
        msg = f"{relation} has no table in between"
        raise ValueError(msg)
    if source.named.cls != cls:
        return [f'secondary=lambda: Base.metadata.tables["{link.table}"]']
    sides = (("primary", link.other_column), ("secondary", link.column))
    return [
        f"secondary={held.variable}",
        *(
            f"{side}join=lambda: {cls}.id == {table_column(held.variable, column)}"
            for side, column in sides
        ),
    ]


def _reference(shape: Shape, relation: str) -> ToOne:
    return next(one for one in shape.references if one.relation.name == relation)


def loads_of(system: System, entity: Entity) -> tuple[Path, ...]:
    """Return what is loaded with each row that is shown: the longest of the ways that begin alike.

    That is what its references are called, and what its computed fields read.
    """
    shape = shape_of(system, entity)
    reading = _Reading(system)
    found: list[Path] = []
    for one in shape.references:
        step = Step(shape.named.cls, one.label, many=False)
        found += [(step, *rest) for rest in ((), *reading.of_label(one.target.name))]
    for many in shape.sets:
        step = Step(shape.named.cls, many.attribute, many=True)
        found += [(step, *rest) for rest in ((), *reading.of_label(many.target.name))]
    for field, _ in shape.computed:
        found += reading.of_field(field)
    unique = tuple(dict.fromkeys(one for one in found if one))
    return tuple(
        one
        for one in unique
        if not any(len(other) > len(one) and other[: len(one)] == one for other in unique)
    )


def computed_values(system: System, entity: Entity) -> tuple[str, ...]:
    """Return what a body says of a row that nobody stored there: also what others are called."""
    found = [one.name for one in entity.fields if one.computed is not None]
    for relation in entity.relations:
        target = system.entity(relation.target)
        shown = next((one for one in target.fields if one.name == target.display), None)
        is_told = relation.column is not None or relation.via is None
        if is_told and shown is not None and shown.computed is not None:
            found.append(relation.name)
    return tuple(found)


class _Reading:
    """Finds the ways that values of a row take."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.named = shapes_of(system).named

    def of_label(self, name: str) -> list[Path]:
        """Return the ways of what stands for a row."""
        entity = self.system.entity(name)
        shown = next((one for one in entity.fields if one.name == entity.display), None)
        return [] if shown is None else self.of_field(shown)

    def of_field(self, field: Field) -> list[Path]:
        """Return the ways of a computed field, those of other computed fields included."""
        if field.formula is None or field.stored:
            return []
        return list(self._ways(field.formula, {}))

    def _ways(self, node: Node, rows: dict[str, Path | None]) -> Iterator[Path]:
        """Yield the ways inside of a node; `rows` are those of the rows of aggregates."""
        if isinstance(node, Aggregate):
            yield from self._ways(node.rows, rows)
            if node.each is not None:
                rows = {**rows, node.each.name: self._way(node.rows, rows)}
            for part in (node.element, node.condition):
                if part is not None:
                    yield from self._ways(part, rows)
            return
        if isinstance(node, Related):
            way = self._way(node, rows)
            if way is not None:
                yield way
        if isinstance(node, Attribute):
            way = self._way(node.row, rows)
            entity = self.system.entity(node.row.type.entity)
            field = next((one for one in entity.fields if one.name == node.name), None)
            if way is not None and field is not None:
                yield from ((*way, *rest) for rest in self.of_field(field))
        for part in parts_of(node):
            yield from self._ways(part, rows)

    def _way(self, node: Node, rows: dict[str, Path | None]) -> Path | None:
        """Return the way to rows; None where a query of its own finds them."""
        if isinstance(node, This):
            return ()
        if isinstance(node, Each):
            return rows.get(node.name)
        if isinstance(node, Related):
            way = self._way(node.row, rows)
            cls = self.named[node.row.type.entity].cls
            step = Step(cls, attribute_name(node.name), node.type.kind == "rows")
            return None if way is None else (*way, step)
        return None
