"""Secrets that code holds or shows, and exceptions whose text leaves a function."""

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from baesc.knowledge.facts.code_kinds import Leak, Secret
from baesc.knowledge.facts.kinds import Call
from baesc.knowledge.facts.text import all_below, children, dotted

_NAME = re.compile(
    r"(?:^|[_-])(?:api[_-]?key|secret(?:[_-]?key)?|password|passwd|pwd|passphrase|token"
    r"|(?:access|private|signing|encryption)[_-]?key)$",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# What stands where a value will be put, or names something: no secret.
_NO_VALUE = re.compile(
    r"[\s{}<>$*/\\()]|^.{0,3}$|^_|^https?:|^(?:bearer|none|null|true|false|string)$", re.IGNORECASE
)
_KNOWN = re.compile(
    r"://[^/\s:@{}<>$*]*:[^/\s@{}<>$*]+@"
    r"|\bgh[pousr]_[A-Za-z0-9]{20,}|\bsk-[A-Za-z0-9_-]{16,}|\bAKIA[0-9A-Z]{16}\b"
    r"|\bxox[abp]-[A-Za-z0-9-]{10,}|-----BEGIN [A-Z ]*PRIVATE KEY"
)
_PREFIXES = ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "sk-", "AKIA", "xox", "-----BEGIN")
_LOGS = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log"})
_SHOWS = frozenset({"print", "pprint", "write", "st.write", "st.text", "st.code", "st.markdown"})
_ASKED = _LOGS | {"getenv", "get", "setdefault", "print", "pprint", "write", "text", "code",
                  "markdown"}  # fmt: skip
_TEXT_OF = frozenset({"str", "repr", "format", "join", "ascii", "dict", "list"})
_TELLING = frozenset({"args", "__str__", "orig", "params", "statement", "__dict__", "message"})
_TRACES = frozenset({"format_exc", "format_exception", "format_exception_only", "format_tb",
                     "exc_info"})  # fmt: skip


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Tell whether a name is one of a secret: `API_KEY`, `db_password`, `X-API-Key`."""
    return _NAME.search(name) is not None or _NAME.search(_CAMEL.sub("_", name)) is not None


def _is_value(node: ast.expr | None, name: str) -> bool:
    """Tell whether an expression is a literal that could be a secret of this name."""
    if isinstance(node, ast.Call) and dotted(node.func, {}).endswith(("SecretStr", "SecretBytes")):
        node = node.args[0] if node.args else None
    if isinstance(node, ast.Call) and dotted(node.func, {}).rpartition(".")[2] == "Field":
        default = next((one.value for one in node.keywords if one.arg == "default"), None)
        return _is_value(node.args[0] if node.args else default, name)
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str | bytes):
        return False
    text = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
    plain = re.sub(r"[^a-z]", "", text.lower())
    own = re.sub(r"[^a-z]", "", name.lower())
    return not (_NO_VALUE.search(text) or (plain and plain in own) or is_secret_name(text))


def held_by_name(name: str, value: ast.expr | None, line: int, function: str) -> Secret | None:
    """Return the secret that an assignment or a default holds."""
    if value is not None and is_secret_name(name) and _is_value(value, name):
        return Secret(line, function, name, "literal")
    return None


def held_by_text(node: ast.Constant, function: str) -> Secret | None:
    """Return the secret that a text holds whatever it is called: a URL with a password, a key."""
    text = node.value
    if isinstance(text, str) and ("://" in text or text.startswith(_PREFIXES)):
        found = _KNOWN.search(text)
        if found:
            return Secret(node.lineno, function, found[0][:4] + "...", "literal")
    return None


def may_show(call: Call) -> bool:
    """Tell whether a call may hold or show a secret at all: most do not, and it saves time."""
    return bool(call.keywords) or call.last in _ASKED


def held_by_call(node: ast.Call, call: Call) -> Iterator[Secret]:
    """Yield the secrets among the arguments of a call, and those that it shows."""
    for one in node.keywords:
        found = held_by_name(one.arg or "", one.value, one.value.lineno, call.function)
        if found:
            yield found
    asks = call.last == "getenv" or call.name.endswith(("environ.get", "environ.setdefault"))
    if asks and len(node.args) > 1 and isinstance(node.args[0], ast.Constant):
        found = held_by_name(str(node.args[0].value), node.args[1], node.lineno, call.function)
        if found:
            yield found
    receiver = call.name.rpartition(".")[0].lower()
    logs = call.last in _LOGS and "log" in receiver
    if logs or call.name in _SHOWS or call.last == "pprint":
        for given in (*node.args, *(one.value for one in node.keywords)):
            name = _secret_in(given)
            if name:
                yield Secret(node.lineno, call.function, name, "shown")


def held_by_dict(node: ast.Dict, function: str) -> Iterator[Secret]:
    """Yield the secrets of a literal dict."""
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            found = held_by_name(key.value, value, value.lineno, function)
            if found:
                yield found


def _secret_in(node: ast.expr) -> str:
    for one in all_below(node):
        if isinstance(one, ast.Name) and (is_secret_name(one.id) or one.id == "key"):
            return one.id
        if isinstance(one, ast.Attribute):
            if one.attr == "get_secret_value" or is_secret_name(one.attr):
                return one.attr
        elif isinstance(one, ast.Name) and one.id == "settings":
            return one.id
    return ""


def leaks_of_call(node: ast.Call, call: Call, errors: Collection[str]) -> Iterator[Leak]:
    """Yield what a call is handed of the text of an exception."""
    for one in (*node.args, *(it.value for it in node.keywords)):
        how = shown(one, errors)
        if how:
            yield Leak(node.lineno, call.function, call.name, how)
            return


def shown(root: ast.expr, errors: Collection[str]) -> str:
    """Return what an expression shows: the `exception` at hand, its `traceback`, or nothing."""
    stack: list[ast.AST] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name) and node.id in errors:
            return "exception"
        if isinstance(node, ast.Attribute):
            is_error = isinstance(node.value, ast.Name) and node.value.id in errors
            if is_error:
                if node.attr in _TELLING:
                    return "exception"
                continue
        elif isinstance(node, ast.Call):
            last = dotted(node.func, {}).rpartition(".")[2]
            if last in _TRACES:
                return "traceback"
            if last not in _TEXT_OF:
                continue
        elif isinstance(node, ast.Lambda):
            continue
        stack += children(node)
    return ""


def errors_among(arguments: Iterable[ast.arg]) -> list[str]:
    """Return the parameters that are exceptions."""
    return [
        one.arg
        for one in arguments
        if one.annotation is not None
        and dotted(one.annotation, {}).endswith(("Exception", "Error"))
    ]
