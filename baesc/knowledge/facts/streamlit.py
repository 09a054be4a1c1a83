"""Facts of pages and of the requests that they make: session state, widgets' keys, HTTP."""

import ast
from typing import NamedTuple

from baesc.knowledge.facts.guards import Held
from baesc.knowledge.facts.kinds import Call, Texts
from baesc.knowledge.facts.sql_text import Made, made_of
from baesc.knowledge.facts.text import all_below, dotted, short

_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
_ASKED = frozenset({"method", "path", "url"})
_READS = frozenset({"get", "pop"})
_STATE = "session_state"
_OWN = frozenset(dir(dict))
_ESCAPES = frozenset({"escape", "clean", "sanitize", "quote"})


class State(NamedTuple):
    """A use of Streamlit's session state; the key is empty where the text leaves it open."""

    line: int
    function: str
    access: str
    key: str


class Request(NamedTuple):
    """An HTTP request with a literal method; what is filled into its path is `{}`."""

    line: int
    function: str
    method: str
    path: str
    keywords: Texts
    under: Texts


class Entry(NamedTuple):
    """An entry, with a text as its key, of a dict that a call is given by name."""

    line: int
    call: str
    named: str
    argument: str
    place: str
    key: str
    word: str
    value: str


def entries_of(node: ast.Call, fact: Call) -> list[Entry]:
    """Return the entries of the dicts that a call is given."""
    return [
        Entry(
            line=key.lineno,
            call=fact.last,
            named=fact.named,
            argument=one.arg or "",
            place=f"{one.arg}[{key.value!r}]",
            key=key.value,
            word=key.value.lstrip("+-"),
            value=short(value, {}),
        )
        for one in node.keywords
        if isinstance(one.value, ast.Dict)
        for key, value in zip(one.value.keys, one.value.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    ]


class Markup(NamedTuple):
    """HTML that a page shows as it is; `made`: literal, formatted, escaped or unknown."""

    line: int
    function: str
    made: str


def markup_of(node: ast.Call, function: str, texts: dict[str, Made]) -> Markup | None:
    """Return the HTML that a call with `unsafe_allow_html=True` shows."""
    allows = [one.value for one in node.keywords if one.arg == "unsafe_allow_html"]
    if not node.args or not all(isinstance(one, ast.Constant) and one.value for one in allows):
        return None
    shown = node.args[0]
    names = [dotted(one.func, {}) for one in all_below(shown) if isinstance(one, ast.Call)]
    if any(one.rpartition(".")[2] in _ESCAPES for one in names):
        return Markup(node.lineno, function, "escaped")
    made = made_of(shown, texts)
    return Markup(node.lineno, function, made.how if made else "unknown")


def request_of(node: ast.Call, function: str, held: Held, under: Texts) -> Request | None:
    """Return the request that a call makes: `client.request("GET", path)`, of any name."""
    named = {one.arg: one.value for one in node.keywords}
    method = node.args[0] if node.args else named.get("method")
    path = node.args[1] if len(node.args) > 1 else named.get("path", named.get("url"))
    if path is None:
        return None
    if not isinstance(method, ast.Constant) or method.value not in _METHODS:
        return None
    return Request(
        line=node.lineno,
        function=function,
        method=str(method.value).lower(),
        path=_path(path, held),
        keywords=tuple([one or "**" for one in named if one not in _ASKED]),
        under=under,
    )


def _path(node: ast.expr, held: Held) -> str:
    if isinstance(node, ast.Name) and node.id in held:
        node = held[node.id]
    if isinstance(node, ast.Constant):
        return str(node.value)
    return _filled(node) if isinstance(node, ast.JoinedStr) else "{}"


def _filled(node: ast.JoinedStr) -> str:
    parts = [str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values]
    return "".join(parts)


def state_of_call(
    node: ast.Call, name: str, function: str, held: Held, *, used: bool
) -> State | None:
    """Return how a call touches the session state; `used` tells whether its result is."""
    receiver, _, last = name.rpartition(".")
    if receiver.endswith(_STATE) and node.args:
        access = "write" if last == "setdefault" else "read"
        if last not in _READS and access == "read":
            return None
        if last == "pop" and not used:
            access = "drop"
        return State(node.lineno, function, access, key_of(node.args[0], held))
    for one in node.keywords:
        if one.arg == "key" and not isinstance(one.value, ast.Lambda):
            return State(node.lineno, function, "widget", key_of(one.value, held))
    return None


def state_of_item(node: ast.Subscript, function: str, held: Held) -> State | None:
    """Return how `st.session_state[key]` touches the session state."""
    if not dotted(node.value, {}).endswith(_STATE):
        return None
    return State(node.lineno, function, _access(node.ctx), key_of(node.slice, held))


def state_of_attribute(node: ast.Attribute, function: str) -> State | None:
    """Return how `st.session_state.key` touches the session state."""
    inner = node.value
    if not isinstance(inner, ast.Attribute) or inner.attr != _STATE or node.attr in _OWN:
        return None
    return State(node.lineno, function, _access(node.ctx), node.attr)


def _access(context: ast.expr_context) -> str:
    if isinstance(context, ast.Store):
        return "write"
    return "drop" if isinstance(context, ast.Del) else "read"


def key_of(node: ast.expr, held: Held) -> str:
    """Return a key as text, `{}` for what is filled in; empty where it is left open."""
    if isinstance(node, ast.Name) and node.id in held:
        # What it holds may name it again: `key = shown(key)`.
        node, held = held[node.id], {}
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return _filled(node)
    if isinstance(node, ast.Call):
        inner = [key_of(one, held) for one in node.args]
        return f"{dotted(node.func, {})}({', '.join(inner)})" if all(inner) else ""
    return dotted(node, {}) if isinstance(node, ast.Attribute) else ""
