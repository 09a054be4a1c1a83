"""Facts of how Python hangs together: names, branches, returns, SQL text, secrets."""

from textwrap import dedent

import pytest

from baesc.knowledge.facts import extract
from baesc.knowledge.facts.kinds import UNKNOWN


def facts(text: str, kind: str) -> list:
    found = extract("x.py", dedent(text))
    assert not found.fault
    return found.facts.get(kind, [])


@pytest.mark.parametrize(
    "code",
    [
        "import os.path\nprint(os.path)",
        "def f(a, /, b=len, *args, c, **rest): return a, b, args, c, rest",
        "f = lambda x, *y, **z: (x, y, z)",
        "found = [x for y in [[1]] for x in y if (z := x)]\nprint(z)",
        "with open('a') as (a, [b, *c]): print(a, b, c)",
        "try: pass\nexcept OSError as exc: print(exc)",
        "for i, j in []: print(i, j)\nelse: print(i)",
        "match x:\n    case [a, *b] | {'k': a, **b} | (a as b): print(a, b)\nx = 1",
        "def f():\n    global g\n    g = 1\ndef h(): return g",
        "def f():\n    n = 0\n    def g():\n        nonlocal n\n        n += 1\n    return g, n",
        "class A:\n    b = 1\n    c = b\n    def d(self) -> 'A': return __class__",
        "class A: x: 'B'\nclass B: pass",
        "def f(): return later()\ndef later(): return 1",
        "from typing import *\nx: List[int] = []",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a import B\nx: 'B'",
        "print(__file__, __name__)",
        "del_me = 1\ndel del_me",
        "x: int\nx = 1",
        "async def f(a):\n    async with a as b, b as c: return [d async for d in c]",
    ],
)
def test_bound_names_are_defined(code: str) -> None:
    assert facts(code, "undefined") == []


@pytest.mark.parametrize(
    ("code", "name", "line"),
    [
        ("def f():\n    return missing", "missing", 2),
        ("def f(a: Missing): ...", "Missing", 1),
        ("def f() -> list[Missing]: ...", "Missing", 1),
        ("class A:\n    size = 1\n    def f(self): return size", "size", 3),
        ("def f(): local = 1\nprint(local)", "local", 2),
        ("@missing\ndef f(): ...", "missing", 1),
        ("class A(Missing): ...", "Missing", 1),
        ("try: pass\nexcept Missing: pass", "Missing", 2),
        ("x = f'{missing}'", "missing", 1),
        ("if False:\n    import csv\nprint(csv)", "csv", 3),
    ],
)
def test_names_that_nothing_binds(code: str, name: str, line: int) -> None:
    (found,) = facts(code, "undefined")
    assert (found.name, found.line) == (name, line)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import csv", [("csv", "import")]),
        ("import csv\n__all__ = ['csv']", []),
        ("from a import b as b", []),
        ("from __future__ import annotations", []),
        ("from typing import cast\nfrom a import B\nx = cast('B', 1)", []),
        ("def f(a, _b): return 1", [("a", "parameter")]),
        ("def f(a): ...", []),
        ("class A(B):\n    def f(self, a): return 1\nB = 1", []),
        ("class A:\n    def f(self, a): return 1", [("a", "parameter")]),
        ("def f():\n    a = 1\n    b, c = 1, 2\n    return 1", [("a", "variable")]),
        ("def f():\n    a = 1\n    return lambda: a", []),
        ("def _f(): return 1", [("_f", "function")]),
        ("@keep\ndef _f(): return 1\nkeep = 1", []),
        ("def f(): return 1", []),
        ("class A:\n    def _f(self): return 1", [("_f", "method")]),
        ("class A:\n    def _f(self): return 1\n    def g(self): return self._f()", []),
    ],
)
def test_names_that_nothing_reads(code: str, expected: list) -> None:
    assert [(one.name, one.what) for one in facts(code, "unused")] == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f(): ...\ndef f(): ...", [("function", "function", False)]),
        ("class A: ...\nA = None", [("class", "variable", False)]),
        ("@app.get('')\ndef f(): ...\ndef f(): ...", [("function", "function", True)]),
        ("class A:\n    def f(self): ...\n    f = 1", [("function", "variable", False)]),
        ("x = 1\nx = x + 1", []),
        ("if a:\n    def f(): ...\nelse:\n    def f(): ...", []),
        ("@overload\ndef f(): ...\ndef f(): ...", []),
        (
            "class A:\n    @property\n    def f(self): ...\n    @f.setter\n    def f(self, x): ...",
            [],
        ),
    ],
)
def test_names_that_are_bound_again(code: str, expected: list) -> None:
    found = facts(code, "rebinding")
    assert [(one.was, one.becomes, one.registered) for one in found] == expected


