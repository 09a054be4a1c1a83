"""Which other rows a rule reads, and the query that finds whose rule reads them.

A rule of a row has to be asked again when a row changes that it reads. The way from the row to
what it reads is walked backwards: from the ids of the changed rows to the ids of the rows whose
rule sees them. Where the text does not tell, all rows are asked.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from baesc.knowledge.python_names import attribute_name, table_column
from baesc.knowledge.shapes import Shapes, ids_name, shapes_of
from baesc.language.expressions.names import OWN_COLUMNS
from baesc.language.expressions.phrases import conjuncts
from baesc.language.expressions.tree import (
    Aggregate,
    Attribute,
    Comparison,
    Conditional,
    Each,
    Node,
    Related,
    Table,
    This,
    parts_of,
)
from baesc.language.ir import Entity, Relation, System

# Turns a query of ids of rows, or the ids, into a query of the ids of rows before them.
Step = Callable[[str], str]
# Values of these kinds are equal in SQL exactly when they are equal in Python.
_SAME = frozenset({"integer", "text", "boolean", "date", "enum", "uuid"})


class Seen(NamedTuple):
    """Rows that a rule reads: attributes with their fields in bodies, and the query of owners.

    `owners` is code that reads `ids`. `uses` are the classes in it, `tables` the link tables by
    the class that declares them.
    """

    entity: str
    owners: str
    reads: tuple[tuple[str, str], ...]
    uses: tuple[str, ...]
    tables: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Way:
    """How rows of an entity are reached from the rule's own row."""

    entity: str
    steps: tuple[Step, ...] = ()
    uses: tuple[str, ...] = ()
    tables: tuple[tuple[str, str], ...] = ()

    def owners(self) -> str:
        """Return the query of the rule's rows that see rows of `ids`."""
        code = "ids"
        for step in reversed(self.steps):
            code = step(code)
        return code


def watches_of(system: System, entity: Entity, expression: Node) -> tuple[Seen, ...]:
    """Return what an expression reads beyond the row itself, each way once."""
    return _Watching(shapes_of(system), entity).of(expression)


