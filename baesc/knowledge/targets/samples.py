"""Sample rows of an entity, for tests."""

from typing import NamedTuple

from baesc.knowledge.features import needs
from baesc.knowledge.filters import quote
from baesc.knowledge.imports import Imports
from baesc.knowledge.python_names import module_name
from baesc.knowledge.sample_rows import samples_of
from baesc.knowledge.shapes import ids_name, shapes_of
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
    moving = tuple(
        (quote(name), value.code)
        for name, value in zip(names, samples.rows[0], strict=True)
        if value.is_moving
    )
    if moving:
        imports.add("app.fields", "today")
    rows = tuple(
        tuple(
            (quote(name), value.code)
            for name, value in zip(names, row, strict=True)
            if not value.is_moving
        )
        for row in samples.rows
    )
    return SamplesView(
        title=f"Valid {lower(entity.label_plural)}",
        singular=entity.singular,
        one=a(entity.label),
        path=entity.path,
        imports=imports.lines(),
        moving=moving,
        rows=rows,
        references=tuple(references),
    )


SAMPLES = EntityTarget(
    name="samples",
    template="samples/entity.j2",
    path=lambda entity: f"tests/samples/{module_name(entity.singular)}.py",
    view=samples_view,
    features=needs,
    after=lambda _entity: ("tests/samples/__init__.py",),
)
