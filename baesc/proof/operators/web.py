"""What routes have in common: finding them, their decorators and what those say."""

import ast
from collections.abc import Iterator

from baesc.proof.code import Code, Function, NodeT
from baesc.proof.operators.edits import last_name, receiver

METHODS = ("get", "post", "put", "patch", "delete")
ROUTERS = ("router", "app", "api", "api_router")
SERVER = ("app/**/*.py",)
ROUTES = ("app/routes/*.py", "app/main.py")


def routes(code: Code) -> Iterator[tuple[Function, ast.Call]]:
    """Yield the functions that are routes, with the decorator that makes them so."""
    for function in code.functions():
        for one in function.decorator_list:
            if isinstance(one, ast.Call) and is_route(one):
                yield function, one


def is_route(call: ast.Call) -> bool:
    """Tell whether a call registers a route: `@router.get(...)`."""
    return last_name(call) in METHODS and receiver(call) in ROUTERS


def decorators(code: Code) -> list[ast.Call]:
    """Return the decorators of all routes."""
    return [decorator for _, decorator in routes(code)]


def routers(code: Code) -> list[ast.Call]:
    """Return the calls that make or include routers."""
    made = ("APIRouter", "FastAPI", "include_router")
    return [one for one in code.all(ast.Call) if last_name(one) in made]


def own_nodes(function: Function, kind: type[NodeT]) -> list[NodeT]:
    """Return the nodes of a type in the body of a function."""
    return [one for body in function.body for one in ast.walk(body) if isinstance(one, kind)]


def has_session(function: Function) -> bool:
    """Tell whether a function is given a session of the database."""
    given = [*function.args.args, *function.args.kwonlyargs]
    return any("Session" in ast.dump(one.annotation) for one in given if one.annotation)
