"""Recognitions as JSON, and back: whatever is not one exactly is none."""

import json
from collections.abc import Mapping
from dataclasses import fields
from math import isfinite
from typing import Any, get_args

from baesc.ground.digest import digest
from baesc.recognition.caching import Entry
from baesc.recognition.operations import (
    Language,
    Operation,
    OperationKind,
    Recognition,
    RelationKind,
)

ACTIONS = ("create", "add", "remove", "rename", "change")
_ENTRY_KEYS = {"request", "canonical", "recognition"}
LINE_FORM = 1
_LINE_KEYS = {"recognition_entry", "context", "content", "created", "used", "hits", "seal"}


def content_of(entry: Entry) -> str:
    """Return the one JSON text of an entry, in ASCII; its context and times are kept beside."""
    return json.dumps(
        {
            "request": entry.request,
            "canonical": entry.canonical,
            "recognition": plain(entry.recognition),
        },
        separators=(",", ":"),
        allow_nan=False,
    )


def seal_of(context: str, content: str, created: int) -> str:
    """Return what tells whether anything of an entry has changed since it was written."""
    return digest(("entry", context, content, created))


def entry_from(context: str, content: str, created: int) -> Entry | None:
    """Return an entry that was written, None for anything else."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return _entry(context, found, created)


def _entry(context: str, found: object, created: int) -> Entry | None:
    if not isinstance(found, dict) or found.keys() != _ENTRY_KEYS:
        return None
    request, canonical = found["request"], found["canonical"]
    recognition = recognition_from(found["recognition"])
    if not isinstance(request, str) or not isinstance(canonical, str) or recognition is None:
        return None
    return Entry(request, canonical, context, recognition, created)


def plain(recognition: Recognition) -> dict[str, object]:
    """Return a recognition as values of JSON."""
    found: dict[str, object] = {
        one.name: getattr(recognition, one.name) for one in fields(Recognition)
    }
    found["confidence"] = float(recognition.confidence)
    found["operations"] = [
        {one.name: getattr(operation, one.name) for one in fields(Operation)}
        for operation in recognition.operations
    ]
    return found


def recognition_from(found: object) -> Recognition | None:
    """Return a recognition from values of JSON, None where anything is not as it must be."""
    if not isinstance(found, dict) or found.keys() != set(Recognition.__dataclass_fields__):
        return None
    operations = found["operations"]
    if not isinstance(operations, list) or not operations:
        return None
    read = [_operation(one) for one in operations]
    entities, remarks = _texts(found["entities"]), _texts(found["remarks"])
    confidence = found["confidence"]
    if type(confidence) is not float or not 0 <= confidence <= 1:
        return None
    is_sound = (
        found["action"] in ACTIONS
        and found["language"] in get_args(Language)
        and found["source"] in ("grammar", "model")
    )
    if not is_sound or entities is None or remarks is None or None in read:
        return None
    return Recognition(
        found["action"],
        entities,
        tuple(one for one in read if one is not None),
        found["language"],
        confidence,
        remarks,
        found["source"],
    )


def _operation(found: Any) -> Operation | None:
    if not isinstance(found, dict) or found.keys() != set(Operation.__dataclass_fields__):
        return None
    entity, name, to, type_ = (found[name] for name in ("entity", "name", "to", "type"))
    settings, guessed = _settings(found["settings"]), _texts(found["guessed"])
    if found["op"] not in get_args(OperationKind) or not all(
        isinstance(one, str) for one in (entity, name, to, type_)
    ):
        return None
    if found["kind"] not in ("", *get_args(RelationKind)) or settings is None or guessed is None:
        return None
    return Operation(
        found["op"], entity, name, to, type_, found["kind"], settings=settings, guessed=guessed
    )


def _settings(found: Any) -> tuple[tuple[str, str | int | float | bool | None], ...] | None:
    if not isinstance(found, list):
        return None
    pairs = []
    for one in found:
        if not isinstance(one, list) or len(one) != 2 or not isinstance(one[0], str):
            return None
        if not (one[1] is None or isinstance(one[1], str | int | float)):
            return None
        if isinstance(one[1], float) and not isfinite(one[1]):
            return None
        pairs.append((one[0], one[1]))
    return tuple(pairs)


def _texts(found: Any) -> tuple[str, ...] | None:
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        return None
    return tuple(found)


def line_of(entry: Entry, used: int, hits: int) -> str:
    """Return an entry as a line of JSON for another cache."""
    content = content_of(entry)
    return json.dumps(
        {
            "recognition_entry": LINE_FORM,
            "context": entry.context,
            "content": json.loads(content),
            "created": entry.created,
            "used": used,
            "hits": hits,
            "seal": seal_of(entry.context, content, entry.created),
        },
        separators=(",", ":"),
        allow_nan=False,
    )


def entry_of_line(line: str) -> tuple[Entry, int, int] | str:
    """Return an entry, when it was last used and how often; or what is wrong with the line."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return "it is not JSON"
    if not isinstance(found, Mapping) or "recognition_entry" not in found:
        return "it is no entry of a cache of recognitions"
    if type(found["recognition_entry"]) is not int or found["recognition_entry"] != LINE_FORM:
        return f"its form is {found['recognition_entry']!r}, and only {LINE_FORM} can be read"
    if found.keys() != _LINE_KEYS:
        odd = sorted(found.keys() ^ _LINE_KEYS)
        return f"its keys are not those of an entry: {', '.join(odd[:3])}"
    numbers = [found[name] for name in ("created", "used", "hits")]
    if not all(type(one) is int and 0 <= one < 1 << 53 for one in numbers):
        return "its times or its count of hits are no whole numbers"
    if not isinstance(found["context"], str):
        return "its context is no text"
    entry = _entry(found["context"], found["content"], found["created"])
    if entry is None:
        return "its content is no recognition"
    if seal_of(entry.context, content_of(entry), entry.created) != found["seal"]:
        return "it was changed after it was written"
    return entry, found["used"], found["hits"]
