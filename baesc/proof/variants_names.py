"""A Python text with other names for what nobody outside of it sees, or in another order."""

import ast
import re
from collections import Counter

from baesc.knowledge.facts.text import dotted
from baesc.knowledge.facts.web import METHODS
from baesc.proof.variants_tree import FunctionNode, bound_names

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_READS_NAMES = frozenset({"locals", "vars", "eval", "exec", "dir", "globals"})
# Decorators that do not care which function comes first.
_CALM = METHODS | {
    "fixture", "parametrize", "skip", "skipif", "xfail", "contextmanager", "asynccontextmanager",
    "cache", "lru_cache", "cache_data", "cache_resource", "dialog", "fragment", "staticmethod",
    "classmethod", "property", "exception_handler",
}  # fmt: skip


def rename_locals(text: str) -> str | None:
    """Give the local variables of functions other names."""
    tree = ast.parse(text)
    taken = bound_names(tree) | {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)}
    changed = False
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names = {name: f"{name}_here" for name in _local_names(node)}
            names = {old: new for old, new in names.items() if new not in taken}
            if names:
                _rename(node, names)
                changed = True
    return f"{ast.unparse(tree)}\n" if changed else None


def _local_names(function: FunctionNode) -> list[str]:
    """Return the variables that a function binds and that no inner scope shares."""
    bound: dict[str, None] = {}
    refused = {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)}
    stack: list[ast.AST] = [*function.body]
    while stack:
        node = stack.pop()
        if isinstance(node, _SCOPES):
            refused |= {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
            refused |= bound_names(node)
            continue
        if isinstance(node, _COMPREHENSIONS):
            for one in node.generators:
                refused |= bound_names(one.target)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            refused.update(node.names)
        elif isinstance(node, ast.alias):
            refused.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.pattern):
            refused |= bound_names(node)
        elif isinstance(node, ast.Call) and dotted(node.func, {}) in _READS_NAMES:
            return []
        elif isinstance(node, ast.ExceptHandler) and node.name:
            bound[node.name] = None
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound[node.id] = None
        stack += list(ast.iter_child_nodes(node))
    return [name for name in bound if name not in refused and not name.startswith("__")]


def _rename(function: FunctionNode, names: dict[str, str]) -> None:
    for statement in function.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name):
                node.id = names.get(node.id, node.id)
            elif isinstance(node, ast.ExceptHandler) and node.name:
                node.name = names.get(node.name, node.name)


def alias_imports(text: str) -> str | None:
    """Import names under other names, and use these."""
    tree = ast.parse(text)
    imported = [
        (one, alias)
        for one in ast.walk(tree)
        if isinstance(one, ast.Import | ast.ImportFrom)
        for alias in one.names
    ]
    bindings = Counter((alias.asname or alias.name) for _, alias in imported)
    others = bound_names(tree, imports=False)
    documented = {
        id(one.value)
        for one in ast.walk(tree)
        if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)
    }
    # A name inside a text may be resolved when the program runs.
    texts = [
        one.value
        for one in ast.walk(tree)
        if isinstance(one, ast.Constant)
        and isinstance(one.value, str)
        and id(one) not in documented
    ]
    uses = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)}
    names: dict[str, str] = {}
    for node, alias in imported:
        bound = alias.asname or alias.name
        if (
            getattr(node, "module", "") == "__future__"
            or not bound.isidentifier()
            or bindings[bound] > 1
            or bound in others
            or bound not in uses
            or f"{bound}_too" in uses
            or any(re.search(rf"\b{bound}\b", one) for one in texts)
        ):
            continue
        alias.asname = names[bound] = f"{bound}_too"
    for one in ast.walk(tree):
        if isinstance(one, ast.Name):
            one.id = names.get(one.id, one.id)
    return f"{ast.unparse(tree)}\n" if names else None


def reorder(text: str) -> str | None:
    """Turn around runs of functions, and of methods, whose order says nothing."""
    tree = ast.parse(text)
    changed = False
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef):
            body = _turned(node.body)
            changed = changed or body != node.body
            node.body = body
    return f"{ast.unparse(tree)}\n" if changed else None


def _turned(body: list[ast.stmt]) -> list[ast.stmt]:
    made: list[ast.stmt] = []
    run: list[FunctionNode] = []
    for node in (*body, ast.Pass()):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            run.append(node)
            continue
        made += reversed(run) if _is_free(run) else run
        run = []
        made.append(node)
    return made[:-1]


def _is_free(run: list[FunctionNode]) -> bool:
    """Tell whether functions may stand in any order: none is used while another one is made."""
    names = [one.name for one in run]
    if len(set(names)) < len(names):
        return False
    for one in run:
        for decorator in one.decorator_list:
            call = decorator.func if isinstance(decorator, ast.Call) else decorator
            if dotted(call, {}).rpartition(".")[2] not in _CALM:
                return False
        early: list[ast.AST | None] = [*one.decorator_list, one.args, one.returns]
        for part in early:
            below = ast.walk(part) if part is not None else ()
            if any(isinstance(two, ast.Name) and two.id in names for two in below):
                return False
    return not _shadows([path for one in run for path in _paths(one)])


def _paths(function: FunctionNode) -> list[tuple[str, str]]:
    return [
        (one.func.attr, one.args[0].value)
        for one in function.decorator_list
        if isinstance(one, ast.Call)
        and isinstance(one.func, ast.Attribute)
        and one.args
        and isinstance(one.args[0], ast.Constant)
        and isinstance(one.args[0].value, str)
    ]


def _shadows(paths: list[tuple[str, str]]) -> bool:
    """Tell whether one route's path takes another one's, so that the first one answers."""
    for method, path in paths:
        pattern = re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path))
        for other, taken in paths:
            is_another = other == method and taken != path
            if is_another and re.fullmatch(pattern, taken):
                return True
    return len(set(paths)) < len(paths)
