"""Requests that break one rule and nothing else: values of a row, and rows beside others."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from baesc.knowledge.row_cases import Argument, RowCase
from baesc.knowledge.rule_shapes import AskedRule, all_rules, asked_rules
from baesc.knowledge.sample_candidates import moving
from baesc.knowledge.sample_rows import draft_of
from baesc.knowledge.sample_script import MOMENTS, Script, of_typed, typed
from baesc.knowledge.sample_values import Value, value_from
from baesc.knowledge.sample_world import Content, RuleBrokenError, World
from baesc.knowledge.shapes import Shapes
from baesc.knowledge.stored_cases import Filled, Key, filled
from baesc.language.expressions.boundary import NOW, Case
from baesc.language.expressions.evaluation import evaluate
from baesc.language.expressions.rows import Database
from baesc.language.ir import Entity


def breaking_values(
    shapes: Shapes,
    entity: Entity,
    rule: AskedRule,
    arguments: tuple[Argument, ...],
    cases: tuple[RowCase, ...],
) -> dict[str, Value] | None:
    """Return values which, put into the first body, break a rule of kind `row` and no other."""
    for case in cases:
        if case.holds:
            continue
        for moves in (False, True):
            values = _body_values(shapes, entity, arguments, case, moves=moves)
            if values and all(_breaks_alone(shapes, entity, rule, values, now) for now in MOMENTS):
                return values
    return None


def _body_values(
    shapes: Shapes,
    entity: Entity,
    arguments: tuple[Argument, ...],
    case: RowCase,
    *,
    moves: bool,
) -> dict[str, Value] | None:
    """Return what of a case the first body lacks, by the names of bodies; None if it can't be."""
    first = draft_of(shapes).rows[entity.name][0]
    found: dict[str, Value] = {}
    for argument, value in zip(arguments, case.values, strict=True):
        field = argument.field
        if field is None:
            if value is not None:
                return None
            relation = next(one for one in entity.relations if one.name == argument.member)
            found[relation.column or ""] = Value("None", "null")
            continue
        if moves and value is not None and field.type in ("date", "datetime"):
            here = NOW.date() if field.type == "date" else NOW
            made: Value | None = moving(field, value - here)
        elif field.type == "json":
            made = value_from(field, None if value is None else {})
        else:
            made = of_typed(field, value)
        if made is None:
            return None
        if made.text != first[field.name].text:
            found[field.name] = made
    return found


def _breaks_alone(
    shapes: Shapes, entity: Entity, rule: AskedRule, values: dict[str, Value], now: Any
) -> bool:
    script = Script(shapes.system, draft_of(shapes), now)
    content = _with(entity, script.body(entity.name, 1), values, now)
    try:
        script.world.store(entity.name, content)
    except RuleBrokenError:
        database = script.world.database()
        row = database.find(entity.name, script.world.last[entity.name])
        broken = [
            one.name
            for one in asked_rules(shapes.system, entity)
            if one.kind == "row"
            and row is not None
            and evaluate(one.expression, row, database) is False
        ]
        return broken == [rule.name]
    return False


def _with(entity: Entity, body: Content, values: dict[str, Value], now: Any) -> Content:
    fields = {one.name: one for one in entity.fields}
    columns = {one.column: one.name for one in entity.relations}
    changed: Content = dict(body)
    for name, value in values.items():
        if name in fields:
            changed[name] = typed(fields[name], value, now)
        else:
            changed[columns[name]] = None
    return changed


class Breaking(NamedTuple):
    """Rows that are stored, and the row which breaks a rule when it comes to them."""

    before: Filled
    key: Key
    content: Content


def breaking_row(
    shapes: Shapes, rule: AskedRule, cases: tuple[tuple[Case, Filled], ...]
) -> Breaking | None:
    """Return a row that breaks a rule of kind `set`, and no other, beside the rows of a case."""
    for case, whole in cases:
        if case.outcome is not False:
            continue
        for key in _removable(shapes, rule, whole):
            if all(_is_broken_by(shapes, rule, case, key, now) for now in MOMENTS):
                name, number = key
                return Breaking(whole.without(key), key, whole.world.rows[name][number])
    return None


def _removable(shapes: Shapes, rule: AskedRule, whole: Filled) -> Iterator[Key]:
    """Yield rows to which no other one refers: those of the rule's entity first."""
    named: set[Key] = set()
    for name, number in whole.order:
        for relation in shapes.system.entity(name).relations:
            held = whole.world.rows[name][number].get(relation.name)
            ids = held if isinstance(held, frozenset) else {held}
            named |= {(relation.target, one) for one in ids if one is not None}
    free = [key for key in whole.order if key not in named]
    yield from sorted(free, key=lambda one: (one[0] != rule.entity, -one[1]))


def _is_broken_by(shapes: Shapes, rule: AskedRule, case: Case, key: Key, now: Any) -> bool:
    """Tell whether one row breaks the rule alone, and whether nothing was broken before."""
    at = filled(shapes, replace(case, database=Database(case.database.rows, now)))
    if at is None:
        return False
    # The application writes down when a row comes.
    at.world.rows[key[0]][key[1]] |= {"created_at": now, "updated_at": now}
    return not _broken(shapes, at.without(key).world) and _broken(shapes, at.world) == {
        (rule.entity, rule.name)
    }


def _broken(shapes: Shapes, world: World) -> set[tuple[str, str]]:
    database = world.database()
    return {
        (one.entity, one.name)
        for one in all_rules(shapes.system)
        for row in database.rows.get(one.entity, ())
        if evaluate(one.expression, row, database) is False
    }
