"""Every kind of change, on tables that are empty or full, on SQLite and PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from baesc.evolution.backfills import with_backfills
from baesc.evolution.evolve import downgrade_of
from baesc.evolution.matching import Matching, match
from baesc.evolution.planning import plan_migration
from baesc.evolution.policy import undeclared
from baesc.evolution.revision import revision_text
from baesc.ground.source import Span
from baesc.language.ir import Entity, Field, System
from tests.change_catalogue import BASE, CHANGES, Change, text_after
from tests.migrating import Revisions, begin, read, schema_of, sqlite, upgrade_of
from tests.postgresql import postgresql

COUNT = 1000
Rows = dict[Any, dict[str, Any]]


@pytest.fixture(scope="module")
def revisions(tmp_path_factory: pytest.TempPathFactory) -> Revisions:
    return Revisions(tmp_path_factory.mktemp("revisions"))


@pytest.fixture(scope="module")
def old() -> System:
    return read(BASE)[0]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """Return a database without tables; what is done to it is taken back."""
    if request.param == "sqlite":
        with sqlite() as engine:
            yield engine
        return
    with postgresql() as url:
        engine = sa.create_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture(scope="module", params=[0, COUNT], ids=["empty", "full"])
def stored_rows(
    request: pytest.FixtureRequest, empty: sa.Engine, revisions: Revisions, old: System
) -> Iterator[tuple[sa.Engine, dict[str, Rows]]]:
    """Return a database at the old schema, and its rows; what is done to it is taken back."""
    if empty.dialect.name == "sqlite":
        engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    else:
        name = f"rows{request.param}"
        admin = empty.execution_options(isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        engine = sa.create_engine(empty.url.set(database=name))
    revisions.apply(engine, upgrade_of(None, old))
    fill(engine, old, request.param)
    with engine.connect() as connection:
        before = {table: rows(connection, table) for table in tables_of(old)}
    yield engine, before
    engine.dispose()


@contextmanager
def undone(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Yield a connection in a transaction that is rolled back."""
    with engine.connect() as connection:
        begin(connection)
        try:
            yield connection
        finally:
            connection.rollback()


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.name)
def test_nothing_is_lost_that_the_spec_does_not_drop(
    change: Change,
    stored_rows: tuple[sa.Engine, dict[str, Rows]],
    empty: sa.Engine,
    revisions: Revisions,
    old: System,
) -> None:
    engine, before = stored_rows
    new, words = read(text_after(change), change.project)
    matching = match(old, new)
    words, faults = with_backfills(words, matching, new)
    assert faults == ()
    assert undeclared(matching, words, Span("baes.yaml")) == ()
    with undone(empty) as connection:
        revisions.run(connection, upgrade_of(None, new))
        expected = schema_of(connection)
    with undone(engine) as connection:
        start = schema_of(connection)
        revisions.run(connection, upgrade_of(old, new, words.given))
        assert schema_of(connection) == expected
        after = {table: rows(connection, table) for table in tables_of(new)}
        compare(old, new, matching, change, before, after)
        back, why_not = downgrade_of(old, new, matching)
        if back is None:
            assert why_not
            return
        migration = plan_migration(new, old, matching.reversed(), {})
        revisions.run(connection, revision_text("Back", "3", "2", migration, None, ""))
        assert schema_of(connection) == start
        for pair in matching.matched:
            assert keys(connection, pair.old.table) == before[pair.old.table].keys()


def compare(
    old: System,
    new: System,
    matching: Matching,
    change: Change,
    before: dict[str, Rows],
    after: dict[str, Rows],
) -> None:
    """Expect the values of all columns that were not dropped, and all links."""
    gone = set(change.gone)
    for name in tables_of(old).keys() - gone:
        now = renamed(name, matching)
        assert after[now].keys() == before[name].keys(), name
    for pair in matching.matched:
        table = pair.new.table
        names = {one.name: other.name for one, other in pair.fields}
        names |= {
            one.column: other.column
            for one, other in pair.relations
            if one.column and other.column and f"{pair.old.table}.{one.column}" not in gone
        }
        dropped = columns_of(pair.old) - names.keys()
        assert {f"{pair.old.table}.{one}" for one in dropped} <= gone
        for number, row in before[pair.old.table].items():
            for was, name in names.items():
                if f"{table}.{name}" not in change.becomes:
                    assert after[table][number][name] == row[was], (number, name)
            assert after[table][number]["created_at"] == row["created_at"]
    for place, expected in change.becomes.items():
        table, column = place.split(".")
        was = next(pair.old.table for pair in matching.matched if pair.new.table == table)
        values = [after[table][number][column] for number in before[was]]
        wanted = [expected(row) for row in before[was].values()]
        if ... in wanted:
            assert len(set(values)) == len(values)
            continue
        assert list(map(plain, values)) == list(map(plain, wanted)), place


