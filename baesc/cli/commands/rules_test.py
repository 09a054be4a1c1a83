"""`baesc rules test`: what a rule set is worth."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from baesc.cli.exits import CLEAN, DIAGNOSTICS, STOPPED, USAGE

if TYPE_CHECKING:
    from baesc.cli.console import Console
    from baesc.cli.proving import Result
    from baesc.cli.rulebook import Rulebook

STAGE_NAMES = ["static", "examples", "variations", "valid", "mutation", "behaviour"]


@click.command("test", short_help="Prove the rules: examples, valid projects, mutants.")
@click.argument("rules", nargs=-1)
@click.option("--area", default="", metavar="AREA", help="Only rules and files of this area.")
@click.option(
    "--budget",
    type=click.FloatRange(5, 86_400),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long it may take; more time buys more projects and more mutants.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of all chance.")
@click.option(
    "--stage",
    "stages",
    type=click.Choice(STAGE_NAMES),
    multiple=True,
    help="Only these stages; may be given more than once.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="How to report.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the JSON or HTML report to a file.",
)
@click.option("--update-calibration", is_flag=True, help="Keep the figures beside the rules.")
def rules_test(
    rules: tuple[str, ...],
    area: str,
    budget: float,
    seed: int,
    stages: tuple[str, ...],
    form: str,
    output: Path | None,
    update_calibration: bool,
) -> int:
    """Test the rules in force, or RULES: ids, patterns of ids, or contract rules.

    Static analysis, the rules' own examples, other forms of the same texts, random valid projects
    (which no rule may reject), and faults in every place of a reference project (which some rule
    must find). Ctrl-C ends it with what is known so far.
    """
    from time import perf_counter

    from baesc.cli.console import Console
    from baesc.cli.proof_text import Bar, tell
    from baesc.cli.proving import run_proof
    from baesc.cli.rulebook import chosen, rulebook
    from baesc.messages.diagnostic import has_errors
    from baesc.proof.areas import AREAS
    from baesc.proof.projects import InvalidProjectError
    from baesc.proof.run import STAGES, Setup

    _refuse(output, form)
    console = Console(quiet=form != "text" and output is None)
    book = rulebook()
    picked, problems = chosen(book.rules, rules, area)
    problems = (*book.problems, *problems)
    if has_errors(problems) or not picked:
        Console().complain(problems, book.shown)
        return DIAGNOSTICS if has_errors(book.problems) or not problems else USAGE
    setup = Setup(
        tested=frozenset(one.id for one in picked),
        areas=(area,) if area in AREAS else AREAS,
        seed=seed,
        budget=budget,
        stages=tuple(one for one in STAGES if not stages or one in stages),
        ends=perf_counter() + budget,
        command=_command(rules, area, budget, seed, stages),
    )
    config = book.opened.config if book.opened else None
    bar = Bar(console)
    try:
        result = run_proof(book, setup, config.threshold if config else 0.85, bar.show)
    except InvalidProjectError as exc:
        # A template of the project makes no file at all.
        Console().complain(exc.problems, book.shown)
        return DIAGNOSTICS
    if update_calibration:
        _calibrate(book, result, console)
    if form == "text":
        tell(result.summary, console, stopped=result.stopped)
    else:
        _write(result.summary, form, output)
    if result.stopped:
        return STOPPED
    return CLEAN if result.summary["ok"] else DIAGNOSTICS


def _refuse(output: Path | None, form: str) -> None:
    """Raise what click says of a report that cannot be written."""
    if output is not None and form == "text":
        raise click.UsageError("--output is for --format json and --format html")
    if output is not None and not output.absolute().parent.is_dir():
        raise click.BadParameter(f"there is no folder `{output.parent}`", param_hint="--output")


def _calibrate(book: "Rulebook", result: "Result", console: "Console") -> None:
    from baesc.cli.proving import calibrate

    written, problem = calibrate(book, result)
    if problem is not None:
        console.complain([problem], {})
    else:
        console.note(f"wrote {written}")


def _command(
    rules: tuple[str, ...], area: str, budget: float, seed: int, stages: tuple[str, ...]
) -> str:
    """Return the command that does the same again."""
    options = [("--area", area)] if area else []
    options += [("--stage", one) for one in stages]
    options += [("--seed", str(seed)), ("--budget", f"{budget:g}")]
    parts = [one for option in options for one in option]
    return shlex.join(["baesc", "rules", "test", *rules, *parts])


def _write(found: dict[str, object], form: str, output: Path | None) -> None:
    import json

    from baesc.cli.proof_page import page
    from baesc.effects.files import write_whole

    text = page(found) if form == "html" else json.dumps(found, indent=2, ensure_ascii=False)
    if output is None:
        click.echo(text)
    else:
        write_whole(output, text.encode())
