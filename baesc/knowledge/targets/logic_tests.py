"""Tests of what code computes: the examples of the spec."""

from typing import NamedTuple

from baesc.knowledge.computed_methods import as_logic
from baesc.knowledge.holes.case_code import outcome_text, row_text
from baesc.knowledge.holes.contracts import computed_contract, logic_fields
from baesc.knowledge.imports import Imports
from baesc.knowledge.python_names import module_name
from baesc.knowledge.target import EntityTarget
from baesc.knowledge.wording import lower
from baesc.language.ir import Entity, System


class ValueCase(NamedTuple):
    """A test of a function: its row, and the value, compared by `is` where that is asked for."""

    name: str
    doc: str
    call: str
    row: str
    sign: str
    value: str


class LogicTestsView(NamedTuple):
    """What the template of these tests reads."""

    title: str
    imports: tuple[str, ...]
    cases: tuple[ValueCase, ...]


def logic_tests_view(system: System, entity: Entity) -> LogicTestsView:
    """Return what the template of these tests reads."""
    imports = Imports()
    imports.add("datetime", "date")
    imports.add("app.logic", as_logic(module_name(entity.singular)))
    cases = []
    for field in logic_fields(entity):
        contract = computed_contract(system, entity, field)
        for at, case in enumerate(contract.cases, 1):
            value = outcome_text(contract, case, imports)
            row = row_text(contract.classes[0], case.row, imports, whole=True)
            cases.append(
                ValueCase(
                    f"test_{contract.function}_{at}",
                    f"Example {at} of `{field.name}`",
                    contract.function,
                    f"logic.{row}",
                    "is" if value in ("None", "True", "False") else "==",
                    value,
                )
            )
    title = f"Tests of what code computes of {lower(entity.label_plural)}"
    return LogicTestsView(title, imports.lines(), tuple(cases))


def has_examples(_system: System, entity: Entity) -> bool:
    """Tell whether an entity has fields that code computes, with examples."""
    return any(one.cases for one in logic_fields(entity))


LOGIC_TESTS = EntityTarget(
    name="logic_tests",
    template="tests/logic.j2",
    path=lambda entity: f"tests/test_{module_name(entity.singular)}_logic.py",
    view=logic_tests_view,
    after=lambda entity: (f"app/logic/{module_name(entity.singular)}.py",),
    present=has_examples,
)
