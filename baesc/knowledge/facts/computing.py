"""Facts of the spec about what is computed, and what databases check of the business rules."""

from collections.abc import Iterator
from typing import NamedTuple

from baesc.knowledge.checking.rule_checks import rule_checks
from baesc.knowledge.column_types import annotation, range_check
from baesc.knowledge.computed_methods import method_name
from baesc.knowledge.facts.kinds import Texts
from baesc.knowledge.facts.sql_values import canonical_text, words_of
from baesc.knowledge.shapes import is_exact, shape_of
from baesc.language.ir import Entity, System


class SpecComputed(NamedTuple):
    """A computed field: its method in the model; what `writes` it at each write, when stored."""

    line: int
    entity: str
    name: str
    cls: str
    attribute: str
    returns: str
    stored: bool
    writes: Texts


class SpecCheck(NamedTuple):
    """A CHECK that the spec asks for: of the limits or choices of a `column`, or of a rule.

    That of a rule has a `text`; the application's own database has it when it is `kept`.
    """

    line: int
    entity: str
    table: str
    column: str
    text: str
    kept: bool


def computed_of(system: System, entity: Entity) -> Iterator[SpecComputed]:
    """Yield the computed fields of an entity that have an expression or code."""
    shape = shape_of(system, entity)
    cls = shape.named.cls
    for field, attribute in shape.computed:
        if field.formula is None and not field.logic:
            continue
        name = method_name(shape, field, attribute)
        yield SpecComputed(
            line=1,
            entity=entity.name,
            name=field.name,
            cls=cls,
            attribute=name,
            returns=annotation(field, shape.enums.get(field.name, "")),
            stored=field.stored,
            writes=tuple(f"{cls}.{one}" for one in (attribute, name)) if field.stored else (),
        )


def checks_of(system: System, entity: Entity) -> Iterator[SpecCheck]:
    """Yield the CHECKs of an entity's table."""
    for field, _ in shape_of(system, entity).kept:
        if field.type == "enum" or range_check(field, is_exact(field)):
            yield SpecCheck(1, entity.name, entity.table, field.name, "", kept=True)
    for one in rule_checks(system, entity):
        own = one.postgresql if system.database == "postgresql" else one.sqlite
        for text in dict.fromkeys(filter(None, (one.sqlite, one.postgresql))):
            words = canonical_text(words_of(text))
            yield SpecCheck(1, entity.name, entity.table, "", words, kept=text == own)
