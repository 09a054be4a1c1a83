"""What a request was taken to mean and what it changes, for people and as JSON."""

import json
from dataclasses import asdict
from typing import Any

from baesc.build.accounting import Bill, bill
from baesc.cli.console import CYAN, GREEN, RED, Console, counted
from baesc.cli.plan_json import as_json as plan_as_json
from baesc.cli.requesting import Proposal
from baesc.cli.telling_plan import tell_planning
from baesc.effects.project import relative
from baesc.messages.diagnostic import Diagnostic, has_errors, in_order
from baesc.messages.render import render_json
from baesc.recognition.operations import NotUnderstood, Operation, Question, Recognition

VERSION = 1
_COLORS = {"+": GREEN, "-": RED, "@": CYAN}
_KINDS = {"many_to_one": "to one", "one_to_one": "one to one", "many_to_many": "to many"}


def tell_proposal(proposal: Proposal, console: Console) -> None:
    """Say what was understood, what becomes of the specs, and what a build would do."""
    heard = proposal.heard
    if proposal.accounts:
        console.say(_cost(bill(proposal.accounts)))
    if isinstance(heard, Recognition):
        again = {"": "", "exact": ", as before", "canonical": ", as other words for it before"}
        console.say(console.paint("understood", CYAN, bold=True) + again[proposal.recalled])
        for one in heard.operations:
            console.say(f"  {said(one)}")
        for remark in (*heard.remarks, *proposal.edits.remarks):
            console.say(f"  - {remark}")
    if not proposal.is_sound:
        return
    if proposal.is_empty:
        console.say("nothing to do: the specs say that already")
        return
    if proposal.workplace.fresh:
        names = ", ".join(sorted(proposal.workplace.fresh))
        console.say(f"  - a project is started here: {names}")
    for _, lines in proposal.diffs():
        console.say("")
        for line in lines:
            console.say(console.paint(line, _COLORS.get(line[:1])))
    console.say("")
    opened = proposal.workplace.opened
    if proposal.plan is not None:
        tell_planning(proposal.plan, relative(opened.output, opened.root), console)


def _cost(spent: Bill) -> str:
    """Return what it has cost to ask a model what a request means."""
    if not spent.usage.calls:
        return "the model was not asked again: what it said before is kept"
    usage = spent.usage
    cached = f" ({usage.cached:,} cached)" if usage.cached else ""
    return (
        f"asked the model: {counted(usage.calls, 'call')}, {usage.tokens_in:,} tokens in{cached}, "
        f"{usage.tokens_out:,} out"
    )


def said(one: Operation) -> str:
    """Return an operation as a sentence without a full stop."""
    guess = f" (guessed: {', '.join(one.guessed)})" if one.guessed else ""
    return f"{_said(one)}{guess}"


def _said(one: Operation) -> str:
    settings = "".join(f", {_setting(key, value)}" for key, value in one.settings)
    if one.op == "create_entity":
        return f"create the entity {one.entity}{settings}"
    if one.op == "remove_entity":
        return f"remove the entity {one.entity} with all its rows"
    if one.op == "rename_entity":
        return f"rename the entity {one.entity} to {one.to}"
    kind, _, what = one.op.partition("_")
    if kind == "rename":
        return f"rename the {what} {one.name} of {one.entity} to {one.to}"
    if kind == "remove":
        lost = "values" if what == "field" else "links"
        return f"remove the {what} {one.name} of {one.entity} with all its {lost}"
    if what == "relation":
        kind_said = _KINDS[one.kind or "many_to_one"]
        return f"add the relation {one.name} of {one.entity}, {kind_said} {one.to}{settings}"
    known = f" ({one.type}{settings})" if one.type else f"{settings}"
    if kind == "add":
        return f"add the field {one.name} to {one.entity}{known}"
    return f"change the field {one.name} of {one.entity}{known}"


def _setting(key: str, value: object) -> str:
    if isinstance(value, bool):
        words = {"required": ("required", "optional")}.get(key, (key, f"not {key}"))
        return words[0] if value else words[1]
    return f"no {key}" if value is None else f"{key} {value}"


def as_json(
    proposal: Proposal, outcome: str, problems: tuple[Diagnostic, ...], request_id: str
) -> str:
    """Return all that is known of a request as one JSON object.

    `outcome` is `built`, `shown`, `nothing to do`, `refused`, `taken back`, or `changed` where the
    specs are new and the application is not.
    """
    heard, opened = proposal.heard, proposal.workplace.opened
    report: dict[str, Any] = {
        "version": VERSION,
        "ok": not has_errors(problems),
        "request_id": request_id,
        "request": proposal.request,
        "outcome": outcome,
        "understood": asdict(heard) if isinstance(heard, Recognition) else None,
        "recalled": proposal.recalled or None,
        "question": asdict(heard) if isinstance(heard, Question) else None,
        "asked": asdict(bill(proposal.accounts).usage),
        "nearest": heard.nearest if isinstance(heard, NotUnderstood) else None,
        "starts_project": bool(proposal.workplace.fresh),
        "remarks": list(proposal.edits.remarks),
        "needs_confirmation": list(proposal.losses),
        "specs": [_file(proposal, path, lines) for path, lines in proposal.diffs()],
        "plan": _plan(proposal, relative(opened.output, opened.root)),
        "diagnostics": json.loads(render_json(in_order(problems))),
    }
    return json.dumps(report, indent=2, ensure_ascii=False)


def _file(proposal: Proposal, path: str, lines: tuple[str, ...]) -> dict[str, str]:
    is_new = path not in proposal.workplace.opened.sources
    state = "new" if is_new else "removed" if path in proposal.edits.removed else "changed"
    return {"path": path, "state": state, "diff": "\n".join(lines)}


def _plan(proposal: Proposal, folder: str) -> Any:
    if proposal.plan is None:
        return None
    return json.loads(plan_as_json(proposal.plan, proposal.problems, folder))
