"""Survivors: what differs, who should have seen it, the smallest project that shows it."""

from collections.abc import Iterator
from functools import cache

import pytest

from baesc.knowledge.rules import RuleSet
from baesc.proof.mutants import CATALOGUE, mutants_of
from baesc.proof.mutation import Fate, fate_of
from baesc.proof.survivors import diff, expected, smallest, target_of
from baesc.proof.work import Work
from tests.render_tree import library
from tests.verified import rules

ROUTES = "app/routes/course_routes.py"
MODEL = "app/models/student.py"


def killed(path: str, operator: str, *names: str) -> Fate:
    return Fate(path, 0, operator, 1, "", "killed", names)


def survived(path: str, operator: str) -> Fate:
    return Fate(path, 0, operator, 1, "", "survived")


def about(path: str) -> list[str]:
    return sorted(one.id for one in rules().of(path) if one.severity == "decisive")


def test_a_diff_has_two_lines_around_what_differs() -> None:
    lines = [f"line {n}" for n in range(9)]
    changed = [*lines[:4], "other", *lines[5:]]
    assert diff("\n".join(lines), "\n".join(changed)).split("\n") == [
        "@@ -3,5 +3,5 @@",
        " line 2",
        " line 3",
        "-line 4",
        "+other",
        " line 5",
        " line 6",
    ]


def test_equal_texts_have_no_diff() -> None:
    assert diff("one\n", "one\n") == ""


def test_rules_that_refuse_the_same_fault_elsewhere_should_have_refused_it() -> None:
    one, two, three, four, *_ = about(ROUTES)
    fates = [
        killed(ROUTES, "drop-status", two),
        killed("app/routes/room_routes.py", "drop-status", two, three),
        killed(ROUTES, "drop-status", one, two, three),
        killed(ROUTES, "drop-status", four),
        killed(ROUTES, "drop-decorator", four),
        killed(ROUTES, "drop-decorator", four),
    ]
    fate = survived(ROUTES, "drop-status")
    assert expected(fate, [fate, *fates], rules().rules) == (two, three, one)


def test_rules_about_other_files_are_not_expected() -> None:
    mine = next(one for one in about(ROUTES) if one not in about(MODEL))
    fate = survived(MODEL, "drop-status")
    assert expected(fate, [killed(ROUTES, "drop-status", mine)], rules().rules) == ()


def test_where_no_rule_refuses_the_fault_those_of_its_area_come_next() -> None:
    one, two, *_ = about(ROUTES)
    fates = [
        killed("app/main.py", "an-operator", one),
        killed(ROUTES, "another", one),
        killed(MODEL, "a-third", two),
    ]
    assert expected(survived(ROUTES, "unheard-of"), fates, rules().rules) == (one,)


def test_where_no_rule_refuses_the_fault_those_of_its_family_come_first() -> None:
    one, two, *_ = about(ROUTES)
    first = CATALOGUE[0]
    second = next(other for other in CATALOGUE[1:] if other.family == first.family)
    stranger = next(other for other in CATALOGUE if other.family != first.family)
    fates = [
        killed(ROUTES, stranger.id, one),
        killed(ROUTES, stranger.id, one),
        killed(ROUTES, second.id, two),
    ]
    assert expected(survived(ROUTES, first.id), fates, rules().rules) == (two,)


@cache
def blind() -> tuple[Work, Fate]:
    """Return work with rules that lack one, and a fault that only this one refuses."""
    work = Work(rules(), library(), 0, lambda: True)
    fate = next(one for one in fates_of(work) if len(one.rules) == 1 and one.state == "killed")
    rest = tuple(one for one in rules().rules if one.id != fate.rules[0])
    lacking = Work(RuleSet(rest, "lacking"), library(), 0, lambda: True)
    mutant = lacking.mutants(0, fate.path)[fate.number]
    again = fate_of(lacking.reference, fate.number, mutant, lacking.judge)
    assert again.state == "survived"
    return lacking, again


def fates_of(work: Work) -> Iterator[Fate]:
    for at, mutant in enumerate(work.mutants(0, ROUTES)):
        yield fate_of(work.reference, at, mutant, work.judge)


def test_the_smallest_project_has_the_same_fault_in_the_same_kind_of_file() -> None:
    work, fate = blind()
    found = smallest(work, fate, lambda: True)
    project = work.workshop.project(found.spec)
    kind = target_of(work.reference.system, fate.path)
    assert target_of(project.system, found.path) == kind == "routes"
    assert len(found.spec) < len(work.reference.spec) / 5
    states = [
        made
        for at, mutant in enumerate(mutants_of(found.path, project.texts[found.path]))
        if (made := fate_of(project, at, mutant, work.judge)).operator == fate.operator
    ]
    assert (found.line, found.note, "survived") in [
        (one.line, one.note, one.state) for one in states
    ]
    assert found.diff.startswith("@@")


def test_without_time_the_whole_project_is_shown() -> None:
    work, fate = blind()
    found = smallest(work, fate, lambda: False)
    assert (found.path, found.line, found.note) == (fate.path, fate.line, fate.note)


@pytest.mark.parametrize(
    ("path", "name"), [(ROUTES, "routes"), (MODEL, "model"), ("nowhere.py", "")]
)
def test_a_file_has_a_target(path: str, name: str) -> None:
    work, _ = blind()
    assert target_of(work.reference.system, path) == name
