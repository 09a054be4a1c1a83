"""What `baesc rules list` and `baesc rules show` say of rules."""

import json
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from baesc.cli.console import CYAN, RED, YELLOW, Console
from baesc.cli.rulebook import Rulebook, parts_of
from baesc.knowledge.rules import Rule

# The keys that say what a rule asks; `rules show` quotes them as they are written.
ASKS = (
    "for", "where", "when", "unsure_when", "require", "forbid", "exists", "none", "count", "at",
    "pattern", "text",
)  # fmt: skip
_COLORS = {"decisive": RED, "advisory": YELLOW}
_BASIS = {
    "pattern": "a structural pattern, which knows less than facts do",
    "text": "a regex over the text, which sees no structure",
}
_MEANING = {
    "decisive": "decisive: a file that breaks it is rejected",
    "advisory": "advisory: a file that breaks it gets a warning",
}


def tell_list(rules: Iterable[Rule], console: Console, width: int) -> None:
    """Write a line for each rule, under its area; lines are cut to `width` unless that is 0."""
    by_area: dict[str, list[Rule]] = {}
    for rule in rules:
        by_area.setdefault(rule.area, []).append(rule)
    widest = max((len(one.id) for mine in by_area.values() for one in mine), default=0)
    for number, (area, mine) in enumerate(by_area.items()):
        count = f"{len(mine)} rule{'s' if len(mine) != 1 else ''}"
        console.say(("\n" if number else "") + console.paint(f"{area}: {count}", bold=True))
        alias = ""
        for rule in sorted(mine, key=lambda one: (one.alias, one.id)):
            if rule.alias != alias:
                alias = rule.alias
                console.say(f"  {console.paint(alias, CYAN)}")
            severity = console.paint(f"{rule.severity:<8}", _COLORS[rule.severity])
            scope = "any" if rule.scope == "any" else "app"
            head = f"    {rule.id:<{widest}}  {rule.severity:<8}  {scope:<3}  "
            said = _cut(one_line(rule), width - len(head)) if width else one_line(rule)
            console.say(f"    {rule.id:<{widest}}  {severity}  {scope:<3}  {said}")


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width or width < 20 else f"{text[: width - 3]}..."


def one_line(rule: Rule) -> str:
    """Return what a rule reports, in one line."""
    return " ".join(rule.message.split())


def list_as_json(rules: Iterable[Rule], book: Rulebook) -> str:
    """Return the rules as a JSON list of objects."""
    return json.dumps([_plain(one, book) for one in rules], indent=2)


def _plain(rule: Rule, book: Rulebook) -> dict[str, Any]:
    return {
        "id": rule.id,
        "area": rule.area,
        "alias": rule.alias,
        "severity": rule.severity,
        "scope": rule.scope,
        "confidence": rule.confidence,
        "message": one_line(rule),
        "standard": rule.standard,
        "files": list(rule.files),
        "place": book.place(rule),
    }


def show_as_json(rule: Rule, book: Rulebook, measured: Mapping[str, str]) -> dict[str, Any]:
    """Return all about one rule, as plain values."""
    parts = parts_of(rule, book.sources[rule.origin.path])
    return {
        **_plain(rule, book),
        "asks": {key: parts[key] for key in ASKS if key in parts},
        "fix": parts.get("fix", ""),
        "ok": [one.text for one in rule.ok],
        "bad": [{"text": one.text, "lines": list(one.lines)} for one in rule.bad],
        "measured": dict(measured),
    }


def tell_rule(rule: Rule, book: Rulebook, measured: Mapping[str, str], console: Console) -> None:
    """Write all about one rule."""
    parts = parts_of(rule, book.sources[rule.origin.path])
    scope = "any code" if rule.scope == "any" else "applications that baesc generates"
    rows = {
        "severity": _MEANING[rule.severity],
        "scope": scope,
        "area": rule.area,
        "part of": rule.alias,
        "standard": rule.standard,
        "stands at": book.place(rule),
        "files": ", ".join(rule.files),
        "goes by": "" if rule.confidence == "structure" else _BASIS[rule.confidence],
        **measured,
    }
    console.say(console.paint(rule.id, bold=True))
    console.say(f"  {one_line(rule)}\n")
    for name, value in rows.items():
        if value:
            console.say(f"{console.paint(f'{name:<10}', CYAN)}  {value}")
    _tell_block("asks", "\n".join(parts[key] for key in ASKS if key in parts), console)
    _tell_block("fix", parts.get("fix", ""), console)
    for name, examples in (("ok", rule.ok), ("bad", rule.bad)):
        for example in examples:
            _tell_block(name, example.text, console)


def _tell_block(name: str, text: str, console: Console) -> None:
    if text:
        console.say(f"\n{console.paint(name, CYAN)}")
        console.say(textwrap.indent(text.rstrip(), "  "))
