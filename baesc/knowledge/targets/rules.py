"""Rules over several fields and rows: their functions, when they are asked, and how."""

import re
from typing import NamedTuple

from baesc.knowledge.compiling.code import Code
from baesc.knowledge.features import rule_needs
from baesc.knowledge.imports import Imports
from baesc.knowledge.rule_names import rules_module
from baesc.knowledge.rule_presence import has_rules, has_set_rules
from baesc.knowledge.rule_shapes import AskedRule, Read, asked_rules
from baesc.knowledge.rule_watches import Seen
from baesc.knowledge.shapes import Shapes, shapes_of
from baesc.knowledge.target import EntityTarget, SystemTarget
from baesc.knowledge.targets.core import has_transforms_of
from baesc.knowledge.wording import lower, sentence
from baesc.language.ir import Entity, System

# What fits into a line with the quotes of a docstring.
LONGEST_SUMMARY = 78


class RuleFunction(NamedTuple):
    """A function that tells whether a rule holds; `value` is what it returns after `lines`."""

    name: str
    arguments: str
    says: str
    lines: tuple[str, ...]
    value: str


class WatchedRows(NamedTuple):
    """Rows that a rule reads; `fields` is None where bodies call the attributes the same."""

    model: str
    owners: str
    reads: tuple[str, ...]
    fields: tuple[str, ...] | None


class ListedRule(NamedTuple):
    """A rule in the list of a module; what is None is the same as `reads`."""

    name: str
    message: str
    reads: tuple[str, ...]
    fields: tuple[str, ...] | None
    parameters: tuple[str, ...] | None
    moments: tuple[str, ...]
    watches: tuple[WatchedRows, ...]


class RulesView(NamedTuple):
    """What the template of rules reads."""

    title: str
    model: str
    imports: tuple[str, ...]
    functions: tuple[RuleFunction, ...]
    row_rules: tuple[ListedRule, ...]
    set_rules: tuple[ListedRule, ...]


class CoreView(NamedTuple):
    """Whether there are rules over several rows."""

    sets: bool


class ChangesView(NamedTuple):
    """Whether files make rows, many at once."""

    imports: bool


class RulebookView(NamedTuple):
    """The lists of rules of all modules."""

    imports: tuple[str, ...]
    kind: str
    parts: tuple[str, ...]


def rules_view(system: System, entity: Entity) -> RulesView:
    """Return what the template of rules reads."""
    from baesc.knowledge.compiling.conditions import row_condition, set_condition

    shapes = shapes_of(system)
    model = shapes.named[entity.name].cls
    imports = Imports()
    imports.add("app.models", model)
    functions: list[RuleFunction] = []
    listed: dict[str, list[ListedRule]] = {"row": [], "set": []}
    for rule in asked_rules(system, entity):
        is_row = rule.kind == "row"
        compiled = (row_condition if is_row else set_condition)(rule.meaning, entity, system)
        functions.append(_function(rule, compiled, model, imports))
        listed[rule.kind].append(_listed(shapes, rule, compiled, imports))
        imports.add("app.rules", "RowRule" if is_row else "SetRule")
    return RulesView(
        title=f"Rules of {lower(entity.label_plural)}",
        model=model,
        imports=imports.lines(),
        functions=tuple(functions),
        row_rules=tuple(listed["row"]),
        set_rules=tuple(listed["set"]),
    )


def _function(rule: AskedRule, compiled: Code, model: str, imports: Imports) -> RuleFunction:
    for module, name in compiled.imports:
        imports.add(module, *filter(None, [name]))
    moments = [f"{one}: {_MOMENTS[one]}" for one in compiled.moments]
    for one in compiled.moments:
        imports.add("datetime", _MOMENTS[one])
    lines = tuple(line for text in compiled.statements for line in text.split("\n"))
    if rule.kind == "row":
        values = [f"{one.name}: {one.annotation}" for one in compiled.parameters]
        named = [*values, *moments]
        arguments = ", ".join(["*", *named] if named else [])
    else:
        imports.add("sqlalchemy.orm", "Session")
        body = "\n".join((*lines, compiled.expression))
        given = (("session", "Session"), ("row", model))
        arguments = ", ".join([
            *(f"{name if _reads(body, name) else f'_{name}'}: {kind}" for name, kind in given),
            *moments,
        ])  # fmt: skip
    return RuleFunction(
        rule.name,
        arguments,
        _says(rule.says),
        lines,
        compiled.expression,
    )


