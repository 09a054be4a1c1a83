"""Variations: another text that means the same. What judges it must judge it the same."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from tokenize import TokenError

from baesc.proof import variants_names as names
from baesc.proof import variants_sql as sql
from baesc.proof import variants_tokens as tokens
from baesc.proof import variants_tree as tree


@dataclass(frozen=True, slots=True)
class Variation:
    """A change of form; `of` returns None where there is nothing to vary."""

    id: str
    doc: str
    language: str
    of: Callable[[str], str | None]


def _python(id_: str, of: Callable[[str], str | None]) -> Variation:
    return Variation(id_, (of.__doc__ or "").strip(), "python", of)


def _sql(id_: str, of: Callable[[str], str | None]) -> Variation:
    return Variation(id_, (of.__doc__ or "").strip(), "sql", of)


VARIATIONS: tuple[Variation, ...] = (
    _python("reformat", tree.reformat),
    _python("explode-brackets", tokens.explode),
    _python("join-brackets", tokens.join),
    _python("swap-quotes", tokens.swap_quotes),
    _python("strip-comments", tokens.strip_comments),
    _python("comment-keywords", tokens.comment_keywords),
    _python("parenthesise", tokens.parenthesise),
    _python("rename-locals", names.rename_locals),
    _python("alias-imports", names.alias_imports),
    _python("reorder-functions", names.reorder),
    _python("sort-keywords", tree.sort_keywords),
    _python("except-tuple", tree.except_tuples),
    _python("status-name", tree.status_names),
    _python("status-member", tree.status_members),
    _python("name-arguments", tree.named_arguments),
    _python("optional-type", tree.optional_types),
    _python("empty-f-string", tree.empty_f_strings),
    _python("plain-string", tree.plain_strings),
    _sql("recase-words", sql.lower_words),
    _sql("spread-pieces", sql.spread),
    _sql("join-lines", sql.join),
    _sql("strip-sql-comments", sql.strip_comments),
    _sql("comment-sql-keywords", sql.comment_keywords),
    _sql("quote-names", sql.quote_names),
    _sql("reorder-indexes", sql.reorder_indexes),
)

_LANGUAGES = {".py": "python", ".sql": "sql"}


def variants_of(path: str, text: str) -> Iterator[tuple[Variation, str]]:
    """Yield the other forms of a file; none of one that does not parse."""
    language = _LANGUAGES.get(PurePosixPath(path).suffix, "")
    yield from _varied(language, text)


@lru_cache(maxsize=256)
def _varied(language: str, text: str) -> tuple[tuple[Variation, str], ...]:
    if language == "python" and not _parses(text):
        return ()
    found = []
    for one in VARIATIONS:
        varied = _applied(one, text) if one.language == language else None
        # A file of comments alone would be an empty one, and that means something.
        if varied is not None and varied != text and varied.strip():
            found.append((one, varied))
    return tuple(found)


def _applied(variation: Variation, text: str) -> str | None:
    try:
        return variation.of(text)
    except (TokenError, IndentationError, RecursionError):
        # The tokenizer is stricter than the parser, and a deep tree cannot be printed.
        return None


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
