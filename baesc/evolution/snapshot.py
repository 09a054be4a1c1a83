"""The schema part of a system as a text that is committed with the application, and back."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from baesc.evolution.tables import checks_of
from baesc.knowledge.shapes import is_kept
from baesc.language.expressions.bounds import with_gaps
from baesc.language.ir import Choice, Default, Entity, Field, Link, Relation, System

VERSION = 1
T = TypeVar("T")

# What tables and the meaning of stored values depend on; words for people are left out.
_FIELD = (
    "name", "type", "required", "unique", "index", "default", "min_length", "max_length",
    "pattern", "precision", "scale", "minimum", "maximum", "choices",
    "computed", "stored", "words", "logic",
)  # fmt: skip
_RELATION = ("name", "kind", "target", "required", "on_delete", "column", "link", "via")
_ENTITY = ("name", "singular", "plural", "table", "path", "unique", "indexes")


class SnapshotError(ValueError):
    """A text that is no snapshot; the message says why, for people."""


def snapshot_of(system: System) -> str:
    """Return the snapshot of a system: JSON, one entity after the other, by name."""
    entities = {one.name: _entity(system, one) for one in system.entities}
    whole = {"version": VERSION, "entities": entities}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _entity(system: System, one: Entity) -> dict[str, Any]:
    checks = [list(check) for check in checks_of(system, one)]
    return {
        **_told(one, _ENTITY),
        "fields": [_field(with_gaps(field, system)) for field in one.fields if is_kept(field)],
        "relations": [_relation(relation) for relation in one.relations],
        **({"checks": checks} if checks else {}),
    }


def _field(one: Field) -> dict[str, Any]:
    told = _told(one, _FIELD)
    if one.default is not None:
        told["default"] = _told(one.default, ("kind", "value"))
    if one.choices:
        told["choices"] = [choice.value for choice in one.choices]
    return told


def _relation(one: Relation) -> dict[str, Any]:
    told = _told(one, _RELATION)
    if one.link is not None:
        told["link"] = _told(one.link, ("table", "column", "other_column"))
    return told


def _told(record: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Return the attributes of a record, without those that are as when nothing is said."""
    usual = {one.name: one.default for one in fields(record) if one.default is not MISSING}
    found = {name: getattr(record, name) for name in names}
    return {name: value for name, value in found.items() if value != usual.get(name, MISSING)}


def read_snapshot(text: str) -> tuple[Entity, ...]:
    """Return the entities of a snapshot, without the words that people read.

    Raises SnapshotError for what is none, a later version included.
    """
    try:
        whole = json.loads(text)
    except ValueError as exc:
        raise SnapshotError(f"it is not JSON: {exc}") from exc
    if not isinstance(whole, dict) or not isinstance(whole.get("entities"), dict):
        raise SnapshotError("it holds no entities")
    if whole.get("version") != VERSION:
        raise SnapshotError(f"its version is {whole.get('version')}, and {VERSION} is known")
    try:
        return tuple(_read_entity(one) for _, one in sorted(whole["entities"].items()))
    except (TypeError, KeyError, AttributeError, ValueError) as exc:
        raise SnapshotError(f"an entity is not as it was written: {exc}") from exc


def _read_entity(told: Mapping[str, Any]) -> Entity:
    content = dict(told)
    content["fields"] = tuple(_read_field(one) for one in told.get("fields", ()))
    content["relations"] = tuple(_read_relation(one) for one in told.get("relations", ()))
    for name in ("unique", "indexes", "checks"):
        content[name] = tuple(tuple(group) for group in told.get(name, ()))
    return _made(Entity, {"label": "", "label_plural": "", **content})


def _read_field(told: Mapping[str, Any]) -> Field:
    content = {"label": "", **told}
    if "default" in told:
        content["default"] = _made(Default, told["default"])
    if "choices" in told:
        content["choices"] = tuple(Choice(one, one) for one in told["choices"])
    return _made(Field, content)


def _read_relation(told: Mapping[str, Any]) -> Relation:
    content = {"label": "", "inverse": "", "inverse_label": "", **told}
    if "link" in told:
        content["link"] = _made(Link, told["link"])
    return _made(Relation, content)


def _made(kind: type[T], content: Mapping[str, Any]) -> T:
    return kind(**content)


def system_of(entities: tuple[Entity, ...], like: System) -> System:
    """Return a system of old entities, in all else like a new one."""
    return System(
        like.name, like.title, like.version, like.doc, like.database, like.auth, like.api_port,
        like.ui_port, entities,
    )  # fmt: skip
