"""The calibration file: its figures hold for the rules that were measured, and no others."""

import json

import pytest

from baesc.knowledge.rule_reading import load_rules
from baesc.knowledge.rules import Rule
from baesc.proof.calibrating import Origin, written
from baesc.proof.calibration import confidence
from baesc.proof.score import AreaScore, RuleScore, Tally

RULE = """
- id: x.{name}
  files: "**/*.py"
  for: except
  forbid: {{{condition}}}
  message: "{message}"
  standard: "Errors are named."
  ok: ["x = 1"]
  bad: ["try:\\n    x()\\nexcept:  # <-\\n    raise"]
"""
ORIGIN = Origin(seed=0, projects=500, templates="t", reference="r", operators=90)


def rules(message: str = "no", condition: str = "bare: true", more: str = "") -> tuple[Rule, ...]:
    texts = {
        "rules/backend/x.yaml": RULE.format(name="one", condition=condition, message=message),
        "rules/house/y.yaml": RULE.format(name="two", condition="silent: true", message="m"),
    }
    if more:
        texts["rules/backend/z.yaml"] = RULE.format(name=more, condition="broad: true", message="m")
    loaded = load_rules(texts)
    assert loaded.diagnostics == ()
    return loaded.rules.rules


def measured() -> str:
    areas = [
        AreaScore("backend", Tally(killed=990, survived=10, equal=3), files=5000, refused=0),
        AreaScore("house", Tally(), files=5000, refused=0),
    ]
    scores = [RuleScore(one.id, one.area, 7, 3, 0) for one in rules()]
    return written(areas, scores, rules(), ORIGIN)


def test_what_was_written_is_known_again() -> None:
    found = confidence(measured(), rules())
    assert found["backend"] == pytest.approx(1 - 0.01831, abs=1e-4)
    assert found["house"] == pytest.approx(1 - 0.00077, abs=1e-4)


def test_texts_for_people_do_not_count() -> None:
    assert confidence(measured(), rules(message="other words"))["backend"] is not None


@pytest.mark.parametrize(
    "changed", [rules(condition="bare: false"), rules(more="three"), rules()[1:]]
)
def test_other_rules_are_not_measured(changed: tuple[Rule, ...]) -> None:
    found = confidence(measured(), changed)
    assert found.get("backend") is None
    assert found["house"] is not None


@pytest.mark.parametrize(
    "text",
    [None, "", "{", "[]", "{}", '{"format": 2}', '{"format": 1, "measured_on": 3}', "null", "1"],
)
def test_a_damaged_file_measures_nothing(text: str | None) -> None:
    assert confidence(text, rules()) == {"backend": None, "house": None}


def test_facts_of_another_version_are_not_measured() -> None:
    content = json.loads(measured())
    content["measured_on"]["facts"] += 1
    assert set(confidence(json.dumps(content), rules()).values()) == {None}


def test_it_names_what_it_was_measured_on_one_line_a_rule() -> None:
    text = measured()
    content = json.loads(text)
    assert content["measured_on"]["projects"] == 500
    assert content["areas"]["backend"]["approved"] == 10
    assert sum(line.strip().startswith('"backend/x.one"') for line in text.split("\n")) == 1
    assert text == measured()
