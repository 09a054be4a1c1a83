"""Expressions for tests: a scope with every type, random texts, and Python's own opinion."""

import ast
import re
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace
from typing import Any

from hypothesis import strategies as st

from baesc.ground.source import Span
from baesc.language.expressions.names import Scope
from baesc.language.expressions.reading import read
from baesc.language.expressions.rows import Database, Row
from baesc.language.expressions.tree import Node
from baesc.language.ir import System
from baesc.messages.diagnostic import Diagnostic
from tests.systems import entity, field, system, to_one

NOW = datetime(2026, 3, 1, 10, 30, tzinfo=UTC)


def things() -> System:
    """Return things with parts and an owner."""
    return system(
        "things",
        entity(
            "Thing",
            field("a", "integer"),
            field("b", "integer"),
            field("price", "decimal"),
            field("ratio", "float"),
            field("name", "string"),
            field("other", "string"),
            field("on", "boolean"),
            field("born", "date"),
            field("died", "date"),
            field("seen", "datetime"),
            field("opens", "time", required=False),
            field("state", "enum", values=("new", "old")),
            field("code", "uuid", required=False),
            field("extra", "json", required=False),
            field("note", "text", required=False),
            field("class", "string"),
            field("today", "integer"),
            to_one("owner", "Person", inverse="things"),
            to_one("parent", "Thing", required=False, inverse="children"),
        ),
        entity("Person", field("name", "string"), field("age", "integer")),
        entity(
            "Part",
            field("size", "integer"),
            field("cost", "decimal"),
            field("made", "date"),
            to_one("thing", "Thing", inverse="parts"),
        ),
    )


THINGS = things()
SCOPE = Scope({one.name: one for one in THINGS.entities}, "Thing")


def reading(text: str, scope: Scope = SCOPE) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    return read(text, Span("a.yaml", 1, 1, 1, 1 + len(text)), scope)


def meaning(text: str, scope: Scope = SCOPE) -> Node:
    node, found = reading(text, scope)
    assert node is not None, [(one.message, one.help) for one in found]
    return node


def _summed(limit: str) -> str:
    if limit.count(" for ") >= 2:
        return limit
    each = next(one for one in "pqrtuvwxyz" if f"for {one} in" not in limit)
    return f"sum({each}.size * 2 for {each} in parts if {each}.size > {limit})"


def _numbers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(
            lambda one: f"({one[0]} {one[1]} {one[2]})"
        ),
        st.tuples(inner, st.integers(1, 9)).map(lambda one: f"({one[0]}) / {one[1]}"),
        st.tuples(st.sampled_from(["a", "b", "len(name)"]), st.sampled_from(["//", "%"]),
                  st.integers(1, 9)).map(lambda one: f"{one[0]} {one[1]} {one[2]}"),
        inner.map(lambda one: f"-{one}" if one[0] != "-" else one),
        inner.map(lambda one: f"abs({one})"),
        inner.map(lambda one: f"round({one}, 1)"),
        st.tuples(inner, inner).map(lambda one: f"min({one[0]}, {one[1]})"),
        inner.map(_summed),
    )  # fmt: skip


NUMBERS = st.recursive(
    st.one_of(
        st.sampled_from(
            ["a", "b", "price", "owner.age", "len(name)", "year(born)", "month(seen)", "day(died)",
             "count(parts)", "self.today", "sum(p.cost for p in parts)"]
        ),
        st.integers(0, 99).map(str),
        st.decimals(0, 99, places=2).map(lambda one: f"{one:f}"),
    ),
    _numbers,
    max_leaves=4,
)  # fmt: skip
TEXTS = st.one_of(
    st.sampled_from(["name", "other", "owner.name", "lower(name)", "upper(other)", "class_"]),
    st.text("abcXYZ' \"é", max_size=3).map(repr),
    st.just("name + ' <' + other + '>'"),
)
DATES = st.one_of(
    st.sampled_from(["born", "died", "today", "date(seen)"]),
    st.tuples(st.sampled_from(["born", "died", "today"]), st.sampled_from("+-"),
              st.sampled_from(["days", "years", "months"]), st.integers(0, 30)).map(
        lambda one: f"{one[0]} {one[1]} {one[2]}({one[3]})"),
)  # fmt: skip
_SIGNS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])


