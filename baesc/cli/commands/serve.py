"""`baesc run`, `baesc test` and `baesc migrate`: use what was built."""

import os
from pathlib import Path

import click

from baesc.cli.exits import DIAGNOSTICS


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
    return in_application(arguments, no_build)


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
    code = in_application(["-m", "pytest", *results, *pytest_arguments], no_build)
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
    return in_application(["migrate.py", what, *arguments], no_build=True)


def in_application(arguments: list[str], no_build: bool) -> int:
    """Run Python in the folder of the application, which is built first if need be."""
    from baesc.cli.commands.build import build_quietly
    from baesc.cli.console import Console
    from baesc.cli.running import run_in

    console = Console()
    folder = build_quietly(console, needed=not no_build)
    return DIAGNOSTICS if folder is None else run_in(folder, arguments, console)
