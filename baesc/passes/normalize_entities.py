"""Entities: names, tables and paths; members that must not collide; groups of columns."""

from baesc.ground.names import kebab, label, plural, snake
from baesc.knowledge.python_names import query_name
from baesc.language import faults
from baesc.language.ir import Field
from baesc.language.specs import EntitySpec, FieldSpec
from baesc.language.spelling import name_fault
from baesc.language.types import TYPES
from baesc.passes.drafts import OWN_COLUMNS, Draft, EntityDraft
from baesc.passes.normalize_fields import KEYED_LENGTH, FieldMaker

# Paths and modules of the application's own.
OWN_PATHS = frozenset({"health", "stats", "docs", "redoc", "openapi.json"})
OWN_MODULES = frozenset({"base", "system"})
# PostgreSQL has these columns in every table.
_POSTGRESQL = frozenset({"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"})
_NAMES_OF_ROWS = ("name", "title")


def start_all(draft: Draft, specs: tuple[EntitySpec, ...]) -> None:
    """Start a draft of each entity; two entities can't share a name, table, path or module."""
    for spec in sorted(specs, key=lambda one: (one.name, one.span)):
        if spec.name in draft.entities:
            message = f"the entity `{spec.name}` is specified twice"
            advice = f"the first is at {_at(draft.entities[spec.name])}"
            draft.say("BAE123", message, spec.places.at("entity"), advice)
        elif "entity" not in spec.unsound:
            draft.entities[spec.name] = _start(draft, spec)
    _refuse_shared(draft)


def _at(entity: EntityDraft) -> str:
    span = entity.span()
    return f"{span.path}:{span.line}"


def _start(draft: Draft, spec: EntitySpec) -> EntityDraft:
    singular = snake(spec.name)
    many = plural(singular)
    for key in ("plural", "table"):
        given = getattr(spec.form, key)
        fault = name_fault(key, given, spec.places.at(key)) if given else None
        if fault is not None:
            draft.found.append(fault)
        elif given and key == "plural":
            many = given
    table = spec.form.table or many
    return EntityDraft(spec, singular, many, table, kebab(many), unsound=set(spec.unsound))


def _refuse_shared(draft: Draft) -> None:
    owners: dict[tuple[str, str], EntityDraft] = {}
    for entity in draft.in_order():
        for what, name in (
            ("module", entity.singular), ("path", entity.path), ("table", entity.table),
        ):  # fmt: skip
            other = owners.setdefault((what, name), entity)
            own = (what == "path" and name in OWN_PATHS) or (
                what == "module" and name in OWN_MODULES
            )
            own = own or (what == "table" and name.startswith("sqlite_"))
            if other is not entity or own:
                by = "the application" if own else f"the entity `{other.name}`"
                message = f"the {what} `{name}` of `{entity.name}` is taken by {by}"
                key = "table" if what == "table" and entity.spec.form.table else "plural"
                key = key if getattr(entity.spec.form, key) else "entity"
                advice = "choose another name" if what == "module" else "choose another `plural:`"
                draft.say("BAE124", message, entity.spec.places.at(key), advice)
                break


def make_fields(draft: Draft) -> None:
    """Make the fields of all entities."""
    for entity in draft.in_order():
        for spec in entity.spec.fields:
            if spec.name in OWN_COLUMNS or spec.name in _POSTGRESQL:
                _own_column(draft, spec)
                continue
            maker = FieldMaker(spec)
            made = maker.make()
            draft.found += maker.found
            if made is None:
                entity.unsound.add(spec.name)
            else:
                entity.fields.append(made)


def _own_column(draft: Draft, spec: FieldSpec) -> None:
    own = OWN_COLUMNS.get(spec.name)
    if own == spec.form.type and spec.form.model_fields_set == {"type"}:
        return
    _reserved(draft, spec.name, spec)


def _reserved(draft: Draft, name: str, spec: FieldSpec) -> None:
    own = OWN_COLUMNS.get(name)
    message = f"every table has a column `{name}` of its own"
    advice = (
        f"leave it out (it is `{own}`), or choose another name"
        if own
        else ("PostgreSQL keeps the name for itself; choose another one")
    )
    draft.say("BAE121", message, spec.span, advice)


