"""Names of the last release that clients may still use, where the spec asks for it."""

from typing import NamedTuple

from baesc.ground.names import kebab, plural, snake
from baesc.knowledge.target import SystemTarget
from baesc.language.ir import Entity, System


class AliasesView(NamedTuple):
    """Old and new paths, and old and new names of values by the path of now."""

    paths: dict[str, str]
    names: dict[str, dict[str, str]]


def aliases_view(system: System) -> AliasesView:
    """Return what was called otherwise."""
    paths = {
        kebab(plural(snake(one.was))): one.path
        for one in system.entities
        if one.alias and one.was is not None
    }
    names = {one.path: _names(one) for one in system.entities}
    return AliasesView(paths, {path: known for path, known in names.items() if known})


def _names(entity: Entity) -> dict[str, str]:
    """Return the old names of an entity's values in bodies and answers."""
    found = {one.was: one.name for one in entity.fields if one.alias and one.was is not None}
    for one in entity.relations:
        if not one.alias or one.was is None:
            continue
        found[one.was] = one.name
        if one.column is not None:
            found[f"{one.was}_id"] = one.column
    return found


def has_aliases(system: System) -> bool:
    """Tell whether clients may use an old name."""
    return any(
        entity.alias
        or any(one.alias for one in entity.fields)
        or any(one.alias for one in entity.relations)
        for entity in system.entities
    )


ALIASES = SystemTarget(
    name="aliases",
    template="core/aliases.j2",
    path="app/aliases.py",
    view=aliases_view,
    after=lambda _system: ("app/config.py",),
    present=has_aliases,
)
