"""Plan: what there is to make, and the key of each artifact, before anything runs."""

from baesc.ground.digest import canonical, digest, digest_text
from baesc.knowledge.library import TemplateLibrary
from baesc.knowledge.target import EntityTarget, SystemTarget
from baesc.language.ir import Entity, System
from baesc.messages.diagnostic import Diagnostic
from baesc.passes.storable import storable
from baesc.records.action import Action, Feature, Plan
from baesc.records.contract import Contract


def plan(
    system: System,
    entity_targets: tuple[EntityTarget, ...],
    system_targets: tuple[SystemTarget, ...],
    library: TemplateLibrary,
    tool: str,
) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """Return one action for each artifact of the system.

    `tool` is the digest of everything else that shapes an artifact: baesc itself, the
    formatter and its settings.
    """
    templates: dict[str, tuple[str, int]] = {}
    found: list[Diagnostic] = [*storable(system)]
    names = {one.template for one in entity_targets} | {one.template for one in system_targets}
    for name in sorted(names):
        header, problems = library.header(name)
        found.extend(problems)
        if header is not None:
            templates[name] = (library.digest(name), header.version)
    actions: list[Action] = []
    for target in entity_targets:
        if target.template in templates:
            source, version = templates[target.template]
            actions.extend(
                _entity_action(target, system, entity, source, version, tool)
                for entity in system.entities
                if target.present(system, entity)
            )
    for shared in system_targets:
        if shared.template in templates and shared.present(system):
            source, version = templates[shared.template]
            actions.append(_system_action(shared, system, source, version, tool))
    actions.sort(key=lambda action: action.path)
    found.extend(_collisions(actions))
    return Plan(tuple(actions)), tuple(found)


def _entity_action(
    target: EntityTarget, system: System, entity: Entity, source: str, version: int, tool: str
) -> Action:
    return _action(
        target=target.name,
        subject=entity.name,
        path=target.path(entity),
        template=target.template,
        view=target.view(system, entity),
        features=target.features(system, entity),
        contracts=target.holes(system, entity),
        after=target.after(entity),
        origin=entity.origin.path,
        source=source,
        version=version,
        tool=tool,
    )


def _system_action(
    target: SystemTarget, system: System, source: str, version: int, tool: str
) -> Action:
    return _action(
        target=target.name,
        subject="",
        path=target.path,
        template=target.template,
        view=target.view(system),
        features=(),
        after=target.after(system),
        origin="baes.yaml",
        source=source,
        version=version,
        tool=tool,
    )


def _action(
    *,
    target: str,
    subject: str,
    path: str,
    template: str,
    view: object,
    features: tuple[Feature, ...],
    after: tuple[str, ...],
    origin: str,
    source: str,
    version: int,
    tool: str,
    contracts: tuple[Contract, ...] = (),
) -> Action:
    needs = canonical(sorted({feature.name for feature in features}))
    facets: tuple[tuple[str, str], ...] = (
        ("view", digest_text(canonical(view))),
        ("features", digest_text(needs)),
        ("template", f"{template}@{version}:{source}"),
        ("origin", origin),
        ("tool", tool),
    )
    if contracts:
        facets = (*facets, ("contract", digest([one.canonical for one in contracts])))
    return Action(
        target=target,
        subject=subject,
        path=path,
        template=template,
        view=view,
        features=features,
        after=after,
        facets=facets,
        key=digest((target, path, facets)),
        contracts=contracts,
    )


def _collisions(actions: list[Action]) -> list[Diagnostic]:
    """Find artifacts that would lie at the same path, on file systems that ignore case too."""
    found: list[Diagnostic] = []
    seen: dict[str, Action] = {}
    for action in actions:
        other = seen.setdefault(action.path.casefold(), action)
        if other is not action:
            first, second = (one.subject or "the system" for one in (other, action))
            found.append(
                Diagnostic(
                    "BAE210",
                    f"{first} and {second} would both be written to `{action.path}`",
                    help="give one of them another name",
                )
            )
    return found
