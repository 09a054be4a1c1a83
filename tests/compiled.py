"""Compiled expressions at work: the generated models of a system, its rows in SQLite, functions."""

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from baesc.knowledge.compiling.code import Code
from baesc.knowledge.compiling.conditions import kind_of, row_condition, set_condition
from baesc.knowledge.compiling.names import attribute_of
from baesc.knowledge.compiling.words import HELPERS
from baesc.knowledge.imports import Imports
from baesc.knowledge.python_names import attribute_name
from baesc.knowledge.shapes import shape_of
from baesc.knowledge.targets.application import MODELS_INIT
from baesc.knowledge.targets.core import SHARED_CORE
from baesc.knowledge.targets.model import MODEL
from baesc.knowledge.targets.values import view_of
from baesc.language.expressions.rows import Database, Row
from baesc.language.expressions.samples import plain_value
from baesc.language.expressions.tree import Node
from baesc.language.ir import Entity, Field, System
from tests.render_tree import library

_MOMENTS = {"today": "date", "now": "datetime"}
_SHARED = ("app/__init__.py", "app/fields.py", "app/database/base.py", "app/database/__init__.py")


def write_models(system: System, folder: Path) -> None:
    """Write the models of a system, and all functions of `app/values.py`."""
    templates = library()
    texts = {
        one.path: (one.template, one.view(system)) for one in SHARED_CORE if one.path in _SHARED
    }
    texts[MODELS_INIT.path] = (MODELS_INIT.template, MODELS_INIT.view(system))
    texts["app/values.py"] = ("core/values.j2", view_of(HELPERS))
    for entity in system.entities:
        texts[MODEL.path(entity)] = (MODEL.template, MODEL.view(system, entity))
    for path, (template, view) in texts.items():
        text, problems = templates.render(template, view)
        assert text is not None, problems
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def function_of(code: Code, cls: str = "", name: str = "holds", result: str = "bool") -> str:
    """Return the source of a function, as templates write it."""
    moments = [f"{one}: {_MOMENTS[one]}" for one in code.moments]
    given = [f"{one.name}: {one.annotation}" for one in code.parameters]
    head = f"session: Session, row: {cls}" if cls else "*"
    arguments = ", ".join([head, *given, *moments]) if cls or given or moments else ""
    lines = [f"    {line}" for text in code.statements for line in text.split("\n")]
    body = "\n".join([*lines, f"    return {code.expression}"])
    return f"def {name}({arguments}) -> {result}:\n{body}\n"


def imports_of(code: Code, cls: str = "") -> list[tuple[str, str]]:
    """Return what the function of some code needs to be imported."""
    more = [("datetime", _MOMENTS[one]) for one in code.moments]
    if cls:
        more += [("app.models", cls), ("sqlalchemy.orm", "Session")]
    return [*code.imports, *more]


def import_lines(wanted: list[tuple[str, str]]) -> str:
    """Return lines of imports."""
    imports = Imports()
    for module, name in wanted:
        imports.add(module, *filter(None, [name]))
    return "\n".join(imports.lines())


@dataclass
class World:
    """The generated models of a system, imported, and a database in memory."""

    system: System
    models: ModuleType
    engine: sa.Engine

    def cls(self, entity: str) -> Any:
        """Return the model of an entity."""
        return getattr(self.models, shape_of(self.system, self.system.entity(entity)).named.cls)

    def compiled(self, node: Node, entity: str) -> Callable[[Session, Row, Database], Any]:
        """Return a rule as a function of a stored row; a row rule gets its values as arguments."""
        owner = self.system.entity(entity)
        is_row = kind_of(node, self.system) == "row"
        code = (row_condition if is_row else set_condition)(node, owner, self.system)
        cls = "" if is_row else shape_of(self.system, owner).named.cls
        source = f"{import_lines(imports_of(code, cls))}\n\n\n{function_of(code, cls)}"
        space: dict[str, Any] = {}
        exec(compile(source, "<compiled>", "exec"), space)
        holds = space["holds"]

        def ask(session: Session, row: Row, database: Database) -> Any:
            moments = {"today": database.now.date(), "now": database.now}
            given = {one: moments[one] for one in code.moments}
            stored = session.get_one(self.cls(entity), row.id)
            if not is_row:
                return holds(session, stored, **given)
            values = {one.name: getattr(stored, one.attribute) for one in code.parameters}
            return holds(**values, **given)

        ask.source = source  # type: ignore[attr-defined]
        return ask

    @contextmanager
    def holding(self, database: Database) -> Iterator[Session]:
        """Yield a session on a database with these rows and no others."""
        with Session(self.engine) as session:
            for table in reversed(self.models.Base.metadata.sorted_tables):
                session.execute(table.delete())
            links: list[tuple[sa.Table, dict[str, int]]] = []
            for entity in self.system.entities:
                for row in database.rows.get(entity.name, ()):
                    session.add(self._instance(entity, row, database))
                    links += self._links(entity, row)
            session.flush()
            for table, values in links:
                session.execute(table.insert().values(values))
            session.flush()
            session.expunge_all()
            yield session
            session.rollback()

    def _instance(self, entity: Entity, row: Row, database: Database) -> Any:
        cls = self.cls(entity.name)
        made: dict[str, Any] = {"id": row.id}
        for one in entity.fields:
            if one.computed is None:
                value = row.values.get(one.name)
                if value is None and one.required:
                    value = plain_value(one, database.now)
                made[attribute_name(one.name)] = self._python(entity, one, value)
        for relation in entity.relations:
            if relation.column is not None:
                held = row.values.get(relation.name)
                missing = 1 if relation.required else None
                made[attribute_of(self.system, entity.name, relation.name)] = (
                    missing if held is None else held
                )
        for name in ("created_at", "updated_at"):
            made[name] = row.values.get(name, database.now)
        return cls(**made)

    def _python(self, entity: Entity, field: Field, value: Any) -> Any:
        if value is None:
            return None
        if field.type == "enum":
            enum = shape_of(self.system, entity).enums[field.name]
            module = sys.modules[self.cls(entity.name).__module__]
            return getattr(module, enum)(value)
        return UUID(value) if field.type == "uuid" else value

    def _links(self, entity: Entity, row: Row) -> Iterator[tuple[sa.Table, dict[str, int]]]:
        for relation in entity.relations:
            if relation.link is not None and relation.via is None:
                table = self.models.Base.metadata.tables[relation.link.table]
                held: Any = row.values.get(relation.name) or ()
                for other in held:
                    yield (
                        table,
                        {relation.link.column: row.id, relation.link.other_column: other},
                    )


@contextmanager
def world(system: System, url: str = "sqlite://") -> Iterator[World]:
    """Yield the world of a system; the modules are forgotten afterwards."""
    before = {name: one for name, one in sys.modules.items() if name.split(".")[0] == "app"}
    for name in before:
        del sys.modules[name]
    with TemporaryDirectory() as folder:
        write_models(system, Path(folder))
        sys.path.insert(0, folder)
        importlib.invalidate_caches()
        try:
            models = importlib.import_module("app.models")
            base = importlib.import_module("app.database.base")
            models.Base = base.Base  # type: ignore[attr-defined]
            engine = sa.create_engine(url)
            base.Base.metadata.create_all(engine)
            yield World(system, models, engine)
            base.Base.metadata.drop_all(engine)
            engine.dispose()
        finally:
            sys.path.remove(folder)
            for name in [one for one in sys.modules if one.split(".")[0] == "app"]:
                del sys.modules[name]
            sys.modules.update(before)
