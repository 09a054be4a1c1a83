"""Faults of what routes take and give: response models, bodies, dependencies."""

import ast
from collections.abc import Iterator
from itertools import cycle

from baesc.proof.code import Code, Edit, Edits, Operator
from baesc.proof.operators.edits import (
    dropped,
    keywords,
    last_name,
    parameters,
    replaced,
    rewritten,
    with_argument,
    with_import,
    without_argument,
    wrapped,
)
from baesc.proof.operators.web import ROUTES, SERVER, decorators, routers, routes

_OPERATIONS = {
    "page": ("export",), "export": ("page",), "get": ("delete",), "create": ("update",),
    "update": ("create", "get"), "delete": ("get",),
}  # fmt: skip


def _drop_type(code: Code) -> Iterator[Edits]:
    for function, _ in routes(code):
        if function.returns is not None:
            end = code.span(function.returns)[1]
            yield (Edit(code.text.rindex("->", 0, end), end, ""),)


def _alter_type(code: Code) -> Iterator[Edits]:
    for function, _ in routes(code):
        node = function.returns
        if node is None:
            continue
        text = code.text_of(node)
        others = ["dict[str, object]"] if text == "None" else ["None", "dict[str, object]"]
        if text.startswith("Page["):
            others += [text.replace("Page[", "list[", 1)]
        elif text.endswith("Out"):
            others += [text.removesuffix("Out"), f"list[{text}]", f"{text} | None"]
        for other in others:
            yield replaced(code, node, other)


def _disable_model(code: Code) -> Iterator[Edits]:
    for function, call in routes(code):
        if function.returns is not None and code.text_of(function.returns) != "None":
            yield with_argument(code, call, "response_model=None")


def _drop_class(code: Code) -> Iterator[Edits]:
    for call, one in keywords(decorators(code), "response_class", "response_model"):
        yield without_argument(code, call, one)
        yield replaced(code, one.value, "None")


def _returns(code: Code) -> Iterator[tuple[ast.Return, ast.expr]]:
    found = {id(function) for function, _ in routes(code)}
    for one in code.all(ast.Return):
        if one.value is not None and id(code.function_of(one)) in found:
            yield one, one.value


def _return_nothing(code: Code) -> Iterator[Edits]:
    for one, _ in _returns(code):
        yield rewritten(code, one, "return None")


def _return_constant(code: Code) -> Iterator[Edits]:
    constants = ("return {}", 'return {"id": 1, "status": "ok"}')
    for (one, _), constant in zip(_returns(code), cycle(constants), strict=False):
        yield rewritten(code, one, constant)


def _ignore_result(code: Code) -> Iterator[Edits]:
    for one, value in _returns(code):
        yield (Edit(code.span(one)[0], code.span(value)[0], ""),)


def _alter_operation(code: Code) -> Iterator[Edits]:
    for function, _ in routes(code):
        for call in code.all(ast.Call):
            name = last_name(call)
            if code.function_of(call) is function and isinstance(call.func, ast.Attribute):
                end = code.span(call.func)[1]
                for other in _OPERATIONS.get(name, ()):
                    yield (Edit(end - len(name), end, other),)


def _drop_operation(code: Code) -> Iterator[Edits]:
    for function, _ in routes(code):
        for statement in function.body:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
                yield dropped(code, statement)


def _bodies(code: Code) -> Iterator[ast.expr]:
    for function, _ in routes(code):
        for one in parameters(function):
            if one.annotation is not None:
                yield one.annotation


def _alter_body(code: Code) -> Iterator[Edits]:
    for node in _bodies(code):
        text = code.text_of(node)
        for kind, other in (("Create", "Update"), ("Update", "Create")):
            if text.endswith(kind):
                yield replaced(code, node, text.removesuffix(kind) + other)
                yield replaced(code, node, text.removesuffix(kind) + "Out")
                yield replaced(code, node, "dict[str, object]")


def _loosen_parameter(code: Code) -> Iterator[Edits]:
    for node in _bodies(code):
        text = code.text_of(node)
        inner = node.slice if isinstance(node, ast.Subscript) else None
        if isinstance(inner, ast.Tuple) and last_name(node) == "Annotated":
            yield replaced(code, node, code.text_of(inner.elts[0]))
            for kind, other in (("Paging", "Filters"), ("Filters", "Paging")):
                if kind in text:
                    yield replaced(code, node, text.replace(kind, other))
        elif "Id" in text:
            yield replaced(code, node, "int")
            yield replaced(code, node, "str")
            yield replaced(code, node, f"{text} | None")


