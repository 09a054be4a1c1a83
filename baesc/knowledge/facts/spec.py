"""Facts of the spec: what the entities promise, for rules that compare a file with it."""

from dataclasses import dataclass, field

from baesc.ground.digest import digest
from baesc.knowledge.facts.computing import checks_of, computed_of
from baesc.knowledge.facts.kinds import Facts
from baesc.knowledge.facts.obligations import SpecAsked, promised_rules
from baesc.knowledge.facts.schema_kinds import (
    SpecEntity,
    SpecRoute,
    SpecSystem,
    SpecUnique,
)
from baesc.knowledge.facts.spec_cases import cases_of
from baesc.knowledge.facts.spec_inputs import inputs_of
from baesc.knowledge.facts.spec_tables import (
    columns_of,
    indexes_of,
    links_of,
    relations_of,
    tables_of,
)
from baesc.knowledge.facts.spec_values import filters_of, sorts_of, values_of
from baesc.knowledge.python_names import attribute_name, module_name
from baesc.knowledge.rule_presence import takes_part
from baesc.knowledge.shapes import shape_of
from baesc.language.ir import Entity, System

ROUTES = (
    ("get", ""),
    ("get", ".csv"),
    ("post", ""),
    ("get", "/{row_id}"),
    ("put", "/{row_id}"),
    ("patch", "/{row_id}"),
    ("delete", "/{row_id}"),
)


@dataclass(frozen=True, slots=True)
class Promise:
    """The facts of the spec that the artifacts of one entity, or of the system, must keep.

    `digest` belongs to the trace of a verdict, beside those of the artifact and the rules.
    """

    facts: Facts = field(compare=False, repr=False)
    digest: str


def promise(system: System, subject: str = "") -> Promise:
    """Return what the spec promises of one entity, or of all when there is no subject."""
    entities = (system.entity(subject),) if subject else system.entities
    facts: Facts = {"spec.system": [SpecSystem(1, system.name, system.database, system.auth)]}
    for entity in entities:
        _add_entity(facts, system, entity)
    return Promise(facts, digest([[kind, *map(list, found)] for kind, found in facts.items()]))


def _add_entity(facts: Facts, system: System, entity: Entity) -> None:
    add = facts.setdefault
    add("spec.entity", []).append(
        SpecEntity(
            line=1,
            name=entity.name,
            singular=entity.singular,
            plural=entity.plural,
            module=module_name(entity.singular),
            table=entity.table,
            path=entity.path,
            cls=shape_of(system, entity).named.cls,
            display=attribute_name(entity.display) if entity.display else "id",
            sorts=sorts_of(entity),
        )
    )
    for method, path in ROUTES:
        add("spec.route", []).append(SpecRoute(1, entity.name, method, path))
    add("spec.column", []).extend(columns_of(system, entity))
    add("spec.link", []).extend(links_of(system, entity))
    add("spec.table", []).extend(tables_of(system, entity))
    add("spec.index", []).extend(indexes_of(system, entity))
    add("spec.relation", []).extend(relations_of(system, entity))
    add("spec.value", []).extend(values_of(system, entity))
    add("spec.case", []).extend(cases_of(system, entity))
    add("spec.filter", []).extend(filters_of(system, entity))
    for kind, one_rule in promised_rules(system, entity):
        add(kind, []).append(one_rule)
    add("spec.computed", []).extend(computed_of(system, entity))
    add("spec.check", []).extend(checks_of(system, entity))
    for one, settings in inputs_of(system, entity):
        add("spec.input", []).append(one)
        add("spec.setting", []).extend(settings)
    if takes_part(system, entity):
        add("spec.asked", []).append(SpecAsked(1, entity.name))
    for group in entity.unique:
        if len(group) > 1:
            add("spec.unique", []).append(SpecUnique(1, entity.name, entity.table, group))
