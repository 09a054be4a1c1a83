"""What a language has for the same thing: phrases of requests, and what a key has for them.

All phrases are in lower case. Where several of a table fit, the longest is taken.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from baesc.recognition.operations import Language

Phrases = Mapping[tuple[str, ...], tuple[str, ...]]
Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language; tables map what people say to what keys have.

    `signs` tell the language. `openings` are dropped where a sentence begins, those in `soft` only
    before something to do or before another; after one of `questions` the mark where it ends is
    dropped too, as `closings` are. One of `wishes` before one of `systems`, or before the word for
    entity, means `create`. `verbs` count where a sentence begins, maybe after `denials`; `added` is
    dropped after them. `phrases` count anywhere. `articles` are dropped before words but `few`;
    those of `also_to` have another meaning after a noun. `fresh` words say nothing after an
    article where something is made, those that are `there` anywhere, `plain` ones before a
    system. `naming` is dropped after a marker: the words for field, entity and relation. A system
    that is for one of `tasks`, by any of `purposes`, is one. `closed` words part the nouns of a
    sentence, `through` are those of them within what is created. `prepositions` are those of a
    verb that mean one, where a sentence has only one of them.
    """

    language: Language
    signs: Words
    openings: Phrases
    soft: Phrases
    questions: Words
    closings: Phrases
    wishes: Phrases
    verbs: Phrases
    denials: Words
    phrases: Phrases
    articles: Words
    definite: Words
    few: Words
    fresh: Words
    there: Words
    plain: Words
    naming: Phrases
    systems: Words
    purposes: Words
    tasks: Phrases
    management: Words
    closed: Words
    modifiers: Words
    create: str
    add: str
    remove: str
    edits: Words
    also: str
    added: Words
    have: str
    to: str
    also_to: Words
    targets: Words
    prepositions: Mapping[str, tuple[str, Words]]
    having: Words
    with_: Words
    system: str
    field: str
    entity: str
    relation: str
    through: Words

    @property
    def markers(self) -> Words:
        """Return the words that say what kind of thing a name is of."""
        return frozenset({self.field, self.entity, self.relation})


def dropped(text: str) -> Phrases:
    """Return a table of phrases, parted by commas, that mean nothing."""
    return dict.fromkeys((tuple(one.split()) for one in text.split(",")), ())


def meaning(groups: str) -> Phrases:
    """Return a table of lines `meant: one, another`."""
    table: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line in groups.strip().splitlines():
        meant, _, same = line.partition(":")
        table |= {tuple(one.split()): tuple(meant.split()) for one in same.split(",")}
    return table


def matched(words: list[str], at: int, table: Phrases) -> tuple[int, tuple[str, ...]]:
    """Return the length of the longest phrase at a place, 0 for none, and what it means."""
    for length in range(min(9, len(words) - at), 0, -1):
        found = table.get(tuple(words[at : at + length]))
        if found is not None:
            return length, found
    return 0, ()


def replaced(words: list[str], table: Phrases) -> list[str]:
    """Replace phrases from left to right."""
    out: list[str] = []
    at = 0
    while at < len(words):
        length, new = matched(words, at, table)
        out += new if length else words[at : at + 1]
        at += length or 1
    return out


def listed(text: str | Iterable[str]) -> Words:
    """Return the words of a text as a set."""
    return frozenset(text.split() if isinstance(text, str) else text)


def is_word(word: str) -> bool:
    """Tell a word, a number or a quoted text from a symbol."""
    return word != "" and (word[0].isalnum() or word[0] in "\"“«`\u2018'_.")


def is_content(word: str, w: Wording) -> bool:
    """Tell whether a word names something, and is no word that only joins others."""
    closed = w.closed | w.markers | w.modifiers | {w.also}
    return is_word(word) and word not in closed and not word[:1].isdigit()