@pytest.mark.parametrize(
    ("code", "why", "line"),
    [
        ("if False:\n    f()", "never", 2),
        ("if not (1 == 1 and True):\n    f()", "never", 2),
        ("if 0:\n    f()\nelse:\n    g()", "never", 2),
        ("if x or True:\n    f()\nelse:\n    g()", "never", 4),
        ("while None:\n    f()", "never", 2),
        ("def f():\n    return 1\n    g()", "after", 3),
        ("for x in y:\n    continue\n    g()", "after", 3),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    def f(): ...", "types", 3),
    ],
)
def test_code_that_never_runs_tells_nothing(code: str, why: str, line: int) -> None:
    (found,) = facts(code, "dead")
    assert (found.why, found.line) == (why, line)
    calls = {(one.name, one.line) for one in facts(code, "call")}
    assert not any(at == line for _, at in calls)


@pytest.mark.parametrize(
    "code",
    [
        "while True:\n    break",
        "if x:\n    pass",
        "def f():\n    return\n    yield",
        "import typing\nif typing.TYPE_CHECKING:\n    from a import B\nelse:\n    B = 1",
    ],
)
def test_code_that_may_run(code: str) -> None:
    assert facts(code, "dead") == []


@pytest.mark.parametrize(
    ("code", "test"),
    [
        ("def f(a):\n    if not (a is None): raise X", "_ is not None"),
        ("def f(a, b):\n    if not (a < b and a): raise X", "_ >= _ or not _"),
        ("import re\ndef f(a):\n    if re.match('x', a): raise X", "re.match('x', _)"),
        ("def f(a):\n    if len(a) > MAX: raise X\nMAX = 1", "len(_) > MAX"),
        ("def f(a):\n    if 1 < a.b <= 2: raise X", "1 < _.b <= 2"),
        ("def f(a):\n    if (b := a[0]): raise X", "_[0]"),
    ],
)
def test_conditions_have_one_form(code: str, test: str) -> None:
    (found,) = facts(code, "condition")
    assert (found.test, found.raises, found.leaves) == (test, "X", True)


@pytest.mark.parametrize(
    ("body", "falls"),
    [
        ("return 1", False),
        ("if a: return 1", True),
        ("if a: return 1\n    else: raise X", False),
        ("while True:\n        if a: return 1", False),
        ("while True:\n        if a: break", True),
        ("with a: return 1", False),
        ("with suppress(X): return 1", True),
        ("try: return 1\n    except X: print(1)", True),
        ("try: return 1\n    except X: raise", False),
        ("try: print(1)\n    finally: return 1", False),
        ("match a:\n        case 1: return 1\n        case _: raise X", False),
        ("match a:\n        case 1: return 1", True),
        ("sys.exit(1)", False),
    ],
)
def test_functions_that_end_without_a_value(body: str, falls: bool) -> None:
    (found,) = facts(f"def f(a) -> int:\n    {body}\n", "function")
    assert found.falls is falls


@pytest.mark.parametrize("type_", ["None", "int | None", "Optional[int]", "Any", "Iterator[int]"])
def test_functions_that_need_no_value(type_: str) -> None:
    (found,) = facts(f"def f(a) -> {type_}:\n    print(a)\n", "function")
    assert not found.falls