def _says(clause: str) -> str:
    whole = f"Tell whether {clause}."
    if len(whole) <= LONGEST_SUMMARY and not clause.startswith("if "):
        return whole
    return f"Tell whether the rule holds. {sentence(clause)}"


_MOMENTS = {"today": "date", "now": "datetime"}


def _reads(body: str, name: str) -> bool:
    return re.search(rf"(?<![\w.]){name}\b", body) is not None


def _listed(shapes: Shapes, rule: AskedRule, compiled: Code, imports: Imports) -> ListedRule:
    reads = rule.reads
    parameters: tuple[str, ...] | None = None
    if rule.kind == "row":
        # A function names its arguments in an order of its own.
        names = {one.attribute: one.name for one in compiled.parameters}
        reads = tuple(one for one in reads if one.attribute in names)
        given = tuple(names[one.attribute] for one in reads)
        parameters = None if given == tuple(one.attribute for one in reads) else given
    return ListedRule(
        name=rule.name,
        message=rule.message,
        reads=tuple(one.attribute for one in reads),
        fields=_fields(reads),
        parameters=parameters,
        moments=compiled.moments,
        watches=tuple(_watched(shapes, one, imports) for one in rule.watches),
    )


def _fields(reads: tuple[Read, ...]) -> tuple[str, ...] | None:
    fields = tuple(one.field for one in reads if one.field)
    return None if fields == tuple(one.attribute for one in reads) else fields


def _watched(shapes: Shapes, seen: Seen, imports: Imports) -> WatchedRows:
    model = shapes.named[seen.entity].cls
    imports.add("app.rules", "Watched")
    imports.add("app.models", model, *seen.uses)
    imports.add("sqlalchemy", "select", *(["tuple_"] if "tuple_(" in seen.owners else []))
    for module, variable in seen.tables:
        imports.add(f"app.models.{module}", variable)
    argument = "ids" if _reads(seen.owners, "ids") else "_ids"
    reads = tuple(Read(*one) for one in seen.reads)
    return WatchedRows(
        model,
        f"lambda {argument}: {seen.owners}",
        tuple(one.attribute for one in reads),
        _fields(reads),
    )


def rulebook_view(system: System) -> RulebookView:
    """Return what the template of the list of all rules reads."""
    imports = Imports()
    imports.add("app.rules", "Rule" if has_set_rules(system) else "RowRule")
    parts: list[str] = []
    for entity in system.entities:
        module = rules_module(entity)
        kinds = {one.kind for one in asked_rules(system, entity)}
        if kinds:
            imports.add("app.rules", module)
        parts.extend(f"{module}.{kind.upper()}_RULES" for kind in sorted(kinds))
    return RulebookView(
        imports.lines(), "Rule" if has_set_rules(system) else "RowRule", tuple(parts)
    )


def rules_path(entity: Entity) -> str:
    """Return where the rules of an entity are."""
    return f"app/rules/{rules_module(entity)}.py"


RULES = EntityTarget(
    name="rules",
    template="rules/entity.j2",
    path=rules_path,
    view=rules_view,
    features=rule_needs,
    after=lambda _entity: ("app/rules/__init__.py", "app/models/__init__.py"),
    present=lambda system, entity: bool(asked_rules(system, entity)),
)
RULES_CORE = SystemTarget(
    name="rules_core",
    template="core/rules_core.j2",
    path="app/rules/__init__.py",
    view=lambda system: CoreView(has_set_rules(system)),
    after=lambda _system: ("app/database/base.py", "app/schemas/base.py"),
    present=has_rules,
)
CHANGES = SystemTarget(
    name="changes",
    template="core/changes.j2",
    path="app/changes.py",
    view=lambda system: ChangesView(has_transforms_of(system, "import")),
    after=lambda _system: ("app/rules/__init__.py",),
    present=has_set_rules,
)
RULEBOOK = SystemTarget(
    name="rulebook",
    template="core/rulebook.j2",
    path="app/rulebook.py",
    view=rulebook_view,
    after=lambda system: tuple(
        rules_path(entity) for entity in system.entities if asked_rules(system, entity)
    ),
    present=has_rules,
)
RULES_IN_ALL = (RULES_CORE, CHANGES, RULEBOOK)
