"""Writing the calibration file."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from baesc import __version__
from baesc.knowledge.facts import FACTS_VERSION
from baesc.knowledge.rules import Rule
from baesc.proof.calibration import FORMAT, rule_digest
from baesc.proof.score import AreaScore, RuleScore


@dataclass(frozen=True, slots=True)
class Origin:
    """What the figures were measured on: two runs of one origin give the same figures."""

    seed: int
    projects: int
    templates: str
    reference: str
    operators: int


def written(
    areas: Iterable[AreaScore], scores: Iterable[RuleScore], rules: Iterable[Rule], origin: Origin
) -> str:
    """Return the text of the file: sorted, one line a rule, so that a diff tells what moved."""
    digests = {one.id: rule_digest(one) for one in rules}
    content = {
        "format": FORMAT,
        "measured_on": {
            "baesc": __version__,
            "facts": FACTS_VERSION,
            "seed": origin.seed,
            "projects": origin.projects,
            "templates": origin.templates,
            "reference": origin.reference,
            "operators": origin.operators,
        },
        "areas": {one.area: _area(one) for one in areas},
        "rules": {
            f"{one.area}/{one.rule}": [digests[one.rule], one.kills, one.unique]
            for one in sorted(scores, key=lambda one: (one.area, one.rule))
        },
    }
    lines = []
    for key, value in content.items():
        if isinstance(value, dict):
            inner = [f"    {json.dumps(name)}: {json.dumps(one)}" for name, one in value.items()]
            lines.append(f"  {json.dumps(key)}: {{\n" + ",\n".join(inner) + "\n  }")
        else:
            lines.append(f"  {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _area(one: AreaScore) -> dict[str, Any]:
    return {
        "faults": one.tally.faults,
        "approved": one.tally.survived,
        "false_approval_below": round(one.false_approval, 4),
        "files": one.files,
        "refused": one.refused,
        "false_rejection_below": round(one.false_rejection, 4),
        "confidence": round(one.confidence, 4),
    }
