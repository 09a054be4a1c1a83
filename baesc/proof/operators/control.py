"""Faults of control flow: guards that never hold, errors that are not raised."""

import ast
from collections.abc import Iterator

from baesc.proof.code import Code, Edit, Edits, Operator
from baesc.proof.operators.edits import (
    call_statements,
    dropped,
    last_name,
    replaced,
    rewritten,
)
from baesc.proof.operators.web import SERVER

_LOGIC = (*SERVER, "ui/**/*.py")
_CALLED = (*SERVER, "ui/client.py")
_WEIGHTY = {
    "commit", "rollback", "add", "delete", "save", "error", "toast", "setattr", "flush", "stop",
    "execute", "listen", "exit", "_commit", "_save",
}  # fmt: skip


def _guards(code: Code) -> Iterator[ast.If]:
    """Yield the conditions around a raise, a write or a message."""
    for one in code.all(ast.If):
        below = [node for statement in one.body for node in ast.walk(statement)]
        calls = {last_name(node) for node in below if isinstance(node, ast.Call)}
        if calls & _WEIGHTY or any(isinstance(node, ast.Raise) for node in below):
            yield one


def _disable(code: Code) -> Iterator[Edits]:
    for one in _guards(code):
        yield replaced(code, one.test, "False")


def _force(code: Code) -> Iterator[Edits]:
    for one in _guards(code):
        yield replaced(code, one.test, "True")


def _negate(code: Code) -> Iterator[Edits]:
    for one in _guards(code):
        test = one.test
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            yield replaced(code, test, code.text_of(test.operand))
        else:
            yield replaced(code, test, f"not ({code.text_of(test)})")


def _drop_raise(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.Raise):
        yield rewritten(code, one, "pass")
        yield rewritten(code, one, "return None" if code.function_of(one) else "pass")


def _build_only(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.Raise):
        if one.exc is not None:
            yield rewritten(code, one, code.text_of(one.exc))


def _returns(code: Code) -> Iterator[ast.Return]:
    for one in code.all(ast.Return):
        function = code.function_of(one)
        is_none = isinstance(one.value, ast.Constant) and one.value.value is None
        if one.value is not None and function is not None and not is_none:
            yield one


def _return_none(code: Code) -> Iterator[Edits]:
    for one in _returns(code):
        yield rewritten(code, one, "return None")


def _drop_call(code: Code) -> Iterator[Edits]:
    for statement, _ in call_statements(code):
        # Which journal SQLite keeps is a matter of speed.
        if "PRAGMA" not in code.text_of(statement):
            yield dropped(code, statement)


def _return_early(code: Code) -> Iterator[Edits]:
    """Leave a function right before its first statement that has an effect."""
    for function in code.functions():
        for statement in function.body:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
                start = code.span(statement)[0]
                before = code.text[code.line_start(start) : start]
                if not before.strip():
                    yield (Edit(start, start, f"return\n{before}"),)
                break


OPERATORS = (
    Operator("disable-guard", "control", "A check never holds.",
             "python", _LOGIC, _disable, visible=True),
    Operator("force-guard", "control", "A check holds every time.",
             "python", _LOGIC, _force, visible=True),
    Operator("negate-guard", "control", "A check holds when it must not.",
             "python", _LOGIC, _negate, visible=True),
    Operator("drop-raise", "control", "An error is not raised.",
             "python", _CALLED, _drop_raise, visible=True),
    Operator("build-without-raise", "control", "An exception is made and not raised.",
             "python", _CALLED, _build_only, visible=True),
    Operator("return-none", "control", "A function returns nothing.",
             "python", _CALLED, _return_none, visible=True),
    Operator("drop-call", "control", "A step of the work is missing.",
             "python", _CALLED, _drop_call, visible=True),
    Operator("return-early", "control", "A function leaves before its work.",
             "python", _CALLED, _return_early, visible=True),
)  # fmt: skip
