"""The report of a build, for people and as JSON."""

import json
from collections import Counter
from dataclasses import asdict

from baesc.build.accounting import Bill
from baesc.build.metrics import BASELINE_SECONDS, BASELINE_TOKENS
from baesc.cli.building import Built
from baesc.cli.console import CYAN, GREEN, RED, Console, counted
from baesc.cli.figures import Figures, questions_of, without_rules
from baesc.cli.request import request_id
from baesc.knowledge.fix_wording import told
from baesc.messages.diagnostic import in_order
from baesc.messages.render import render_json
from baesc.records.action import Fresh, Stale
from baesc.records.verdict import Finding, Verdict


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
    total = f"{figures.artifacts} artifacts in {folder}"
    parts = [f"{figures.made} made", f"{figures.reused} reused"]
    parts += [f"{figures.written} written"] if figures.written != figures.made else []
    parts += [f"{figures.removed} removed"] if figures.removed else []
    console.say(f"{console.paint('built', GREEN, bold=True)} {total}: {', '.join(parts)}")
    for line in (*_migrated(built), *_proof(built)):
        console.say(f"  {line}")
    by_template = f"{_percent(figures.by_template, figures.made)} by template"
    verdicts = ", ".join(f"{count} {name}" for name, count in figures.verdicts.items())
    if figures.suppressed:
        verdicts += f" ({figures.suppressed} finding{'s' * (figures.suppressed > 1)} suppressed)"
    if figures.confident != figures.judged:
        verdicts += f" ({_percent(figures.confident, figures.judged)} by rules alone)"
    console.say(f"  {by_template}; verdicts: {verdicts}; tokens: {figures.tokens:,}")
    for line in _asked(figures.asked):
        console.say(f"  {line}")
    laps = ", ".join(f"{name} {lap:.2f}" for name, lap in figures.seconds.items())
    console.say(f"  {figures.total_seconds:.2f} s: {laps}")
    tokens, seconds = figures.reductions().values()
    if tokens is not None and seconds is not None:
        console.say(
            f"  {_spared(tokens, 'fewer')} tokens and {_spared(seconds, 'less')} time than asking "
            f"a model for all of it ({BASELINE_TOKENS:,} and {BASELINE_SECONDS:g} s an entity)"
        )


def _migrated(built: Built) -> list[str]:
    """Say which revision a build adds; nothing if tables stay as they are."""
    found = built.evolved
    if found is None or not found.is_new:
        return []
    if found.draft is None:
        return [f"took back {found.replaced}: the tables are as before"] if found.replaced else []
    again = " (rewritten)" if found.replaced else ""
    return [f"migration {found.draft.path}{again}: {found.evolution.title}"]


def _proof(built: Built) -> list[str]:
    """Say what came of a proof, findings last."""
    if built.proof is None:
        return []
    return [
        *built.proof.notes,
        *built.proof.findings,
        f"{built.proof.revision} {built.proof.said()}",
    ]


def _asked(asked: Bill) -> list[str]:
    """Say what was asked of a model; nothing if nothing was."""
    usage = asked.usage
    lines = []
    if asked.questions:
        calls = counted(usage.calls, "call") + (
            f" and {counted(usage.retries, 'retry', 'retries')}" if usage.retries else ""
        )
        cached = f" ({usage.cached:,} cached)" if usage.cached else ""
        unanswered = f", {asked.unanswered} of them in vain," if asked.unanswered else ""
        lines.append(
            f"asked {counted(asked.questions, 'question')}{unanswered} in {calls}: "
            f"{usage.tokens_in:,} tokens in{cached}, {usage.tokens_out:,} out, "
            f"{asked.seconds:.2f} s"
        )
    known = [f"{counted(asked.pinned, 'answer')} from baes.lock"] if asked.pinned else []
    known += [counted(asked.kept, "kept reply", "kept replies")] if asked.kept else []
    if asked.patched:
        known.append(f"{counted(asked.patched, 'patch', 'patches')} saved {asked.saved:,} tokens")
    return [*lines, *(["; ".join(known)] if known else [])]


def _spared(percent: float, less: str) -> str:
    return f"{percent:g} % {less}" if percent >= 0 else f"{-percent:g} % more"


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
    for line in _migrated(built):
        console.say(line)
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
        "request_id": request_id(),
        "figures": figures.as_dict(),
        "metrics": metrics_of(built),
        "questions": [asdict(one) for one in questions_of(built)],
        "meanings": [] if planned is None else [asdict(one) for one in planned.settled.meanings],
        "actions": [] if planned is None else _actions(built),
        "remove": list(built.changes.remove),
        "migration": _migration(built),
        "proof": None if built.proof is None else built.proof.as_dict(),
        "diagnostics": json.loads(render_json(in_order(built.problems))),
    }
    return json.dumps(report, indent=2, ensure_ascii=False)


def _migration(built: Built) -> dict[str, object] | None:
    found = built.evolved
    if found is None or found.draft is None:
        return None
    names = ("kind", "entity", "member", "before", "after")
    changes = [{name: getattr(one, name) for name in names} for one in found.evolution.changes]
    return {"path": found.draft.path, "title": found.evolution.title, "changes": changes}


def metrics_of(built: Built) -> dict[str, float]:
    """Return what is measured about verdicts, under the names that others plot them by.

    Seconds and tokens are those of the verdicts that this build came to.
    """
    judged = built.compiled.judged if built.compiled else {}
    anew = built.compiled.verdicts.values() if built.compiled else ()
    unasked = sum(without_rules(one) for one in judged.values())
    counts = Counter(one.decision for one in judged.values())
    return {
        "validation_confident_approval": counts["confident_approval"] - unasked,
        "validation_confident_rejection": counts["confident_rejection"],
        "validation_uncertain_llm_required": counts["uncertain"],
        "validation_without_rules": unasked,
        "validation_seconds": round(sum(one.seconds for one in anew), 6),
        "validation_tokens": sum(one.tokens for one in anew),
    }


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


def _spent(built: Built) -> dict[str, dict[str, float]]:
    """Return what this build spent on single artifacts."""
    found: dict[str, dict[str, float]] = {}
    if built.compiled is not None:
        for made in built.compiled.made:
            found.setdefault(made.action.path, {})["seconds_made"] = round(made.seconds, 6)
        for verdict in built.compiled.verdicts.values():
            found.setdefault(verdict.path, {})["seconds_judged"] = round(verdict.seconds, 6)
    for item in questions_of(built):
        if item.path:
            mine = found.setdefault(item.path, {})
            tokens = item.usage.tokens_in + item.usage.tokens_out
            mine["tokens"] = mine.get("tokens", 0) + tokens
    return found


def _actions(built: Built) -> list[dict[str, object]]:
    planned = built.planned
    assert planned is not None  # noqa: S101 - the caller has looked
    judged = built.compiled.judged if built.compiled else {}
    spent = _spent(built)
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
                **spent.get(path, {}),
                **(_verdict(judged[path]) if path in judged else {"verdict": ""}),
            }
        )
    return rows


def _percent(part: int, whole: int) -> str:
    return "100 %" if part == whole else f"{100 * part / max(whole, 1):.0f} %"
