"""One sentence of a request in the few words that a key has for it.

Each rule takes the words of a sentence to fewer words, or to the same number in one order; word
order stays but for the words `field`, `entity` and `relation`, which go before the name.
"""

from collections.abc import Callable

from baesc.recognition.wording import Phrases, Wording, matched, replaced

Singular = Callable[[str], str]


def clause(words: tuple[str, ...], w: Wording, singular: Singular) -> tuple[str, ...]:
    """Return what a sentence says; of one that is only polite, nothing."""
    found = [w.also if one in (",", "&") else one for one in words]
    found = _without_closings(_without_openings(found, w), w)
    found = replaced(_with_not(found), w.phrases)
    found = _with_verb(found, w)
    for rule in (
        _without_articles,
        _without_colons,
        _without_naming,
        _without_fresh,
        _with_lists,
        _with_markers,
        _without_entity,
        _with_system,
        _with_targets,
        _without_empty,
    ):
        found = rule(found, w)
    return tuple(_in_singular(found, w, singular))


def _without_openings(words: list[str], w: Wording) -> list[str]:
    asked = False
    while words:
        wished, _ = matched(words, 0, w.wishes)
        if wished and _is_wished(words[wished:], w):
            words = [w.create, *words[wished:]]
            break
        length, _ = matched(words, 0, w.openings)
        if not length:
            break
        asked = asked or not w.questions.isdisjoint(words[:length])
        words = words[length:]
        if words[:1] == [w.also]:
            words = words[1:]
    while asked and words and words[-1] == "?":
        words = words[:-1]
    return words


def _is_wished(words: list[str], w: Wording) -> bool:
    """Tell whether a wish is for a system or an entity, and not for a change of one."""
    nouns = [one for one in words[:5] if one not in w.articles]
    for word in nouns:
        if word in w.systems or word == w.entity:
            return True
        if not is_content(word, w):
            return False
    return False


def _without_closings(words: list[str], w: Wording) -> list[str]:
    while words:
        for length in range(min(5, len(words)), 0, -1):
            if tuple(words[-length:]) in w.closings:
                words = words[:-length]
                break
        else:
            return words
    return words


def _with_not(words: list[str]) -> list[str]:
    """Part `isn't` into `is not`; tables have those that are spelled otherwise."""
    out = []
    for word in words:
        parted = word.endswith("n't") and word not in ("can't", "won't", "n't")
        out += [word[:-3], "not"] if parted else [word]
    return out


def _with_verb(words: list[str], w: Wording) -> list[str]:
    at = 0
    while at < len(words) and words[at] in w.denials:
        at += 1
    length, verb = matched(words, at, w.verbs)
    return [*words[:at], *verb, *words[at + length :]] if length else words


def _without_articles(words: list[str], w: Wording) -> list[str]:
    out: list[str] = []
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else ""
        if word in w.articles and after and _is_word(after) and after not in w.few | {w.also, "or"}:
            if word in w.also_to and out and _is_noun(out[-1], w):
                out.append(w.to)
            continue
        out.append(word)
    return out


def _without_colons(words: list[str], w: Wording) -> list[str]:
    before = w.markers | w.with_
    return [
        word for at, word in enumerate(words) if word != ":" or at == 0 or words[at - 1] not in before
    ]


def _without_naming(words: list[str], w: Wording) -> list[str]:
    out: list[str] = []
    at = 0
    while at < len(words):
        named = out and out[-1] in w.markers | {w.system}
        length = matched(words, at, w.naming)[0] if named else 0
        if not length:
            out.append(words[at])
        at += length or 1
    return out


def _without_fresh(words: list[str], w: Wording) -> list[str]:
    out: list[str] = []
    for at, word in enumerate(words):
        after = words[at + 1] if at + 1 < len(words) else ""
        placed = at == 1 or (out and out[-1] in w.targets)
        fresh = word in w.fresh and placed and is_content(after, w)
        marked = word in w.fresh and after in w.markers
        if fresh or marked or (word in w.plain | w.fresh and _leads_to_system(words, at, w)):
            continue
        # Adjectives may stand after their noun.
        if word in w.plain | w.fresh and out and out[-1] in w.systems | w.markers and after in (
            "", *w.purposes, *w.closed
        ):
            continue
        out.append(word)
    return out


def _leads_to_system(words: list[str], at: int, w: Wording) -> bool:
    while at < len(words) and words[at] in w.plain | w.fresh:
        at += 1
    return at < len(words) and words[at] in w.systems


def _with_lists(words: list[str], w: Wording) -> list[str]:
    """Say `with fields name and email` for `with name and email fields`."""
    for at, word in enumerate(words):
        if word not in w.with_:
            continue
        end = at + 1
        while end < len(words) and (is_content(words[end], w) or words[end] == w.also):
            end += 1
        if end < len(words) and words[end] == w.field and end > at + 1 and w.field != words[at + 1]:
            return [*words[: at + 1], w.field, *words[at + 1 : end], *words[end + 1 :]]
    return words


def _with_markers(words: list[str], w: Wording) -> list[str]:
    """Say `field email` for `email field`, `entity student` for `student entity`."""
    out = list(words)
    for at, word in enumerate(words):
        follows = at + 1 < len(words) and is_content(words[at + 1], w)
        if word not in w.markers or follows:
            continue
        begin = at
        while begin > 0 and is_content(out[begin - 1], w) and (begin > 1 or not _is_verb(out[0], w)):
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
        named = at + 1 < len(words) and is_content(words[at + 1], w)
        made = creating and (at == 1 or (out and out[-1] == w.also))
        if word == w.entity and named and (made or (out and out[-1] in w.targets)):
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
    """Say `add email to student` for `add email in student`."""
    if words[:1] != [w.add] or w.to in words:
        return words
    for at, word in enumerate(words):
        if at > 1 and word in w.towards and words[at - 1] not in w.markers:
            return [*words[:at], w.to, *words[at + 1 :]]
    return words


def _without_empty(words: list[str], w: Wording) -> list[str]:
    """Drop what joins nothing: `and` at an end, and twice."""
    out: list[str] = []
    for word in words:
        if word == w.also and (not out or out[-1] == w.also):
            continue
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
        for at in range(1, len(out)):
            if out[at - 1] in w.targets and at > 1 and not many:
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


def _is_word(word: str) -> bool:
    return word[:1].isalnum() or word[:1] in "\"“«`‘'_"


def _is_verb(word: str, w: Wording) -> bool:
    return (word,) in w.verbs or word in (w.create, w.add, w.have)


def _is_noun(word: str, w: Wording) -> bool:
    return is_content(word, w) and not _is_verb(word, w) and (word,) not in w.tasks


def is_content(word: str, w: Wording) -> bool:
    """Tell whether a word names something, and is no word that only joins others."""
    closed = w.closed | w.markers | w.modifiers | {w.also}
    return _is_word(word) and word not in closed and not word[:1].isdigit()
