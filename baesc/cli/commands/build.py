"""`baesc build` and `baesc check`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from baesc.cli.exits import CLEAN, DIAGNOSTICS

if TYPE_CHECKING:
    from baesc.build.clock import Laps
    from baesc.cli.building import Built, Manner
    from baesc.cli.console import Console
    from baesc.cli.opening import Opened

PASS_NAMES = ["normalize", "settle", "lookup", "eligibility", "codegen", "verify"]

# What is printed is known after this pass.
EMITTED_AFTER = {
    "ir": "normalize",
    "plan": "normalize",
    "routes": "eligibility",
    "prompts": "codegen",
}


@click.command(short_help="Make the application, or what has changed of it.")
@click.option("-j", "--jobs", type=click.IntRange(1, 64), help="Work on N artifacts at once.")
@click.option("-k", "--keep-going", is_flag=True, help="Write what is sound though some failed.")
@click.option("--force", is_flag=True, help="Overwrite generated files that somebody changed.")
@click.option("-n", "--dry-run", is_flag=True, help="List what would run and why; write nothing.")
@click.option(
    "--emit",
    type=click.Choice(["ir", "plan", "routes", "prompts"]),
    help="Print it, as JSON but for prompts; nothing is sent or written.",
)
@click.option("--stop-after", type=click.Choice(PASS_NAMES), help="Stop after a pass.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to report.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is wrong.")
@click.option("--offline", is_flag=True, help="Ask no model; build what needs none.")
@click.option("--frozen", is_flag=True, help="Ask no model; fail if `baes.lock` lacks an answer.")
@click.option("--prove", is_flag=True, help="Prove the newest revision: `baesc migrate verify`.")
def build(
    jobs: int | None,
    keep_going: bool,
    force: bool,
    dry_run: bool,
    emit: str | None,
    stop_after: str | None,
    form: str,
    quiet: bool,
    offline: bool,
    frozen: bool,
    prove: bool,
) -> int:
    """Make the application that the specs describe, or what has changed of it.

    Nothing is written unless everything is sound; with --keep-going, what does not depend on a
    failure is written. Files that somebody changed are never overwritten without --force.

    What no template and no expression says is asked of a language model once; its answer is kept
    in `baes.lock`.
    """
    from baesc.cli.building import Manner
    from baesc.cli.console import Console

    if offline and frozen:
        raise click.UsageError("--offline and --frozen say different things; choose one")
    if prove and (dry_run or emit or stop_after):
        raise click.UsageError("--prove is for builds that write")

    console = Console(as_json=form == "json", quiet=quiet or emit is not None)
    stop = stop_after or EMITTED_AFTER.get(emit or "", "verify")
    looks = dry_run or emit
    manner = Manner(
        force=force,
        keep_going=keep_going or emit == "prompts",
        dry_run=dry_run,
        stop_after=stop,
        asking="frozen" if frozen else "offline" if offline else "look" if looks else "ask",
    )
    return _build(console, manner, jobs, emit, prove=prove)


@click.command(short_help="Check specs and project file; build nothing.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to report.",
)
def check(form: str) -> int:
    """Check the specs and `baes.yaml`, and whether templates support all that they ask for."""
    import json

    from baesc.cli.asking import asking_of
    from baesc.cli.console import Console
    from baesc.cli.opening import open_here, planned_only
    from baesc.cli.overlays import placed
    from baesc.effects.refusals import refusal
    from baesc.messages.diagnostic import has_errors, in_order
    from baesc.messages.render import render_json

    console = Console(as_json=form == "json")
    opened = open_here()
    problems = opened.problems
    try:
        if opened.system is not None:
            problems = (*problems, *planned_only(opened, asking_of(opened, "look")[0])[1])
    except Exception as exc:
        problem = refusal(exc, opened.root)
        if problem is None:
            raise
        problems = (*problems, problem)
    problems, overlays = placed(opened, problems)
    found = in_order(problems)
    console.complain(found, {**opened.sources, **overlays})
    failed = has_errors(found)
    if form == "json":
        rows = json.loads(render_json(found))
        click.echo(json.dumps({"ok": not failed, "diagnostics": rows}, indent=2))
    elif opened.system is not None and not failed:
        count = len(opened.system.entities)
        console.say(f"{count} entit{'y is' if count == 1 else 'ies are'} sound")
    return DIAGNOSTICS if failed else CLEAN


def build_as(console: "Console", manner: "Manner") -> int:
    """Build the project here and report on it; return the exit code."""
    return _build(console, manner, None, None)


def build_quietly(console: "Console", needed: bool) -> Path | None:
    """Build if `needed` and say only what is wrong; return the folder of the application.

    Without a usable application, say so and return None.
    """
    from baesc.cli.building import Manner
    from baesc.cli.noop import nothing_to_do
    from baesc.cli.opening import open_here
    from baesc.messages.diagnostic import Diagnostic

    if needed and not nothing_to_do(["build"]) and _build(console, Manner(), None, None):
        return None
    opened = open_here()
    if opened.config is None:
        console.complain(opened.problems, opened.sources)
        return None
    if not (opened.output / "pyproject.toml").is_file():
        problem = Diagnostic("BAE505", "nothing has been built yet", help="run `baesc build` first")
        console.complain([problem], {})
        return None
    return opened.output


def _build(
    console: "Console",
    manner: "Manner",
    jobs: int | None,
    emit: str | None,
    *,
    prove: bool = False,
) -> int:
    from baesc.build.clock import Laps
    from baesc.cli.building import Manner

    laps = Laps()
    opened, built, is_over = attempt(console, manner, laps, jobs, emit)
    if not is_over:
        # It came to nothing that could be printed.
        return report(console, opened, built, Laps(), Manner(), None)
    if prove and built.ok:
        built = _proven(console, opened, built)
    return report(console, opened, built, laps, manner, emit)


def _proven(console: "Console", opened: "Opened", built: "Built") -> "Built":
    """Prove the newest revision of what was built."""
    from dataclasses import replace

    from baesc.cli.proved import prove
    from baesc.messages.diagnostic import Diagnostic

    proof = prove(opened, console)
    if isinstance(proof, Diagnostic):
        return replace(built, problems=(*built.problems, proof))
    return replace(built, proof=proof)


def attempt(
    console: "Console",
    manner: "Manner",
    laps: "Laps",
    jobs: int | None = None,
    emit: str | None = None,
) -> tuple["Opened", "Built", bool]:
    """Build the project here without a report; tell whether the build came to an end."""
    from baesc.cli.building import Built
    from baesc.cli.opening import open_here
    from baesc.cli.recording import record_build
    from baesc.effects.refusals import refusal

    opened = open_here(laps)
    if opened.system is None:
        if not (manner.dry_run or emit):
            record_build(opened, Built(opened.problems), laps, console)
        return opened, Built(opened.problems), False
    try:
        opened, built = _built(console, opened, manner, jobs, emit, laps)
    except Exception as exc:
        problem = refusal(exc, opened.root)
        if problem is None:
            raise
        return opened, Built((*opened.problems, problem), broken_off=True), False
    return opened, built, True


def _built(
    console: "Console",
    opened: "Opened",
    manner: "Manner",
    jobs: int | None,
    emit: str | None,
    laps: "Laps",
) -> tuple["Opened", "Built"]:
    """Build an opened project, under its lock unless nothing is written."""
    from dataclasses import replace

    from baesc.cli.asking import Prompts, asking_of
    from baesc.cli.building import Built, build_project
    from baesc.cli.opening import open_here, toolchain
    from baesc.cli.recording import record_build, recorded_if_stopped
    from baesc.cli.remembering import forget_changed
    from baesc.effects.lock import project_lock
    from baesc.effects.state import forget_state, known_outputs

    asking, completer = asking_of(opened, manner.asking)
    manner = replace(manner, asking=asking)
    if manner.dry_run or emit:
        prompts = Prompts() if emit == "prompts" else None
        with toolchain(opened, jobs, read_only=True, completer=prompts) as tools:
            built = build_project(opened, tools, manner, laps, console.progress)
        click.echo(prompts.text() if prompts else "", nl=False)
        return opened, built
    with project_lock(opened.state, console.note):
        # What was read while another build ran may be old by now.
        opened = open_here(laps) if console.noted else opened
        if opened.system is None:
            return opened, Built(opened.problems)
        known = known_outputs(opened.state, opened.output)
        forget_state(opened.state)
        with toolchain(opened, jobs, completer=completer, frozen=asking == "frozen") as tools:
            with recorded_if_stopped(opened, tools.accounts, laps, console):
                built = build_project(opened, tools, manner, laps, console.progress, known)
            warned = completer.warnings if completer is not None else ()
            problems = (*built.problems, *warned)
            built = replace(built, problems=problems, accounts=tools.accounts.rows())
            if built.landed:
                forget_changed(opened, built, console)
            if manner.stop_after == "verify":
                record_build(opened, built, laps, console)
            return opened, built


def report(
    console: "Console",
    opened: "Opened",
    built: "Built",
    laps: "Laps",
    manner: "Manner",
    emit: str | None,
) -> int:
    """Report on a build; return the exit code."""
    from dataclasses import replace

    from baesc.cli.emitting import emitted
    from baesc.cli.figures import figures_of
    from baesc.cli.meanings import tell_meanings
    from baesc.cli.overlays import placed
    from baesc.cli.reporting import as_json, tell, tell_plan
    from baesc.effects.project import relative
    from baesc.ground.source import Source

    problems, overlays = placed(opened, built.problems)
    if emit == "prompts":
        # What has no answer yet is what was printed.
        problems = tuple(one for one in problems if one.severity != "note")
    built = replace(built, problems=problems)
    figures = figures_of(built, laps)
    folder = relative(opened.output, opened.root)
    rejected = built.compiled.rejected if built.compiled else ()
    texts = {one.action.path: Source(one.action.path, one.text) for one in rejected}
    console.complain(built.problems, {**opened.sources, **texts, **overlays})
    tell_meanings(built, console)
    if emit and built.planned is not None:
        click.echo(emitted(emit, built.planned), nl=False)
    elif console.as_json:
        click.echo(as_json(built, figures))
    elif manner.dry_run and built.ok:
        tell_plan(built, folder, console)
    elif manner.stop_after != "verify" and built.ok:
        console.say(f"stopped after {manner.stop_after}: {folder} is as it was")
    else:
        tell(built, figures, folder, console)
    return CLEAN if built.ok and built.is_proven else DIAGNOSTICS
