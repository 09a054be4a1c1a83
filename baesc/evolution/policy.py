"""Which changes need a word in the spec, and the words that would do."""

from collections.abc import Iterator

from baesc.evolution.changes import linked, written
from baesc.evolution.conversion import TEXTS, conflict, constant, converted
from baesc.evolution.likeness import likely_entity, likely_field, likely_relation
from baesc.evolution.limits import MOVING, maximum_is_tighter, minimum_is_tighter
from baesc.evolution.matching import Matched, Matching
from baesc.evolution.words import Words
from baesc.ground.source import Span
from baesc.knowledge.column_types import number_text
from baesc.language.ir import Entity, Field, Relation
from baesc.messages.diagnostic import Diagnostic


def undeclared(matching: Matching, words: Words, project: Span) -> tuple[Diagnostic, ...]:
    """Return the changes that may cost data or fail, and of which the spec does not speak.

    `project` is where the project file would name entities that go. Each help names the line to
    add first, in backticks.
    """
    found = [
        _entity_gone(matching, one, project)
        for one in matching.dropped
        if one.name not in words.gone
    ]
    for pair in matching.matched:
        found.extend(_members_gone(pair, matching, words))
        found.extend(_fields_added(pair, words))
        for old, new in pair.fields:
            found.extend(_field(pair, old, new, words))
        for before, after in pair.relations:
            found.extend(_relation(pair, before, after, matching, words))
        for added in pair.relations_added:
            found.extend(_relation_added(pair, added, matching, words))
        found.extend(_groups(pair, words))
    return tuple(found)


def _entity_gone(matching: Matching, one: Entity, project: Span) -> Diagnostic:
    likely = likely_entity(matching, one)
    if likely is not None:
        return Diagnostic(
            "BAE220",
            f"`{one.name}` is gone and `{likely.name}` is new: all rows of `{one.name}` would go",
            likely.origin,
            f"add `was: {one.name}` to keep them; or `drop: [{one.name}]` to baes.yaml",
        )
    return Diagnostic(
        "BAE220",
        f"`{one.name}` is gone, and all its rows would go",
        project,
        f"add `drop: [{one.name}]` to baes.yaml if that is meant; "
        f"or `was: {one.name}` to the entity that it became",
    )


def _members_gone(pair: Matched, matching: Matching, words: Words) -> Iterator[Diagnostic]:
    entity = pair.new.name
    for field in pair.fields_dropped:
        if (entity, field.name) not in words.dropped:
            likely = likely_field(pair, field)
            yield _member_gone(pair, field.name, likely.name if likely else "", likely, "values")
    for one in pair.relations_dropped:
        if (entity, one.name) not in words.dropped:
            other = likely_relation(pair, one, matching)
            yield _member_gone(pair, one.name, other.name if other else "", other, "links")


def _member_gone(
    pair: Matched, name: str, likely: str, new: Field | Relation | None, what: str
) -> Diagnostic:
    entity = pair.new.name
    if new is not None:
        return Diagnostic(
            "BAE221",
            f"`{name}` of `{entity}` is gone and `{likely}` is new: its {what} would go",
            new.origin,
            f"add `was: {name}` to keep them; or `drop: [{name}]` to `{entity}`",
        )
    return Diagnostic(
        "BAE221",
        f"`{name}` of `{entity}` is gone, and its {what} would go",
        pair.new.origin,
        f"add `drop: [{name}]` to `{entity}` if that is meant; "
        f"or `was: {name}` to what it is called now",
    )


def _fields_added(pair: Matched, words: Words) -> Iterator[Diagnostic]:
    for new in pair.fields_added:
        if any(
            likely_field(pair, one) is new
            for one in pair.fields_dropped
            if (pair.new.name, one.name) not in words.dropped
        ):
            # What is said of the field that it probably was is enough.
            continue
        word = words.of(pair.new.name, new.name)
        given = (word is not None and word.backfill is not None) or constant(new) is not None
        if new.required and not given and not _is_random(new):
            yield _no_value(new, f"`{new.name}` is new and required: rows that are there have none")


def _is_random(new: Field) -> bool:
    return new.default is not None and new.default.kind == "random"


def _no_value(new: Field, message: str) -> Diagnostic:
    return Diagnostic(
        "BAE222",
        message,
        new.origin,
        f"add `backfill: {_example(new)}`, or a `default:`, or make it optional: `{written(new)}?`",
    )


def _example(new: Field) -> str:
    """Return a value of a field as an expression."""
    samples = {
        "integer": "0", "float": "0", "decimal": "0", "boolean": "false", "date": "today",
        "datetime": "now", "time": "'00:00:00'", "email": "'nobody@example.com'",
        "url": "'https://example.com'", "uuid": "'00000000-0000-0000-0000-000000000000'",
    }  # fmt: skip
    if new.type == "enum":
        return f"'{new.choices[0].value}'"
    if new.type in samples:
        least = new.minimum not in (None, *MOVING) and new.type in ("integer", "float", "decimal")
        return number_text(new.minimum) if least else samples[new.type]
    return "'?'" if (new.min_length or 0) <= 1 else "'" + "?" * (new.min_length or 1) + "'"


