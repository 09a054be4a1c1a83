"""Where the values of the columns of a changed table come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from baesc.evolution.conversion import Value, both, conflict, constant, converted, literal
from baesc.evolution.matching import Matched, Matching
from baesc.evolution.migration import Guard, Source, Word
from baesc.evolution.tables import Table
from baesc.knowledge.column_types import sql_spelling
from baesc.language.ir import Entity, Field, Relation


@dataclass(slots=True)
class Asked:
    """What decides on values, and what may stop the migration, which is added to `guards`."""

    matching: Matching
    words: Mapping[tuple[str, str], Word]
    guards: list[Guard] = field(default_factory=list)

    def word(self, entity: str, member: str) -> Word:
        """Return what the spec says of a member."""
        return self.words.get((entity, member), Word())


def filled(asked: Asked, entity: str, new: Field) -> Value | None:
    """Return the value of a new field in rows that are there already."""
    word = asked.word(entity, new.name)
    if word.backfill is not None:
        return word.backfill
    return constant(new)


def changed(asked: Asked, pair: Matched, old: Field, new: Field) -> Source:
    """Return where the value of a field that stays comes from."""
    word = asked.word(pair.new.name, new.name)
    value = converted(old, new)
    if value is None:
        return Source("", word.backfill if word.backfill is not None else constant(new))
    plain = value == both(sql_spelling(old.name))
    against = conflict(old, new, value)
    if against is not None:
        value = _resolved(asked, pair, new, value, against)
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
            asked.guards.append(Guard(pair.old.table, both(f"{name} IS NULL"), message))
    return Source(old.name) if plain else Source("", value)


def _resolved(asked: Asked, pair: Matched, new: Field, value: Value, against: Value) -> Value:
    """Return a value that fits: what the spec says is taken where the old one does not."""
    word = asked.word(pair.new.name, new.name).on_conflict
    if word == "stop":
        message = f"{pair.new.name}.{new.name}: values do not fit any more"
        asked.guards.append(Guard(pair.old.table, against, message))
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


def reference(asked: Asked, pair: Matched, old: Relation | None, new: Relation) -> Source:
    """Return where the id of a related row comes from."""
    word = asked.word(pair.new.name, new.name)
    if old is None or asked.matching.new_name(old.target) != new.target:
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
            asked.guards.append(Guard(pair.old.table, both(f"{name} IS NULL"), message))
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
        asked.guards.append(Guard(pair.old.table, many, message))
    return Source("", both(f"(SELECT min({sql_spelling(link.other_column)}) {rows})"))


def unique(
    asked: Asked,
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
        if asked.word(pair.new.name, member).on_conflict == "suffix":
            continue
        table = sql_spelling(before.name)
        same = " AND ".join(f"o.{sql_spelling(one)} = {table}.{sql_spelling(one)}" for one in olds)
        condition = both(f"EXISTS (SELECT 1 FROM {table} AS o WHERE {same} AND o.id < {table}.id)")
        names = ", ".join(key.columns)
        message = f"{pair.new.name}: rows have the same {names}, which is unique now"
        asked.guards.append(Guard(before.name, condition, message))


def _member(entity: Entity, columns: tuple[str, ...]) -> str:
    by_column = {one.column: one.name for one in entity.relations if one.column}
    return by_column.get(columns[0], columns[0]) if len(columns) == 1 else ", ".join(columns)
