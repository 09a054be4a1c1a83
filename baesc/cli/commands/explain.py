"""`baesc explain`: what a code means, and why a file is what it is."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from baesc.cli.exits import CLEAN, DIAGNOSTICS

if TYPE_CHECKING:
    from baesc.cli.console import Console
    from baesc.cli.opening import Opened

CODE = re.compile(r"(?:BAE)?(\d{3})", re.IGNORECASE)


@click.command(short_help="Explain a diagnostic code, or a generated file.")
@click.argument("what", metavar="CODE|PATH")
@click.option("--view", is_flag=True, help="Print what the template of the file reads, as JSON.")
def explain(what: str, view: bool) -> int:
    """Explain a diagnostic code (BAE105) with a failing and a fixed example.

    Or explain a generated file: what makes it, what that needs, whether it would be made anew and
    why, and what the rules say of it.
    """
    from baesc.cli.console import Console

    console = Console()
    code = CODE.fullmatch(what)
    return _explain_code(console, f"BAE{code[1]}") if code else _explain_path(console, what, view)


def _explain_code(console: "Console", code: str) -> int:
    from baesc.messages.codes import CODES
    from baesc.messages.diagnostic import Diagnostic
    from baesc.messages.explanations import page
    from baesc.messages.nearest import nearest

    if code not in CODES:
        near = nearest(code, CODES)
        advice = f"did you mean `{near}`?" if near else "codes look like BAE105"
        console.complain([Diagnostic("BAE506", f"there is no code `{code}`", help=advice)], {})
        return DIAGNOSTICS
    click.echo(page(code))
    return CLEAN


def _explain_path(console: "Console", what: str, view: bool) -> int:
    from baesc.cli.explaining import story, view_of
    from baesc.cli.opening import open_here
    from baesc.messages.diagnostic import Diagnostic
    from baesc.messages.nearest import nearest

    opened = open_here()
    if opened.system is None:
        console.complain(opened.problems, opened.sources)
        return DIAGNOSTICS
    path = _inside(what, opened)
    text, known = view_of(opened, path) if view else story(opened, path)
    if text is None:
        near = nearest(path, known)
        advice = f"did you mean `{near}`?" if near else "see `baesc build --emit plan` for all"
        problem = Diagnostic("BAE507", f"baesc does not generate `{what}`", help=advice)
        console.complain([problem], {})
        return DIAGNOSTICS
    click.echo(text)
    return CLEAN


def _inside(what: str, opened: "Opened") -> str:
    """Return a path inside the output folder, from one that people type from anywhere."""
    place = (Path.cwd() / what).absolute()
    if place.is_relative_to(opened.output):
        return place.relative_to(opened.output).as_posix()
    return Path(what).as_posix()