def _field(pair: Matched, old: Field, new: Field, words: Words) -> Iterator[Diagnostic]:
    word = words.of(pair.new.name, new.name)
    value = converted(old, new)
    if value is None:
        if word is None:
            yield Diagnostic(
                "BAE224",
                f"no value of `{old.name}` ({written(old)}) is one of `{new.name}` "
                f"({written(new)})",
                new.origin,
                f"add `backfill: {_example(new)}` to give all rows a value; the old ones would go",
            )
        return
    if new.required and not old.required and constant(new) is None and word is None:
        yield _no_value(new, f"`{new.name}` is required now: rows may have no value")
        return
    against = conflict(old, new, value)
    tighter = against is not None or _is_unchecked(old, new)
    if tighter and (word is None or not word.on_conflict):
        ways = ", ".join(f"`{one}`" for one in _ways(old, new, against is not None))
        yield Diagnostic(
            "BAE223",
            f"values of `{new.name}` may not fit any more: it was {_limits(old)}, "
            f"and is {_limits(new)}",
            new.origin,
            f"add `on_conflict: stop` to stop a migration where one does not fit; also: {ways}",
        )
    if new.unique and not old.unique and (word is None or not word.on_conflict):
        yield _not_unique(new.name, new.origin, new.type in TEXTS)


def _is_unchecked(old: Field, new: Field) -> bool:
    """Tell whether a limit is tighter that the database knows nothing of."""
    patterned = new.pattern is not None and new.pattern != old.pattern
    unseen = new.type == "datetime" or {new.minimum, new.maximum} & set(MOVING)
    tighter = minimum_is_tighter(old, new) or maximum_is_tighter(old, new)
    return patterned or (bool(unseen) and tighter)


def _ways(old: Field, new: Field, is_checked: bool) -> Iterator[str]:
    if not is_checked:
        yield "keep"
        return
    if not new.required:
        yield "null"
    if constant(new) is not None:
        yield "default"
    if new.type in TEXTS and (new.min_length or 0) <= (old.min_length or 0):
        yield "truncate"
    if new.type in ("integer", "float", "decimal"):
        yield "clamp" if (new.scale or 0) >= (old.scale or 0) else "round"
    if new.type == "enum":
        yield new.choices[0].value


def _limits(one: Field) -> str:
    parts = [written(one)]
    for name, value in (
        ("min", one.minimum), ("max", one.maximum), ("min_length", one.min_length),
        ("pattern", one.pattern),
    ):  # fmt: skip
        if value is not None:
            parts.append(f"{name}: {value}")
    return " ".join(parts)


def _not_unique(name: str, origin: Span, is_text: bool) -> Diagnostic:
    more = "; or `on_conflict: suffix` to make them differ" if is_text else ""
    return Diagnostic(
        "BAE225",
        f"`{name}` is unique now: rows may have the same values",
        origin,
        f"add `on_conflict: stop` to stop a migration where they do{more}",
    )


def _relation(
    pair: Matched, old: Relation, new: Relation, matching: Matching, words: Words
) -> Iterator[Diagnostic]:
    word = words.of(pair.new.name, new.name)
    if matching.new_name(old.target) != new.target:
        if (pair.new.name, old.name) not in words.dropped:
            yield Diagnostic(
                "BAE226",
                f"`{new.name}` led to `{old.target}` and leads to `{new.target}`: "
                "its links would go",
                new.origin,
                f"add `drop: [{old.name}]` to `{pair.new.name}` if that is meant",
            )
        return
    if old.column is None and new.column is not None and word is None:
        yield Diagnostic(
            "BAE226",
            f"`{new.name}` was {linked(old)} and is {linked(new)}: of several rows one would stay",
            new.origin,
            "add `on_conflict: stop` to stop a migration where a row has several; "
            "or `on_conflict: first` to keep the first",
        )
    if old.via is not None and new.via is None and word is None:
        yield Diagnostic(
            "BAE226",
            f"`{new.name}` went via `{old.via}`: what its rows hold besides the link would go",
            new.origin,
            "add `on_conflict: first` if that is meant",
        )
    now_unique = old.kind == "many_to_one" and new.kind == "one_to_one"
    if now_unique and word is None:
        yield _not_unique(new.name, new.origin, is_text=False)
    if new.column and new.required and not (old.column and old.required) and word is None:
        yield _no_row(new, f"`{new.name}` is required now: rows may have none")


def _relation_added(
    pair: Matched, new: Relation, matching: Matching, words: Words
) -> Iterator[Diagnostic]:
    if any(
        likely_relation(pair, one, matching) is new
        for one in pair.relations_dropped
        if (pair.new.name, one.name) not in words.dropped
    ):
        return
    word = words.of(pair.new.name, new.name)
    if new.column and new.required and (word is None or word.backfill is None):
        yield _no_row(new, f"`{new.name}` is new and required: rows that are there have none")


def _no_row(new: Relation, message: str) -> Diagnostic:
    return Diagnostic(
        "BAE222",
        message,
        new.origin,
        "add `backfill: 1`, the id of the row that they get; "
        f"or make it optional, `{new.target}?`, and fill it in first",
    )


def _groups(pair: Matched, words: Words) -> Iterator[Diagnostic]:
    names = {old.name: new.name for old, new in pair.fields}
    names |= {old.column: new.column for old, new in pair.relations if old.column and new.column}
    known = {tuple(names.get(column, column) for column in one) for one in pair.old.unique}
    for group in pair.new.unique:
        said = words.of(pair.new.name, ", ".join(group)) or words.of(pair.new.name, "unique")
        if group not in known and said is None and not _is_narrower(group, known):
            yield Diagnostic(
                "BAE225",
                f"{', '.join(f'`{one}`' for one in group)} are unique together now: "
                "rows may have the same values",
                pair.new.origin,
                f"add `on_conflict: stop` to `{pair.new.name}` to stop a migration where they do",
            )


def _is_narrower(group: tuple[str, ...], known: set[tuple[str, ...]]) -> bool:
    """Tell whether fewer columns were unique together already."""
    return any(set(one) <= set(group) for one in known)
