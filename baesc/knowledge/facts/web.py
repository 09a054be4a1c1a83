"""Facts of FastAPI: routes, routers, dependencies and answers to errors."""

import ast

from baesc.knowledge.facts.kinds import Dependency, OnError, Route, Router, Texts
from baesc.knowledge.facts.text import (
    dotted,
    literal_text,
    short,
    status_code,
    status_codes,
)

METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})


def by_name(call: ast.Call) -> dict[str, ast.expr]:
    """Return the keyword arguments of a call."""
    return {one.arg: one.value for one in call.keywords if one.arg}


def providers(node: ast.AST | None, aliases: dict[str, str]) -> Texts:
    """Return the functions in `[Depends(a), Security(b)]`."""
    if not isinstance(node, ast.List | ast.Tuple):
        return ()
    return tuple(
        dotted(one.args[0], aliases)
        for one in node.elts
        if isinstance(one, ast.Call) and one.args and _depends(one, aliases)
    )


def _depends(call: ast.Call, aliases: dict[str, str]) -> bool:
    return dotted(call.func, aliases).rpartition(".")[2] in {"Depends", "Security"}


def route_of(
    function: ast.FunctionDef | ast.AsyncFunctionDef, calls: Texts, aliases: dict[str, str]
) -> list[Route]:
    """Return the routes that the decorators of a function make."""
    found = []
    for decorator in function.decorator_list:
        if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute):
            continue
        if decorator.func.attr not in METHODS:
            continue
        given = by_name(decorator)
        path = decorator.args[0] if decorator.args else given.get("path")
        parameters = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        types = tuple([short(one.annotation, aliases) for one in parameters])
        model = given.get("response_model")
        found.append(
            Route(
                line=decorator.lineno,
                function=function.name,
                method=decorator.func.attr,
                path=literal_text(path),
                status=status_code(given.get("status_code")),
                response=short(model if model is not None else function.returns, aliases),
                response_class=short(given.get("response_class"), aliases),
                responses=status_codes(given.get("responses")),
                dependencies=providers(given.get("dependencies"), aliases),
                parameters=tuple([one.arg for one in parameters]),
                types=types,
                injects_session=any(_is_session(text) for text in types),
                body=next(
                    (t for one, t in zip(parameters, types, strict=True) if one.arg == "body"), ""
                ),
                calls=calls,
            )
        )
    return found


def _is_session(text: str) -> bool:
    return text == "SessionDep" or (text.startswith("Annotated[Session") and "Depends(" in text)


def router_of(name: str, call: ast.Call, aliases: dict[str, str]) -> Router | None:
    """Return the router that a call makes, if it makes one."""
    kind = dotted(call.func, aliases).rpartition(".")[2]
    if kind not in {"APIRouter", "FastAPI"}:
        return None
    given = by_name(call)
    tags = given.get("tags")
    return Router(
        line=call.lineno,
        name=name,
        type=kind,
        prefix=literal_text(given.get("prefix")),
        tags=tuple(
            one.value
            for one in (tags.elts if isinstance(tags, ast.List | ast.Tuple) else ())
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        ),
        dependencies=providers(given.get("dependencies"), aliases),
        responses=status_codes(given.get("responses")),
    )


def dependency_of(
    name: str, value: ast.AST | None, aliases: dict[str, str], function: str = ""
) -> Dependency | None:
    """Return what `X = Annotated[T, Depends(provider)]` names, if it is of that form."""
    if not isinstance(value, ast.Subscript) or not isinstance(value.slice, ast.Tuple):
        return None
    if dotted(value.value, aliases).rpartition(".")[2] != "Annotated":
        return None
    first, *rest = value.slice.elts
    for one in rest:
        if isinstance(one, ast.Call) and one.args and _depends(one, aliases):
            return Dependency(
                value.lineno, name, short(first, aliases), dotted(one.args[0], aliases), function
            )
    return None


def on_error_of(call: ast.Call, aliases: dict[str, str]) -> OnError | None:
    """Return what a call registers: `app.exception_handler(X)(f)` or `add_exception_handler`."""
    inner = call.func
    if (
        isinstance(inner, ast.Call)
        and isinstance(inner.func, ast.Attribute)
        and inner.func.attr == "exception_handler"
        and inner.args
        and call.args
    ):
        exception, function = inner.args[0], call.args[0]
    elif (
        isinstance(inner, ast.Attribute)
        and inner.attr == "add_exception_handler"
        and len(call.args) > 1
    ):
        exception, function = call.args[0], call.args[1]
    else:
        return None
    return OnError(call.lineno, short(exception, aliases), short(function, aliases))


def decorated_on_error(
    function: ast.FunctionDef | ast.AsyncFunctionDef, aliases: dict[str, str]
) -> list[OnError]:
    """Return what `@app.exception_handler(X)` registers."""
    return [
        OnError(one.lineno, short(one.args[0], aliases), function.name)
        for one in function.decorator_list
        if isinstance(one, ast.Call)
        and isinstance(one.func, ast.Attribute)
        and one.func.attr == "exception_handler"
        and one.args
    ]
