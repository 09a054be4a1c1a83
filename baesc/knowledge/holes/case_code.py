"""Examples as Python: calls of the function and what comes of them."""

from baesc.knowledge.column_types import value_code
from baesc.knowledge.filters import quote
from baesc.knowledge.imports import Imports
from baesc.language.ir import Case, Plain
from baesc.records.contract import Contract, Value, ValueClass


def value_text(value: Value, plain: Plain, imports: Imports | None = None) -> str:
    """Return the expression of one value; what it needs is imported."""
    if plain is None:
        return "None"
    code, imported = value_code("string" if value.choices else value.type, plain)
    if value.type == "decimal" and not code.startswith("Decimal("):
        code, imported = f"Decimal({code})", ("decimal", "Decimal")
    if imports is not None:
        if imported is not None:
            imports.add(*imported)
        if value.type == "datetime":
            imports.add("datetime", "UTC")
    return code


def row_text(
    of: ValueClass,
    given: tuple[tuple[str, Plain], ...],
    imports: Imports | None = None,
    *,
    whole: bool = False,
) -> str:
    """Return the call that makes a row; without `whole` only what the example says."""
    values = dict(given)
    parts = [
        f"{one.name}={value_text(one, values.get(one.key, one.default), imports)}"
        for one in of.values
        if whole or one.key in values
    ]
    return f"{of.name}({', '.join(parts)})"


def named_text(contract: Contract, case: Case, imports: Imports | None = None) -> list[str]:
    """Return the arguments after the first, without `today`."""
    takes = dict(case.takes)
    return [
        f"{one.name}={value_text(one.value, takes.get(one.value.key), imports)}"
        for one in contract.parameters
        if one.value is not None
    ]


def outcome_text(contract: Contract, case: Case, imports: Imports | None = None) -> str:
    """Return what the function returns in an example that it does not refuse."""
    if contract.result is not None:
        return value_text(contract.result, dict(case.gives).get(contract.result.key), imports)
    changes = next((one for one in contract.classes if one.kind == "changes"), None)
    changed = "{}"
    if changes is not None:
        known = {one.key: one for one in changes.values}
        parts = [
            f"{quote(key)}: {value_text(known[key], value, imports)}" for key, value in case.changes
        ]
        changed = f"{{{', '.join(parts)}}}"
    returns = contract.class_named(contract.returns)
    if returns.kind == "changes":
        return changed
    gives = dict(case.gives)
    parts = [f"{one.name}={value_text(one, gives.get(one.key), imports)}" for one in returns.values]
    if changes is not None:
        parts.append(f"changes={changed}")
    return f"{returns.name}({', '.join(parts)})"
