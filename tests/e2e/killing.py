"""Kill migrations at random moments, in the folder of an application.

Run as `python killing.py URL ROUNDS`; `URL` is a database at the first revision, with rows. Each
round migrates a copy of it. Prints how many were killed before, within and after, or fails.
"""

import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

import alembic.command  # noqa: F401 - what a child would load is there already
from sqlalchemy import Engine, create_engine, make_url

sys.path.insert(0, str(Path.cwd()))
from app.database import migrations
from app.database.connection import make_engine

QUERY = "SELECT id, {0}, taken_on, owner_id FROM readings ORDER BY id"


def copied(url: str, number: int) -> str:
    """Return the URL of a copy."""
    given = make_url(url)
    if given.drivername == "sqlite":
        assert given.database is not None
        path = Path(given.database).with_name(f"copy{number}.db")
        shutil.copy(given.database, path)
        return f"sqlite:///{path}"
    admin = create_engine(given.set(database="template1"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE copy{number} TEMPLATE {given.database}")
    admin.dispose()
    return given.set(database=f"copy{number}").render_as_string(hide_password=False)


def rows(engine: Engine, column: str) -> list[tuple[object, ...]]:
    """Return the values that must live on."""
    with engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(QUERY.format(column))]


def migrated(url: str) -> int:
    """Start a migration in a process of its own; return its id."""
    child = os.fork()
    if child == 0:
        migrations.upgrade(make_engine(url))
        os._exit(0)
    return child


def main(url: str, rounds: int) -> None:
    """Kill, look, go on, and look again."""
    first, last = (one.revision for one in migrations.revisions())
    engine = make_engine(url)
    before = rows(engine, "value")
    engine.dispose()
    started = time.monotonic()
    os.waitpid(migrated(copied(url, 0)), 0)
    reach = time.monotonic() - started
    chance = random.Random(7)
    counts = {first: 0, last: 0}
    for number in range(1, rounds + 1):
        copy = copied(url, number)
        child = migrated(copy)
        time.sleep(chance.random() * reach)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        engine = make_engine(copy)
        if engine.dialect.name == "sqlite":
            with engine.connect() as connection:
                assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        have = migrations.current(engine)
        counts[have] += 1
        # The first run may have been slower than the others: most of them are to be killed within.
        reach *= 0.8 if have == last else 1.05
        column = "value" if have == first else "amount"
        assert rows(engine, column) == before, f"round {number}, at {have}"
        migrations.upgrade(engine)
        assert migrations.current(engine) == last
        assert rows(engine, "amount") == before
        assert migrations.differences(engine) == []
        engine.dispose()
    print(counts[first], counts[last])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
