"""What a plan tells of the API is what the generated bodies say."""

from random import Random

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from baesc.evolution.clients import ApiChange
from baesc.evolution.matching import match
from baesc.evolution.policy import undeclared
from baesc.evolution.product import Product, product_of
from baesc.evolution.snapshot import snapshot_of
from baesc.evolution.touched import touch_of, touches
from baesc.evolution.words import Words
from baesc.ground.source import Span
from baesc.knowledge.targets.schemas import BodyField, SchemasView, schemas_view
from baesc.language.ir import System
from tests.migrating import system_of
from tests.property.test_evolution_laws import changed, new_specs, text_of


def pair(draw: Random) -> tuple[System, System]:
    """Return two systems: one after a few changes of the other, or another altogether."""
    specs = new_specs(draw)
    other = changed(draw, specs) if draw.random() < 0.5 else new_specs(draw)
    old, new = system_of(text_of(specs)), system_of(text_of(other))
    assume(old is not None and new is not None)
    assert old is not None
    assert new is not None
    return old, new


def names(fields: tuple[BodyField, ...]) -> set[str]:
    return {one.attribute for one in fields}


def required(fields: tuple[BodyField, ...]) -> set[str]:
    return {one.attribute for one in fields if not one.value}


def taken(view: SchemasView) -> set[str]:
    return names(view.filters) | {f"sort {one}" for one in view.sorts}


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(draw=st.randoms(use_true_random=False))
def test_what_goes_from_a_body_or_comes_to_be_required_breaks(draw: Random) -> None:
    old, new = pair(draw)
    before = {one.name: schemas_view(old, one) for one in old.entities}
    after = {one.name: schemas_view(new, one) for one in new.entities}
    found = product_of(snapshot_of(old), new)
    for one in match(old, new).matched:
        here = [change for change in found.api if change.path == f"/api/{one.new.path}"]
        broken = [change for change in here if change.is_breaking]
        said = {name for change in broken for name in (change.member, change.was)}
        was, now = before[one.old.name], after[one.new.name]
        assert names(was.create) - names(now.create) <= said
        assert names(was.out) - names(now.out) <= said
        assert required(now.create) - required(was.create) <= said
        assert not taken(was) - taken(now) or broken
        assert _is_told(was, now, here)
    gone = {f"/api/{one.path}" for one in match(old, new).dropped}
    assert gone <= {one.path for one in found.api if one.kind == "endpoints removed"}


def _is_told(was: SchemasView, now: SchemasView, here: list[ApiChange]) -> bool:
    """Tell whether a list of changes is empty only where bodies and parameters are the same."""
    parts = [(view.create, view.update, view.out, view.sorts, view.filters) for view in (was, now)]
    return bool(here) or parts[0] == parts[1]


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(draw=st.randoms(use_true_random=False))
def test_the_plan_of_an_unchanged_spec_is_empty(draw: Random) -> None:
    system = system_of(text_of(new_specs(draw)))
    assume(system is not None)
    assert system is not None
    assert product_of(snapshot_of(system), system) == Product()


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(draw=st.randoms(use_true_random=False))
def test_the_rows_of_each_undeclared_change_are_known(draw: Random) -> None:
    old, new = pair(draw)
    matching = match(old, new)
    known = touches(matching)
    for one in undeclared(matching, Words(), Span("baes.yaml")):
        # The database checks no moment; what it does not know has no condition.
        if one.code != "BAE223":
            assert touch_of(one, known) is not None, one.message
