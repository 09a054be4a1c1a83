"""From the text of a request to statements of tokens."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from baesc.recognition.symbols import Lexicon

NAME, NUMBER, QUOTED, ITEM = "NAME", "NUMBER", "QUOTED", "ITEM"
_BULLET = re.compile(r"^(\s*)(?:[-*+•◦▪‣\u2013—·]|[0-9]{1,3}[.)])\s+(?=\S)")
_TOKEN = re.compile(
    r"\"(?P<a>[^\"\n]*)\"|“(?P<b>[^”\n]*)”|`(?P<c>[^`\n]*)`|«(?P<d>[^»\n]*)»"
    r"|(?<!\w)['\u2018](?P<e>[^'\u2019\n]*)['\u2019](?!\w)"
    r"|(?P<number>(?<![\w.])-?\d+(?:\.\d+)*(?:,\d+)?\+?(?![\w:]))"
    r"|(?P<own>['\u2019]s\b)"
    r"|(?P<word>\w+(?:[-'\u2019/:.]\w+)*)"
    r"|(?P<stop>[.!;](?=\s|$))"
    r"|(?P<sign>>=|<=|\S)"
)
# Words whose accent parts them from others.
_ACCENTED = {"é": "é", "à": "ao", "às": "aos"}
_SIGNS = {
    ",": "COMMA", ":": "COLON", "(": "OPEN", ")": "CLOSE", "&": "AND", "=": "COLON", "/": "SLASH",
    "?": "MARK", ">=": "MIN", "<=": "MAX", "-": "DASH", "\u2013": "DASH", "[": "OPEN", "]": "CLOSE",
    "{": "OPEN", "}": "CLOSE", "|": "COMMA",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A word or phrase: its symbol, what was written, and that in plain lower case."""

    symbol: str
    text: str
    plain: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence or the item of a list, with the items below it."""

    tokens: tuple[Token, ...]
    items: "tuple[Statement, ...]" = ()


def plain(text: str) -> str:
    """Return a word in lower case without accents."""
    if text.casefold() in _ACCENTED:
        return _ACCENTED[text.casefold()]
    apart = unicodedata.normalize("NFD", text.casefold().replace("\u2019", "'"))
    return "".join(one for one in apart if not unicodedata.combining(one))


def statements(text: str, lexicon: Lexicon) -> tuple[Statement, ...]:
    """Return what a request says, one thing after another."""
    root = _Node(-1)
    stack = [root]
    blank = False
    for raw in unicodedata.normalize("NFC", text).splitlines():
        if not raw.strip():
            blank = True
            continue
        bullet = _BULLET.match(raw)
        if bullet is None:
            if not raw[0].isspace() or blank:
                stack = [root]
            nodes = [_Node(-1, list(words)) for words in _sentences(raw)]
            root.below += nodes
            stack = [root, *nodes[-1:]]
        else:
            depth = len(bullet[1].expandtabs(4))
            while len(stack) > 1 and stack[-1].depth >= depth:
                stack.pop()
            for words in _sentences(raw[bullet.end() :]):
                node = _Node(depth, list(words))
                stack[-1].below.append(node)
            stack.append(node)
        blank = False
    return tuple(_statement(one, lexicon) for one in root.below)


@dataclass(slots=True)
class _Node:
    depth: int
    words: list[Token] = field(default_factory=list)
    below: "list[_Node]" = field(default_factory=list)


def _sentences(line: str) -> Iterator[tuple[Token, ...]]:
    words: list[Token] = []
    for match in _TOKEN.finditer(line):
        kind = match.lastgroup or ""
        if kind == "stop":
            if words:
                yield tuple(words)
            words = []
        else:
            words.append(_token(kind, match))
    if words:
        yield tuple(words)


def _token(kind: str, match: re.Match[str]) -> Token:
    said = match[kind]
    if kind == "number":
        return Token(NUMBER, said, said)
    if kind == "own":
        return Token("OWN", said, "'s")
    if kind == "word":
        return Token(NAME, said, plain(said))
    if kind == "sign":
        return Token(_SIGNS.get(said, "SIGN"), said, said)
    return Token(QUOTED, said, said)


def _statement(node: _Node, lexicon: Lexicon) -> Statement:
    return Statement(
        tuple(_polite(_spoken(node.words, lexicon), lexicon)),
        tuple(_statement(one, lexicon) for one in node.below),
    )


def _spoken(words: list[Token], lexicon: Lexicon) -> list[Token]:
    """Give phrases their symbols, the longest first."""
    out: list[Token] = []
    at = 0
    while at < len(words):
        for length in range(min(6, len(words) - at), 0, -1):
            part = words[at : at + length]
            symbol = lexicon.phrases.get(tuple(one.plain for one in part))
            if symbol and all(one.symbol in (NAME, NUMBER) for one in part):
                text = " ".join(one.text for one in part)
                out.append(Token(symbol, text, " ".join(one.plain for one in part)))
                at += length
                break
        else:
            out.append(words[at])
            at += 1
    return out


def _polite(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    """Drop what is only polite, at both ends."""
    while cut := _cut(tokens, lexicon.openings, at_end=False):
        tokens = tokens[cut:]
        asked = tokens[:1] and tokens[0].symbol == "COMMA"
        tokens = tokens[1:] if asked else tokens
    while tokens and tokens[-1].symbol == "MARK" and len(tokens) > 3:
        tokens = tokens[:-1]
    while cut := _cut(tokens, lexicon.closings, at_end=True):
        tokens = tokens[:-cut]
        tokens = tokens[:-1] if tokens and tokens[-1].symbol == "COMMA" else tokens
    return tokens


def _cut(tokens: list[Token], phrases: frozenset[tuple[str, ...]], *, at_end: bool) -> int:
    """Return how many tokens at an end are one of the phrases, if something else is left."""
    for length in range(min(7, len(tokens) - 1), 0, -1):
        part = tokens[-length:] if at_end else tokens[:length]
        words = tuple(word for one in part for word in one.plain.split())
        if words in phrases and QUOTED not in {one.symbol for one in part}:
            return length
    return 0
