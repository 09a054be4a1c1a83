"""Rules that the databases check by themselves, in the tables that an application creates."""

import json
from pathlib import Path

import pytest

from tests.cli import build
from tests.e2e.serving import python
from tests.postgresql import postgresql

SPEC = """\
entity: Member
fields:
  name: string(40)
  born: date
  joined: date
  fee: decimal(6,2)
  discount: decimal(6,2)?
  payable:
    type: decimal(7,2)
    computed: fee - (discount if discount is not None else 0)
    stored: true
relations:
  coach: Coach?
  deputy: Coach?
rules:
  - {check: born <= joined, message: A member is born before joining}
  - {check: "name != ' :x' and '%' not in name", message: The name has no percent sign}
  - {check: payable >= 5, message: A member pays at least 5}
  - {check: discount is None or discount <= fee * 0.5, message: The discount is small}
  - {check: coach is None or deputy is None or coach != deputy, message: Deputies are others}
  - {check: born <= today - years(1), message: Babies stay at home}
---
entity: Coach
fields: {name: string(40)}
"""
# Rows that differ from a good one, and which constraint refuses each on SQLite and PostgreSQL.
CASES = [
    ({}, "", ""),
    ({"joined": "1999-12-31"}, "born_before_joining", "born_before_joining"),
    ({"name": " :x"}, "percent", "percent"),
    ({"name": "50%"}, "percent", "percent"),
    ({"name": "a:x"}, "", ""),
    ({"payable": 4.99}, "pays_at_least", "pays_at_least"),
    ({"discount": 5.01}, "", "discount_is_small"),
    ({"discount": 5}, "", ""),
    ({"coach_id": 1, "deputy_id": 1}, "deputies", "deputies"),
    ({"coach_id": 1, "deputy_id": 2}, "", ""),
]
SCRIPT = """
import json, sys
from datetime import date, datetime
from sqlalchemy import Table, text
from sqlalchemy.exc import IntegrityError
from app.database.base import Base
from app.database.connection import engine
from app.database.migrations import prepare
import app.models

prepare(engine)
kinds = {"born": date, "joined": date}
good = {"name": "Ada", "born": "2000-01-01", "joined": "2020-01-01", "fee": 10, "payable": 10}
outcomes = []
with engine.connect() as connection:
    coaches = Base.metadata.tables["coaches"]
    connection.execute(coaches.insert(), [{"name": "x"}, {"name": "y"}])
    for change in json.loads(sys.argv[1]):
        row = {**good, **change}
        row = {key: date.fromisoformat(row[key]) if key in kinds else row[key] for key in row}
        try:
            with connection.begin_nested():
                connection.execute(Base.metadata.tables["members"].insert().values(row))
            outcomes.append("")
        except IntegrityError as error:
            outcomes.append(str(error.orig))
    connection.rollback()
print(json.dumps(outcomes))
"""


def outcomes(app: Path, url: str) -> list[str]:
    """Return what the database says of each case; empty where it takes the row."""
    script = app.parent / "insert.py"
    setting = (
        f"import os, sys\nos.environ['DATABASE_URL'] = {url!r}\nsys.path.insert(0, {str(app)!r})"
    )
    script.write_text(f"{setting}\n{SCRIPT}")
    done = python(app, str(script), json.dumps([change for change, _, _ in CASES]))
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


def made(folder: Path, database: str) -> Path:
    (folder / "specs").mkdir(parents=True)
    (folder / "baes.yaml").write_text(f"project: club\nauth: none\ndatabase: {database}\n")
    (folder / "specs" / "club.yaml").write_text(SPEC)
    build(folder)
    return folder / "managed_system"


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_databases_refuse_what_breaks_a_rule(tmp_path: Path, database: str) -> None:
    app = made(tmp_path / "project", database)
    schema = (app / "app" / "database" / "schema.sql").read_text()
    assert "babies" not in schema
    if database == "sqlite":
        found = outcomes(app, f"sqlite:///{tmp_path / 'club.db'}")
    else:
        with postgresql() as url:
            found = outcomes(app, url)
    for (change, lite, server), outcome in zip(CASES, found, strict=True):
        wanted = lite if database == "sqlite" else server
        assert (wanted in outcome) if wanted else not outcome, (change, outcome)
        assert not wanted or wanted in schema
