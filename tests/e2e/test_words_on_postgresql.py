"""What specs say of old rows, on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from baesc.evolution.backfills import with_backfills
from baesc.evolution.matching import match
from baesc.evolution.words import words_of
from baesc.language.config import Config
from baesc.language.ir import System
from tests.migrating import Revisions, rows, schema, system_of, upgrade_of
from tests.postgresql import postgresql, programs

pytestmark = pytest.mark.skipif(programs() is None, reason="PostgreSQL is not installed")
BEFORE = """
entity: Note
fields:
  title: string(6)
  state: enum(new, done)
  count: integer?
"""
AFTER = """
entity: Note
fields:
  title: {type: string(6), unique: true, on_conflict: suffix}
  state: {type: enum, values: [{value: open, was: new}, done]}
  count: {type: integer, backfill: len(title) - 4, max: 3, on_conflict: clamp}
  made: {type: date, backfill: date(created_at)}
  seen: {type: datetime, backfill: now}
  big: {type: boolean, backfill: len(title) > 5}
  half: {type: 'decimal(4,2)', backfill: 1.5 if state == 'open' else 2}
  token: {type: uuid, default: random}
  shown: {type: string(9), computed: "title + '!'", stored: true}
rules:
  - {check: len(title) < 7, message: Titles are short}
"""
ADD = "INSERT INTO notes (title, state, count, created_at, updated_at) VALUES "
NOW = "'2026-01-01 00:00:00+00'"


@pytest.fixture
def engine() -> Iterator[sa.Engine]:
    with postgresql() as url:
        made = sa.create_engine(url)
        yield made
        made.dispose()


def sure(text: str) -> System:
    found = system_of(text)
    assert found is not None
    return found


def test_words_do_the_same_on_postgresql(engine: sa.Engine, tmp_path: Path) -> None:
    revisions = Revisions(tmp_path)
    old, new = sure(BEFORE), sure(AFTER)
    words, found = with_backfills(words_of(new, Config("example", "Example")), match(old, new), new)
    assert found == ()
    revisions.apply(engine, upgrade_of(None, new))
    fresh = schema(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    revisions.apply(engine, upgrade_of(None, old))
    with engine.begin() as connection:
        for title, state, count in (("longer", "new", "9"), ("longer", "done", "NULL")):
            connection.exec_driver_sql(f"{ADD} ('{title}', '{state}', {count}, {NOW}, {NOW})")
    revisions.apply(engine, upgrade_of(old, new, words.given))
    assert schema(engine) == fresh
    one, two = rows(engine, "notes").values()
    names = ("title", "state", "count", "big", "half", "shown")
    assert [str(one[name]) for name in names] == ["longer", "open", "3", "True", "1.50", "longer!"]
    assert [str(two[name]) for name in names] == ["long 2", "done", "2", "True", "2.00", "long 2!"]
    assert one["token"] != two["token"]
    assert str(one["made"]) == "2026-01-01"
