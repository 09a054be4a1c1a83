"""The command line: one module a command."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from baesc import __version__
from baesc.cli.commands.ask import ask
from baesc.cli.commands.build import build, check
from baesc.cli.commands.cache import cache
from baesc.cli.commands.chat import chat
from baesc.cli.commands.explain import explain
from baesc.cli.commands.graph import graph
from baesc.cli.commands.lock import lock
from baesc.cli.commands.metrics import metrics
from baesc.cli.commands.plan import plan
from baesc.cli.commands.project import clean, init
from baesc.cli.commands.rules import rules
from baesc.cli.commands.rules_test import rules_test
from baesc.cli.commands.schema import schema
from baesc.cli.commands.serve import migrate
from baesc.cli.commands.serve import run as run_command
from baesc.cli.commands.serve import test as test_command
from baesc.cli.exits import DIAGNOSTICS, INTERNAL, USAGE

OVERVIEW = {
    "Start": ("init", "schema"),
    "Ask": ("ask", "chat"),
    "Build": ("check", "plan", "build", "lock", "clean"),
    "Use": ("run", "test", "migrate"),
    "Look": ("explain", "graph", "metrics", "cache", "rules"),
}


class Commands(click.Group):
    """Lists commands by what they are for."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write one section for each purpose."""
        for title, names in OVERVIEW.items():
            with formatter.section(title):
                found = ((name, self.get_command(ctx, name)) for name in names)
                formatter.write_dl(
                    [(name, one.get_short_help_str(72)) for name, one in found if one is not None]
                )


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-C",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Work as if started in DIR.",
)
@click.version_option(__version__, "-V", "--version", message="baesc %(version)s")
def cli(folder: Path | None) -> None:
    """Compile entity specs (YAML) into an application: API, database, pages and tests.

    A project is a folder with a `baes.yaml`. Commands look for it from the current folder
    upwards.
    """
    if folder is not None:
        os.chdir(folder)


for command in (
    ask,
    build,
    cache,
    chat,
    check,
    clean,
    explain,
    graph,
    init,
    lock,
    metrics,
    plan,
    migrate,
    rules,
    run_command,
    schema,
    test_command,
):
    cli.add_command(command)
rules.add_command(rules_test)


@cli.command(short_help="Print a script that completes commands in a shell.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print a script that makes SHELL complete baesc's commands and options.

    For bash: `eval "$(baesc completion bash)"` in `~/.bashrc`.
    """
    from click.shell_completion import get_completion_class

    completer = get_completion_class(shell)
    if completer is not None:
        click.echo(completer(cli, {}, "baesc", "_BAESC_COMPLETE").source())


OVERVIEW["Start"] = (*OVERVIEW["Start"], "completion")


def run(arguments: Sequence[str]) -> int:
    """Run a command; return 0 clean, 1 diagnostics, 2 usage, 3 a fault of baesc itself."""
    try:
        result: Any = cli.main(list(arguments), prog_name="baesc", standalone_mode=False)
    except click.exceptions.Exit as exc:
        return exc.exit_code
    except click.Abort:
        click.echo("baesc: stopped", err=True)
        return 130
    except click.ClickException as exc:
        exc.show()
        return USAGE
    except KeyboardInterrupt:
        click.echo("baesc: stopped", err=True)
        return 130
    except BrokenPipeError:
        # The reader has gone; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as exc:  # noqa: BLE001 - the last stop of a bug, which must not look like a user's
        return _refused(exc) or _apologise(exc)
    return int(result or 0)


def _refused(fault: Exception) -> int:
    """Say what the system refused, if that is what has happened."""
    from baesc.cli.console import Console
    from baesc.effects.refusals import refusal

    problem = refusal(fault, Path.cwd())
    if problem is None:
        return 0
    Console().complain([problem], {})
    return DIAGNOSTICS


def _apologise(fault: Exception) -> int:
    import traceback

    from baesc.cli.log import log_fault
    from baesc.cli.request import request_id

    log_fault(fault)
    if os.environ.get("BAESC_TRACEBACK"):
        traceback.print_exception(fault)
    last = traceback.extract_tb(fault.__traceback__)[-1]
    click.echo(
        f"error[BAE901]: baesc failed: {type(fault).__name__}: {fault}\n"
        f"  = help: this is a fault of baesc, in {Path(last.filename).name} line {last.lineno}; "
        f"please report it with the output of BAESC_TRACEBACK=1 (request {request_id()})",
        err=True,
    )
    return INTERNAL
