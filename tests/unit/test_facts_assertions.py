"""Facts of assertions: what is asked, of which requests, after which steps; what stays open."""

import textwrap

import pytest

from baesc.knowledge.facts import extract
from baesc.knowledge.facts.kinds import UNKNOWN
from baesc.knowledge.facts.spec_cases import cases_of
from baesc.knowledge.facts.trial_kinds import Assertion
from tests.systems import entity, field, system


def assertions(text: str) -> list[Assertion]:
    found = extract("tests/test_x.py", textwrap.dedent(text))
    assert not found.fault
    return [one for one in found.facts.get("assertion", []) if isinstance(one, Assertion)]


def asserted(body: str, parameters: str = "api, bad") -> Assertion:
    lines = textwrap.indent(textwrap.dedent(body), "    ")
    *_, last = assertions(f"def test_a({parameters}):\n{lines}")
    return last


def test_words_follow_variables() -> None:
    found = asserted("""
        body = {"name": bad}
        response = api.post("/rows", json=body)
        row = response.json()
        assert row["name"] == body["name"]
    """)
    assert found.methods == ("post",)
    assert found.paths == ("/rows",)
    assert {"json", "name", "bad"} <= {*found.asks}
    assert not {"row", "response", "body"} & {*found.asks}


def test_steps_before_count() -> None:
    found = asserted("""
        api.delete("/rows/1")
        assert api.get("/rows/1").status_code == 404
        api.post("/rows")
    """)
    assert (found.methods, found.statuses, found.of_status) == (("get",), (404,), True)
    assert "delete" in found.after
    assert "post" not in found.after


def test_own_functions_are_followed() -> None:
    (found,) = assertions("""
        class Contract:
            def body(self, api):
                return self.sample(api)

            def test_add(self, api):
                made = api.post(self.path, json=self.body(api))
                assert made.status_code == 201
    """)
    assert {"sample", "body"} <= {*found.asks}
    assert (found.owner, found.function, found.reached) == ("Contract", "test_add", True)


def test_changed_values_are_followed() -> None:
    found = asserted("""
        body = {}
        body.update(bad)
        assert api.post("/rows", json=body).status_code == 422
    """)
    assert "bad" in found.asks


def test_clients_are_known_by_their_type() -> None:
    found = asserted(
        """
        assert c.get("/rows").json()["total"] == settings.get("/rows")
    """,
        "c: TestClient, settings",
    )
    assert found.methods == ("get",)


def test_methods_in_a_loop_are_followed() -> None:
    found = asserted("""
        for send in (api.get, api.delete):
            assert send("/rows/1").status_code == 404
    """)
    assert (found.methods, found.statuses) == (("get", "delete"), (404,))


def test_a_request_by_name_is_one() -> None:
    found = asserted('assert api.request("PUT", "/rows").status_code == 405')
    assert (found.methods, found.paths) == (("put",), ("/rows",))


@pytest.mark.parametrize(
    ("text", "operator", "statuses"),
    [
        ("r.status_code == 404", "==", (404,)),
        ("r.status_code in {404, status.HTTP_409_CONFLICT}", "in", (404, 409)),
        ("[one.status_code for one in r] == [200, 200]", "==", (200,)),
        ("{r.status_code, bad.status_code} == {404}", "==", (404,)),
        ("r.status_code == bad", "==", UNKNOWN),
        ("r.status_code < 500", "<", ()),
        ("r.status_code", "true", ()),
        ("not r.json()", "not", ()),
        ("r.json()['status_code'] == 7", "==", ()),
        ("r.a if bad else r.b", "if", ()),
        ("True", "constant", ()),
        ("r == r", "itself", ()),
        ("r or True", "constant", ()),
        ("False", "true", ()),
    ],
)
def test_what_passes(text: str, operator: str, statuses: object) -> None:
    found = asserted(f'r = api.get("/rows")\nassert {text}')
    assert (found.operator, found.statuses) == (operator, statuses)


def test_branches_are_kept() -> None:
    first, second = assertions("""
        def test_a(api, case):
            if case == "cascade":
                assert api.x
            else:
                assert api.y
    """)
    assert "cascade" in first.branch
    assert "not cascade" in second.branch


def test_each_part_of_an_and_counts() -> None:
    assert len(assertions("def test_a(x, y):\n    assert x and y > 1\n")) == 2


