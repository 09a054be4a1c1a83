"""Patterns that mean the same in every place that checks them.

A pattern is matched against the whole text. It is made of characters, classes, groups,
alternatives and counts: what Python, Rust, JavaScript and PostgreSQL agree on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

MOST_REPEATS = 1000
DEEPEST = 16
_ENDLESS = 10_000
_SPECIAL = frozenset("\\^$.|?*+()[]{}")
_SHORT = {"d": "[0-9]", "w": "[A-Za-z0-9_]", "s": "a space", "D": "[^0-9]", "W": "[^A-Za-z0-9_]"}


class PatternError(ValueError):
    """A pattern that is not portable; `index` is where."""

    def __init__(self, message: str, index: int, advice: str = "") -> None:
        super().__init__(message)
        self.message, self.index, self.advice = message, index, advice


@dataclass(frozen=True, slots=True)
class Class:
    """One character out of ranges, or out of all others."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part, some number of times."""

    part: "Part"
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Run:
    """Parts, one after the other."""

    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several parts."""

    parts: tuple["Part", ...]


Part: TypeAlias = Class | Repeat | Run | Either


def canonical(pattern: str) -> str:
    """Return the pattern without anchors at its ends: it stands for the whole text anyway."""
    start = 1 if pattern.startswith("^") else 0
    slashes = len(pattern[:-1]) - len(pattern[:-1].rstrip("\\"))
    end = len(pattern) - 1 if pattern.endswith("$") and slashes % 2 == 0 else len(pattern)
    return pattern[start:end]


def parse(pattern: str) -> Part:
    """Return the parts of a canonical pattern; PatternError when it is not portable."""
    reader = _Reader(pattern)
    part = reader.either(0)
    if reader.index < len(pattern):
        raise PatternError("a `)` without its `(`", reader.index)
    return part


def lengths(part: Part) -> tuple[int, int]:
    """Return the lengths of the shortest and of the longest text that matches."""
    if isinstance(part, Class):
        return 1, 1
    if isinstance(part, Repeat):
        least, most = lengths(part.part)
        return least * part.least, min(most * part.most, _ENDLESS)
    each = [lengths(one) for one in part.parts]
    if isinstance(part, Either):
        return min(one[0] for one in each), max(one[1] for one in each)
    return sum(one[0] for one in each), min(sum(one[1] for one in each), _ENDLESS)


def example(pattern: str, number: int = 0, shortest: int = 1) -> str:
    """Return a text that matches a canonical pattern; other numbers give other texts if they can.

    It has `shortest` characters or more where the pattern allows it.
    """
    state = [number, shortest]
    return "".join(_spell(parse(pattern), state))


def _spell(part: Part, state: list[int]) -> Iterator[str]:
    if isinstance(part, Class):
        letters = _letters(part)
        state[1] -= 1
        yield letters[state[0] % len(letters)]
        state[0] //= len(letters)
    elif isinstance(part, Repeat):
        count, width = part.least, max(lengths(part.part)[0], 1)
        wanted = -(-state[1] // width)
        for _ in range(min(max(count, wanted, 1 if count == 0 < state[0] else 0), part.most)):
            yield from _spell(part.part, state)
    elif isinstance(part, Either):
        chosen = part.parts[state[0] % len(part.parts)]
        state[0] //= len(part.parts)
        yield from _spell(chosen, state)
    else:
        for one in part.parts:
            yield from _spell(one, state)


def _letters(part: Class) -> str:
    if part.negated:
        printable = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.,:;!?/ "
        left = [c for c in printable if not any(a <= c <= b for a, b in part.ranges)]
        return "".join(left) or chr(max(ord(b) for _, b in part.ranges) + 1)
    found: list[str] = []
    for first, last in part.ranges:
        found += map(chr, range(ord(first), min(ord(last), ord(first) + 40) + 1))
    return "".join(found)


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.pattern, self.index = pattern, 0

    def _peek(self) -> str:
        return self.pattern[self.index : self.index + 1]

    def _fail(self, message: str, advice: str = "") -> PatternError:
        return PatternError(message, self.index, advice)

    def either(self, depth: int) -> Part:
        if depth > DEEPEST:
            raise self._fail("groups are nested too deeply")
        runs = [self._run(depth)]
        while self._peek() == "|":
            self.index += 1
            runs.append(self._run(depth))
        return runs[0] if len(runs) == 1 else Either(tuple(runs))

    def _run(self, depth: int) -> Part:
        parts: list[Part] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._counted(self._atom(depth)))
        return parts[0] if len(parts) == 1 else Run(tuple(parts))

    def _atom(self, depth: int) -> Part:
        letter = self._peek()
        if letter == "(":
            return self._group(depth)
        if letter == "[":
            return self._class()
        if letter == ".":
            self.index += 1
            return Class((("\n", "\n"),), negated=True)
        if letter in "^$":
            advice = "leave it out: a pattern always matches the whole text"
            raise self._fail(f"`{letter}` inside a pattern", advice)
        if letter in "*+?{":
            raise self._fail(f"`{letter}` has nothing to count", f"write `\\{letter}`")
        if letter == "\\":
            return self._one(self._escape())
        if letter in "]}":
            raise self._fail(f"a `{letter}` on its own", f"write `\\{letter}`")
        self.index += 1
        return self._one(letter)

    @staticmethod
    def _one(letter: str) -> Class:
        return Class(((letter, letter),))

    def _group(self, depth: int) -> Part:
        if self.pattern.startswith("(?:", self.index):
            self.index += 3
        elif self.pattern.startswith("(?", self.index):
            raise self._fail("only plain groups are portable", "use `(...)` or `(?:...)`")
        else:
            self.index += 1
        start = self.index - 1
        part = self.either(depth + 1)
        if self._peek() != ")":
            raise PatternError("a `(` without its `)`", start)
        self.index += 1
        return part

    def _escape(self) -> str:
        letter = self.pattern[self.index + 1 : self.index + 2]
        if letter in _SHORT:
            raise self._fail(
                f"`\\{letter}` differs between databases and languages", f"write `{_SHORT[letter]}`"
            )
        if letter in ("b", "B", "A", "Z", "z") or letter.isdigit():
            raise self._fail(f"`\\{letter}` is not portable", "leave it out")
        if not letter or (letter not in _SPECIAL and letter not in "-/ \"'&~#@,:;!%=<>`"):
            raise self._fail(f"an unknown escape `\\{letter}`", "escape special characters only")
        self.index += 2
        return letter

    def _class(self) -> Part:
        start = self.index
        self.index += 1
        negated = self._peek() == "^"
        self.index += negated
        ranges: list[tuple[str, str]] = []
        while self._peek() != "]":
            first = self._member(start)
            last = first
            if self._peek() == "-" and self.pattern[self.index + 1 : self.index + 2] not in (
                "]",
                "",
            ):
                self.index += 1
                last = self._member(start)
            if last < first:
                raise self._fail(f"the range `{first}-{last}` runs backwards")
            ranges.append((first, last))
        if not ranges:
            raise PatternError("an empty class `[]`", start)
        self.index += 1
        return Class(tuple(ranges), negated)

    def _member(self, start: int) -> str:
        letter = self._peek()
        if not letter:
            raise PatternError("a `[` without its `]`", start)
        if letter == "\\":
            return self._escape()
        if letter in "[&~|" and (letter == "[" or self.pattern[self.index + 1 :][:1] == letter):
            raise self._fail(f"`{letter}` inside a class is not portable", f"write `\\{letter}`")
        self.index += 1
        return letter

    def _counted(self, part: Part) -> Part:
        least, most = self._count()
        if (least, most) == (1, 1):
            return part
        if self._peek() in ("?", "+", "*", "{") and self._peek():
            raise self._fail("a count after a count is not portable", "leave one of them out")
        return Repeat(part, least, most)

    def _count(self) -> tuple[int, int]:
        letter = self._peek()
        if letter and letter in "*+?":
            self.index += 1
            return {"*": (0, _ENDLESS), "+": (1, _ENDLESS), "?": (0, 1)}[letter]
        if letter != "{":
            return 1, 1
        end = self.pattern.find("}", self.index)
        least, comma, most = self.pattern[self.index + 1 : max(end, 0)].partition(",")
        if not (_is_count(least) and (most == "" or _is_count(most))):
            raise self._fail("a `{` that is not a count", "write `{3}`, `{1,3}`, or `\\{`")
        low = int(least)
        high = int(most) if most else _ENDLESS if comma else low
        if high < low or low > MOST_REPEATS or (most and high > MOST_REPEATS):
            raise self._fail(f"a count must rise and be at most {MOST_REPEATS}")
        self.index = end + 1
        if (low, high) == (1, 1) and self._peek() in ("?", "+", "*", "{") and self._peek():
            raise self._fail("a count after a count is not portable", "leave one of them out")
        return low, high


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 5
