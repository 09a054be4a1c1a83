"""Faults of web pages in Streamlit, and of the client that they call."""

import ast
from collections.abc import Callable, Iterator

from baesc.proof.code import Code, Edit, Edits, Operator
from baesc.proof.operators.edits import (
    call_statements,
    dropped,
    is_number,
    keywords,
    last_name,
    receiver,
    replaced,
    rewritten,
    with_argument,
    with_import,
    without_argument,
)
from baesc.proof.operators.typed import LIMITS, other_constant, without_each

PAGES = ("ui/**/*.py", "streamlit_app.py")
_ENTITIES = ("ui/pages/*.py",)
_FAILURES = ("error", "warning", "exception")
_SUCCESSES = ("success", "toast", "balloons")
_INPUTS = ("input", "selectbox", "multiselect", "area", "checkbox", "radio", "slider", "toggle",
           "picker", "uploader")  # fmt: skip
_REQUESTS = ("get", "save", "delete", "page", "export", "stats", "post", "put", "patch")


def _messages(code: Code, names: tuple[str, ...]) -> Iterator[tuple[ast.Expr, ast.Call]]:
    for statement, call in call_statements(code):
        if last_name(call) in names and receiver(call) == "st":
            yield statement, call


def _silence(names: tuple[str, ...]) -> Callable[[Code], Iterator[Edits]]:
    def sites(code: Code) -> Iterator[Edits]:
        for statement, call in _messages(code, names):
            yield dropped(code, statement)
            yield replaced(code, call.func, "print")
            if "\n" not in code.text_of(statement):
                yield dropped(code, statement, code.text_of(statement))

    return sites


def _empty_message(code: Code) -> Iterator[Edits]:
    for _, call in _messages(code, (*_FAILURES, *_SUCCESSES)):
        if call.args:
            yield replaced(code, call.args[0], '""')


def _drop_feedback(code: Code) -> Iterator[Edits]:
    """Take out what follows a call of the client that went well."""
    for one in code.all(ast.Try):
        for statement in one.orelse:
            yield rewritten(code, statement, "pass")


def _drop_state(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.Assign):
        target = one.targets[0]
        if isinstance(target, ast.Subscript) and last_name(target) == "session_state":
            yield dropped(code, one)


def _drop_validation(code: Code) -> Iterator[Edits]:
    for call in code.all(ast.Call):
        if last_name(call) in {"problem", "validate", "is_valid", "check"}:
            yield replaced(code, call, '""')
    for function in code.functions():
        if function.name in {"problem", "validate", "check"}:
            for one in (it for it in ast.walk(function) if isinstance(it, ast.Return)):
                if code.function_of(one) is function:
                    yield rewritten(code, one, 'return ""')


def _flip_required(code: Code) -> Iterator[Edits]:
    for call, one in keywords(code.all(ast.Call), "required"):
        yield without_argument(code, call, one)
        if isinstance(one.value, ast.Constant):
            yield replaced(code, one.value, str(not one.value.value))
        else:
            yield replaced(code, one.value, "False")


def _inputs(code: Code) -> Iterator[ast.Call]:
    """Yield the inputs that a page lists: `Text(name=..., label=...)`."""
    for _, one in keywords(code.all(ast.Call), "fields"):
        if isinstance(one.value, ast.Tuple | ast.List):
            yield from (it for it in one.value.elts if isinstance(it, ast.Call))


def _relax_input(code: Code) -> Iterator[Edits]:
    for call in _inputs(code):
        # An input for several rows may be empty anyway.
        is_open = last_name(call) == "Relations"
        if not is_open and not any(one.arg == "required" for one in call.keywords):
            yield with_argument(code, call, "required=False")


def _drop_input(code: Code) -> Iterator[Edits]:
    for _, one in keywords(code.all(ast.Call), "fields", "filters"):
        yield from without_each(code, one.value)


def _rename_input(code: Code) -> Iterator[Edits]:
    for _, one in keywords(code.all(ast.Call), "name", "related", "filter_name", "display"):
        if isinstance(one.value, ast.Constant):
            yield replaced(code, one.value, repr(str(one.value.value) + "_"))


