"""Facts of the spec that tests must keep: the cases that they have to try."""

import ast
from collections.abc import Iterator

from baesc.knowledge.facts.schema_kinds import SpecCase
from baesc.knowledge.shapes import shapes_of
from baesc.knowledge.targets.application import is_free, is_plain_text
from baesc.knowledge.targets.tests import tests_view
from baesc.language.ir import Entity, System


def cases_of(system: System, entity: Entity) -> Iterator[SpecCase]:
    """Yield what the tests of an entity must try, each once: a group of cases, and a field."""
    view = tests_view(system, entity)
    groups: dict[str, list[str]] = {
        "required": [*view.required],
        "change": [name for name, _ in view.change],
        "defaults": [name for name, _ in view.defaults],
        "bad": [name for name, _ in view.bad],
        "good": [name for name, _ in view.good],
        "query": [name for name, _ in view.query],
        "unique": [name for names in view.unique for name in names],
        "reference": [one[0] for one in view.references],
        "many": [one[0] for one in view.many],
        "via": [one[1] for one in view.via],
    }
    for group, names in groups.items():
        for name in dict.fromkeys(names):
            yield SpecCase(1, entity.name, group, str(ast.literal_eval(name)))
    for field in entity.fields if view.rows else ():
        # What the tests of the system search for may be any text.
        if is_plain_text(field) and is_free(shapes_of(system), entity, field.name):
            yield SpecCase(1, entity.name, "search", field.name)
