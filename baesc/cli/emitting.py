"""What the passes hand to each other, as JSON: IR, plan, routes."""

import json
from dataclasses import fields, is_dataclass
from typing import Any

from baesc.driver import Planned
from baesc.ground.source import Span
from baesc.language.ir import System

# Not part of what a record means: places in sources, and caches.
LEFT_OUT = ("origin", "_by_name")


def emitted(what: str, planned: Planned) -> str:
    """Return what was asked for; prompts were printed when there were to be sent."""
    if what == "prompts":
        return ""
    if what == "ir":
        return emit_ir(planned.settled.system) + "\n"
    return (emit_plan(planned) if what == "plan" else emit_routes(planned)) + "\n"


def emit_ir(system: System) -> str:
    """Return the IR."""
    return _json(_plain(system))


def emit_plan(planned: Planned) -> str:
    """Return the actions with the keys of their artifacts."""
    rows = [
        {
            "path": one.path,
            "target": one.target,
            "subject": one.subject,
            "template": one.template,
            "after": list(one.after),
            "features": sorted({feature.name for feature in one.features}),
            "facets": dict(one.facets),
            "key": one.key,
        }
        for one in planned.plan.actions
    ]
    return _json({"actions": rows})


def emit_routes(planned: Planned) -> str:
    """Return what must run, why, and by which road."""
    rows = [
        {
            "path": one.action.path,
            "road": one.road,
            "reason": one.reason,
            "holes": [{"feature": hole.feature, "reason": hole.reason} for hole in one.holes],
        }
        for one in planned.routed
    ]
    return _json({"fresh": [one.action.path for one in planned.fresh], "routed": rows})


def _plain(value: Any) -> Any:
    if isinstance(value, Span):
        return [value.path, value.line, value.column]
    if is_dataclass(value):
        return {
            one.name: _plain(getattr(value, one.name))
            for one in fields(value)
            if one.name not in LEFT_OUT
        }
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
