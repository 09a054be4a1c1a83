"""What was measured of rule sets, kept beside them: `rules/calibration.json`."""

import json
from collections.abc import Iterable
from dataclasses import replace

from baesc.ground.digest import digest_text
from baesc.knowledge.facts import FACTS_VERSION
from baesc.knowledge.rules import Rule
from baesc.language.ir import NOWHERE

FILE = "calibration.json"
FORMAT = 1


def rule_digest(rule: Rule) -> str:
    """Return the digest of what a rule demands; texts for people do not count."""
    demand = replace(
        rule,
        origin=NOWHERE,
        ok=(),
        bad=(),
        promises=(),
        message="",
        standard="",
        alias="",
        fix=(),
    )
    return digest_text(repr(demand))


def confidence(text: str | None, rules: Iterable[Rule]) -> dict[str, float | None]:
    """Return the measured confidence of the rules of each area, None where it is not known.

    It is not known when rules of the area were added, changed or removed since, when baesc reads
    other facts by now, or when the file is missing or damaged.
    """
    now: dict[str, dict[str, str]] = {}
    for rule in rules:
        now.setdefault(rule.area, {})[rule.id] = rule_digest(rule)
    then, areas = _measured(text)
    return {area: areas.get(area) if then.get(area) == now[area] else None for area in now}


def _measured(text: str | None) -> tuple[dict[str, dict[str, str]], dict[str, float]]:
    """Return the digests of the measured rules, and the confidence, both by area."""
    try:
        content = json.loads(text or "{}")
        if content["format"] != FORMAT or content["measured_on"]["facts"] != FACTS_VERSION:
            return {}, {}
        rules: dict[str, dict[str, str]] = {}
        for name, row in content["rules"].items():
            area, _, rule = name.partition("/")
            rules.setdefault(area, {})[rule] = row[0]
        return rules, {name: float(row["confidence"]) for name, row in content["areas"].items()}
    except (ValueError, KeyError, TypeError, IndexError, AttributeError):
        return {}, {}