class _Watching:
    def __init__(self, shapes: Shapes, entity: Entity) -> None:
        self.shapes, self.own = shapes, entity.name
        self.each: dict[str, tuple[Way, ...]] = {}
        self.found: dict[tuple[str, str], tuple[Way, dict[tuple[str, str], None]]] = {}

    def of(self, expression: Node) -> tuple[Seen, ...]:
        """Return what is read."""
        self.read(expression)
        return tuple(
            Seen(
                entity,
                owners,
                # What bodies hold comes first.
                tuple(sorted(reads, key=lambda one: not one[1])),
                way.uses,
                way.tables,
            )
            for (entity, owners), (way, reads) in self.found.items()
        )

    def read(self, node: Node) -> None:
        """Note what a part reads."""
        if isinstance(node, Aggregate):
            self.read(node.rows)
            ways = self.rows_of(node)
            if node.each is not None:
                self.each[node.each.name] = ways
                for part in (node.element, node.condition):
                    if part is not None:
                        self.read(part)
            if isinstance(node.rows, Table):
                self.note(*ways)
            return
        for part in parts_of(node):
            self.read(part)
        if isinstance(node, Attribute):
            is_own = node.name in OWN_COLUMNS
            for way in self.ways(node.row):
                self.note(way, (attribute_name(node.name), "" if is_own else node.name))
        elif isinstance(node, Related):
            self.read_relation(node)

    def read_relation(self, node: Related) -> None:
        """Note the rows at the other end, and the relation wherever it is kept."""
        kind, relation = node.way.kind, self.relation(node.way.source, node.way.relation)
        kept = (
            (attribute_name(relation.column), relation.column)
            if relation.column is not None
            else (attribute_name(relation.name), ids_name(relation))
        )
        if kind in ("ahead", "held"):
            for way in self.ways(node.row):
                self.note(way, kept)
            if kind == "held":
                # A row that goes leaves the set without a change of who holds it.
                self.note(*self.ways(node))
        elif kind == "through":
            other = self.relation(node.way.source, node.way.other)
            column = other.column or ""
            for way in self.ways(node.row):
                self.note(self.between(way, node, relation), kept, (attribute_name(column), column))
        else:
            for way in self.ways(node):
                self.note(way, kept)

    def note(self, *what: Way | tuple[str, str]) -> None:
        """Add attributes to what is read of the rows at the ends of ways."""
        reads = [one for one in what if isinstance(one, tuple)]
        for way in what:
            if isinstance(way, Way) and way.steps:
                key = (way.entity, way.owners())
                self.found.setdefault(key, (way, {}))[1].update(dict.fromkeys(reads))

    def rows_of(self, node: Aggregate) -> tuple[Way, ...]:
        """Return the ways to the rows that an aggregate looks at."""
        if isinstance(node.rows, Table) and node.each is not None:
            condition = conjuncts(node.condition) if node.condition is not None else []
            pairs = [pair for one in condition if (pair := self.equal(one, node.each))]
            return self.alike(node.rows.type.entity, pairs) or self.ways(node.rows)
        return self.ways(node.rows)

    def ways(self, node: Node) -> tuple[Way, ...]:
        """Return the ways to the rows that a part stands for."""
        match node:
            case This():
                return (Way(self.own),)
            case Each(name=name):
                return self.each[name]
            case Table(type=kind):
                cls = self.cls(self.own)
                every: Step = lambda _inner: f"select({cls}.id)"  # noqa: E731
                return (Way(kind.entity, (every,), (cls,)),)
            case Related(row=row):
                return tuple(self.follow(way, node) for way in self.ways(row))
            case Conditional(then=then, otherwise=otherwise):
                return (*self.ways(then), *self.ways(otherwise))
            case _:
                return ()

    def follow(self, way: Way, node: Related) -> Way:
        """Return the way over a relation of the rows at the end of one."""
        relation = self.relation(node.way.source, node.way.relation)
        source = self.cls(node.way.source)
        kind, target = node.way.kind, node.type.entity
        if kind == "ahead":
            column = f"{source}.{attribute_name(relation.column or '')}"
            return self.longer(
                way, target, lambda ids: f"select({source}.id).where({column}.in_({ids}))", source
            )
        if kind == "back":
            column = f"{source}.{attribute_name(relation.column or '')}"
            return self.longer(
                way, target, lambda ids: f"select({column}).where({source}.id.in_({ids}))", source
            )
        if kind == "through":
            other = self.relation(node.way.source, node.way.other)
            one, two = (
                f"{source}.{attribute_name(each.column or '')}" for each in (relation, other)
            )
            return self.longer(
                way, target, lambda ids: f"select({one}).where({two}.in_({ids}))", source
            )
        link = relation.link
        if link is None:
            msg = f"{relation.name} has no table in between"
            raise ValueError(msg)
        variable = f"{link.table}_link"
        own, other_column = link.column, link.other_column
        if kind == "holders":
            own, other_column = other_column, own
        start, end = (table_column(variable, each) for each in (own, other_column))
        made = self.longer(way, target, lambda ids: f"select({start}).where({end}.in_({ids}))")
        module = self.shapes.named[node.way.source].module
        return replace(made, tables=(*made.tables, (module, variable)))

    def between(self, way: Way, node: Related, relation: Relation) -> Way:
        """Return the way to the rows of an association entity."""
        source = self.cls(node.way.source)
        column = f"{source}.{attribute_name(relation.column or '')}"
        return self.longer(
            way,
            node.way.source,
            lambda ids: f"select({column}).where({source}.id.in_({ids}))",
            source,
        )

    def longer(self, way: Way, entity: str, step: Step, *uses: str) -> Way:
        return replace(way, entity=entity, steps=(*way.steps, step), uses=tuple({*way.uses, *uses}))

    def equal(self, node: Node, each: Each) -> tuple[Node, str, str] | None:
        """Return which column of a row outside a condition demands to be equal to one inside."""
        if not isinstance(node, Comparison) or [sign for sign, _ in node.rest] != ["=="]:
            return None
        pair = (node.first, node.rest[0][1])
        for inner, outer in (pair, pair[::-1]):
            one, two = self.column(inner), self.column(outer)
            if one is None or two is None or one[0] != each or self.is_inside(two[0], each):
                continue
            if inner.type.kind == outer.type.kind and self.ways(two[0]):
                return two[0], two[1], one[1]
        return None

    def is_inside(self, node: Node, each: Each) -> bool:
        return node == each or any(self.is_inside(part, each) for part in parts_of(node))

    def column(self, node: Node) -> tuple[Node, str] | None:
        """Return the row and the attribute that hold a value."""
        match node:
            case Attribute(row=row, name=name, type=kind) if kind.kind in _SAME:
                return row, attribute_name(name)
            case Related(row=row, way=way) if way.kind == "ahead":
                relation = self.relation(way.source, way.relation)
                return row, attribute_name(relation.column or "")
            case This() | Each():
                return node, "id"
            case _:
                return None

    def alike(self, entity: str, pairs: list[tuple[Node, str, str]]) -> tuple[Way, ...]:
        """Return the ways to rows of a table that have values of another row."""
        if not pairs:
            return ()
        rows = [row for row, _, _ in pairs]
        # Columns of one row only: the one that most conditions are about.
        row = max(rows, key=lambda one: (rows.count(one), isinstance(one, This)))
        columns = [(outer, inner) for one, outer, inner in pairs if one == row]
        found = []
        for way in self.ways(row):
            outer, inner = self.cls(way.entity), self.cls(entity)
            step = _alike(outer, inner, columns)
            found.append(self.longer(way, entity, step, outer, inner))
        return tuple(found)

    def cls(self, entity: str) -> str:
        return self.shapes.named[entity].cls

    def relation(self, entity: str, name: str) -> Relation:
        source = self.shapes.system.entity(entity)
        return next(one for one in source.relations if one.name == name)


def _alike(outer: str, inner: str, columns: list[tuple[str, str]]) -> Step:
    """Return the step from rows of a table back to the rows whose columns have their values."""
    ours = ", ".join(f"{outer}.{one}" for one, _ in columns)
    theirs = ", ".join(f"{inner}.{one}" for _, one in columns)

    def step(ids: str) -> str:
        query = f"select({theirs}).where({inner}.id.in_({ids}))"
        if columns == [("id", columns[0][1])]:
            return query
        if len(columns) > 1:
            return f"select({outer}.id).where(tuple_({ours}).in_({query}))"
        return f"select({outer}.id).where({ours}.in_({query}))"

    return step