def _alter_input(code: Code) -> Iterator[Edits]:
    for call, one in keywords(code.all(ast.Call), *LIMITS):
        if isinstance(one.value, ast.Constant) and is_number(one.value):
            yield replaced(code, one.value, other_constant(one.value))
            yield without_argument(code, call, one)


def _alter_start(code: Code) -> Iterator[Edits]:
    for call, one in keywords(code.all(ast.Call), "default"):
        yield without_argument(code, call, one)
        if isinstance(one.value, ast.Constant):
            yield replaced(code, one.value, other_constant(one.value))


def _alter_options(code: Code) -> Iterator[Edits]:
    for _, one in keywords(code.all(ast.Call), "options", "sorts"):
        if isinstance(one.value, ast.Dict) and one.arg == "options":
            for key in one.value.keys:
                if isinstance(key, ast.Constant):
                    yield replaced(code, key, repr(str(key.value) + "_"))
        if isinstance(one.value, ast.Dict):
            yield replaced(code, one.value, "{}")


def _alter_input_kind(code: Code) -> Iterator[Edits]:
    for call in _inputs(code):
        name = code.text_of(call.func)
        other = "Text" if name != "Text" else "Number"
        line = f"from ui.fields import {other}"
        yield with_import(code, line, replaced(code, call.func, other))


def _drop_widget(code: Code) -> Iterator[Edits]:
    for call in code.all(ast.Call):
        name = last_name(call)
        if receiver(call) == "st" and name.endswith(_INPUTS):
            is_statement = isinstance(code.parent(call), ast.Expr)
            yield (
                replaced(code, call, "None")
                if not is_statement
                else dropped(code, code.statement_of(call))
            )


def _alter_widget(*pairs: tuple[str, str]) -> Callable[[Code], Iterator[Edits]]:
    def sites(code: Code) -> Iterator[Edits]:
        for call in code.all(ast.Call):
            for before, after in pairs:
                if last_name(call) == before and receiver(call) == "st":
                    yield (Edit(code.span(call.func)[0], code.span(call)[1], after),)

    return sites


def _button_for_submit(code: Code) -> Iterator[Edits]:
    for call in code.all(ast.Call):
        if last_name(call) == "form_submit_button":
            yield replaced(code, call.func, "st.button")
            yield replaced(code, call, "True")


def _alter_page_path(code: Code) -> Iterator[Edits]:
    for _, one in keywords(code.all(ast.Call), "path", "url"):
        if isinstance(one.value, ast.Constant) and isinstance(one.value.value, str):
            path = one.value.value
            for other in (path.removesuffix("s"), f"/v2{path}"):
                yield replaced(code, one.value, repr(other))


def _alter_request(code: Code) -> Iterator[Edits]:
    for call in code.all(ast.Call):
        if last_name(call) in {"_call", "request"} and len(call.args) > 1:
            method, path = call.args[:2]
            if isinstance(method, ast.Constant):
                yield replaced(code, method, '"POST"' if method.value != "POST" else '"PUT"')
            if isinstance(path, ast.Constant):
                yield replaced(code, path, repr(str(path.value) + "_"))
            elif isinstance(path, ast.JoinedStr):
                yield (Edit(code.span(path)[1] - 1, code.span(path)[1] - 1, "/x"),)


def _drop_request(code: Code) -> Iterator[Edits]:
    for call in code.all(ast.Call):
        if last_name(call) in _REQUESTS and receiver(call) in {"client", "httpx2", "httpx"}:
            if isinstance(code.parent(call), ast.Expr):
                yield dropped(code, code.statement_of(call))
            else:
                yield replaced(code, call, "{}")


def _swap_request(code: Code) -> Iterator[Edits]:
    others = {"save": "get", "delete": "get", "get": "delete"}
    for call in code.all(ast.Call):
        name = last_name(call)
        if name in others and receiver(call) == "client":
            end = code.span(call.func)[1]
            yield (Edit(end - len(name), end, others[name]),)


def _drop_draw(code: Code) -> Iterator[Edits]:
    for statement, call in call_statements(code):
        if last_name(call) in {"draw", "run", "main"}:
            yield dropped(code, statement)
            if isinstance(call.func, ast.Attribute):
                yield (Edit(code.span(call.func.value)[1], code.span(call)[1], ""),)


