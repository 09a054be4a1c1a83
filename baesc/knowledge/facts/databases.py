"""In-memory SQLite databases that DDL runs in.

SQLite looks through its whole schema for each statement, so that a thousand tables in one database
take seconds. Tables that need no other are spread over several; names stay unique over all.
"""

import sqlite3

from baesc.knowledge.facts.dialect import Part, bare

_MOST_TABLES = 50
_MAX_STEPS = 200_000


class NameTakenError(ValueError):
    """Two statements make a table or an index of one name; `line` is the second one's."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class Databases:
    """Those of one text; `is_simple` if no statement needs a table that it does not name."""

    def __init__(self, *, is_simple: bool) -> None:
        self.connections = [_connected()]
        self._is_simple = is_simple
        self._tables: dict[str, sqlite3.Connection] = {}
        self._taken: set[str] = set()

    def close(self) -> None:
        """Close all."""
        for connection in self.connections:
            connection.close()

    def for_statement(self, part: Part, kind: str, name: str) -> sqlite3.Connection | None:
        """Return where a statement shall run; None for one that makes what is there already."""
        if not self._is_simple:
            return self.connections[-1]
        folded = name.casefold()
        if folded in self._taken:
            if any(word.upper() == "EXISTS" for word, _ in part.pieces[:7]):
                return None
            raise NameTakenError(f"there is already a table or index named {name}", part.line)
        self._taken.add(folded)
        if kind == "index":
            return self._tables.get(_indexed_table(part).casefold(), self.connections[-1])
        if len(self._tables) == _MOST_TABLES * len(self.connections):
            self.connections.append(_connected())
        self._tables[folded] = self.connections[-1]
        return self.connections[-1]


def _connected() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.set_progress_handler(lambda: 1, _MAX_STEPS)
    return connection


def made(part: Part) -> tuple[str, str]:
    """Return what a CREATE statement makes, and its name."""
    words = [piece for piece, _ in part.pieces[:8]]
    upper = [word.upper() for word in words]
    for kind in ("TABLE", "INDEX"):
        if upper[:1] == ["CREATE"] and kind in upper[1:4]:
            at = upper.index(kind) + 1
            if upper[at : at + 3] == ["IF", "NOT", "EXISTS"]:
                at += 3
            if at < len(words):
                return kind.lower(), bare(words[at])
    return "other", ""


def _indexed_table(part: Part) -> str:
    words = [piece for piece, _ in part.pieces[:12]]
    places = [at for at, word in enumerate(words[:-1]) if word.upper() == "ON"]
    return bare(words[places[0] + 1]) if places else ""
