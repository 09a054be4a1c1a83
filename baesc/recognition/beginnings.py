"""How a request begins and ends: politely, and with what is to be done."""

from collections.abc import Sequence

from baesc.recognition.wording import Wording, is_content, matched


def without_courtesy(words: list[str], w: Wording) -> list[str]:
    """Return what is left of a sentence without its polite ends; a wish becomes `create`."""
    asked = False
    while words:
        wished, _ = matched(words, 0, w.wishes)
        if wished and _is_wished(words[wished:], w):
            words = [w.create, *words[wished:]]
            break
        length, _ = matched(words, 0, w.openings)
        after = length + (words[length : length + 1] == [","])
        if not length or (tuple(words[:length]) in w.soft and not begins(words, after, w)):
            break
        asked = asked or not w.questions.isdisjoint(words[:length])
        words = words[after:]
    words = _without_closings(words, w)
    while asked and words[-1:] == ["?"]:
        words = _without_closings(words[:-1], w)
    return words


def begins(words: Sequence[str], at: int, w: Wording) -> bool:
    """Tell whether a request begins at a place: with something to do, or politely."""
    said = list(words[at:])
    return bool(said) and (
        said[0] in w.denials
        or any(matched(said, 0, table)[0] for table in (w.verbs, w.openings, w.wishes))
    )


def _is_wished(words: list[str], w: Wording) -> bool:
    """Tell whether a wish is for a system or an entity, and not for a change of one."""
    nouns = [one for one in words[:5] if one not in w.articles]
    if words[:1] and (words[0] in w.definite or matched(nouns, 0, w.verbs)[0]):
        return False
    for word in nouns:
        if word in w.systems or word == w.entity:
            return True
        if not is_content(word, w):
            return False
    return False


def _without_closings(words: list[str], w: Wording) -> list[str]:
    while words:
        for length in range(min(5, len(words)), 0, -1):
            rest = words[:-length]
            if tuple(words[-length:]) in w.closings and _is_whole(rest, w):
                words = rest[: -1 if rest[-1:] == [","] else len(rest)]
                break
        else:
            return words
    return words


def _is_whole(words: list[str], w: Wording) -> bool:
    """Tell whether nothing is missing: `create thanks`, `add email to thanks` are about thanks."""
    if len(words) < 2:
        return not words
    marked = words[-1] in w.markers
    return is_content(words[-2], w) and len(words) > 2 if marked else words[-1] not in w.closed


def with_not(words: list[str]) -> list[str]:
    """Part `isn't` into `is not`; tables have those that are spelled otherwise."""
    out = []
    for word in words:
        parted = word.endswith("n't") and word not in ("can't", "won't", "n't")
        out += [word[:-3], "not"] if parted else [word]
    return out


def with_verb(words: list[str], w: Wording) -> list[str]:
    """Say what is done in one word: where a sentence begins, and before an article after `and`."""
    at = 0
    while at < len(words) and words[at] in w.denials:
        at += 1
    length, verb = matched(words, at, w.verbs)
    if length:
        words = [*words[:at], *verb, *words[at + length :]]
        if len(words) > at + 2 and words[at + 1] in w.added and words[at + 2] in w.articles:
            words = words[: at + 1] + words[at + 2 :]
    for at in range(1, len(words) - 2):
        if words[at - 1] == w.also and words[at + 1] in w.articles | w.markers:
            verb = w.verbs.get((words[at],), ())
            words = [*words[:at], *verb, *words[at + 1 :]] if len(verb) == 1 else words
    return words
