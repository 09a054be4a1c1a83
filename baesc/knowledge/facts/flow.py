"""Exceptions, contexts and SQL statements inside functions."""

import ast

from baesc.knowledge.facts.kinds import Except, Raise, Texts
from baesc.knowledge.facts.text import all_below, children, dotted, status_code, words
from baesc.knowledge.facts.web import by_name

_BROAD = frozenset({"Exception", "BaseException"})


def except_of(
    node: ast.ExceptHandler, function: str, calls: Texts, aliases: dict[str, str], tries: Texts
) -> Except:
    """Return the fact of an `except` clause that makes these calls."""
    parts = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    types = tuple([dotted(part, aliases) for part in parts if part is not None])
    return Except(
        line=node.lineno,
        function=function,
        types=types,
        bare=node.type is None,
        broad=any(one.rpartition(".")[2] in _BROAD for one in types),
        raises=isinstance(node.body[-1], ast.Raise),
        silent=all(_does_nothing(one) for one in node.body),
        calls=calls,
        tries=tuple([one.rpartition(".")[2] for one in tries]),
    )


def raise_of(
    node: ast.Raise, function: str, caught: tuple[str | None, ...], aliases: dict[str, str]
) -> Raise | None:
    """Return the fact of a `raise`; a bare one passes on what is caught and is none."""
    if node.exc is None:
        return None
    call = node.exc if isinstance(node.exc, ast.Call) else None
    code = None
    if call is not None:
        code = call.args[0] if call.args else by_name(call).get("status_code")
    names = {one for one in caught if one}
    return Raise(
        line=node.lineno,
        function=function,
        type=dotted(call.func if call else node.exc, aliases),
        status=status_code(code),
        in_except=bool(caught),
        # What is caught and raised again is its own cause.
        caused=node.cause is not None or (isinstance(node.exc, ast.Name) and node.exc.id in names),
        forgets=False,
        leaks=bool(names and call and names & set(words(call, {}))),
        under=(),
    )


def forgets(node: ast.ExceptHandler | None) -> bool:
    """Tell whether a clause names the exception and says nothing of it."""
    if node is None or node.name is None:
        return False
    return not any(
        isinstance(one, ast.Name) and one.id == node.name
        for part in node.body
        for one in all_below(part)
    )


def _does_nothing(node: ast.stmt) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Return):
        return node.value is None or isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Pass | ast.Continue | ast.Break)


def shallow(body: list[ast.stmt]) -> list[ast.AST]:
    """Return the nodes of a block without those of inner functions."""
    found: list[ast.AST] = []
    stack: list[ast.AST] = [*body]
    while stack:
        node = stack.pop()
        found.append(node)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            stack += children(node)
    return found
