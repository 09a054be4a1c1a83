"""A rule as the condition of a CHECK, in SQLite or in PostgreSQL."""

from decimal import Decimal

from baesc.knowledge.checking.arithmetic import computed, is_days
from baesc.knowledge.checking.terms import (
    AND,
    ATOM,
    COMPARE,
    EXACT_DIGITS,
    NOT,
    OR,
    TEXT_LENGTH,
    Dialect,
    Term,
    Unsayable,
    largest_of,
    moment_text,
    number,
    whole,
)
from baesc.knowledge.column_types import sql_spelling
from baesc.knowledge.filters import sql_text
from baesc.knowledge.shapes import is_exact
from baesc.language.expressions.inlining import inlined
from baesc.language.expressions.names import OWN_COLUMNS
from baesc.language.expressions.tree import (
    NUMBERS,
    Absence,
    Arithmetic,
    Attribute,
    Call,
    Comparison,
    Conditional,
    Constant,
    Containment,
    Junction,
    Membership,
    Negative,
    Node,
    Not,
    Related,
    This,
)
from baesc.language.ir import Entity, System

_SIGNS = {"==": "=", "!=": "<>"}
_MOMENTS = frozenset({"date", "time", "datetime", "uuid"})
_LIKE_TEXT = frozenset({"text", "enum", "uuid"})


def check_sql(node: Node, entity: Entity, system: System, database: Dialect) -> str | None:
    """Return a condition that is false for exactly the rows that break a rule.

    None where the database can't tell: it does not read clocks or other rows, it spells
    capitals in its own way, and SQLite computes with numbers that are not exact.
    """
    try:
        return Condition(entity, system, database).of(node).sql
    except Unsayable:
        return None


