"""Calls: functions of values, and aggregates over rows."""

import ast
import re
from typing import Protocol

from baesc.ground.source import Span
from baesc.language import faults as language_faults
from baesc.language import patterns
from baesc.language.expressions import faults
from baesc.language.expressions.agreement import Objection, joined, named
from baesc.language.expressions.functions import AGGREGATES, FUNCTIONS, Function
from baesc.language.expressions.grammar import Text
from baesc.language.expressions.names import CONSTANTS, WORDS, Scope
from baesc.language.expressions.narrowing import NOTHING, Facts, when_true
from baesc.language.expressions.tree import (
    NUMBERS,
    ORDERED,
    Aggregate,
    Call,
    Constant,
    Each,
    Kind,
    Node,
    Table,
    Type,
)
from baesc.messages.diagnostic import Diagnostic

PLACES_LIMIT = 10
NESTING_LIMIT = 3
_SHAPES: dict[str, frozenset[str]] = {
    "text": frozenset({"text"}),
    "number": NUMBERS,
    "integer": frozenset({"integer"}),
    "date": frozenset({"date", "datetime"}),
    "datetime": frozenset({"datetime"}),
}
_NEEDED = {
    "text": "a text", "number": "a number", "integer": "a whole number",
    "date": "a date or datetime", "datetime": "a datetime",
}  # fmt: skip


class Reader(Protocol):
    """What calls need of the one who reads."""

    text: Text
    scope: Scope
    found: list[Diagnostic]
    rows: dict[str, Each]

    def read(self, node: ast.expr) -> Node | None:
        """Return the meaning of a part."""

    def knowing(self, facts: Facts, node: ast.expr) -> Node | None:
        """Return the meaning of a part where more is known."""

    def all(self, nodes: list[ast.expr]) -> list[Node] | None:
        """Return the meaning of parts, None when one was reported."""

    def condition(self, node: Node) -> None:
        """Raise Objection unless a part is true or false."""


def read_call(reader: Reader, node: ast.Call) -> Node | None:
    """Return the value of a function or an aggregate."""
    span, place = reader.text.place(node), reader.text.place(node.func)
    if not isinstance(node.func, ast.Name):
        advice = ""
        if isinstance(node.func, ast.Attribute) and node.func.attr in FUNCTIONS:
            advice = f"write `{node.func.attr}({reader.text.source(node.func.value)})`"
        raise Objection(faults.not_in_expressions(place, "a method", advice))
    if node.keywords:
        first = reader.text.name_of(node.keywords[0])
        raise Objection(faults.not_in_expressions(first, "a named argument", "leave its name out"))
    name = node.func.id
    if name in AGGREGATES and _is_aggregate(name, node.args):
        return _aggregate(reader, name, node.args, span)
    if name not in FUNCTIONS:
        known = (*FUNCTIONS, *AGGREGATES)
        advice = f"write `{name}` alone" if name in WORDS else ""
        raise Objection(faults.unknown_function(place, name, known, advice))
    return _function(reader, FUNCTIONS[name], node.args, span)


def _is_aggregate(name: str, arguments: list[ast.expr]) -> bool:
    if name in ("min", "max"):
        return len(arguments) == 1
    return True


def _function(reader: Reader, function: Function, given: list[ast.expr], span: Span) -> Node | None:
    arguments = reader.all(given)
    if arguments is None:
        return None
    if function.takes == ("same",):
        arguments, kind = joined(arguments, span)
        if kind.kind not in ORDERED:
            message = f"`{function.name}` needs values with an order, not {named(kind)}"
            raise Objection(faults.bad_call(span, message))
        return Call(function.name, tuple(arguments), kind, span)
    least = sum(shape != "digits" for shape in function.takes)
    if not least <= len(arguments) <= len(function.takes):
        message = f"`{function.name}` takes {len(function.takes)} values, not {len(arguments)}"
        if len(function.takes) == 1:
            message = f"`{function.name}` takes one value, not {len(arguments)}"
        raise Objection(faults.bad_call(span, message, f"write `{function.usage}`"))
    for shape, argument in zip(function.takes, arguments, strict=False):
        _check(function, shape, argument)
    nullable = any(one.type.nullable for one in arguments)
    kind_of: Kind = function.gives or arguments[0].type.kind  # type: ignore[assignment]
    if function.name == "round" and len(arguments) == 1:
        kind_of = "integer"
    return Call(function.name, tuple(arguments), Type(kind_of, nullable), span)


def _check(function: Function, shape: str, argument: Node) -> None:
    """Raise Objection unless an argument has its shape."""
    if shape == "digits":
        is_small = isinstance(argument, Constant) and argument.type.kind == "integer"
        if not is_small or not 0 <= int(str(argument.value)) <= PLACES_LIMIT:  # type: ignore[union-attr]
            message = f"the number of places is written out, from 0 to {PLACES_LIMIT}"
            raise Objection(faults.bad_call(argument.span, message, f"write `{function.usage}`"))
    elif shape == "pattern":
        _check_pattern(function, argument)
    elif argument.type.kind not in _SHAPES[shape]:
        message = f"`{function.name}` takes {_NEEDED[shape]}, not {named(argument.type)}"
        advice = f"write `{function.usage}`"
        if argument.type.kind == "rows" and function.name == "len":
            advice = "write `count(...)` for rows"
        raise Objection(faults.bad_call(argument.span, message, advice))


