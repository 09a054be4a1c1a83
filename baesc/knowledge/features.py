"""What an entity asks of a template, with the lines of the spec that ask for it."""

from baesc.language.ir import Entity, System
from baesc.records.action import Feature


def needs(_system: System, entity: Entity) -> tuple[Feature, ...]:
    """Return the features of an entity: each type and kind of relation once, each rule."""
    found: dict[str, Feature] = {}
    for field in entity.fields:
        found.setdefault(f"type.{field.type}", Feature(f"type.{field.type}", field.origin))
    for relation in entity.relations:
        kinds = [f"relation.{relation.kind}"]
        if relation.via is not None:
            kinds.append("relation.via")
        for kind in kinds:
            found.setdefault(kind, Feature(kind, relation.origin))
    computed = tuple(
        Feature(
            "computed.value" if field.formula is not None or field.logic else "computed.text",
            field.origin,
        )
        for field in entity.fields
        if field.computed is not None
    )
    permissions = entity.permissions
    allowed = (Feature("permissions", permissions.origin),) if permissions is not None else ()
    return (*found.values(), *computed, *rule_needs(_system, entity), *allowed)


def rule_needs(_system: System, entity: Entity) -> tuple[Feature, ...]:
    """Return the rules of an entity as features: those in words have no expression yet."""
    return tuple(
        Feature("rule.check" if rule.expression is not None else "rule.text", rule.origin)
        for rule in entity.rules
    )
