"""Faults that let a caller write SQL."""

import ast
from collections.abc import Callable, Iterator
from itertools import islice

from baesc.proof.code import Code, Edits, Operator
from baesc.proof.operators.edits import (
    at_start,
    last_name,
    parameters,
    replaced,
    with_import,
)
from baesc.proof.operators.web import SERVER, has_session

_IMPORT = "from sqlalchemy import text"
_FORMS = {
    "f-string": 'session.execute(text(f"DELETE FROM items WHERE id = {NAME}"))',
    "concatenation": 'session.execute(text("DELETE FROM items WHERE id = " + str(NAME)))',
    "format": 'session.execute(text("DELETE FROM items WHERE id = {}".format(NAME)))',
    "percent": "session.execute(text('DELETE FROM items WHERE id = %s' % NAME))",
    "variable": 'query = f"DELETE FROM items WHERE id = {NAME}"\nsession.execute(text(query))',
    "appended": (
        'query = "DELETE FROM items WHERE id = "\nquery += str(NAME)\n'
        "session.execute(text(query))"
    ),
    "join": 'session.execute(text(" ".join(["DELETE FROM items WHERE id =", str(NAME)])))',
    "replace": 'session.execute(text("DELETE FROM items WHERE id = ?".replace("?", str(NAME))))',
    "driver": (
        'session.connection().exec_driver_sql(f"DELETE FROM items WHERE id = {NAME}")'
    ),
}  # fmt: skip


def _functions(code: Code) -> Iterator[tuple[ast.FunctionDef, str]]:
    """Yield the functions that work with the database, with a value that they are given."""
    for function in code.all(ast.FunctionDef):
        names = [one.arg for one in parameters(function) if one.arg not in {"session", "db"}]
        if has_session(function) and names:
            yield function, next((one for one in names if one.endswith("id")), names[-1])


def _inject(form: str) -> Callable[[Code], Iterator[Edits]]:
    """Use a form in every third function: all forms in all functions would say no more."""
    number = list(_FORMS).index(form)

    def sites(code: Code) -> Iterator[Edits]:
        for function, name in islice(_functions(code), number % 3, None, 3):
            edits = at_start(code, function, _FORMS[form].replace("NAME", name))
            yield with_import(code, _IMPORT, edits)

    return sites


def _inject_text(code: Code) -> Iterator[Edits]:
    """Build SQL that was a constant from a parameter, or from the environment."""
    for call in code.all(ast.Call):
        wanted = last_name(call) in {"execute", "exec_driver_sql", "text", "executescript"}
        first = call.args[0] if call.args else None
        if not (wanted and isinstance(first, ast.Constant) and isinstance(first.value, str)):
            continue
        function = code.function_of(call)
        is_plain = not set(first.value) & set("\"'\\\n")
        if function is None or not parameters(function) or not is_plain:
            continue
        name = parameters(function)[0].arg
        sql = first.value.replace("{", "{{").replace("}", "}}")
        yield replaced(code, first, f'f"{sql} -- {{{name}}}"')
        yield replaced(code, first, f'"{first.value} -- " + str({name})')
        yield replaced(code, first, f"'{first.value} -- %s' % {name}")
        yield replaced(code, first, f'"{first.value} -- {{}}".format({name})')


def _textual_where(code: Code) -> Iterator[Edits]:
    for call in code.all(ast.Call):
        if last_name(call) not in {"where", "filter"} or not isinstance(call.func, ast.Attribute):
            continue
        for one in call.args:
            if isinstance(one, ast.Compare) and isinstance(one.comparators[0], ast.Name):
                value = one.comparators[0].id
                for new in (f'text(f"id = {{{value}}}")', f'text("id = " + str({value}))'):
                    yield with_import(code, _IMPORT, replaced(code, one, new))
                new = f'literal_column(f"id = {{{value}}}")'
                line = "from sqlalchemy import literal_column"
                yield with_import(code, line, replaced(code, one, new))


def _textual_order(code: Code) -> Iterator[Edits]:
    for call in code.all(ast.Call):
        if last_name(call) != "order_by" or not call.args:
            continue
        function = code.function_of(call)
        if function is not None and parameters(function):
            name = parameters(function)[-1].arg
            edits = replaced(code, call.args[0], f'text(f"{{{name}.sort}} desc")')
            yield with_import(code, _IMPORT, edits)


OPERATORS = (
    *(
        Operator(f"inject-by-{form}", "injection", f"SQL is built from a value: {form}.",
                 "python", SERVER, _inject(form))
        for form in _FORMS
    ),
    Operator("build-sql-text", "injection", "SQL that was a constant is built from a value.",
             "python", SERVER, _inject_text),
    Operator("inject-in-where", "injection", "A condition is text with a value inside.",
             "python", SERVER, _textual_where),
    Operator("inject-in-order", "injection", "An order is text with a value inside.",
             "python", SERVER, _textual_order),
)  # fmt: skip
