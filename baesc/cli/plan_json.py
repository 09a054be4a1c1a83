"""What a build would change, as one JSON object of a stable form."""

import json
from typing import Any

from baesc.cli.planning import Migrating, Planning
from baesc.cli.request import request_id
from baesc.cli.telling_plan import grouped
from baesc.evolution.changes import RISKY, Change
from baesc.evolution.clients import ApiChange
from baesc.evolution.worded import worded
from baesc.messages.diagnostic import Diagnostic, has_errors, in_order
from baesc.messages.render import render_json

VERSION = 1


def as_json(found: Planning | None, problems: tuple[Diagnostic, ...], folder: str) -> str:
    """Return the plan; without one, the parts that need it are null."""
    product = None if found is None else found.product
    report = {
        "version": VERSION,
        "ok": not has_errors(problems),
        "request_id": request_id(),
        "folder": folder,
        "first": None if found is None else found.is_first,
        "empty": None if found is None else found.is_empty,
        "changes": None if product is None else [_change(one) for one in product.changes],
        "api": None if product is None else [_api(one) for one in product.api],
        "breaking": None if product is None else product.breaking,
        "migration": None if found is None else _migration(found.migrating),
        "proof": None if found is None or found.proof is None else found.proof.as_dict(),
        "database": None if found is None else _database(found),
        "files": None if found is None else _files(found),
        "asking": None if found is None else _asking(found),
        "diagnostics": json.loads(render_json(in_order(problems))),
    }
    return json.dumps(report, indent=2, ensure_ascii=False)


def _change(one: Change) -> dict[str, Any]:
    row = {name: getattr(one, name) for name in ("kind", "entity", "member", "before", "after")}
    return {**row, "words": worded(one), "risky": one.kind in RISKY}


def _api(one: ApiChange) -> dict[str, Any]:
    row = {name: getattr(one, name) for name in ("kind", "entity", "path", "member", "was")}
    where, effect, reason = one.verdict
    return {**row, "detail": one.detail, "where": where, "effect": effect, "reason": reason}


def _migration(one: Migrating) -> dict[str, Any] | None:
    if not one.path and not one.replaced:
        return None
    return {
        "path": one.path,
        "title": one.title,
        "replaces": one.replaced,
        "risk": one.risk,
        "tables": [table._asdict() for table in one.tables],
        "stops": [stop._asdict() for stop in one.stops],
        "losses": [loss._asdict() for loss in one.losses],
    }


def _database(found: Planning) -> dict[str, Any]:
    rows = found.rows
    return {"kind": rows.kind, "place": rows.place, "why_not": rows.why_not}


def _files(found: Planning) -> dict[str, Any]:
    return {
        "make": len(found.built_anew),
        "of": len(found.built.planned.plan.actions) if found.built.planned else 0,
        "groups": {
            name: {"make": list(made), "remove": list(gone)}
            for name, (made, gone) in grouped(found).items()
        },
        "edited": list(found.built.changes.edited),
    }


def _asking(found: Planning) -> dict[str, Any]:
    one = found.asking
    return {
        "questions": list(one.questions),
        "prompts": one.prompts,
        "tokens": one.size.tokens,
        "exact": one.size.is_exact,
        "model_set": one.has_model,
    }