def _session_types(code: Code) -> Iterator[Edits]:
    for node in _bodies(code):
        if code.text_of(node).endswith("Dep"):
            yield replaced(code, node, code.text_of(node).removesuffix("Dep"))


def _own_session(code: Code) -> Iterator[Edits]:
    line = "from app.database.connection import engine"
    for function, _ in routes(code):
        last = function.body[-1]
        if any(one.arg == "session" for one in parameters(function)):
            yield with_import(code, line, wrapped(code, last, "with Session(engine) as session:"))


def _drop_dependencies(code: Code) -> Iterator[Edits]:
    for call, one in keywords([*decorators(code), *routers(code)], "dependencies"):
        yield without_argument(code, call, one)


def _empty_dependencies(code: Code) -> Iterator[Edits]:
    for _, one in keywords([*decorators(code), *routers(code)], "dependencies"):
        yield replaced(code, one.value, "[]")


def _depends(code: Code) -> Iterator[ast.Call]:
    return (one for one in code.all(ast.Call) if last_name(one) in {"Depends", "Security"})


def _drop_depends(code: Code) -> Iterator[Edits]:
    for call in _depends(code):
        outer = code.parent(call)
        annotated = code.parent(outer) if isinstance(outer, ast.Tuple) else None
        if isinstance(outer, ast.Tuple) and isinstance(annotated, ast.Subscript):
            yield replaced(code, annotated, code.text_of(outer.elts[0]))


def _alter_depends(code: Code) -> Iterator[Edits]:
    for call in _depends(code):
        if call.args:
            yield replaced(code, call.args[0], "lambda: None")
            if isinstance(call.args[0], ast.Name):
                yield replaced(code, call, code.text_of(call.args[0]))


OPERATORS = (
    Operator("drop-return-type", "answers", "A route does not say what it answers.",
             "python", ROUTES, _drop_type, visible=True),
    Operator("alter-return-type", "answers", "A route declares another answer.",
             "python", ROUTES, _alter_type, visible=True),
    Operator("disable-response-model", "answers", "The answer is not checked.",
             "python", ROUTES, _disable_model, visible=True),
    Operator("drop-response-class", "answers", "An export is declared as JSON.",
             "python", ROUTES, _drop_class, visible=True),
    Operator("return-nothing", "answers", "A route answers nothing.",
             "python", ROUTES, _return_nothing, visible=True),
    Operator("return-constant", "answers", "A route answers the same every time.",
             "python", ROUTES, _return_constant, visible=True),
    Operator("ignore-result", "answers", "A route does its work and forgets the answer.",
             "python", ROUTES, _ignore_result, visible=True),
    Operator("alter-operation", "answers", "A route does the work of another.",
             "python", ROUTES, _alter_operation, visible=True),
    Operator("drop-operation", "answers", "A route does nothing.",
             "python", ROUTES, _drop_operation, visible=True),
    Operator("alter-body-type", "answers", "A route takes another body.",
             "python", ROUTES, _alter_body, visible=True),
    Operator("loosen-parameter", "parameters", "A parameter is taken unchecked.",
             "python", ROUTES, _loosen_parameter, visible=True),
    Operator("drop-session", "dependencies", "The session is not injected.",
             "python", ROUTES, _session_types, visible=True),
    Operator("open-own-session", "dependencies", "A route opens a session of its own.",
             "python", ROUTES, _own_session),
    Operator("drop-dependencies", "dependencies", "A router lets everybody in.",
             "python", ROUTES, _drop_dependencies, visible=True),
    Operator("empty-dependencies", "dependencies", "The list of dependencies is empty.",
             "python", ROUTES, _empty_dependencies, visible=True),
    Operator("drop-depends", "dependencies", "A type is annotated without its provider.",
             "python", SERVER, _drop_depends, visible=True),
    Operator("alter-depends", "dependencies", "A dependency provides nothing.",
             "python", SERVER, _alter_depends, visible=True),
)  # fmt: skip
