"""Eligibility: what an artifact needs, less what its template supports, is what must be asked."""

from collections.abc import Mapping

from baesc.records.action import EVERYTHING, Hole, Routed, Stale


def route(stale: Stale, supports: frozenset[str], templates_enabled: bool = True) -> Routed:
    """Return the road of one action, with the reason for each hole."""
    action = stale.action
    if not templates_enabled:
        hole = Hole(EVERYTHING, "templates are switched off (features.templates)")
        return Routed(action, stale.reason, (hole,))
    holes = tuple(
        Hole(
            feature.name,
            f"template {action.template} does not support `{feature.name}`",
            feature.origin,
        )
        for feature in action.features
        if feature.name not in supports
    )
    return Routed(action, stale.reason, holes)


def eligibility(
    stale: tuple[Stale, ...],
    supports: Mapping[str, frozenset[str]],
    templates_enabled: bool = True,
) -> tuple[Routed, ...]:
    """Route all stale actions; `supports` is by template."""
    return tuple(route(one, supports[one.action.template], templates_enabled) for one in stale)
