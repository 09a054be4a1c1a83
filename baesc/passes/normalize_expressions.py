"""Expressions: what checks and computed fields mean, once all names are known."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from baesc.ground.source import Span
from baesc.language.expressions.boundary import NOW
from baesc.language.expressions.contradictions import circles, outcome_faults, value_faults
from baesc.language.expressions.examples import read_example
from baesc.language.expressions.faults import circle
from baesc.language.expressions.names import Scope
from baesc.language.expressions.reads import members_read, reach_of
from baesc.language.expressions.storing import storing_faults
from baesc.language.expressions.tree import Node
from baesc.language.expressions.wanted import read_check, read_computed
from baesc.language.ir import Entity, Field, Rule
from baesc.messages.diagnostic import Diagnostic
from baesc.passes.drafts import Draft, EntityDraft

# Keys of an entity whose loss takes no member away.
_HEAD = frozenset({
    "doc", "display", "label", "label_plural", "plural", "table", "icon", "unique", "indexes",
    "rules", "permissions", "was", "drop", "on_conflict", "keep_alias",
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
    if not _refuse_circles(draft, made):
        _refuse_storing(draft, made)
    return tuple(made)


def scope_of(draft: Draft, by_name: Mapping[str, Entity], name: str) -> Scope:
    """Return what expressions of an entity can name."""
    return Scope(by_name, name, _lost(draft), draft.complete)


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
    formula = None
    if field.computed:
        place = spec.places.at("computed", "expression")
        formula, found = read_computed(field.computed, place, scope, field)
        draft.found += found
    for index, text in enumerate(field.accept):
        place = spec.places.at("computed", "accept", index)
        example, found = read_example(text, place, scope, NOW)
        draft.found += found
        if example is not None and formula is not None:
            draft.found += value_faults(formula, field, example, place)
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
    return outcome_faults(rule, example, place, is_refused=key == "reject")


def _refuse_storing(draft: Draft, entities: Iterable[Entity]) -> None:
    """Report each stored field whose value changes while nobody writes its row."""
    by_name = {one.name: one for one in entities}
    for entity in by_name.values():
        specs = {one.name: one for one in draft.entities[entity.name].spec.fields}
        for field in entity.fields:
            if field.stored and field.formula is not None:
                place = specs[field.name].places.key("stored")
                draft.found += storing_faults(field.formula, field, by_name, entity.name, place)


def _refuse_circles(draft: Draft, entities: Iterable[Entity]) -> bool:
    """Report each computed field that needs itself, once a circle; tell whether there are any."""
    found = circles(entities)
    for way in found:
        entity, name = way[0]
        names = " -> ".join(f"{owner}.{field}" for owner, field in (*way, way[0]))
        spec = next(one for one in draft.entities[entity].spec.fields if one.name == name)
        advice = "compute one of them from fields that people fill in"
        message = f"`{name}` is computed from itself: {names}"
        draft.found.append(circle(spec.places.at("computed"), message, advice))
    return bool(found)
