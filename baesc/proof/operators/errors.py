"""Faults of error handling: swallowed, broad, without a cause."""

import ast
from collections.abc import Iterator
from itertools import cycle

from baesc.proof.code import Code, Edit, Edits, Operator
from baesc.proof.operators.edits import (
    body_of,
    dropped,
    is_alone,
    rewritten,
    unnested,
    with_import,
    wrapped,
)
from baesc.proof.operators.web import SERVER, has_session

_LOGIC = (*SERVER, "ui/**/*.py")


def _body_edits(code: Code, handler: ast.ExceptHandler, lines: str) -> Edits:
    first, last = handler.body[0], handler.body[-1]
    if not is_alone(code, first):
        return ()
    return (Edit(code.span(first)[0], code.whole(last)[1], lines),)


def _swallow(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.ExceptHandler):
        yield _body_edits(code, one, "pass")
        if code.function_of(one):
            yield _body_edits(code, one, "return None")


def _log_only(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.ExceptHandler):
        if any(isinstance(node, ast.Raise) for node in ast.walk(one)):
            yield _body_edits(code, one, f"print({one.name or ''})")
            lines = "logging.exception('ignored')"
            yield with_import(code, "import logging", _body_edits(code, one, lines))


def _broaden(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.ExceptHandler):
        if one.type is None:
            continue
        text = code.text_of(one.type)
        start, end = code.span(one.type)
        names = text.strip("()")
        broad = [f"({names}, Exception)", "(Exception,)", "Exception", "BaseException"]
        for other in broad if "Exception" not in names.split(", ") else ():
            yield (Edit(start, end, other),)
        # Python takes a bare one in the last place only.
        outer = code.parent(one)
        if isinstance(outer, ast.Try) and outer.handlers[-1] is one:
            yield (Edit(code.span(one)[0] + len("except"), code.text.index(":", end), ""),)


def _drop_cause(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.Raise):
        if one.cause is not None and one.exc is not None:
            yield (Edit(code.span(one.exc)[1], code.span(one.cause)[1], ""),)


def _drop_handling(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.Try):
        for at, handler in enumerate(one.handlers):
            if len(one.handlers) > 1:
                start = code.line_start(code.span(handler)[0])
                end = code.line_end(code.whole(handler.body[-1])[1])
                yield (Edit(start, end, ""),)
            elif not at and not one.finalbody:
                yield unnested(code, one, "", [*one.body, *one.orelse][: len(one.body)])


def _wrappable(code: Code) -> Iterator[ast.stmt]:
    """Yield the last statement of every function that works with the database."""
    for function in code.functions():
        if has_session(function):
            body = body_of(function)
            if body and not any(isinstance(one, ast.Yield) for one in ast.walk(function)):
                yield body[-1]


def _suppress(code: Code) -> Iterator[Edits]:
    for one in _wrappable(code):
        head = "with contextlib.suppress(Exception):"
        yield with_import(code, "import contextlib", wrapped(code, one, head))


def _suppress_by_name(code: Code) -> Iterator[Edits]:
    for one in _wrappable(code):
        head = "with suppress(BaseException):"
        yield with_import(code, "from contextlib import suppress", wrapped(code, one, head))


def _guard(code: Code) -> Iterator[Edits]:
    tails = (
        "except Exception:\n    return None",
        "except (ValueError, Exception):\n    pass",
        "except:\n    pass",
    )
    for one, tail in zip(_wrappable(code), cycle(tails), strict=False):
        yield wrapped(code, one, "try:", tail)


def _return_in_finally(code: Code) -> Iterator[Edits]:
    for one in _wrappable(code):
        yield wrapped(code, one, "try:", "finally:\n    return None")


def _guard_import(code: Code) -> Iterator[Edits]:
    for one in code.tree.body:
        if isinstance(one, ast.ImportFrom) and (one.module or "").split(".")[0] in {"app", "ui"}:
            names = "\n".join(f"    {it.asname or it.name} = None" for it in one.names)
            yield wrapped(code, one, "try:", f"except ImportError:\n{names}")


def _skip_handler(code: Code) -> Iterator[Edits]:
    """Catch an error and go on with the next of a loop, or answer an empty value."""
    for one in code.all(ast.ExceptHandler):
        function = code.function_of(one)
        if function is None or _is_generator(function):
            continue
        if any(isinstance(node, ast.Raise) for node in ast.walk(one)):
            yield _body_edits(code, one, "return {}")


def _is_generator(function: ast.AST) -> bool:
    """Tell whether a function has no answer to give."""
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(function))


def _reraise_nothing(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.Raise):
        if one.exc is not None and one.cause is not None:
            yield rewritten(code, one, "raise")


def _drop_handler_step(code: Code) -> Iterator[Edits]:
    for handler in code.all(ast.ExceptHandler):
        for one in handler.body:
            if isinstance(one, ast.Expr):
                yield dropped(code, one)


OPERATORS = (
    Operator("swallow-exception", "errors", "An error is caught and forgotten.",
             "python", _LOGIC, _swallow, visible=True),
    Operator("log-and-go-on", "errors", "An error is logged, and the work goes on.",
             "python", SERVER, _log_only, visible=True),
    Operator("answer-empty", "errors", "An error becomes an empty answer.",
             "python", SERVER, _skip_handler, visible=True),
    Operator("broaden-except", "errors", "Errors are caught that nobody foresaw.",
             "python", _LOGIC, _broaden),
    Operator("drop-cause", "errors", "What caused an error is lost.",
             "python", _LOGIC, _drop_cause),
    Operator("reraise-as-it-is", "errors", "An error of a library leaves as it is.",
             "python", SERVER, _reraise_nothing, visible=True),
    Operator("drop-except", "errors", "An error is not caught.",
             "python", _LOGIC, _drop_handling, visible=True),
    Operator("drop-handler-step", "errors", "An error is caught, and half of the answer missing.",
             "python", _LOGIC, _drop_handler_step),
    Operator("suppress-exception", "errors", "All errors are suppressed.",
             "python", SERVER, _suppress, visible=True),
    Operator("suppress-by-name", "errors", "All errors are suppressed, even the end of the server.",
             "python", SERVER, _suppress_by_name, visible=True),
    Operator("guard-everything", "errors", "All errors are caught and forgotten.",
             "python", SERVER, _guard, visible=True),
    Operator("return-in-finally", "errors", "A return in `finally` swallows what was raised.",
             "python", SERVER, _return_in_finally, visible=True),
    Operator("guard-import", "errors", "A missing part of the application goes unnoticed.",
             "python", ("app/*.py", "app/routes/*.py", "ui/*.py", "streamlit_app.py"),
             _guard_import),
)  # fmt: skip
