"""What endpoints and transforms do and code computes: pure functions, a module for each entity."""

import keyword
from collections.abc import Mapping
from typing import NamedTuple

from baesc.knowledge.holes.allowed import IMPORTS
from baesc.knowledge.holes.bodies import names_used
from baesc.knowledge.holes.contracts import contracts_of, logic_fields
from baesc.knowledge.imports import Imports
from baesc.knowledge.python_names import module_name
from baesc.knowledge.target import EntityTarget, SystemTarget
from baesc.knowledge.targets.core import SameView
from baesc.knowledge.wording import lower
from baesc.language.ir import Entity, System
from baesc.records.contract import Contract, ValueClass

# More than this linters find too many; the spec says how many there are.
MOST_PARAMETERS = 5
# Where the types of annotations come from.
_TYPES = {
    "Any": "typing", "Decimal": "decimal", "UUID": "uuid", "date": "datetime",
    "datetime": "datetime", "time": "datetime", "Iterable": "collections.abc",
}  # fmt: skip
_ANNOTATION_ENDS = str.maketrans("[]|,", "    ")


class LogicClass(NamedTuple):
    """A class of values; one whose names Python keeps for itself is made by a call."""

    name: str
    doc: str
    is_dict: bool
    is_called: bool
    values: tuple[tuple[str, str], ...]


class LogicFunction(NamedTuple):
    """A function; its body is empty until an answer fills it."""

    contract: str
    head: tuple[str, ...]
    doc: str
    fallback: str
    body: tuple[str, ...] = ()


class LogicView(NamedTuple):
    """What the template of functions reads; `uses` is what the signatures import."""

    title: str
    uses: tuple[tuple[str, str], ...]
    imports: tuple[str, ...]
    classes: tuple[LogicClass, ...]
    functions: tuple[LogicFunction, ...]


def has_endpoints(_system: System, entity: Entity) -> bool:
    """Tell whether an entity has endpoints of its own."""
    return bool(entity.endpoints)


def any_endpoints(system: System) -> bool:
    """Tell whether some entity has endpoints of its own."""
    return any(entity.endpoints for entity in system.entities)


def has_transforms(_system: System, entity: Entity) -> bool:
    """Tell whether an entity has transforms."""
    return bool(entity.transforms)


def any_transforms(system: System) -> bool:
    """Tell whether some entity has transforms."""
    return any(entity.transforms for entity in system.entities)


def has_logic(_system: System, entity: Entity) -> bool:
    """Tell whether an entity needs functions: for endpoints, transforms, or computed fields."""
    return bool(entity.endpoints or entity.transforms or logic_fields(entity))


def any_logic(system: System) -> bool:
    """Tell whether some entity needs functions."""
    return any(has_logic(system, entity) for entity in system.entities)


def logic_view(system: System, entity: Entity) -> LogicView:
    """Return what the template of functions reads, before any hole is filled."""
    contracts = contracts_of(system, entity)
    classes = {one.name: one for contract in contracts for one in contract.classes}
    functions = tuple(_function(one) for one in contracts)
    return LogicView(
        title=_title(entity),
        uses=tuple(sorted(_uses(contracts, tuple(classes.values())))),
        imports=(),
        classes=tuple(_class(one, contracts) for one in classes.values()),
        functions=functions,
    )


def _title(entity: Entity) -> str:
    rows = lower(entity.label_plural)
    parts = []
    if entity.endpoints:
        parts.append(f"what endpoints of {rows} do")
    if entity.transforms:
        parts.append(f"what files of {rows} hold")
    if logic_fields(entity):
        parts.append(f"what code computes of {'them' if parts else rows}")
    told = ", and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
    return f"{told[:1].upper()}{told[1:]}"


def _function(contract: Contract) -> LogicFunction:
    return LogicFunction(contract.name, contract.head(), contract.text, "Say what comes of it")


def _class(one: ValueClass, contracts: tuple[Contract, ...]) -> LogicClass:
    is_dict = one.kind == "changes"
    values = tuple((value.key if is_dict else value.name, value.annotation) for value in one.values)
    if one.kind == "result":
        owner = next(contract for contract in contracts if one in contract.classes)
        values += tuple(
            ("changes", other.name) for other in owner.classes if other.kind == "changes"
        )
    is_called = is_dict and any(keyword.iskeyword(name) for name, _ in values)
    return LogicClass(one.name, one.doc, is_dict, is_called, values)


def _uses(contracts: tuple[Contract, ...], classes: tuple[ValueClass, ...]) -> set[tuple[str, str]]:
    annotations = [value.annotation for one in classes for value in one.values]
    annotations += [one.annotation for contract in contracts for one in contract.parameters]
    annotations += [contract.returns for contract in contracts]
    names = {word for text in annotations for word in text.translate(_ANNOTATION_ENDS).split()}
    found = {(_TYPES[name], name) for name in names if name in _TYPES}
    found.add(("dataclasses", "dataclass"))
    if any(one.kind == "changes" for one in classes):
        found.add(("typing", "TypedDict"))
    return found


def filled(
    view: LogicView, contracts: tuple[Contract, ...], bodies: Mapping[str, str]
) -> LogicView:
    """Return a view with bodies in its functions, by the names of their contracts.

    What bodies use of modules is imported, and a parameter that one leaves alone says so.
    """
    imports = Imports()
    for module, name in view.uses:
        imports.add(module, name)
    functions = []
    by_name = {one.name: one for one in contracts}
    for one in view.functions:
        body = bodies.get(one.contract)
        if body is None:
            functions.append(one._replace(body=("raise NotImplementedError",)))
            continue
        contract, used = by_name[one.contract], names_used(body)
        for name in used & IMPORTS.keys():
            module, member = IMPORTS[name]
            imports.add(module, *([member] if member else []))
        if "Refused" in used:
            imports.add("app.logic", "Refused")
        marks = tuple(
            "" if parameter.name in used else "  # noqa: ARG001"
            for parameter in contract.parameters
        )
        lines = tuple(body.rstrip("\n").split("\n"))
        head = contract.head(marks)
        if len(contract.parameters) > MOST_PARAMETERS:
            head = (f"{head[0]}  # noqa: PLR0913", *head[1:])
        functions.append(one._replace(head=head, body=lines))
    return view._replace(imports=imports.lines(), functions=tuple(functions))


LOGIC_PACKAGE = SystemTarget(
    name="logic_package",
    template="logic/package.j2",
    path="app/logic/__init__.py",
    view=lambda _system: SameView("app/logic/__init__.py"),
    present=any_logic,
)
LOGIC = EntityTarget(
    name="logic",
    template="logic/entity.j2",
    path=lambda entity: f"app/logic/{module_name(entity.singular)}.py",
    view=logic_view,
    after=lambda _entity: ("app/logic/__init__.py",),
    present=has_logic,
    holes=contracts_of,
)
