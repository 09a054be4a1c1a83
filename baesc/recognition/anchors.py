"""Anchors: what operations say has to be in the request, or people are told that it was guessed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from baesc.language.expressions.anchors.words import (
    NUMBER_WORDS,
    folded,
    has,
    sentence_stems,
    stems_of,
    word_set,
)
from baesc.recognition.operations import DESTRUCTIVE, Known, Operation, Setting

_REMOVAL = re.compile(
    r"\b(?:remov(?:e|es|ed|ing|er|a|am|endo)|delet(?:e|es|ed|ing|ar)|drop(?:s|ped|ping)?"
    r"|eras(?:e|es|ed|ing)|discard(?:s|ed|ing)?|eliminat(?:e|es|ed|ing)|elimin(?:ar|e|a)"
    r"|purg(?:e|ar)|scrap|get(?:ting)? rid|take (?:away|out)|exclu(?:ir|a|i|am)"
    r"|apag(?:ar|ue|a|uem)|tir(?:ar|e|a|em)|retir(?:ar|e|a|em)|descart(?:ar|e|a))\b"
)
_NEGATION = re.compile(
    r"\b(?:not|dont|don't|never|without|cannot|can't|nao|nunca|sem)\s+(?:\w+\s+)?$"
)
_TYPE_CUES = {
    "string": "text string word texto line", "text": "text long texto longo", "enum": "one of",
    "integer": "integer number whole int inteiro numero", "float": "float number numero",
    "decimal": "decimal money number", "boolean": "boolean flag yes bool booleano",
    "date": "date day data dia", "time": "time hour hora", "datetime": "datetime timestamp moment",
    "email": "email mail", "url": "url link address website", "uuid": "uuid", "json": "json",
}  # fmt: skip
_KIND_CUES = word_set("""
    many several multiple more one single each every list
    varios varias muitos muitas um uma cada lista
""")
_SETTING_CUES = {
    "required": "required optional mandatory must may need obrigatorio opcional deve pode null",
    "unique": "unique distinct twice once same duplicate unico unica repetir",
    "index": "index search sort indice",
    "on_delete": "delete cascade keep apagar excluir cascata",
}


@dataclass(frozen=True, slots=True)
class Anchored:
    """Operations that tell what was guessed in them, what to tell people, and what is wrong."""

    operations: tuple[Operation, ...] = ()
    remarks: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    confidence: float = 1.0


def anchored(operations: Sequence[Operation], request: str, known: Known) -> Anchored:
    """Compare operations with the words of the request that they are to mean."""
    said = sentence_stems(request)
    words = re.findall(r"[a-z0-9]+", folded(request))
    made: list[Operation] = []
    remarks: dict[str, None] = {}
    problems: list[str] = []
    slots = guesses = 0
    for number, one in enumerate(operations, 1):
        unsaid = [*_unsaid_names(one, said, words, known), *_unsaid_rest(one, said, request)]
        if one.op in DESTRUCTIVE:
            problems += [f"operation {number}: {text}" for text in _unasked(one, unsaid, request)]
        remarks |= dict.fromkeys(_remarks(one, unsaid))
        guessed = tuple(sorted({*one.guessed, *unsaid}))
        slots += _slots(one)
        guesses += len(guessed)
        made.append(replace(one, guessed=guessed))
    return Anchored(
        tuple(made), tuple(remarks), tuple(problems), round(max(0.0, 1 - guesses / slots), 2)
    )


def asks_for_removal(request: str) -> bool:
    """Tell whether a request says to remove something, and not to remove it not."""
    text = folded(request)
    return any(
        not _NEGATION.search(text[max(0, match.start() - 30) : match.start()])
        for match in _REMOVAL.finditer(text)
    )


def _unsaid_names(
    one: Operation, said: frozenset[str], words: list[str], known: Known
) -> Iterator[str]:
    """Yield the parts of an operation whose names are no words of the request."""
    for part, name in (("entity", one.entity), ("name", one.name), ("to", one.to)):
        if name and part not in one.guessed and not _is_said(name, said, words, known):
            yield part


def _is_said(name: str, said: frozenset[str], words: list[str], known: Known) -> bool:
    entity = known.entity(name)
    names = (name, entity.plural) if entity is not None and entity.plural else (name,)
    return any(
        all(has(said, stem) or get_close_matches(stem, words, 1, 0.8) for stem in stems)
        for stems in map(stems_of, names)
        if stems
    )


def _unsaid_rest(one: Operation, said: frozenset[str], request: str) -> Iterator[str]:
    base, _, inner = one.type.partition("(")
    if one.type and "type" not in one.guessed:
        values = [part.strip() for part in inner.rstrip(")").split(",")] if base == "enum" else []
        is_said = bool(said & sentence_stems(_TYPE_CUES.get(base, "")))
        if not (is_said or (values and all(_is_quoted(part, request) for part in values))):
            yield "type"
    if one.kind and "kind" not in one.guessed:
        text = {*re.findall(r"[a-z]+", folded(request))}
        if not text & _KIND_CUES:
            yield "kind"
    for setting in one.settings:
        if not _is_setting_said(setting, said, request):
            yield setting[0]


def _is_setting_said(setting: Setting, said: frozenset[str], request: str) -> bool:
    key, value = setting
    if key in _SETTING_CUES:
        return bool(said & sentence_stems(_SETTING_CUES[key]))
    if isinstance(value, bool):
        return True
    if isinstance(value, int | float):
        numbers = {float(one) for one in re.findall(r"\d{1,18}(?:\.\d{1,9})?", request)}
        numbers |= {
            NUMBER_WORDS[one]
            for one in re.findall(r"[a-z]+", folded(request))
            if one in NUMBER_WORDS
        }
        return float(value) in numbers or float(-value) in numbers
    return _is_quoted(str(value).replace("_", " "), request)


def _is_quoted(value: str, request: str) -> bool:
    return folded(value) in folded(request).replace("_", " ")


def _unasked(one: Operation, unsaid: Sequence[str], request: str) -> Iterator[str]:
    """Yield why something may not be removed."""
    what = f"{one.entity}.{one.name}" if one.name else one.entity
    if not asks_for_removal(request):
        yield f"the request does not say to remove anything, so `{what}` stays"
    elif ("name" if one.name else "entity") in unsaid:
        yield f"the request does not name `{what}`, so it is not removed"


def _remarks(one: Operation, unsaid: Sequence[str]) -> Iterator[str]:
    names = {"entity": one.entity, "name": one.name, "to": one.to}
    where = f"{one.entity}.{one.name}" if one.name else one.entity
    for part in dict.fromkeys((*one.guessed, *unsaid)):
        if part in names:
            yield f"`{names[part]}` is not a word of the request; it was taken to be meant"
        elif part == "type":
            yield f"the type of `{where}` is a guess: {one.type}"
        elif part == "kind":
            yield f"`{where}` is taken to be {one.kind}"
        else:
            value = dict(one.settings)[part]
            shown = str(value).lower() if isinstance(value, bool) else value
            yield f"`{where}` gets `{part}: {shown}`, which the request does not say"


def _slots(one: Operation) -> int:
    parts = (one.entity, one.name, one.to, one.type, one.kind)
    return sum(map(bool, parts)) + len(one.settings)
