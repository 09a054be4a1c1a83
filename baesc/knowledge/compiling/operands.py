"""Values in the form in which Python compares them."""

from dataclasses import replace

from baesc.knowledge.compiling.compiling import Compiling
from baesc.knowledge.compiling.literals import as_float, plain_number
from baesc.knowledge.compiling.pieces import Facts, Value, as_text
from baesc.language.expressions.tree import NUMBERS, Constant, Node


def operands(c: Compiling, nodes: list[Node], facts: Facts) -> list[Value]:
    """Return values of one type that can be compared: rows by their ids."""
    if nodes[0].type.kind == "row":
        return [c.rows.row_id(c, one, facts) for one in nodes]
    if nodes[0].type.kind == "enum":
        return _enums(c, nodes, facts)
    values = [c.settled(one, facts) for one in nodes]
    if any(one.type.kind == "float" for one in nodes):
        return [as_float(c, one, value) for one, value in zip(nodes, values, strict=True)]
    if all(one.type.kind in NUMBERS for one in nodes):
        return [
            replace(value, text=number, level=9) if (number := plain_number(one)) else value
            for one, value in zip(nodes, values, strict=True)
        ]
    return values


def _enums(c: Compiling, nodes: list[Node], facts: Facts) -> list[Value]:
    """Return enum values as members of one class, or as their texts."""
    outer = c.enum_hint
    c.enum_hint = ""
    classes = [c.settled(one, facts).enum for one in nodes if not isinstance(one, Constant)]
    c.enum_hint = next((one for one in classes if one), outer)
    values = [c.settled(one, facts) for one in nodes]
    c.enum_hint = outer
    names = {one.enum for one in values}
    if len(names) == 1:
        return values
    # Members of two classes are never equal for a type checker; their texts may be.
    return [as_text(one) for one in values]
