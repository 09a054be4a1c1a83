"""Which table becomes which, and what moves between them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from baesc.evolution.conversion import Value, both
from baesc.evolution.matching import Matched, Matching
from baesc.evolution.migration import Migration, Move, Source, Step, Word
from baesc.evolution.sources import Asked, changed, filled, reference, unique
from baesc.evolution.stored import fill_stored, guard_rules
from baesc.evolution.tables import Table, tables_of
from baesc.knowledge.column_types import sql_spelling
from baesc.language.ir import Entity, Relation, System

OWN = ("id", "created_at", "updated_at")


@dataclass(slots=True)
class _Work:
    new: System
    asked: Asked
    befores: dict[str, Table]
    afters: dict[str, Table]
    steps: list[Step] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)


def plan_migration(
    old: System, new: System, matching: Matching, words: Mapping[tuple[str, str], Word]
) -> Migration:
    """Return how the tables of an old system become those of a new one."""
    befores = {one.name: one for one in tables_of(old)}
    afters = {one.name: one for one in tables_of(new)}
    work = _Work(new, Asked(matching, words), befores, afters)
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
    return Migration(
        tuple(ordered),
        tuple(work.moves),
        tuple(work.asked.guards),
        tuple(work.asked.numbered),
        tuple(work.asked.unfilled),
    )


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
        if new.computed is None:
            sources[new.name] = changed(work.asked, pair, old, new)
    for new in (one for one in pair.fields_added if one.computed is None):
        sources[new.name] = Source("", filled(work.asked, pair.new.name, new, pair.old.table))
    known = {new.name: old for old, new in pair.relations}
    for relation in pair.new.relations:
        if relation.column is not None:
            old_one = known.get(relation.name)
            sources[relation.column] = reference(work.asked, pair, old_one, relation)
    fill_stored(work.asked, pair, work.new, sources)
    guard_rules(work.asked, pair, work.new, sources, (before, after))
    rows = tuple((one.name, sources[one.name]) for one in after.columns)
    unique(work.asked, pair, before, after, rows)
    return Step(before, after, rows)


def _links(work: _Work, pair: Matched) -> None:
    """Add the tables between two others, and rows that move into or out of them."""
    known = {new.name: old for old, new in pair.relations}
    for new in pair.new.relations:
        if new.link is None:
            continue
        old = known.get(new.name)
        fits = old is not None and work.asked.matching.new_name(old.target) == new.target
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
        value = filled(work.asked, entity.name, one) if one.computed is None else None
        if value is not None:
            columns.append(one.name)
            values.append(value)
    table = sql_spelling(old.link.table)
    query = Value(
        f"SELECT {', '.join(one.sqlite for one in values)} FROM {table}",
        f"SELECT {', '.join(one.postgresql for one in values)} FROM {table}",
    )
    return Move(entity.table, tuple(columns), query)
