"""The report of a build, for people and as JSON."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from baesc.build.clock import Laps
from baesc.cli.building import Built
from baesc.cli.console import CYAN, GREEN, RED, Console
from baesc.knowledge.fix_wording import told
from baesc.messages.diagnostic import in_order
from baesc.messages.render import render_json
from baesc.records.action import Fresh, Routed, Stale
from baesc.records.verdict import FRIENDLY, Finding, Verdict


@dataclass(frozen=True, slots=True)
class Figures:
    """What a build came to, in numbers."""

    artifacts: int
    made: int
    reused: int
    failed: int
    skipped: int
    written: int
    removed: int
    by_template: int
    verdicts: Mapping[str, int]
    suppressed: int
    tokens: int
    seconds: Mapping[str, float]


def figures_of(built: Built, laps: Laps) -> Figures:
    """Count what a build came to."""
    planned, compiled = built.planned, built.compiled
    routed: tuple[Routed, ...] = planned.routed if planned else ()
    judged = compiled.judged if compiled else {}
    sound = len(compiled.sound) if compiled else 0
    total = len(planned.plan.actions) if planned else 0
    skipped = len(compiled.skipped) if compiled else 0
    made = len(compiled.made) if compiled else 0
    return Figures(
        artifacts=total,
        made=made,
        reused=sound - made,
        failed=total - sound - skipped if compiled else 0,
        skipped=skipped,
        written=len(built.changes.write) if built.landed else 0,
        removed=len(built.changes.remove) if built.landed else 0,
        by_template=sum(one.road == "template" for one in routed),
        verdicts=dict(sorted(Counter(_friendly(one) for one in judged.values()).items())),
        suppressed=sum(one.suppressed for one in judged.values()),
        tokens=0,
        seconds={name: round(seconds, 4) for name, seconds in laps.seconds.items()},
    )


def tell(built: Built, figures: Figures, folder: str, console: Console) -> None:
    """Say what a build came to."""
    if not built.ok:
        count = sum(problem.severity == "error" for problem in in_order(built.problems))
        what = f"{count} error{'s' if count != 1 else ''}"
        end = f"wrote {folder} but for what failed" if built.landed else f"{folder} is as it was"
        if built.broken_off:
            end = "build again when that is mended"
        console.say(f"{console.paint('failed', RED, bold=True)}: {what}; {end}")
        return
    seconds = sum(figures.seconds.values())
    total = f"{figures.artifacts} artifacts in {folder}"
    parts = [f"{figures.made} made", f"{figures.reused} reused"]
    parts += [f"{figures.written} written"] if figures.written != figures.made else []
    parts += [f"{figures.removed} removed"] if figures.removed else []
    console.say(f"{console.paint('built', GREEN, bold=True)} {total}: {', '.join(parts)}")
    by_template = f"{_percent(figures.by_template, figures.made)} by template"
    verdicts = ", ".join(f"{count} {name}" for name, count in figures.verdicts.items())
    if figures.suppressed:
        verdicts += f" ({figures.suppressed} finding{'s' * (figures.suppressed > 1)} suppressed)"
    console.say(f"  {by_template}; verdicts: {verdicts}; tokens: {figures.tokens}")
    laps = ", ".join(f"{name} {lap:.2f}" for name, lap in figures.seconds.items())
    console.say(f"  {seconds:.2f} s: {laps}")


def tell_plan(built: Built, folder: str, console: Console) -> None:
    """Say what a build would do, and why."""
    if built.planned is None:
        return
    stale = {one.action.path: one.reason for one in built.planned.stale}
    refused = set(built.changes.edited)
    lines = [(path, "make", reason) for path, reason in stale.items() if path not in refused]
    restored = set(built.changes.write) - stale.keys()
    lines += [(path, "write", "missing or older in the output folder") for path in restored]
    lines += [(path, "remove", "nothing generates it any more") for path in built.changes.remove]
    lines += [(path, "refuse", "somebody changed it") for path in refused]
    for path, verb, reason in sorted(lines):
        console.say(f"{console.paint(verb.ljust(6), CYAN)} {folder}/{path}  ({reason})")
    count = len(built.planned.plan.actions)
    console.say(
        f"would run {len(built.planned.stale)} of {count} actions"
        if lines
        else f"nothing to do: {count} artifacts are up to date"
    )


def as_json(built: Built, figures: Figures) -> str:
    """Return the whole report as one JSON object."""
    planned = built.planned
    report = {
        "ok": built.ok,
        "figures": {name: getattr(figures, name) for name in Figures.__dataclass_fields__},
        "metrics": metrics_of(built),
        "actions": [] if planned is None else _actions(built),
        "remove": list(built.changes.remove),
        "diagnostics": json.loads(render_json(in_order(built.problems))),
    }
    return json.dumps(report, indent=2, ensure_ascii=False)


def metrics_of(built: Built) -> dict[str, float]:
    """Return what is measured about verdicts, under the names that others plot them by.

    Seconds and tokens are those of the verdicts that this build came to.
    """
    judged = built.compiled.judged if built.compiled else {}
    anew = built.compiled.verdicts.values() if built.compiled else ()
    unasked = sum(_without_rules(one) for one in judged.values())
    counts = Counter(one.decision for one in judged.values())
    return {
        "validation_confident_approval": counts["confident_approval"] - unasked,
        "validation_confident_rejection": counts["confident_rejection"],
        "validation_uncertain_llm_required": counts["uncertain"],
        "validation_without_rules": unasked,
        "validation_seconds": round(sum(one.seconds for one in anew), 6),
        "validation_tokens": sum(one.tokens for one in anew),
    }


def _without_rules(one: Verdict) -> bool:
    """Tell whether a file is approved for no better reason than that no rule is about it."""
    return one.method == "none" and one.decision == "confident_approval"


def _friendly(one: Verdict) -> str:
    return "without rules" if _without_rules(one) else FRIENDLY[one.decision]


def _verdict(one: Verdict) -> dict[str, object]:
    return {
        "verdict": one.decision,
        "method": one.method,
        "basis": one.basis,
        "rules": one.rules,
        "findings": [_finding(finding) for finding in one.findings],
        "suppressed": [_finding(finding) for finding in one.excused],
    }


def _finding(one: Finding) -> dict[str, object]:
    row: dict[str, object] = {
        "rule": one.rule,
        "line": one.line,
        "message": one.message,
        "decisive": one.decisive,
        "sure": one.sure,
    }
    if one.fix is not None:
        row["fix"] = told(one.fix)
    if one.reason:
        row |= {"reason": one.reason, "suppressed_at": one.excused_at}
    return row


def _actions(built: Built) -> list[dict[str, object]]:
    planned = built.planned
    assert planned is not None  # noqa: S101 - the caller has looked
    judged = built.compiled.judged if built.compiled else {}
    roads = {one.action.path: one for one in planned.routed}
    rows: list[dict[str, object]] = []
    found: list[Fresh | Stale] = [*planned.fresh, *planned.stale]
    for one in sorted(found, key=lambda item: item.action.path):
        path = one.action.path
        rows.append(
            {
                "path": path,
                "target": one.action.target,
                "subject": one.action.subject,
                "state": "fresh" if isinstance(one, Fresh) else "stale",
                "reason": "" if isinstance(one, Fresh) else one.reason,
                "road": roads[path].road if path in roads else "",
                "holes": [hole.reason for hole in roads[path].holes] if path in roads else [],
                **(_verdict(judged[path]) if path in judged else {"verdict": ""}),
            }
        )
    return rows


def _percent(part: int, whole: int) -> str:
    return "100 %" if part == whole else f"{100 * part / max(whole, 1):.0f} %"
