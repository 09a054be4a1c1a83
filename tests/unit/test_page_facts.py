"""Facts of pages: what must hold for a call to run, session state, requests, promised inputs."""

from textwrap import dedent

import pytest

from baesc.knowledge.facts import extract
from baesc.knowledge.facts.spec import promise
from tests.verified import school


def facts(text: str, kind: str) -> list:
    found = extract("x.py", dedent(text))
    assert not found.fault
    return found.facts.get(kind, [])


@pytest.mark.parametrize(
    ("condition", "under"),
    [
        ("ready", ("ready",)),
        ("not ready", ("not ready",)),
        ("row is None", ("not row",)),
        ("row is not None", ("row",)),
        ("state == 'open'", ("state",)),
        ("state != 'open'", ("not state",)),
        ("answer.is_error", ("answer.is_error",)),
        ("st.button('Delete')", ("st.button()",)),
        ("not st.button('Delete')", ("not st.button()",)),
        ("ready and not row", ("ready", "not row")),
        ("found := find(row)", ("find()",)),
        ("True", ()),
    ],
)
def test_a_call_stands_under_conditions(condition: str, under: tuple[str, ...]) -> None:
    calls = facts(
        f"def f(ready, row, state, answer):\n    if {condition}:\n        act()\n", "call"
    )
    (act,) = [one for one in calls if one.name == "act"]
    expected = under if condition != "True" else ()
    assert act.under == expected


def test_a_local_variable_counts_as_what_it_holds() -> None:
    calls = facts(
        """
        def f(self):
            sure = st.button("Delete")
            problems = [one.problem() for one in self.fields]
            answer = ask()
            if sure:
                remove()
            if any(problems):
                complain()
            if answer.is_error:
                refuse()
        """,
        "call",
    )
    under = {one.name: one.under for one in calls}
    assert under["remove"] == ("st.button()",)
    assert "one.problem()" in under["complain"]
    assert under["refuse"] == ("is_error",)


def test_what_follows_a_guard_that_leaves_stands_past_it() -> None:
    calls = facts(
        """
        def f(row, ready):
            if row is None:
                return
            if ready:
                first()
            else:
                second()
            third()

        def g():
            fourth()
        """,
        "call",
    )
    found = {one.name: (one.under, one.past) for one in calls}
    assert found == {
        "first": (("ready",), ("row",)),
        "second": (("not ready",), ("row",)),
        "third": ((), ("row",)),
        "fourth": ((), ()),
    }


def test_raises_and_returns_stand_under_conditions() -> None:
    text = """
    def f(row: int) -> int:
        if not row:
            raise ValueError(row)
        return row
    """
    assert [one.under for one in facts(text, "raise")] == [("not row",)]
    assert [one.under for one in facts(text, "return")] == [()]


@pytest.mark.parametrize(
    ("code", "access", "key"),
    [
        ('st.session_state["open"] = 1', "write", "open"),
        ('del st.session_state["open"]', "drop", "open"),
        ('print(st.session_state["open"])', "read", "open"),
        ("st.session_state.open = 1", "write", "open"),
        ("print(st.session_state.open)", "read", "open"),
        ('print(st.session_state.get("open"))', "read", "open"),
        ('st.session_state.pop("open", None)', "drop", "open"),
        ('print(st.session_state.pop("open", None))', "read", "open"),
        ('st.session_state.setdefault(f"{x}_names", {})', "write", "{}_names"),
        ('st.text_input("Name", key="open")', "widget", "open"),
        (
            'key = self._key("open")\n    st.text_input("Name", key=key)',
            "widget",
            "self._key(open)",
        ),
        ("st.session_state[x] = 1", "write", ""),
    ],
)
def test_session_state(code: str, access: str, key: str) -> None:
    (state,) = facts(f"def f(self, x):\n    {code}\n", "state")
    assert (state.function, state.access, state.key) == ("f", access, key)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ('_call("GET", path)', ("get", "{}")),
        ('http().request("DELETE", f"{path}/{row_id}")', ("delete", "{}/{}")),
        ('client.request("POST", "/stats", json=1)', ("post", "/stats")),
        ('url = "/stats"\n    _call("GET", url)', ("get", "/stats")),
    ],
)
def test_requests(call: str, expected: tuple[str, str]) -> None:
    (request,) = facts(f"def f(path, row_id):\n    {call}\n", "request")
    assert (request.method, request.path) == expected


