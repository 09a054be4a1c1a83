"""Faults of what is done to the database: transactions, queries, sessions."""

import ast
from collections.abc import Callable, Iterator

from baesc.proof.code import Code, Edit, Edits, Operator
from baesc.proof.operators.edits import (
    call_statements,
    dropped,
    is_alone,
    keywords,
    last_name,
    receiver,
    replaced,
    rewritten,
    unnested,
    without_argument,
)
from baesc.proof.operators.web import SERVER

_SESSIONS = ("session", "db", "connection", "alone")
_TESTED = (*SERVER, "tests/*.py")


def _on_session(code: Code, *names: str) -> Iterator[tuple[ast.Expr, ast.Call]]:
    for statement, call in call_statements(code):
        if last_name(call) in names and receiver(call) in _SESSIONS:
            yield statement, call


def _drop_commit(code: Code) -> Iterator[Edits]:
    for statement, _ in _on_session(code, "commit"):
        yield dropped(code, statement)
        yield dropped(code, statement, code.text_of(statement))


def _alter_commit(code: Code) -> Iterator[Edits]:
    for statement, call in _on_session(code, "commit"):
        for other in ("flush", "rollback", "close"):
            yield replaced(code, statement, f"{code.text_of(call.func)[:-6]}{other}()")
        yield replaced(code, statement, code.text_of(call.func))


def _drop_rollback(code: Code) -> Iterator[Edits]:
    for statement, call in _on_session(code, "rollback"):
        yield dropped(code, statement)
        yield dropped(code, statement, code.text_of(statement))
        yield replaced(code, statement, code.text_of(call.func))


def _alter_rollback(code: Code) -> Iterator[Edits]:
    for statement, call in _on_session(code, "rollback"):
        for other in ("commit", "flush"):
            yield replaced(code, statement, f"{code.text_of(call.func)[:-8]}{other}()")


def _drop_write(code: Code) -> Iterator[Edits]:
    for statement, _ in _on_session(code, "add", "add_all", "delete", "merge", "flush"):
        yield dropped(code, statement)


def _drop_refresh(code: Code) -> Iterator[Edits]:
    for statement, _ in _on_session(code, "expunge_all", "refresh", "expire_all", "expire"):
        yield dropped(code, statement)


def _parts(code: Code, *names: str) -> Iterator[tuple[ast.Call, ast.expr]]:
    """Yield the parts of queries of these names, with what they are called on."""
    for call in code.all(ast.Call):
        if isinstance(call.func, ast.Attribute) and call.func.attr in names:
            yield call, call.func.value


def _drop_part(*names: str) -> Callable[[Code], Iterator[Edits]]:
    def sites(code: Code) -> Iterator[Edits]:
        for call, on in _parts(code, *names):
            # What is called over several lines stands in parentheses that stay.
            yield (Edit(code.span(on)[1], code.span(call)[1], ""),)

    return sites


def _alter_where(code: Code) -> Iterator[Edits]:
    for call, _ in _parts(code, "where", "filter", "having"):
        for one in call.args:
            if isinstance(one, ast.Compare) and isinstance(one.ops[0], ast.Eq):
                left, right = code.text_of(one.left), code.text_of(one.comparators[0])
                yield replaced(code, one, f"{left} != {right}")
                yield replaced(code, one, f"{left} == {left}")
            yield replaced(code, one, "True")


def _alter_limit(code: Code) -> Iterator[Edits]:
    for call, _ in _parts(code, "limit", "offset"):
        for one in call.args:
            yield replaced(code, one, "None")


def _drop_with(code: Code) -> Iterator[Edits]:
    """Open what a `with` opens without closing it."""
    for one in code.all(ast.With):
        item = one.items[0]
        name, opened = item.optional_vars, item.context_expr
        if len(one.items) == 1 and name and isinstance(opened, ast.Call) and is_alone(code, one):
            head = f"{code.text_of(name)} = {code.text_of(opened)}"
            yield unnested(code, one, head, one.body)


def _return_session(code: Code) -> Iterator[Edits]:
    for statement in code.all(ast.Expr):
        if isinstance(statement.value, ast.Yield) and statement.value.value is not None:
            yield rewritten(code, statement, f"return {code.text_of(statement.value.value)}")


