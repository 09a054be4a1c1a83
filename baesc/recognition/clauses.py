"""One sentence of a request in the few words that a key has for it.

Each rule takes the words of a sentence to fewer words, or to the same number in one order; word
order stays but for the words `field`, `entity` and `relation`, which go before the name.
"""

from collections.abc import Callable, Set

from baesc.recognition.beginnings import with_not, with_verb, without_courtesy
from baesc.recognition.wording import Wording, is_content, is_word, matched, replaced

Singular = Callable[[str], str]


def clause(words: tuple[str, ...], w: Wording, singular: Singular) -> tuple[str, ...]:
    """Return what a sentence says; of one that is only polite, nothing."""
    found = without_courtesy(list(words), w)
    found = [w.also if one in (",", "&") else one for one in found]
    found = replaced(with_not(found), w.phrases)
    for rule in (
        with_verb,
        _without_fresh,
        _without_articles,
        _without_colons,
        _without_naming,
        _with_lists,
        _with_markers,
        _without_entity,
        _with_system,
        _with_targets,
        _without_empty,
    ):
        found = rule(found, w)
    return tuple(_in_singular(found, w, singular))


def _without_articles(words: list[str], w: Wording) -> list[str]:
    out: list[str] = []
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else ""
        if word not in w.articles or not _is_determined(after, w):
            out.append(word)
        elif word in w.also_to and out and _is_noun(out[-1], w):
            # In Portuguese `a` is an article, and what English has `to` for; in English a name.
            out.append(w.to if w.language == "pt" else word)
    return out


def _is_determined(word: str, w: Wording) -> bool:
    """Tell whether a word is one that an article says nothing about."""
    # `grade A to` and `option a or` are names; `one or more` counts.
    return is_word(word) and word not in w.few | w.closed | {w.also}


def _without_colons(words: list[str], w: Wording) -> list[str]:
    before = w.markers | w.with_
    return [
        word
        for at, word in enumerate(words)
        if word != ":" or at == 0 or words[at - 1] not in before
    ]


def _without_naming(words: list[str], w: Wording) -> list[str]:
    out: list[str] = []
    at = 0
    while at < len(words):
        named = out and out[-1] in w.markers
        length = matched(words, at, w.naming)[0] if named else 0
        if not length:
            out.append(words[at])
        at += length or 1
    return out


def _without_fresh(words: list[str], w: Wording) -> list[str]:
    """Drop `new` and `simple` where the article, or the noun, makes them say nothing."""
    out: list[str] = []
    for at, word in enumerate(words):
        before = words[at - 1] if at else ""
        after = words[at + 1] if at + 1 < len(words) else ""
        if word in w.fresh and _says_nothing(words, at, w):
            continue
        if word in w.plain | w.fresh and _leads_to_system(words, at, w):
            continue
        if word in w.plain and before in w.articles and _leads_to(words, at + 1, {w.entity}, w):
            continue
        # Adjectives may stand after their noun.
        if word in w.plain | w.fresh and before in w.systems and after in w.purposes:
            continue
        out.append(word)
    return out


def _says_nothing(words: list[str], at: int, w: Wording) -> bool:
    """Tell whether `new` is about what is asked for: it may also be a part of a name."""
    before, after = (words[at - 1] if at else ""), (words[at + 1] if at + 1 < len(words) else "")
    there = words[at] in w.there
    if after in w.markers:
        named = is_content((words[at + 2 :] or [""])[0], w)
        return named and (there or words[0] in (w.create, w.add))
    made = words[0] == w.create or (words[0] == w.add and _leads_to(words, at + 1, w.markers, w))
    return before in w.articles and is_content(after, w) and (made or there)


def _leads_to_system(words: list[str], at: int, w: Wording) -> bool:
    while at < len(words) and words[at] in w.plain | w.fresh:
        at += 1
    return at < len(words) and words[at] in w.systems


def _leads_to(words: list[str], at: int, markers: Set[str], w: Wording) -> bool:
    end = _run_end(words, at, w)
    return end < len(words) and words[end] in markers


def _with_lists(words: list[str], w: Wording) -> list[str]:
    """Say `with fields name and email` for `with name and email fields`."""
    for at, word in enumerate(words):
        if word not in w.with_:
            continue
        end = at + 1
        while end < len(words) and (is_content(words[end], w) or words[end] == w.also):
            end += 1
        named = end > at + 1 and is_content(words[end - 1], w)
        if named and words[end : end + 1] == [w.field]:
            return [*words[: at + 1], w.field, *words[at + 1 : end], *words[end + 1 :]]
    return words


