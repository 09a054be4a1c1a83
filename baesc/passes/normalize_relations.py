"""Relations: ends resolved, association entities completed, inverses and links named."""

from collections import Counter

from baesc.ground.names import shortened, singular, snake
from baesc.language import faults
from baesc.language.ir import Link
from baesc.language.places import Places
from baesc.language.specs import RelationSpec
from baesc.language.spelling import name_fault
from baesc.passes.drafts import Draft, EntityDraft, RelationDraft

_TO_ONE = ("required", "on_delete")


def resolve_all(draft: Draft) -> None:
    """Resolve the ends of all relations."""
    for entity in draft.in_order():
        for spec in entity.spec.relations:
            made = _resolve(draft, entity, spec)
            if made is None:
                entity.unsound |= {spec.name, f"{spec.name}_id"}
            else:
                entity.relations.append(made)


def _resolve(draft: Draft, entity: EntityDraft, spec: RelationSpec) -> RelationDraft | None:
    form, places = spec.form, spec.places
    before = len(draft.found)
    ends = [("to", form.to)] + ([("via", form.via)] if form.via else [])
    unknown = False
    for key, name in ends:
        if name not in draft.names:
            unknown = True
            if draft.complete:
                draft.found.append(faults.unknown_entity(places.at(key), name, draft.names))
    many = form.kind == "many_to_many"
    for key in _TO_ONE if many else ("via",):
        if getattr(form, key) is not None:
            what = "many_to_many" if many else form.kind
            advice = (
                "a row may have none or many; put it on the association entity (`via`)"
                if many
                else "only many_to_many goes through an entity"
            )
            draft.say("BAE141", f"a {what} relation takes no `{key}`", places.at(key), advice)
    if form.inverse is not None:
        fault = name_fault("inverse", form.inverse, places.at("inverse"))
        if fault is not None:
            draft.found.append(fault)
    required = not many and form.required is not False
    if required and form.on_delete == "set_null":
        advice = "make the relation optional, or use `restrict` or `cascade`"
        message = "a required relation can't be set to null"
        draft.say("BAE142", message, places.at("on_delete"), advice)
    if unknown or len(draft.found) > before:
        return None
    return RelationDraft(
        entity.name, spec.name, form.kind, form.to, required, spec.span, places, spec,
        form.on_delete, form.inverse or "", form.via,
    )  # fmt: skip


def complete_associations(draft: Draft) -> None:
    """Give association entities the relations and the unique pair that their specs left out."""
    for entity in draft.in_order():
        for relation in list(entity.relations):
            if relation.via is not None:
                _complete(draft, entity, relation)


def _complete(draft: Draft, entity: EntityDraft, relation: RelationDraft) -> None:
    via, target = relation.via or "", draft.entities.get(relation.target)
    between = draft.entities.get(via)
    if between is None or target is None or between.unsound:
        return
    if via in (entity.name, relation.target):
        advice = "name a third entity, such as `Enrollment`"
        _unsuitable(draft, relation, f"`{via}` is one of the two ends", advice)
        return
    first, second = _ends(draft, between, entity, relation)
    if first is None or second is None:
        return
    for end in (first, second):
        if end.kind != "many_to_one" or not end.required:
            advice = f"write `{end.name}: {end.target}` in `{via}`"
            problem = f"`{via}.{end.name}` must be a required many_to_one relation"
            _unsuitable(draft, relation, problem, advice)
            return
        end.on_delete = end.on_delete or "cascade"
    pair = (f"{first.name}_id", f"{second.name}_id")
    relation.link = Link(between.table, *pair)
    groups = [set(_columns(between, group)) for group in between.spec.form.unique]
    # A wider group, such as student, course and term, says that pairs may repeat.
    if not any(set(pair) <= group for group in [*groups, *map(set, between.unique)]):
        between.unique.append(pair)


def _columns(entity: EntityDraft, group: list[str]) -> list[str]:
    relations = {one.name for one in entity.relations}
    return [f"{name}_id" if name in relations else name for name in group]


def _unsuitable(draft: Draft, relation: RelationDraft, problem: str, advice: str) -> None:
    draft.say("BAE144", problem, relation.places.at("via"), advice)


