"""Enumerations and the labels of rows, as generated models have them."""

from typing import NamedTuple

from baesc.knowledge.filters import quote
from baesc.knowledge.shapes import Shape
from baesc.knowledge.wording import a, sentence
from baesc.language.ir import Entity, Field

SECRET_WORDS = ("pass", "pwd", "token", "secret")


class Member(NamedTuple):
    """A member of an enumeration; `remark` follows it on its line."""

    name: str
    value: str
    remark: str


class EnumClass(NamedTuple):
    """An enumeration."""

    name: str
    doc: str
    fallback: str
    members: tuple[Member, ...]


def member_code(shape: Shape, field: Field, value: str) -> str:
    """Return the member of an enumeration that stands for a value."""
    at = [choice.value for choice in field.choices].index(value)
    return f"{shape.enums[field.name]}.{shape.members[field.name][at]}"


def enum_class(entity: Entity, field: Field, shape: Shape) -> EnumClass:
    """Return the enumeration of a field."""
    names = shape.members[field.name]
    members = tuple(
        Member(name, choice.value, _remark(name))
        for name, choice in zip(names, field.choices, strict=True)
    )
    fallback = sentence(f"{field.label} of {a(entity.label).lower()}")
    return EnumClass(shape.enums[field.name], field.doc, fallback, members)


def _remark(name: str) -> str:
    """Tell linters that the value of a member such as PASSWORD is no secret."""
    if any(word in name.lower() for word in SECRET_WORDS):
        return "  # noqa: S105  # nosec B105"
    return ""


def row_label(shape: Shape) -> tuple[str, str, bool]:
    """Return the attribute that stands for a row, its text, and whether it may be missing."""
    for field, attribute in shape.shown:
        if field.name == shape.entity.display:
            is_text = field.type in ("string", "text", "email", "url")
            value = f"self.{attribute}" if is_text else f"str(self.{attribute})"
            return attribute, value, not field.required
    return "", "", False


def label_fallback(entity: Entity) -> str:
    """Return the text of a row without a display value, as the inside of an f-string."""
    escaped = entity.label.replace("{", "{{").replace("}", "}}")
    quoted = quote(escaped)
    if quoted.startswith("r"):
        quoted = '"' + escaped.replace("\\", "\\\\") + '"'
    return f"{quoted[:-1]} {{self.id}}{quoted[-1]}"
