"""What each operation has to say and may say, and the forms of names, types and settings."""

import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

from baesc.ground.names import pascal, snake
from baesc.ground.source import Span
from baesc.language.nodes import Scalar
from baesc.language.shorthand import read_field
from baesc.recognition.operations import OperationKind, RelationKind, Setting

KINDS: tuple[str, ...] = get_args(RelationKind)
ON_DELETE = ("restrict", "set_null", "cascade")
_FIELD = ("required", "unique", "index", "default", "min", "max", "min_length", "max_length")
_RELATION = ("required", "inverse", "on_delete")


class Shape(NamedTuple):
    """The parts that an operation needs, those that it may leave out, and its settings."""

    needed: tuple[str, ...]
    guessed: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()


SHAPES: Mapping[OperationKind, Shape] = {
    "create_entity": Shape((), (), ("plural",)),
    "remove_entity": Shape(()),
    "rename_entity": Shape(("to",)),
    "add_field": Shape(("name",), ("type",), _FIELD),
    "remove_field": Shape(("name",)),
    "rename_field": Shape(("name", "to")),
    "change_field": Shape(("name",), ("type",), _FIELD),
    "add_relation": Shape(("to",), ("name", "kind"), _RELATION),
    "remove_relation": Shape(("name",)),
    "rename_relation": Shape(("name", "to")),
}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_ -]{0,59}")
_TYPE = re.compile(r"(?P<base>[a-z]+)\s*(?P<args>\([^()]*\))?\s*(?P<optional>\?)?\s*(?P<rest>.*)")
_VALUE = re.compile(r"\w[\w .+/&'-]{0,98}")
_LONGEST = 200


class Type(NamedTuple):
    """A type as specs have it, and the settings that were said in one breath with it."""

    text: str = ""
    settings: tuple[Setting, ...] = ()
    fault: str = ""


def name_of(text: object, *, is_entity: bool) -> str:
    """Return a name as specs spell it, or an empty text if it can't be one."""
    if not isinstance(text, str):
        return ""
    plain = "".join(
        one for one in unicodedata.normalize("NFKD", text.strip()) if not unicodedata.combining(one)
    )
    if not _NAME.fullmatch(plain):
        return ""
    return pascal(plain) if is_entity else snake(plain)


def type_of(text: object) -> Type:
    """Return a type in words of the spec language, or what is wrong with it."""
    if not isinstance(text, str) or len(text) > 1000 or not text.isprintable():
        return Type(fault="`type` must be one of the types, as a text")
    match = _TYPE.fullmatch(text.strip())
    long = read_field(Scalar(Span(""), text.strip(), text.strip()))
    if match is None or long.faults:
        fault = long.faults[0] if long.faults else None
        return Type(fault=f"{fault.message}; {fault.help}" if fault else "`type` is not a type")
    settings: list[Setting] = [
        (key, value)
        for key, value in long.keys
        if key in ("required", "unique", "index") and isinstance(value, bool)
    ]
    arguments = [one.strip() for one in (match["args"] or "")[1:-1].split(",") if one.strip()]
    if match["base"] == "enum":
        if len(arguments) < 1 or len({*arguments}) < len(arguments):
            return Type(fault="an enum names its values, each once: `enum(draft, sent)`")
        if wrong := [one for one in arguments if not _VALUE.fullmatch(one)]:
            return Type(fault=f"`{wrong[0][:60]}` can't be a value of an enum")
    separator = ", " if match["base"] == "enum" else ","
    inner = f"({separator.join(arguments)})" if arguments else ""
    return Type(f"{match['base']}{inner}", tuple(settings))


def setting_fault(key: str, value: Any) -> str:
    """Return what is wrong with the value of a setting, or an empty text."""
    if key in ("required", "unique", "index"):
        return "" if isinstance(value, bool) else f"`{key}` is true or false"
    if key in ("min_length", "max_length"):
        is_count = type(value) is int and 1 <= value <= 1_000_000
        return "" if is_count else f"`{key}` is a whole number of at least 1"
    if key == "on_delete":
        return "" if value in ON_DELETE else f"`{key}` is one of {', '.join(ON_DELETE)}"
    if key in ("plural", "inverse"):
        is_name = (
            isinstance(value, str) and bool(value) and name_of(value, is_entity=False) == value
        )
        return "" if is_name else f"`{key}` is a name in snake_case"
    if isinstance(value, str):
        is_plain = value.isprintable() and len(value) <= _LONGEST
        return "" if is_plain else f"`{key}` is too long, or not one plain line"
    if key == "default" and isinstance(value, bool):
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"`{key}` is a number, a text or a date"
    return "" if math.isfinite(value) and abs(value) < 10**18 else f"`{key}` is too large"
