"""The singular of English nouns: NLTK's lemmatizer over WordNet's nouns, and what it gets wrong.

WordNet's files lie beside this module with their licence. They are read from memory: NLTK would
open files only under folders that are registered with it for the whole interpreter.
"""

import gzip
from functools import cache, lru_cache
from importlib.metadata import version as installed
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from baesc.ground.digest import digest, digest_bytes
from baesc.ground.names import singular
from baesc.recognition.nouns import ENGLISH, MANY_OR_ANOTHER

if TYPE_CHECKING:
    from collections.abc import Callable

_WORDNET = Path(__file__).with_name("wordnet")
_LOADING = Lock()


@lru_cache(maxsize=4096)
def english_singular(word: str) -> str:
    """Return the singular of a lower-case word; what is no plural stays.

    The first word that looks like a plural costs the import of NLTK, half a second.
    """
    if word in ENGLISH:
        return ENGLISH[word]
    if not _looks_plural(word):
        return word
    # Threads that come first together would import and read everything once each.
    with _LOADING:
        lemmatize, nouns = _lemmatizer()
    found = lemmatize(word)
    # Words that are younger than WordNet.
    return singular(word) if found == word and word not in nouns else found


def is_ambiguous(word: str) -> bool:
    """Tell whether a plural may be of several words, or is a word of its own as well."""
    return word in MANY_OR_ANOTHER


@cache
def version() -> str:
    """Return a digest that changes with the words of WordNet and with NLTK."""
    files = tuple(digest_bytes(_content(name)) for name in ("index.noun.gz", "noun.exc"))
    return digest((installed("nltk"), *files))


def _looks_plural(word: str) -> bool:
    """Tell whether WordNet could know another form; three letters in -s are an acronym."""
    if not word.isascii() or not word.isalpha() or word.endswith("ss"):
        return False
    return word.endswith("men") or word in _irregular() or (len(word) > 3 and word.endswith("s"))


def _content(name: str) -> bytes:
    return (_WORDNET / name).read_bytes()


@cache
def _irregular() -> dict[str, list[str]]:
    lines = _content("noun.exc").decode("ascii").splitlines()
    return {word: forms for word, *forms in map(str.split, lines)}


@cache
def _lemmatizer() -> "tuple[Callable[[str], str], frozenset[str]]":
    from nltk.corpus.reader.wordnet import WordNetCorpusReader
    from nltk.stem.wordnet import WordNetLemmatizer

    lines = gzip.decompress(_content("index.noun.gz")).decode("ascii").splitlines()
    nouns = frozenset(line.split(" ", 1)[0] for line in lines)

    class Nouns(WordNetCorpusReader):  # type: ignore[misc]
        """What the reader knows of nouns once it has read its files; it opens none."""

        # As the lemmatizer has it, but of these nouns and not of those that NLTK finds on disk.
        lemmatize = WordNetLemmatizer.lemmatize

        def __init__(self) -> None:
            self._lemma_pos_offset_map = dict.fromkeys(nouns, self._FILEMAP)
            self._exception_map = {self.NOUN: _irregular()}

    return Nouns().lemmatize, nouns
