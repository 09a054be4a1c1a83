"""The types of fields, one row each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

from baesc.language import values
from baesc.language.ir import FieldType, Plain

LENGTHS = frozenset({"min_length", "max_length"})
BOUNDS = frozenset({"min", "max"})


@dataclass(frozen=True, slots=True)
class TypeRow:
    """What a type takes and knows.

    `parse` makes a value canonical; it is None where that depends on the field (decimal,
    enum). `made` is the word for a value made when a row is written (`today`), and `kind` its
    name in the IR. `length` is the default of `max_length`, `longest` its limit.
    """

    name: FieldType
    doc: str
    parse: Callable[[object], Plain] | None
    arguments: tuple[str, ...] = ()
    knows: frozenset[str] = frozenset()
    made: str = ""
    keyed: bool = True
    length: int | None = None
    longest: int = 0
    displays: bool = False


_ROWS = (
    TypeRow("string", "One line of text; `string(100)` limits its length.", values.line,
            ("max_length",), LENGTHS | {"pattern"}, length=255, longest=10_000, displays=True),
    TypeRow("text", "Text of any length, on many lines.", values.text,
            ("max_length",), LENGTHS, keyed=False, longest=1_000_000, displays=True),
    TypeRow("integer", "A whole number.", values.integer, (), BOUNDS),
    TypeRow("float", "A number that need not be exact.", values.floating, (), BOUNDS),
    TypeRow("decimal", "An exact number; `decimal(10,2)` has 10 digits, 2 of them after the point.",
            None, ("precision", "scale"), BOUNDS | {"precision", "scale"}),
    TypeRow("boolean", "True or false.", values.boolean),
    TypeRow("date", "A day.", values.day, (), BOUNDS, made="today"),
    TypeRow("time", "A time of day.", values.clock, (), BOUNDS),
    TypeRow("datetime", "A point in time, kept in UTC.", values.moment, (), BOUNDS, made="now"),
    TypeRow("email", "An email address, kept in lower case.", values.email,
            ("max_length",), frozenset({"max_length"}), length=254, longest=254, displays=True),
    TypeRow("url", "A web address.", values.url,
            ("max_length",), frozenset({"max_length"}), length=2000, longest=2000, displays=True),
    TypeRow("uuid", "A universally unique identifier.", values.uuid, made="random"),
    TypeRow("enum", "One of some values; `enum(draft, sent)` names them.", None,
            ("values",), frozenset({"values"}), displays=True),
    TypeRow("json", "Any JSON value.", values.json_text, keyed=False),
)  # fmt: skip

TYPES: dict[str, TypeRow] = {row.name: row for row in _ROWS}

if tuple(TYPES) != get_args(FieldType):
    raise AssertionError("the table of types and the IR name different types")
