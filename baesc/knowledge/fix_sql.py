"""Edits of SQL: words at the end of the definition of a column."""

from baesc.knowledge.facts.dialect import bare, located
from baesc.knowledge.fix_places import Change
from baesc.records.verdict import Fix

_Piece = tuple[str, int]


def add_words(text: str, fix: Fix, words: str) -> list[Change] | None:
    """Put words at the end of the definition of a column, or of its foreign key."""
    found = _definition(text, fix)
    if not found:
        return None
    piece, start = found[-1]
    end = start + len(piece)
    return [Change(end, end, f" {words}")]


def delete_words(text: str, fix: Fix, words: str) -> list[Change] | None:
    """Leave words out of the definition of a column, or of its foreign key."""
    found = _definition(text, fix)
    wanted = words.upper().split()
    upper = _words(found)
    for at in range(1, len(found) - len(wanted) + 1):
        if upper[at : at + len(wanted)] == wanted:
            before, after = found[at - 1], found[at + len(wanted) - 1]
            return [Change(before[1] + len(before[0]), after[1] + len(after[0]), "")]
    return None


def _definition(text: str, fix: Fix) -> list[_Piece]:
    """Return the pieces of a definition with their offsets."""
    pieces = located(text)
    column = fix.name.casefold()
    for at, (piece, start) in enumerate(pieces):
        follows = at > 0 and pieces[at - 1][0] in {"(", ","}
        is_there = text.count("\n", 0, start) + 1 == fix.line
        if follows and is_there and bare(piece).casefold() == column:
            found = _until_end(pieces[at:])
            is_key = fix.kind == "foreign_key" and "REFERENCES" not in _words(found)
            return _constraint(pieces[at:], column) if is_key else found
    return []


def _constraint(pieces: list[_Piece], column: str) -> list[_Piece]:
    """Return the pieces of `FOREIGN KEY (column) REFERENCES ...` further on in the table."""
    words = _words(pieces)
    end = words.index(";") if ";" in words else len(words)
    wanted = ["FOREIGN", "KEY", "("]
    for at in range(end - len(wanted)):
        if words[at : at + 3] == wanted and bare(pieces[at + 3][0]).casefold() == column:
            return _until_end(pieces[at:end])
    return []


def _words(pieces: list[_Piece]) -> list[str]:
    return [piece.upper() for piece, _ in pieces]


def _until_end(pieces: list[_Piece]) -> list[_Piece]:
    depth = 0
    for at, (piece, _) in enumerate(pieces):
        if depth == 0 and piece in {",", ")", ";"}:
            return pieces[:at]
        depth += (piece == "(") - (piece == ")")
    return []
