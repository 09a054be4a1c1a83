"""Pass 1: specs and settings to the IR. Names are resolved, defaults explicit, order canonical."""

from dataclasses import replace

from baesc.ground.names import label
from baesc.language.config import Config
from baesc.language.ir import (
    Entity,
    Inverse,
    Permissions,
    Relation,
    Rule,
    System,
)
from baesc.language.specs import Specs
from baesc.messages.diagnostic import Diagnostic, has_errors, in_order
from baesc.passes.drafts import Draft, EntityDraft, RelationDraft
from baesc.passes.normalize_changes import read_words, still_there
from baesc.passes.normalize_cycles import refuse_cycles
from baesc.passes.normalize_endpoints import endpoints_of
from baesc.passes.normalize_entities import (
    claim_names,
    display_of,
    group_columns,
    labels_of,
    make_fields,
    owner_fault,
    start_all,
)
from baesc.passes.normalize_logic import with_cases
from baesc.passes.normalize_relations import (
    complete_associations,
    name_inverses,
    name_links,
    resolve_all,
)
from baesc.passes.normalize_transforms import transforms_of


def normalize(specs: Specs, config: Config) -> tuple[System | None, tuple[Diagnostic, ...]]:
    """Return what the specs mean, None when an error was found here or by `load`."""
    names = frozenset(spec.name for spec in specs.entities)
    draft = Draft({}, names, specs.complete)
    if not specs.entities and specs.complete and specs.sound:
        draft.found.append(Diagnostic("BAE127", "no entity is specified", None, _FIRST))
    start_all(draft, specs.entities)
    make_fields(draft)
    resolve_all(draft)
    _drop_lost(draft)
    complete_associations(draft)
    claim_names(draft)
    name_inverses(draft)
    name_links(draft)
    refuse_cycles(draft)
    entities = _with_inverses(tuple(_entity(draft, one) for one in draft.in_order()))
    if any(map(_has_expressions, entities)):
        from baesc.passes.normalize_expressions import read_expressions

        entities = read_expressions(draft, entities)
    entities = read_words(draft, entities)
    draft.found += still_there(config.drop, entities)
    found = in_order(draft.found)
    if has_errors(found) or not specs.sound:
        return None, found
    return _system(config, entities), found


_FIRST = "write a file such as specs/student.yaml that starts with `entity: Student`"


def _has_expressions(entity: Entity) -> bool:
    return bool(entity.rules) or any(one.computed is not None for one in entity.fields)


def _drop_lost(draft: Draft) -> None:
    """Leave relations out whose other end has a misspelled name: that is said already."""
    for entity in draft.in_order():
        for relation in list(entity.relations):
            if relation.target not in draft.entities:
                entity.relations.remove(relation)
                entity.unsound |= {relation.name, f"{relation.name}_id"}


def _system(config: Config, entities: tuple[Entity, ...]) -> System:
    return System(
        name=config.name,
        title=config.title,
        version=config.version,
        doc=config.doc,
        database=config.database,
        auth=config.auth,
        api_port=config.api_port,
        ui_port=config.ui_port,
        entities=entities,
    )


def _entity(draft: Draft, entity: EntityDraft) -> Entity:
    form, places = entity.spec.form, entity.spec.places
    one, many = labels_of(entity)
    owner_fault(draft, entity)
    unique = group_columns(draft, entity, "unique")
    return Entity(
        name=entity.name,
        singular=entity.singular,
        plural=entity.plural,
        table=entity.table,
        path=entity.path,
        label=one,
        label_plural=many,
        fields=with_cases(draft, entity),
        doc=(form.doc or "").strip(),
        display=display_of(draft, entity),
        icon=form.icon or "",
        relations=tuple(_relation(draft, relation) for relation in entity.relations),
        unique=tuple(sorted({*unique, *entity.unique})),
        indexes=group_columns(draft, entity, "indexes"),
        rules=_rules(draft, entity),
        endpoints=endpoints_of(draft, entity),
        transforms=transforms_of(draft, entity),
        permissions=None
        if form.permissions is None
        else Permissions(
            tuple(form.permissions.read),
            tuple(form.permissions.write),
            form.permissions.own or "",
            places.key("permissions"),
        ),
        was=form.was,
        drop=tuple(form.drop),
        on_conflict=form.on_conflict or "",
        alias=form.keep_alias,
        origin=entity.spec.span,
    )


def _relation(draft: Draft, relation: RelationDraft) -> Relation:
    form = relation.spec.form if relation.spec is not None else None
    if relation.kind == "many_to_many":
        on_delete = "cascade"
    else:
        on_delete = relation.on_delete or ("restrict" if relation.required else "set_null")
    return Relation(
        name=relation.name,
        kind=relation.kind,
        target=relation.target,
        label=(form.label if form else None) or label(relation.name),
        inverse=relation.inverse,
        inverse_label=_inverse_label(draft, relation),
        doc=((form.doc if form else None) or "").strip(),
        required=relation.required,
        on_delete=on_delete,  # type: ignore[arg-type]
        column=relation.column,
        link=relation.link,
        via=relation.via,
        derived=relation.spec is None,
        was=form.was if form else None,
        on_conflict=(form.on_conflict or "") if form else "",
        alias=form is not None and form.keep_alias,
        origin=relation.span,
    )


def _inverse_label(draft: Draft, relation: RelationDraft) -> str:
    """Return the label of the other side: that of the rows which are seen from there."""
    if relation.spec is not None and relation.spec.form.inverse is not None:
        return label(relation.inverse)
    source = draft.entities[relation.source]
    one, many = labels_of(source)
    seen = one if relation.kind == "one_to_one" else many
    if relation.inverse in (source.singular, source.plural):
        return seen
    own = relation.spec.form.label if relation.spec is not None else None
    return f"{seen} ({own or label(relation.name)})"


def _rules(draft: Draft, entity: EntityDraft) -> tuple[Rule, ...]:
    made = []
    for index, rule in enumerate(entity.spec.form.rules):
        span = entity.spec.places.at("rules", index)
        if (rule.check is None) == (rule.text is None):
            advice = "write the expression under `check`, or words under `text`"
            draft.say("BAE139", "a rule has either `check` or `text`", span, advice)
        made.append(
            Rule(
                rule.check or "",
                rule.text or "",
                rule.message or "",
                tuple(rule.accept),
                tuple(rule.reject),
                origin=span,
            )
        )
    return tuple(made)


def _with_inverses(entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """Return the entities with the relations of others seen from their side."""
    seen: dict[str, list[Inverse]] = {entity.name: [] for entity in entities}
    for entity in entities:
        for one in entity.relations:
            many = one.kind != "one_to_one"
            seen[one.target].append(
                Inverse(one.inverse, one.inverse_label, entity.name, one.name, one.kind, many)
            )
    return tuple(
        replace(entity, inverses=tuple(sorted(seen[entity.name], key=lambda i: i.name)))
        for entity in entities
    )
