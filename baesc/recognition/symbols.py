"""The words of requests in two languages, as symbols of one grammar.

Each table has lines `SYMBOL: phrase, phrase`; phrases are lower-case and without accents. What
stands in no table is a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from baesc.recognition.operations import Language


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`phrases` maps words to a symbol; `openings` and `closings` are only polite.

    `promises` are words of what baesc does anyway, `anchors` those of them that say so.
    """

    language: Language
    phrases: Mapping[tuple[str, ...], str]
    openings: frozenset[tuple[str, ...]]
    closings: frozenset[tuple[str, ...]]
    promises: frozenset[str]
    anchors: frozenset[str]


# Symbols that may be words of a name as well, where a name stands.
SOFT = frozenset({
    "TYPE", "T", "SYSTEM", "MANAGE", "TECH", "CHARS", "MIN", "MAX", "DEFAULT", "INDEXED", "NEW",
    "PLAIN", "ADD", "CREATE", "CHANGE", "REMOVE", "RENAME", "RELATE", "VALUES",
    "REQUIREMENTS",
})  # fmt: skip
# Verbs that begin a statement.
VERBS = frozenset({"CREATE", "ADD", "REMOVE", "RENAME", "CHANGE", "MAKE", "RELATE", "WANT"})


def table(text: str) -> dict[tuple[str, ...], str]:
    """Return the phrases of a table with their symbols."""
    found = {}
    for line in text.strip().splitlines():
        symbol, _, phrases = line.strip().partition(": ")
        for phrase in phrases.split(","):
            found[tuple(phrase.split())] = symbol
    return found


def phrases(text: str) -> frozenset[tuple[str, ...]]:
    """Return phrases that are parted by commas."""
    return frozenset(tuple(one.split()) for one in text.split(",") if one.strip())


def words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())
