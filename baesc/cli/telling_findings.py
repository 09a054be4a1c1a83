"""What `baesc rules verify` says, for people and as JSON."""

import json
import os
import sys
from collections.abc import Iterable
from typing import Any

from baesc.cli.console import GREEN, RED, Console
from baesc.cli.mending import Mended
from baesc.cli.verifying import Found, Report
from baesc.messages.diagnostic import in_order
from baesc.messages.render import render, render_json

_DIFF_COLORS = {"+": GREEN, "-": RED, "@": "cyan"}


def tell(report: Report, mended: Iterable[Mended], written: bool, console: Console) -> None:
    """Write every finding with the line that it is about, then what it comes to."""
    sources = [one.code.source for one in report.judged]
    console.complain(report.problems, {one.path: one for one in sources})
    color = not os.environ.get("NO_COLOR") and sys.stdout.isatty()
    text = render(in_order(one.diagnostic for one in report.found), sources, color=color)
    console.print(text)
    for one in report.allowed:
        where = f"{one.source.path}:{one.finding.line}"
        console.say(f"{where}: suppressed: {one.finding.message} ({one.finding.rule})")
        console.say(f"  = {one.finding.excused_at}: {one.finding.reason}")
    if report.judged:
        console.say(_summary(report, sum(one.count for one in mended), written, console))


def tell_diff(mended: Iterable[Mended], console: Console) -> None:
    """Write what mending changes."""
    for one in mended:
        for line in one.diff():
            console.say(console.paint(line, _DIFF_COLORS.get(line[:1])))


def _summary(report: Report, mended: int, written: bool, console: Console) -> str:
    judged = len(report.judged) - report.blank
    counts = report.counts
    parts = [_count(counts[name], name) for name in ("error", "warning", "note") if counts[name]]
    said = ", ".join(parts) or ("clean" if report.is_clean else "nothing found, but see the errors")
    if report.allowed:
        said += f"; {len(report.allowed)} suppressed"
    if mended:
        said += f"; {mended} {'mended' if written else 'could be mended with --fix'}"
    if report.bare:
        said += f"; {_count(report.bare, 'file')} without the rules for applications"
    blank = f"{_count(report.blank, 'file')} with nothing to judge"
    if not (judged or report.found or report.allowed) and report.is_clean:
        return blank
    color = GREEN if report.is_clean else RED
    said = console.paint(said, color) + (f"; {blank}" if report.blank else "")
    return f"{_count(judged, 'file')} judged by {_count(len(report.rules), 'rule')}: {said}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def as_json(report: Report, mended: Iterable[Mended], written: bool) -> str:
    """Return the report as one JSON object."""
    content = {
        "ok": report.is_clean,
        "files": len(report.judged) - report.blank,
        "nothing_to_judge": report.blank,
        "without_application_rules": report.bare,
        "rules": len(report.rules),
        "counts": {name: report.counts[name] for name in ("error", "warning", "note")},
        "findings": [_plain(one) for one in _sorted(report.found)],
        "suppressed": [
            {**_plain(one), "reason": one.finding.reason} for one in _sorted(report.allowed)
        ],
        "diagnostics": json.loads(render_json(in_order(report.problems))),
        "mended": [
            {"path": one.before.code.source.path, "findings": one.count, "written": written}
            for one in mended
        ],
    }
    return json.dumps(content, indent=2)


def _sorted(found: Iterable[Found]) -> list[Found]:
    return sorted(found, key=lambda one: (one.span, one.finding.rule, one.finding.message))


def _plain(one: Found) -> dict[str, Any]:
    span = one.span
    return {
        "rule": one.finding.rule,
        "code": one.diagnostic.code,
        "severity": one.severity,
        "message": one.finding.message,
        "fix": one.help,
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
