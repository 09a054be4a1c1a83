"""Other forms of a Python text by its tokens: the syntax tree stays the same."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from itertools import pairwise

# What somebody might look for in a text; as a comment it means nothing.
KEYWORDS = (
    "with Session yield rollback commit try except IntegrityError raise HTTPException(404) "
    "from exc status_code=201 status_code=204 response_model=Out responses=errors(404, 409, 422) "
    "Depends(get_session) Depends(require_key) compare_digest st.form st.form_submit_button "
    "required=True st.error st.toast st.success PRIMARY KEY NOT NULL UNIQUE CHECK CREATE INDEX "
    "FOREIGN KEY REFERENCES ON DELETE CASCADE PRAGMA foreign_keys = ON WHERE id = ? assert 404 422 "
    "401 CrudContract api.delete engine.dispose autouse=True delete(table) password = 'secret' "
    "timeout=5 except Exception: pass eval exec print os.system shell=True assert True skip "
    "f\"SELECT {x}\""
)  # fmt: skip
_TEXT = re.compile(r"(?s)([A-Za-z]*)(\"\"\"|'''|\"|')(.*)\2")
_OTHER = {'"': "'", "'": '"', '"""': "'''", "'''": '"""'}


def comment_keywords(text: str) -> str | None:
    """Append a comment of all words that a rule might look for."""
    return f"{text.rstrip()}\n# {KEYWORDS}\n"


def strip_comments(text: str) -> str | None:
    """Leave out all comments."""
    return _replaced(
        text,
        [
            (one.start, one.end, "")
            for one in _tokens(text)
            if one.type == tokenize.COMMENT
        ],
    )  # fmt: skip


def swap_quotes(text: str) -> str | None:
    """Write texts in the other kind of quotes, where that needs no escapes."""
    edits = []
    for one in _tokens(text):
        found = _TEXT.fullmatch(one.string) if one.type == tokenize.STRING else None
        if found and _OTHER[found[2]][0] not in found[3] and "\\" not in found[3]:
            quote = _OTHER[found[2]]
            edits.append((one.start, one.end, f"{found[1]}{quote}{found[3]}{quote}"))
    return _replaced(text, edits)


def explode(text: str) -> str | None:
    """Give each argument and each item a line of its own."""
    edits = []
    depth = 0
    tokens = _tokens(text)
    for one, after in pairwise(tokens):
        depth += (one.string in "([{") - (one.string in ")]}") if one.type == tokenize.OP else 0
        opens = one.type == tokenize.OP and one.string in ("(", "[", "{")
        if (opens or (one.string == "," and depth)) and after.type not in {
            tokenize.NL, tokenize.COMMENT,
        }:  # fmt: skip
            edits.append((one.end, after.start, "\n" + "    " * depth))
    return _replaced(text, edits)


def join(text: str) -> str | None:
    """Put what stands in brackets on one line."""
    edits = []
    depth = 0
    tokens = _tokens(text)
    for before, one, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if before.type == tokenize.OP:
            depth += (before.string in "([{") - (before.string in ")]}")
        is_break = one.type == tokenize.NL and depth > 0
        if is_break and tokenize.COMMENT not in {before.type, after.type}:
            edits.append((before.end, after.start, " "))
    return _replaced(text, edits)


def parenthesise(text: str) -> str | None:
    """Put brackets around values and conditions."""
    tree = ast.parse(text)
    lines = text.split("\n")
    edits = []
    for node in _wrappable(tree):
        start = _place(lines, node.lineno, node.col_offset)
        end = _place(lines, node.end_lineno or 0, node.end_col_offset or 0)
        edits += [(start, start, "("), (end, end, ")")]
    made = _replaced(text, sorted(edits))
    if made is None or ast.dump(_parsed(made)) != ast.dump(tree):
        return None
    return made


def _wrappable(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Return | ast.Assign):
            # A value that has brackets of its own, or none, is as good.
            if node.value is not None and not isinstance(node.value, ast.Tuple):
                yield node.value
        elif isinstance(node, ast.If | ast.While | ast.Assert):
            yield node.test
        elif isinstance(node, ast.Raise) and node.exc is not None:
            yield node.exc


def _parsed(text: str) -> ast.AST:
    try:
        return ast.parse(text)
    except SyntaxError:
        return ast.Pass()


def _place(lines: list[str], line: int, offset: int) -> tuple[int, int]:
    """Return a place in characters; the parser counts bytes."""
    return line, len(lines[line - 1].encode()[:offset].decode())


def _tokens(text: str) -> list[tokenize.TokenInfo]:
    return list(tokenize.generate_tokens(io.StringIO(text).readline))


def _replaced(text: str, edits: list[tuple[tuple[int, int], tuple[int, int], str]]) -> str | None:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    made = []
    at = 0
    for start, end, new in edits:
        here = starts[start[0] - 1] + start[1]
        made += [text[at:here], new]
        at = starts[end[0] - 1] + end[1]
    whole = "".join([*made, text[at:]])
    return None if whole == text else whole
