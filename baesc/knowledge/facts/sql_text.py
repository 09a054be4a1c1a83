"""SQL inside Python: which text a call runs, and how that text is made."""

import ast
import re
from typing import NamedTuple

from baesc.knowledge.facts.kinds import UNKNOWN, Call, Statement, Unknown
from baesc.knowledge.facts.text import dotted

RUNS_SQL = frozenset({
    "execute", "executemany", "executescript", "exec_driver_sql", "text", "literal_column",
    "read_sql", "read_sql_query", "where", "having", "order_by", "group_by", "scalar", "scalars",
    "filter", "TextClause", "DDL",
})  # fmt: skip
# What takes texts of its own kind, too: only a text made of values says that SQL is meant.
_CLAUSES = frozenset({"where", "having", "order_by", "group_by", "filter", "scalar", "scalars"})
_WHERE = re.compile(r"\bWHERE\b(?!\s+(?:1\s*=\s*1|TRUE|1)\s*(?:;|$))", re.IGNORECASE)
_SAME = frozenset({"strip", "lstrip", "rstrip", "dedent", "upper", "lower", "cleandoc"})


class Made(NamedTuple):
    """A text as far as it is known, and how it is made: literal, formatted or unknown."""

    text: str
    how: str


_OPEN = Made("", "unknown")


def statement_of(
    node: ast.Call, call: Call, texts: dict[str, Made], *, is_sql_text: bool
) -> Statement | None:
    """Return the SQL that a call is handed, when its first argument is text.

    `is_sql_text` tells that a bare `text(...)` is the one of SQLAlchemy.
    """
    if call.last == "text" and not _is_text(call.name, is_sql_text=is_sql_text):
        return None
    made = made_of(node.args[0], texts)
    if made is None or (call.last in _CLAUSES and made.how == "literal"):
        return None
    how: str | Unknown = UNKNOWN if made.how == "unknown" else made.how
    verb, *_ = [*made.text.split(None, 1), ""]
    return Statement(
        line=node.lineno,
        function=call.function,
        verb=verb.upper(),
        text=made.text,
        made=how,
        where=chooses(made.text),
    )


def _is_text(name: str, *, is_sql_text: bool) -> bool:
    receiver = name.rpartition(".")[0]
    return receiver in {"sqlalchemy", "sa", "sqlalchemy.sql", "sqlmodel"} or (
        not receiver and is_sql_text
    )


def made_of(node: ast.expr | None, texts: dict[str, Made]) -> Made | None:
    """Return a text with how it is made; None for what is no text as far as can be told."""
    match node:
        case ast.Constant(value=str(text)):
            return Made(text, "literal")
        case ast.Name(id=name):
            return texts.get(name)
        case ast.JoinedStr(values=values):
            return _joined([_part(one, texts) for one in values])
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _added(made_of(left, texts), made_of(right, texts))
        case ast.BinOp(left=left, op=ast.Mult()):
            return made_of(left, texts)
        case ast.BinOp(left=left, op=ast.Mod(), right=right):
            return _filled(made_of(left, texts), [right], texts)
        case ast.IfExp(body=body, orelse=orelse):
            parts = [made_of(body, texts), made_of(orelse, texts)]
            found = [one for one in parts if one is not None]
            return _joined(found)._replace(text=found[0].text) if found else None
        case ast.Call(func=ast.Attribute(value=value, attr=name), args=args):
            return _called(node, name, value, args, texts)
        case ast.Call(func=ast.Name(id="str"), args=[ast.Constant(value=value)]):
            return Made(str(value), "literal")
    return None


def _part(node: ast.expr, texts: dict[str, Made]) -> Made:
    if not isinstance(node, ast.FormattedValue):
        return made_of(node, texts) or Made("", "formatted")
    if isinstance(node.value, ast.Constant):
        return Made(str(node.value.value), "literal")
    known = made_of(node.value, texts)
    if known is not None:
        return known
    # A constant of another module cannot be told from a value of a caller.
    if isinstance(node.value, ast.Name | ast.Attribute) and _is_constant(node.value):
        return _OPEN
    return Made("", "formatted")


def _is_constant(node: ast.expr) -> bool:
    name = dotted(node, {}).rpartition(".")[2]
    return name.isupper() or name == "__tablename__"


def _added(left: Made | None, right: Made | None) -> Made | None:
    if left is None and right is None:
        return None
    return _joined([one or Made("", "formatted") for one in (left, right)])


def _joined(parts: list[Made]) -> Made:
    hows = {one.how for one in parts}
    how = next((one for one in ("formatted", "unknown") if one in hows), "literal")
    return Made("".join([one.text for one in parts]), how)


def _filled(pattern: Made | None, values: list[ast.expr], texts: dict[str, Made]) -> Made | None:
    """Return a pattern that values are put into."""
    if pattern is None:
        return None
    given: list[ast.expr] = []
    for one in values:
        given += one.elts if isinstance(one, ast.Tuple) else [one]
    parts = [made_of(one, texts) for one in given if not isinstance(one, ast.Constant)]
    if not parts:
        return pattern
    return pattern._replace(how=_joined([one or Made("", "formatted") for one in parts]).how)


def _called(
    node: ast.expr, name: str, value: ast.expr, args: list[ast.expr], texts: dict[str, Made]
) -> Made | None:
    """Return the text that a method of a text makes."""
    keywords = [one.value for one in getattr(node, "keywords", [])]
    if name in {"format", "format_map", "replace", "substitute"}:
        pattern = made_of(value, texts)
        if pattern is None and isinstance(value, ast.Call):
            # `Template("...").substitute(...)`
            pattern = made_of(value.args[0], texts) if value.args else None
        return _filled(pattern, [*args, *keywords], texts)
    if name == "join" and args:
        return _join(made_of(value, texts), args[0], texts)
    if name in _SAME:
        return made_of(value, texts) or (made_of(args[0], texts) if args else None)
    return None


def _join(between: Made | None, parts: ast.expr, texts: dict[str, Made]) -> Made | None:
    if between is None:
        return None
    if isinstance(parts, ast.GeneratorExp | ast.ListComp):
        each = made_of(parts.elt, texts)
        return each or Made("", "formatted")
    if isinstance(parts, ast.List | ast.Tuple):
        return _joined([made_of(one, texts) or Made("", "formatted") for one in parts.elts])
    if isinstance(parts, ast.BinOp) and isinstance(parts.op, ast.Mult):
        return _join(between, parts.left, texts)
    return _OPEN


def appended(before: Made, node: ast.AugAssign, texts: dict[str, Made]) -> Made:
    """Return a text after `+=` or `%=`."""
    if isinstance(node.op, ast.Mod):
        return _filled(before, [node.value], texts) or before
    return _joined([before, made_of(node.value, texts) or Made("", "formatted")])


def chooses(sql: str) -> bool:
    """Tell whether a statement has a WHERE that does not hold for all rows."""
    return _WHERE.search(sql) is not None
