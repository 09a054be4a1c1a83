"""Rows that a query finds: what SQL says exactly stands in it, the rest is left for Python."""

from baesc.ground.names import plural
from baesc.knowledge.compiling.compiling import Compiling
from baesc.knowledge.compiling.names import attribute_of, free_rows, is_nullable, kept
from baesc.knowledge.compiling.operands import operands
from baesc.knowledge.compiling.pieces import (
    NOTHING,
    OR,
    Facts,
    Guard,
    Value,
    all_true,
    there,
    unknown,
)
from baesc.knowledge.shapes import shapes_of
from baesc.language.expressions.bounds import most
from baesc.language.expressions.tree import (
    Absence,
    Aggregate,
    Attribute,
    Comparison,
    Constant,
    Each,
    Junction,
    Membership,
    Node,
    Not,
    Related,
    walk,
)

_SAME = ("==", "!=")
_ALL = ("==", "!=", "<", "<=", ">", ">=")
# The signs that mean the same in Python and in both databases.
_SIGNS = {
    "row": _SAME, "enum": _SAME, "text": _SAME, "uuid": _SAME, "boolean": _SAME,
    "integer": _ALL, "date": _ALL, "datetime": _ALL, "time": _ALL,
}  # fmt: skip
_MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_LARGEST = 2**63 - 1
Load = tuple[tuple[str, str, bool], ...]


class Query:
    """The rows of one aggregate; `session` is the name of the session."""

    def __init__(self, c: Compiling, node: Aggregate, session: str, facts: Facts) -> None:
        self.c, self.session = c, session
        self.named = shapes_of(c.system).named[node.rows.type.entity]
        self.entity = node.rows.type.entity
        self.word = node.each.name if node.each is not None else ""
        self.each = c.each_name(node.each) if node.each is not None else ""
        self.loads: dict[Load, None] = {}
        self.is_inner = bool(free_rows(node))
        self.facts = facts if self.is_inner else NOTHING
        self._guards: dict[str, Guard] = {}
        self.wheres: list[str] = []
        c.use("sqlalchemy", "select")
        c.use("app.models", self.named.cls)
        self._node = node
        self.left: tuple[Node, ...] = ()

    def ready(self) -> "Query":
        """Return the query with all conditions that SQL can say."""
        if isinstance(self._node.rows, Related):
            self._reach(self._node.rows)
        left = []
        for one in conjuncts(self._node.condition):
            where = _where(self.c, self, one)
            if where:
                self.wheres.append(where)
            else:
                left.append(one)
        self.left = tuple(left)
        return self

    @property
    def guards(self) -> tuple[Guard, ...]:
        """What must be there for rows to be found; a statement of its own looks to it itself."""
        return tuple(self._guards.values()) if self.is_inner else ()

    def outer(self, value: Value) -> str:
        """Return source of a value from outside of the query, and note what it needs."""
        for one in unknown(value.guards, self.facts):
            self._guards[one.key] = one
        return value.text

    def _reach(self, rows: Related) -> None:
        """Ask for the rows at the end of a relation."""
        c, way, cls = self.c, rows.way, self.named.cls
        shapes = shapes_of(c.system)
        base = self.outer(c.rows.row_id(c, rows.row, self.facts))
        if way.kind == "back":
            self.wheres.append(
                f"{cls}.{attribute_of(c.system, way.source, way.relation)} == {base}"
            )
            return
        if way.kind == "through":
            between = c.use("app.models", shapes.named[way.source].cls)
            own = f"{between}.{attribute_of(c.system, way.source, way.relation)}"
            other = f"{between}.{attribute_of(c.system, way.source, way.other)}"
        else:
            source = shapes.by_name[way.source]
            held = next(one for one in source.sets if one.relation.name == way.relation)
            table = c.use(f"app.models.{source.named.module}", held.variable)
            link = held.relation.link
            if link is None:
                raise AssertionError(f"{way.relation} has no table in between")
            columns = (link.column, link.other_column)
            first, second = columns if way.kind == "held" else columns[::-1]
            own, other = f'{table}.c["{first}"]', f'{table}.c["{second}"]'
            if all(len(f"{table}.c.{one}") <= 60 for one in columns):
                own, other = f"{table}.c.{first}", f"{table}.c.{second}"
        self.wheres.append(f"{cls}.id.in_(select({other}).where({own} == {base}))")

    def _query(self, what: str, more: str = "") -> str:
        where = f".where({', '.join(self.wheres)})" if self.wheres else ""
        return f"{self.session}.scalars(select({what}){more}{where}{self._options()})"

    def _options(self) -> str:
        longest = [
            one
            for one in self.loads
            if not any(len(two) > len(one) and two[: len(one)] == one for two in self.loads)
        ]
        if not longest:
            return ""
        made = []
        for load in longest:
            steps = []
            for cls, attribute, many in load:
                name = self.c.use("sqlalchemy.orm", "selectinload" if many else "joinedload")
                steps.append(f"{name}({cls}.{attribute})")
            made.append(".".join(steps))
        return f".options({', '.join(made)})"

    def _folded(self, source: str, otherwise: str) -> str:
        """Return source that is safe where a guard fails."""
        tests = all_true(map(there, self._guards.values()))
        if tests.text == "True":
            return source
        return f"{source} if {tests.above(OR)} else {otherwise}"

    def rows(self) -> str:
        """Return source of the rows, once all that is read of each has been compiled."""
        return self._many(self._query(self.named.cls))

    def _many(self, query: str) -> str:
        if self.is_inner:
            return query
        return self.c.bound(self._folded(f"{query}.all()", "[]"), self.named.plural)

    def count(self) -> str:
        """Return source of their number, of rows that no condition is left for."""
        function = self.c.use("sqlalchemy", "func")
        query = self._query(f"{function}.count()", f".select_from({self.named.cls})")
        if self.is_inner:
            return f"{query}.one()"
        return self.c.bound(self._folded(f"{query}.one()", "0"), f"{self.named.singular}_count")

    def column(self, element: Node) -> str:
        """Return source of one column of them, empty where rows must be looked at."""
        is_own = isinstance(element, Attribute) and isinstance(element.row, Each)
        if self.left or not is_own or element.row.name != self.word:  # type: ignore[union-attr]
            return ""
        if not isinstance(element, Attribute) or is_nullable(self.c.system, element):
            return ""
        if not kept(self.c.system, element):
            return ""
        attribute = attribute_of(self.c.system, self.entity, element.name)
        query = self._query(f"{self.named.cls}.{attribute}")
        if self.is_inner:
            return query
        return self.c.bound(self._folded(f"{query}.all()", "[]"), _plural(element.name))


