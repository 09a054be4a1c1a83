"""Expressions: what checks and computed fields mean, once all names are known."""

from collections.abc import Iterable
from dataclasses import replace

from baesc.ground.source import Span
from baesc.language.expressions.boundary import NOW
from baesc.language.expressions.evaluation import evaluate
from baesc.language.expressions.examples import read_example
from baesc.language.expressions.faults import circle, contradicted
from baesc.language.expressions.names import Scope
from baesc.language.expressions.reads import fields_read, members_read, reach_of
from baesc.language.expressions.tree import Node
from baesc.language.expressions.wanted import read_check, read_computed
from baesc.language.expressions.wording import paraphrase
from baesc.language.ir import Entity, Field, Rule
from baesc.messages.diagnostic import Diagnostic
from baesc.passes.drafts import Draft, EntityDraft

# Keys of an entity whose loss takes no member away.
_HEAD = frozenset({
    "doc", "display", "label", "label_plural", "plural", "table", "icon", "unique", "indexes",
    "rules", "permissions", "was",
})  # fmt: skip


def read_expressions(draft: Draft, entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """Return the entities with the meaning of their checks and computed fields."""
    by_name = {one.name: one for one in entities}
    lost = _lost(draft)
    made = []
    for entity in entities:
        scope = Scope(by_name, entity.name, lost, draft.complete)
        one = draft.entities[entity.name]
        fields = tuple(_field(draft, one, field, scope) for field in entity.fields)
        rules = tuple(_rule(draft, one, at, rule, scope) for at, rule in enumerate(entity.rules))
        made.append(replace(entity, fields=fields, rules=rules))
    _refuse_circles(draft, made)
    return tuple(made)


def _lost(draft: Draft) -> dict[str, frozenset[str]]:
    """Return the members that were reported and left out, by entity."""
    lost: dict[str, frozenset[str]] = {}
    missing = {one.name: one.unsound - _HEAD for one in draft.in_order()}
    for name, own in missing.items():
        # A relation that was left out lost the name of its other end as well.
        others = any(left for other, left in missing.items() if other != name)
        whole = {"*"} if own & {"fields", "relations"} else set()
        lost[name] = frozenset(
            own | whole | ({"?"} if others or own or not draft.complete else set())
        )
    return lost


def _field(draft: Draft, entity: EntityDraft, field: Field, scope: Scope) -> Field:
    if field.computed is None:
        return field
    spec = next(one for one in entity.spec.fields if one.name == field.name)
    formula, found = read_computed(field.computed, spec.places.at("computed"), scope, field)
    draft.found += found
    return replace(field, formula=formula)


def _rule(draft: Draft, entity: EntityDraft, at: int, rule: Rule, scope: Scope) -> Rule:
    node = None
    if rule.check:
        span = entity.spec.places.at("rules", at, "check")
        node, found = read_check(rule.check, span, scope)
        draft.found += found
    for key, texts in (("accept", rule.accept), ("reject", rule.reject)):
        for index, text in enumerate(texts):
            place = entity.spec.places.at("rules", at, key, index)
            draft.found += _example_faults(text, place, scope, node, key)
    if node is None:
        return rule
    return replace(rule, expression=node, kind=reach_of(node), on=members_read(node))


def _example_faults(
    text: str, place: Span, scope: Scope, rule: Node | None, key: str
) -> tuple[Diagnostic, ...]:
    """Return what is wrong with an example; of a rule in words, only whether it can be read."""
    example, found = read_example(text, place, scope, NOW)
    if example is None or rule is None:
        return found
    outcome = evaluate(rule, *example)
    if (outcome is False) == (key == "reject"):
        return ()
    says = "refuses" if outcome is False else "lets pass" if outcome else "can't tell about"
    wanted = "is to be refused" if key == "reject" else "is to pass"
    advice = f"the rule says: {paraphrase(rule)}"
    return (contradicted(place, f"the rule {says} this example, which {wanted}", advice),)


def _refuse_circles(draft: Draft, entities: Iterable[Entity]) -> None:
    """Report each computed field that needs itself, once a circle."""
    fields = {
        (entity.name, field.name): field
        for entity in entities
        for field in entity.fields
        if field.formula is not None
    }
    needs = {
        key: sorted(one for one in fields_read(field.formula) if one in fields)
        for key, field in fields.items()
        if field.formula is not None
    }
    done: set[tuple[str, str]] = set()
    for key, field in fields.items():
        way = _way_back(key, needs)
        if way and not done & set(way):
            done |= set(way)
            names = " -> ".join(f"{entity}.{name}" for entity, name in (*way, key))
            spec = next(one for one in draft.entities[key[0]].spec.fields if one.name == key[1])
            advice = "compute one of them from fields that people fill in"
            message = f"`{field.name}` is computed from itself: {names}"
            draft.found.append(circle(spec.places.at("computed"), message, advice))


def _way_back(
    start: tuple[str, str], needs: dict[tuple[str, str], list[tuple[str, str]]]
) -> tuple[tuple[str, str], ...]:
    """Return the shortest circle through a field, or nothing."""
    ways: list[tuple[tuple[str, str], ...]] = [(start,)]
    seen = {start}
    for way in ways:
        for one in needs[way[-1]]:
            if one == start:
                return way
            if one not in seen:
                seen.add(one)
                ways.append((*way, one))
    return ()
