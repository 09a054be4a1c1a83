"""The Python that a generated application runs on."""

import hashlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

VENV = ".venv"
STAMP = "baesc-requirements"
_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?(?P<limits>[^;]*)")
_LIMIT = re.compile(r"(>=|<)\s*([0-9.]+)")


class EnvironmentFailedError(Exception):
    """What the application needs could not be installed; the message says why."""


def python_for(app: Path, say: Callable[[str], None]) -> str:
    """Return an interpreter that has what the application needs.

    It is this one, if it has everything, else that of `.venv` in the application's folder, which
    is made and filled if need be. Raises EnvironmentFailedError.
    """
    wanted = requirements(app / "pyproject.toml")
    venv = app / VENV
    python = venv / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    mark = hashlib.sha256("\n".join(wanted).encode()).hexdigest()
    stamp = venv / STAMP
    if python.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == mark:
        return str(python)
    if all(is_met(requirement) for requirement in wanted):
        return sys.executable
    if not python.exists():
        say(f"making {venv} for the application (once)")
        _run([sys.executable, "-m", "venv", str(venv)])
    say(f"installing {len(wanted)} requirements of the application (once)")
    _run([str(python), "-m", "pip", "install", "--quiet", *wanted])
    stamp.write_text(mark, encoding="utf-8")
    return str(python)


def requirements(pyproject: Path) -> list[str]:
    """Return what running and testing an application takes, sorted."""
    with pyproject.open("rb") as file:
        found = tomllib.load(file)
    groups = found.get("dependency-groups", {})
    return sorted({*found["project"]["dependencies"], *groups.get("test", [])})


def is_met(requirement: str) -> bool:
    """Tell whether this interpreter has a requirement of the form `name[extra]>=1.2,<3`."""
    match = _REQUIREMENT.match(requirement)
    if match is None:
        return False
    try:
        have = _numbers(version(match["name"]))
    except PackageNotFoundError:
        return False
    return all(
        have >= _numbers(limit) if sign == ">=" else have < _numbers(limit)
        for sign, limit in _LIMIT.findall(match["limits"])
    )


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text)[:3])


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    except OSError as exc:
        raise EnvironmentFailedError(str(exc)) from exc
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise EnvironmentFailedError("\n".join(lines[-5:]))
