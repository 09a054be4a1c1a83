"""The tests that are generated for rules and computed fields: cases on both sides of each edge."""

import ast
import io
import json
import re
import tokenize
from typing import Any

import pytest

from baesc.knowledge.breaking_rows import breaking_row
from baesc.knowledge.filters import width
from baesc.knowledge.row_cases import row_cases
from baesc.knowledge.rule_shapes import AskedRule, all_rules, asked_rules
from baesc.knowledge.rule_trials import stored_entities, trial_of, values_of
from baesc.knowledge.shapes import Shapes, shapes_of
from baesc.knowledge.stored_cases import filled, groups_of, stored_cases
from baesc.knowledge.targets.rule_tests import RULE_TESTS
from baesc.knowledge.targets.rule_tests import rule_tests_view as view_of_rules
from baesc.language.expressions.boundary import NOW, boundary_cases
from baesc.language.expressions.evaluation import evaluate
from baesc.language.expressions.inlining import inlined
from baesc.language.expressions.reads import fields_read
from tests.render_tree import library
from tests.ruled import SCHOOL, system_of


@pytest.fixture(scope="module")
def shapes() -> Shapes:
    return shapes_of(system_of(SCHOOL))


def rule_of(shapes: Shapes, name: str) -> AskedRule:
    return next(one for one in all_rules(shapes.system) if one.name.startswith(name))


def view(shapes: Shapes, entity: str) -> Any:
    return view_of_rules(shapes.system, shapes.system.entity(entity))


LONG = (
    'It\'s "so" {that} in this \\ rule of many words nobody reads all of them on one line, é 数値'
)


@pytest.mark.parametrize("told", ["A student is at least 16", "A student takes at most 3"])
def test_long_messages_are_broken_over_lines(told: str) -> None:
    long = f"message: {json.dumps(LONG)}"
    text, times = re.subn(f"message: {told}.*", lambda _: long, SCHOOL)
    assert times == 1
    system = system_of(text)
    for entity in system.entities:
        made, _ = library().render(RULE_TESTS.template, RULE_TESTS.view(system, entity))
        assert made is not None
        for token in tokenize.generate_tokens(io.StringIO(made).readline):
            if token.type == tokenize.STRING:
                assert max(map(width, token.string.split("\n"))) <= 88, token.string


def test_inlined_expressions_read_no_computed_field(shapes: Shapes) -> None:
    rule = rule_of(shapes, "graduate")
    assert ("Student", "credits") in fields_read(rule.meaning)
    meaning = inlined(rule.meaning, shapes.system)
    assert ("Student", "credits") not in fields_read(meaning)
    for case, whole in trial_of(shapes, rule).cases:
        database = whole.world.database()
        row = database.find("Student", 1)
        assert row is not None
        outcomes = [evaluate(one, row, database) for one in (meaning, rule.meaning)]
        assert outcomes == [case.outcome, case.outcome]


def test_values_lie_on_both_sides(shapes: Shapes) -> None:
    for entity in shapes.system.entities:
        for rule in asked_rules(shapes.system, entity):
            if rule.kind == "row":
                cases = row_cases(shapes.system, entity, rule)
                assert {case.holds for case in cases} == {True, False}, rule.name
                assert len({case.values for case in cases}) == len(cases)


def test_stored_rows_lie_on_both_sides(shapes: Shapes) -> None:
    for rule in all_rules(shapes.system):
        if rule.kind == "set":
            outcomes = {case.outcome is False for case, _ in trial_of(shapes, rule).cases}
            assert outcomes == {True, False}, rule.name


def test_stored_rows_are_whole(shapes: Shapes) -> None:
    rule = rule_of(shapes, "student_takes")
    for case in boundary_cases(rule.expression, "Enrollment", shapes.system, NOW):
        whole = filled(shapes, case)
        assert whole is not None
        seen = set()
        for name, number in whole.order:
            content = whole.world.rows[name][number]
            seen.add((name, number))
            for relation in shapes.system.entity(name).relations:
                assert (relation.target, content[relation.name]) in seen
        assert sum(len(one.ids) for one in groups_of(shapes, whole)) == len(whole.order)


def test_rows_that_no_database_takes_are_left_out() -> None:
    text = """\
entity: A
fields: {on: boolean, x: integer, y: integer}
unique: [[on, x]]
rules: [{check: count(a for a in A if a.on == on) <= 3}, {check: x < y}]
"""
    shapes = shapes_of(system_of(text))
    (rule,) = [one for one in all_rules(shapes.system) if one.kind == "set"]
    for _, whole in stored_cases(shapes, shapes.system.entity("A"), rule.expression):
        rows = whole.world.rows["A"].values()
        assert all(row["x"] < row["y"] for row in rows)
        assert len({(row["on"], row["x"]) for row in rows}) == len(rows)


def test_the_rows_before_a_breaking_one_obey(shapes: Shapes) -> None:
    for rule in all_rules(shapes.system):
        if rule.kind != "set":
            continue
        found = breaking_row(shapes, rule, trial_of(shapes, rule).cases)
        assert found is not None, rule.name
        assert found.before.world.broken() is None
        world = found.before.world.copy()
        world.rows.setdefault(found.key[0], {})[found.key[1]] = dict(found.content)
        broken = world.broken()
        assert broken is not None
        assert broken.rule.message == rule.message


def test_the_answer_is_asked_for_each_rule(shapes: Shapes) -> None:
    for entity in shapes.system.entities:
        made, rules = view(shapes, entity.name), asked_rules(shapes.system, entity)
        names = {one.name for one in (*made.broken_values, *made.broken_rows)}
        assert names == {one.name for one in rules}


def test_values_that_break_a_rule_move_where_they_must() -> None:
    shapes = shapes_of(
        system_of("entity: A\nfields: {due: date}\nrules: [{check: due != today}]\n")
    )
    (broken,) = view(shapes, "A").broken_values
    assert broken.values == (('"due"', "today().isoformat()"),)


def test_computed_fields_have_their_values(shapes: Shapes) -> None:
    student = shapes.system.entity("Student")
    by_name = {one.field: one for one in view(shapes, "Student").computed_tests}
    assert by_name.keys() == {'"shout"', '"credits"'}
    values = {ast.literal_eval(value) for _, value, _ in by_name['"credits"'].cases}
    assert len(values) > 2
    assert 0 in values
    for field in student.fields:
        for case, whole in values_of(shapes, student, field):
            row = whole.world.database().find("Student", 1)
            assert row is not None
            assert row.values[field.name] == case.outcome


def test_rows_are_made_of_what_tests_store_alone(shapes: Shapes) -> None:
    assert stored_entities(shapes) == {"Student", "Course", "Enrollment"}
    plain = shapes_of(system_of("entity: A\nfields: {x: integer}\nrules: [{check: x > 0}]\n"))
    assert stored_entities(plain) == frozenset()
