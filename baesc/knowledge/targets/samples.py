"""Sample rows of an entity, for tests."""

from typing import NamedTuple

from baesc.knowledge.features import needs
from baesc.knowledge.filters import quote
from baesc.knowledge.imports import Imports
from baesc.knowledge.python_names import module_name
from baesc.knowledge.row_factories import Factory, factory_of
from baesc.knowledge.rule_trials import stored_entities
from baesc.knowledge.sample_rows import Samples, moves_alike, samples_of
from baesc.knowledge.shapes import Shapes, ids_name, shapes_of
from baesc.knowledge.target import EntityTarget
from baesc.knowledge.wording import a, lower
from baesc.language.ir import Entity, System

# A longer name and call would not fit into one line, and nothing could break it.
LONGEST_PAIR = 60


class SampleReference(NamedTuple):
    """A row that the sample refers to."""

    key: str
    made: str
    is_set: bool
    is_long: bool


class SamplesView(NamedTuple):
    """What the template of sample rows reads."""

    title: str
    singular: str
    one: str
    path: str
    imports: tuple[str, ...]
    moving: tuple[tuple[str, str], ...]
    rows: tuple[tuple[tuple[str, str], ...], ...]
    references: tuple[SampleReference, ...]
    factory: Factory | None


def samples_view(system: System, entity: Entity) -> SamplesView:
    """Return what the template of sample rows reads."""
    shapes = shapes_of(system)
    shape = shapes.by_name[entity.name]
    samples = samples_of(shapes, entity.name)
    imports = Imports()
    imports.add("fastapi.testclient", "TestClient")
    imports.add("tests.samples", "Body", "made")
    references: list[SampleReference] = []
    for relation in samples.references:
        target = shapes.named[relation.target]
        imports.add(f"tests.samples.{target.module}", f"made_{target.singular}")
        key = relation.column or ids_name(relation)
        made = f"made_{target.singular}"
        is_long = len(key) + len(made) > LONGEST_PAIR
        references.append(SampleReference(key, made, relation.column is None, is_long))
    names = [field.name for field, _ in shape.columns]
    moving = moves_alike(samples)
    _import_moments(imports, samples)
    rows = tuple(
        tuple(
            (quote(name), value.code)
            for name, value, moves in zip(names, row, moving, strict=True)
            if not moves
        )
        for row in samples.rows
    )
    factory = _factory(shapes, entity, imports)
    return SamplesView(
        title=f"Valid {lower(entity.label_plural)}",
        singular=entity.singular,
        one=a(entity.label),
        path=entity.path,
        imports=imports.lines(),
        moving=tuple(
            (quote(name), value.code)
            for name, value, moves in zip(names, samples.rows[0], moving, strict=True)
            if moves
        ),
        rows=rows,
        references=tuple(references),
        factory=factory,
    )


def _factory(shapes: Shapes, entity: Entity, imports: Imports) -> Factory | None:
    """Return what makes rows that tests store as they are, where they do."""
    if entity.name not in stored_entities(shapes):
        return None
    imports.add("typing", "Any")
    return factory_of(shapes, entity, imports)


def _import_moments(imports: Imports, samples: Samples) -> None:
    codes = "".join(one.code for row in samples.rows for one in row if one.is_moving)
    if "today()" in codes:
        imports.add("app.fields", "today")
    if "utc_now()" in codes:
        imports.add("app.database.base", "utc_now")
    if "timedelta(" in codes:
        imports.add("datetime", "timedelta")


SAMPLES = EntityTarget(
    name="samples",
    template="samples/entity.j2",
    path=lambda entity: f"tests/samples/{module_name(entity.singular)}.py",
    view=samples_view,
    features=needs,
    after=lambda _entity: ("tests/samples/__init__.py",),
)