def compared(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Draw comparisons of two values."""
    return st.tuples(values, _SIGNS, values).map(lambda one: f"({one[0]}) {one[1]} ({one[2]})")


_ATOMS = st.one_of(
    compared(NUMBERS),
    compared(TEXTS),
    compared(DATES),
    st.tuples(NUMBERS, NUMBERS, NUMBERS).map(lambda one: "({}) <= ({}) < ({})".format(*one)),
    st.tuples(DATES, st.dates(date(2000, 1, 1), date(2030, 1, 1))).map(
        lambda one: f"({one[0]}) <= '{one[1]}'"
    ),
    st.tuples(TEXTS, TEXTS).map(lambda one: f"({one[0]}) in ({one[1]})"),
    st.sampled_from(
        ["on", "state == 'new'", "state in ('new', 'old')", "state not in ('old',)",
         "matches(name, '[a-z]+')", "seen < now", "died - born > days(3)", "seen - hours(2) < now",
         "any(p.size > 3 for p in parts)", "all(p.cost < 3.5 and p.made < today for p in parts)",
         "count(t for t in Thing if t != self and t.owner == owner) >= 1", "name is not None"]
    ),
)  # fmt: skip
CONDITIONS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
            lambda one: f"({one[0]}) {one[1]} ({one[2]})"
        ),
        inner.map(lambda one: f"not ({one})"),
        st.tuples(inner, inner, inner).map(lambda one: "({} if {} else {})".format(*one)),
    ),
    max_leaves=4,
)
ALL = st.one_of(CONDITIONS, NUMBERS, TEXTS, DATES)


@st.composite
def databases(draw: st.DrawFn) -> Database:
    """Return a database with two things, their parts and their owners."""
    names = st.text("abcXYZ", max_size=4)
    days = st.dates(date(2000, 1, 1), date(2030, 1, 1))
    prices = st.decimals(0, 99, places=2)
    small = st.integers(-9, 99)
    people = tuple(Row("Person", one, {"name": draw(names), "age": draw(small)}) for one in (1, 2))
    found = tuple(
        Row("Thing", one, {
            "a": draw(small), "b": draw(small), "price": draw(prices), "ratio": 0.5,
            "name": draw(names), "other": draw(names), "on": draw(st.booleans()),
            "born": draw(days), "died": draw(days), "class": draw(names), "today": draw(small),
            "seen": datetime.combine(draw(days), datetime.min.time(), UTC),
            "state": draw(st.sampled_from(["new", "old"])), "owner": draw(st.sampled_from([1, 2])),
            "parent": draw(st.sampled_from([None, 1])),
        })
        for one in (1, 2)
    )  # fmt: skip
    parts = tuple(
        Row("Part", one, {"size": draw(small), "cost": draw(prices), "made": draw(days),
                          "thing": draw(st.sampled_from([1, 2]))})
        for one in range(1, draw(st.integers(1, 4)))
    )  # fmt: skip
    return Database({"Thing": found, "Part": parts, "Person": people}, NOW)


class _Period:
    def __init__(self, months: int) -> None:
        self.months = months

    def __radd__(self, day: date) -> date:
        wanted = day.year * 12 + day.month - 1 + self.months
        for last in range(day.day, 27, -1):
            try:
                return day.replace(year=wanted // 12, month=wanted % 12 + 1, day=last)
            except ValueError:
                continue
        return day.replace(year=wanted // 12, month=wanted % 12 + 1)

    def __rsub__(self, day: date) -> date:
        return day + _Period(-self.months)


class _Pythonic(ast.NodeTransformer):
    """Makes Python compute as people do: exact decimals, dates beside texts."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, float):
            return ast.parse(f"D('{node.value!r}')", mode="eval").body
        if isinstance(node.value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", node.value):
            return ast.parse(f"day_of('{node.value}')", mode="eval").body
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.Div):
            return ast.Call(ast.Name("div", ast.Load()), [node.left, node.right], [])
        return node


def _round(value: Any, places: int = 0) -> Any:
    exact = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return exact if places else int(exact)


def _extreme(of: Any) -> Any:
    return lambda *given: of(*given) if len(given) > 1 else of(given[0], default=None)


def by_python(text: str, row: Row, database: Database) -> Any:
    """Return what Python makes of a canonical text; only tests may do this."""
    rows = {
        (name, one.id): SimpleNamespace(id=one.id, **dict(one.values))
        for name, some in database.rows.items()
        for one in some
    }
    for (name, _), one in rows.items():
        if name == "Thing":
            one.class_ = getattr(one, "class")
            one.owner = rows["Person", one.owner]
            one.parts = [
                each for (kind, _), each in rows.items() if kind == "Part" and each.thing == one.id
            ]
    this = rows["Thing", row.id]
    tree = ast.fix_missing_locations(_Pythonic().visit(ast.parse(text, mode="eval")))
    names = {
        **vars(this), "self": this, "D": Decimal, "day_of": date.fromisoformat,
        "today": database.now.date(), "now": database.now, "len": len, "lower": str.lower,
        "upper": str.upper, "abs": abs, "round": _round, "min": _extreme(min), "max": _extreme(max),
        "year": lambda one: one.year, "month": lambda one: one.month, "day": lambda one: one.day,
        "date": lambda one: one.date(), "days": lambda n: timedelta(days=n),
        "hours": lambda n: timedelta(hours=n), "years": lambda n: _Period(12 * n),
        "months": _Period, "count": lambda some: len(list(some)), "sum": sum, "any": any,
        "all": all, "matches": lambda one, p: re.fullmatch(p, one) is not None,
        "div": lambda x, y: (Decimal(x) / Decimal(y)).quantize(Decimal("1e-10"), ROUND_HALF_UP),
        "Thing": [one for (kind, _), one in rows.items() if kind == "Thing"],
    }  # fmt: skip
    return eval(compile(tree, "<expression>", "eval"), names)
