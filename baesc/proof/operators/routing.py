"""Faults of routes: methods, paths, prefixes, registrations."""

import ast
import re
from collections.abc import Iterator

from baesc.proof.code import Code, Edit, Edits, Operator
from baesc.proof.operators.edits import (
    at_start,
    call_statements,
    dropped,
    inserted,
    keywords,
    last_name,
    parameters,
    replaced,
    without_argument,
    without_item,
)
from baesc.proof.operators.web import METHODS, ROUTES, SERVER, decorators, routers, routes

_OTHERS = {
    "get": ("post", "put"), "post": ("put", "get", "patch"), "put": ("post", "patch"),
    "patch": ("put", "post"), "delete": ("post", "get"),
}  # fmt: skip


def _alter_method(code: Code) -> Iterator[Edits]:
    for call in decorators(code):
        end = code.span(call.func)[1]
        name = last_name(call)
        for other in _OTHERS[name]:
            yield (Edit(end - len(name), end, other),)


def _paths(code: Code) -> Iterator[tuple[ast.Constant, str]]:
    """Yield the path of every route, where it is a text."""
    for call in decorators(code):
        given = [*call.args[:1], *(one.value for one in call.keywords if one.arg == "path")]
        for one in given:
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield one, one.value


def _quoted(path: str) -> str:
    return repr(path)


def _alter_path(code: Code) -> Iterator[Edits]:
    for node, path in _paths(code):
        changed = [path + "/", "/v2" + path]
        if path.startswith("."):
            changed.append("/" + path[1:])
        for other in changed:
            yield replaced(code, node, _quoted(other))


def _rename_in_path(code: Code) -> Iterator[Edits]:
    for node, path in _paths(code):
        for name in re.findall(r"\{(\w+)\}", path):
            yield replaced(code, node, _quoted(path.replace(f"{{{name}}}", f"{{{name}_}}")))
            yield replaced(code, node, _quoted(path.replace(f"{{{name}}}", "{id}")))


def _drop_from_path(code: Code) -> Iterator[Edits]:
    for node, path in _paths(code):
        for part in re.findall(r"/\{\w+\}", path):
            yield replaced(code, node, _quoted(path.replace(part, "")))
            yield replaced(code, node, _quoted(path.replace(part, "/1")))


def _alter_prefix(code: Code) -> Iterator[Edits]:
    for _, one in keywords(routers(code), "prefix"):
        if isinstance(one.value, ast.Constant) and isinstance(one.value.value, str):
            prefix = one.value.value
            changed = [prefix + "/", prefix.removesuffix("s"), prefix + "s", "/v2" + prefix, ""]
            for other in changed:
                yield replaced(code, one.value, _quoted(other))
        else:
            yield replaced(code, one.value, '"/v2"')


def _drop_prefix(code: Code) -> Iterator[Edits]:
    for call, one in keywords(routers(code), "prefix"):
        yield without_argument(code, call, one)


def _drop_decorator(code: Code) -> Iterator[Edits]:
    for _, call in routes(code):
        start, end = code.span(call)
        yield (Edit(code.line_start(start), code.line_end(end), ""),)


def _comment_decorator(code: Code) -> Iterator[Edits]:
    for _, call in routes(code):
        start = code.text.rindex("@", 0, code.span(call)[0])
        if "\n" not in code.text_of(call):
            yield inserted(start, "# ")


def _drop_route(code: Code) -> Iterator[Edits]:
    for function, _ in routes(code):
        yield dropped(code, function)


def _add_route(code: Code) -> Iterator[Edits]:
    found = decorators(code)
    if found:
        name = code.text_of(found[0].func).rpartition(".")[0]
        end = len(code.text)
        yield inserted(end, f'\n\n@{name}.get("/debug")\ndef debug() -> dict[str, str]:\n'
                       '    """Return the settings."""\n    import os\n\n'
                       "    return dict(os.environ)\n")  # fmt: skip
        yield inserted(end, f'\n\n@{name}.delete("")\ndef clear() -> None:\n'
                       '    """Remove everything."""\n')  # fmt: skip


def _duplicate_route(code: Code) -> Iterator[Edits]:
    for _, call in routes(code):
        start = code.span(call)[0]
        at = code.line_start(start)
        indent = code.text[at:start].partition("@")[0]
        name = code.text_of(call.func).rpartition(".")[0]
        yield inserted(at, f'{indent}@{name}.{last_name(call)}("/old")\n')


def _is_registration(call: ast.Call) -> bool:
    if last_name(call) in METHODS:
        return False
    names = {last_name(one) for one in ast.walk(call) if isinstance(one, ast.Name)}
    return bool(names & {"app", "engine", "prepare"})


def _drop_registration(code: Code) -> Iterator[Edits]:
    for statement, call in call_statements(code):
        if _is_registration(call):
            yield dropped(code, statement)


