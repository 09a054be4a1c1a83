"""`baesc cache`: what a project remembers of requests and of builds."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from baesc.cli.exits import CLEAN, DIAGNOSTICS

if TYPE_CHECKING:
    from baesc.cli.console import Console
    from baesc.cli.opening import Opened
    from baesc.messages.diagnostic import Diagnostic

_form = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of it."
)


@click.group(short_help="Look after what requests and builds remember.")
def cache() -> None:
    """Look after the caches of a project: what requests meant, and what builds made.

    Both cost nothing but time when they are lost.
    """


@cache.command()
@_form
def stats(form: str) -> int:
    """Tell how much is kept, since when, and how often it was of use."""
    from baesc.cli.cache_standing import standing_of, told

    console, opened = _opened(form)
    if opened.config is None:
        return DIAGNOSTICS
    found, problems = standing_of(opened)
    console.complain(problems, {})
    if form == "json":
        return _json(found)
    for line in told(found):
        console.say(line)
    return CLEAN


@cache.command()
@click.option(
    "--days", type=click.IntRange(0), default=30, show_default=True, help="How long it was unused."
)
@_form
def clean(days: int, form: str) -> int:
    """Forget what was not used for a month."""
    from baesc.cli.cache_care import cleaned

    console, opened = _opened(form)
    if opened.config is None:
        return DIAGNOSTICS
    return _gone(console, form, *cleaned(opened, console, days))


@cache.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@_form
def clear(yes: bool, form: str) -> int:
    """Forget all of it, after asking."""
    import sys

    from baesc.cli.cache_care import cleared
    from baesc.messages.diagnostic import Diagnostic

    console, opened = _opened(form)
    if opened.config is None:
        return DIAGNOSTICS
    if not yes:
        if form == "json" or not sys.stdin.isatty():
            problem = Diagnostic(
                "BAE517", "nobody can be asked whether to clear the caches", help="add `--yes`"
            )
            console.as_json = False
            console.complain([problem], {})
            return DIAGNOSTICS
        if not click.confirm("Forget all recognitions and all that builds have made?"):
            return CLEAN
    return _gone(console, form, *cleared(opened, console))


@cache.command()
@click.argument("entity")
@_form
def invalidate(entity: str, form: str) -> int:
    """Forget what is about ENTITY: its recognitions, and the files that are made of it."""
    from baesc.cli.cache_care import invalidated

    console, opened = _opened(form)
    if opened.config is None:
        return DIAGNOSTICS
    return _gone(console, form, *invalidated(opened, console, entity))


@cache.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@_form
def export(file: Path, form: str) -> int:
    """Write all recognitions to FILE, one a line; `-` prints them."""
    from baesc.cli.cache_care import exported_to
    from baesc.cli.console import Console

    console, opened = _opened(form)
    if opened.config is None:
        return DIAGNOSTICS
    is_printed = str(file) == "-"
    text, count, problems = exported_to(opened, None if is_printed else file)
    if problems:
        Console().complain(problems, {})
        return DIAGNOSTICS
    if is_printed:
        click.echo(text, nl=False)
    elif form == "json":
        return _json({"exported": count})
    else:
        console.say(f"exported {count} to {file}")
    return CLEAN


@cache.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_form
def import_(file: Path, form: str) -> int:
    """Take the recognitions that another project or machine has exported to FILE.

    A line that is not as it was written is refused, and with it the whole file. Entries whose
    specs, grammar or model are others answer nothing here, and leave after a month.
    """
    from baesc.cli.cache_care import imported_from
    from baesc.messages.diagnostic import has_errors

    console, opened = _opened(form)
    if opened.config is None:
        return DIAGNOSTICS
    new, known, problems = imported_from(opened, file)
    if form == "json":
        _json({"imported": new, "known": known, "diagnostics": _plain(problems)})
    else:
        console.complain(problems, {})
        if not has_errors(problems):
            console.say(f"imported {new}; {known} were known")
    return DIAGNOSTICS if has_errors(problems) else CLEAN


@cache.command()
@_form
def verify(form: str) -> int:
    """Check all of it: pages, digests of texts and seals, and that every row can be read."""
    from baesc.cli.cache_care import faults

    console, opened = _opened(form)
    if opened.config is None:
        return DIAGNOSTICS
    problems = faults(opened)
    if form == "json":
        _json({"ok": not problems, "diagnostics": _plain(problems)})
    else:
        console.complain(problems, {})
        if not problems:
            console.say("the caches are as they were written")
    return DIAGNOSTICS if problems else CLEAN


def _opened(form: str) -> "tuple[Console, Opened]":
    """Open the project; what keeps it from being opened is told."""
    from baesc.cli.console import Console
    from baesc.cli.opening import open_here

    console, opened = Console(as_json=form == "json"), open_here()
    if opened.config is None:
        Console().complain(opened.problems, opened.sources)
    return console, opened


def _gone(
    console: "Console", form: str, gone: int, made: int, problems: "tuple[Diagnostic, ...]"
) -> int:
    from baesc.cli.console import counted
    from baesc.messages.diagnostic import has_errors

    console.complain(problems, {})
    if form == "json":
        _json({"recognitions": gone, "artifacts": made, "diagnostics": _plain(problems)})
    console.say(f"forgot {counted(gone, 'recognition')} and {counted(made, 'artifact')}")
    return DIAGNOSTICS if has_errors(problems) else CLEAN


def _plain(problems: "tuple[Diagnostic, ...]") -> list[dict[str, object]]:
    return [
        {
            "code": one.code,
            "severity": one.severity,
            "message": one.message,
            "path": one.span.path if one.span else None,
            "line": one.span.line if one.span else None,
        }
        for one in problems
    ]


def _json(found: dict[str, Any]) -> int:
    import json

    click.echo(json.dumps(found, indent=2))
    return CLEAN
