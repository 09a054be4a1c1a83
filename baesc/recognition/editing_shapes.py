"""Fields and relations as specs write them: in the short form when it says all."""

from collections.abc import Mapping

from baesc.language.nodes import Scalar
from baesc.language.shorthand import WORDS, read_field, read_relation
from baesc.recognition.operations import Operation, Setting

Written = str | dict[str, object]
# What a type says of itself in parentheses.
SIZES = ("values", "max_length", "precision", "scale")


def settings_of(settings: tuple[Setting, ...]) -> dict[str, object]:
    """Return the settings that say something."""
    return {key: value for key, value in settings if value is not None}


def field_of(operation: Operation) -> Written:
    """Return a new field."""
    settings = settings_of(operation.settings)
    required = settings.pop("required", True)
    kind = (operation.type or "string") + ("" if required else "?")
    if all(key in WORDS for key in settings):
        words = [word for word in WORDS if settings.get(word)]
        return " ".join((kind, *words))
    said = {key: value for key, value in settings.items() if not (key in WORDS and not value)}
    return {"type": kind, **said}


def relation_of(keys: Mapping[str, object]) -> Written:
    """Return a relation by the keys of its long form."""
    said = {key: value for key, value in keys.items() if value is not None}
    kind, to = str(said.get("kind", "many_to_one")), str(said["to"])
    optional = said.get("required") is False
    if kind == "many_to_many":
        said.pop("required", None)
    if set(said) - {"kind", "to", "required", "via"} or ("via" in said and kind != "many_to_many"):
        head = {"to": to} | ({"kind": kind} if kind != "many_to_one" else {})
        rest = {key: value for key, value in said.items() if key not in ("to", "kind")}
        if rest.get("required") is True:
            del rest["required"]
        return head | rest
    lead = "" if kind == "many_to_one" else f"{kind} "
    mark = "?" if optional and kind != "many_to_many" else ""
    via = f" via {said['via']}" if "via" in said else ""
    return f"{lead}{to}{mark}{via}"


def new_relation(operation: Operation) -> Written:
    """Return a new relation."""
    keys: dict[str, object] = {"to": operation.to}
    if operation.kind:
        keys["kind"] = operation.kind
    return relation_of(keys | settings_of(operation.settings))


def long_relation(short: Scalar) -> dict[str, object]:
    """Return the keys of a relation in its short form, in the order of the long form."""
    keys = dict(read_relation(short).keys)
    order = ("to", "kind", "via", "required")
    return {key: keys[key] for key in order if key in keys}


def changed_short(short: Scalar, kind: str, settings: Mapping[str, object]) -> str:
    """Return a short form of a field with another type, or with other words after it."""
    keys = dict(read_field(short).keys)
    optional = keys.get("required") is False
    if "required" in settings:
        optional = not settings["required"]
    words = [word for word in WORDS if settings.get(word, keys.get(word))]
    return " ".join((f"{kind or bare(short.text)}{'?' if optional else ''}", *words))


def type_of(text: str) -> str:
    """Return the name of the type of a short form."""
    return bare(text).partition("(")[0].strip()


def bare(text: str) -> str:
    """Return the type of a short form with its size, without what comes after."""
    end = text.find(")") + 1
    head = text.strip() if not end else text[:end].strip()
    return head if end else head.split()[0].rstrip("?")