def _with_markers(words: list[str], w: Wording) -> list[str]:
    """Say `field email` for `email field`, `entity student` for `student entity`."""
    out = list(words)
    first = next((at for at, word in enumerate(words) if word not in w.denials), 0)
    first += first < len(words) and _is_verb(words[first], w)
    for at, word in enumerate(words):
        follows = at + 1 < len(words) and is_content(words[at + 1], w)
        if word not in w.markers or follows:
            continue
        begin = at
        while begin > first and is_content(out[begin - 1], w):
            begin -= 1
        out[begin : at + 1] = [word, *out[begin:at]]
    return out


def _without_entity(words: list[str], w: Wording) -> list[str]:
    """Leave `entity` out where nothing else can be meant: what is created, what is added to."""
    if words[:2] == [w.add, w.entity] and w.to not in words:
        words = [w.create, *words[1:]]
    creating = words[:1] == [w.create]
    out: list[str] = []
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else ""
        named = is_content(after, w) and after not in w.systems
        creating = creating and word not in w.with_
        made = creating and (at == 1 or (out and out[-1] == w.also))
        if word == w.entity and named and (made or (out and out[-1] in w.targets | {w.to})):
            continue
        out.append(word)
    return out


def _with_system(words: list[str], w: Wording) -> list[str]:
    """Say `system manage students` for all that says it."""
    for at, word in enumerate(words):
        if word not in w.systems:
            continue
        if words[at - 1 : at] and words[at - 1] in w.management and at > 1:
            begin = at - 1
            while begin > 1 and is_content(words[begin - 1], w):
                begin -= 1
            if begin < at - 1:
                task = [w.system, "manage"]
                return [*words[:begin], *task, *words[begin : at - 1], *words[at + 1 :]]
        after = at + 1
        purpose = after < len(words) and words[after] in w.purposes
        length, task_ = matched(words, after + purpose, w.tasks)
        if length and (purpose or word == w.system):
            return [*words[:at], w.system, *task_, *words[after + purpose + length :]]
    return words


def _with_targets(words: list[str], w: Wording) -> list[str]:
    """Say `add email to student` for `add email in student`, if no other preposition is there."""
    meant, same = w.prepositions.get(words[0] if words else "", ("", frozenset()))
    places = [at for at, word in enumerate(words) if word in same | {meant}]
    if len(places) != 1 or places[0] < 2 or words[places[0] - 1] in w.markers:
        return words
    return [*words[: places[0]], meant, *words[places[0] + 1 :]]


def _without_empty(words: list[str], w: Wording) -> list[str]:
    """Drop what joins nothing: `and` at an end, and twice."""
    out: list[str] = []
    for word in words:
        if word == w.also and (not out or out[-1] == w.also):
            continue
        # `create Student, with name`
        if word in w.with_ and out[-1:] == [w.also] and w.with_.isdisjoint(out):
            out.pop()
        out.append(word)
    while out and out[-1] in (w.also, ":"):
        out.pop()
    return out


def _in_singular(words: list[str], w: Wording, singular: Singular) -> list[str]:
    """Put nouns into the singular where their number says nothing."""
    out = list(words)
    if words[:1] == [w.create] and w.relation not in words:
        _region(out, 1, w, singular)
    elif words and words[0] in w.edits:
        many = False
        if words[0] == w.remove and _run_end(out, 1, w) == len(out):
            _run(out, 1, w, singular)
        for at in range(1, len(out)):
            # What something is changed to may be a name with a number of its own.
            free = out[at - 1] in w.targets or (out[at - 1] == w.to and words[0] == w.add)
            if free and at > 1 and not many and w.relation not in words:
                _run(out, at, w, singular)
            many = many or singular(out[at]) != out[at]
    else:
        end = _run_end(out, 0, w)
        if end and end < len(out) and out[end] in w.having:
            _run(out, 0, w, singular)
    for at in range(1, len(out)):
        if out[at - 1] == w.entity:
            _run(out, at, w, singular)
    return out


def _region(words: list[str], at: int, w: Wording, singular: Singular) -> None:
    """Put all nouns of what is created into the singular, up to what it is created with."""
    while at < len(words):
        if is_content(words[at], w) or words[at] == w.entity:
            at = _run(words, at, w, singular) if words[at] != w.entity else at + 1
        elif words[at] in w.through:
            at += 1
        else:
            return


def _run_end(words: list[str], at: int, w: Wording) -> int:
    while at < len(words) and is_content(words[at], w):
        at += 1
    return at


def _run(words: list[str], at: int, w: Wording, singular: Singular) -> int:
    """Put a name into the singular: its last word in English, all in Portuguese."""
    end = _run_end(words, at, w)
    for place in range(at if w.language == "pt" else max(at, end - 1), end):
        words[place] = singular(words[place])
    return end


def _is_verb(word: str, w: Wording) -> bool:
    return (word,) in w.verbs or word in (w.create, w.add, w.have)


def _is_noun(word: str, w: Wording) -> bool:
    return is_content(word, w) and not _is_verb(word, w) and (word,) not in w.tasks
