"""What an expression reads: fields, relations, rows."""

from typing import Literal

from baesc.language.expressions.names import OWN_COLUMNS
from baesc.language.expressions.tree import Aggregate, Attribute, Node, Related, Table, This, walk


def members_read(expression: Node) -> tuple[str, ...]:
    """Return the fields and relations of the row itself, in the order of the text.

    Columns that every table has are left out: nobody can change them.
    """
    found = [
        one.name
        for one in walk(expression)
        if isinstance(one, Attribute | Related) and isinstance(one.row, This)
    ]
    return tuple(dict.fromkeys(one for one in found if one not in OWN_COLUMNS))


def fields_read(expression: Node) -> frozenset[tuple[str, str]]:
    """Return the fields of all entities, as pairs of entity and field."""
    return frozenset(
        (one.row.type.entity, one.name) for one in walk(expression) if isinstance(one, Attribute)
    )


def says_something(expression: Node) -> bool:
    """Tell whether the value depends on a row at all."""
    return any(isinstance(one, This | Table) for one in walk(expression))


def reach_of(expression: Node) -> Literal["row", "related", "set"]:
    """Return which rows are read: the row alone, those over relations, or sets of rows."""
    found = list(walk(expression))
    if any(isinstance(one, Aggregate) for one in found):
        return "set"
    for one in found:
        if isinstance(one, Attribute | Related) and not isinstance(one.row, This):
            return "related"
        if isinstance(one, Related) and one.way.kind != "ahead":
            return "related"
    return "row"
