"""From the text of a request to its lines of words, without what is only layout.

Nothing is lost but white space, the spelling of bullets and quotes, and full stops.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import normalize

PLAIN = -1
_BULLET = re.compile(r"(\s*)(?:([-*+•◦▪‣\u2013—·])|([0-9]{1,3})[.)])\s+(?=\S)")
# Which pair is taken to write quoted text: the first whose ends do not occur in it.
_QUOTES = (('"', '"'), ("“", "”"), ("«", "»"), ("`", "`"), ("\u2018", "\u2019"), ("'", "'"))
# Nobody sees them: spaces and hyphens without width, and the mark at the beginning of a file.
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
_QUOTED = "|".join((
    r'"(?P<a>[^"\n]*)"',
    r"“(?P<b>[^“”\n]*)”",
    r"«(?P<c>[^«»\n]*)»",
    r"`(?P<d>[^`\n]*)`",
    r"(?<!\w)\u2018(?! )(?P<e>[^\u2018\u2019\n]*)(?<! )\u2019(?!\w)",
    r"(?<!\w)'(?! )(?P<f>[^'\n]*)(?<! )'(?!\w)",
))  # fmt: skip
_TOKEN = re.compile(
    rf"{_QUOTED}"
    # Numbers have their sign; words have dots, hyphens and apostrophes inside.
    r"|(?P<number>(?<![\w)])[-+]?\.?\d+(?:[.,]\d+)*%?(?![\w@]))"
    r"|(?P<word>\.?\w+(?:[-.@'\u2019]+\w+)*)"
    r"|(?P<stop>[.!]+(?=\s|$))"
    r"|(?P<symbol>\S)"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence or item; `depth` is how deep a bullet stands, or PLAIN."""

    depth: int
    words: tuple[str, ...]


def lines(text: str, joining: frozenset[str]) -> list[Line]:
    """Return the sentences and items of a text.

    A line that begins or ends with a word of `joining` goes on with the one beside it.
    """
    found: list[Line] = []
    items = _Items()
    parted = True
    for raw in normalize("NFC", text.translate(_UNSEEN)).splitlines():
        if not raw.strip():
            parted = True
            continue
        depth, rest = items.read(raw)
        for number, words in enumerate(_sentences(rest)):
            if not words:
                continue
            going_on = depth == PLAIN and number == 0 and not parted and found
            if going_on and (words[0] in joining or found[-1].words[-1] in joining | {","}):
                found[-1] = Line(found[-1].depth, (*found[-1].words, *words))
            else:
                found.append(Line(depth if number == 0 else PLAIN, words))
            parted = False
    return found


class _Items:
    """Knows how deep the bullets of the lines so far stand, and how far they are counted."""

    def __init__(self) -> None:
        self._indents: list[int] = []
        self._counts: list[int] = []

    def read(self, raw: str) -> tuple[int, str]:
        """Return the depth of the bullet of a line, and what follows it."""
        bullet = _BULLET.match(raw)
        if bullet is None:
            # What is not indented ends the list.
            if not raw[0].isspace():
                self._indents, self._counts = [], []
            return PLAIN, raw
        indent = len(bullet[1].expandtabs(4))
        while self._indents and indent < self._indents[-1]:
            self._indents.pop()
            self._counts.pop()
        if not self._indents or indent > self._indents[-1]:
            self._indents.append(indent)
            self._counts.append(0)
        # A number that does not count is no bullet: it may be a year, or an amount.
        if bullet[3] is not None and int(bullet[3]) != self._counts[-1] + 1:
            return PLAIN, raw
        self._counts[-1] += 1
        return len(self._indents) - 1, raw[bullet.end() :]


def _sentences(text: str) -> Iterator[tuple[str, ...]]:
    """Return the words of each sentence of a line; what asks may also be a type, as in `int?`."""
    words: list[str] = []
    depth = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        said = match[0]
        if kind == "stop" and depth == 0:
            yield tuple(words)
            words = []
        elif kind in ("stop", "number", "word", "symbol"):
            depth = max(0, depth + (said == "(") - (said == ")"))
            words += _spelled(kind, said, depth)
        else:
            words.append(_quoted(match[kind or 0]))
    if words:
        yield tuple(words)


def _spelled(kind: str, said: str, depth: int) -> list[str]:
    if kind == "number" and depth and "," in said:
        # In brackets a comma parts, as in `decimal(10,2)`.
        return [one for part in said.split(",") for one in (",", part)][1:]
    if kind == "word":
        return [folded(said.replace("\u2019", "'"))]
    return [said]


def _quoted(content: str) -> str:
    pairs = (pair for pair in _QUOTES if not any(end in content for end in pair))
    begin, end = next(pairs, _QUOTES[0])
    return f"{begin}{content}{end}"


def folded(word: str) -> str:
    """Return a word in lower case, unless capitals inside tell its parts, as in `OrderItem`."""
    parted = any(one.islower() and two.isupper() for one, two in pairwise(word))
    return word if parted else normalize("NFC", word.casefold())
