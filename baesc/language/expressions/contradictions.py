"""What examples say against an expression, and computed fields that need themselves."""

from collections.abc import Iterable
from decimal import Decimal

from baesc.ground.source import Span
from baesc.language.expressions.computing import rounded
from baesc.language.expressions.evaluation import evaluate
from baesc.language.expressions.examples import Example
from baesc.language.expressions.faults import contradicted
from baesc.language.expressions.reads import fields_read
from baesc.language.expressions.tree import Node
from baesc.language.expressions.wording import paraphrase
from baesc.language.ir import Entity, Field
from baesc.messages.diagnostic import Diagnostic

Member = tuple[str, str]


def outcome_faults(
    rule: Node, example: Example, place: Span, *, is_refused: bool
) -> tuple[Diagnostic, ...]:
    """Report an example that a rule is to refuse or to let pass, and does not."""
    outcome = evaluate(rule, *example)
    if (outcome is False) == is_refused:
        return ()
    says = "refuses" if outcome is False else "lets pass" if outcome else "can't tell about"
    wanted = "is to be refused" if is_refused else "is to pass"
    advice = f"the rule says: {paraphrase(rule)}"
    return (contradicted(place, f"the rule {says} this example, which {wanted}", advice),)


def value_faults(
    formula: Node, field: Field, example: Example, place: Span
) -> tuple[Diagnostic, ...]:
    """Report an example whose row has another value than a formula gives."""
    wanted = example[0].values.get(field.name)
    value = evaluate(formula, *example)
    if isinstance(value, Decimal | int) and field.type == "decimal":
        # As it is stored and shown; a half is rounded away from zero.
        value = rounded(Decimal(value), field.scale or 0)
    if value == wanted:
        return ()
    advice = f"the value is: {paraphrase(formula)}"
    message = f"`{field.name}` of this example comes to {_shown(value)}, not to {_shown(wanted)}"
    return (contradicted(place, message, advice),)


def _shown(value: object) -> str:
    return "null" if value is None else f"{value}"


def circles(entities: Iterable[Entity]) -> tuple[tuple[Member, ...], ...]:
    """Return the computed fields that are computed from themselves, once a circle."""
    needs = {
        (entity.name, field.name): sorted(fields_read(field.formula))
        for entity in entities
        for field in entity.fields
        if field.formula is not None
    }
    done: set[Member] = set()
    found = []
    for key in needs:
        way = _way_back(key, needs)
        if way and not done & set(way):
            done |= set(way)
            found.append(way)
    return tuple(found)


def _way_back(start: Member, needs: dict[Member, list[Member]]) -> tuple[Member, ...]:
    """Return the shortest circle through a field, or nothing."""
    ways: list[tuple[Member, ...]] = [(start,)]
    seen = {start}
    for way in ways:
        for one in needs[way[-1]]:
            if one == start:
                return way
            if one in needs and one not in seen:
                seen.add(one)
                ways.append((*way, one))
    return ()