def test_functions_that_are_not_written() -> None:
    code = """
        class Shape:
            def area(self): raise NotImplementedError
            def side(self): raise NotImplementedError("to be done")
            @abstractmethod
            def name(self): ...
        class Square(Shape):
            def area(self):
                '''Docs.'''
                return 4
        def later(): pass
    """
    found = [one.name for one in facts(code, "function") if one.empty]
    assert found == ["side", "later"]


def test_returns() -> None:
    code = """
        def f(a) -> int:
            with open(a) as b:
                return b
            try:
                return 1
            except OSError:
                return None
            finally:
                return
    """
    found = facts(code, "return")
    assert [one.shut for one in found] == [True, False, False, False]
    assert [one.constant for one in found] == [False, True, True, False]
    assert [one.none for one in found] == [False, False, True, True]
    assert [one.in_except for one in found] == [False, False, True, False]
    assert [one.in_finally for one in found] == [False, False, False, True]


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("ValueError('x')", "exception"),
        ("def miss() -> KeyError: return KeyError()\nmiss()", "exception"),
        ("a == 1", "comparison"),
        ("a.b", "expression"),
        ("for x in y:\n    return x", "loop"),
        ("if a is None:\n    f(a)", "none"),
        ("if not (a is None):\n    raise X\nf(a)", "none"),
    ],
)
def test_statements_without_effect(code: str, what: str) -> None:
    found = facts("def f(a, y):\n    " + code.replace("\n", "\n    "), "pointless")
    assert [one.what for one in found] == [what]


@pytest.mark.parametrize(
    "code",
    ["f()", "'text'", "...", "if a is None:\n    a = f(a)", "for x in y:\n    if x: return x"],
)
def test_statements_with_effect(code: str) -> None:
    assert facts("def f(a, y):\n    " + code.replace("\n", "\n    "), "pointless") == []


@pytest.mark.parametrize(
    ("code", "made"),
    [
        ("c.execute('SELECT 1')", "literal"),
        ("c.execute('SELECT ' + 'x' * 2)", "literal"),
        ("q = 'SELECT 1'\nq += ' LIMIT 1'\nc.execute(q)", "literal"),
        ("m = ', '.join('?' for _ in a)\nc.execute(f'SELECT {m}')", "literal"),
        ("c.execute(f'SELECT {a}')", "formatted"),
        ("c.execute('SELECT %s' % a)", "formatted"),
        ("c.execute('SELECT %s' % (1, a))", "formatted"),
        ("c.execute('SELECT {}'.format(a))", "formatted"),
        ("c.execute('SELECT ' + a)", "formatted"),
        ("c.execute(a + ' SELECT')", "formatted"),
        ("c.execute(' '.join(['SELECT', a]))", "formatted"),
        ("c.execute('SELECT ?'.replace('?', a))", "formatted"),
        ("q = f'SELECT {a}'\nc.execute(q)", "formatted"),
        ("q = 'SELECT '\nq += a\nc.execute(q)", "formatted"),
        ("if a: q = f'SELECT {a}'\nelse: q = 'SELECT 1'\nc.execute(q)", "formatted"),
        ("pd.read_sql(f'SELECT {a}', c)", "formatted"),
        ("c.exec_driver_sql(f'SELECT {a}')", "formatted"),
        ("q.where(f'id = {a}')", "formatted"),
        ("c.execute(f'SELECT {TABLE}')", UNKNOWN),
        ("from sqlalchemy import text\nc.execute(text(f'SELECT {a}'))", "formatted"),
    ],
)
def test_how_sql_is_made(code: str, made: object) -> None:
    assert [one.made for one in facts(code, "statement")] == [made]


@pytest.mark.parametrize(
    "code", ["st.text(f'{a}')", "c.execute(query)", "q.where(a == 1)", "df.filter('x')"]
)
def test_what_is_no_sql(code: str) -> None:
    assert facts(code, "statement") == []


