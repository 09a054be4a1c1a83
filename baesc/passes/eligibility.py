"""Eligibility: what an artifact needs, less what its template supports, is what must be asked."""

from collections.abc import Mapping

from baesc.records.action import EVERYTHING, FUNCTION, Hole, Routed, Stale
from baesc.records.question import Question


def route(
    stale: Stale,
    supports: frozenset[str],
    templates_enabled: bool = True,
    questions: tuple[Question, ...] = (),
) -> Routed:
    """Return the road of one action, with the reason for each hole and what would fill it."""
    action = stale.action
    whole = questions[0] if questions and questions[0].kind == "file" else None
    if not templates_enabled:
        reason = "templates are switched off (features.templates)"
        return Routed(action, stale.reason, (Hole(EVERYTHING, reason, question=whole),))
    holes = tuple(
        Hole(
            feature.name,
            f"template {action.template} does not support `{feature.name}`",
            feature.origin,
            whole,
        )
        for feature in action.features
        if feature.name not in supports
    )
    if not holes:
        holes = tuple(
            Hole(FUNCTION, f"`{contract.function}` is said in words", contract.origin, question)
            for contract, question in zip(action.contracts, questions, strict=False)
        )
    return Routed(action, stale.reason, holes)


def eligibility(
    stale: tuple[Stale, ...],
    supports: Mapping[str, frozenset[str]],
    templates_enabled: bool = True,
    questions: Mapping[str, tuple[Question, ...]] | None = None,
) -> tuple[Routed, ...]:
    """Route all stale actions; `supports` is by template, `questions` by path."""
    return tuple(
        route(
            one,
            supports[one.action.template],
            templates_enabled,
            (questions or {}).get(one.action.path, ()),
        )
        for one in stale
    )