def plain(value: Any) -> Any:
    """Return a value in the one form that both databases are compared in."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float | Decimal | int):
        return round(float(value), 6)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, UUID):
        return str(value)
    return str(value).removesuffix(".000000") if value is not None else None


def renamed(table: str, matching: Matching) -> str:
    """Return what a table is called now."""
    for pair in matching.matched:
        if pair.old.table == table:
            return pair.new.table
        for one, other in pair.relations:
            if one.link and other.link and one.via is None and one.link.table == table:
                return other.link.table
    return table


def tables_of(system: System) -> dict[str, Entity | None]:
    found: dict[str, Entity | None] = {one.table: one for one in system.entities}
    for entity in system.entities:
        for relation in entity.relations:
            if relation.link is not None and relation.via is None:
                found[relation.link.table] = None
    return found


def columns_of(entity: Entity) -> set[str]:
    return {one.name for one in entity.fields} | {
        one.column for one in entity.relations if one.column
    }


def rows(connection: sa.Connection, table: str) -> Rows:
    """Return the rows of a table by id, those without one by all their values."""
    found = connection.exec_driver_sql(f'SELECT * FROM "{table}"')
    names = list(found.keys())
    values = found.fetchall()
    if "id" not in names:
        return {tuple(sorted(row)): dict(zip(names, row, strict=True)) for row in values}
    at = names.index("id")
    return {row[at]: dict(zip(names, row, strict=True)) for row in values}


def keys(connection: sa.Connection, table: str) -> set[Any]:
    """Return the ids of the rows of a table."""
    return set(connection.exec_driver_sql(f'SELECT id FROM "{table}"').scalars())


def fill(engine: sa.Engine, system: System, count: int) -> None:
    """Store rows of all kinds of values, nulls among them, which refer to each other."""
    metadata = sa.MetaData()
    metadata.reflect(engine)
    with engine.begin() as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        for table in metadata.sorted_tables if count else ():
            entity = next((one for one in system.entities if one.table == table.name), None)
            if entity is None:
                values = [link(table, number, count) for number in range(1, count + 1)]
            else:
                values = [row(entity, number, count) for number in range(1, count + 1)]
            names = list(values[0])
            given = [
                tuple(stored(one[name], is_sqlite=is_sqlite) for name in names) for one in values
            ]
            mark = "?" if is_sqlite else "%s"
            listed, marks = ", ".join(names), ", ".join(mark for _ in names)
            if not is_sqlite and entity is not None:
                # Rows may refer to later ones of their own table.
                connection.exec_driver_sql("SET session_replication_role = replica")
            connection.exec_driver_sql(
                f"INSERT INTO {table.name} ({listed}) VALUES ({marks})", given
            )
            if not is_sqlite and entity is not None:
                connection.exec_driver_sql("SET session_replication_role = DEFAULT")
                connection.exec_driver_sql(
                    f"SELECT setval('{table.name}_id_seq', (SELECT max(id) FROM {table.name}))"
                )


def link(table: sa.Table, number: int, count: int) -> dict[str, Any]:
    first, second = (one.name for one in table.columns)
    return {first: number, second: number % count + 1}


def row(entity: Entity, number: int, count: int) -> dict[str, Any]:
    found: dict[str, Any] = {"id": number}
    for one in entity.fields:
        is_null = not one.required and number % 3 == 0
        found[one.name] = None if is_null else value(one, number)
    for relation in entity.relations:
        if relation.column is None:
            continue
        is_null = not relation.required and number % 4 == 0
        # No two the same, so that a link to one may become one to one.
        found[relation.column] = None if is_null else count + 1 - number
    moment = datetime(2026, 1, 1, 10, 0, 0, 250_000)
    return found | {"created_at": moment, "updated_at": moment}


def value(field: Field, number: int) -> Any:
    if field.type == "enum":
        return field.choices[number % len(field.choices)].value
    if field.name in ("code", "term"):
        return f"c{number}" if field.name == "code" else f"t{number % 7}"
    return {
        "string": f"é'%s:{number}", "text": f"ü\n%\\{number}", "email": f"a{number}@x.example",
        "url": f"http://x.example/{number}", "integer": number % 30 + 1,
        "float": number / 8, "decimal": Decimal(number % 90) + Decimal("0.5"),
        "boolean": number % 2 == 0, "date": date(2000 + number % 50, number % 12 + 1, 28),
        "time": time(number % 24, 0, 59), "datetime": datetime(1999, 12, 31, 23, 59, number % 60),
        "uuid": UUID(int=number), "json": '{"a": [1, null]}',
    }[field.type]  # fmt: skip


def stored(value: Any, *, is_sqlite: bool) -> Any:
    """Return a value as the driver takes it and the application would store it."""
    if not is_sqlite:
        return value
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, time):
        return value.strftime("%H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value
