"""`baesc rules`: list and show the rules in force, and judge code by them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from baesc.cli.exits import CLEAN, DIAGNOSTICS, USAGE

if TYPE_CHECKING:
    from baesc.cli.console import Console
    from baesc.cli.rulebook import Rulebook
    from baesc.cli.verifying import Request

AREA = click.option("--area", default="", metavar="AREA", help="Only rules of this area.")
FORM = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to report.",
)


@click.group(short_help="List, show and test rules, and judge code by them.")
def rules() -> None:
    """List and show the rules that are in force, test them, and judge any code by them.

    In a project its own rules come first, then those that baesc brings.
    """


@rules.command("list", short_help="List the rules in force.")
@AREA
@FORM
def list_rules(area: str, form: str) -> int:
    """List the rules in force, by area and by the contract rule that they are part of."""
    import shutil
    import sys

    from baesc.cli.console import Console
    from baesc.cli.rulebook import chosen
    from baesc.cli.telling_rules import list_as_json, tell_list

    console = Console(as_json=form == "json")
    book = _sound_book(Console())
    if book is None:
        return DIAGNOSTICS
    found, problems = chosen(book.rules, (), area)
    Console().complain(problems, {})
    if problems:
        return USAGE
    if form == "json":
        click.echo(list_as_json(found, book))
    else:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
        tell_list(found, console, width)
    return CLEAN


@rules.command("show", short_help="Show all about a rule.")
@click.argument("name", metavar="ID")
@FORM
def show_rule(name: str, form: str) -> int:
    """Show all about a rule: where it stands, what it asks, its examples, what was measured.

    ID may be a pattern such as `be.no-*`, or a contract rule, for all rules that are part of it.
    """
    import json

    from baesc.cli.console import Console
    from baesc.cli.rulebook import chosen, measured
    from baesc.cli.telling_rules import show_as_json, tell_rule

    console = Console()
    book = _sound_book(console)
    if book is None:
        return DIAGNOSTICS
    found, problems = chosen(book.rules, (name,), "")
    console.complain(problems, {})
    if problems:
        return USAGE
    if form == "json":
        shown = [show_as_json(one, book, measured(one, book)) for one in found]
        click.echo(json.dumps(shown[0] if len(shown) == 1 else shown, indent=2))
        return CLEAN
    for number, one in enumerate(found):
        if number:
            console.say("")
        tell_rule(one, book, measured(one, book), console)
    return CLEAN


@rules.command("verify", short_help="Judge any FastAPI, SQL or Streamlit code.")
@click.argument(
    "paths",
    metavar="PATH...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, allow_dash=True, path_type=Path),
)
@click.option("--rules", "names", multiple=True, metavar="IDS", help="Only these rules.")
@AREA
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    show_default=True,
    help="How to report.",
)
@click.option(
    "--min-severity",
    type=click.Choice(["error", "warning", "note"]),
    default="note",
    show_default=True,
    help="Leave out what weighs less.",
)
@click.option("--fix", is_flag=True, help="Mend what can be mended mechanically.")
@click.option("--diff", is_flag=True, help="Show what --fix changes; alone, change nothing.")
@click.option(
    "--stdin-path",
    default="stdin.py",
    show_default=True,
    metavar="NAME",
    help="What to call the text that the path `-` reads.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")
def verify(
    paths: tuple[Path, ...],
    names: tuple[str, ...],
    area: str,
    form: str,
    min_severity: str,
    fix: bool,
    diff: bool,
    stdin_path: str,
    quiet: bool,
) -> int:
    """Judge Python and SQL files, and all that lie below folders, by the rules for any code.

    Files of the application that the current project generates are judged by all rules, and by
    what the specs promise. Exit code 0: clean, 1: something was found, 2: wrong usage.
    """
    import sys

    from baesc.cli.console import Console
    from baesc.cli.rulebook import chosen
    from baesc.cli.verifying import Request

    if fix and Path("-") in paths:
        raise click.UsageError("--fix cannot change what comes from `-`: use --diff")
    book = _sound_book(Console())
    if book is None:
        return DIAGNOSTICS
    picked, problems = chosen(book.rules, names, area)
    Console().complain(problems, {})
    if problems:
        return USAGE
    stdin = sys.stdin.buffer.read() if Path("-") in paths else b""
    request = Request(paths, picked, min_severity, fix, diff, stdin_path, stdin)
    return _verify(Console(as_json=form != "text", quiet=quiet), book, request, form)


def _verify(console: "Console", book: "Rulebook", request: "Request", form: str) -> int:
    from baesc.cli.mending import mend_all
    from baesc.cli.sarif import as_sarif
    from baesc.cli.telling_findings import as_json, tell, tell_diff
    from baesc.cli.verifying import verify_paths

    report, bench = verify_paths(request, book, console.progress)
    mended, report = mend_all(report, request, bench)
    if request.diff and form == "text":
        tell_diff(mended, console)
    if form == "sarif":
        click.echo(as_sarif(report, Path.cwd()))
    elif form == "json":
        click.echo(as_json(report, mended, request.fix))
    else:
        tell(report, mended, request.fix, console)
    return CLEAN if report.is_clean else DIAGNOSTICS


def _sound_book(console: "Console") -> "Rulebook | None":
    """Return the rules in force, or say what is wrong with them and return None."""
    from baesc.cli.rulebook import rulebook

    book = rulebook()
    console.complain(book.problems, book.shown)
    return book if book.is_sound else None
