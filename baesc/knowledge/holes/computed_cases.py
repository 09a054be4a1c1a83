"""Rows of examples with the values that are computed from what they say."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from baesc.knowledge.holes.trial import marked, plain
from baesc.knowledge.sample_world import computed
from baesc.language.expressions.boundary import NOW
from baesc.language.expressions.evaluation import evaluate
from baesc.language.expressions.inlining import inlined
from baesc.language.expressions.reads import reach_of
from baesc.language.expressions.rows import Database, Row
from baesc.language.ir import Case, Entity, Field, Plain, System
from baesc.records.contract import ValueClass

Pairs = tuple[tuple[str, Plain], ...]


def completed(
    system: System, entity: Entity, of: ValueClass, cases: Iterable[Case]
) -> tuple[Case, ...]:
    """Return examples whose rows have the values of computed fields that they leave out.

    What is computed from other rows keeps its plain value: an example has none.
    """
    own = [
        one
        for one in entity.fields
        if one.formula is not None and reach_of(inlined(one.formula, system)) == "row"
    ]
    if not own:
        return tuple(cases)
    return tuple(
        replace(
            case,
            row=_completed(system, entity, of, own, case.row),
            rows=tuple(_completed(system, entity, of, own, one) for one in case.rows),
        )
        for case in cases
    )


def _completed(
    system: System, entity: Entity, of: ValueClass, own: list[Field], given: Pairs
) -> Pairs:
    said = dict(given)
    content: dict[str, Any] = {
        one.key: plain(marked(one, said.get(one.key, one.default))) for one in of.values
    }
    row = Row(entity.name, 1, content)
    made: dict[str, Plain] = {}
    for field in own:
        if field.name not in said and field.formula is not None:
            value = evaluate(inlined(field.formula, system), row, Database({}, NOW))
            made[field.name] = _canonical(field, computed(field, value))
    return tuple(sorted({**made, **said}.items()))


def _canonical(field: Field, value: Any) -> Plain:
    if isinstance(value, Decimal):
        return f"{value:.{field.scale or 0}f}" if field.type == "decimal" else float(value)
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date | time):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float) else str(value)
