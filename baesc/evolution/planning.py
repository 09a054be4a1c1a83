"""Which table becomes which, and where the values of each new column come from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from baesc.evolution.conversion import Value, both, conflict, constant, converted, literal
from baesc.evolution.matching import Matched, Matching
from baesc.evolution.tables import Column, Table, tables_of
from baesc.knowledge.column_types import sql_spelling
from baesc.language.ir import Entity, Field, Relation, System

OWN = ("id", "created_at", "updated_at")


class Word(NamedTuple):
    """What the spec says of the values of a field or relation that a change is about.

    `backfill` is the value of rows that have none. `on_conflict` is what happens to a value that
    does not fit: `stop`, `null`, `default`, `truncate`, `clamp`, `round`, `suffix`, `first`, or
    `=VALUE`.
    """

    backfill: Value | None = None
    on_conflict: str = "stop"


class Source(NamedTuple):
    """Where the value of a new column comes from: an old column, else SQL over the old row."""

    column: str = ""
    value: Value | None = None


class Guard(NamedTuple):
    """Rows that stop a migration: those of an old table that meet a condition, and why."""

    table: str
    condition: Value
    message: str


class Move(NamedTuple):
    """Rows that are made from others: `INSERT INTO table (columns)` of a query of old tables."""

    table: str
    columns: tuple[str, ...]
    query: Value


@dataclass(frozen=True, slots=True)
class Step:
    """A table before and after; one of the two is None when it comes or goes.

    `sources` has every column of the new one in order.
    """

    old: Table | None
    new: Table | None
    sources: tuple[tuple[str, Source], ...] = ()

    def origins(self) -> dict[str, str]:
        """Return the old name of each new column that keeps its values as they are."""
        return {name: source.column for name, source in self.sources if source.column}


@dataclass(frozen=True, slots=True)
class Migration:
    """All that is to be done: the steps by new name, rows to move, what may stop it."""

    steps: tuple[Step, ...]
    moves: tuple[Move, ...] = ()
    guards: tuple[Guard, ...] = ()

    def is_empty(self) -> bool:
        """Tell whether the tables stay as they are."""
        return not self.moves and all(is_same(one) for one in self.steps)


@dataclass(slots=True)
class _Work:
    old: System
    new: System
    matching: Matching
    words: Mapping[tuple[str, str], Word]
    befores: dict[str, Table]
    afters: dict[str, Table]
    steps: list[Step] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    guards: list[Guard] = field(default_factory=list)

    def word(self, entity: str, member: str) -> Word:
        """Return what the spec says of a member."""
        return self.words.get((entity, member), Word())


def is_same(step: Step) -> bool:
    """Tell whether a step leaves its table as it is."""
    if step.old is None or step.new is None or step.old.name != step.new.name:
        return False
    same = {name: source for name, source in step.sources if source.column != name}
    return not same and step.old._replace(entity="") == step.new._replace(entity="")


def plan_migration(
    old: System, new: System, matching: Matching, words: Mapping[tuple[str, str], Word]
) -> Migration:
    """Return how the tables of an old system become those of a new one."""
    befores = {one.name: one for one in tables_of(old)}
    afters = {one.name: one for one in tables_of(new)}
    work = _Work(old, new, matching, words, befores, afters)
    for pair in matching.matched:
        work.steps.append(_entity_step(work, pair))
    for entity in matching.added:
        work.steps.append(_added(afters[entity.table]))
    for pair in matching.matched:
        _links(work, pair)
    for entity in matching.added:
        work.steps += [_added(afters[link]) for link in _link_tables(entity)]
    gone = befores.keys() - {one.old.name for one in work.steps if one.old is not None}
    work.steps += [Step(befores[name], None) for name in sorted(gone)]
    ordered = sorted(work.steps, key=lambda one: (one.new or one.old or _NO_TABLE).name)
    return Migration(tuple(ordered), tuple(work.moves), tuple(work.guards))


_NO_TABLE = Table("", "", ())


def _added(table: Table) -> Step:
    return Step(None, table, tuple((one.name, Source()) for one in table.columns))


def _link_tables(entity: Entity) -> Iterator[str]:
    for relation in entity.relations:
        if relation.link is not None and relation.via is None:
            yield relation.link.table


def _entity_step(work: _Work, pair: Matched) -> Step:
    before, after = work.befores[pair.old.table], work.afters[pair.new.table]
    sources: dict[str, Source] = {name: Source(name) for name in OWN}
    for old, new in pair.fields:
        sources[new.name] = _changed(work, pair, old, new)
    for new in pair.fields_added:
        sources[new.name] = Source("", _filled(work, pair.new.name, new))
    known = {new.name: old for old, new in pair.relations}
    for relation in pair.new.relations:
        if relation.column is not None:
            old_one = known.get(relation.name)
            sources[relation.column] = _reference(work, pair, old_one, relation)
    rows = tuple((one.name, sources[one.name]) for one in after.columns)
    _unique(work, pair, before, after, rows)
    return Step(before, after, rows)


def _filled(work: _Work, entity: str, new: Field) -> Value | None:
    """Return the value of a new field in rows that are there already."""
    word = work.word(entity, new.name)
    if word.backfill is not None:
        return word.backfill
    return constant(new)


def _changed(work: _Work, pair: Matched, old: Field, new: Field) -> Source:
    word = work.word(pair.new.name, new.name)
    value = converted(old, new)
    if value is None:
        return Source("", word.backfill if word.backfill is not None else constant(new))
    plain = value == both(sql_spelling(old.name))
    against = conflict(old, new, value)
    if against is not None:
        value = _resolved(work, pair, new, value, against)
        plain = False
    if new.required and not old.required:
        filled = word.backfill if word.backfill is not None else constant(new)
        if filled is not None:
            value = Value(
                f"coalesce({value.sqlite}, {filled.sqlite})",
                f"coalesce({value.postgresql}, {filled.postgresql})",
            )
            plain = False
        else:
            name = sql_spelling(old.name)
            message = f"{pair.new.name}.{new.name} is required now, and has no value"
            work.guards.append(Guard(pair.old.table, both(f"{name} IS NULL"), message))
    return Source(old.name) if plain else Source("", value)


def _resolved(work: _Work, pair: Matched, new: Field, value: Value, against: Value) -> Value:
    """Return a value that fits: what the spec says is taken where the old one does not."""
    word = work.word(pair.new.name, new.name).on_conflict
    if word == "stop":
        message = f"{pair.new.name}.{new.name}: values do not fit any more"
        work.guards.append(Guard(pair.old.table, against, message))
        return value
    if word == "truncate":
        cut = "substr({}, 1, " + str(new.max_length) + ")"
        return Value(cut.replace("{}", value.sqlite), cut.replace("{}", value.postgresql))
    if word == "round":
        return value
    other = both("NULL")
    if word == "clamp":
        other = _clamped(new, value)
    elif word == "default":
        other = constant(new) or other
    elif word.startswith("="):
        other = literal(new, word[1:])
    return Value(
        f"CASE WHEN {against.sqlite} THEN {other.sqlite} ELSE {value.sqlite} END",
        f"CASE WHEN {against.postgresql} THEN {other.postgresql} ELSE {value.postgresql} END",
    )


def _clamped(new: Field, value: Value) -> Value:
    """Return the nearest value within the limits."""
    said = value
    for limit, sign in ((new.minimum, "<"), (new.maximum, ">")):
        if limit is None or limit in ("today", "now"):
            continue
        edge = literal(new, limit)
        said = Value(
            f"CASE WHEN {said.sqlite} {sign} {edge.sqlite} THEN {edge.sqlite} "
            f"ELSE {said.sqlite} END",
            f"CASE WHEN {said.postgresql} {sign} {edge.postgresql} THEN {edge.postgresql} "
            f"ELSE {said.postgresql} END",
        )
    return said


def _reference(work: _Work, pair: Matched, old: Relation | None, new: Relation) -> Source:
    """Return where the id of a related row comes from."""
    word = work.word(pair.new.name, new.name)
    if old is None or work.matching.new_name(old.target) != new.target:
        return Source("", word.backfill)
    if old.column is not None:
        if new.required and not old.required:
            name = sql_spelling(old.column)
            if word.backfill is not None:
                value = Value(
                    f"coalesce({name}, {word.backfill.sqlite})",
                    f"coalesce({name}, {word.backfill.postgresql})",
                )
                return Source("", value)
            message = f"{pair.new.name}.{new.name} is required now, and has no row"
            work.guards.append(Guard(pair.old.table, both(f"{name} IS NULL"), message))
        return Source(old.column)
    link = old.link
    if link is None:
        raise AssertionError(f"{old.name} has neither column nor table")
    held = sql_spelling(link.table)
    rows = (
        f"FROM {held} WHERE {held}.{sql_spelling(link.column)} = {sql_spelling(pair.old.table)}.id"
    )
    if word.on_conflict != "first":
        message = f"{pair.new.name}.{new.name} is one row now, and there are more"
        many = both(f"(SELECT count(*) {rows}) > 1")
        work.guards.append(Guard(pair.old.table, many, message))
    return Source("", both(f"(SELECT min({sql_spelling(link.other_column)}) {rows})"))


def _unique(
    work: _Work,
    pair: Matched,
    before: Table,
    after: Table,
    sources: tuple[tuple[str, Source], ...],
) -> None:
    """Guard against rows that would be equal where they may not be any more."""
    origins = dict(sources)
    known = {frozenset(one.columns) for one in before.unique}
    for key in after.unique:
        olds = [origins[name].column for name in key.columns]
        if frozenset(olds) in known or not all(olds):
            continue
        member = _member(pair.new, key.columns)
        if work.word(pair.new.name, member).on_conflict == "suffix":
            continue
        table = sql_spelling(before.name)
        same = " AND ".join(f"o.{sql_spelling(one)} = {table}.{sql_spelling(one)}" for one in olds)
        condition = both(f"EXISTS (SELECT 1 FROM {table} AS o WHERE {same} AND o.id < {table}.id)")
        names = ", ".join(key.columns)
        message = f"{pair.new.name}: rows have the same {names}, which is unique now"
        work.guards.append(Guard(before.name, condition, message))


def _member(entity: Entity, columns: tuple[str, ...]) -> str:
    by_column = {one.column: one.name for one in entity.relations if one.column}
    return by_column.get(columns[0], columns[0]) if len(columns) == 1 else ", ".join(columns)


def _links(work: _Work, pair: Matched) -> None:
    """Add the tables between two others, and rows that move into or out of them."""
    known = {new.name: old for old, new in pair.relations}
    for new in pair.new.relations:
        if new.link is None:
            continue
        old = known.get(new.name)
        fits = old is not None and work.matching.new_name(old.target) == new.target
        if new.via is not None:
            if old is not None and fits and old.link is not None and old.via is None:
                work.moves.append(_into_entity(work, old, new))
            continue
        after = work.afters[new.link.table]
        if old is None or not fits:
            work.steps.append(_added(after))
        elif old.link is not None and old.via is None:
            columns = zip(
                (new.link.column, new.link.other_column),
                (old.link.column, old.link.other_column),
                strict=True,
            )
            sources = tuple((name, Source(was)) for name, was in columns)
            work.steps.append(Step(work.befores[old.link.table], after, sources))
        else:
            work.steps.append(_added(after))
            work.moves.append(_into_link(pair, old, new))


def _into_link(pair: Matched, old: Relation, new: Relation) -> Move:
    if new.link is None:
        raise AssertionError(f"{new.name} has no table in between")
    if old.column is not None:
        column = sql_spelling(old.column)
        rows = f"FROM {sql_spelling(pair.old.table)} WHERE {column} IS NOT NULL"
        query = f"SELECT id, {column} {rows}"
    elif old.link is not None:
        names = f"{sql_spelling(old.link.column)}, {sql_spelling(old.link.other_column)}"
        query = f"SELECT DISTINCT {names} FROM {sql_spelling(old.link.table)}"
    else:
        raise AssertionError(f"{old.name} has neither column nor table")
    return Move(new.link.table, (new.link.column, new.link.other_column), both(query))


def _into_entity(work: _Work, old: Relation, new: Relation) -> Move:
    """Return the rows of an association entity that takes over a table in between."""
    if old.link is None or new.link is None or new.via is None:
        raise AssertionError(f"{new.name} has no table in between")
    entity = work.new.entity(new.via)
    columns = [new.link.column, new.link.other_column, "created_at", "updated_at"]
    now = Value("strftime('%Y-%m-%d %H:%M:%f000', 'now')", "CURRENT_TIMESTAMP")
    names = (sql_spelling(old.link.column), sql_spelling(old.link.other_column))
    values = [both(names[0]), both(names[1]), now, now]
    for one in entity.fields:
        filled = _filled(work, entity.name, one) if one.computed is None else None
        if filled is not None:
            columns.append(one.name)
            values.append(filled)
    table = sql_spelling(old.link.table)
    query = Value(
        f"SELECT {', '.join(one.sqlite for one in values)} FROM {table}",
        f"SELECT {', '.join(one.postgresql for one in values)} FROM {table}",
    )
    return Move(entity.table, tuple(columns), query)


def column_of(table: Table, name: str) -> Column:
    """Return the column of a name; KeyError when there is none."""
    found = table.column(name)
    if found is None:
        raise KeyError(name)
    return found