def claim_names(draft: Draft) -> None:
    """Fields, relations and their columns share one space of names in each entity."""
    for entity in draft.in_order():
        entity.taken = dict.fromkeys(OWN_COLUMNS, "a column that every table has")
        for one in entity.fields:
            entity.taken[one.name] = f"the field `{one.name}`"
        for one in entity.fields:
            query = query_name(one.name)
            if query != one.name and query in entity.taken:
                message = f"the filter `{query}` of `{one.name}` is taken by {entity.taken[query]}"
                draft.found.append(faults.name_taken(one.origin, message))
        for name in entity.unsound:
            entity.taken.setdefault(name, f"`{name}`")
        for relation in entity.relations:
            for name in filter(None, (relation.name, relation.column)):
                if name in entity.taken and name not in entity.unsound:
                    what = "relation" if name == relation.name else "column"
                    message = f"the {what} `{name}` is taken by {entity.taken[name]}"
                    draft.found.append(faults.name_taken(relation.span, message))
                    break
                entity.taken[name] = f"the relation `{relation.name}`"


def group_columns(draft: Draft, entity: EntityDraft, key: str) -> tuple[tuple[str, ...], ...]:
    """Return `unique` or `indexes` as groups of columns, sorted."""
    form = entity.spec.form
    groups: set[tuple[str, ...]] = set()
    for index, names in enumerate(form.unique if key == "unique" else form.indexes):
        span = entity.spec.places.at(key, index)
        columns = [_column(draft, entity, key, index, at, name) for at, name in enumerate(names)]
        if None in columns:
            continue
        group = tuple(filter(None, columns))
        if len(set(group)) < len(group) or group in groups:
            message = f"`{key}` names the same columns twice"
            draft.found.append(faults.bad_group(span, message, "leave one of them out"))
        elif len(group) < 2:
            word = "unique" if key == "unique" else "index"
            advice = f"set `{word}: true` on the field"
            if group[0] not in {one.name for one in entity.fields}:
                advice = (
                    "use `kind: one_to_one`" if word == "unique" else "relations have one anyway"
                )
            draft.found.append(
                faults.bad_group(span, f"a group in `{key}` has one column only", advice)
            )
        else:
            groups.add(group)
    return tuple(sorted(groups))


def _column(
    draft: Draft, entity: EntityDraft, key: str, index: int, at: int, name: str
) -> str | None:
    """Return the column that a field or a to-one relation stands for."""
    if name in entity.unsound or "fields" in entity.unsound or "relations" in entity.unsound:
        return None
    span = entity.spec.places.at(key, index, at)
    columns = {one.name: one.column for one in entity.relations if one.column is not None}
    columns |= {column: column for column in columns.values()}
    if name in columns:
        return columns[name]
    found = next((one for one in entity.fields if one.name == name), None)
    if found is None:
        known = [*columns, *(one.name for one in entity.fields)]
        draft.found.append(faults.unknown_member(span, name, entity.name, known))
        return None
    if found.computed is not None and not found.stored:
        message = f"`{name}` is computed when it is read, so it can't be part of `{key}`"
        draft.found.append(faults.not_stored(span, message))
        return None
    if not TYPES[found.type].keyed or (found.max_length or 0) > KEYED_LENGTH:
        message = f"the {found.type} `{name}` can't be part of `{key}`"
        draft.found.append(faults.not_keyed(span, message))
        return None
    return name


def display_of(draft: Draft, entity: EntityDraft) -> str:
    """Return the field that stands for a row, or nothing."""
    wanted = entity.spec.form.display
    shows = {one.name: one for one in entity.fields if TYPES[one.type].displays}
    if wanted is None:
        first = (one.name for one in entity.fields if _is_line(one))
        named = (name for name in _NAMES_OF_ROWS if name in shows and _is_line(shows[name]))
        return next(named, next(first, ""))
    if wanted not in shows and wanted not in entity.unsound and "fields" not in entity.unsound:
        span = entity.spec.places.at("display")
        draft.found.append(
            faults.unknown_member(span, wanted, entity.name, shows, "field with text")
        )
    return wanted


def _is_line(one: Field) -> bool:
    return one.type == "string" and one.computed is None


def labels_of(entity: EntityDraft) -> tuple[str, str]:
    """Return what people call one row and many."""
    form = entity.spec.form
    one = form.label or label(entity.singular)
    if form.label_plural:
        return one, form.label_plural
    return one, plural(form.label) if form.label else label(entity.plural)


def owner_fault(draft: Draft, entity: EntityDraft) -> None:
    """Check that `own` in permissions names a relation."""
    permissions = entity.spec.form.permissions
    if permissions is None or permissions.own is None:
        return
    known = [one.name for one in entity.relations]
    if permissions.own not in known and permissions.own not in entity.unsound:
        span = entity.spec.places.at("permissions", "own")
        draft.found.append(
            faults.unknown_member(span, permissions.own, entity.name, known, "relation")
        )
