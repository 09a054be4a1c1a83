"""Reading suppressions: entries of rule files that accept findings, with a reason."""

from collections.abc import Collection, Iterable

from baesc.knowledge import rule_faults as faults
from baesc.knowledge.condition_reading import Reading
from baesc.knowledge.suppression import Suppression
from baesc.language.nodes import Mapping, is_sound
from baesc.messages.diagnostic import Diagnostic

KEYS = ("suppress", "files", "reason", "line_contains")
_NEEDED = KEYS[:3]


def suppression_of(node: Mapping, found: list[Diagnostic]) -> Suppression | None:
    """Return the suppression that a map with `suppress` stands for; faults are reported."""
    mine: list[Diagnostic] = []
    reading = Reading(mine)
    head = node.entries[0].span
    mine += [
        faults.unknown_key(entry.span, entry.key, KEYS)
        for entry in node.entries
        if entry.key not in KEYS
    ]
    for key in _NEEDED:
        if node.get(key) is None:
            help_ = "say why the findings are accepted" if key == "reason" else f"add `{key}:`"
            mine.append(faults.malformed(head, f"the suppression has no `{key}`", help_))
    made = None
    if not mine:
        contains = node.get("line_contains")
        target = node.get("suppress")
        made = Suppression(
            rule=reading.text(target, "suppress"),
            files=reading.texts(node.get("files"), "files"),
            reason=reading.text(node.get("reason"), "reason"),
            contains=reading.text(contains, "line_contains") if contains else "",
            origin=target.span if target else head,
        )
    found += mine
    return None if mine or not is_sound(node) else made


def unknown_rules(
    suppressions: Iterable[Suppression], rules: Collection[str], found: list[Diagnostic]
) -> tuple[Suppression, ...]:
    """Return the suppressions of rules that exist; the others are reported."""
    kept = []
    for one in suppressions:
        if one.rule in rules:
            kept.append(one)
        else:
            found.append(faults.unknown_rule(one.origin, one.rule, rules))
    return tuple(kept)