class Condition:
    """Says parts of an expression over one row in the SQL of one database."""

    def __init__(self, entity: Entity, system: System, database: Dialect) -> None:
        self.entity, self.system, self.database = entity, system, database
        self.fields = {one.name: one for one in entity.fields}

    def of(self, node: Node) -> Term:
        """Return the SQL of a part; Unsayable where there is none."""
        match node:
            case Constant(value=None):
                return Term("NULL")
            case Constant():
                return self._constant(node)
            case Attribute():
                return self.column(node)
            case Related(way=way, row=This()) if way.kind == "ahead":
                return self.reference(node.name)
            case Negative() | Arithmetic():
                return computed(node, self.of, self.database)
            case Call():
                return self._call(node)
            case _:
                return self._logic(node)

    def _constant(self, node: Constant) -> Term:
        kind = node.type.kind
        if isinstance(node.value, bool):
            return Term("TRUE" if node.value else "FALSE")
        if kind in NUMBERS:
            return number(node.value)
        if kind in _LIKE_TEXT:
            return Term(_text_of(str(node.value), kind, self.database))
        if kind in ("date", "time", "datetime"):
            return Term(moment_text(kind, str(node.value), self.database))
        raise Unsayable

    def column(self, node: Attribute) -> Term:
        """Return the SQL of a field of the row."""
        if not isinstance(node.row, This) or node.name in OWN_COLUMNS:
            raise Unsayable
        field = self.fields[node.name]
        if field.computed is not None and not field.stored:
            if field.formula is None:
                raise Unsayable
            return self.of(inlined(node, self.system))
        if field.type == "json" or (is_exact(field) and self.database == "sqlite"):
            raise Unsayable
        most, places = largest_of(field)
        return Term(sql_spelling(field.name), ATOM, most, places)

    def reference(self, name: str) -> Term:
        """Return the SQL of the id of a related row."""
        column = next(one.column for one in self.entity.relations if one.name == name)
        if column is None:
            raise Unsayable
        return Term(sql_spelling(column))

    def _logic(self, node: Node) -> Term:
        match node:
            case Not(part=part):
                return Term(f"NOT {self.of(part).within(ATOM)}", NOT)
            case Junction(word=word, parts=parts):
                level = AND if word == "and" else OR
                joined = f" {word.upper()} ".join(self.of(one).within(level + 1) for one in parts)
                return Term(joined, level)
            case Comparison(first=first, rest=rest):
                nodes = [first, *(one for _, one in rest)]
                pairs = zip((sign for sign, _ in rest), nodes, nodes[1:], strict=False)
                links = [self._compare(*one) for one in pairs]
                return links[0] if len(links) == 1 else _all_of(links)
            case Membership():
                return self._membership(node)
            case Absence(value=value, negated=negated):
                told = "IS NOT NULL" if negated else "IS NULL"
                return Term(f"{self.of(value).within(ATOM)} {told}", COMPARE)
            case Containment():
                return self._containment(node)
            case Conditional(test=test, then=then, otherwise=otherwise):
                return self._conditional(node, self.of(test), self.of(then), self.of(otherwise))
            case _:
                raise Unsayable

    def _compare(self, sign: str, left: Node, right: Node) -> Term:
        kinds = {left.type.kind, right.type.kind}
        self._comparable(left, right)
        one, two = self.of(left).within(COMPARE + 1), self.of(right).within(COMPARE + 1)
        if kinds == {"boolean"} and sign in _SIGNS:
            one, two = self.of(left).within(ATOM), self.of(right).within(ATOM)
        if "text" in kinds and sign not in _SIGNS and self.database == "postgresql":
            two = f'{two} COLLATE "C"'
        return Term(f"{one} {_SIGNS.get(sign, sign)} {two}", COMPARE)

    def _comparable(self, left: Node, right: Node) -> None:
        """Raise Unsayable where a database compares by other rules than the language."""
        kinds = {left.type.kind, right.type.kind}
        if "period" in kinds or "json" in kinds or "rows" in kinds:
            raise Unsayable
        if "duration" in kinds and not (is_days(left) and is_days(right)):
            raise Unsayable
        if isinstance(left, This) or isinstance(right, This) or _is_untyped(left, right):
            raise Unsayable
        for one in (left, right):
            if one.type.kind in NUMBERS and self.database == "sqlite" and not self._is_apart(one):
                raise Unsayable
        if "float" in kinds and any(isinstance(one, Arithmetic) for one in (left, right)):
            raise Unsayable

    def _is_apart(self, node: Node) -> bool:
        """Tell whether SQLite keeps a number apart from all others that have as many digits."""
        if isinstance(node, Constant):
            return len(Decimal(str(node.value)).normalize().as_tuple().digits) <= EXACT_DIGITS
        term = self.of(node)
        return not term.places or len(str(term.most)) - 1 + term.places <= EXACT_DIGITS

    def _membership(self, node: Membership) -> Term:
        for one in node.items:
            if not isinstance(one, Constant):
                raise Unsayable
            self._comparable(node.value, one)
        listed = ", ".join(self.of(one).sql for one in node.items)
        word = "NOT IN" if node.negated else "IN"
        return Term(f"{self.of(node.value).within(COMPARE + 1)} {word} ({listed})", COMPARE)

    def _containment(self, node: Containment) -> Term:
        part, inside = self.of(node.part).sql, self.of(node.whole).sql
        sign = "=" if node.negated else ">"
        if self.database == "sqlite":
            return Term(f"instr({inside}, {part}) {sign} 0", COMPARE)
        return Term(f"strpos({inside}, {part}) {sign} 0", COMPARE)

    def _conditional(self, node: Conditional, test: Term, then: Term, other: Term) -> Term:
        if node.type.kind == "float" or _is_untyped(node.then, node.otherwise):
            raise Unsayable
        sql = f"CASE WHEN {test.sql} THEN {then.sql} ELSE {other.sql} END"
        return Term(sql, ATOM, max(then.most, other.most), max(then.places, other.places))

    def _call(self, node: Call) -> Term:
        first = self.of(node.arguments[0]) if node.name not in ("days", "hours") else Term("")
        kind = node.arguments[0].type.kind
        if kind in _MOMENTS and isinstance(node.arguments[0], Constant):
            raise Unsayable
        match node.name:
            case "len":
                return whole(f"length({first.sql})", ATOM, TEXT_LENGTH)
            case "abs" if kind != "float":
                return Term(f"abs({first.sql})", ATOM, first.most, first.places)
            case "year" | "month" | "day":
                return self._part_of_date(node.name, first, kind)
            case "date" if kind == "datetime":
                return self._day(first)
            case "days" if is_days(node):
                return self.of(node.arguments[0])
            case "round" if kind == "decimal" and self.database == "postgresql":
                return self._rounded(node, first)
            case _:
                raise Unsayable

    def _rounded(self, node: Call, first: Term) -> Term:
        places = node.arguments[1] if len(node.arguments) > 1 else Constant(0, node.type)
        if not isinstance(places, Constant) or not isinstance(places.value, int):
            raise Unsayable
        return Term(f"round({first.sql}, {places.value})", ATOM, first.most + 1, places.value)

    def _part_of_date(self, name: str, first: Term, kind: str) -> Term:
        if self.database == "sqlite":
            start, length = {"year": (1, 4), "month": (6, 2), "day": (9, 2)}[name]
            sql = f"CAST(substr({first.sql}, {start}, {length}) AS INTEGER)"
        else:
            of = first.sql if kind == "date" else f"{first.within(ATOM)} AT TIME ZONE 'UTC'"
            sql = f"CAST(EXTRACT({name.upper()} FROM {of}) AS INTEGER)"
        return whole(sql, ATOM, 9999)

    def _day(self, first: Term) -> Term:
        if self.database == "sqlite":
            return Term(f"substr({first.sql}, 1, 10)")
        return Term(f"CAST({first.within(ATOM)} AT TIME ZONE 'UTC' AS DATE)")


def _all_of(links: list[Term]) -> Term:
    return Term(" AND ".join(one.sql for one in links), AND)


def _is_untyped(one: Node, other: Node) -> bool:
    """Tell whether PostgreSQL would take two moments for texts: nothing says what they are."""
    return all(isinstance(part, Constant) and part.type.kind in _MOMENTS for part in (one, other))


def _text_of(value: str, kind: str, database: Dialect) -> str:
    if "\0" in value:
        raise Unsayable
    if kind == "uuid" and database == "sqlite":
        return sql_text(value.replace("-", "").lower())
    return sql_text(value)
