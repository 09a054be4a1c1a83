"""What templates may call: spellings of names, docstrings and literals of generated code."""

import re
import textwrap
import unicodedata
from collections.abc import Callable
from typing import Any

from baesc.knowledge.python_names import pascal_case, snake_case

WIDTH = 88
_SPACES = re.compile(r"\s+")
_PLAIN = re.compile(r"[A-Za-z0-9 _.,:;/@+%()<>=!?#&*~^$|{}\[\]`'-]*")

PYTHON_TYPES = {
    "string": "str",
    "text": "str",
    "integer": "int",
    "float": "float",
    "decimal": "Decimal",
    "boolean": "bool",
    "date": "date",
    "time": "time",
    "datetime": "datetime",
    "email": "str",
    "url": "str",
    "uuid": "UUID",
    "json": "Any",
}


def python_type(field_type: str) -> str:
    """Return the Python type of a field type; an enum has a class of its own."""
    return PYTHON_TYPES[field_type]


def width(text: str) -> int:
    """Return how many columns a text takes: wide characters take two."""
    if text.isascii():
        return len(text)
    return len(text) + sum(unicodedata.east_asian_width(char) in "WF" for char in text)


def one_line(text: str) -> str:
    """Return the text on one line, without control and other invisible characters."""
    shown = "".join(char if char.isprintable() else " " for char in text)
    return _SPACES.sub(" ", shown).strip()


def docstring(text: str, fallback: str = "", indent: int = 0) -> str:
    """Return a docstring with its quotes, from a summary on one line and wrapped paragraphs.

    A text whose first sentence is too long for one line, or no sentence at all, gets the
    fallback as its summary. Lines after the first are indented.
    """
    room = WIDTH - indent
    spare = _summary(_sentence(_escape(one_line(fallback))), room - 4)
    single = _sentence(_escape(one_line(text) or one_line(fallback)))
    quotes = 'r"""' if "\\" in single + spare else '"""'
    if len(quotes) + width(single) + 3 <= room and _starts_well(single):
        return f'{quotes}{single}"""'
    summary, rest = _split(single, room - len(quotes), spare)
    margin = " " * indent
    paragraphs = _paragraphs(text) if rest == single else [rest]
    body = f"\n{margin}\n".join(
        "\n".join(margin + line for line in _wrap(paragraph, room)) for paragraph in paragraphs
    )
    body = "\n".join(line.rstrip() for line in body.split("\n"))
    return f'{quotes}{summary}\n\n{body}\n{margin}"""'


def _paragraphs(text: str) -> list[str]:
    found = [one_line(part) for part in re.split(r"\n\s*\n", text)]
    return [_escape(part) for part in found if part]


def _split(text: str, room: int, fallback: str) -> tuple[str, str]:
    """Return a summary and what is left to say."""
    match = re.match(r"(.+?[.!?])\s+(?=\S)", text)
    if match and width(match[1]) <= room and _starts_well(text):
        return match[1], text[match.end() :]
    return fallback, text


def _summary(text: str, room: int) -> str:
    """Return a fallback as it fits into one line."""
    if not text[:1].isalnum():
        text = f"The {text}"
    if width(text) <= room:
        return text
    return textwrap.shorten(text, room * len(text) // width(text), placeholder="...")


def _wrap(text: str, room: int) -> list[str]:
    ways = (
        textwrap.wrap(text, columns, break_long_words=True, break_on_hyphens=False)
        for columns in range(room, room // 2 - 1, -1)
    )
    return next(lines for lines in ways if all(width(line) <= room for line in lines))


def _starts_well(text: str) -> bool:
    """Tell whether a text can be a summary: no quote at its start, not just a mark."""
    return text[0] not in "\"'" and any(char.isalnum() for char in text)


def _sentence(text: str) -> str:
    """End a text as a sentence: a docstring must not end in a quote or a backslash."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _escape(text: str) -> str:
    return text.replace('"""', "'''")


def quote(text: str) -> str:
    """Return a Python string literal in double quotes, raw where that reads better."""
    if "\\" in text and '"' not in text and text.isprintable() and not text.endswith("\\"):
        return f'r"{text}"'
    if _PLAIN.fullmatch(text):
        return f'"{text}"'
    parts: list[str] = []
    for char in text:
        if char in '"\\':
            parts.append(f"\\{char}")
        elif char.isprintable():
            parts.append(char)
        else:
            parts.append(repr(char)[1:-1])
    inner = "".join(parts)
    # Ruff and black prefer single quotes where they save backslashes.
    if '"' in text and text.count('"') > text.count("'"):
        swapped = inner.replace('\\"', '"').replace("'", "\\'")
        return f"'{swapped}'"
    return f'"{inner}"'


def literal(value: object, indent: int = 8) -> str:
    """Return a Python literal of plain values; a long text is broken over several lines."""
    if isinstance(value, str):
        whole = quote(value)
        room = max(WIDTH - indent - 2, 24)
        if width(whole) <= room:
            return whole
        margin = " " * indent
        parts = _pieces(value, room - 4)
        return "(\n" + "\n".join(f"{margin}{part}" for part in parts) + ")"
    if isinstance(value, tuple | list):
        inner = ", ".join(literal(item, indent + 4) for item in value)
        if isinstance(value, list):
            return f"[{inner}]"
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, dict):
        keys = ((literal(key, indent), item) for key, item in value.items())
        pairs = (f"{key}: {literal(item, indent + width(key) + 1)}" for key, item in keys)
        return "{" + ", ".join(pairs) + "}"
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    msg = f"no literal for {type(value).__name__}"
    raise TypeError(msg)


def _pieces(text: str, room: int) -> list[str]:
    """Cut a text into literals that each fit."""
    found: list[str] = []
    rest = text
    while rest:
        size = min(len(rest), room)
        cut = rest.rfind(" ", 0, size) + 1 if len(rest) > size else size
        size = cut or size
        while width(quote(rest[:size])) > room and size > 1:
            size = size * 2 // 3 or 1
            size = rest.rfind(" ", 0, size) + 1 or size
        found.append(quote(rest[:size]))
        rest = rest[size:]
    return found


def comment(text: str, indent: int = 0) -> str:
    """Return a text as comment lines; all but the first are indented."""
    lines = _wrap(one_line(text), WIDTH - indent - 2)
    return f"\n{' ' * indent}".join(f"# {line}" for line in lines)


def sql_name(name: str) -> str:
    """Return an SQL identifier in quotes: no word is reserved then."""
    return '"' + name.replace('"', '""') + '"'


def sql_text(text: str) -> str:
    """Return an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def toml_text(text: str) -> str:
    """Return a basic TOML string on one line."""
    shown = one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{shown}"'


FILTERS: dict[str, Callable[..., Any]] = {
    "snake_case": snake_case,
    "pascal_case": pascal_case,
    "python_type": python_type,
    "docstring": docstring,
    "comment": comment,
    "literal": literal,
    "quote": quote,
    "one_line": one_line,
    "sql_name": sql_name,
    "sql_text": sql_text,
    "toml_text": toml_text,
}
