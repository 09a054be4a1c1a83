"""Runs migrations on databases, and looks at what they leave."""

import importlib.util
import itertools
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from baesc.evolution.matching import match
from baesc.evolution.migration import Word
from baesc.evolution.planning import plan_migration
from baesc.evolution.revision import revision_text
from baesc.evolution.snapshot import system_of as with_entities
from baesc.evolution.words import Words, words_of
from baesc.ground.source import Source
from baesc.language.config import Config, load_config
from baesc.language.ir import System
from baesc.language.load import load
from baesc.passes.normalize import normalize

TEMPLATE = Path(__file__).parents[1] / "templates" / "migrations" / "support.j2"
_numbers = itertools.count()


def system_of(text: str) -> System | None:
    """Return what specs mean, None if they mean nothing; warnings don't matter."""
    specs, _ = load([Source("a.yaml", text)])
    return normalize(specs, Config("example", "Example"))[0]


def read(text: str, project: str = "") -> tuple[System, Words]:
    """Return what sound specs mean, and what they say of changes."""
    source = Source("baes.yaml", f"project: example\nspecs: [a.yaml]\n{project}\n")
    config, problems = load_config(source, {})
    assert config is not None, problems
    specs, found = load([Source("a.yaml", text)])
    system, meant = normalize(specs, config)
    assert system is not None, (problems, found, meant)
    return system, words_of(system, config)


def upgrade_of(
    old: System | None, new: System, words: Mapping[tuple[str, str], Word] | None = None
) -> str:
    """Return the revision from one system to another, from an empty database without one."""
    old = old or with_entities((), new)
    migration = plan_migration(old, new, match(old, new), words or {})
    return revision_text("A change", "2", "1", migration, None, "never")


class Revisions:
    """Loads revisions as the modules that they are."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        package = folder / "migrations"
        package.mkdir()
        (package / "__init__.py").touch()
        text = TEMPLATE.read_text("utf-8")
        (package / "support.py").write_text(text[text.index("#}") + 3 :], "utf-8")
        self.support = self._load("migrations.support", package / "support.py")

    def _load(self, name: str, path: Path) -> ModuleType:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
        return module

    def apply(self, engine: sa.Engine, text: str) -> None:
        """Run the upgrade of a revision, as a whole or not at all."""
        with engine.connect() as connection:
            begin(connection)
            self.run(connection, text)
            connection.commit()

    def run(self, connection: sa.Connection, text: str) -> None:
        """Run the upgrade of a revision in a transaction that was begun."""
        path = self.folder / f"revision_{next(_numbers)}.py"
        path.write_text(text, "utf-8")
        sys.modules["migrations.support"] = self.support
        module = self._load(path.stem, path)
        context = MigrationContext.configure(connection, opts={"transactional_ddl": True})
        with Operations.context(context):
            module.upgrade()
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def begin(connection: sa.Connection) -> None:
    """Begin a transaction as migrations do."""
    if connection.dialect.name == "sqlite":
        for pragma in ("foreign_keys = OFF", "legacy_alter_table = ON"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def sqlite() -> Iterator[sa.Engine]:
    """Yield an empty database in memory."""
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    try:
        yield engine
    finally:
        engine.dispose()


def schema(engine: sa.Engine) -> dict[tuple[str, ...], Any]:
    """Return all that a database says of its tables, without the order of columns."""
    with engine.connect() as connection:
        return schema_of(connection)


def schema_of(connection: sa.Connection) -> dict[tuple[str, ...], Any]:
    """Return the same of a connection, with what its transaction has done."""
    query = connection.exec_driver_sql
    if connection.dialect.name != "sqlite":
        return _postgresql(query)
    found = query("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    return {
        (kind, name): _parts(sql) if kind == "table" else sql.replace('"', "")
        for kind, name, sql in found
    }


def _postgresql(query: Any) -> dict[tuple[str, ...], Any]:
    columns = query(
        "SELECT table_name, column_name, data_type, character_maximum_length, numeric_precision,"
        " numeric_scale, is_nullable, column_default FROM information_schema.columns"
        " WHERE table_schema = 'public'"
    )
    found: dict[tuple[str, ...], Any] = {("column", *row[:2]): tuple(row[2:]) for row in columns}
    constraints = query(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace"
    )
    found |= {("constraint", *row[:2]): row[2] for row in constraints}
    indexes = query("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'")
    found |= {("index", row[0]): row[1] for row in indexes}
    sequences = query("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
    return found | {("sequence", row[0]): True for row in sequences}


def _parts(sql: str) -> list[str]:
    """Return the columns and constraints of a CREATE TABLE."""
    body = " ".join(re.sub(r'"(\w+)"', r"\1", sql).split()).split("(", 1)[1].rstrip()[:-1]
    parts, depth, quoted, start = [], 0, False, 0
    for at, char in enumerate(body):
        if char == "'":
            quoted = not quoted
        elif not quoted and char in "()":
            depth += 1 if char == "(" else -1
        elif not quoted and char == "," and depth == 0:
            parts.append(body[start:at].strip())
            start = at + 1
    return sorted([*parts, body[start:].strip()])


def rows(engine: sa.Engine, table: str) -> dict[int, dict[str, Any]]:
    """Return the rows of a table by id."""
    with engine.connect() as connection:
        found = connection.exec_driver_sql(f'SELECT * FROM "{table}"').mappings()
        return {row["id"]: dict(row) for row in found}
