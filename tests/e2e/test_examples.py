"""Each example: its code is clean, its own tests pass, its pages open."""

import os
import subprocess
import sys

import pytest

from tests.e2e.conftest import Built
from tests.e2e.serving import python

# The steps between the first and the last one are built and talked to in test_steps.py.
EXAMPLES = ["academic", "academic-steps/1", "academic-steps/6", "rules", "shop"]
SLOW = "SLOW_EXAMPLES" in os.environ
SCRIPTS = ["serve.py", "streamlit_app.py"]
LINTERS = {
    "ruff check": ["ruff", "check", "--no-cache", "."],
    "ruff format": ["ruff", "format", "--no-cache", "--check", "."],
    "black": ["black", "--check", "--quiet", "."],
    "flake8": ["flake8", "--max-line-length", "88", "--exclude", ".venv", "."],
    "bandit": [
        "bandit",
        "-q",
        "-c",
        "pyproject.toml",
        "-r",
        "app",
        "ui",
        "serve.py",
        "streamlit_app.py",
    ],
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_code_is_clean(built: Built, name: str) -> None:
    app = built(name)
    for linter, command in LINTERS.items():
        done = python(app, "-m", *command)
        assert done.returncode == 0, f"{linter}:\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("name", EXAMPLES)
def test_types_hold(built: Built, name: str) -> None:
    done = python(built(name), "-m", "mypy", "--strict")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", EXAMPLES)
def test_own_tests_pass(built: Built, name: str) -> None:
    # The pages of the largest one are as those of the others, and take a minute.
    rest = ["--ignore=tests/test_ui.py"] if name == "shop" and not SLOW else []
    done = python(built(name), "-m", "pytest", "-p", "no:cacheprovider", *rest)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr
    assert " passed" in done.stdout


@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_depends_on_baesc(built: Built, name: str) -> None:
    for path in built(name).rglob("*.py"):
        text = path.read_text()
        assert "import baesc" not in text
        assert "from baesc" not in text.split("\n", 1)[1]


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_time_and_no_place_of_the_machine(built: Built, name: str) -> None:
    app = built(name)
    for path in (one for one in app.rglob("*") if one.is_file()):
        if path.suffix in {".py", ".sql", ".toml", ".md"}:
            assert str(app.parent) not in path.read_text()


def test_the_tools_are_there() -> None:
    for command in LINTERS.values():
        done = subprocess.run(
            [sys.executable, "-m", command[0], "--version"], capture_output=True, check=False
        )
        assert done.returncode == 0