def _hide_page(code: Code) -> Iterator[Edits]:
    for call in code.all(ast.Call):
        outer = code.parent(call)
        if last_name(call) == "Page" and isinstance(outer, ast.List):
            number = next(at for at, one in enumerate(outer.elts) if one is call)
            yield list(without_each(code, outer))[number]
            one = call.args[0] if call.args else None
            if isinstance(one, ast.Constant):
                yield replaced(code, one, repr(str(one.value) + "_"))


def _drop_timeout(code: Code) -> Iterator[Edits]:
    for call, one in keywords(code.all(ast.Call), "timeout", "headers"):
        yield without_argument(code, call, one)
        if one.arg == "timeout":
            yield replaced(code, one.value, "None")


def _call_around(code: Code) -> Iterator[Edits]:
    """Call the API beside the client, where nobody catches its errors."""
    for call in code.all(ast.Call):
        if last_name(call) in _REQUESTS and receiver(call) == "client":
            text = f'httpx2.get("http://localhost:8000/{last_name(call)}").json()'
            yield with_import(code, "import httpx2", replaced(code, call, text))


OPERATORS = (
    Operator("drop-error-message", "pages", "An error is not shown.",
             "python", PAGES, _silence(_FAILURES)),
    Operator("drop-success-message", "pages", "A success is not shown.",
             "python", PAGES, _silence(_SUCCESSES)),
    Operator("empty-message", "pages", "A message says nothing.",
             "python", PAGES, _empty_message),
    Operator("drop-feedback", "pages", "Nothing happens after a success.",
             "python", PAGES, _drop_feedback),
    Operator("drop-state", "pages", "A page forgets what it has to show next.",
             "python", PAGES, _drop_state),
    Operator("drop-validation", "pages", "Values are sent unchecked.",
             "python", PAGES, _drop_validation),
    Operator("flip-required", "pages", "A required input is optional, or the other way round.",
             "python", PAGES, _flip_required),
    Operator("relax-input", "pages", "An input that must be filled in may stay empty.",
             "python", _ENTITIES, _relax_input),
    Operator("drop-input", "pages", "A form lacks an input.",
             "python", _ENTITIES, _drop_input),
    Operator("rename-input", "pages", "An input sends or shows another field.",
             "python", _ENTITIES, _rename_input),
    Operator("alter-input-limit", "pages", "An input has another limit.",
             "python", _ENTITIES, _alter_input),
    Operator("alter-input-default", "pages", "An input starts from another value.",
             "python", _ENTITIES, _alter_start),
    Operator("alter-options", "pages", "A choice sends another value, or there is none.",
             "python", _ENTITIES, _alter_options),
    Operator("alter-input-kind", "pages", "A field is edited as if it had another type.",
             "python", _ENTITIES, _alter_input_kind),
    Operator("drop-widget", "pages", "An input is not drawn.",
             "python", PAGES, _drop_widget),
    Operator("form-to-container", "pages", "A form sends with every key.",
             "python", PAGES, _alter_widget(("form", "st.container()"))),
    Operator("button-for-submit", "pages", "A form is never sent, or every time.",
             "python", PAGES, _button_for_submit),
    Operator("alter-page-path", "pages", "A page calls another path.",
             "python", _ENTITIES, _alter_page_path),
    Operator("alter-request", "pages", "The client asks for something else.",
             "python", ("ui/client.py",), _alter_request),
    Operator("drop-request", "pages", "The API is not called.",
             "python", PAGES, _drop_request),
    Operator("swap-request", "pages", "The API is asked to do something else.",
             "python", PAGES, _swap_request),
    Operator("call-around-client", "pages", "The API is called where no error is caught.",
             "python", PAGES, _call_around),
    Operator("drop-draw", "pages", "A page stays empty.",
             "python", PAGES, _drop_draw),
    Operator("hide-page", "pages", "A page is not in the navigation.",
             "python", PAGES, _hide_page),
    Operator("drop-client-setting", "pages", "A request may hang, or comes without its key.",
             "python", ("ui/client.py",), _drop_timeout),
)  # fmt: skip
