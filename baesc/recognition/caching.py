"""What a recognition is kept under, and which of those that are kept may answer a request."""

import sys
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Literal

from baesc.ground.digest import digest, digest_text
from baesc.recognition.operations import Recognition

# What is written has this form; another form has other keys.
FORM = "1"
MOST_ENTRIES = 100
MOST_BYTES = 10_000_000
KEEP_SECONDS = 30 * 24 * 3600

Tier = Literal["memory", "disk"]
Kind = Literal["exact", "canonical"]


@dataclass(frozen=True, slots=True)
class Context:
    """All that decides what a request means, besides its words.

    `entities` is the digest of the names and attributes that specs have. The others are versions:
    of the grammar, of the normalizer with its word lists, of the prompt; and the model's name.
    """

    entities: str
    grammar: str
    normalizer: str
    prompt: str = ""
    model: str = ""

    @property
    def digest(self) -> str:
        """Return the digest of all of it."""
        parts = (self.entities, self.grammar, self.normalizer, self.prompt, self.model)
        return digest(("context", FORM, *parts))


@dataclass(frozen=True, slots=True)
class Entry:
    """A recognition, with all that its keys are made of."""

    request: str
    canonical: str
    context: str
    recognition: Recognition
    created: int

    @property
    def key(self) -> str:
        """Return the key of the request as it was written."""
        return exact_key(self.request, self.context)

    @property
    def canonical_key(self) -> str:
        """Return the key of what the request comes to."""
        return canonical_key(self.canonical, self.context)


def exact_key(request: str, context: str) -> str:
    """Return the key of a request, character by character."""
    return digest_text(f"exact\0{FORM}\0{context}\0{request}")


def canonical_key(canonical: str, context: str) -> str:
    """Return the key of a canonical request; one that comes to nothing has none."""
    return digest_text(f"canonical\0{FORM}\0{context}\0{canonical}") if canonical else ""


def mentioned(recognition: Recognition) -> frozenset[str]:
    """Return the entities that it is about."""
    operations = recognition.operations
    others = {one.to for one in operations if one.op == "add_relation"}
    others |= {one.to for one in operations if one.op == "rename_entity"}
    named = {one.entity for one in operations} | set(recognition.entities)
    return frozenset(named | others) - {""}


def agree(one: Recognition, other: Recognition) -> bool:
    """Tell whether two mean the same change."""
    return (one.action, one.operations) == (other.action, other.operations)


def size_of(value: object) -> int:
    """Return the bytes that a value takes in memory, with all that it is made of."""
    found = sys.getsizeof(value)
    if is_dataclass(value):
        found += sum(size_of(getattr(value, one.name)) for one in fields(value))
    elif isinstance(value, tuple):
        found += sum(map(size_of, value))
    return found


@dataclass(slots=True)
class Shelved:
    """An entry in memory, when it was last used, how often, and its size."""

    entry: Entry
    used: int
    hits: int
    size: int


class Shelf:
    """The entries in memory: those that were used last, within limits of count and size.

    Not to be used from several threads at once.
    """

    def __init__(self, most: int = MOST_ENTRIES, most_bytes: int = MOST_BYTES) -> None:
        """Start empty."""
        self._most, self._most_bytes = most, most_bytes
        self._by_key: OrderedDict[str, Shelved] = OrderedDict()
        self._keys: dict[str, list[str]] = {}
        self.size = 0

    def __len__(self) -> int:
        return len(self._by_key)

    def __iter__(self) -> Iterator[Shelved]:
        return iter(self._by_key.values())

    def get(self, key: str) -> Shelved | None:
        """Return the entry of a request."""
        found = self._by_key.get(key)
        if found is not None:
            self._by_key.move_to_end(key)
        return found

    def alike(self, canonical: str) -> list[Shelved]:
        """Return the entries under a canonical key, the oldest first."""
        return [self._by_key[key] for key in self._keys.get(canonical, ())]

    def put(self, entry: Entry, used: int, hits: int) -> None:
        """Add an entry, in place of one with its key; others leave where there is no room."""
        key = entry.key
        self.drop(key)
        size = size_of(entry) + size_of(key) + size_of(entry.canonical_key)
        if size > self._most_bytes:
            return
        self._by_key[key] = Shelved(entry, used, hits, size)
        if entry.canonical_key:
            self._keys.setdefault(entry.canonical_key, []).append(key)
        self.size += size
        while len(self._by_key) > self._most or self.size > self._most_bytes:
            self._evict()

    def _evict(self) -> None:
        """Remove what was used longest ago.

        Those with its canonical key are not found under it any more: they might disagree with it.
        """
        key, found = next(iter(self._by_key.items()))
        self.drop(key)
        self._keys.pop(found.entry.canonical_key, None)

    def drop(self, key: str) -> None:
        """Remove an entry, if it is there."""
        found = self._by_key.pop(key, None)
        if found is None:
            return
        self.size -= found.size
        alike = self._keys.get(found.entry.canonical_key, [])
        if key in alike:
            alike.remove(key)
        if not alike:
            self._keys.pop(found.entry.canonical_key, None)

    def drop_entity(self, entity: str) -> None:
        """Remove what is about an entity."""
        gone = [key for key, one in self._by_key.items() if _is_about(one.entry, entity)]
        for key in gone:
            self.drop(key)

    def clear(self) -> None:
        """Remove all."""
        self._by_key.clear()
        self._keys.clear()
        self.size = 0


def _is_about(entry: Entry, entity: str) -> bool:
    return entity in mentioned(entry.recognition)
