"""What an expression is for a row: the meaning of the language, in the simplest form."""

from collections.abc import Callable
from datetime import UTC
from typing import Any

from baesc.language.expressions.computing import (
    aggregated,
    all_of,
    any_of,
    called,
    combined,
    compare,
    field_of,
    opposite,
    widened,
)
from baesc.language.expressions.rows import Database, Row, of_plain
from baesc.language.expressions.tree import (
    Absence,
    Aggregate,
    Arithmetic,
    Attribute,
    Call,
    Comparison,
    Conditional,
    Constant,
    Containment,
    Each,
    Junction,
    Made,
    Membership,
    Negative,
    Node,
    Not,
    Related,
    Table,
    This,
)


def evaluate(expression: Node, row: Row, database: Database) -> Any:
    """Return the value for a row of a database that has it already; None for null.

    A check holds unless this is False. Rows come back as Row.
    """
    return _Evaluation(row, database).value(expression)


class _Evaluation:
    def __init__(self, row: Row, database: Database) -> None:
        self.row, self.database = row, database
        self.each: dict[str, Row] = {}

    def value(self, node: Node) -> Any:
        """Return the value of a part."""
        return _WAYS[type(node)](self, node)

    def constant(self, node: Constant) -> Any:
        return of_plain(node.value, node.type)

    def made(self, node: Made) -> Any:
        now = self.database.now.astimezone(UTC)
        return now.date() if node.word == "today" else now

    def this(self, _node: This) -> Row:
        return self.row

    def each_row(self, node: Each) -> Row:
        return self.each[node.name]

    def table(self, node: Table) -> list[Row]:
        return list(self.database.rows.get(node.type.entity, ()))

    def attribute(self, node: Attribute) -> Any:
        found = self.value(node.row)
        return None if found is None else field_of(found, node.name, node.type)

    def of_relation(self, node: Related) -> Any:
        found = self.value(node.row)
        rows = [] if found is None else self.related(node, found)
        return next(iter(rows), None) if node.type.kind == "row" else rows

    def call(self, node: Call) -> Any:
        values = [self.value(one) for one in node.arguments]
        return None if None in values else called(node, values)

    def negative(self, node: Negative) -> Any:
        value = self.value(node.part)
        return None if value is None else -value

    def arithmetic(self, node: Arithmetic) -> Any:
        one, two = self.value(node.left), self.value(node.right)
        return None if one is None or two is None else combined(node, one, two)

    def comparison(self, node: Comparison) -> bool | None:
        values = [self.value(node.first), *(self.value(one) for _, one in node.rest)]
        pairs = zip((sign for sign, _ in node.rest), values, values[1:], strict=False)
        return all_of(compare(*one) for one in pairs)

    def membership(self, node: Membership) -> bool | None:
        wanted = self.value(node.value)
        found = any_of(compare("==", wanted, self.value(one)) for one in node.items)
        return opposite(found) if node.negated else found

    def containment(self, node: Containment) -> bool | None:
        one, two = self.value(node.part), self.value(node.whole)
        return None if one is None or two is None else (one in two) != node.negated

    def absence(self, node: Absence) -> bool:
        return (self.value(node.value) is None) != node.negated

    def negation(self, node: Not) -> bool | None:
        return opposite(self.value(node.part))

    def junction(self, node: Junction) -> bool | None:
        values = [self.value(one) for one in node.parts]
        return all_of(values) if node.word == "and" else any_of(values)

    def conditional(self, node: Conditional) -> Any:
        chosen = node.then if self.value(node.test) is True else node.otherwise
        return widened(self.value(chosen), node.type)

    def related(self, node: Related, row: Row) -> list[Row]:
        """Return the rows at the other end of a relation, by id."""
        way, rows = node.way, self.database.rows
        if way.kind in ("ahead", "held"):
            held = row.values.get(way.relation)
            ids: Any = held if isinstance(held, frozenset) else {held}
            return [one for one in rows.get(node.type.entity, ()) if one.id in ids]
        if way.kind == "back":
            return [
                one for one in rows.get(way.source, ()) if one.values.get(way.relation) == row.id
            ]
        if way.kind == "holders":
            return [
                one
                for one in rows.get(way.source, ())
                if row.id in (one.values.get(way.relation) or ())  # type: ignore[operator]
            ]
        between = [
            one for one in rows.get(way.source, ()) if one.values.get(way.relation) == row.id
        ]
        ids = {one.values.get(way.other) for one in between}
        return [one for one in rows.get(node.type.entity, ()) if one.id in ids]

    def aggregate(self, node: Aggregate) -> Any:
        """Return one value made of many rows."""
        rows: list[Row] = self.value(node.rows)
        if node.each is None:
            return len(rows)
        values = []
        for row in rows:
            self.each[node.each.name] = row
            if node.condition is None or self.value(node.condition) is True:
                values.append(row if node.element is None else self.value(node.element))
        self.each.pop(node.each.name, None)
        return aggregated(node, values)


# Looked up by kind of node: samples and cases are found by trying many rows.
_WAYS: dict[type, Callable[[_Evaluation, Any], Any]] = {
    Constant: _Evaluation.constant,
    Made: _Evaluation.made,
    This: _Evaluation.this,
    Each: _Evaluation.each_row,
    Table: _Evaluation.table,
    Attribute: _Evaluation.attribute,
    Related: _Evaluation.of_relation,
    Aggregate: _Evaluation.aggregate,
    Call: _Evaluation.call,
    Negative: _Evaluation.negative,
    Arithmetic: _Evaluation.arithmetic,
    Comparison: _Evaluation.comparison,
    Membership: _Evaluation.membership,
    Containment: _Evaluation.containment,
    Absence: _Evaluation.absence,
    Not: _Evaluation.negation,
    Junction: _Evaluation.junction,
    Conditional: _Evaluation.conditional,
}
