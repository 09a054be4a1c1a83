"""Requests that tell two applications apart: what is asked, and that the asking ends."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baesc.language.ir import System
from baesc.language.writing import dump
from baesc.proof.projects import InvalidProjectError, Workshop
from baesc.proof.requests import Request, requests_of
from baesc.proof.specs import valid_specs
from tests.render_tree import library
from tests.verified import school

WORKSHOP = Workshop(library())


def asked(system: System, answer: Any, focus: str = "") -> list[Request]:
    """Return all requests when every answer is the same."""
    talk = requests_of(system, focus)
    found = [next(talk)]
    while True:
        try:
            found.append(talk.send(answer))
        except StopIteration:
            return found


@settings(max_examples=20, deadline=None)
@given(valid_specs(), st.sampled_from([None, [], {"id": "x"}, {"id": 3}]))
def test_asking_ends_whatever_is_answered(specs: list[dict[str, Any]], answer: Any) -> None:
    try:
        system = WORKSHOP.project(dump(specs)).system
    except InvalidProjectError:
        return
    paths = {f"/{one.path}" for one in system.entities}
    assert paths <= {one.path for one in asked(system, answer)}


def test_the_same_is_asked_each_time() -> None:
    assert asked(school(), {"id": 3}) == asked(school(), {"id": 3})


@pytest.mark.parametrize("number", [0, 1, 30, 31])
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_limits_are_met_from_both_sides(method: str, number: int) -> None:
    bodies = [one.body for one in asked(school(), {"id": 3}) if one.method == method]
    sent = [one.get("credits") for one in bodies if isinstance(one, dict)]
    assert number in sent


def test_an_entity_in_focus_is_asked_for_more_than_others() -> None:
    found = [one.path for one in asked(school(), {"id": 3}, focus="Course")]
    whole = [one.path for one in asked(school(), {"id": 3})]
    assert found.count("/courses") > 2 * found.count("/rooms")
    assert 0 < found.count("/rooms") < whole.count("/rooms")
