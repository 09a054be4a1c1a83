"""Words of sentences: stems, numbers, and which words mean much the same."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from baesc.ground.names import words


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


_NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    "twenty",
)  # fmt: skip
NUMBER_WORDS: dict[str, float] = {
    **{word: number for number, word in enumerate(_NUMBERS)},
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "hundred": 100, "thousand": 1000, "dozen": 12, "half": 0.5, "twice": 2,
    "double": 2, "triple": 3,
    "um": 1, "uma": 1, "dois": 2, "duas": 2, "tres": 3, "quatro": 4, "cinco": 5, "seis": 6,
    "sete": 7, "oito": 8, "nove": 9, "dez": 10, "vinte": 20, "trinta": 30, "cem": 100,
}  # fmt: skip
# What a number is counted in beside days: so many of these are one.
UNITS = {
    "week": (7,), "fortnight": (14,), "year": (12, 365), "month": (), "day": (24,), "hour": (60,),
    "semana": (7,), "ano": (12,), "decade": (10,),
}  # fmt: skip
STOP = word_set("""
    a an the of to in on at by for from with and or not no is are was were be been has have had
    may must can could shall should will it its this that these those who whose which than then if
    when as any all each every only per one same other more less most least do does into out up
    there their they them o os as um uma de do da dos das em no na nos nas por com sem e ou que se
    seu sua para mais menos yes none
""")
# Names that a sentence may use as plain words: `the number of`, `the total`.
GENERAL = word_set("""
    number value time day date month year count kind type total amount sum order at on
""")
_ALIKE = (
    "birth born old age adult minor year idade nascimento",
    "price cost amount total fee rate worth value cheap expensive charge pay paid unit preco custo",
    "quantity stock many piece unit left available pieces amount quantidade",
    "start begin last long duration take open inicio",
    "end finish last long duration take close until deadline fim",
    "salary earn wage pay paid salario",
    "capacity seat place full fit spot capacidade",
    "due deadline late overdue prazo",
    "return back bring devolucao devolvido",
    "member person borrower",
    "weight weigh heavy kilo kilogram kg peso",
    "length long",
    "name call",
    "email mail address",
    "created new",
    "grade mark score nota",
    "discount off rebate reduce desconto",
    "term semester periodo",
    "hire employ join",
    "give gave given",
    "pay paid",
    "lend lent borrow loan",
    "sell sold sale",
    "buy bought",
    "begin began",
    "leave left",
)
_ENDINGS = (
    "izations", "ization", "ations", "ation", "ments", "ment", "ings", "ing", "ions", "ion",
    "ers", "ies", "ied", "ees", "ors", "er", "or", "ed", "es", "ly", "s", "y", "e",
)  # fmt: skip


def folded(text: str) -> str:
    """Return a text in lower case without accents, its quotes and dashes plain."""
    plain = unicodedata.normalize("NFKD", text.replace("\u2019", "'").replace("\u2013", "-"))
    return "".join(one for one in plain if not unicodedata.combining(one)).lower()


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """Return what the forms of a word share: `enrol` of `enrollments`."""
    short = word
    for ending in _ENDINGS:
        # `order` is no one who ords.
        least = 4 if ending in ("er", "ers", "or", "ors") else 3
        if short.endswith(ending) and len(short) - len(ending) >= least:
            short = short[: -len(ending)]
            break
    if len(short) > 3 and short[-1] == short[-2]:
        short = short[:-1]
    # `approval` and `approve`, `end` and `ends`.
    return re.sub(r"(?<=[a-z]{4})(al|e|i)$", "", short)


def stems_of(name: str) -> frozenset[str]:
    """Return the stems of a name in a spec, without small words unless there are no others."""
    found = [folded(one) for one in words(name)]
    kept = [one for one in found if one not in STOP and not one.isdigit()]
    return frozenset(map(stem, kept or found))


def sentence_stems(text: str) -> frozenset[str]:
    """Return the stems of the words in a sentence."""
    return frozenset(stem(one) for one in re.findall(r"[a-z]+", folded(text)))


def has(stems: Iterable[str], wanted: str) -> bool:
    """Tell whether one of some stems is of the same word."""
    return any(_same(one, wanted) for one in stems)


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= 4 and len(long) - len(short) <= 2 and long.startswith(short)


@lru_cache(maxsize=4096)
def alike(one: str) -> frozenset[str]:
    """Return the stems that mean much the same as one."""
    found = {one}
    for row in _rows():
        if one in row:
            found |= row
    return frozenset(found)


@lru_cache(maxsize=1)
def _rows() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(map(stem, row.split())) for row in _ALIKE)
