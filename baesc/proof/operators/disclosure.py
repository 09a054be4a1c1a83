"""Faults that give secrets or internals away."""

import ast
from collections.abc import Iterator

from baesc.proof.code import Code, Edit, Edits, Function, Operator
from baesc.proof.operators.edits import (
    at_start,
    before,
    inserted,
    last_name,
    parameters,
    replaced,
    with_argument,
    with_import,
)
from baesc.proof.operators.web import ROUTES, SERVER, own_nodes, routes

_CLIENT = (*SERVER, "ui/client.py")
_SHOWN = (
    'API_KEY = "7f3c9a2be1d04c58a6"',
    "PASSWORD = 'correct-horse-battery'",
    'DATABASE_URL = "postgresql://admin:hunter2@db/school"',
    'HEADERS = {"X-API-Key": "7f3c9a2be1d04c58a6"}',
)
# Validators raise these: their texts are made for the caller.
_INTERNAL = {"ValueError", "TypeError"}
_SECRET = ("key", "secret", "token", "password")


def _hard_code(code: Code) -> Iterator[Edits]:
    for one in code.tree.body:
        if isinstance(one, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.Assign):
            # Which two of them depends on the file: all kinds come in all folders.
            for line in _SHOWN[len(code.path) % 2 :: 2]:
                yield before(code, one, f"{line}\n")
            return


def _fields(code: Code) -> Iterator[ast.AnnAssign]:
    """Yield the settings that are secret."""
    for one in code.all(ast.AnnAssign):
        outer = code.parent(one)
        settings = isinstance(outer, ast.ClassDef) and any(
            "Settings" in last_name(base) for base in outer.bases
        )
        name = last_name(one.target)
        if settings and ("Secret" in code.text_of(one.annotation) or name.endswith(_SECRET)):
            yield one


def _default_secret(code: Code) -> Iterator[Edits]:
    for one in _fields(code):
        start, end = code.span(one)
        name = code.text_of(one.target)
        for new in (
            f'{name}: SecretStr = SecretStr("change-me")',
            f'{name}: SecretStr = Field(SecretStr("dev-key"), min_length=1)',
            f'{name}: str = "change-me"',
        ):
            yield (Edit(start, end, new),)


def _unhide(code: Code) -> Iterator[Edits]:
    for one in _fields(code):
        yield replaced(code, one.annotation, "str")


def _constant_secret(code: Code) -> Iterator[Edits]:
    for call in code.all(ast.Call):
        if last_name(call) == "get_secret_value":
            yield replaced(code, call, '"7f3c9a2be1d04c58a6"')


def _compare_plainly(code: Code) -> Iterator[Edits]:
    for call in code.all(ast.Call):
        if last_name(call) == "compare_digest" and len(call.args) == 2:
            left, right = (code.text_of(one) for one in call.args)
            yield replaced(code, call, f"({left} == {right})")
            outer = code.parent(call)
            if isinstance(outer, ast.UnaryOp):
                yield replaced(code, outer, f"{left} != {right}")
                yield replaced(code, call, f"{right}.startswith({left})")


def _caught(code: Code) -> Iterator[tuple[ast.expr, str]]:
    """Yield each text of an answer where an exception is at hand, with its name."""
    for handler in code.all(ast.ExceptHandler):
        for one in (it for it in ast.walk(handler) if isinstance(it, ast.Raise) and handler.name):
            if isinstance(one.exc, ast.Call) and last_name(one.exc) not in _INTERNAL:
                yield from ((text, str(handler.name)) for text in _texts(one.exc))
    for function in code.functions():
        for given in parameters(function):
            if given.annotation is not None and last_name(given.annotation) == "Exception":
                for call in own_nodes(function, ast.Call):
                    if last_name(call) == "Problem":
                        yield from ((text, given.arg) for text in _texts(call))


def _texts(call: ast.Call) -> Iterator[ast.expr]:
    for one in [*call.args, *(it.value for it in call.keywords)]:
        is_text = isinstance(one, ast.Constant) and isinstance(one.value, str)
        if is_text or (isinstance(one, ast.Name) and one.id in {"detail", "message", "msg"}):
            yield one


def _leak(code: Code) -> Iterator[Edits]:
    for text, name in _caught(code):
        for new in (f"str({name})", f'f"Failed: {{{name}}}"', f"repr({name})", f"{name}.args[0]"):
            yield replaced(code, text, new)
        edits = replaced(code, text, "traceback.format_exc()")
        yield with_import(code, "import traceback", edits)


def _guarded(code: Code) -> Iterator[tuple[Function, str]]:
    for function in code.functions():
        for one in parameters(function):
            if one.arg in {"key", "settings", "api_key", "token", "password"}:
                yield function, one.arg


def _print_secret(code: Code) -> Iterator[Edits]:
    for function, name in _guarded(code):
        yield at_start(code, function, f"print({name})")
        lines = f'logging.getLogger(__name__).info("key %s", {name})'
        yield with_import(code, "import logging", at_start(code, function, lines))


def _print_body(code: Code) -> Iterator[Edits]:
    for number, (function, _) in enumerate(routes(code)):
        names = [one.arg for one in parameters(function)]
        line = "breakpoint()" if number % 3 == 1 else f"print({', '.join(names)})"
        yield at_start(code, function, line)


def _debug(code: Code) -> Iterator[Edits]:
    for call in code.all(ast.Call):
        if last_name(call) == "FastAPI":
            yield with_argument(code, call, "debug=True")
        if last_name(call) == "create_engine":
            yield with_argument(code, call, "echo=True")


def _leak_settings(code: Code) -> Iterator[Edits]:
    if any(isinstance(one, ast.ClassDef) and one.name == "Settings" for one in code.tree.body):
        yield inserted(len(code.text), "\n\nprint(get_settings().api_key.get_secret_value())\n")


OPERATORS = (
    Operator("hard-code-secret", "secrets", "A secret stands in the code.",
             "python", ("app/*.py", "app/database/connection.py", "app/routes/*.py", "ui/*.py"),
             _hard_code),
    Operator("default-secret", "secrets", "A secret has a default that everybody knows.",
             "python", SERVER, _default_secret),
    Operator("unhide-secret", "secrets", "A secret shows in every log of the settings.",
             "python", SERVER, _unhide),
    Operator("constant-secret", "secrets", "A key is compared with, or sent as, a constant.",
             "python", _CLIENT, _constant_secret),
    Operator("compare-plainly", "secrets", "The time of a comparison tells the key.",
             "python", SERVER, _compare_plainly),
    Operator("leak-detail", "secrets", "An answer shows what went wrong inside.",
             "python", SERVER, _leak),
    Operator("print-secret", "secrets", "A key gets into the log.",
             "python", _CLIENT, _print_secret),
    Operator("print-settings", "secrets", "The start of the server prints a key.",
             "python", SERVER, _leak_settings),
    Operator("debug-print", "secrets", "A left-over of debugging.",
             "python", ROUTES, _print_body),
    Operator("debug-mode", "secrets", "Tracebacks or statements are shown.",
             "python", SERVER, _debug),
)  # fmt: skip
