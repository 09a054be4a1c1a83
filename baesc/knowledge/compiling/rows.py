"""How the rows are reached that an expression reads."""

from collections.abc import Callable
from typing import NamedTuple

from baesc.knowledge.column_types import TYPE_IMPORTS, annotation
from baesc.knowledge.compiling.code import Parameter
from baesc.knowledge.compiling.compiling import Compiling, Found
from baesc.knowledge.compiling.names import (
    attribute_of,
    free_rows,
    is_nullable,
    is_required,
    may_repeat,
)
from baesc.knowledge.compiling.pieces import (
    ATOM,
    NOTHING,
    Facts,
    Guard,
    Value,
    chosen,
    none_guard,
    optional,
    unknown,
)
from baesc.knowledge.compiling.queries import Load, Query, conjuncts
from baesc.knowledge.python_names import attribute_name, free_name
from baesc.knowledge.shapes import shape_of, shapes_of
from baesc.language.expressions.bounds import field_of
from baesc.language.expressions.tree import (
    Aggregate,
    Attribute,
    Conditional,
    Each,
    Node,
    Related,
    This,
)
from baesc.language.ir import Entity

_OWN = {"id": "int", "created_at": "datetime", "updated_at": "datetime"}


class Arguments:
    """The values of one row, as arguments of a function."""

    def __init__(self, entity: Entity, reserved: frozenset[str]) -> None:
        self.entity, self.reserved = entity, reserved
        self.found: dict[str, Parameter] = {}

    def attribute(self, c: Compiling, node: Attribute, facts: Facts) -> Value:
        """Return the argument of a field."""
        field = field_of(node, c.system)
        if field is None:
            hint, enum = _OWN[node.name], ""
        else:
            enum = shape_of(c.system, self.entity).enums.get(field.name, "")
            hint = annotation(field, enum)
        if enum:
            c.use(f"app.models.{shape_of(c.system, self.entity).named.module}", enum)
        base = hint.removesuffix(" | None")
        if base in TYPE_IMPORTS:
            c.use(*TYPE_IMPORTS[base])
        is_open = field is not None and not field.required
        return self._argument(attribute_name(node.name), node.name, hint, enum, facts, is_open)

    def row_id(self, c: Compiling, node: Node, facts: Facts) -> Value:
        """Return the argument of an id, or of the column of a relation."""
        if isinstance(node, Conditional):
            return _one_of(c, self.row_id, node, facts)
        if isinstance(node, Related):
            relation = next(one for one in self.entity.relations if one.name == node.way.relation)
            column = relation.column or ""
            hint = "int" if relation.required else "int | None"
            return self._argument(
                attribute_name(column), column, hint, "", facts, not relation.required
            )
        return self._argument("id", "id", "int", "", facts, is_open=False)

    def _argument(
        self, attribute: str, column: str, hint: str, enum: str, facts: Facts, is_open: bool
    ) -> Value:
        wanted = "row_id" if attribute == "id" else attribute
        name = wanted if wanted not in self.reserved else f"{wanted}_"
        name = free_name(name, (), "_")
        self.found.setdefault(attribute, Parameter(name, attribute, column, hint))
        guards = unknown((none_guard(name),), facts) if is_open else ()
        return Value(name, guards=guards, enum=enum)

    def instance(self, _c: Compiling, node: Node, _facts: Facts) -> Value:
        """Refuse: a rule of one row reads no rows as a whole."""
        raise AssertionError(f"no row for {type(node).__name__}")

    def rows_of(self, _c: Compiling, node: Aggregate, _facts: Facts) -> Found:
        """Refuse: a rule of one row reads no others."""
        raise AssertionError(f"no rows for `{node.name}`")