def _unguard_commit(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.Try):
        calls = [last_name(it) for body in one.body for it in ast.walk(body)
                 if isinstance(it, ast.Call)]  # fmt: skip
        if "commit" in calls and one.handlers and not one.orelse and not one.finalbody:
            yield unnested(code, one, "", one.body)


def _pragmas(code: Code) -> Iterator[tuple[ast.Expr, ast.Constant]]:
    for statement, call in call_statements(code):
        for one in call.args[:1]:
            if isinstance(one, ast.Constant) and "foreign_keys = ON" in str(one.value):
                yield statement, one


def _drop_pragma(code: Code) -> Iterator[Edits]:
    for statement, _ in _pragmas(code):
        yield dropped(code, statement)
        yield dropped(code, statement, code.text_of(statement))


def _alter_pragma(code: Code) -> Iterator[Edits]:
    for _, one in _pragmas(code):
        yield replaced(code, one, '"PRAGMA foreign_keys = OFF"')
        yield replaced(code, one, '"PRAGMA foreign_key = ON"')


def _drop_listener(code: Code) -> Iterator[Edits]:
    for statement, call in call_statements(code):
        if last_name(call) == "listen":
            yield dropped(code, statement)


def _drop_escape(code: Code) -> Iterator[Edits]:
    for call, one in keywords(code.all(ast.Call), "autoescape"):
        yield without_argument(code, call, one)


def _drop_close(code: Code) -> Iterator[Edits]:
    for statement, call in call_statements(code):
        if last_name(call) in {"close", "dispose"}:
            yield dropped(code, statement)


OPERATORS = (
    Operator("drop-commit", "transactions", "A change is never committed.",
             "python", SERVER, _drop_commit, visible=True),
    Operator("alter-commit", "transactions", "A change is flushed or rolled back, not committed.",
             "python", SERVER, _alter_commit, visible=True),
    Operator("drop-rollback", "transactions", "A failed transaction stays open.",
             "python", SERVER, _drop_rollback),
    Operator("alter-rollback", "transactions", "A failed transaction is committed.",
             "python", SERVER, _alter_rollback),
    Operator("unguard-commit", "transactions", "What a commit refuses becomes a crash.",
             "python", SERVER, _unguard_commit, visible=True),
    Operator("drop-write", "transactions", "A row is not stored or not removed.",
             "python", SERVER, _drop_write, visible=True),
    Operator("drop-refresh", "transactions", "Stale rows are answered.",
             "python", SERVER, _drop_refresh, visible=True),
    Operator("drop-where", "queries", "A statement is about all rows.",
             "python", SERVER, _drop_part("where", "filter", "filter_by", "having"), visible=True),
    Operator("alter-where", "queries", "A statement is about other rows.",
             "python", SERVER, _alter_where, visible=True),
    Operator("drop-limit", "queries", "A page has no end.",
             "python", SERVER, _drop_part("limit", "offset"), visible=True),
    Operator("alter-limit", "queries", "A page has a limit of nothing.",
             "python", SERVER, _alter_limit, visible=True),
    Operator("drop-order", "queries", "Rows come in any order.",
             "python", SERVER, _drop_part("order_by"), visible=True),
    Operator("drop-load", "queries", "Related rows are read one by one, or not at all.",
             "python", SERVER, _drop_part("options"), visible=True),
    Operator("drop-returning", "queries", "A statement does not tell what it changed.",
             "python", SERVER, _drop_part("returning"), visible=True),
    Operator("drop-with", "connections", "What is opened is never closed.",
             "python", _TESTED, _drop_with),
    Operator("return-for-yield", "connections", "What is opened is closed too early.",
             "python", _TESTED, _return_session),
    Operator("drop-foreign-key-pragma", "connections", "SQLite does not enforce foreign keys.",
             "python", _TESTED, _drop_pragma),
    Operator("alter-foreign-key-pragma", "connections", "SQLite is told not to enforce them.",
             "python", _TESTED, _alter_pragma),
    Operator("drop-listener", "connections", "New connections are not prepared.",
             "python", SERVER, _drop_listener),
    Operator("drop-escape", "queries", "Wildcards of a caller get into a pattern.",
             "python", SERVER, _drop_escape),
    Operator("drop-close", "connections", "A connection is left open.",
             "python", _TESTED, _drop_close),
)  # fmt: skip