def _check_pattern(function: Function, argument: Node) -> None:
    if not (isinstance(argument, Constant) and argument.type.kind == "text"):
        message = "the pattern is written out, in quotes"
        raise Objection(faults.bad_call(argument.span, message, f"write `{function.usage}`"))
    pattern = str(argument.value)
    try:
        patterns.parse(patterns.canonical(pattern))
        re.compile(patterns.canonical(pattern))
    except patterns.PatternError as error:
        fault = language_faults.bad_pattern(argument.span, error.message, error.advice)
        raise Objection(fault) from None
    except (re.error, RecursionError, OverflowError) as error:
        message = f"the pattern can't be read: {error}"
        raise Objection(language_faults.bad_pattern(argument.span, message, "")) from None


def _aggregate(reader: Reader, name: str, given: list[ast.expr], span: Span) -> Node | None:
    usage = "count(x for x in ... if ...)" if name == "count" else f"{name}(x.... for x in ...)"
    if len(given) != 1:
        message = f"`{name}` takes rows, not {len(given)} values"
        raise Objection(faults.bad_call(span, message, f"write `{usage}`"))
    if not isinstance(given[0], ast.GeneratorExp):
        return _plain(reader, name, given[0], span, usage)
    generator = given[0]
    if len(generator.generators) != 1:
        what = "a second `for`"
        advice = "count rows of rows: `sum(count(y for y in x....) for x in ...)`"
        raise Objection(faults.not_in_expressions(reader.text.place(generator), what, advice))
    one = generator.generators[0]
    if not isinstance(one.target, ast.Name) or one.is_async:
        place = reader.text.place(one.target)
        raise Objection(faults.not_in_expressions(place, "more than one name after `for`"))
    if len(reader.rows) >= NESTING_LIMIT:
        raise Objection(
            faults.too_large(span, f"rows of rows are nested deeper than {NESTING_LIMIT} levels")
        )
    rows = _rows(reader, one.iter)
    word = one.target.id
    _check_word(reader, word, reader.text.place(one.target))
    if rows is None:
        return None
    each = Each(word, Type("row", entity=rows.type.entity), reader.text.place(one.target))
    reader.rows[word] = each
    try:
        condition = _condition(reader, one.ifs)
        known = NOTHING if condition is None else when_true(condition)
        element = reader.knowing(known, generator.elt)
    finally:
        del reader.rows[word]
    if element is None or (one.ifs and condition is None):
        return None
    return _finished(name, rows, each, element, condition, span)


def _condition(reader: Reader, given: list[ast.expr]) -> Node | None:
    """Return the conditions after `if`, joined by `and`."""
    if not given:
        return None
    joint = given[0] if len(given) == 1 else ast.BoolOp(ast.And(), given)
    if joint is not given[0]:
        ast.copy_location(joint, given[0])
        joint.end_col_offset = given[-1].end_col_offset
    condition = reader.read(joint)
    if condition is None:
        return None
    try:
        reader.condition(condition)
    except Objection as objection:
        reader.found.append(objection.fault)
        return None
    return condition


def _plain(reader: Reader, name: str, given: ast.expr, span: Span, usage: str) -> Node | None:
    """Return `count(enrollments)`."""
    rows = _rows(reader, given)
    if rows is None:
        return None
    if name != "count":
        message = f"`{name}` needs to know what to take of {named(rows.type)}"
        raise Objection(faults.bad_call(span, message, f"write `{usage}`"))
    return Aggregate(name, rows, None, None, None, Type("integer"), span)


def _rows(reader: Reader, node: ast.expr) -> Node | None:
    """Return rows: all of an entity, or those at the end of a relation."""
    if isinstance(node, ast.Name) and node.id in reader.scope.entities:
        return Table(Type("rows", entity=node.id), reader.text.place(node))
    if isinstance(node, ast.Name) and node.id[:1].isupper():
        known = reader.scope.entities
        if not reader.scope.complete:
            return None
        place = reader.text.place(node)
        raise Objection(language_faults.unknown_entity(place, node.id, known))
    rows = reader.read(node)
    if rows is not None and rows.type.kind != "rows":
        advice = "rows are those of an entity (`Student`) or of a relation to many"
        if rows.type.kind == "text":
            advice = "write `len(...)` for the length of a text"
        message = f"rows are needed here, and this is {named(rows.type)}"
        raise Objection(faults.bad_call(rows.span, message, advice))
    return rows


def _check_word(reader: Reader, word: str, place: Span) -> None:
    members = reader.scope.members(reader.scope.entity)
    if word in (*WORDS, *CONSTANTS, *members, *reader.rows) or word in reader.scope.entities:
        message = f"`{word}` stands for something else already"
        raise Objection(faults.bad_call(place, message, "choose another name for the row"))


def _finished(
    name: str, rows: Node, each: Each, element: Node, condition: Node | None, span: Span
) -> Node:
    kind = element.type.kind
    if name == "count":
        if element != each:
            message = f"`count` counts rows: write `{each.name}` before `for`"
            advice = f"leave rows out with `if {each.name}.... is not None`"
            raise Objection(faults.bad_call(element.span, message, advice))
        return Aggregate(name, rows, each, None, condition, Type("integer"), span)
    wanted: frozenset[str] = {
        "sum": NUMBERS | {"duration"}, "avg": NUMBERS, "any": frozenset({"boolean"}),
        "all": frozenset({"boolean"}),
    }.get(name, ORDERED)  # fmt: skip
    if kind not in wanted:
        needed = {"sum": "numbers", "avg": "numbers", "any": "a condition", "all": "a condition"}
        message = f"`{name}` needs {needed.get(name, 'values with an order')}"
        raise Objection(faults.bad_call(element.span, f"{message}, not {named(element.type)}"))
    result = Type(kind, nullable=name in ("min", "max"))
    if name == "avg":
        result = Type("float" if kind == "float" else "decimal", nullable=True)
    if name in ("any", "all"):
        result = Type("boolean", nullable=element.type.nullable)
    return Aggregate(name, rows, each, element, condition, result, span)
