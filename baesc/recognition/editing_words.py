"""What a change has to say of rows that are there already, added to the specs."""

import re
from dataclasses import replace

from baesc.evolution.backfills import with_backfills
from baesc.evolution.examples import example
from baesc.evolution.matching import Matching, match
from baesc.evolution.policy import undeclared
from baesc.evolution.snapshot import system_of
from baesc.evolution.words import words_of
from baesc.ground.source import Source, Span
from baesc.language.ir import Field, System
from baesc.language.nodes import Mapping, Scalar
from baesc.language.reader import read
from baesc.messages.diagnostic import Diagnostic
from baesc.recognition.editing_files import RefusalError
from baesc.recognition.editing_members import set_key
from baesc.recognition.editing_references import documents
from baesc.recognition.editing_state import SECTIONS, Editing

_LINE = re.compile(r"`([a-z_]+: [^`]+)`")
# A word for each change that asks for one; more would be a fault of ours.
MOST_ROUNDS = 20


def add_words(editing: Editing, system: System, said: frozenset[Diagnostic]) -> System:
    """Say what the change of this request needs; return the system of the last texts.

    `said` is what was missing before the request already.
    """
    for _ in range(MOST_ROUNDS):
        asked = [one for one in missing(editing, system) if _same(one) not in said]
        place = next((place for one in asked if (place := _place(editing, one.span))), None)
        if not asked:
            break
        one = next(each for each in asked if _place(editing, each.span) or place is None)
        if place is None:
            raise RefusalError(one)
        _say(editing, system, one, place)
        again, found = editing.meaning()
        if again is None:
            raise RefusalError(*found)
        system = again
    return system


def missing(editing: Editing, system: System) -> tuple[Diagnostic, ...]:
    """Return what the specs would have to say of rows that are there."""
    if not editing.built:
        return ()
    matching = _matching(editing, system)
    words, found = with_backfills(words_of(system, editing.settings()), matching, system)
    return (*found, *undeclared(matching, words, Span(editing.project_file)))


def _matching(editing: Editing, system: System) -> Matching:
    return match(system_of(tuple(editing.built.values()), system), system)


def _same(one: Diagnostic) -> Diagnostic:
    """Return a diagnostic without its place, which an edit above it moves."""
    return replace(one, span=None)


def before(editing: Editing) -> frozenset[Diagnostic]:
    """Return what is missing before anything is done."""
    system, _ = editing.meaning()
    return frozenset(map(_same, missing(editing, system))) if system is not None else frozenset()


Place = tuple[str, int, str, str, str]


def _place(editing: Editing, span: Span | None) -> Place | None:
    """Return the file, the document, the entity, the section and the member of a place."""
    for path, at, entity, document in documents(editing.files):
        for entry in document.entries:
            if entry.key in SECTIONS and isinstance(entry.value, Mapping):
                for member in entry.value.entries:
                    if member.span == span:
                        return path, at, entity, entry.key, member.key
            elif entry.key == "entity" and span in (entry.span, entry.value.span):
                return path, at, entity, "", ""
    return None


def _say(editing: Editing, system: System, one: Diagnostic, place: Place) -> None:
    path, at, entity, section, member = place
    line = _LINE.search(one.help)
    is_relation = section == "relations"
    if line is None or one.code not in ("BAE222", "BAE223", "BAE225") or (
        one.code == "BAE222" and is_relation
    ):  # fmt: skip
        raise RefusalError(replace(one, help=_advice(one)))
    key, value = _entry(line[1])
    if key in ("backfill", "required"):
        field = next(each for each in system.entity(entity).fields if each.name == member)
        if field.unique:
            raise RefusalError(_all_the_same(entity, member, one.span))
        value = _named_after(field) or value
    if not section:
        editing.files.put(path, at, (key,), value)
    else:
        set_key(editing, path, at, section, member, key, value)
    editing.remarks.append(_told(entity, member, key, str(value)))


def _named_after(field: Field) -> str:
    """Return a value for a text whose name says what it is: an email, a url; else nothing."""
    last = field.name.rpartition("_")[2]
    if field.type != "string" or field.pattern is not None or last not in ("email", "url"):
        return ""
    text = example(replace(field, type=last)).strip('"')  # type: ignore[arg-type]
    fits = (field.min_length or 0) <= len(text) - 2 <= (field.max_length or 0)
    return text if fits else ""


def _entry(line: str) -> tuple[str, object]:
    """Return the key and the value of a line of advice, the value as it is written."""
    document = read(Source("", line)).documents[0]
    assert isinstance(document, Mapping)  # noqa: S101 - our own line
    entry = document.entries[0]
    node = entry.value
    if isinstance(node, Scalar):
        return entry.key, node.value
    return entry.key, {}


def _told(entity: str, member: str, key: str, value: str) -> str:
    name = f"`{entity}.{member}`" if member else f"`{entity}`"
    if key == "on_conflict":
        return f"where rows do not fit {name} any more, the migration stops and changes nothing"
    if key == "default":
        return f"rows that are there get an empty value for {name}"
    return f"rows that are there get {value} for {name}"


def _all_the_same(entity: str, member: str, span: Span | None) -> Diagnostic:
    return Diagnostic(
        "BAE602",
        f"what do rows of `{entity}` that are there get for `{member}`? "
        "all would get the same, and it is unique",
        span,
        "ask for an optional one; or write it in the spec, with a `backfill:` that differs from "
        "row to row",
    )


def _advice(one: Diagnostic) -> str:
    return f"ask for it differently, or change the spec by hand: {one.help}"