def _plural(name: str) -> str:
    return name if name.endswith("s") else plural(name)


def conjuncts(node: Node | None) -> tuple[Node, ...]:
    """Return the conditions that are joined by `and`."""
    if node is None:
        return ()
    return node.parts if isinstance(node, Junction) and node.word == "and" else (node,)


def _where(c: Compiling, query: Query, node: Node) -> str:
    """Return a condition in SQL, empty where SQL does not say exactly the same."""
    match node:
        case Comparison(first=first, rest=((sign, second),)):
            return _compared(c, query, first, sign, second) or _compared(
                c, query, second, _MIRRORED[sign], first
            )
        case Membership(value=value, items=items, negated=negated):
            return _member(c, query, value, items, negated)
        case Absence(value=value, negated=negated) if value.type.kind != "json":
            column = _column(c, query, value)
            return f"{column}.{'is_not' if negated else 'is_'}(None)" if column else ""
        case Not(part=part) if part.type.kind == "boolean" and isinstance(part, Attribute):
            column = _column(c, query, part)
            return f"{column}.is_(False)" if column else ""
        case Attribute():
            column = _column(c, query, node)
            return f"{column}.is_(True)" if column else ""
        case _:
            return ""


def _column(c: Compiling, query: Query, node: Node) -> str:
    """Return the column that a part reads of each row, empty when it is none."""
    cls = query.named.cls
    match node:
        case Each(name=name) if name == query.word:
            return f"{cls}.id"
        case Attribute(row=Each(name=row), name=name) if row == query.word:
            if not kept(c.system, node):
                return ""
            return f"{cls}.{attribute_of(c.system, query.entity, name)}"
        case Related(row=Each(name=row), name=name, way=way) if row == query.word:
            if way.kind != "ahead":
                return ""
            return f"{cls}.{attribute_of(c.system, query.entity, name)}"
        case _:
            return ""


def _compared(c: Compiling, query: Query, inner: Node, sign: str, outer: Node) -> str:
    column = _column(c, query, inner)
    if not column or sign not in _SIGNS.get(inner.type.kind, ()):
        return ""
    if outer.type.kind != inner.type.kind:
        return ""
    if any(isinstance(one, Each) and one.name == query.word for one in walk(outer)):
        second = _column(c, query, outer)
        return f"{column} {sign} {second}" if second and inner.type.kind != "enum" else ""
    if inner.type.kind == "integer" and most(outer, c.system) > _LARGEST:
        return ""
    if inner.type.kind == "boolean" and isinstance(outer, Constant):
        return f"{column}.is_({outer.value if sign == '==' else not outer.value})"
    own, value = operands(c, [inner, outer], query.facts)
    if own.enum != value.enum:
        return ""
    return f"{column} {sign} {query.outer(value)}"


def _member(c: Compiling, query: Query, value: Node, items: tuple[Node, ...], negated: bool) -> str:
    column = _column(c, query, value)
    is_written = all(isinstance(one, Constant) and one.value is not None for one in items)
    if not column or value.type.kind not in _SIGNS or not is_written:
        return ""
    if value.type.kind == "boolean" or any(one.type.kind != value.type.kind for one in items):
        return ""
    own, *listed = operands(c, [value, *items], query.facts)
    if any(one.enum != own.enum for one in listed):
        return ""
    inner = ", ".join(one.text for one in listed)
    comma = "," if len(listed) == 1 else ""
    return f"{column}.{'not_in' if negated else 'in_'}(({inner}{comma}))"
