"""A CHECK refuses a row exactly when its rule is false for it, on real tables of both databases."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from baesc.knowledge.checking.check_sql import check_sql
from baesc.knowledge.checking.terms import Dialect
from baesc.knowledge.targets.schema_sql import schema_view
from baesc.language.expressions.boundary import boundary_cases
from baesc.language.expressions.evaluation import evaluate
from baesc.language.expressions.inlining import inlined
from baesc.language.expressions.names import Scope
from baesc.language.expressions.rows import Database, Row
from baesc.language.expressions.tree import Node
from baesc.language.ir import Rule, System
from tests.expressions import NOW, compared, meaning, reading
from tests.postgresql import postgresql
from tests.systems import entity, field, system, to_one

EXAMPLES = int(os.environ.get("BAESC_CHECK_EXAMPLES", "60"))


def goods() -> System:
    """Return goods, all of whose fields can be null."""
    names = {"required": False}
    goods = entity(
        "Good",
        field("a", "integer", **names),
        field("b", "integer", **names),
        field("price", "decimal", precision=8, scale=2, **names),
        field("cost", "decimal", precision=15, scale=5, **names),
        field("exact", "decimal", precision=24, scale=8, **names),
        field("ratio", "float", **names),
        field("name", "string", max_length=40, **names),
        field("other", "text", **names),
        field("on", "boolean", **names),
        field("sold", "boolean", **names),
        field("born", "date", **names),
        field("died", "date", **names),
        field("seen", "datetime", **names),
        field("opens", "time", **names),
        field("state", "enum", values=("new", "old", "it's: new", "100%"), **names),
        field("code", "uuid", **names),
        to_one("owner", "Person", required=False, inverse="goods"),
        to_one("maker", "Person", required=False, inverse="made"),
    )
    made = system("goods", goods, entity("Person", field("name", "string")))
    scope = Scope({one.name: one for one in made.entities}, "Good")
    sums = (
        replace(field("net", "integer", required=False), computed="", formula=None),
        replace(field("tag", "string", required=False), computed="", formula=None),
    )
    formulas = ("a * 2 - b", "name + '/' + other")
    fields = tuple(
        replace(one, formula=meaning(text, scope)) for one, text in zip(sums, formulas, strict=True)
    )
    whole = tuple(
        replace(one, fields=(*one.fields, *fields)) if one.name == "Good" else one
        for one in made.entities
    )
    return replace(made, entities=whole)


GOODS = goods()
GOOD = GOODS.entity("Good")
SCOPE = Scope({one.name: one for one in GOODS.entities}, "Good")
COLUMNS: dict[str, Any] = {
    "a": sa.Integer(), "b": sa.Integer(), "price": sa.Numeric(8, 2), "cost": sa.Numeric(15, 5),
    "ratio": sa.Double(), "name": sa.String(40), "other": sa.Text(), "on": sa.Boolean(),
    "sold": sa.Boolean(), "born": sa.Date(), "died": sa.Date(),
    "seen": sa.DateTime(timezone=True), "opens": sa.Time(), "state": sa.String(), "code": sa.Uuid(),
    "owner_id": sa.Integer(), "maker_id": sa.Integer(),
}  # fmt: skip
_NUMBERS = st.recursive(
    st.one_of(
        st.sampled_from(
            ["a", "b", "price", "cost", "net", "len(name)", "len(tag)", "year(born)", "month(seen)",
             "day(died)", "abs(a)", "abs(price)", "round(price)", "round(cost, 1)", "-b", "exact"]
        ),
        st.integers(-3, 99).map(str),
        st.sampled_from(["0.1", "2.5", "99.99", "0.00001", "1000000"]),
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map(
            lambda one: f"(({one[0]}) {one[1]} ({one[2]}))"
        ),
        st.tuples(
            st.sampled_from(["a", "b", "net", "(a - b)"]),
            st.sampled_from(["//", "%"]),
            st.sampled_from(["2", "7", "-3", "b", "a"]),
        ).map(" ".join),
    ),
    max_leaves=3,
)  # fmt: skip
_TEXTS = st.sampled_from(
    ["name", "other", "tag", "'a'", "'Z :x %s'", '"it\'s"', "name + '%'", "'é'", "'a' + other"]
)
_DATES = st.sampled_from(["born", "died", "date(seen)", "'2020-02-29'", "'0001-01-01'"])
_ATOMS = st.one_of(
    compared(_NUMBERS),
    compared(_TEXTS),
    compared(_DATES),
    st.sampled_from(
        ["on", "on == sold", "on != (a > 3)", "state == 'new'", "state in ('new', \"it's: new\")",
         "state not in ('old', '100%')", "a in (1, 2, 3)", "price in (2.5, 99.99)",
         "'a' in name", "'%' not in other", "name in other", "a is None", "price is not None",
         "owner is None", "owner == maker", "owner != maker", "died - born > days(3)",
         "born - died <= days(-1)", "born - '2020-01-01' < days(30)",
         "seen > '2020-01-31T08:00:00Z'", "opens <= '08:30'", "ratio > 0.1", "ratio == price",
         "ratio < a", "0 <= a < b",
         "code == '123e4567-e89b-12d3-a456-426614174000'", "a > 0 if on else b > 0",
         "(a if on else b) > 3", "('new' if on else 'old') == 'new'", "exact > 1"]
    ),
)  # fmt: skip
CONDITIONS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
            lambda one: f"({one[0]}) {one[1]} ({one[2]})"
        ),
        inner.map(lambda one: f"not ({one})"),
        st.tuples(inner, inner, inner).map(lambda one: "({}) if ({}) else ({})".format(*one)),
    ),
    max_leaves=3,
)
_DAYS = [date(1, 1, 1), date(2020, 2, 29), date(9999, 12, 31)] + [
    date(2020, 1, 30) + timedelta(days=one) for one in range(6)
]
_INTEGERS = [-(2**31) + 1, 2**31 - 1, *range(-4, 5), 7, 99]
_WORDS = ["", "a", "Z", "é", "'", "%", "a%", "aa", "Z :x %s", "it's", "😀", "aZé"]
_VALUES: dict[str, list[Any]] = {
    "a": _INTEGERS,
    "b": _INTEGERS,
    "price": [Decimal(one) for one in ("-999999.99", "999999.99", "0", "0.1", "2.5", "99.99")],
    "cost": [Decimal(one) for one in ("9999999999.99999", "0.00001", "0.1", "-2.5", "99.99")],
    "ratio": [0.1, 1e300, -9.5, 2.5, 0.0],
    "name": _WORDS,
    "other": _WORDS,
    "on": [True, False],
    "sold": [True, False],
    "born": _DAYS,
    "died": _DAYS,
    "seen": [datetime.combine(day, time(8), UTC) for day in _DAYS],
    "opens": [time(8, 30), time(8, 30, 0, 1), time(0)],
    "state": ["new", "old", "it's: new", "100%"],
    "code": ["123e4567-e89b-12d3-a456-426614174000", "00000000-0000-4000-8000-00000000000a"],
    "owner": [1, 2],
    "maker": [1, 2],
}


def _some_rows() -> list[Row]:
    """Return rows, one in six values of which is missing; the same ones each time."""
    chance = Random(7)
    return [
        Row(
            "Good",
            at,
            {
                name: None if chance.random() < 1 / 6 else chance.choice(values)
                for name, values in _VALUES.items()
            },
        )
        for at in range(1, 61)
    ]


ROWS = _some_rows()


@pytest.fixture(scope="module")
def engines() -> Iterator[dict[Dialect, sa.Engine]]:
    """Yield both databases."""
    sqlite = sa.create_engine("sqlite://")
    with postgresql() as url:
        server = sa.create_engine(url)
        yield {"sqlite": sqlite, "postgresql": server}
        server.dispose()


def _statement(node: Node, dialect: Dialect) -> str:
    """Return the table of goods with a rule, as the schema of an application creates it."""
    rules = (Rule("", "", "It holds", expression=node),)
    entities = tuple(
        replace(one, rules=rules) if one.name == "Good" else one for one in GOODS.entities
    )
    view = schema_view(replace(GOODS, entities=entities, database=dialect))
    table = next(one for one in view.tables if one.name == "goods")
    lines = [
        line.removesuffix(" NOT NULL") if line.startswith(("created", "updated")) else line
        for line in table.lines
        if "FOREIGN KEY" not in line and "_ck_goods_state" not in line
    ]
    assert any("ck_goods_it_holds" in line for line in lines)
    return f"CREATE TEMP TABLE goods ({', '.join(lines)})"


def _accepts(connection: sa.Connection, values: dict[str, Any]) -> bool:
    table = sa.table("goods", *(sa.column(name, kind) for name, kind in COLUMNS.items()))
    row = {name: values[name.removesuffix("_id")] for name in COLUMNS}
    row["code"] = UUID(row["code"]) if row["code"] else None
    refusal = ""
    try:
        with connection.begin_nested():
            connection.execute(table.insert().values(row))
    except sa.exc.IntegrityError as error:
        refusal = str(error)
    assert not refusal or "it_holds" in refusal
    return not refusal


def _agree(node: Node, rows: list[Row], engines: dict[Dialect, sa.Engine]) -> int:
    """Check that the databases that say the rule refuse what it refuses; return how many do."""
    said = 0
    for dialect, engine in engines.items():
        text = check_sql(node, GOOD, GOODS, dialect)
        if text is None:
            continue
        said += 1
        with engine.connect() as connection:
            statement = _statement(node, dialect)
            doubled = statement.replace("%", "%%") if dialect == "postgresql" else statement
            connection.exec_driver_sql("DROP TABLE IF EXISTS goods")
            connection.exec_driver_sql(doubled)
            for row in rows:
                people = tuple(Row("Person", one, {}) for one in (1, 2))
                database = Database({"Good": (row,), "Person": people}, NOW)
                wanted = evaluate(inlined(node, GOODS), row, database)
                assert _accepts(connection, dict(row.values)) == (wanted is not False), (text, row)
            connection.rollback()
    return said


@given(CONDITIONS, st.integers(0, 48))
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_check_refuses_what_breaks_the_rule(
    engines: dict[Dialect, sa.Engine], text: str, start: int
) -> None:
    node, _ = reading(text, SCOPE)
    if node is None:
        return
    event("said" if _agree(node, ROWS[start : start + 12], engines) else "left out")


def _whole(row: Row) -> Row:
    return Row("Good", row.id, {name: row.values.get(name) for name in _VALUES})


SAID = [
    ("born <= '2020-01-31'", "born <= '2020-01-31'", "born <= '2020-01-31'"),
    ("a % 2 == 0", "(a % 2 + 2) % 2 = 0", "(CAST(a AS BIGINT) % 2 + 2) % 2 = 0"),
    ("name < other", "name < other", 'name < other COLLATE "C"'),
    ("price * 2 <= cost", None, "price * 2 <= cost"),
    ("exact > 1", None, "exact > 1"),
    ("state == 'new' or a is not None", "state = 'new' OR a IS NOT NULL", None),
    ("lower(name) == name", None, None),
    ("born < today", None, None),
    ("owner.name == name", None, None),
    ("count(g for g in Good) < 3", None, None),
    ("created_at < seen", None, None),
    ("matches(name, 'a+')", None, None),
    ("born + days(3) > died", None, None),
]


@pytest.mark.parametrize(("text", "sqlite", "server"), SAID)
def test_what_databases_say(text: str, sqlite: str | None, server: str | None) -> None:
    node = meaning(text, SCOPE)
    assert check_sql(node, GOOD, GOODS, "sqlite") == sqlite
    if server is not None or sqlite is None:
        assert check_sql(node, GOOD, GOODS, "postgresql") == server


@pytest.mark.parametrize("text", [one for one, sqlite, server in SAID if sqlite or server])
def test_boundary_cases_are_refused(engines: dict[Dialect, sa.Engine], text: str) -> None:
    node = meaning(text, SCOPE)
    cases = boundary_cases(inlined(node, GOODS), "Good", GOODS)
    assert {one.outcome for one in cases} >= {True, False}
    assert _agree(node, [_whole(one.row) for one in cases], engines)
