"""Faults of status codes: what an answer says of itself."""

import ast
from collections.abc import Iterator

from baesc.proof.code import Code, Edits, Operator
from baesc.proof.operators.edits import (
    is_number,
    keywords,
    last_name,
    replaced,
    with_argument,
    without_argument,
    without_item,
)
from baesc.proof.operators.web import ROUTES, SERVER, decorators, routers

_SUCCESSES = {201: ("200", "202", "204"), 204: ("200", "202"), 200: ("201", "204")}
_FAILURES = {
    400: ("500", "200"), 401: ("403", "400", "200"), 403: ("401", "200"),
    404: ("400", "500", "410", "200"), 405: ("404",), 409: ("400", "422", "500"),
    413: ("400", "500"), 422: ("400", "500"), 503: ("500", "200"), 500: ("200", "400"),
}  # fmt: skip


def _alter_success(code: Code) -> Iterator[Edits]:
    for _, one in keywords(decorators(code), "status_code"):
        value = one.value.value if isinstance(one.value, ast.Constant) else None
        for other in _SUCCESSES.get(value, ("200",)) if isinstance(value, int) else ():
            yield replaced(code, one.value, other)


def _drop_success(code: Code) -> Iterator[Edits]:
    for call, one in keywords(decorators(code), "status_code"):
        yield without_argument(code, call, one)


def _add_success(code: Code) -> Iterator[Edits]:
    for call in decorators(code):
        if not any(one.arg == "status_code" for one in call.keywords):
            yield with_argument(code, call, "status_code=201")


def _alter_failure(code: Code) -> Iterator[Edits]:
    for call in code.all(ast.Call):
        if last_name(call) in {"APIRouter", "errors", "include_router"} or call in decorators(code):
            continue
        given = [*call.args, *(one.value for one in call.keywords if one.arg == "status_code")]
        for one in given:
            if isinstance(one, ast.Constant) and one.value in _FAILURES and is_number(one):
                for other in _FAILURES[int(str(one.value))]:
                    yield replaced(code, one, other)


def _drop_responses(code: Code) -> Iterator[Edits]:
    for call, one in keywords([*decorators(code), *routers(code)], "responses"):
        yield without_argument(code, call, one)


def _declared(code: Code) -> Iterator[tuple[list[ast.expr], int]]:
    """Yield each code inside `responses=`, with its neighbours."""
    for _, one in keywords([*decorators(code), *routers(code)], "responses"):
        for inner in ast.walk(one.value):
            if isinstance(inner, ast.Call):
                yield from ((inner.args, at) for at, it in enumerate(inner.args) if is_number(it))


def _drop_declared(code: Code) -> Iterator[Edits]:
    for items, at in _declared(code):
        yield without_item(code, items, at)


def _alter_declared(code: Code) -> Iterator[Edits]:
    for items, at in _declared(code):
        yield replaced(code, items[at], "400" if code.text_of(items[at]) != "400" else "404")


def _alter_meaning(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.Dict):
        for key in one.keys:
            if isinstance(key, ast.Constant) and key.value in _FAILURES and is_number(key):
                yield replaced(code, key, str(int(code.text_of(key)) + 18))


OPERATORS = (
    Operator("alter-success-status", "status", "A route answers with another success.",
             "python", ROUTES, _alter_success, visible=True),
    Operator("drop-success-status", "status", "A route answers 200 whatever it does.",
             "python", ROUTES, _drop_success, visible=True),
    Operator("add-success-status", "status", "A route that reads answers like one that makes.",
             "python", ROUTES, _add_success, visible=True),
    Operator("alter-error-status", "status", "An error has the status code of another.",
             "python", SERVER, _alter_failure, visible=True),
    Operator("drop-responses", "status", "The errors of a route are not declared.",
             "python", ROUTES, _drop_responses, visible=True),
    Operator("drop-declared-error", "status", "One error of a route is not declared.",
             "python", ROUTES, _drop_declared, visible=True),
    Operator("alter-declared-error", "status", "A route declares another error than it answers.",
             "python", ROUTES, _alter_declared, visible=True),
    Operator("alter-error-meaning", "status", "The meaning of a status code has another key.",
             "python", SERVER, _alter_meaning, visible=True),
)  # fmt: skip
