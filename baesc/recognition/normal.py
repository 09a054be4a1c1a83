"""The canonical text of a request: equal for requests that say the same in other words.

It is a request itself, shorter and in lower case, and its own canonical text. It may differ where
people mean the same, which costs a recognition; it must not be equal where they mean another
thing, which would do that thing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unicodedata import normalize, unidata_version

from baesc.ground.digest import digest, digest_bytes
from baesc.recognition import lemmas
from baesc.recognition.beginnings import begins
from baesc.recognition.clauses import clause
from baesc.recognition.lemmas import english_singular, is_ambiguous
from baesc.recognition.operations import Language
from baesc.recognition.portuguese import portuguese_singular
from baesc.recognition.scanning import PLAIN, Line, lines
from baesc.recognition.wording import Wording, is_content, listed
from baesc.recognition.wording_english import ENGLISH
from baesc.recognition.wording_portuguese import PORTUGUESE

_WORDINGS = {"en": ENGLISH, "pt": PORTUGUESE}
# A line that begins or ends with one of these goes on with the one beside it.
_JOINING = listed("""
    to from with and or of in for that which a an the into between without
    ao à aos às com e ou de do da dos das em no na um uma que para sem entre
""")
PARTS = (
    "beginnings", "clauses", "lemmas", "normal", "nouns", "portuguese", "scanning", "wording",
    "wording_english", "wording_portuguese",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Canonical:
    """The canonical text of a request; `version` names the rules and words that made it."""

    text: str
    language: Language
    version: str


def canonical(text: str) -> Canonical:
    """Return the canonical text of any text; it begins with its language."""
    language, rest = _marked(text)
    if language is None:
        language = language_of(text)
    for _ in range(12):
        shorter = _shortened(rest, language)
        if shorter == rest:
            break
        rest = shorter
    return Canonical(f"{language}: {rest}", language, version())


def language_of(text: str) -> Language:
    """Return the language of a text by its small words; English if they do not tell."""
    found = [word for line in lines(text, frozenset()) for word in line.words]
    english, portuguese = _signs()
    told = sum(word in portuguese or _is_accented(word) for word in found)
    return "pt" if told > sum(word in english for word in found) else "en"


def singular_noun(word: str, language: Language) -> str:
    """Return the singular of a noun in lower case; what is no plural stays."""
    return english_singular(word) if language == "en" else portuguese_singular(word)


@cache
def _signs() -> tuple[frozenset[str], frozenset[str]]:
    """Return the words that tell a language: `delete` and `remove` are verbs of both."""
    english, portuguese = (
        one.signs | {key[0] for key in one.verbs if len(key) == 1} for one in (ENGLISH, PORTUGUESE)
    )
    return english - portuguese, portuguese - english


@cache
def version() -> str:
    """Return a digest of all that canonical texts depend on: rules, words, Unicode, NLTK."""
    here = Path(__file__)
    parts = tuple(digest_bytes(here.with_name(f"{one}.py").read_bytes()) for one in PARTS)
    return digest((unidata_version, lemmas.version(), *parts))


def _marked(text: str) -> tuple[Language | None, str]:
    """Return the language with which a canonical text begins, and the rest."""
    for language in _WORDINGS:
        if text.startswith(f"{language}: ") or text == f"{language}:":
            return ("pt" if language == "pt" else "en"), text[4:]
    return None, text


def _is_accented(word: str) -> bool:
    return any(letter in "ãõ" for letter in word) or word.endswith(("ção", "ções"))


def _shortened(text: str, language: Language) -> str:
    wording = _WORDINGS[language]
    read = [part for one in lines(text, _JOINING) for part in _parted(one, wording)]
    read = _inline(read, wording)
    said = [Line(one.depth, _clause(one.words, wording)) for one in read]
    kept = [one for one in said if one.words] or read
    return "\n".join(_layout(one) for one in kept)


def _parted(line: Line, wording: Wording) -> Iterator[Line]:
    """Part a line at semicolons before something to do; others part names, as commas do."""
    words: list[str] = []
    depth = line.depth
    for at, word in enumerate(line.words):
        if word == ";" and words and begins(line.words, at + 1, wording):
            yield Line(depth, tuple(words))
            words, depth = [], PLAIN
        else:
            words.append("," if word == ";" else word)
    yield Line(depth, tuple(words))


def _layout(line: Line) -> str:
    bullet = "" if line.depth == PLAIN else "  " * line.depth + "- "
    return bullet + " ".join(line.words)


def _clause(words: tuple[str, ...], wording: Wording) -> tuple[str, ...]:
    return clause(words, wording, lambda word: _singular(word, wording.language))


def _singular(word: str, language: Language) -> str:
    if not word.isalpha() or word != normalize("NFC", word.casefold()) or is_ambiguous(word):
        return word
    return singular_noun(word, language)


def _inline(read: list[Line], wording: Wording) -> list[Line]:
    """Put names in bullets, if they end a text, into the sentence that they belong to."""
    first = len(read)
    while first > 0 and read[first - 1].depth == 0:
        first -= 1
    items = [Line(0, one.words[:-1] if one.words[-1] == "," else one.words) for one in read[first:]]
    if not 0 < first < len(read) or read[first - 1].depth != PLAIN:
        return read
    head = list(read[first - 1].words)
    if head[-1:] == [":"]:
        head.pop()
    opened = head and (head[-1] in wording.with_ or (head[-1],) in _fields(wording))
    if not opened or not all(_is_name(one.words, wording) for one in items):
        return read
    for number, item in enumerate(items):
        head += [wording.also, *item.words] if number else item.words
    return [*read[: first - 1], Line(PLAIN, tuple(head))]


def _fields(wording: Wording) -> set[tuple[str, ...]]:
    return {key for key, value in wording.phrases.items() if value == (wording.field,)} | {
        (wording.field,)
    }


def _is_name(words: tuple[str, ...], wording: Wording) -> bool:
    """Tell whether an item is a name, maybe with something in brackets."""
    depth = 0
    for word in words:
        depth += (word == "(") - (word == ")")
        if depth == 0 and word != ")" and not is_content(word, wording):
            return False
    return depth == 0
