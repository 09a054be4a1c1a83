"""The settings of the inputs of a page."""

from typing import NamedTuple

from baesc.knowledge.filters import literal
from baesc.knowledge.shapes import is_exact
from baesc.language.ir import Field

Settings = list[tuple[str, str]]
LARGEST = 2**31 - 1
USUAL_LENGTHS = {"email": 254, "url": 2000}
KINDS = {
    "string": "Text",
    "text": "LongText",
    "integer": "Number",
    "float": "Number",
    "decimal": "Number",
    "boolean": "Flag",
    "date": "Day",
    "time": "Clock",
    "datetime": "Moment",
    "email": "Email",
    "url": "Url",
    "uuid": "Identifier",
    "enum": "Choice",
    "json": "Json",
}


class PageField(NamedTuple):
    """A field of a page: its kind and the code of its settings."""

    name: str
    kind: str
    settings: tuple[tuple[str, str], ...]


def kind_of(field: Field) -> str:
    """Return the class of the inputs of a field."""
    return "Exact" if is_exact(field) else KINDS[field.type]


def settings_of(field: Field, kind: str) -> Settings:
    """Return the settings that an input of a kind has for its field alone."""
    if kind in {"Text", "LongText"}:
        return _text_settings(field)
    if field.type in USUAL_LENGTHS and field.max_length != USUAL_LENGTHS[field.type]:
        return [("max_length", str(field.max_length))]
    if kind == "Exact":
        scale = field.scale or 0
        places = rf"(\.[0-9]{{1,{scale}}})?" if scale else ""
        return [("pattern", literal(f"-?[0-9]+{places}", 16))]
    if kind == "Number":
        return _number_settings(field)
    if kind in {"Day", "Moment"}:
        limits = (("low", field.minimum), ("high", field.maximum))
        return [(name, literal(value)) for name, value in limits if value is not None]
    if kind == "Choice":
        options = {choice.value: choice.label for choice in field.choices}
        return [("options", literal(options, 16))]
    return []


def _text_settings(field: Field) -> Settings:
    settings: Settings = []
    if field.min_length is not None and field.min_length > 1:
        settings.append(("min_length", str(field.min_length)))
    longest = field.max_length or (10_000 if field.type == "text" else 255)
    settings.append(("max_length", str(longest)))
    if field.pattern is not None:
        settings.append(("pattern", literal(field.pattern, 16)))
    return settings


def _number_settings(field: Field) -> Settings:
    low, high = field.minimum, field.maximum
    settings: Settings = []
    if field.type == "integer":
        low = -LARGEST if low is None else low
        high = LARGEST if high is None else high
    elif field.type == "decimal":
        scale = field.scale or 0
        largest = 10 ** ((field.precision or 0) - scale) - 10**-scale
        low = -largest if low is None else float(low)
        high = largest if high is None else float(high)
    for name, value in (("low", low), ("high", high)):
        if value is not None:
            settings.append((name, literal(value)))
    if field.type == "decimal" and field.scale:
        settings.append(("places", str(field.scale)))
    elif field.type == "float":
        settings.append(("places", "None"))
    return settings


def default_of(field: Field) -> object:
    """Return what a new row starts from; None without a value that is known before."""
    if field.default is None or field.default.kind == "random":
        return None
    if field.default.kind in {"today", "now"}:
        return field.default.kind
    value = field.default.value
    if field.type == "json" and isinstance(value, str):
        import json

        return json.loads(value)
    if field.type == "decimal" and not is_exact(field):
        return float(str(value))
    return value
