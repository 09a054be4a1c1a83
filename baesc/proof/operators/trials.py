"""Faults of tests: what they do not ask, do not do, or leave behind."""

import ast
from collections.abc import Iterator

from baesc.proof.code import Code, Edit, Edits, Function, Operator
from baesc.proof.operators.edits import (
    at_start,
    before,
    dropped,
    keywords,
    last_name,
    receiver,
    replaced,
    rewritten,
    with_import,
    without_argument,
)
from baesc.proof.operators.typed import without_each

TESTS = ("tests/*.py",)
_ERRORS = {"400", "401", "404", "405", "409", "413", "422"}
_STEPS = {"post": "get", "get": "head", "patch": "get", "put": "get", "delete": "get"}
_CLIENTS = ("api", "client", "server", "test_client")
_CASES = ("bad", "good", "query", "unique", "reference", "many", "via", "required", "change")


def _tests(code: Code) -> list[Function]:
    return [one for one in code.functions() if one.name.startswith("test")]


def _asserts(code: Code) -> list[ast.Assert]:
    return code.all(ast.Assert)


def _drop_assertion(code: Code) -> Iterator[Edits]:
    for one in _asserts(code):
        yield dropped(code, one)


def _ignore_assertion(code: Code) -> Iterator[Edits]:
    """Evaluate what was asserted, without asserting it."""
    for one in _asserts(code):
        if any(isinstance(it, ast.Call) for it in ast.walk(one.test)):
            yield rewritten(code, one, code.text_of(one.test))


def _assert_true(code: Code) -> Iterator[Edits]:
    for one in _asserts(code):
        yield rewritten(code, one, "assert True")


def _assert_or_true(code: Code) -> Iterator[Edits]:
    for one in _asserts(code)[::2]:
        yield replaced(code, one.test, f"({code.text_of(one.test)}) or True")


def _assert_pair(code: Code) -> Iterator[Edits]:
    for one in _asserts(code)[1::2]:
        if one.msg is None:
            start, end = code.span(one)
            yield (Edit(start, end, f'assert ({code.text_of(one.test)}, "must hold")'),)


def _assert_itself(code: Code) -> Iterator[Edits]:
    for one in _asserts(code)[::2]:
        if isinstance(one.test, ast.Compare):
            left = code.text_of(one.test.left)
            yield replaced(code, one.test, f"{left} == {left}")


def _accept_success(code: Code) -> Iterator[Edits]:
    for one in _asserts(code):
        if "status_code" in code.text_of(one.test):
            for number in (it for it in ast.walk(one.test) if isinstance(it, ast.Constant)):
                if str(number.value) in _ERRORS:
                    yield replaced(code, number, "200")


def _loosen_status(code: Code) -> Iterator[Edits]:
    for number, one in enumerate(_asserts(code)):
        test = one.test
        if isinstance(test, ast.Compare) and last_name(test.left) == "status_code":
            left = code.text_of(test.left)
            yield replaced(code, test, left if number % 2 else f"{left} < 600")


def _drop_test(code: Code) -> Iterator[Edits]:
    for one in _tests(code):
        yield dropped(code, one)


def _hide_test(code: Code) -> Iterator[Edits]:
    for one in _tests(code):
        at = code.text.index(one.name, code.span(one)[0])
        yield (Edit(at, at + len("test"), "check"),)


def _skip_test(code: Code) -> Iterator[Edits]:
    for number, one in enumerate(_tests(code)):
        mark = ("skip", 'skip(reason="flaky")', "xfail", "skipif(True, reason='slow')")[number % 4]
        yield with_import(code, "import pytest", before(code, one, f"@pytest.mark.{mark}"))


def _skip_inside(code: Code) -> Iterator[Edits]:
    for number, one in enumerate(_tests(code)):
        if number % 3:
            yield at_start(code, one, "return")
        else:
            yield with_import(code, "import pytest", at_start(code, one, 'pytest.skip("slow")'))


