"""The statements of a schema with their places: enough of SQL's grammar to put faults into it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from baesc.proof.code import Code, Edit, Edits

_TOKEN = re.compile(
    r"""(?P<comment>--[^\n]*|/\*.*?\*/)|(?P<word>"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|[^\W\d]\w*)"""
    r"""|(?P<text>'(?:[^']|'')*')|(?P<number>\d+(?:\.\d+)?)|(?P<mark>[^\s\w])""",
    re.DOTALL,
)
_HEADS = {"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "EXCLUDE"}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, text or mark; `text` is in capitals for a bare word."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Item:
    """A column or a constraint of a table."""

    tokens: tuple[Token, ...]

    @property
    def is_column(self) -> bool:
        """Whether it is a column."""
        return self.tokens[0].text not in _HEADS

    @property
    def kind(self) -> str:
        """The first word of a constraint after its name: PRIMARY, UNIQUE, CHECK or FOREIGN."""
        at = 2 if self.tokens[0].text == "CONSTRAINT" and len(self.tokens) > 2 else 0
        return "" if self.is_column else self.tokens[at].text

    @property
    def start(self) -> int:
        """Where it starts."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.tokens[-1].end

    def find(self, *words: str) -> int:
        """Return the index of the first of some words in a row, or -1."""
        texts = [one.text for one in self.tokens]
        for at in range(len(texts) - len(words) + 1):
            if tuple(texts[at : at + len(words)]) == words:
                return at
        return -1

    def action(self) -> tuple[int, int]:
        """Return where ON DELETE stands, and how many words it has; (-1, 0) without one."""
        at = self.find("ON", "DELETE")
        if at < 0:
            return -1, 0
        return at, 4 if self.tokens[at + 2].text in {"SET", "NO"} else 3

    def group(self, at: int) -> list[list[Token]]:
        """Return what stands in the next parentheses from a token on, split at commas."""
        found: list[list[Token]] = [[]]
        depth = 0
        for one in self.tokens[at:]:
            depth -= one.text == ")"
            if one.text == ")" and depth == 0:
                return found
            if one.text == "," and depth == 1:
                found.append([])
            elif depth:
                found[-1].append(one)
            depth += one.text == "("
        return found


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement; a CREATE TABLE has a `name` and `items`, a CREATE INDEX a name."""

    tokens: tuple[Token, ...]
    items: tuple[Item, ...]
    kind: str
    name: Token | None


def _tokens(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        if kind != "comment":
            is_bare = kind == "word" and match[0][0] not in '"`['
            yield Token(kind, match[0].upper() if is_bare else match[0], *match.span())


def words(text: str) -> list[str]:
    """Return the words of a text in SQL, without comments; bare words in capitals."""
    return [one.text for one in _tokens(text)]


def statements(code: Code) -> list[Statement]:
    """Return the statements of a schema."""
    found: list[Statement] = []
    part: list[Token] = []
    for one in _tokens(code.text):
        part.append(one)
        if one.text == ";":
            found.append(_statement(part))
            part = []
    return found


def _statement(part: list[Token]) -> Statement:
    words = [one.text for one in part]
    for kind in ("TABLE", "INDEX"):
        if words[0] == "CREATE" and kind in words[1:3]:
            at = words.index(kind) + 1
            at += 3 if words[at : at + 3] == ["IF", "NOT", "EXISTS"] else 0
            items = _items(part) if kind == "TABLE" else ()
            return Statement(tuple(part), items, kind, part[at] if at < len(part) else None)
    return Statement(tuple(part), (), "", None)


def _items(part: list[Token]) -> tuple[Item, ...]:
    depth = 0
    found: list[list[Token]] = []
    for one in part:
        depth -= one.text == ")"
        if depth == 1 and one.text == ",":
            found.append([])
        elif depth:
            found[-1].append(one)
        elif one.text == "(":
            found.append([])
        depth += one.text == "("
    return tuple(Item(tuple(tokens)) for tokens in found if tokens)


def tables(code: Code) -> Iterator[Statement]:
    """Yield the tables."""
    return (one for one in statements(code) if one.kind == "TABLE")


def items(code: Code, kind: str = "") -> Iterator[tuple[Statement, int, Item]]:
    """Yield the columns, or the constraints of a kind, with the table and their number there."""
    for table in tables(code):
        for at, one in enumerate(table.items):
            if one.kind == kind:
                yield table, at, one


def spaced(code: Code, start: int) -> int:
    """Return where the white space before a place starts."""
    return len(code.text[:start].rstrip())


def cut(code: Code, tokens: tuple[Token, ...] | list[Token]) -> Edits:
    """Take tokens out, with the white space before them."""
    return (Edit(spaced(code, tokens[0].start), tokens[-1].end, ""),)


def without(code: Code, table: Statement, at: int, *, note: bool = False) -> Edits:
    """Take a column or constraint out of a table; `note` leaves it as a comment."""
    one = table.items[at]
    left = f" /* {code.text[one.start : one.end]} */" if note else ""
    if at:
        return (Edit(table.items[at - 1].end, one.end, left),)
    if len(table.items) > 1:
        return (Edit(one.start, table.items[1].start, left),)
    return ()


def column_names(code: Code, table: Statement) -> list[str]:
    """Return the names of the columns of a table."""
    return [code.text[one.start : one.tokens[0].end] for one in table.items if one.is_column]


def left_out(groups: list[list[Token]], at: int) -> Iterator[Edits]:
    """Drop one part of a list, with its comma; the only one stays."""
    if at:
        yield (Edit(groups[at - 1][-1].end, groups[at][-1].end, ""),)
    elif len(groups) > 1:
        yield (Edit(groups[0][0].start, groups[1][0].start, ""),)
