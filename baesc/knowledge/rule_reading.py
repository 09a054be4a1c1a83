"""Reading rules: YAML nodes become rules, or diagnostics with places."""

import re
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import get_args

from baesc import __version__
from baesc.ground.digest import digest
from baesc.ground.source import Source, Span
from baesc.knowledge import rule_faults as faults
from baesc.knowledge.condition_reading import Reading
from baesc.knowledge.conditions import Selector
from baesc.knowledge.facts import FACTS_VERSION
from baesc.knowledge.facts.table import attributes
from baesc.knowledge.fix_reading import fix_of
from baesc.knowledge.matching import Finder, fault_of
from baesc.knowledge.rules import ALIASES, Demand, Example, Rule, RuleSet
from baesc.knowledge.suppression import Suppression
from baesc.knowledge.suppression_reading import suppression_of, unknown_rules
from baesc.language import reader
from baesc.language.nodes import Mapping, Node, Scalar, Sequence, is_sound
from baesc.messages.diagnostic import Diagnostic, in_order

_KEYS = (
    "id", "alias", "files", "for", "where", "require", "forbid", "exists", "none", "count",
    "when", "unsure_when", "at", "severity", "message", "standard", "spec", "ok", "bad",
    "scope", "pattern", "text", "fix",
)  # fmt: skip
_NEEDED = ("id", "files", "message", "standard", "ok", "bad")
_DEMANDS: tuple[Demand, ...] = get_args(Demand)
_MARK = re.compile(r"(?:#|--) <-\s*$")


@dataclass(frozen=True, slots=True)
class Loaded:
    """The rules of all texts, and everything that is wrong with the others."""

    rules: RuleSet
    diagnostics: tuple[Diagnostic, ...]


@dataclass(slots=True)
class _Open:
    """A rule while it is read."""

    node: Mapping
    reading: Reading
    kind: str = "file"
    id: str = ""
    parts: dict[str, Node] = field(default_factory=dict)


def load_rules(texts: MappingOf[str, str]) -> Loaded:
    """Return the rules in YAML texts by path; total on any text.

    An id stands once in all of them: what overlays a text leaves the overlaid one out.
    """
    found: list[Diagnostic] = []
    rules: dict[str, Rule] = {}
    suppressions: list[Suppression] = []
    for path in sorted(texts):
        reading = reader.read(Source(path, texts[path]))
        found += reading.diagnostics
        for document in reading.documents:
            for rule in _rules_of(document, found, suppressions):
                if rule.id in rules:
                    found.append(faults.repeated_id(rule.origin, rule.id, rules[rule.id].origin))
                else:
                    rules[rule.id] = rule
    content = [[path, texts[path]] for path in sorted(texts)]
    mark = digest([__version__, FACTS_VERSION, content])
    kept = unknown_rules(suppressions, rules, found)
    return Loaded(RuleSet(tuple(rules.values()), mark, kept), in_order(found))


def _rules_of(
    document: Node, found: list[Diagnostic], suppressions: list[Suppression]
) -> list[Rule]:
    if not isinstance(document, Sequence):
        if is_sound(document):
            message = "a rule file is a list of rules"
            found.append(faults.malformed(document.span, message, "start each rule with `- id:`"))
        return []
    rules = []
    for node in document.items:
        if isinstance(node, Mapping) and node.get("suppress") is not None:
            suppression = suppression_of(node, found)
            suppressions += [suppression] if suppression else []
        elif isinstance(node, Mapping):
            rule = _rule_of(node, found)
            if rule is not None:
                rules.append(rule)
        elif is_sound(node):
            found.append(faults.malformed(node.span, "a rule is a map", "start it with `- id:`"))
    return rules


def _rule_of(node: Mapping, found: list[Diagnostic]) -> Rule | None:
    mine: list[Diagnostic] = []
    rule = _Open(node, Reading(mine))
    for entry in node.entries:
        if entry.key in _KEYS:
            rule.parts[entry.key] = entry.value
        else:
            mine.append(faults.unknown_key(entry.span, entry.key, _KEYS))
    mine += [
        faults.malformed(_head(node), f"the rule has no `{key}`", f"add `{key}:`")
        for key in _NEEDED
        if key not in rule.parts
    ]
    rule.id = rule.reading.text(rule.parts.get("id"), "id")
    made = _made(rule) if not mine else None
    found += mine
    return None if mine or not is_sound(node) else made


def _head(node: Mapping) -> Span:
    return node.entries[0].value.span if node.entries else node.span