@pytest.mark.parametrize(
    "body",
    [
        "return\n    assert x",
        "pytest.skip('slow')\n    assert x",
        "if False:\n        assert x",
        "try:\n        assert x\n    except AssertionError:\n        pass",
        "try:\n        assert x\n    except:\n        log()",
        "with suppress(Exception):\n        assert x",
    ],
)
def test_what_is_never_run_or_swallowed_is_none(body: str) -> None:
    assert assertions(f"def test_a(x):\n    {body}\n") == []


def test_a_clause_that_fails_swallows_nothing() -> None:
    text = "try:\n        assert x\n    except AssertionError:\n        raise"
    assert len(assertions(f"def test_a(x):\n    {text}\n")) == 1


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        ("def check_a(x):\n    assert x\n", False),
        ("@pytest.mark.slow\ndef check_a(x):\n    assert x\n", False),
        ("def test_a(x):\n    assert x\n", True),
        ("def check(x):\n    assert x\ndef test_a(x):\n    check(x)\n", True),
        ("@pytest.fixture\ndef row(x):\n    assert x\n", True),
        ("CHECKS = [check]\ndef check(x):\n    assert x\n", True),
        ("class Parser:\n    def feed(self, x):\n        assert x\n", True),
        (
            "class TestX:\n    def feed(self, x):\n        assert x\n    def test_a(s): pass\n",
            False,
        ),
    ],
)
def test_what_pytest_gets_to(text: str, reached: bool) -> None:
    assert [one.reached for one in assertions(text)] == [reached]


def test_a_function_that_calls_itself_ends() -> None:
    (found,) = assertions("""
        def walk(x):
            assert walk(x.next)
            return walk(x)
    """)
    assert found.function == "walk"


@pytest.mark.parametrize(
    ("text", "skipped"),
    [
        ("def test_a(x):\n    pytest.skip('slow')\n", True),
        ("@pytest.mark.parametrize('x', [])\ndef test_a(x):\n    assert x\n", True),
        ("pytestmark = pytest.mark.skip\ndef test_a(x):\n    assert x\n", True),
        ("@pytest.mark.xfail\nclass TestA:\n    def test_a(self):\n        assert x\n", True),
        ("def test_a(x):\n    if x:\n        pytest.skip('slow')\n    assert x\n", False),
    ],
)
def test_what_is_skipped(text: str, skipped: bool) -> None:
    (trial,) = extract("tests/test_x.py", text).facts["test"]
    assert trial.skipped is skipped  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("body", "closed"),
    [
        ("x = create_engine(url)\n    use(x)", [False]),
        ("x = create_engine(url)\n    x.dispose()", [True]),
        ("x = sqlite3.connect(url)\n    with closing(x):\n        pass", [True]),
        ("x = sqlite3.connect(url)\n    with x:\n        pass", [True]),
        ("x = httpx.Client()\n    return x", [True]),
        ("x = httpx.Client()\n    self.client = x", [True]),
        ("x = httpx.Client()\n    stack.callback(x.close)", [True]),
        ("with httpx.Client() as x:\n        use(x)", []),
    ],
)
def test_what_is_opened_and_kept(body: str, closed: list[bool]) -> None:
    found = extract("app/x.py", f"def f(self, url, stack):\n    {body}\n").facts
    assert [one.closed for one in found.get("opened", [])] == closed  # type: ignore[attr-defined]


def test_cases_are_what_the_fields_ask_for() -> None:
    code = field("code", "string", max_length=9)
    seats = field("seats", "integer", required=False)
    made = system("school", entity("Room", code, seats, unique=(("code",),)))
    found = {(one.group, one.name) for one in cases_of(made, made.entities[0])}
    assert {
        ("required", "code"),
        ("bad", "code"),
        ("bad", "seats"),
        ("good", "code"),
        ("unique", "code"),
        ("query", "q"),
        ("search", "code"),
    } <= found
    assert ("required", "seats") not in found
    assert ("unique", "seats") not in found


def test_a_long_chain_has_an_end() -> None:
    steps = "".join(f"    x = f{at}(x, 'w{at}')\n    assert x\n" for at in range(2000))
    found = assertions(f"def test_a(x):\n{steps}")
    assert len(found) == 2000
    assert max(len(one.asks) for one in found) < 1000