def _ends(
    draft: Draft, between: EntityDraft, entity: EntityDraft, relation: RelationDraft
) -> tuple[RelationDraft | None, RelationDraft | None]:
    """Return the two relations of the association entity, made where they are missing."""

    def pointing_to(name: str) -> list[RelationDraft]:
        return [one for one in between.relations if one.column and one.target == name]

    names = (snake(entity.name), snake(relation.target))
    if entity.name == relation.target:
        found = pointing_to(entity.name)
        other = singular(relation.name)
        wanted = (names[0], other if other != names[0] else f"other_{other}")
        if len(found) <= 2:
            missing = [name for name in wanted if name not in {one.name for one in found}]
            found += [_derive(between, n, entity.name, relation) for n in missing[: 2 - len(found)]]
            return found[0], found[1]
    else:
        ends = [pointing_to(entity.name), pointing_to(relation.target)]
        if all(len(found) <= 1 for found in ends):
            made = [
                found[0] if found else _derive(between, name, target, relation)
                for found, name, target in zip(
                    ends, names, (entity.name, relation.target), strict=True
                )
            ]
            return made[0], made[1]
    problem = f"`{between.name}` has more than one relation to the same end"
    _unsuitable(draft, relation, problem, "use another association entity")
    return None, None


def _derive(between: EntityDraft, name: str, target: str, relation: RelationDraft) -> RelationDraft:
    span = relation.places.at("via")
    made = RelationDraft(
        between.name,
        name,
        "many_to_one",
        target,
        required=True,
        span=span,
        places=Places(span),
        on_delete="cascade",
    )
    between.relations.append(made)
    return made


def name_inverses(draft: Draft) -> None:
    """Name the other side of every relation; names of members are taken already."""
    wanted: Counter[tuple[str, str]] = Counter()
    open_ones: list[RelationDraft] = []
    for entity in draft.in_order():
        for relation in entity.relations:
            target = draft.entities[relation.target]
            if relation.inverse:
                _take_explicit(draft, target, relation)
            else:
                open_ones.append(relation)
                wanted[relation.target, _default_inverse(draft, relation)] += 1
    for relation in open_ones:
        target = draft.entities[relation.target]
        name = _default_inverse(draft, relation)
        if wanted[relation.target, name] > 1 or name in target.taken:
            name = f"{name}_as_{relation.name}"
        if name in target.taken:
            _taken(draft, target, relation, name)
        relation.inverse = name
        target.taken[name] = f"the inverse of `{relation.source}.{relation.name}`"


def _default_inverse(draft: Draft, relation: RelationDraft) -> str:
    source = draft.entities[relation.source]
    return source.singular if relation.kind == "one_to_one" else source.plural


def _take_explicit(draft: Draft, target: EntityDraft, relation: RelationDraft) -> None:
    if relation.inverse in target.taken:
        _taken(draft, target, relation, relation.inverse)
    else:
        target.taken[relation.inverse] = f"the inverse of `{relation.source}.{relation.name}`"


def _taken(draft: Draft, target: EntityDraft, relation: RelationDraft, name: str) -> None:
    owner = target.taken[name]
    message = f"the inverse `{name}` of `{relation.name}` is taken in {target.name} by {owner}"
    advice = "choose another name with `inverse:`"
    other = next((one for one in target.relations if one.name == name), None)
    if other is not None and other.target == relation.source and relation.kind == "many_to_many":
        advice = "a relation is declared on one side; leave it out on the other, or use `inverse:`"
    draft.say("BAE126", message, relation.places.at("inverse"), advice)


def name_links(draft: Draft) -> None:
    """Name the tables behind many_to_many relations without an association entity."""
    tables = {entity.table for entity in draft.entities.values()}
    for entity in draft.in_order():
        for relation in entity.relations:
            if relation.kind == "many_to_many" and relation.via is None:
                table = _free(shortened(f"{entity.singular}_{relation.name}", 55), tables, "_link")
                tables.add(table)
                columns = _link_columns(draft, entity, relation)
                relation.link = Link(table, *columns)
                _claim_ids(draft, entity, relation, f"{columns[1]}s")


def _claim_ids(draft: Draft, entity: EntityDraft, relation: RelationDraft, ids: str) -> None:
    """Bodies hold the ids of related rows in a field of its own."""
    if ids in entity.taken:
        message = f"the ids `{ids}` of `{relation.name}` are taken by {entity.taken[ids]}"
        draft.found.append(faults.name_taken(relation.span, message))
    entity.taken[ids] = f"the relation `{relation.name}`"


def _free(name: str, taken: set[str], suffix: str) -> str:
    found, number = name, 1
    while found in taken:
        found = f"{name}{suffix}{number if number > 1 else ''}"
        number += 1
    return found


def _link_columns(draft: Draft, entity: EntityDraft, relation: RelationDraft) -> tuple[str, str]:
    """Return the two columns; each is also a filter at the other end, so it is unique there."""
    target = draft.entities[relation.target]
    other = _claim(entity, singular(relation.name), relation.name)
    own = _claim(target, singular(relation.inverse), relation.inverse)
    if own == other:
        own = f"other_{own}"
    return own, other


def _claim(entity: EntityDraft, short: str, full: str) -> str:
    candidates = (shortened(f"{short}_id"), shortened(f"{full}_id"))
    free = next((one for one in candidates if one not in entity.taken), candidates[1])
    entity.taken[free] = "a link"
    return free
