"""The text of `baes.lock`: the answers that a project relies on, sorted, one a question."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import get_args

from baesc.ground.digest import digest
from baesc.ground.source import Source, Span
from baesc.knowledge import lock_faults as faults
from baesc.language import reader
from baesc.language.nodes import Entry as Pair
from baesc.language.nodes import Mapping, Node, Scalar, is_empty, is_sound
from baesc.language.writing import dump_lines
from baesc.messages.diagnostic import Diagnostic, has_errors, in_order
from baesc.records.question import Entry, QuestionKind, Usage

LOCK_FILE = "baes.lock"
VERSION = 1
SIZE_LIMIT = 16 * reader.SIZE_LIMIT
# What a request means is never pinned: the spec that it changes is the record.
KINDS: tuple[str, ...] = tuple(one for one in get_args(QuestionKind) if one != "request")
_HEAD = """\
# Answers of a language model that this project is built from, each checked by baesc.
# Commit this file. `baesc lock` lists the answers, `baesc lock --update NAME` asks for one anew;
# an answer that is changed by hand is checked like a new one.
"""
_KEYS = ("kind", "model", "answer", "says", "checks", "tokens", "key", "seal")
_NEEDED = ("kind", "model", "answer", "key", "seal")
_TOKENS = re.compile(r"(\d{1,12}) in, (\d{1,12}) out(?:, (\d{1,12}) cached)?")
_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})(\s|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Locked:
    """An answer in the lockfile.

    `seal` covers the answer together with its key and the model, so that a change by hand is
    seen. `span` is where its name stands, `place` where the answer does.
    """

    entry: Entry
    seal: str
    span: Span = field(default=Span(LOCK_FILE), compare=False)
    place: Span = field(default=Span(LOCK_FILE), compare=False)

    @property
    def is_edited(self) -> bool:
        """Tell whether it is not as it was written."""
        return self.seal != sealed(self.entry).seal


def sealed(entry: Entry) -> Locked:
    """Return an answer as it is written."""
    return Locked(entry, digest([entry.key, entry.model, entry.answer]))


def keepable(text: str) -> bool:
    """Tell whether the lockfile can hold a text."""
    return reader.is_readable(text) and "\r" not in text and len(text) < reader.SIZE_LIMIT


def written(locked: Iterable[Locked]) -> str:
    """Return the text of a lockfile."""
    answers = {
        one.entry.name: _plain(one) for one in sorted(locked, key=lambda one: one.entry.name)
    }
    return _HEAD + dump_lines({"version": VERSION, "answers": answers})


def _plain(locked: Locked) -> dict[str, object]:
    entry = locked.entry
    plain: dict[str, object] = {
        "kind": entry.kind, "model": entry.model, "answer": entry.answer, "says": entry.says,
        "checks": ", ".join(entry.checks), "tokens": _tokens(entry.usage),
        "key": entry.key, "seal": locked.seal,
    }  # fmt: skip
    return {key: value for key, value in plain.items() if value or key == "answer"}


def _tokens(usage: Usage) -> str:
    """Return what an answer has cost, empty if nothing is known."""
    said = f"{usage.tokens_in} in, {usage.tokens_out} out" if usage != Usage() else ""
    return f"{said}, {usage.cached} cached" if usage.cached else said


def read_lock(source: Source) -> tuple[tuple[Locked, ...], tuple[Diagnostic, ...]]:
    """Return the answers in a lockfile, and everything that is wrong with it; total on any text."""
    conflict = _CONFLICT.search(source.text)
    if conflict:
        line = source.text.count("\n", 0, conflict.start()) + 1
        return (), (faults.conflict(Span(source.path, line, 1, line, 8)),)
    reading = reader.read(source, SIZE_LIMIT)
    documents = [one for one in reading.documents if not is_empty(one)]
    if reading.diagnostics:
        return (), reading.diagnostics
    if not documents:
        return (), ()
    found: list[Diagnostic] = []
    answers = _answers(documents[0], found) if len(documents) == 1 else None
    if len(documents) > 1:
        found.append(faults.malformed(documents[1].span, "a lockfile is one document", ""))
    made = [_locked(one, found) for one in answers.entries] if answers is not None else []
    if has_errors(found):
        return (), in_order(found)
    return tuple(one for one in made if one is not None), ()


def _answers(document: Node, found: list[Diagnostic]) -> Mapping | None:
    if not isinstance(document, Mapping):
        found.append(faults.malformed(document.span, "a lockfile is a map", _REMAKE))
        return None
    known = {entry.key: entry for entry in document.entries}
    version = known.get("version")
    if version is None:
        found.append(faults.malformed(document.span.part(0, 1), "the version is missing", _REMAKE))
        return None
    if not isinstance(version.value, Scalar) or version.value.value != VERSION:
        shown = version.value.text if isinstance(version.value, Scalar) else "no number"
        found.append(faults.unknown_version(version.value.span, shown))
        return None
    found += [
        faults.malformed(entry.span, f"unknown key `{entry.key}`", "remove it")
        for entry in document.entries
        if entry.key not in ("version", "answers")
    ]
    answers = known.get("answers")
    if answers is None or is_empty(answers.value):
        return None
    if not isinstance(answers.value, Mapping):
        found.append(faults.malformed(answers.span, "`answers` is a map", _REMAKE))
        return None
    return answers.value


_REMAKE = "take the file from the last commit, or remove it: the next build asks anew"


class _Bad(Exception):  # noqa: N818 - no error of ours: it was reported
    """An entry is not as baesc writes it."""


_Report = Callable[[Span, str], _Bad]


def _locked(pair: Pair, found: list[Diagnostic]) -> Locked | None:
    try:
        return _entry(pair, found)
    except _Bad:
        return None


def _entry(pair: Pair, found: list[Diagnostic]) -> Locked:
    def bad(span: Span, problem: str) -> _Bad:
        message = f"the answer to `{pair.key}` {problem}"
        found.append(faults.malformed(span, message, _REMAKE_ONE))
        return _Bad()

    node = pair.value
    if not isinstance(node, Mapping) or not is_sound(node):
        raise bad(pair.span, "is not a map")
    parts = {one.key: one for one in node.entries}
    for key in parts.keys() - {*_KEYS}:
        raise bad(parts[key].span, f"has a key `{key}`, which lockfiles don't have")
    for key in _NEEDED:
        if key not in parts:
            raise bad(pair.span, f"has no `{key}`")
    texts = {}
    for key in _KEYS:
        if key not in parts:
            continue
        value = parts[key].value
        # What looks like a number is text here: an answer may be `5`.
        if not isinstance(value, Scalar):
            raise bad(parts[key].span, f"has a `{key}` that is not text")
        texts[key] = value.text
    if texts["kind"] not in KINDS:
        raise bad(parts["kind"].value.span, f"is of no known kind: it is one of {', '.join(KINDS)}")
    usage = _usage(texts.get("tokens", ""))
    if usage is None:
        raise bad(parts["tokens"].value.span, "has tokens that are not like `12 in, 3 out`")
    entry = Entry(
        name=pair.key,
        kind=texts["kind"],  # type: ignore[arg-type]
        key=texts["key"],
        model=texts["model"],
        answer=texts["answer"],
        says=texts.get("says", ""),
        checks=tuple(filter(None, texts.get("checks", "").split(", "))),
        usage=usage,
    )
    return Locked(entry, texts["seal"], pair.span, _place(parts["answer"]))


def _place(answer: Pair) -> Span:
    span = answer.value.span
    return span if span.line == span.end_line else answer.span


_REMAKE_ONE = "take the entry from the last commit, or remove it: the next build asks anew"


def _usage(text: str) -> Usage | None:
    found = _TOKENS.fullmatch(text)
    if found is None:
        return None if text else Usage()
    return Usage(int(found[1]), int(found[2]), int(found[3] or 0))
