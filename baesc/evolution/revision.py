"""A migration as the text of an Alembic revision."""

from baesc.evolution.conversion import Value
from baesc.evolution.migration import Guard, Migration
from baesc.evolution.postgresql_code import postgresql_lines
from baesc.evolution.sqlite_code import sqlite_lines
from baesc.evolution.table_code import INDENT
from baesc.knowledge.column_types import sql_spelling
from baesc.knowledge.filters import literal, quote

_HELPERS = ("drop_replaced", "is_sqlite", "restore_triggers", "run", "stop_if")


def revision_text(
    title: str,
    revision: str,
    down_revision: str,
    upgrade: Migration,
    downgrade: Migration | None,
    why_not: str = "",
) -> str:
    """Return the text, not yet formatted; without `downgrade`, `why_not` says why there is none."""
    body = "\n".join(
        [
            "def upgrade() -> None:",
            '    """Apply the change."""',
            *_lines(upgrade),
            "",
            "",
            "def downgrade() -> None:",
            '    """Take the change back."""',
            *(
                [f"    raise NotImplementedError({literal(why_not, 8)})"]
                if downgrade is None
                else _lines(downgrade)
            ),
            "",
        ]
    )
    helpers = [name for name in _HELPERS if f"{name}(" in body]
    imports = ["import sqlalchemy as sa"] if "sa." in body else []
    imports += ["from alembic import op"] if "op." in body else []
    imports += ["", f"from migrations.support import {', '.join(helpers)}"] if helpers else []
    renamed, gone = _fates(upgrade)
    head = [
        f'"""{title}."""',
        "",
        *imports,
        "",
        f"revision = {quote(revision)}",
        f"down_revision = {quote(down_revision) if down_revision else 'None'}",
        "branch_labels = None",
        "depends_on = None",
        *([f"RENAMED = {literal(renamed)}"] if renamed else []),
        *([f"GONE = {literal(gone)}"] if gone else []),
        "",
        "",
    ]
    return "\n".join(head) + body


def _fates(migration: Migration) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the new names of tables and columns, and what is not kept as it is, by old names."""
    renamed: dict[str, str] = {}
    gone: list[str] = []
    for step in migration.steps:
        if step.old is None:
            continue
        old = step.old.name
        if step.new is None:
            gone.append(old)
            continue
        if step.new.name != old:
            renamed[old] = step.new.name
        now = {was: name for name, was in step.origins().items()}
        for one in step.old.columns:
            if one.name not in now:
                gone.append(f"{old}.{one.name}")
            elif now[one.name] != one.name:
                renamed[f"{old}.{one.name}"] = f"{step.new.name}.{now[one.name]}"
    return renamed, tuple(gone)


def _lines(migration: Migration) -> list[str]:
    sqlite, postgresql = sqlite_lines(migration), postgresql_lines(migration)
    lines = [_guard(one) for one in migration.guards]
    if sqlite == postgresql:
        lines += sqlite
    else:
        lines += ["if is_sqlite():", *_indented(sqlite), "else:", *_indented(postgresql)]
    return _indented(lines)


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines or ["pass"]]


def _guard(one: Guard) -> str:
    def query(condition: str) -> str:
        return f"SELECT count(*) FROM {sql_spelling(one.table)} WHERE {condition}"

    said = Value(query(one.condition.sqlite), query(one.condition.postgresql))
    message = literal(one.message, INDENT)
    if said.sqlite == said.postgresql:
        return f"stop_if({literal(said.sqlite, INDENT)}, {message})"
    return (
        f"stop_if({literal(said.sqlite, INDENT)} if is_sqlite() "
        f"else {literal(said.postgresql, INDENT)}, {message})"
    )
