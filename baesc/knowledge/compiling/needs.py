"""Which functions of `app.values` an application needs."""

from collections.abc import Iterator

from baesc.knowledge.compiling.code import Code
from baesc.knowledge.compiling.computed import loaded_value
from baesc.knowledge.compiling.conditions import kind_of, row_condition, set_condition
from baesc.knowledge.compiling.words import HELPERS, VALUES
from baesc.language.ir import System

_BASED_ON = {
    "divide": ("round_half_up",),
    "round_float": ("round_half_up",),
    "divide_spans": ("divide",),
    "average": ("divide", "total"),
    "mean": ("finite",),
    "add_years": ("add_months",),
    "months_later": ("add_months",),
}
_last: list[tuple[System, tuple[str, ...]]] = []


def values_used(system: System) -> tuple[str, ...]:
    """Return the functions, those that they call included; the last system's are kept."""
    if not (_last and _last[0][0] is system):
        _last[:] = [(system, _values_used(system))]
    return _last[0][1]


def _values_used(system: System) -> tuple[str, ...]:
    return with_based_on([
        name for code in _codes(system) for module, name in code.imports if module == VALUES
    ])  # fmt: skip


def with_based_on(wanted: list[str]) -> tuple[str, ...]:
    """Return functions and those that they call, in the order of the file."""
    found: set[str] = set()
    left = list(wanted)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += _BASED_ON.get(name, ())
    return tuple(one for one in HELPERS if one in found)


def _codes(system: System) -> Iterator[Code]:
    for entity in system.entities:
        for rule in entity.rules:
            node = rule.expression
            if node is not None:
                make = row_condition if kind_of(node, system) == "row" else set_condition
                yield make(node, entity, system)
        for field in entity.fields:
            if field.formula is not None:
                yield loaded_value(field, entity, system)
