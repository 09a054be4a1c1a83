"""Which changes of relations need a word in the spec, and the words that would do."""

from collections.abc import Iterator

from baesc.evolution.changes import linked
from baesc.evolution.likeness import likely_relation
from baesc.evolution.matching import Matched, Matching
from baesc.evolution.words import Words
from baesc.ground.source import Span
from baesc.language.ir import Relation
from baesc.messages.diagnostic import Diagnostic


def changed_link(
    pair: Matched, old: Relation, new: Relation, matching: Matching, words: Words
) -> Iterator[Diagnostic]:
    """Yield what is to be said of a relation that stays, and is another one."""
    word = words.of(pair.new.name, new.name)
    has_row = word is not None and word.backfill is not None
    is_said = word is not None and bool(word.on_conflict)
    if matching.new_name(old.target) != new.target:
        if not (has_row or (is_said and not (new.column and new.required))):
            yield _elsewhere(old, new)
        return
    if old.column is None and new.column is not None and not is_said:
        yield Diagnostic(
            "BAE226",
            f"`{new.name}` was {linked(old)} and is {linked(new)}: of several rows one would stay",
            new.origin,
            "add `on_conflict: stop` to stop a migration where a row has several; "
            "or `on_conflict: first` to keep the first",
        )
    if old.via is not None and new.via is None and new.column is None and not is_said:
        yield Diagnostic(
            "BAE226",
            f"`{new.name}` went via `{old.via}`: what its rows hold besides the link would go",
            new.origin,
            "add `on_conflict: first` if that is meant",
        )
    if old.kind == "many_to_one" and new.kind == "one_to_one" and not is_said:
        yield not_unique(new.name, new.origin, can_differ=False)
    has_row = has_row or (is_said and old.column is not None)
    if new.column and new.required and not (old.column and old.required) and not has_row:
        yield _no_row(new, f"`{new.name}` is required now: rows may have none")


def _elsewhere(old: Relation, new: Relation) -> Diagnostic:
    advice = "add `on_conflict: null` if that is meant: rows have none then"
    if new.column and new.required:
        advice = (
            "add `backfill: 1`, the id of the row that all get if that is meant; "
            f"or make it optional, `{new.target}?`"
        )
    message = f"`{new.name}` led to `{old.target}` and leads to `{new.target}`: its links would go"
    return Diagnostic("BAE226", message, new.origin, advice)


def added_link(
    pair: Matched, new: Relation, matching: Matching, words: Words
) -> Iterator[Diagnostic]:
    """Yield what is to be said of a new relation."""
    if any(
        likely_relation(pair, one, matching) is new
        for one in pair.relations_dropped
        if (pair.new.name, one.name) not in words.dropped
    ):
        # What is said of the one that it probably was is enough.
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
        "or make it optional, and fill it in with the application",
    )


def not_unique(name: str, origin: Span, *, can_differ: bool) -> Diagnostic:
    """Return that rows may have the same values."""
    more = "; or `on_conflict: suffix` to make them differ" if can_differ else ""
    return Diagnostic(
        "BAE225",
        f"`{name}` is unique now: rows may have the same values",
        origin,
        f"add `on_conflict: stop` to stop a migration where they do{more}",
    )
