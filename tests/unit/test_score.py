"""Figures of a run: what counts as a fault, who found it, and what is worth showing first."""

import pytest

from baesc.proof.bounds import wilson
from baesc.proof.mutation import Fate, State
from baesc.proof.score import AreaScore, Tally, area_scores, mixed, operator_tallies, rule_scores
from baesc.proof.valid import FalseRejection, ValidTrial
from tests.verified import rules

CRUD, PAGE = "app/crud.py", "ui/crud.py"


def fate(number: int, state: State, *found: str, path: str = CRUD, operator: str = "drop") -> Fate:
    return Fate(path, number, operator, 1, "note", state, found)


def test_only_faults_count() -> None:
    tally = Tally(killed=6, uncertain=2, survived=2, equal=30, same=40)
    assert tally.faults == 10
    assert tally.score == pytest.approx(0.8)
    assert Tally(equal=5).score == 1.0


def test_areas_are_those_of_the_files() -> None:
    fates = [fate(0, "killed"), fate(1, "survived"), fate(0, "killed", path=PAGE)]
    backend, frontend = area_scores(
        ["backend", "frontend"], fates, {"backend": 40, "frontend": 10}, {"frontend": 1}
    )
    assert (backend.area, backend.tally.killed, backend.tally.survived) == ("backend", 1, 1)
    assert backend.false_approval == wilson(1, 2)[1]
    assert backend.confidence == 1 - wilson(1, 2)[1]
    assert (frontend.area, frontend.refused) == ("frontend", 1)
    assert frontend.confidence == 1 - max(wilson(0, 1)[1], wilson(1, 10)[1])


def test_what_was_not_tried_takes_nothing_away() -> None:
    assert AreaScore("own", Tally(), 0, 0).confidence == 1.0


def test_kills_of_rules() -> None:
    first, second, third = rules().rules[:3]
    fates = [
        fate(0, "killed", first.id),
        fate(1, "killed", first.id, second.id),
        fate(2, "uncertain", first.id),
        fate(3, "survived"),
    ]
    false = FalseRejection(third.id, CRUD, 1, "m", "spec", "text", 0)
    trial = ValidTrial(0, 1, (("backend", 5),), (CRUD,), (false,), ())
    found = {one.rule: one for one in rule_scores(rules().rules, fates, [trial])}
    assert (found[first.id].kills, found[first.id].unique, found[first.id].within) == (3, 2, "")
    assert (found[second.id].kills, found[second.id].unique) == (1, 0)
    assert found[second.id].within == first.id
    assert (found[third.id].kills, found[third.id].false_rejections) == (0, 1)
    assert len(found) == len(rules().rules)


def test_operators_with_survivors_come_first() -> None:
    fates = [fate(0, "killed", operator="a"), fate(1, "survived", operator="b")]
    assert list(operator_tallies(fates)) == ["b", "a"]


def test_the_first_survivors_are_of_different_kinds() -> None:
    fates = [fate(at, "survived", operator="a") for at in range(3)]
    fates += [fate(7, "survived", operator="b"), fate(8, "killed", operator="c")]
    assert [(one.operator, one.number) for one in mixed(fates)] == [
        ("a", 0), ("b", 7), ("a", 1), ("a", 2),
    ]  # fmt: skip
