"""Facts of DDL: what an in-memory SQLite makes of it, with lines found in the text."""

import re
import sqlite3
from collections.abc import Iterator

from baesc.knowledge.facts.databases import Databases, NameTakenError, made
from baesc.knowledge.facts.dialect import Part, bare, closing, statements
from baesc.knowledge.facts.kinds import UNKNOWN, Facts, Statement
from baesc.knowledge.facts.schema_kinds import (
    Check,
    Column,
    ForeignKey,
    Index,
    PrimaryKey,
    Table,
)
from baesc.knowledge.facts.sql_text import chooses
from baesc.knowledge.facts.sql_values import check_of, number, sql_type

_NO_FUNCTION = re.compile(r"no such function: (\w+)|unknown function: (\w+)")
_MAX_REPAIRS = 20
_DDL = frozenset({"CREATE", "ALTER", "DROP"})
_OF_NO_MATTER = frozenset({"PRAGMA", "BEGIN", "COMMIT", "SET", "COMMENT", "ANALYZE"})


class NotSqlError(ValueError):
    """The text is not DDL that SQLite takes; `line` is where it stops."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def sql_facts(text: str, *, postgresql: bool = False, any_sql: bool = False) -> Facts:
    """Return the facts of DDL; NotSqlError where SQLite does not take it.

    With `any_sql`, what is no DDL may stand beside it, and is never run.
    """
    parts = [
        part
        for part in statements(text, postgresql=postgresql)
        if part.pieces[0][0].upper() not in _OF_NO_MATTER
    ]
    others = [part for part in parts if any_sql and _first(part) not in _DDL]
    if others:
        parts = [part for part in parts if _first(part) in _DDL]
    databases = Databases(is_simple=all(map(_is_simple, parts)))
    schema = _Schema(parts, postgresql=postgresql)
    try:
        for part in parts:
            kind, name = made(part)
            connection = databases.for_statement(part, kind, name)
            if connection is not None:
                if any_sql:
                    schema.keep_dropped(connection, part)
                _run(connection, part)
        found = schema.facts(databases.connections)
        if others:
            found["statement"] = [
                Statement(one.line, "", _first(one), one.text, "literal", chooses(one.text))
                for one in others
            ]
        return found
    except NameTakenError as exc:
        raise NotSqlError(str(exc), exc.line) from exc
    finally:
        databases.close()


def _first(part: Part) -> str:
    return part.pieces[0][0].upper()


def _is_simple(part: Part) -> bool:
    """Tell whether a statement needs no table but the one that it names."""
    return made(part)[0] != "other" and not any(word.upper() == "SELECT" for word, _ in part.pieces)


def _run(connection: sqlite3.Connection, part: Part) -> None:
    first, second = [piece.upper() for piece, _ in (*part.pieces, ("", 0))[:2]]
    if first not in _DDL or second in {"DATABASE", "VIRTUAL"}:
        raise NotSqlError(f"{first} has no place in a schema", part.line)
    for _ in range(_MAX_REPAIRS):
        try:
            connection.execute(part.text)
        except sqlite3.OperationalError as exc:
            missing = _NO_FUNCTION.search(str(exc))
            if not missing:
                raise NotSqlError(str(exc), _line_of_fault(part, str(exc))) from exc
            # The function is the database's own; what it returns plays no part here.
            name = missing[1] or missing[2]
            connection.create_function(name, -1, lambda *_: None, deterministic=True)
        except (sqlite3.Error, sqlite3.Warning, ValueError) as exc:
            raise NotSqlError(str(exc), part.line) from exc
        else:
            return
    raise NotSqlError("too many unknown functions", part.line)


def _line_of_fault(part: Part, message: str) -> int:
    near = re.search(r'near "(.*?)"', message)
    if near:
        for piece, line in part.pieces:
            if piece == near[1]:
                return line
    return part.line


class _Schema:
    """Reads a schema back through PRAGMA; the pieces give the lines."""

    connection: sqlite3.Connection

    def __init__(self, parts: list[Part], *, postgresql: bool) -> None:
        self.postgresql = postgresql
        self.parts: dict[tuple[str, str], Part] = {}
        self.found: Facts = {}
        # What another table is renamed to: the usual way to alter a table in SQLite.
        self.renamed: set[str] = set()
        for part in parts:
            words = [bare(word).casefold() for word, _ in part.pieces[-3:]]
            if words[:2] == ["rename", "to"]:
                self.renamed.add(words[2])
            kind, name = made(part)
            self.parts.setdefault((kind, name.casefold()), part)

    def facts(self, connections: list[sqlite3.Connection]) -> Facts:
        for connection in connections:
            self.connection = connection
            rows = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' "
                "AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY rowid"
            )
            for name in [row[0] for row in rows]:
                self.table(name)
        return self.found

    def keep_dropped(self, connection: sqlite3.Connection, part: Part) -> None:
        """Read a table that a statement drops for good: until then it is one of the schema."""
        words = [bare(word).casefold() for word, _ in part.pieces]
        if words[:2] != ["drop", "table"] or len(words) < 3:
            return
        name = words[4] if words[2:4] == ["if", "exists"] and len(words) > 4 else words[2]
        if ("table", name) in self.parts and name not in self.renamed:
            self.connection = connection
            if self.pragma("table_info", name):
                self.table(name)

    def pragma(self, pragma: str, name: str) -> list[tuple[object, ...]]:
        query = f"SELECT * FROM pragma_{pragma}(?)"  # noqa: S608 - the pragma is ours
        return self.connection.execute(query, (name,)).fetchall()

    def table(self, name: str) -> None:
        part = self.parts.get(("table", name.casefold())) or Part("", 1, ())
        add = self.found.setdefault
        rows = self.pragma("table_info", name)
        add("table", []).append(Table(part.line, name, tuple(str(row[1]) for row in rows)))
        keys = sorted((int(str(row[5])), str(row[1])) for row in rows if row[5])
        key = tuple(column for _, column in keys)
        lines = _column_lines(part, {str(row[1]) for row in rows})
        numbered = _numbered(part)
        for row in rows:
            column, primary = str(row[1]), key == (str(row[1]),)
            # SQLite takes NULL in a key but for the one that stands for the row's number.
            is_row_number = primary and str(row[2]).upper() == "INTEGER"
            add("column", []).append(
                Column(
                    line=lines.get(column, part.line),
                    table=name,
                    name=column,
                    type=sql_type(str(row[2])),
                    required=bool(row[3]) or (column in key and (self.postgresql or is_row_number)),
                    primary=primary,
                    owner="",
                    attribute="",
                    python="",
                    default=_default(row[4]),
                    defaulted=row[4] is not None,
                    updated="",
                    generated=column in numbered,
                )
            )
        if key:
            line = lines.get(key[0], part.line)
            add("primary_key", []).append(PrimaryKey(line, name, key))
        indexes = list(self.indexes(name, part))
        add("index", []).extend(indexes)
        self.foreign_keys(
            name,
            part,
            lines,
            [*(one.columns for one in indexes if one.columns is not UNKNOWN), key],
        )
        for check in _checks(part, name, [str(row[1]) for row in rows]):
            add("check", []).append(check)

    def indexes(self, table: str, part: Part) -> Iterator[Index]:
        for row in self.pragma("index_list", table):
            name, unique, partial = str(row[1]), bool(row[2]), bool(row[4])
            if row[3] == "pk":
                continue
            columns = [str(one[2]) for one in self.pragma("index_info", name) if one[2] is not None]
            made = self.parts.get(("index", name.casefold()), part)
            yield Index(made.line, table, name, tuple(columns), unique and not partial)

    def foreign_keys(
        self, table: str, part: Part, lines: dict[str, int], indexed: list[tuple[str, ...]]
    ) -> None:
        grouped: dict[object, list[tuple[object, ...]]] = {}
        for row in self.pragma("foreign_key_list", table):
            grouped.setdefault(row[0], []).append(row)
        for rows in reversed(grouped.values()):
            columns = tuple(str(row[3]) for row in sorted(rows, key=lambda row: int(str(row[1]))))
            width = len(columns)
            self.found.setdefault("foreign_key", []).append(
                ForeignKey(
                    line=lines.get(columns[0], part.line),
                    table=table,
                    columns=columns,
                    target=str(rows[0][2]),
                    refers=self.referred(rows),
                    on_delete=str(rows[0][6]).lower(),
                    indexed=any(set(one[:width]) == set(columns) for one in indexed),
                )
            )

    def referred(self, rows: list[tuple[object, ...]]) -> tuple[str, ...]:
        """Return the columns that a foreign key names, else the key of its target."""
        named = [row[4] for row in sorted(rows, key=lambda row: int(str(row[1])))]
        if all(named):
            return tuple(map(str, named))
        keys = [row for row in self.pragma("table_info", str(rows[0][2])) if row[5]]
        return tuple(str(row[1]) for row in sorted(keys, key=lambda row: int(str(row[5]))))


def _default(value: object) -> str:
    """Return a default without quotes; `CURRENT_TIMESTAMP` and other expressions as written."""
    text = "" if value is None else str(value).strip()
    while text[:1] == "(" and text[-1:] == ")":
        text = text[1:-1].strip()
    if text[:1] == "'" and text[-1:] == "'":
        return text[1:-1].replace("''", "'")
    return number(text.replace("- ", "-"))


def _numbered(part: Part) -> set[str]:
    """Return the columns whose values the database counts up, never using one twice."""
    found = set()
    name, before = "", ""
    depth = 0
    for piece, _ in part.pieces:
        if depth == 1 and before in {"(", ","}:
            name = bare(piece)
        elif piece.upper() in {"AUTOINCREMENT", "SERIAL", "BIGSERIAL", "IDENTITY"}:
            found.add(name)
        depth += (piece == "(") - (piece == ")")
        before = piece
    return found


def _column_lines(part: Part, names: set[str]) -> dict[str, int]:
    """Return the line on which each column is defined: where its name follows `(` or `,`."""
    by_folded = {name.casefold(): name for name in names}
    found: dict[str, int] = {}
    depth = 0
    before = ""
    for piece, line in part.pieces:
        if depth == 1 and before in {"(", ","}:
            name = by_folded.get(bare(piece).casefold())
            if name is not None:
                found.setdefault(name, line)
        depth += (piece == "(") - (piece == ")")
        before = piece
    return found


def _checks(part: Part, table: str, columns: list[str]) -> Iterator[Check]:
    by_folded = {name.casefold(): name for name in columns}
    words = [piece for piece, _ in part.pieces]
    for at, (piece, line) in enumerate(part.pieces):
        if piece.upper() == "CHECK" and words[at + 1 : at + 2] == ["("]:
            inside = words[at + 2 : closing(words, at + 1)]
            yield check_of(line, table, inside, by_folded)
