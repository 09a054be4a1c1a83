"""Other forms of an SQL text."""

import re

from baesc.knowledge.facts import extract
from baesc.proof.variants_tokens import KEYWORDS

# A type and its size are one piece: what reads a schema back may know `VARCHAR(9)` only so.
_PIECE = re.compile(
    r"(?<!\w)[A-Za-z]+\(\d+(?:, *\d+)?\)|--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'"
    r"|\"(?:[^\"]|\"\")*\"|`[^`]*`|[^\W\d]\w*"
    r"|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\s+|::|<=|>=|<>|!=|==|\|\||.",
    re.DOTALL,
)
_WORDS = frozenset({
    "ACTION", "ADD", "ALTER", "AND", "AS", "ASC", "BEGIN", "BETWEEN", "BY", "CASCADE", "CASE",
    "CHAR", "CHARACTER", "CHECK", "COLLATE", "COLUMN", "COMMIT", "CONFLICT", "CONSTRAINT",
    "CREATE", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "DEFAULT", "DEFERRABLE",
    "DEFERRED", "DELETE", "DESC", "DROP", "ELSE", "END", "EXISTS", "FALSE", "FOREIGN", "FROM",
    "GENERATED", "GLOB", "IDENTITY", "IF", "IN", "INDEX", "INITIALLY", "INSERT", "INTO", "IS",
    "KEY", "LIKE", "NO", "NOT", "NULL", "ON", "OR", "PRAGMA", "PRIMARY", "REFERENCES",
    "REGEXP", "REPLACE", "RESTRICT", "SELECT", "SET", "STRICT", "TABLE", "THEN", "TO", "TRUE",
    "UNIQUE", "UPDATE", "USING", "VALUES", "VIEW", "WHEN", "WHERE", "WITH", "WITHOUT",
    "ALWAYS",
})  # fmt: skip
_TYPES = frozenset({
    "BIGINT", "BLOB", "BOOL", "BOOLEAN", "BYTEA", "DATE", "DATETIME", "DECIMAL", "DOUBLE",
    "FLOAT", "INT", "INTEGER", "JSON", "JSONB", "NUMERIC", "PRECISION", "REAL", "SMALLINT",
    "TEXT", "TIME", "TIMESTAMP", "TIMESTAMPTZ", "UUID", "VARCHAR", "VARYING", "ZONE",
})  # fmt: skip


def comment_keywords(text: str) -> str | None:
    """Append a comment of all words that a rule might look for."""
    return f"{text.rstrip()}\n-- {KEYWORDS}\n"


def strip_comments(text: str) -> str | None:
    """Leave out all comments."""
    return _unless_same(text, "".join(" " if _is_comment(one) else one for one in _pieces(text)))


def lower_words(text: str) -> str | None:
    """Write keywords in lower case."""
    # A name may be spelt like a keyword, but hardly in upper case. Types stay as they are: what
    # reads a schema back may know them in one case only.
    made = [one.lower() if one in _WORDS else one for one in _pieces(text)]
    return _unless_same(text, "".join(made))


def spread(text: str) -> str | None:
    """Put each piece on a line of its own."""
    return _unless_same(text, "\n".join(_bare(text)) + "\n")


def join(text: str) -> str | None:
    """Put everything on one line."""
    return _unless_same(text, " ".join(_bare(text)) + "\n")


def quote_names(text: str) -> str | None:
    """Put the names of tables, columns and indexes in quotes."""
    facts = extract("schema.sql", text).facts
    names = {
        fact.name
        for kind in ("table", "column", "index")
        for fact in facts.get(kind, ())
        if hasattr(fact, "name")
    }
    names = {one for one in names if one.upper() not in _WORDS | _TYPES and one.islower()}
    made = [f'"{one}"' if one in names else one for one in _pieces(text)]
    return _unless_same(text, "".join(made))


def reorder_indexes(text: str) -> str | None:
    """Turn around the statements that make indexes, at the end of the text."""
    statements = re.findall(r"(?is)(?:[^;']|'[^']*')+;", text)
    rest = text[sum(map(len, statements)) :]
    if rest.strip():
        return None
    at = len(statements)
    while at and re.match(r"(?i)\s*CREATE\s+(UNIQUE\s+)?INDEX\b", statements[at - 1]):
        at -= 1
    return _unless_same(text, "".join([*statements[:at], *reversed(statements[at:]), rest]))


def _unless_same(text: str, made: str) -> str | None:
    return None if made == text else made


def _pieces(text: str) -> list[str]:
    return [found[0] for found in _PIECE.finditer(text)]


def _is_comment(piece: str) -> bool:
    return piece.startswith(("--", "/*"))


def _bare(text: str) -> list[str]:
    return [one for one in _pieces(text) if not one.isspace() and not _is_comment(one)]
