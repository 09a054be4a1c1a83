"""Examples of rules: rows that are written out, `Student(birth_date='2000-01-31')`.

A related row is written as a value (`advisor=Teacher(name='x')`), rows as a list
(`enrollments=[Enrollment(grade=3)] * 5`). The name of an entity stands for more of its rows; those
of the row's own entity are like the row but for what they say.
"""

import ast
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from baesc.ground.source import Span
from baesc.language import faults as language_faults
from baesc.language.expressions import faults
from baesc.language.expressions.agreement import Objection
from baesc.language.expressions.evaluation import evaluate
from baesc.language.expressions.grammar import Text, parse
from baesc.language.expressions.names import Scope, meant, way_of
from baesc.language.expressions.reading import Reader
from baesc.language.expressions.reads import says_something
from baesc.language.expressions.rows import Database, Row
from baesc.language.expressions.tree import Type, Way
from baesc.language.expressions.wanted import fitted
from baesc.language.ir import Field, Inverse, Relation
from baesc.messages.diagnostic import Diagnostic

MOST_ROWS = 200
Example = tuple[Row, Database]


def read_example(
    written: str, span: Span, scope: Scope, now: datetime
) -> tuple[Example | None, tuple[Diagnostic, ...]]:
    """Return the row of an example in its database; `now` is the moment of its `today`."""
    text = Text(written, span)
    tree, fault = parse(text)
    if tree is None:
        return None, () if fault is None else (fault,)
    builder = _Builder(text, scope, now)
    try:
        row = builder.row(tree, scope.entity)
    except Objection as objection:
        builder.reader.found.append(objection.fault)
        return None, tuple(builder.reader.found)
    if builder.reader.found:
        return None, tuple(builder.reader.found)
    database = builder.database()
    found = database.find(scope.entity, row)
    return (None if found is None else (found, database)), ()


class _Builder:
    """Builds the rows of one example."""

    def __init__(self, text: Text, scope: Scope, now: datetime) -> None:
        self.text, self.scope, self.now = text, scope, now
        self.reader = Reader(text, scope)
        self.rows: dict[str, list[dict[str, Any]]] = {}

    def database(self) -> Database:
        """Return all rows."""
        return Database(
            {
                entity: tuple(Row(entity, at, one) for at, one in enumerate(some, 1))
                for entity, some in self.rows.items()
            },
            self.now,
        )

    def row(self, node: ast.expr, entity: str, like: Mapping[str, Any] | None = None) -> int:
        """Add a row that is written out, and return its id."""
        place = self.text.place(node)
        named = (
            node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        )
        if not isinstance(node, ast.Call) or named != entity or node.args:
            message = f"a row of `{entity}` is needed here"
            advice = f"write `{entity}(name='x')`, with its own fields and relations"
            raise Objection(faults.bad_call(place, message, advice))
        content = dict(like or {})
        number = self._add(entity, content, place)
        later: list[ast.keyword] = []
        for one in node.keywords:
            if one.arg is None:
                raise Objection(faults.not_in_expressions(self.text.place(one.value), "`**`"))
            if one.arg in self.scope.entities:
                later.append(one)
            else:
                self._member(entity, number, content, one)
        for one in later:
            kind = one.arg or ""
            for each in self._listed(one.value, kind):
                self.row(each, kind, content if kind == entity else None)
        return number

    def _add(self, entity: str, content: dict[str, Any], place: Span) -> int:
        if sum(map(len, self.rows.values())) >= MOST_ROWS:
            raise Objection(faults.too_large(place, f"an example has at most {MOST_ROWS} rows"))
        self.rows.setdefault(entity, []).append(content)
        return len(self.rows[entity])

    def _member(
        self, entity: str, number: int, content: dict[str, Any], given: ast.keyword
    ) -> None:
        name, place = meant(given.arg or ""), self.text.name_of(given)
        members = self.scope.members(entity)
        if name not in members:
            if not self.scope.may_have(entity, name):
                fault = language_faults.unknown_member(place, name, entity, members)
                self.reader.found.append(fault)
            return
        member = members[name]
        if isinstance(member, Relation | Inverse):
            way, end = way_of(member, entity, self.scope)
            is_none = isinstance(given.value, ast.Constant) and given.value.value is None
            if end.kind == "row" and is_none:
                return
            nodes = [given.value] if end.kind == "row" else self._listed(given.value, end.entity)
            self._link(number, content, way, [self.row(one, end.entity) for one in nodes], end)
            return
        field = member if isinstance(member, Field) else None
        if name == "id":
            fault = faults.bad_call(place, "the id of a row is not for examples to say")
            self.reader.found.append(fault)
            return
        value = self._value(given.value, field)
        if value is not _NOTHING:
            content[name] = value

    def _link(
        self, number: int, content: dict[str, Any], way: Way, ids: list[int], end: Type
    ) -> None:
        """Connect a row with others."""
        if way.kind == "ahead":
            content[way.relation] = ids[0]
        elif way.kind == "held":
            content[way.relation] = frozenset(ids)
        for one in ids:
            other = self.rows[end.entity][one - 1]
            if way.kind == "back":
                other[way.relation] = number
            elif way.kind == "holders":
                other[way.relation] = frozenset({number, *other.get(way.relation, ())})
            elif way.kind == "through":
                between = {way.relation: number, way.other: one}
                self.rows.setdefault(way.source, []).append(between)

    def _listed(self, node: ast.expr, entity: str) -> list[ast.expr]:
        """Return the rows of `[...]` or of `[...] * 5`."""
        times = 1
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            factor = node.right.value if isinstance(node.right, ast.Constant) else None
            if type(factor) is int and factor <= MOST_ROWS:
                node, times = node.left, factor
        if not isinstance(node, ast.List):
            message = f"rows of `{entity}` are needed here"
            advice = f"write `[{entity}(...)]`, or `[{entity}(...)] * 5`"
            raise Objection(faults.bad_call(self.text.place(node), message, advice))
        return node.elts * times

    def _value(self, node: ast.expr, field: Field | None) -> Any:
        """Return the value of a field, or nothing when it was reported."""
        made = self.reader.read(node)
        if made is None:
            return _NOTHING
        if says_something(made):
            message = "a value of an example reads no row"
            raise Objection(faults.wrong_result(made.span, message, "write the value itself"))
        if field is not None and made.type.kind != "null":
            made = fitted(made, field, nullable=True)
        row = Row(self.scope.entity, 0)
        return evaluate(made, row, Database({}, self.now))


_NOTHING = object()
