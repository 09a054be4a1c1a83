"""Parameters in the paths of routes that no parameter of the function takes."""

import ast
import re
from collections.abc import Iterator

from baesc.knowledge.facts.code_kinds import Unbound
from baesc.knowledge.facts.kinds import Facts, Function, Import, Route
from baesc.knowledge.facts.text import all_below, dotted

_PLACE = re.compile(r"{(\w+)(?::\w+)?}")
# Types of libraries that are no dependencies, whatever else is imported.
_PLAIN = frozenset({
    "Request", "Response", "WebSocket", "BackgroundTasks", "Session", "AsyncSession", "UUID",
    "date", "datetime", "time", "Decimal", "Any", "Path", "Query", "Body", "Header",
})  # fmt: skip
# Stands for a dependency that the file does not show.
_ELSEWHERE = "?"


def depends_on(node: ast.FunctionDef | ast.AsyncFunctionDef, aliases: dict[str, str]) -> list[str]:
    """Return what the parameters of a function depend on: `Depends(f)`, `Annotated[T, ...]`."""
    given = [*node.args.posonlyargs, *node.args.args]
    defaults = [None] * (len(given) - len(node.args.defaults)) + [*node.args.defaults]
    pairs = [
        *zip(given, defaults, strict=True),
        *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True),
    ]
    found = []
    for one, default in pairs:
        if isinstance(one.annotation, ast.Name):
            found.append(one.annotation.id)
        for part in (one.annotation, default):
            for call in all_below(part) if part is not None else ():
                if isinstance(call, ast.Call) and _is_depends(call, aliases):
                    made = call.args[0] if call.args else _type(one.annotation)
                    found.append(dotted(made, aliases) if made is not None else _ELSEWHERE)
    return found


def _is_depends(call: ast.Call, aliases: dict[str, str]) -> bool:
    return dotted(call.func, aliases).rpartition(".")[2] in {"Depends", "Security"}


def _type(node: ast.expr | None) -> ast.expr | None:
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
        return node.slice.elts[0]
    return node


def unbound_in(facts: Facts, depends: dict[str, list[str]]) -> Iterator[Unbound]:
    """Yield the parameters of paths that no function takes, as far as the file shows them all."""
    functions = {one.name: one for one in facts.get("function", ()) if isinstance(one, Function)}
    makers = {
        one.owner: one for one in facts.get("function", ())
        if isinstance(one, Function) and one.name == "__init__"
    }  # fmt: skip
    imported = {one.name for one in facts.get("import", ()) if isinstance(one, Import)} - _PLAIN
    named = {one[1]: one[3] for one in facts.get("dependency", ()) if not one[4]}
    for route in facts.get("route", ()):
        if not isinstance(route, Route) or not isinstance(route.path, str):
            continue
        missing = [one for one in _PLACE.findall(route.path) if one not in route.parameters]
        function = functions.get(route.function)
        if not missing or function is None or "path_params" in function.mentions:
            continue
        taken: set[str] = set()
        todo = [*depends.get(route.function, ()), *route.dependencies]
        seen: set[str] = set()
        while todo:
            name = named.get(todo[-1], todo[-1])
            todo.pop()
            if name in seen:
                continue
            seen.add(name)
            provider = functions.get(name) or makers.get(name)
            if provider is not None:
                taken.update(provider.parameters)
                todo += depends.get(provider.owner or provider.name, ())
            elif name == _ELSEWHERE or name in imported or "." in name or name in _classes(facts):
                missing = []
        for name in missing:
            if name not in taken:
                yield Unbound(route.line, route.function, name, route.path)


def _classes(facts: Facts) -> set[str]:
    """Return the classes that are no bodies: their fields may be parameters."""
    return {one[1] for one in facts.get("class", ()) if "BaseModel" not in one[2]}
