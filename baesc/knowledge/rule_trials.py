"""What tests do with each rule over several rows; worked out once for a system."""

from typing import NamedTuple

from baesc.knowledge.breaking_rows import Breaking, breaking_row
from baesc.knowledge.kept import kept
from baesc.knowledge.rule_shapes import AskedRule, all_rules
from baesc.knowledge.shapes import Shapes
from baesc.knowledge.stored_cases import Filled, stored_cases
from baesc.language.expressions.boundary import Case, value_cases
from baesc.language.expressions.inlining import inlined
from baesc.language.ir import Entity, Field

MOST_STORED = 10
MOST_VALUES = 8


class RuleTrial(NamedTuple):
    """Rows on both sides of a rule's edges, and one that breaks it when it comes to others."""

    cases: tuple[tuple[Case, Filled], ...]
    breaking: Breaking | None


def trial_of(shapes: Shapes, rule: AskedRule) -> RuleTrial:
    """Return what tests do with a rule of kind `set`."""

    def made() -> RuleTrial:
        cases = stored_cases(shapes, shapes.system.entity(rule.entity), rule.expression)
        return RuleTrial(_some(cases), breaking_row(shapes, rule, cases))

    return kept(shapes, f"trial of {rule.entity}.{rule.name}", made)


def values_of(shapes: Shapes, entity: Entity, field: Field) -> tuple[tuple[Case, Filled], ...]:
    """Return rows for which a computed field has different values."""
    formula = field.formula
    if formula is None:
        return ()

    def made() -> tuple[tuple[Case, Filled], ...]:
        whole = inlined(formula, shapes.system)
        return stored_cases(shapes, entity, whole, value_cases)[:MOST_VALUES]

    return kept(shapes, f"values of {entity.name}.{field.name}", made)


def stored_entities(shapes: Shapes) -> frozenset[str]:
    """Return the entities of which tests store rows as they are."""
    found: set[str] = set()
    for entity in shapes.system.entities:
        for field in entity.fields:
            for _, whole in values_of(shapes, entity, field):
                found |= {name for name, _ in whole.order}
    for rule in all_rules(shapes.system):
        if rule.kind == "set":
            trial = trial_of(shapes, rule)
            found |= {name for _, whole in trial.cases for name, _ in whole.order}
            if trial.breaking is not None:
                found |= {name for name, _ in trial.breaking.before.order}
    return frozenset(found)


def _some(cases: tuple[tuple[Case, Filled], ...]) -> tuple[tuple[Case, Filled], ...]:
    """Return as many as are worth their time, with both outcomes."""
    holding = [at for at, one in enumerate(cases) if one[0].outcome is not False]
    failing = [at for at, one in enumerate(cases) if one[0].outcome is False]
    half = MOST_STORED // 2
    kept = {
        *holding[: max(half, MOST_STORED - len(failing))],
        *failing[: max(half, MOST_STORED - len(holding))],
    }
    return tuple(one for at, one in enumerate(cases) if at in kept)
