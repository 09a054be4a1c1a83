"""`baesc run`, `baesc test` and `baesc migrate`: use what was built."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import click

from baesc.cli.exits import DIAGNOSTICS

GRACE_SECONDS = 2.0


@click.command(short_help="Build and start the application: API and pages.")
@click.option("--api-port", type=click.IntRange(1, 65535), help="Port of the API.")
@click.option("--ui-port", type=click.IntRange(1, 65535), help="Port of the pages.")
@click.option("--no-ui", is_flag=True, help="Start the API alone.")
@click.option("--no-build", is_flag=True, help="Start what is there, as it is.")
def run(api_port: int | None, ui_port: int | None, no_ui: bool, no_build: bool) -> int:
    """Build if need be, then start the API and the pages, and wait until both answer.

    Ports come from `baes.yaml` (8100 and 8600 if it does not say). Ctrl-C stops both.
    """
    arguments = ["serve.py"]
    arguments += ["--api-port", str(api_port)] if api_port else []
    arguments += ["--ui-port", str(ui_port)] if ui_port else []
    arguments += ["--no-ui"] if no_ui else []
    return _in_application(arguments, no_build)


@click.command(
    short_help="Build, and run the application's own tests.",
    context_settings={"ignore_unknown_options": True},
)
@click.option("--no-build", is_flag=True, help="Test what is there, as it is.")
@click.argument("pytest_arguments", nargs=-1, type=click.UNPROCESSED)
def test(no_build: bool, pytest_arguments: tuple[str, ...]) -> int:
    """Build if need be, then run the application's own tests.

    What follows goes to pytest: `baesc test -k students`.
    """
    from baesc.cli.noop import POINTER, find_root
    from baesc.cli.testing import forget_results, record_tests

    root = find_root(os.curdir)
    state = Path(root) / POINTER
    results = forget_results(state) if root else []
    code = _in_application(["-m", "pytest", *results, *pytest_arguments], no_build)
    record_tests(state)
    return code


@click.command(
    short_help="Take databases from one revision to another.",
    context_settings={"ignore_unknown_options": True},
)
@click.argument("what", type=click.Choice(["status", "plan", "up", "down", "verify", "adopt"]))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def migrate(what: str, arguments: tuple[str, ...]) -> int:
    """Do what `python migrate.py` does in the folder of the application, as it was built.

    `status` tells which revision the database has, `plan` what would run, `up` brings it up to
    date, `down REVISION` takes it back, `verify` proves revisions on rows of all kinds in a
    database made for that, and `adopt` accepts one whose tables are there already.
    """
    return _in_application(["migrate.py", what, *arguments], no_build=True)


def _in_application(arguments: list[str], no_build: bool) -> int:
    from baesc.cli.commands.build import build_quietly
    from baesc.cli.console import Console
    from baesc.effects.environment import EnvironmentFailedError, python_for
    from baesc.messages.diagnostic import Diagnostic

    console = Console()
    folder = build_quietly(console, needed=not no_build)
    if folder is None:
        return DIAGNOSTICS
    try:
        python = python_for(folder, console.note)
    except EnvironmentFailedError as exc:
        problem = Diagnostic(
            "BAE530",
            "what the application needs could not be installed",
            help=f"install the requirements in {folder / 'pyproject.toml'} yourself; "
            f"the installer said: {exc}",
        )
        console.complain([problem], {})
        return DIAGNOSTICS
    return _run([python, *arguments], folder)


def _run(command: list[str], folder: Path) -> int:
    """Run a command in a folder, in the foreground, and end it when this is to end.

    On a terminal, Ctrl-C has reached the command already, which then ends in its own time. Its
    exit code is passed on, as a shell would for one that a signal ended.
    """
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    sys.stdout.flush()
    process = subprocess.Popen(command, cwd=folder, env=environ)
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
