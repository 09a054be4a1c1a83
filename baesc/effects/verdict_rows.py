"""Verdicts as rows of the store."""

import json
from collections.abc import Sequence
from typing import Any

from baesc.records.verdict import Edit, Finding, Fix, Verdict

VERDICT_COLUMNS: dict[str, type] = {
    "key": str,
    "path": str,
    "decision": str,
    "findings": str,
    "rules": int,
    "method": str,
    "basis": str,
    "excused": str,
    "seconds": float,
    "tokens": int,
}


def verdict_row(key: str, verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as a row."""
    row = {name: getattr(verdict, name) for name in VERDICT_COLUMNS if name != "key"}
    for name in ("findings", "excused"):
        row[name] = json.dumps([_plain(one) for one in row[name]])
    return {"key": key, **row}


def verdict_from(row: Sequence[Any]) -> Verdict:
    """Return the verdict in a row, whose values come in the order of the columns."""
    values = dict(zip(VERDICT_COLUMNS, row, strict=True))
    del values["key"]
    for name in ("findings", "excused"):
        values[name] = tuple(_finding(*one) for one in json.loads(values[name]))
    return Verdict(**values)


def _plain(one: Finding) -> tuple[object, ...]:
    return (
        one.rule, one.line, one.message, one.decisive, one.sure, one.fix, one.reason,
        one.excused_at,
    )  # fmt: skip


def _finding(
    rule: str,
    line: int,
    message: str,
    decisive: bool,
    sure: bool,
    fix: list[Any] | None,
    reason: str,
    excused_at: str,
) -> Finding:
    made = None
    if fix is not None:
        kind, place, name, edits = fix
        made = Fix(kind, place, name, tuple(Edit(*one) for one in edits))
    return Finding(
        rule, line, message, decisive=decisive, sure=sure, fix=made, reason=reason,
        excused_at=excused_at,
    )  # fmt: skip
