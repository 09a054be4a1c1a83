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
        Feature("computed", field.origin) for field in entity.fields if field.computed is not None
    )
    rules = tuple(Feature("rules", rule.origin) for rule in entity.rules)
    permissions = entity.permissions
    allowed = (Feature("permissions", permissions.origin),) if permissions is not None else ()
    return (*found.values(), *computed, *rules, *allowed)
