"""What happened in a build, as events for its log."""

from collections.abc import Iterable, Iterator

from baesc.cli.building import Built
from baesc.cli.figures import Figures, without_rules
from baesc.cli.log import Event
from baesc.messages.diagnostic import Diagnostic, Severity, in_order
from baesc.records.accounts import Account, Asked, Patched, Pinned
from baesc.records.verdict import Verdict

# A line names so many paths at most; it counts all of them.
MOST_PATHS = 100
LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "info"}


def events_of(built: Built, figures: Figures) -> Iterator[Event]:
    """Yield what happened, pass by pass."""
    if built.planned is not None:
        yield from _looked_up(built)
    yield from asked_events(built.accounts)
    if built.compiled is not None:
        yield from _judged(built.compiled.verdicts.values())
        if built.compiled.made:
            yield Event("cache_write", values={"count": len(built.compiled.made)})
    if built.landed:
        yield Event("output_written", values={"count": figures.written})
        if figures.removed:
            yield Event("cache_cleanup", values=_paths(built.changes.remove))
    yield from (_diagnostic(one) for one in in_order(built.problems))
    ok = built.ok and not built.broken_off
    yield Event(
        "build_stopped" if built.broken_off else "build_finished",
        "info" if ok else "error",
        {"ok": ok, "seconds": dict(figures.seconds), "tokens": figures.tokens},
    )


def _looked_up(built: Built) -> Iterator[Event]:
    planned = built.planned
    assert planned is not None  # noqa: S101 - the caller has looked
    if planned.fresh:
        yield Event("cache_hit", values=_paths(one.action.path for one in planned.fresh))
    reasons: dict[str, list[str]] = {}
    for one in planned.stale:
        reasons.setdefault(one.reason, []).append(one.action.path)
    for reason, paths in reasons.items():
        yield Event("cache_miss", values={"reason": reason, **_paths(paths)})
    templates: dict[str, list[str]] = {}
    for routed in planned.routed:
        if routed.road == "template":
            templates.setdefault(routed.action.template, []).append(routed.action.path)
    for template, paths in templates.items():
        yield Event("template_used", values={"template": template, **_paths(paths)})


def asked_events(accounts: Iterable[Account]) -> Iterator[Event]:
    """Yield what was asked of a model, answered by the lockfile, or mended."""
    for one in accounts:
        if isinstance(one, Pinned):
            yield Event("lock_hit", values={"question": one.name, "kind": one.kind})
        elif isinstance(one, Patched):
            values = {"path": one.path, "way": one.way, "tokens_saved": one.saved}
            yield Event("artifact_patched", values=values)
        else:
            yield _turn(one)


def _turn(one: Asked) -> Event:
    usage = one.usage
    values: dict[str, object] = {
        "questions": list(one.names),
        "kind": one.kind,
        "accepted": list(one.accepted),
        "tokens_in": usage.tokens_in,
        "tokens_out": usage.tokens_out,
        "tokens_cached": usage.cached,
        "calls": usage.calls,
        "retries": usage.retries,
        "seconds": round(one.seconds, 3),
    }
    if one.fault:
        return Event("llm_failed", "error", {**values, "code": one.fault})
    return Event("reply_hit" if one.is_kept else "llm_asked", values=values)


def _judged(verdicts: Iterable[Verdict]) -> Iterator[Event]:
    """Yield what was judged in this build: approvals together, all else file by file."""
    approved: dict[str, list[str]] = {}
    for one in verdicts:
        if one.decision == "confident_approval":
            name = "without_rules" if without_rules(one) else "confident_approval"
            approved.setdefault(name, []).append(one.path)
            continue
        uncertain = one.decision == "uncertain"
        name = "uncertain_llm_required" if uncertain else "confident_rejection"
        rules = [finding.rule for finding in one.findings if finding.decisive]
        yield Event(f"validation_{name}", "warning", {"path": one.path, "rules": rules})
    for name, paths in approved.items():
        yield Event(f"validation_{name}", values=_paths(sorted(paths)))


def _diagnostic(one: Diagnostic) -> Event:
    values: dict[str, object] = {"code": one.code, "message": one.message}
    if one.span is not None:
        values |= {"path": one.span.path, "line": one.span.line}
    return Event("diagnostic", LEVELS[one.severity], values)


def _paths(paths: Iterable[str]) -> dict[str, object]:
    listed = list(paths)
    return {"count": len(listed), "paths": listed[:MOST_PATHS]}
