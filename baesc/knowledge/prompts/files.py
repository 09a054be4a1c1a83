"""The questions about whole files: what no template makes, or makes without all that is asked."""

import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any

from baesc.language.ir import Entity, System
from baesc.records.question import Message

_START = """\
You write one file of a business application (FastAPI, SQLAlchemy 2.1, Pydantic 2, Streamlit, \
Python 3.11, mypy --strict, 88 characters a line). Answer with one fenced block that holds the \
whole file, and nothing else. No file outside of the application's own is read or written, and \
nothing is evaluated."""


def asked(path: str, standards: str, spec: str, base: str, missing: Iterable[str]) -> tuple[
    Message, ...
]:  # fmt: skip
    """Return the conversation that asks for a file; `base` is what its template makes of it."""
    system = f"{_START}\n\n{standards}".strip()
    lines = [f"The file is `{path}`."]
    wanted = ", ".join(f"`{one}`" for one in missing)
    if base:
        lines += [
            f"Its template makes this, without {wanted}:", f"```\n{base.rstrip()}\n```",
            f"Write it with {wanted}, and change nothing else.",
        ]  # fmt: skip
    lines += ["The spec, as JSON:", spec]
    return (Message("system", system), Message("user", "\n".join(lines)))


def asked_again(path: str, faults: Iterable[str]) -> Message:
    """Return the turn that tells what is wrong with a file."""
    lines = [f"- {one}" for one in faults]
    return Message("user", "\n".join(["That is not right:", *lines, f"Write `{path}` again."]))


def slice_of(entity: Entity) -> str:
    """Return what a spec says of an entity, without places and without what is not said."""
    return json.dumps(_said(entity), separators=(",", ":"), ensure_ascii=False)


def outline_of(system: System) -> str:
    """Return what files of the whole application need of a spec: names and types."""
    said = {
        "name": system.name, "title": system.title, "version": system.version, "doc": system.doc,
        "database": system.database, "auth": system.auth, "api_port": system.api_port,
        "ui_port": system.ui_port,
        "entities": [
            {
                "name": one.name, "table": one.table, "path": one.path,
                "fields": {field.name: field.type for field in one.fields},
                "relations": {relation.name: relation.target for relation in one.relations},
            }
            for one in system.entities
        ],
    }  # fmt: skip
    return json.dumps(said, separators=(",", ":"), ensure_ascii=False)


def _said(value: Any) -> Any:
    if is_dataclass(value):
        return {
            one.name: _said(getattr(value, one.name))
            for one in fields(value)
            if one.name not in ("origin", "span") and getattr(value, one.name) not in ("", None, ())
        }
    if isinstance(value, tuple | list):
        return [_said(one) for one in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
