"""Running what was built, on a Python that has what it needs."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from baesc.cli.console import Console
from baesc.cli.exits import DIAGNOSTICS
from baesc.effects.environment import EnvironmentFailedError, python_for
from baesc.messages.diagnostic import Diagnostic

GRACE_SECONDS = 2.0


def run_in(folder: Path, arguments: list[str], console: Console) -> int:
    """Run Python with these arguments in the folder of an application; return its exit code."""
    python = _python(folder, console)
    return DIAGNOSTICS if python is None else _run([python, *arguments], folder)


def output_in(folder: Path, arguments: list[str], console: Console) -> tuple[int, str, str]:
    """Do the same and return its exit code, what it printed, and what it complained of."""
    python = _python(folder, console)
    if python is None:
        return DIAGNOSTICS, "", ""
    done = subprocess.run(
        [python, *arguments], cwd=folder, env=_environ(), capture_output=True, check=False
    )
    return (
        done.returncode,
        done.stdout.decode("utf-8", "replace"),
        done.stderr.decode("utf-8", "replace"),
    )


def _python(folder: Path, console: Console) -> str | None:
    try:
        return python_for(folder, console.note)
    except EnvironmentFailedError as exc:
        problem = Diagnostic(
            "BAE530",
            "what the application needs could not be installed",
            help=f"install the requirements in {folder / 'pyproject.toml'} yourself; "
            f"the installer said: {exc}",
        )
        console.complain([problem], {})
        return None


def _environ() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def _run(command: list[str], folder: Path) -> int:
    """Run a command in a folder, in the foreground, and end it when this is to end.

    On a terminal, Ctrl-C has reached the command already, which then ends in its own time. Its
    exit code is passed on, as a shell would for one that a signal ended.
    """
    sys.stdout.flush()
    process = subprocess.Popen(command, cwd=folder, env=_environ())
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    code = None
    while code is None:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            code = _end(process)
    return code if code >= 0 else 128 - code


def _end(process: "subprocess.Popen[bytes]") -> int | None:
    """Wait for a command that was interrupted; ask it to end if it does not."""
    try:
        return process.wait(timeout=GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.terminate()
    except KeyboardInterrupt:
        process.terminate()
    return None
