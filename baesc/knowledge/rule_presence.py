"""Which rules there are in a system, and whose changes they concern."""

from baesc.knowledge.rule_shapes import all_rules, asked_rules
from baesc.language.ir import Entity, System


def has_rules(system: System) -> bool:
    """Tell whether an application has rules at all."""
    return bool(all_rules(system))


def has_set_rules(system: System) -> bool:
    """Tell whether a change of one row can break a rule of another one."""
    return any(rule.kind == "set" for rule in all_rules(system)) or any(
        _cleared(system, entity) for entity in system.entities
    )


def takes_part(system: System, entity: Entity) -> bool:
    """Tell whether a change of an entity's row can break any rule."""
    if asked_rules(system, entity):
        return True
    concerned = {rule.entity for rule in all_rules(system) if rule.kind == "set"}
    concerned |= {seen.entity for rule in all_rules(system) for seen in rule.watches}
    reached, cleared = _reached(system, entity.name)
    return bool(reached & concerned) or any(
        relation in _cleared(system, system.entity(name)) for name, relation in cleared
    )


def _reached(system: System, name: str) -> tuple[set[str], set[tuple[str, str]]]:
    """Return whose rows may go or change with a row, and which relations are cleared."""
    reached, cleared, left = {name}, set(), [name]
    for one in left:
        for other in system.entities:
            for relation in other.relations:
                if relation.target != one or relation.column is None:
                    continue
                if relation.on_delete == "cascade" and other.name not in reached:
                    left.append(other.name)
                if relation.on_delete == "set_null":
                    cleared.add((other.name, relation.name))
                if relation.on_delete != "restrict":
                    reached.add(other.name)
    return reached, cleared


def _cleared(system: System, entity: Entity) -> frozenset[str]:
    """Return the relations that a removal clears and that a rule of the row alone reads."""
    fields = {
        read.field
        for rule in asked_rules(system, entity)
        if rule.kind == "row"
        for read in rule.reads
    }
    return frozenset(
        one.name for one in entity.relations if one.on_delete == "set_null" and one.column in fields
    )