def _drop_router(code: Code) -> Iterator[Edits]:
    for loop in code.all(ast.For):
        names = [one.attr for one in ast.walk(loop) if isinstance(one, ast.Attribute)]
        if "include_router" in names and isinstance(loop.iter, ast.Tuple | ast.List):
            for at in range(len(loop.iter.elts)):
                yield without_item(code, loop.iter.elts, at)


def _rename_parameter(code: Code) -> Iterator[Edits]:
    """Give a parameter of a route another name than the path has."""
    for function, _ in routes(code):
        for one in parameters(function):
            start = code.span(one)[0]
            edits = [Edit(start, start + len(one.arg), f"{one.arg}_")]
            for node in code.all(ast.Name):
                if node.id == one.arg and code.function_of(node) is function:
                    edits += replaced(code, node, f"{one.arg}_")
            if any(path and f"{{{one.arg}}}" in path for _, path in _paths(code)):
                yield tuple(edits)


def _drop_parameter(code: Code) -> Iterator[Edits]:
    for function, _ in routes(code):
        given = function.args.args
        for at in range(len(given)):
            yield without_item(code, given, at)


def _overwrite_parameter(code: Code) -> Iterator[Edits]:
    for function, _ in routes(code):
        for one in parameters(function):
            if one.arg.endswith("id"):
                yield at_start(code, function, f"{one.arg} = 1")


def _passed_on(code: Code) -> Iterator[tuple[ast.Call, ast.Name]]:
    """Yield the parameters of routes where they are handed on."""
    for function, _ in routes(code):
        names = {one.arg for one in parameters(function)}
        for call in code.all(ast.Call):
            if code.function_of(call) is function:
                for one in call.args:
                    if isinstance(one, ast.Name) and one.id in names:
                        yield call, one


def _constant_argument(code: Code) -> Iterator[Edits]:
    for _, one in _passed_on(code):
        yield replaced(code, one, "1" if one.id.endswith("id") else "None")


def _drop_argument(code: Code) -> Iterator[Edits]:
    for call, one in _passed_on(code):
        yield without_argument(code, call, one)


def _swap_arguments(code: Code) -> Iterator[Edits]:
    for call in {id(call): call for call, _ in _passed_on(code)}.values():
        if len(call.args) > 1:
            one, other = call.args[-2:]
            yield (
                *replaced(code, one, code.text_of(other)),
                *replaced(code, other, code.text_of(one)),
            )


OPERATORS = (
    Operator("alter-method", "routes", "A route is called by another method.",
             "python", ROUTES, _alter_method, visible=True),
    Operator("alter-path", "routes", "A route has another path.",
             "python", ROUTES, _alter_path, visible=True),
    Operator("rename-path-parameter", "routes", "The path names a parameter that is not bound.",
             "python", ROUTES, _rename_in_path, visible=True),
    Operator("drop-path-parameter", "routes", "The path says nothing of the row.",
             "python", ROUTES, _drop_from_path, visible=True),
    Operator("alter-prefix", "routes", "All routes of a router stand elsewhere.",
             "python", ROUTES, _alter_prefix, visible=True),
    Operator("drop-prefix", "routes", "A router has no prefix.",
             "python", ROUTES, _drop_prefix, visible=True),
    Operator("comment-route-decorator", "routes", "A decorator is there as a comment only.",
             "python", ROUTES, _comment_decorator, visible=True),
    Operator("drop-route-decorator", "routes", "A function is no route any more.",
             "python", ROUTES, _drop_decorator, visible=True),
    Operator("drop-route", "routes", "A route is missing.",
             "python", ROUTES, _drop_route, visible=True),
    Operator("add-route", "routes", "A route that nobody asked for.",
             "python", ROUTES, _add_route),
    Operator("duplicate-route", "routes", "A route answers under a second path.",
             "python", ROUTES, _duplicate_route),
    Operator("drop-registration", "routes", "The application is not told of a part of it.",
             "python", SERVER, _drop_registration),
    Operator("drop-router", "routes", "A router is not included.",
             "python", ("app/main.py",), _drop_router, visible=True),
    Operator("rename-parameter", "parameters", "A parameter is called unlike in the path.",
             "python", ROUTES, _rename_parameter, visible=True),
    Operator("drop-parameter", "parameters", "A route has lost a parameter.",
             "python", ROUTES, _drop_parameter, visible=True),
    Operator("overwrite-parameter", "parameters", "A parameter is replaced by a constant.",
             "python", ROUTES, _overwrite_parameter, visible=True),
    Operator("constant-argument", "parameters", "A constant is handed on for a parameter.",
             "python", ROUTES, _constant_argument, visible=True),
    Operator("drop-argument", "parameters", "A parameter is not handed on.",
             "python", ROUTES, _drop_argument, visible=True),
    Operator("swap-arguments", "parameters", "Two parameters are handed on in the wrong order.",
             "python", ROUTES, _swap_arguments, visible=True),
)  # fmt: skip
