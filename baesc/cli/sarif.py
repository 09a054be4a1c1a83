"""Findings in the Static Analysis Results Interchange Format, SARIF 2.1.0."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from baesc import __version__
from baesc.cli.verifying import Found, Report
from baesc.ground.digest import digest
from baesc.ground.source import Span
from baesc.knowledge.rules import Rule
from baesc.messages.diagnostic import Diagnostic
from baesc.records.verdict import GATE

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
ROOT = "%SRCROOT%"
FINGERPRINT = "baescFinding/v1"


def as_sarif(report: Report, root: Path) -> str:
    """Return a report as the text of a SARIF log; paths are relative to `root`."""
    shown = sorted(
        (*report.found, *report.allowed),
        key=lambda one: (one.span, one.finding.rule, one.finding.message),
    )
    allowed = {id(one) for one in report.allowed}
    descriptors = _descriptors(report.rules, shown)
    places = {one["id"]: at for at, one in enumerate(descriptors)}
    prints = _fingerprints(shown)
    run = {
        "tool": {"driver": _driver(descriptors)},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"uri": f"{root.as_uri().rstrip('/')}/"}},
        "invocations": [
            {
                "executionSuccessful": not any(one.severity == "error" for one in report.problems),
                "toolExecutionNotifications": [_notification(one) for one in report.problems],
            }
        ],
        "results": [
            _result(one, places[one.finding.rule], mark, is_allowed=id(one) in allowed)
            for one, mark in zip(shown, prints, strict=True)
        ],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _driver(descriptors: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": "baesc",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": descriptors,
    }


def _descriptors(rules: Iterable[Rule], shown: Sequence[Found]) -> list[dict[str, Any]]:
    """Return all rules that were asked, then what is found without one."""
    found = [_descriptor(one) for one in rules]
    known = {one["id"] for one in found}
    for name in dict.fromkeys(one.finding.rule for one in shown):
        if name not in known:
            said = "The file can be parsed." if name == GATE else "Suppressions are in order."
            found.append({"id": name, "shortDescription": {"text": said}})
    return found


def _descriptor(rule: Rule) -> dict[str, Any]:
    examples = [
        f"{title}\n\n```{_language(rule)}\n{one.text.rstrip()}\n```"
        for title, group in (("Accepted:", rule.ok), ("Found:", rule.bad))
        for one in group
    ]
    tags = [one for one in (rule.area, rule.alias) if one]
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.standard},
        "fullDescription": {"text": " ".join(rule.message.split())},
        "help": {
            "text": f"{rule.standard}\nSee: baesc rules show {rule.id}",
            "markdown": "\n\n".join([rule.standard, *examples]),
        },
        "defaultConfiguration": {"level": "error" if rule.severity == "decisive" else "warning"},
        "properties": {"tags": tags, "scope": rule.scope, "severity": rule.severity},
    }


def _language(rule: Rule) -> str:
    return "sql" if all(one.endswith(".sql") for one in rule.files) else "python"


def _result(one: Found, index: int, mark: str, *, is_allowed: bool) -> dict[str, Any]:
    made: dict[str, Any] = {
        "ruleId": one.finding.rule,
        "ruleIndex": index,
        "level": one.severity,
        "message": {"text": one.finding.message},
        "locations": [_location(one.span)],
        "partialFingerprints": {FINGERPRINT: mark},
    }
    if is_allowed:
        is_here = one.finding.excused_at.startswith(f"{one.source.path}:")
        kind = "inSource" if is_here else "external"
        made["suppressions"] = [{"kind": kind, "justification": one.finding.reason}]
    return made


def _location(span: Span) -> dict[str, Any]:
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {"physicalLocation": {"artifactLocation": _artifact(span.path), "region": region}}


def _artifact(path: str) -> dict[str, str]:
    """Return where a file is: below the root, or by its own address outside."""
    pure = Path(path)
    if pure.is_absolute():
        return {"uri": pure.as_uri()}
    if ".." in pure.parts:
        return {"uri": Path(Path.cwd(), path).resolve().as_uri()}
    return {"uri": quote(path.encode("utf-8", "surrogateescape")), "uriBaseId": ROOT}


def _notification(one: Diagnostic) -> dict[str, Any]:
    made: dict[str, Any] = {
        "descriptor": {"id": one.code},
        "level": one.severity,
        "message": {"text": f"{one.message}; {one.help}" if one.help else one.message},
    }
    if one.span is not None:
        made["locations"] = [_location(one.span)]
    return made


def _fingerprints(shown: Sequence[Found]) -> list[str]:
    """Return what tells findings from one another though lines move: rule, file, and the code.

    Equal ones are numbered in the order of the text.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for one in shown:
        code = " ".join(one.source.line(one.finding.line).split())
        key = (one.finding.rule, one.source.path, code)
        found.append(digest([*key, seen[key]]))
        seen[key] += 1
    return found
