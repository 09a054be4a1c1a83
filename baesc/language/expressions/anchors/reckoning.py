"""What the words of a sentence are as numbers."""

import re

from baesc.language.expressions.anchors.words import NUMBER_WORDS, UNITS

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}:\d\d")
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_MANY = ("hundred", "thousand", "dozen")
_TIMES = frozenset({"day", "week", "month", "year", "hour", "fortnight", "decade"})


def values_at(tokens: list[str], at: int) -> tuple[float, ...]:
    """Return what a token may be as a number; nothing if it is none."""
    word = tokens[at]
    if word in UNITS and tokens[max(0, at - 1)] in ("a", "an") and not _is_rate(tokens, at):
        # `a week` is 7 days.
        return (1.0, *(float(one) for one in UNITS[word]))
    number = _digits(word) if word[0].isdigit() else _in_words(tokens, at)
    if number is None:
        return ()
    behind = tokens[at + 1 : at + 3]
    found = [number]
    if behind[:1] in (["%"], ["percent"]) or behind == ["per", "cent"]:
        found += [number / 100, 1 - number / 100, 1 + number / 100]
    if word == "half":
        found += [2.0, 6.0, 50.0]
    for unit in behind:
        found += [number * one for one in UNITS.get(unit.removesuffix("s"), ())]
    if behind[:1] == ["pm"]:
        found.append(number + 12)
    return tuple(dict.fromkeys(round(one, 6) for one in found))


def unit_at(tokens: list[str], at: int) -> str:
    """Return what a number counts of time, in the singular, if it does."""
    found = (one.removesuffix("s") for one in tokens[at : at + 3])
    return next((one for one in found if one in _TIMES), "")


def _digits(word: str) -> float | None:
    if _MOMENT.fullmatch(word):
        return None
    plain = word.replace(",", "") if _THOUSANDS.fullmatch(word) else word.replace(",", ".")
    try:
        return float(plain)
    except ValueError:
        return None


def _in_words(tokens: list[str], at: int) -> float | None:
    word, behind = tokens[at], tokens[at + 1 : at + 2]
    before = tokens[at - 1] if at else ""
    # `no one`, `each one`; in Portuguese an article.
    is_pronoun = word == "one" and (not behind or before in ("no", "any", "every", "each"))
    if word not in NUMBER_WORDS or word in ("um", "uma") or is_pronoun:
        return None
    if word in _MANY and before in NUMBER_WORDS:
        return None
    times = NUMBER_WORDS[behind[0]] if behind and behind[0] in _MANY else 1
    return NUMBER_WORDS[word] * times


def _is_rate(tokens: list[str], at: int) -> bool:
    """Tell whether `a day` says how often: `at most 20 appointments a day`."""
    return any(one in NUMBER_WORDS or one[0].isdigit() for one in tokens[max(0, at - 4) : at - 1])
