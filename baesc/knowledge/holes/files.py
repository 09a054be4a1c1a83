"""Static checks of a whole file: what it may import and call; rules judge all else."""

import ast

IMPORTED = frozenset(
    {
        "abc", "app", "collections", "contextlib", "csv", "dataclasses", "datetime", "decimal",
        "enum", "fastapi", "functools", "hashlib", "hmac", "io", "itertools", "json", "logging",
        "math", "operator", "pydantic", "pydantic_core", "pydantic_settings", "pytest", "re",
        "secrets", "sqlalchemy", "starlette", "streamlit", "string", "tests", "textwrap", "typing",
        "ui", "unicodedata", "uuid",
    }
)  # fmt: skip
_CALLS = frozenset({
    "__import__", "breakpoint", "compile", "delattr", "eval", "exec", "getattr", "globals", "input",
    "locals", "open", "print", "setattr", "vars",
})  # fmt: skip
# Modules that other modules have among their names (`logging.os`), and what reaches files or names
# without an import or a call from above.
_MEMBERS = frozenset({
    "*", "FileHandler", "FileIO", "ForwardRef", "ImportString", "asyncio", "attrgetter", "builtins",
    "codecs", "ctypes", "get_type_hints", "importlib", "make_dataclass", "marshal", "methodcaller",
    "multiprocessing", "open", "open_code", "os", "pathlib", "pickle", "popen", "posix", "runpy",
    "shutil", "socket", "subprocess", "sys", "tempfile", "threading",
})  # fmt: skip
# What classes define, and modules say of themselves.
_DUNDERS = frozenset({
    "__tablename__", "__table_args__", "__table__", "__init__", "__post_init__", "__call__",
    "__name__", "__class__", "__doc__", "__all__", "__str__", "__repr__", "__future__",
})  # fmt: skip
MOST_FAULTS = 8


def file_faults(path: str, text: str, base: str = "") -> tuple[str, ...]:
    """Return what a Python file must not do; what its template imports and calls, it may."""
    if not path.endswith(".py"):
        return ()
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as exc:
        line = f"line {exc.lineno}: {exc.msg}" if isinstance(exc, SyntaxError) else "it is too deep"
        return (f"the file does not parse: {line}",)
    known = _used(ast.parse(base)) if base else frozenset()
    found = [f"line {line}: {fault}" for line, what, fault in _uses(tree) if what not in known]
    return tuple(dict.fromkeys(found))[:MOST_FAULTS]


def _used(tree: ast.Module) -> frozenset[str]:
    return frozenset(what for _, what, _ in _uses(tree))


def _uses(tree: ast.Module) -> list[tuple[int, str, str]]:
    """Return what a tree uses that not every file may: its line, what it is, and the fault."""
    found: list[tuple[int, str, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules = [one.name for one in node.names]
            if isinstance(node, ast.ImportFrom):
                modules = [node.module or "." * node.level]
            found += [
                (node.lineno, f"import {name}", f"`{name}` is not imported in applications")
                for name in modules
                if name.partition(".")[0] not in IMPORTED
            ]
            # What was imported as a module may be given on by any other one.
            members = [] if isinstance(node, ast.Import) else [one.name for one in node.names]
            found += [_member(node.lineno, name) for name in members if name in _MEMBERS]
        if isinstance(node, ast.Name) and node.id in _CALLS:
            found.append((node.lineno, node.id, f"`{node.id}` is not used in applications"))
        if isinstance(node, ast.Attribute) and node.attr in _MEMBERS:
            found.append(_member(node.lineno, node.attr))
        if isinstance(node, ast.Attribute | ast.Name):
            name = node.attr if isinstance(node, ast.Attribute) else node.id
            if name.startswith("__") and name not in _DUNDERS:
                found.append((node.lineno, name, f"`{name}` is not used in applications"))
    return found


def _member(line: int, name: str) -> tuple[int, str, str]:
    return line, f".{name}", f"`.{name}` is not used in applications"
