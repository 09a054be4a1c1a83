"""Edits of calls: their keyword arguments, and what is wrapped around them."""

import ast

from baesc.knowledge.fix_places import Change, Places, Position, block_of

_PLAIN = (ast.Constant, ast.Name, ast.Attribute)
_SIMPLE = (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Return)
_DEFERRED = (ast.Lambda, ast.GeneratorExp, ast.ListComp, ast.SetComp, ast.DictComp, ast.JoinedStr)
_STEP = "    "

Changes = list[Change] | None


def call_at(position: Position) -> ast.Call | None:
    """Return the call at a place: the node itself, or the value of a field."""
    node = position.node
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return node.value if isinstance(node.value, ast.Call) else None
    return node if isinstance(node, ast.Call) else None


def set_keyword(places: Places, position: Position, name: str, value: str) -> Changes:
    """Give a keyword argument a value; one that is made of parts is not overwritten."""
    call = call_at(position)
    if call is None:
        return None
    for one in call.keywords:
        if one.arg == name:
            if not isinstance(one.value, _PLAIN):
                return None
            return [Change(places.start(one.value), places.end(one.value), value)]
    given: list[ast.AST] = [*call.args, *call.keywords]
    if any(isinstance(one, ast.GeneratorExp) for one in given):
        return None
    closing = places.end(call) - 1
    if not given:
        return [Change(closing, closing, f"{name}={value}")]
    end = _after_brackets(places, max(map(places.end, given)), closing)
    return [Change(end, end, f", {name}={value}")]


def _after_brackets(places: Places, end: int, closing: int) -> int:
    """Return the place after the brackets that close around an argument."""
    at = found = end
    while at < closing and (places.text[at].isspace() or places.text[at] == ")"):
        at += 1
        if places.text[at - 1] == ")":
            found = at
    return found


def delete_keyword(places: Places, position: Position, name: str) -> Changes:
    """Leave out a keyword argument with its comma."""
    call = call_at(position)
    keyword = next((one for one in call.keywords if one.arg == name), None) if call else None
    if call is None or keyword is None:
        return None
    start, closing = places.start(keyword), places.end(call) - 1
    end = _after_brackets(places, places.end(keyword), closing)
    before = places.text[:start].rstrip()
    if before.endswith(","):
        return [Change(len(before) - 1, end, "")]
    rest = places.text[end:closing]
    comma = len(rest) - len(rest.lstrip())
    if rest[comma : comma + 1] == ",":
        after = rest[comma + 1 :]
        end += comma + 1 + len(after) - len(after.lstrip())
    return [Change(start, end, "")]


def wrap_call(places: Places, position: Position, name: str) -> Changes:
    """Put an expression into a call."""
    node = position.node
    if isinstance(node, ast.Assign | ast.AnnAssign):
        node = node.value or node
    if not isinstance(node, ast.expr):
        return None
    return [Change(places.start(node), places.end(node), f"{name}({places.source(node)})")]


def wrap_with(places: Places, position: Position, name: str) -> Changes:
    """Open what a call returns by a `with`: to the end of the block if it is bound to a name."""
    statement, block = position.statement, block_of(position)
    if not isinstance(position.node, ast.Call) or not isinstance(statement, _SIMPLE):
        return None
    if any(isinstance(one, _DEFERRED) for one in position.around):
        return None
    lines = [one.lineno for one in block] + [one.end_lineno for one in block]
    if any(lines.count(one.lineno) > 2 for one in block) or _has_long_text(block):
        return None
    indentation = places.indentation(statement)
    call = places.source(position.node)
    start, end = places.start(statement), places.end(statement)
    if _is_binding(statement, position.node):
        target = places.source(statement.targets[0])  # type: ignore[union-attr]
        rest = block[block.index(statement) + 1 :]
        if not rest:
            return None
        inside = places.text[end : places.end(rest[-1])]
        return [
            Change(start, end, f"with {call} as {target}:"),
            Change(end, places.end(rest[-1]), _indented(inside)),
        ]
    node_start, node_end = places.start(position.node), places.end(position.node)
    body = places.text[start:node_start] + name + places.text[node_end:end]
    body = f"{indentation}{_STEP}" + _indented(body)
    return [Change(start, end, f"with {call} as {name}:\n{body}")]


def _is_binding(statement: ast.stmt, value: ast.AST) -> bool:
    return (
        isinstance(statement, ast.Assign)
        and statement.value is value
        and len(statement.targets) == 1
        and isinstance(statement.targets[0], ast.Name)
    )


def _has_long_text(block: list[ast.stmt]) -> bool:
    """Tell whether a text spans lines: indenting them would change it."""
    return any(
        one.lineno != one.end_lineno
        for statement in block
        for one in ast.walk(statement)
        if isinstance(one, ast.JoinedStr)
        or (isinstance(one, ast.Constant) and isinstance(one.value, str | bytes))
    )


def _indented(text: str) -> str:
    """Return a text with all lines but the first one step further in."""
    first, *others = text.split("\n")
    return "\n".join([first, *(f"{_STEP}{one}" if one.strip() else one for one in others)])
