"""Values at the edges of a rule about one row, as arguments of its function."""

from typing import Any, NamedTuple

from baesc.knowledge.kept import kept
from baesc.knowledge.rule_shapes import AskedRule
from baesc.knowledge.shapes import shapes_of
from baesc.knowledge.typed_code import shown
from baesc.language.expressions.boundary import NOW, boundary_cases
from baesc.language.ir import Entity, Field, System

MOST = 24


class Argument(NamedTuple):
    """An argument of a rule's function; `field` is None for the id that a relation holds."""

    attribute: str
    member: str
    field: Field | None


class RowCase(NamedTuple):
    """The values of the arguments, and whether the rule holds for them."""

    values: tuple[Any, ...]
    holds: bool
    note: str


def arguments_of(entity: Entity, rule: AskedRule) -> tuple[Argument, ...]:
    """Return what the function of a rule of kind `row` takes, but for the time."""
    fields = {one.name: one for one in entity.fields}
    columns = {one.column: one for one in entity.relations if one.column is not None}
    found = []
    for read in rule.reads:
        relation = columns.get(read.field)
        name = relation.name if relation is not None else read.field
        found.append(Argument(read.attribute, name, fields.get(name)))
    return tuple(found)


def row_cases(system: System, entity: Entity, rule: AskedRule) -> tuple[RowCase, ...]:
    """Return cases on both sides of each edge, all different: the first two have both outcomes."""
    key = f"cases of {entity.name}.{rule.name}"
    return kept(shapes_of(system), key, lambda: _row_cases(system, entity, rule))


def _row_cases(system: System, entity: Entity, rule: AskedRule) -> tuple[RowCase, ...]:
    arguments = arguments_of(entity, rule)
    found: dict[str, RowCase] = {}
    for case in boundary_cases(rule.expression, entity.name, system, NOW):
        values = tuple(case.row.values.get(one.member) for one in arguments)
        made = RowCase(values, case.outcome is not False, ", ".join(map(shown, values)) or "always")
        found.setdefault(repr(values), made)
    return tuple(found.values())[:MOST]