def test_a_call_without_a_method_is_no_request() -> None:
    assert not facts('print("GET")\nlog("got", "GET")\n', "request")


def test_settings_have_the_entries_of_dicts() -> None:
    (call,) = facts('Client(headers={"X-API-Key": key, **more}, timeout=10.0)\n', "call")
    assert call.settings == (
        "headers=[...]", "headers['X-API-Key']", "headers['X-API-Key']=key", "timeout=10",
    )  # fmt: skip


def test_the_spec_promises_inputs_with_their_settings() -> None:
    found = promise(school()).facts
    inputs = {(one.entity, one.name): one for one in found["spec.input"]}
    columns = {(one.entity, one.name) for one in found["spec.column"]}
    assert columns <= {place for place, one in inputs.items() if one.edits}
    settings = {(one.entity, one.input, one.about) for one in found["spec.setting"]}
    for place, one in inputs.items():
        if one.kind in {"Relation", "Relations"}:
            assert (*place, "reference") in settings
        if one.kind == "Choice":
            assert (*place, "option") in settings
            assert (*place, "filter") in settings


def test_what_the_spec_leaves_open_must_not_be_set() -> None:
    found = promise(school()).facts
    texts = {(one.entity, one.input): [] for one in found["spec.setting"]}
    for one in found["spec.setting"]:
        texts[one.entity, one.input].append(one.text.partition("=")[0])
    for one in found["spec.input"]:
        assert not set(one.unasked) & set(texts.get((one.entity, one.name), ()))


@pytest.mark.parametrize(
    ("code", "made"),
    [
        ('st.markdown("<b>x</b>", unsafe_allow_html=True)', "literal"),
        ('css = "<style>"\n    st.markdown(css, unsafe_allow_html=True)', "literal"),
        ('st.markdown(f"<b>{name}</b>", unsafe_allow_html=True)', "formatted"),
        ('st.markdown(f"<b>{html.escape(name)}</b>", unsafe_allow_html=True)', "escaped"),
        ("st.markdown(name, unsafe_allow_html=True)", "unknown"),
    ],
)
def test_html_that_is_shown_as_it_is(code: str, made: str) -> None:
    (markup,) = facts(f"def f(name):\n    {code}\n", "markup")
    assert markup.made == made


def test_html_that_is_not_allowed_is_text() -> None:
    assert not facts('st.markdown(f"<b>{name}</b>", unsafe_allow_html=False)\n', "markup")


def test_entries_of_dicts_that_a_call_is_given() -> None:
    found = facts('Page(name="a", sorts={"-id": "Newest", key: "Other"}, fields=())\n', "entry")
    assert [(one.call, one.named, one.argument) for one in found] == [("Page", "a", "sorts")]
    assert [(one.place, one.word, one.value) for one in found] == [
        ("sorts['-id']", "id", "'Newest'")
    ]


def test_a_key_made_of_itself_is_left_open() -> None:
    (state,) = facts("def f(key):\n    key = made(key)\n    st.button('x', key=key)\n", "state")
    assert state.key == ""


def test_conditions_are_kept_as_far_as_anybody_asks() -> None:
    guards = "".join(f"    if a{number}: return\n" for number in range(500))
    (call,) = facts(f"def f():\n{guards}    act()\n", "call")
    assert call.past[-1] == "not a499"
    assert len(call.past) < 100


@pytest.mark.parametrize(
    ("code", "missing"),
    [
        ("class A:\n    x: int\n    def f(self): return self.x", []),
        ("class A:\n    def f(self): return self.x", ["x"]),
        ("class A:\n    def __init__(self): self.x = 1\n    def f(self): return self.x", []),
        ("class B:\n    x = 1\nclass A(B):\n    def f(self): return self.x", []),
        ("class B: ...\nclass A(B):\n    def f(self): return self.x", ["x"]),
        ("class A(B):\n    def f(self): return self.x", []),
        ("class A:\n    def f(self): return self.x\nclass B(A):\n    x = 1", []),
        ("class A:\n    def f(self): return self.x\n    def __getattr__(self, n): ...", []),
        ("class A:\n    def f(self): return self.g()\n    def g(self): ...", []),
    ],
)
def test_attributes_that_a_class_has_not(code: str, missing: list[str]) -> None:
    assert [one.name for one in facts(code, "missing")] == missing
