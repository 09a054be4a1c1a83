"""SQL text as statements that SQLite takes, with the line of each piece."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

# One piece: a comment, a text, a quoted name, a word, white space, or any other character.
_PIECE = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|[^\W\d]\w*"
    r"|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\s+|::|<=|>=|<>|!=|==|\|\||.",
    re.DOTALL,
)


# A piece and its line.
Piece = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Part:
    """One statement: its text for SQLite, the line it starts on, its pieces with their lines."""

    text: str
    line: int
    pieces: tuple[Piece, ...]


def statements(text: str, *, postgresql: bool) -> list[Part]:
    """Cut a text into statements; PostgreSQL's own forms become SQLite's."""
    cut = list(_cut(text))
    if postgresql:
        cut = _folded(cut)
    return [_part(pieces, postgresql=postgresql) for pieces in cut]


def comments(text: str) -> Iterator[tuple[int, str]]:
    """Yield the comments of a text, each with the line where it starts."""
    line = 1
    for found in _PIECE.finditer(text):
        if found[0].startswith(("--", "/*")):
            yield line, found[0]
        line += found[0].count("\n")


def located(text: str) -> list[tuple[str, int]]:
    """Return the pieces of a text but comments and white space, with their offsets."""
    return [
        (found[0], found.start())
        for found in _PIECE.finditer(text)
        if not found[0].isspace() and not found[0].startswith(("--", "/*"))
    ]


def _cut(text: str) -> Iterator[list[Piece]]:
    pieces: list[Piece] = []
    line = 1
    for found in _PIECE.finditer(text):
        piece = found[0]
        if piece == ";":
            if pieces:
                yield pieces
            pieces = []
        elif not piece.isspace() and not piece.startswith(("--", "/*")):
            pieces.append((piece, line))
        line += piece.count("\n")
    if pieces:
        yield pieces


def _folded(cut: list[list[Piece]]) -> list[list[Piece]]:
    """Move constraints that `ALTER TABLE t ADD` adds into the table's own statement."""
    tables: dict[str, list[Piece]] = {}
    kept = []
    for pieces in cut:
        words = [word.upper() for word, _ in pieces if word.upper() != "ONLY"]
        name, added = _added(words)
        table = tables.get(name)
        if added and table is not None and table[-1][0] == ")":
            constraint = pieces[-added:]
            table[-1:] = [(",", constraint[0][1]), *constraint, table[-1]]
            continue
        if words[:2] == ["CREATE", "TABLE"]:
            start = 5 if words[2:3] == ["IF"] else 2
            tables["".join(words[start : words.index("(")] if "(" in words else [])] = pieces
        kept.append(pieces)
    return kept


def _added(words: list[str]) -> tuple[str, int]:
    """Return the table of `ALTER TABLE t ADD constraint`, and how many pieces the latter has."""
    if words[:2] == ["ALTER", "TABLE"] and "ADD" in words:
        at = words.index("ADD")
        if words[at + 1 : at + 2] in (
            ["CONSTRAINT"],
            ["FOREIGN"],
            ["UNIQUE"],
            ["PRIMARY"],
            ["CHECK"],
        ):
            return "".join(words[2:at]), len(words) - at - 1
    return "", 0


def _part(pieces: list[Piece], *, postgresql: bool) -> Part:
    words = [piece for piece, _ in pieces]
    text = " ".join(_to_sqlite(words) if postgresql else words)
    return Part(text, pieces[0][1], tuple(pieces))


_CAST_WORDS = frozenset({"character", "varying", "double", "precision", "timestamp", "time"})


def _to_sqlite(words: list[str]) -> list[str]:
    """Return PostgreSQL's pieces without what SQLite lacks: casts, zones, `~`, bare calls..."""
    out: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        upper = word.upper()
        if word == "::":
            at = _after_type(words, at + 1)
            continue
        if upper == "GENERATED":
            at = _after_identity(words, at)
            continue
        if upper == "AT" and [one.upper() for one in words[at + 1 : at + 3]] == ["TIME", "ZONE"]:
            at += 4
            continue
        if upper == "EXTRACT" and words[at + 1 : at + 2] == ["("]:
            # Which part it takes out makes no difference to what reads it.
            out += ["length", "("]
            at += 4
            continue
        if word == "~":
            if out and out[-1] == "!":
                out[-1:] = ["NOT"]
            if at + 1 < len(words) and words[at + 1] == "*":
                at += 1
            word = "REGEXP"
        elif upper == "DEFAULT" and words[at + 2 : at + 3] == ["("] and words[at + 1] != "(":
            end = closing(words, at + 2)
            out += ["DEFAULT", "(", *_to_sqlite(words[at + 1 : end + 1]), ")"]
            at = end + 1
            continue
        elif upper == "USING" and out and words[at + 2 : at + 3] == ["("]:
            at += 2
            continue
        out.append(word)
        at += 1
    return out


def _after_type(words: list[str], at: int) -> int:
    at += 1
    while at < len(words) and words[at].lower() in _CAST_WORDS:
        at += 1
    if at < len(words) and words[at] == "(":
        at = closing(words, at) + 1
    while words[at : at + 2] == ["[", "]"]:
        at += 2
    return at


def _after_identity(words: list[str], at: int) -> int:
    while at < len(words) and words[at].upper() != "IDENTITY":
        at += 1
    at += 1
    return closing(words, at) + 1 if at < len(words) and words[at] == "(" else at


def closing(words: list[str], at: int) -> int:
    """Return the place of the bracket that closes the one at `at`."""
    depth = 0
    for place in range(at, len(words)):
        depth += (words[place] == "(") - (words[place] == ")")
        if not depth:
            return place
    return len(words) - 1


def bare(piece: str) -> str:
    """Return a name without its quotes."""
    if len(piece) > 1 and piece[0] in '"`':
        return piece[1:-1].replace(piece[0] * 2, piece[0])
    return piece