class Models:
    """Rows as instances of models: `this` is the one that the expression is about.

    With a `session`, other rows are found by queries; without one, relations are loaded, and
    only whole tables are queried.
    """

    def __init__(self, this: str, session: str = "") -> None:
        self.this, self.session = this, session
        self._trails: dict[str, Trail | None] = {}

    def attribute(self, c: Compiling, node: Attribute, facts: Facts) -> Value:
        """Return the attribute of a field."""
        if node.name == "id":
            return self.row_id(c, node.row, facts)
        row = c.settled(node.row, facts)
        text = f"{row.above(ATOM)}.{attribute_name(node.name)}"
        guards = row.guards
        if is_nullable(c.system, node):
            guards = (*guards, *unknown((none_guard(text),), facts))
        entity = c.system.entity(node.row.type.entity)
        return Value(text, guards=guards, enum=shape_of(c.system, entity).enums.get(node.name, ""))

    def row_id(self, c: Compiling, node: Node, facts: Facts) -> Value:
        """Return the id of a row, null where there is no row."""
        if isinstance(node, Conditional):
            return _one_of(c, self.row_id, node, facts)
        if not isinstance(node, Related) or node.way.kind != "ahead":
            row = c.settled(node, facts)
            return Value(f"{row.above(ATOM)}.id", guards=row.guards)
        row = c.settled(node.row, facts)
        text = f"{row.above(ATOM)}.{attribute_of(c.system, node.way.source, node.way.relation)}"
        guards = row.guards
        if not is_required(c.system, node):
            guards = (*guards, *unknown((none_guard(text),), facts))
        return Value(text, guards=guards)

    def instance(self, c: Compiling, node: Node, facts: Facts) -> Value:
        """Return source of a row."""
        if isinstance(node, This):
            return Value(self.this)
        if isinstance(node, Each):
            return Value(c.each_name(node))
        if not isinstance(node, Related):
            raise AssertionError(f"no row for {type(node).__name__}")
        if not self.session or self._trail(c, node) is not None:
            return self._followed(c, node, facts)
        cls = c.use("app.models", shapes_of(c.system).named[node.type.entity].cls)
        if node.way.kind != "ahead":
            c.use("sqlalchemy", "select")
            base = self.row_id(c, node.row, facts)
            column = f"{cls}.{attribute_of(c.system, node.way.source, node.way.relation)}"
            query = f"{self.session}.scalar(select({cls}).where({column} == {base.text}))"
            return Value(query, guards=base.guards, maybe=True)
        is_inner = bool(free_rows(node))
        own = self.row_id(c, node, facts if is_inner else NOTHING)
        found = Value(f"{self.session}.get_one({cls}, {own.text})", guards=own.guards)
        if is_inner:
            return found
        name = c.bound(optional(found).text, node.name)
        return Value(name, guards=unknown((none_guard(name),), facts) if own.guards else ())

    def _followed(self, c: Compiling, node: Related, facts: Facts) -> Value:
        """Return the attribute of a relation that is loaded."""
        self._load(c, node)
        row = c.settled(node.row, facts)
        text = f"{row.above(ATOM)}.{attribute_name(node.name)}"
        guards = row.guards
        if node.type.kind == "row" and not is_required(c.system, node):
            guards = (*guards, *unknown((none_guard(text),), facts))
        return Value(text, guards=guards)

    def _trail(self, c: Compiling, node: Node) -> "Trail | None":
        """Return from where loaded relations lead to a row or rows; None where they don't."""
        if isinstance(node, This):
            return None if self.session else Trail(None, ())
        if isinstance(node, Each):
            return self._trails.get(node.name)
        if not isinstance(node, Related) or (self.session and node.way.kind != "ahead"):
            return None
        before = self._trail(c, node.row)
        if before is None:
            return None
        cls = shapes_of(c.system).named[node.row.type.entity].cls
        step = (cls, attribute_name(node.name), node.type.kind == "rows")
        return Trail(before.query, (*before.load, step))

    def _load(self, c: Compiling, node: Related) -> None:
        trail = self._trail(c, node)
        if trail is not None and trail.query is not None:
            for cls, _, _ in trail.load:
                c.use("app.models", cls)
            trail.query.loads[trail.load] = None

    def rows_of(self, c: Compiling, node: Aggregate, facts: Facts) -> Found:
        """Return the rows that an aggregate is over."""
        if not self.session and isinstance(node.rows, Related):
            if node.each is not None:
                self._trails[node.each.name] = self._trail(c, node.rows)
            return LoadedRows(c, node, self._followed(c, node.rows, facts))
        session = self.session
        if not session:
            session = c.bound(f"{c.helper('session_of')}({self.this})", "session")
        query = Query(c, node, session, facts)
        if node.each is not None:
            self._trails[node.each.name] = Trail(query, ())
        return query.ready()


class Trail(NamedTuple):
    """Relations that lead from each row of a query, or of None from the row itself."""

    query: Query | None
    load: Load


class LoadedRows:
    """The rows of a relation that is loaded."""

    def __init__(self, c: Compiling, node: Aggregate, rows: Value) -> None:
        self.each = c.each_name(node.each) if node.each is not None else ""
        self.left = conjuncts(node.condition)
        self.guards = rows.guards
        # A row that is named twice is still one row.
        once = isinstance(node.rows, Related) and may_repeat(c.system, node.rows)
        self._rows = f"set({rows.text})" if once else rows.text

    def rows(self) -> str:
        """Return source of the rows."""
        return self._rows

    def count(self) -> str:
        """Return source of their number."""
        return f"len({self._rows})"

    def column(self, _element: Node) -> str:
        """Say that rows must be looked at."""
        return ""


def _one_of(
    c: Compiling,
    read: Callable[[Compiling, Node, Facts], Value],
    node: Conditional,
    facts: Facts,
) -> Value:
    """Return what is read of one of two rows."""
    test = c.truth(node.test, facts, positive=True, lenient=False)
    made = chosen(
        test,
        read(c, node.then, facts | test.when_true),
        read(c, node.otherwise, facts | test.when_false),
    )
    if not made.maybe:
        return made
    name = c.name("chosen")
    guard = Guard(name, f"({name} := {made.text}) is not None", f"({name} := {made.text}) is None")
    return Value(name, guards=(guard,))