def _made(rule: _Open) -> Rule | None:
    reading, parts = rule.reading, rule.parts
    if "for" in parts:
        rule.kind = reading.kind(parts["for"])
        if not rule.kind:
            return None
    own = rule.kind
    subject = Selector(own, reading.where(parts.get("where"), own, own))
    demands = [key for key in _DEMANDS if key in parts]
    if len(demands) != 1:
        names = ", ".join(f"`{one}`" for one in _DEMANDS)
        message = f"a rule makes one demand: {names}"
        reading.found.append(faults.malformed(_head(rule.node), message, "leave one of them"))
        return None
    demand = demands[0]
    least, most, selectors = _demand(rule, demand)
    at = parts.get("at")
    at_selectors = reading.selectors(at, own) if at else ()
    return Rule(
        id=rule.id,
        alias=_choice(rule, "alias", ALIASES),
        files=reading.texts(parts.get("files"), "files"),
        subject=subject,
        demand=demand,
        selectors=selectors,
        message=_message(rule),
        severity="advisory" if _choice(rule, "severity", _SEVERITIES) == "advisory" else "decisive",
        when=reading.selectors(parts["when"], "") if "when" in parts else (),
        unsure_when=reading.selectors(parts["unsure_when"], own) if "unsure_when" in parts else (),
        at=at_selectors[0] if at_selectors else None,
        least=least,
        most=most,
        standard=reading.text(parts.get("standard"), "standard"),
        promises=reading.promises(parts.get("spec")),
        ok=tuple(_examples(rule, "ok")),
        bad=tuple(_examples(rule, "bad")),
        scope="any" if _choice(rule, "scope", _SCOPES) == "any" else "application",
        finder=_finder(rule),
        fix=fix_of(parts.get("fix"), reading, own),
        origin=_head(rule.node),
    )


_SEVERITIES = ("decisive", "advisory")
_SCOPES = ("application", "any")


def _finder(rule: _Open) -> Finder | None:
    """Return what finds the `match` facts of a rule; a rule has both or neither."""
    given = [key for key in ("pattern", "text") if key in rule.parts]
    mentions = _mentions_match(rule.node)
    if bool(given) != mentions or len(given) > 1:
        span = rule.parts[given[0]].span if given else _head(rule.node)
        message = "a rule about the fact `match` says by `pattern` or by `text` what is found"
        help_ = "write `for: match`, and either `pattern: ...` or `text: ...`"
        rule.reading.found.append(faults.malformed(span, message, help_))
        return None
    if not given:
        return None
    key, node = given[0], rule.parts[given[0]]
    finder = Finder("pattern" if key == "pattern" else "text", rule.reading.text(node, key))
    fault = fault_of(finder) if finder.source else ""
    if fault:
        help_ = "write it without lookaround and backreferences" if key == "text" else ""
        rule.reading.found.append(faults.misfit(node.span, f"the {key} can't run: {fault}", help_))
    return finder


def _mentions_match(node: Node) -> bool:
    """Tell whether `for: match` or `fact: match` stands somewhere in a rule."""
    if isinstance(node, Sequence):
        return any(map(_mentions_match, node.items))
    if not isinstance(node, Mapping):
        return False
    return any(
        (
            one.key in {"for", "fact"}
            and isinstance(one.value, Scalar)
            and one.value.value == "match"
        )
        or _mentions_match(one.value)
        for one in node.entries
    )


def _demand(rule: _Open, demand: Demand) -> tuple[int, int | None, tuple[Selector, ...]]:
    reading, node = rule.reading, rule.parts[demand]
    if demand in {"require", "forbid"}:
        if demand == "forbid" and isinstance(node, Scalar) and node.value is True:
            return 0, None, (Selector(rule.kind),)
        return 0, None, (Selector(rule.kind, reading.where(node, rule.kind, rule.kind)),)
    if demand != "count":
        return 0, None, reading.selectors(node, rule.kind)
    least, most = reading.bounds(node)
    return least, most, reading.selectors(node, rule.kind, also=("min", "max"))


def _choice(rule: _Open, key: str, known: tuple[str, ...]) -> str:
    node = rule.parts.get(key)
    if node is None:
        return ""
    value = rule.reading.text(node, key)
    if value and value not in known:
        message = f"unknown {key} `{value}`"
        rule.reading.found.append(
            faults.malformed(node.span, message, f"one of: {', '.join(known)}")
        )
    return value


def _message(rule: _Open) -> str:
    text = rule.reading.text(rule.parts.get("message"), "message")
    known = attributes(rule.kind)
    for name in re.findall(r"\{(\w+)\}", text):
        if name not in known:
            span = rule.parts["message"].span
            rule.reading.found.append(faults.unknown_attribute(span, name, rule.kind, known))
    return text


def _examples(rule: _Open, key: str) -> list[Example]:
    node = rule.parts.get(key)
    if not isinstance(node, Sequence) or not node.items:
        if node is not None:
            help_ = f"give one text or more under `{key}:`"
            message = f"`{key}` is a list of texts"
            rule.reading.found.append(faults.malformed(node.span, message, help_))
        return []
    examples = []
    for item in node.items:
        text = rule.reading.text(item, key)
        lines = [at for at, line in enumerate(text.split("\n"), 1) if _MARK.search(line)]
        if key == "bad" and text and not lines:
            message = "a bad example marks no line"
            help_ = "end the lines that the rule finds with `# <-` (in SQL `-- <-`)"
            rule.reading.found.append(faults.malformed(item.span, message, help_))
        examples.append(Example(text, tuple(lines), item.span))
    return examples
