"""What a call says by itself."""

import ast

from baesc.knowledge.facts.kinds import Call
from baesc.knowledge.facts.text import dotted, short, words

# Calls whose arguments hold calls that rules ask for; for all others it would cost time.
_TELLING = frozenset({"Column", "Table", "mapped_column"})


def call_of(node: ast.Call, aliases: dict[str, str]) -> Call:
    """Return the fact of a call; the walk fills in what stands around it."""
    name = dotted(node.func, aliases)
    named = ""
    settings = []
    keywords = []
    for one in node.keywords:
        if one.arg is None:
            keywords.append("**")
            continue
        keywords.append(one.arg)
        settings.append(f"{one.arg}={short(one.value, aliases).removesuffix('.0')}")
        if isinstance(one.value, ast.Dict):
            settings += _entries(one.arg, one.value, aliases)
        if one.arg == "name" and isinstance(one.value, ast.Constant):
            named = str(one.value.value)
    if not named and node.args:
        first = node.args[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            named = first.value
    arguments = tuple([short(one, aliases) for one in node.args])
    return Call(
        line=node.lineno,
        owner="",
        function="",
        name=name,
        last=name.rpartition(".")[2],
        first=arguments[0] if arguments else "",
        arguments=arguments,
        keywords=tuple(keywords),
        settings=tuple(settings),
        mentions=words(node, aliases) if name.rpartition(".")[2] in _TELLING else (),
        named=named,
        in_with=False,
        guarded=False,
        in_except=False,
        over=(),
        under=(),
        past=(),
    )


def spelled(node: ast.Call, held: dict[str, ast.expr]) -> ast.Call:
    """Return a call of the top level with the literals that its keywords name."""
    found = [_literal(one, held) for one in node.keywords]
    if found == node.keywords:
        return node
    return ast.copy_location(ast.Call(node.func, node.args, found), node)


def _literal(node: ast.keyword, held: dict[str, ast.expr]) -> ast.keyword:
    value = held.get(node.value.id) if isinstance(node.value, ast.Name) else None
    if not isinstance(value, ast.Constant | ast.Dict | ast.List | ast.Tuple):
        return node
    return ast.keyword(node.arg, value)


def _entries(name: str, value: ast.Dict, aliases: dict[str, str]) -> list[str]:
    """Return the entries of a dict that a call is given, each with its value and without."""
    found = []
    for key, item in zip(value.keys, value.values, strict=True):
        if key is not None:
            place = f"{name}[{short(key, aliases)}]"
            found += [place, f"{place}={short(item, aliases)}"]
    return found
