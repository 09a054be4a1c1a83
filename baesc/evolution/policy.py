"""Which changes need a word in the spec, and the words that would do."""

from collections.abc import Iterator

from baesc.evolution.changes import written
from baesc.evolution.conversion import TEXTS, conflict, constant, converted
from baesc.evolution.examples import example, yaml_word
from baesc.evolution.likeness import likely_entity, likely_field, likely_relation
from baesc.evolution.limits import MOVING, maximum_is_tighter, minimum_is_tighter
from baesc.evolution.matching import Matched, Matching
from baesc.evolution.migration import Word
from baesc.evolution.policy_links import added_link, changed_link, not_unique
from baesc.evolution.words import Words
from baesc.ground.source import Span
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
            found.extend(changed_link(pair, before, after, matching, words))
            found.extend(_taken_over(pair, before, after, matching))
        for added in pair.relations_added:
            found.extend(added_link(pair, added, matching, words))
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
        if new.required and not given and not _is_random(new) and new.computed is None:
            yield _no_value(new, f"`{new.name}` is new and required: rows that are there have none")
        elif new.unique and given and _is_one(new, word):
            yield Diagnostic(
                "BAE225",
                f"`{new.name}` is new and unique, and all rows that are there would get one value",
                new.origin,
                "say a `backfill` that differs from row to row; or make it optional, with neither "
                "`default` nor `backfill`",
            )


def _taken_over(
    pair: Matched, old: Relation, new: Relation, matching: Matching
) -> Iterator[Diagnostic]:
    """Yield what links lack that become the rows of a new entity."""
    if old.link is None or old.via is not None or new.via is None:
        return
    if matching.new_name(old.target) != new.target:
        return
    for entity in (one for one in matching.added if one.name == new.via):
        for field in entity.fields:
            if not field.required or field.computed is not None or _is_random(field):
                continue
            if constant(field) is None:
                what = f"links of `{pair.new.name}` become its rows, and have none"
                yield Diagnostic(
                    "BAE222",
                    f"`{field.name}` of `{entity.name}` is required: {what}",
                    field.origin,
                    "add `required: false`, and fill it in with the application; or a `default`",
                )


def _is_one(new: Field, word: Word | None) -> bool:
    """Tell whether all rows get the same value."""
    if word is None or word.backfill is None:
        return constant(new) is not None
    return not word.varies


def _is_random(new: Field) -> bool:
    return new.default is not None and new.default.kind == "random"


def _no_value(new: Field, message: str) -> Diagnostic:
    advice = f"add {_given(new)}; or make it optional, and fill it in with the application"
    if new.unique:
        advice = (
            "add `required: false`, and fill it in with the application; or a `backfill` that "
            "differs from row to row"
        )
    return Diagnostic("BAE222", message, new.origin, advice)


def _given(new: Field) -> str:
    """Return the line that gives all rows a value; a json is no value of expressions."""
    return "`default: {}`" if new.type == "json" else f"`backfill: {example(new)}`"


def _field(pair: Matched, old: Field, new: Field, words: Words) -> Iterator[Diagnostic]:
    if new.computed is None:
        yield from _values(pair, old, new, words)
    elif old.computed is None and (pair.new.name, new.name) not in words.dropped:
        yield Diagnostic(
            "BAE221",
            f"`{new.name}` of `{pair.new.name}` is computed now: the values that people gave go",
            new.origin,
            f"add `drop: [{new.name}]` to `{pair.new.name}` if that is meant",
        )
    word = words.of(pair.new.name, new.name)
    if new.unique and not old.unique and (word is None or not word.on_conflict):
        can_differ = new.type in ("string", "text") and new.pattern is None
        can_differ = can_differ and new.computed is None
        yield not_unique(new.name, new.origin, can_differ=can_differ)


def _values(pair: Matched, old: Field, new: Field, words: Words) -> Iterator[Diagnostic]:
    word = words.of(pair.new.name, new.name)
    value = converted(old, new)
    if value is None:
        if word is None or word.backfill is None:
            yield Diagnostic(
                "BAE224",
                f"no value of `{old.name}` ({written(old)}) is one of `{new.name}` "
                f"({written(new)})",
                new.origin,
                f"add {_given(new)} to give all rows a value; the old ones go",
            )
        return
    if new.required and not old.required and constant(new) is None and not _is_said(word):
        yield _no_value(new, f"`{new.name}` is required now: rows may have no value")
        return
    against = conflict(old, new, value)
    tighter = against is not None or _is_unchecked(old, new)
    if tighter and (word is None or not word.on_conflict):
        yield Diagnostic(
            "BAE223",
            f"values of `{new.name}` may not fit any more: it was {_limits(old)}, "
            f"and is {_limits(new)}",
            new.origin,
            _advice(old, new, is_checked=against is not None),
        )


def _is_said(word: Word | None) -> bool:
    return word is not None and (word.backfill is not None or bool(word.on_conflict))


def _advice(old: Field, new: Field, *, is_checked: bool) -> str:
    if not is_checked:
        return "add `on_conflict: keep` to keep those that don't until they are written again"
    ways = "".join(f"; or `on_conflict: {one}`" for one in _ways(old, new))
    return f"add `on_conflict: stop` to stop a migration where one does not fit{ways}"


def _is_unchecked(old: Field, new: Field) -> bool:
    """Tell whether a limit is tighter that the database knows nothing of."""
    patterned = new.pattern is not None and new.pattern != old.pattern
    unseen = new.type == "datetime" or {new.minimum, new.maximum} & set(MOVING)
    tighter = minimum_is_tighter(old, new) or maximum_is_tighter(old, new)
    return patterned or (bool(unseen) and tighter)


def _ways(old: Field, new: Field) -> Iterator[str]:
    if not new.required:
        yield "null"
    if constant(new) is not None:
        yield "default"
    if new.type in TEXTS and (new.min_length or 0) <= (old.min_length or 0):
        yield "truncate"
    if new.type in ("integer", "float", "decimal"):
        yield "clamp" if (new.scale or 0) >= (old.scale or 0) else "round"
    if new.type == "enum":
        yield yaml_word(new.choices[0].value)


def _limits(one: Field) -> str:
    parts = [written(one)]
    for name, value in (
        ("min", one.minimum), ("max", one.maximum), ("min_length", one.min_length),
        ("pattern", one.pattern),
    ):  # fmt: skip
        if value is not None:
            parts.append(f"{name}: {value}")
    return " ".join(parts)


def _groups(pair: Matched, words: Words) -> Iterator[Diagnostic]:
    names = {old.name: new.name for old, new in pair.fields}
    names |= {old.column: new.column for old, new in pair.relations if old.column and new.column}
    known = {tuple(names.get(column, column) for column in one) for one in pair.old.unique}
    for group in pair.new.unique:
        said = words.of(pair.new.name, "")
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