def _guard_test(code: Code) -> Iterator[Edits]:
    """Let a test pass whatever it finds."""
    for one in _tests(code):
        body = one.body[1:] if ast.get_docstring(one, clean=False) is not None else one.body
        if body and body[0] is not one.body[-1]:
            start, end = code.line_start(code.whole(body[0])[0]), code.whole(body[-1])[1]
            inner = code.text[start:end].replace("\n", "\n    ")
            indent = " " * body[0].col_offset
            tail = f"\n{indent}except AssertionError:\n{indent}    pass"
            yield (Edit(start, end, f"{indent}try:\n    {inner}{tail}"),)


def _steps(code: Code) -> Iterator[tuple[ast.Call, str]]:
    for call in code.all(ast.Call):
        if last_name(call) in _STEPS and receiver(call) in _CLIENTS:
            yield call, last_name(call)


def _alter_step(code: Code) -> Iterator[Edits]:
    for call, name in _steps(code):
        end = code.span(call.func)[1]
        yield (Edit(end - len(name), end, _STEPS[name]),)


def _drop_step(code: Code) -> Iterator[Edits]:
    for call, _ in _steps(code):
        if isinstance(code.parent(call), ast.Expr | ast.Assign):
            yield dropped(code, code.statement_of(call))


def _drop_lifecycle(code: Code) -> Iterator[Edits]:
    """Do one step of the life of a row nowhere in a file."""
    for step, other in _STEPS.items():
        edits = []
        for call, name in _steps(code):
            if name == step:
                end = code.span(call.func)[1]
                edits.append(Edit(end - len(name), end, other))
        if len(edits) > 1:
            yield tuple(edits)


def _cases(code: Code) -> Iterator[tuple[ast.Assign, ast.expr]]:
    for one in code.all(ast.Assign):
        if isinstance(code.parent(one), ast.ClassDef) and last_name(one.targets[0]) in _CASES:
            yield one, one.value


def _empty_cases(code: Code) -> Iterator[Edits]:
    for _, value in _cases(code):
        if isinstance(value, ast.List | ast.Tuple | ast.Dict):
            empty = {ast.List: "[]", ast.Tuple: "()", ast.Dict: "{}"}[type(value)]
            yield replaced(code, value, empty)


def _drop_setting(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.Assign):
        is_case = last_name(one.targets[0]) in {*_CASES, "path", "sample", "defaults"}
        if is_case and isinstance(code.parent(one), ast.ClassDef):
            yield dropped(code, one)


def _drop_required(code: Code) -> Iterator[Edits]:
    for one, value in _cases(code):
        if last_name(one.targets[0]) == "required":
            yield from without_each(code, value)


def _alter_test_path(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.Assign):
        value = one.value
        if last_name(one.targets[0]) == "path" and isinstance(value, ast.Constant):
            yield replaced(code, value, repr(str(value.value) + "_"))


def _drop_contract(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.ClassDef):
        if one.name.startswith("Test"):
            at = code.text.index(one.name, code.span(one)[0])
            yield (Edit(at, at + len("Test"), "Check"),)
            if len(one.bases) == 1:
                yield (Edit(at + len(one.name), code.span(one.bases[0])[1] + 1, ""),)


def _fixtures(code: Code) -> Iterator[tuple[Function, ast.expr]]:
    for function in code.functions():
        for one in function.decorator_list:
            if last_name(one) == "fixture":
                yield function, one


def _drop_autouse(code: Code) -> Iterator[Edits]:
    calls = [one for _, one in _fixtures(code) if isinstance(one, ast.Call)]
    for call, one in keywords(calls, "autouse"):
        yield without_argument(code, call, one)
        yield replaced(code, one.value, "False")


def _alter_scope(code: Code) -> Iterator[Edits]:
    for _, one in _fixtures(code):
        names = [it.arg for it in one.keywords] if isinstance(one, ast.Call) else []
        if names and "scope" not in names:
            yield (Edit(code.span(one)[1] - 1, code.span(one)[1] - 1, ', scope="session"'),)


