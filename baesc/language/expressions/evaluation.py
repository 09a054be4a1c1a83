"""What an expression is for a row: the meaning of the language, in the simplest form."""

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
        match node:
            case Constant(value=value, type=kind):
                return of_plain(value, kind)
            case Made(word=word):
                now = self.database.now.astimezone(UTC)
                return now.date() if word == "today" else now
            case This():
                return self.row
            case Each(name=name):
                return self.each[name]
            case Attribute(row=of, name=name, type=kind):
                found = self.value(of)
                return None if found is None else field_of(found, name, kind)
            case Related(row=of):
                found = self.value(of)
                rows = [] if found is None else self.related(node, found)
                return next(iter(rows), None) if node.type.kind == "row" else rows
            case Table(type=kind):
                return list(self.database.rows.get(kind.entity, ()))
            case Aggregate():
                return self.aggregate(node)
            case Call(name=name, arguments=arguments):
                values = [self.value(one) for one in arguments]
                return None if None in values else called(node, values)
            case _:
                return self.operation(node)

    def operation(self, node: Node) -> Any:
        """Return what signs make of values."""
        match node:
            case Negative(part=part):
                value = self.value(part)
                return None if value is None else -value
            case Arithmetic(left=left, right=right):
                one, two = self.value(left), self.value(right)
                return None if one is None or two is None else combined(node, one, two)
            case Comparison(first=first, rest=rest):
                values = [self.value(first), *(self.value(one) for _, one in rest)]
                pairs = zip((sign for sign, _ in rest), values, values[1:], strict=False)
                return all_of(compare(*one) for one in pairs)
            case Membership(value=value, items=items, negated=negated):
                wanted = self.value(value)
                found = any_of(compare("==", wanted, self.value(one)) for one in items)
                return opposite(found) if negated else found
            case Containment(part=part, whole=whole, negated=negated):
                one, two = self.value(part), self.value(whole)
                return None if one is None or two is None else (one in two) != negated
            case Absence(value=value, negated=negated):
                return (self.value(value) is None) != negated
            case Not(part=part):
                return opposite(self.value(part))
            case Junction(word=word, parts=parts):
                values = [self.value(one) for one in parts]
                return all_of(values) if word == "and" else any_of(values)
            case Conditional(test=test, then=then, otherwise=otherwise):
                chosen = then if self.value(test) is True else otherwise
                return widened(self.value(chosen), node.type)
            case _:
                raise AssertionError(f"no value of {type(node).__name__}")

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