@pytest.mark.parametrize(
    ("sql", "where"),
    [
        ("DELETE FROM t", False),
        ("DELETE FROM t WHERE id = ?", True),
        ("DELETE FROM t WHERE 1 = 1", False),
        ("update t set a = 1 where true;", False),
    ],
)
def test_statements_that_choose(sql: str, where: bool) -> None:
    (found,) = facts(f"c.execute({sql!r})", "statement")
    assert found.where is where


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("API_KEY = '7f3c9a2be1d0'", "literal"),
        ("db_password: str = 'hunter2'", "literal"),
        ("def f(token='abcdef1'): ...", "literal"),
        ("x = {'X-API-Key': '7f3c9a2be1d0'}", "literal"),
        ("f(password='hunter2')", "literal"),
        ("os.getenv('DB_PASSWORD', 'admin123')", "literal"),
        ("url = 'postgresql://admin:hunter2@db/x'", "literal"),
        ("key = SecretStr\napiKey = SecretStr('7f3c9a2be1d0')", "literal"),
        ("print(settings.api_key)", "shown"),
        ("log.info('%s', token)", "shown"),
    ],
)
def test_secrets(code: str, how: str) -> None:
    assert [one.how for one in facts(code, "secret")] == [how]


@pytest.mark.parametrize(
    "code",
    [
        "API_KEY_HEADER = 'X-API-Key'",
        "TOKEN_URL = '/token'",
        "password_label = 'Password'",
        "class Kind:\n    PASSWORD = 'password'",
        "api_key = os.environ['API_KEY']",
        "st.text_input('Password', type='password')",
        "url = 'postgresql://db/x'",
        "url = f'postgresql://{user}:{password}@db'",
        "log.info('started')",
        "name.index('x', key)",
    ],
)
def test_what_is_no_secret(code: str) -> None:
    assert facts(code, "secret") == []


@pytest.mark.parametrize(
    ("code", "to", "how"),
    [
        ("return str(exc)", "return", "exception"),
        ("return {'error': f'{exc}'}", "return", "exception"),
        ("raise Failed(exc.args[0]) from exc", "Failed", "exception"),
        ("answer(traceback.format_exc())", "answer", "traceback"),
    ],
)
def test_leaks(code: str, to: str, how: str) -> None:
    text = f"def f():\n    try: work()\n    except OSError as exc:\n        {code}\n"
    found = [one for one in facts(text, "leak") if one.to != "str"]
    assert [(one.to, one.how) for one in found] == [(to, how)]


@pytest.mark.parametrize("code", ["return exc.code", "raise Failed from exc", "log(exc.detail)"])
def test_what_tells_nothing_of_an_exception(code: str) -> None:
    text = f"def f():\n    try: work()\n    except OSError as exc:\n        {code}\n"
    assert facts(text, "leak") == []


def test_names_of_a_module_and_guarded_imports() -> None:
    code = """
        try:
            import orjson
        except ImportError:
            orjson = None
        x, y = 1, 2
        def f(): z = 1
        if x:
            class C: ...
    """
    (module,) = facts(code, "module")
    assert module.names == ("orjson", "x", "y", "f", "C")
    assert [one.guarded for one in facts(code, "import")] == [True]


@pytest.mark.parametrize(
    ("parameters", "unbound"),
    [
        ("id: int", ["item_id"]),
        ("item_id: int", []),
        ("found=Depends(one)", []),
        ("found: Annotated[int, Depends(one)]", []),
        ("found=Depends(two)", ["item_id"]),
        ("found: Annotated[Paging, Depends()]", []),
        ("found=Depends(elsewhere)", []),
        ("found: Elsewhere", []),
        ("request: Request, text: str", ["item_id"]),
    ],
)
def test_parameters_of_paths(parameters: str, unbound: list[str]) -> None:
    code = f"""
        from fastapi import Depends, FastAPI, Request
        from shop import Elsewhere, elsewhere
        def one(item_id: int): return item_id
        def two(name: str): return name
        class Paging:
            def __init__(self, item_id: int) -> None: self.item_id = item_id
        @app.get("/items/{{item_id:path}}")
        def item({parameters}): return 1
    """
    assert [one.name for one in facts(code, "unbound")] == unbound