def _drop_fixture(code: Code) -> Iterator[Edits]:
    for function, one in _fixtures(code):
        start, end = code.span(one)
        yield (Edit(code.line_start(start), code.line_end(end), ""),)
        yield dropped(code, function)


def _drop_cleanup(code: Code) -> Iterator[Edits]:
    found = {id(function) for function, _ in _fixtures(code)}
    for statement in code.all(ast.Expr):
        if id(code.function_of(statement)) in found and isinstance(statement.value, ast.Call):
            yield dropped(code, statement)
            if "\n" not in code.text_of(statement):
                yield dropped(code, statement, code.text_of(statement))


def _empty_fixture(code: Code) -> Iterator[Edits]:
    for function, _ in _fixtures(code):
        if not any(isinstance(one, ast.Yield) for one in ast.walk(function)):
            yield at_start(code, function, "return")


OPERATORS = (
    Operator("assert-true", "tests", "A constant is asserted.",
             "python", TESTS, _assert_true),
    Operator("assert-or-true", "tests", "An assertion holds every time.",
             "python", TESTS, _assert_or_true),
    Operator("assert-pair", "tests", "A pair is asserted, which is true.",
             "python", TESTS, _assert_pair),
    Operator("assert-itself", "tests", "A value is compared with itself.",
             "python", TESTS, _assert_itself),
    Operator("ignore-assertion", "tests", "A condition is computed and not asserted.",
             "python", TESTS, _ignore_assertion),
    Operator("drop-assertion", "tests", "An assertion is missing.",
             "python", TESTS, _drop_assertion),
    Operator("accept-success", "tests", "An error case expects a success.",
             "python", TESTS, _accept_success),
    Operator("loosen-status", "tests", "Any status code passes.",
             "python", TESTS, _loosen_status),
    Operator("drop-test", "tests", "A case is not tested.",
             "python", TESTS, _drop_test),
    Operator("hide-test", "tests", "A test is called like no test.",
             "python", TESTS, _hide_test),
    Operator("skip-test", "tests", "A test is marked to be skipped, or to fail.",
             "python", TESTS, _skip_test),
    Operator("skip-inside", "tests", "A test leaves before it starts.",
             "python", TESTS, _skip_inside),
    Operator("guard-test", "tests", "A test catches its own assertions.",
             "python", TESTS, _guard_test),
    Operator("alter-step", "tests", "A test calls another method.",
             "python", TESTS, _alter_step),
    Operator("drop-step", "tests", "A test leaves out a request.",
             "python", TESTS, _drop_step),
    Operator("drop-lifecycle-step", "tests", "A step in the life of a row is never tested.",
             "python", TESTS, _drop_lifecycle),
    Operator("empty-cases", "tests", "There are no cases to run a test for.",
             "python", TESTS, _empty_cases),
    Operator("drop-case-list", "tests", "The contract is told nothing of a kind of cases.",
             "python", TESTS, _drop_setting),
    Operator("drop-required-case", "tests", "A required field is not listed.",
             "python", TESTS, _drop_required),
    Operator("alter-test-path", "tests", "Another path is tested.",
             "python", TESTS, _alter_test_path),
    Operator("drop-contract", "tests", "The contract is not used.",
             "python", TESTS, _drop_contract),
    Operator("drop-autouse", "tests", "The database is not emptied.",
             "python", TESTS, _drop_autouse),
    Operator("alter-scope", "tests", "The database is emptied once.",
             "python", TESTS, _alter_scope),
    Operator("drop-fixture", "tests", "A fixture is missing.",
             "python", TESTS, _drop_fixture),
    Operator("drop-cleanup", "tests", "Something is left behind for the next test.",
             "python", TESTS, _drop_cleanup),
    Operator("empty-fixture", "tests", "A fixture does nothing.",
             "python", TESTS, _empty_fixture),
)  # fmt: skip
