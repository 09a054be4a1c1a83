"""Why a generated file is what it is."""

import json
from typing import Any

from baesc.build.clock import Laps
from baesc.build.toolchain import Options, trust_of
from baesc.cli.opening import Opened, options_of, toolchain
from baesc.driver import prepare
from baesc.knowledge.facts.spec import promise
from baesc.knowledge.library import TemplateLibrary
from baesc.passes.verify import verify
from baesc.records.action import Action, Routed
from baesc.records.verdict import FRIENDLY

Told = tuple[str | None, tuple[str, ...]]


def story(opened: Opened, path: str) -> Told:
    """Return what makes the file at a path and why, or None; and all paths that there are."""
    assert opened.system is not None  # noqa: S101 - the caller has looked
    with toolchain(opened, read_only=True) as tools:
        planned, _ = prepare(opened.system, tools, options_of(opened), Laps())
        actions = {one.path: one for one in planned.plan.actions}
        action = actions.get(path)
        if action is None:
            return None, tuple(actions)
        stale = {one.action.path: one.reason for one in planned.stale}
        routes = {one.action.path: one for one in planned.routed}
        known = {one.action.path: one.digest for one in planned.fresh}
        lines = _origin(action, tools.library)
        lines.append(f"state     {f'stale: {stale[path]}' if path in stale else 'fresh'}")
        lines += _road(action, routes.get(path), tools.library)
        if path in known:
            trust = trust_of(tools, options_of(opened))
            text = tools.store.texts([known[path]]).get(known[path], "")
            verdict = verify(path, text, promise(opened.system, action.subject), tools.rules, trust)
            basis = "" if verdict.basis == "structure" else f" that go by {verdict.basis}"
            said = f"by {verdict.rules} rules{basis}"
            if verdict.method == "none":
                said = "as no rule is about it"
            lines.append(f"verdict   {FRIENDLY[verdict.decision]} {said}")
            lines += [
                f"          {one.rule} line {one.line}: {one.message}" for one in verdict.findings
            ]
            lines += [
                f"          {one.rule} line {one.line}: suppressed, {one.reason}"
                for one in verdict.excused
            ]
        return "\n".join(lines), tuple(actions)


def view_of(opened: Opened, path: str) -> Told:
    """Return what the template of a file reads, as JSON, or None; and all paths that there are."""
    assert opened.system is not None  # noqa: S101 - the caller has looked
    with toolchain(opened, read_only=True) as tools:
        planned, _ = prepare(opened.system, tools, Options(stop_after="normalize"), Laps())
    actions = {one.path: one for one in planned.plan.actions}
    if path not in actions:
        return None, tuple(actions)
    return json.dumps(_named(actions[path].view), indent=2, ensure_ascii=False), tuple(actions)


def _origin(action: Action, library: TemplateLibrary) -> list[str]:
    header, _ = library.header(action.template)
    version = header.version if header else "?"
    return [
        f"path      {action.path}",
        f"target    {action.target}" + (f" of {action.subject}" if action.subject else ""),
        f"from      {dict(action.facets)['origin']}",
        f"template  {action.template}, version {version}",
        f"after     {', '.join(action.after) or 'nothing'}",
    ]


def _road(action: Action, routed: Routed | None, library: TemplateLibrary) -> list[str]:
    supports = library.supports.get(action.template, frozenset())
    needs = sorted({feature.name for feature in action.features})
    lines = [f"needs     {', '.join(needs) or 'nothing in particular'}"]
    missing = [name for name in needs if name not in supports]
    if action.contracts and not missing:
        names = ", ".join(one.function for one in action.contracts)
        lines.append(f"road      template, with functions in words: {names} (see baes.lock)")
        return lines
    if missing or (routed is not None and routed.holes):
        reasons = [hole.reason for hole in routed.holes] if routed else missing
        lines.append("road      completion, because:")
        lines += [f"          {reason}" for reason in reasons]
    else:
        lines.append("road      template: it supports all of that")
    return lines


def _named(value: Any) -> Any:
    """Return a view with the names that its tuples have."""
    if hasattr(value, "_asdict"):
        return {name: _named(item) for name, item in value._asdict().items()}
    return [_named(item) for item in value] if isinstance(value, tuple) else value
