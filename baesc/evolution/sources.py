"""Where the values of the columns of a changed table come from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from baesc.evolution.conversion import TEXTS, Value, both, conflict, constant, converted, literal
from baesc.evolution.matching import Matched, Matching
from baesc.evolution.migration import Guard, Numbered, Source, Word
from baesc.evolution.tables import Table
from baesc.knowledge.column_types import sql_spelling
from baesc.language.ir import Field, Relation

# A uuid of version 4, another one for each row.
RANDOM = Value(
    "(SELECT lower(hex(randomblob(6)) || '4' || substr(hex(randomblob(2)), 2) || "
    "substr('89AB', 1 + (random() & 3), 1) || substr(hex(randomblob(8)), 2)))",
    "gen_random_uuid()",
)


@dataclass(slots=True)
class Asked:
    """What decides on values; what may stop the migration, and texts to number, are added here."""

    matching: Matching
    words: Mapping[tuple[str, str], Word]
    guards: list[Guard] = field(default_factory=list)
    numbered: list[Numbered] = field(default_factory=list)
    unfilled: list[tuple[str, str]] = field(default_factory=list)

    def word(self, entity: str, member: str) -> Word:
        """Return what the spec says of a member."""
        return self.words.get((entity, member), Word())


def filled(asked: Asked, entity: str, new: Field, table: str = "") -> Value | None:
    """Return the value of a new field in old rows; with their table, guard what does not fit."""
    word = asked.word(entity, new.name)
    if word.backfill is None:
        return RANDOM if new.default and new.default.kind == "random" else constant(new)
    if word.varies and table:
        _fits(asked, f"{entity}.{new.name}", new, word.backfill, table)
    return word.backfill


def _fits(asked: Asked, name: str, new: Field, value: Value, table: str) -> None:
    """Guard against values of an expression that a field does not take."""
    if new.required:
        missing = Value(f"{value.sqlite} IS NULL", f"{value.postgresql} IS NULL")
        asked.guards.append(Guard(table, missing, f"{name} is required, and has no value"))
    free = replace(new, minimum=None, maximum=None, min_length=None, precision=30, scale=new.scale)
    free = replace(free, type="text", max_length=None) if new.type in TEXTS else free
    against = conflict(free, new, value)
    if against is not None:
        asked.guards.append(Guard(table, against, f"{name}: values of its backfill do not fit"))


def changed(asked: Asked, pair: Matched, old: Field, new: Field) -> Source:
    """Return where the value of a field that stays comes from."""
    word = asked.word(pair.new.name, new.name)
    value = converted(old, new)
    if value is None:
        return Source("", filled(asked, pair.new.name, new, pair.old.table))
    plain = value == both(sql_spelling(old.name))
    against = conflict(old, new, value)
    if against is not None:
        value = _resolved(asked, pair, old, new, value, against)
        plain = False
    if new.required and not old.required:
        given = filled(asked, pair.new.name, new)
        if given is not None:
            value = Value(
                f"coalesce({value.sqlite}, {given.sqlite})",
                f"coalesce({value.postgresql}, {given.postgresql})",
            )
            plain = False
            if word.varies:
                _fits(asked, f"{pair.new.name}.{new.name}", new, value, pair.old.table)
        else:
            name = sql_spelling(old.name)
            message = f"{pair.new.name}.{new.name} is required now, and has no value"
            asked.guards.append(Guard(pair.old.table, both(f"{name} IS NULL"), message))
    return Source(old.name) if plain else Source("", value)


def _resolved(
    asked: Asked, pair: Matched, old: Field, new: Field, value: Value, against: Value
) -> Value:
    """Return a value that fits: what the spec says is taken where the old one does not."""
    word = asked.word(pair.new.name, new.name).on_conflict
    message = f"{pair.new.name}.{new.name}: values do not fit any more"
    if word == "truncate":
        cut = "substr({}, 1, " + str(new.max_length) + ")"
        value = Value(cut.replace("{}", value.sqlite), cut.replace("{}", value.postgresql))
        rest = conflict(replace(old, max_length=new.max_length), new, value)
    elif word == "round":
        whole = (old.precision or 0) - (old.scale or 0)
        rounded = replace(old, scale=new.scale, precision=whole + (new.scale or 0))
        rest = conflict(rounded, new, value)
    elif word in ("null", "default", "clamp") or word.startswith("="):
        return _instead(new, value, against, word)
    else:
        rest = against
    if rest is not None:
        asked.guards.append(Guard(pair.old.table, rest, message))
    return value


def _instead(new: Field, value: Value, against: Value, word: str) -> Value:
    """Return a value, or another one where it does not fit."""
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
        if limit is None and new.type == "decimal":
            largest = Decimal(10) ** -(new.scale or 0) * (10 ** (new.precision or 0) - 1)
            edge = literal(new, f"{-largest if sign == '<' else largest:f}")
        elif limit is None or limit in ("today", "now"):
            continue
        else:
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
        if len(key.columns) == 1 and _numbered(asked, pair, key.columns[0]):
            continue
        olds = [origins[name].column for name in key.columns]
        if frozenset(olds) in known or not all(olds):
            continue
        table = sql_spelling(before.name)
        same = " AND ".join(f"o.{sql_spelling(one)} = {table}.{sql_spelling(one)}" for one in olds)
        condition = both(f"EXISTS (SELECT 1 FROM {table} AS o WHERE {same} AND o.id < {table}.id)")
        names = ", ".join(key.columns)
        message = f"{pair.new.name}: rows have the same {names}, which is unique now"
        asked.guards.append(Guard(before.name, condition, message))


def _numbered(asked: Asked, pair: Matched, column: str) -> bool:
    """Number the texts of a column that became unique, if that is what the spec says."""
    if asked.word(pair.new.name, column).on_conflict != "suffix":
        return False
    for old, new in pair.fields:
        if new.name == column and not old.unique and old.type in ("string", "text"):
            lengths = [one.max_length for one in (old, new) if one.max_length is not None]
            asked.numbered.append(Numbered(pair.old.table, old.name, min(lengths)))
            return True
    return False
