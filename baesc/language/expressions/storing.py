"""Which computed fields can be kept in a column: those that change with their row alone."""

from collections.abc import Iterator, Mapping

from baesc.ground.source import Span
from baesc.language.expressions.faults import not_storable
from baesc.language.expressions.names import OWN_COLUMNS
from baesc.language.expressions.reads import reach_of
from baesc.language.expressions.tree import Attribute, Made, Node, Related, This, walk
from baesc.language.ir import Entity, Field
from baesc.messages.diagnostic import Diagnostic


def storing_faults(
    formula: Node, field: Field, entities: Mapping[str, Entity], owner: str, place: Span
) -> tuple[Diagnostic, ...]:
    """Report a value that changes while nobody writes its row; there must be no circles."""
    entity = entities[owner]
    for part in own_parts(formula, entity):
        problem = _problem(part, entity)
        if problem:
            message = f"`{field.name}` can't be stored: {problem}"
            advice = "leave `stored` out: then it is computed each time that it is read"
            return (not_storable(place, message, advice),)
    return ()


def own_parts(formula: Node, entity: Entity) -> Iterator[Node]:
    """Yield a formula and those of the computed fields of the same row that it needs."""
    formulas = {one.name: one.formula for one in entity.fields if one.formula is not None}
    todo, seen = [formula], set[str]()
    for part in todo:
        yield part
        for one in walk(part):
            if isinstance(one, Attribute) and isinstance(one.row, This) and one.name not in seen:
                seen.add(one.name)
                if one.name in formulas:
                    todo.append(formulas[one.name])


def _problem(formula: Node, entity: Entity) -> str:
    for one in walk(formula):
        if isinstance(one, Made):
            return f"`{one.word}` goes on while nobody writes the row"
        own = isinstance(one, Attribute | Related) and isinstance(one.row, This)
        if own and isinstance(one, Attribute) and one.name in OWN_COLUMNS:
            return f"`{one.name}` is not known before the row is stored"
        if own and isinstance(one, Related) and _can_vanish(entity, one.name):
            return f"`{one.name}` becomes null when the row that it names is deleted"
    if reach_of(formula) != "row":
        return "it reads other rows, which change by themselves"
    return ""


def _can_vanish(entity: Entity, name: str) -> bool:
    return any(one.name == name and one.on_delete == "set_null" for one in entity.relations)
