"""What the place of an expression wants it to be."""

from dataclasses import replace

from baesc.ground.source import Span
from baesc.language.expressions import faults
from baesc.language.expressions.agreement import Objection, adapted, named
from baesc.language.expressions.names import Scope, type_of
from baesc.language.expressions.reading import read
from baesc.language.expressions.reads import says_something
from baesc.language.expressions.tree import Attribute, Node, Related, walk
from baesc.language.ir import Field, Relation
from baesc.messages.diagnostic import Diagnostic

# A value of one kind of number is one of these too.
_WIDER = {"integer": ("integer", "decimal", "float"), "decimal": ("decimal", "float")}
_ADVICE = {
    ("decimal", "integer"): "write `round(...)`, or `//` for whole numbers",
    ("float", "integer"): "write `round(...)`",
    ("float", "decimal"): "a float is not exact: make the field a float too",
    ("datetime", "date"): "write `date(...)`",
    ("duration", "integer"): "write `.../ days(1)` for the number of days, and round it",
    ("row", "text"): "write a field of that row",
}


def read_check(text: str, span: Span, scope: Scope) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Return the meaning of a check: a condition that a row obeys or breaks."""
    node, found = _read(text, span, scope)
    if node is None:
        return None, found
    if node.type.kind != "boolean":
        message = f"a check is true or false, and this is {named(node.type)}"
        return None, (faults.wrong_result(node.span, message, "compare it with something"),)
    if not says_something(node):
        message = "the check says the same of every row"
        advice = f"name a field of `{scope.entity}`"
        return None, (faults.wrong_result(node.span, message, advice),)
    return node, ()


def read_computed(
    text: str, span: Span, scope: Scope, field: Field
) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Return the meaning of a computed field, a value of the field's type."""
    node, found = _read(text, span, scope)
    if node is None:
        return None, found
    try:
        return fitted(node, field, nullable=not field.required), ()
    except Objection as objection:
        return None, (objection.fault,)


def read_backfill(
    text: str, span: Span, scope: Scope, wanted: Field | Relation
) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Return the meaning of a value for rows that are there: of a field, or the id of a row."""
    node, found = _read(text, span, scope)
    if node is None:
        return None, found
    try:
        if isinstance(wanted, Field):
            if node.type.kind == "null" and not wanted.required:
                return node, ()
            return fitted(node, wanted, nullable=not wanted.required), ()
        return _row_of(node, wanted), ()
    except Objection as objection:
        return None, (objection.fault,)


def _row_of(node: Node, relation: Relation) -> Node:
    kind = node.type
    if kind.kind == "integer" or (kind.kind == "null" and not relation.required):
        return node
    if kind.kind == "row" and kind.entity == relation.target and isinstance(node, Related):
        return node
    message = f"`{relation.name}` is a row of {relation.target}, and this is {named(kind)}"
    advice = f"write an id, or a relation to {relation.target}"
    raise Objection(faults.wrong_result(node.span, message, advice))


def _read(text: str, span: Span, scope: Scope) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Return the meaning of an expression; none reads what code computes."""
    node, found = read(text, span, scope)
    if node is None:
        return None, found
    for one in walk(node):
        if isinstance(one, Attribute) and one.row.type.kind == "row":
            fields = scope.entities[one.row.type.entity].fields
            if any(field.logic and field.name == one.name for field in fields):
                return None, (faults.reads_logic(one.span, one.name),)
    return node, found


def fitted(node: Node, field: Field, nullable: bool) -> Node:
    """Return an expression as a value of a field; Objection when it is none."""
    wanted = replace(type_of(field), nullable=nullable)
    node = adapted(node, wanted, field.name)
    kind = node.type.kind
    fits = wanted.kind in _WIDER.get(kind, (kind,))
    if wanted.kind == "enum":
        fits = fits and set(node.type.values) <= set(wanted.values)
    if wanted.kind == "json" or not fits:
        message = f"`{field.name}` is {named(wanted)}, and this is {named(node.type)}"
        if node.type.kind == wanted.kind == "enum":
            message = f"not all values of this are values of `{field.name}`"
        if wanted.kind == "json":
            message = "a json can't be computed"
        advice = _ADVICE.get((kind, wanted.kind), "")
        raise Objection(faults.wrong_result(node.span, message, advice))
    if node.type.nullable and not wanted.nullable:
        message = f"this may be null, and `{field.name}` is required"
        advice = f"make it optional (`{field.type}?`), or write `... if ... is not None else ...`"
        raise Objection(faults.wrong_result(node.span, message, advice))
    return node
