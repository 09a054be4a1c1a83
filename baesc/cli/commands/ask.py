"""`baesc ask`: from a request in words to changed specs and a built application."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from baesc.cli.exits import CLEAN, DIAGNOSTICS

if TYPE_CHECKING:
    from baesc.cli.console import Console
    from baesc.cli.requesting import Proposal
    from baesc.messages.diagnostic import Diagnostic
    from baesc.recognition.operations import Question
    from baesc.records.question import Asking


@click.command(short_help="Change the specs as words say, and build.")
@click.argument("request", required=False)
@click.option(
    "--request-file",
    type=click.Path(allow_dash=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Read the request from FILE; `-` is standard input.",
)
@click.option("-y", "--yes", is_flag=True, help="Do it without being asked again.")
@click.option("-n", "--dry-run", is_flag=True, help="Show what it would do; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Report as one JSON object; ask nothing.")
@click.option("--no-input", is_flag=True, help="Ask nothing; fail with the question.")
@click.option(
    "--confirm",
    "confirmed",
    multiple=True,
    metavar="NAME",
    help="Let NAME (`Student`, `Student.email`) go with its values; may be repeated.",
)
@click.option("--offline", is_flag=True, help="Ask no model.")
@click.option("--start-servers", is_flag=True, help="Start API and pages after the build.")
def ask(
    request: str | None,
    request_file: Path | None,
    yes: bool,
    dry_run: bool,
    as_json: bool,
    no_input: bool,
    confirmed: tuple[str, ...],
    offline: bool,
    start_servers: bool,
) -> int:
    """Change the specs as REQUEST says, and build the application.

    Shows what was understood, the change of the specs, and what a build would do to the schema,
    the rows and the API; then asks. In an empty folder it starts a project.

    What takes stored values away is confirmed by its name, with --yes too.
    """
    from baesc.cli.console import Console
    from baesc.cli.recalling import memory_of
    from baesc.cli.requesting import propose, workplace_here

    text = _text(request, request_file)
    if not text.strip():
        raise click.UsageError('say what to do: `baesc ask "create a student with a name"`')
    console = Console(as_json=as_json)
    # Where nobody can answer, nothing is asked.
    asks = not (no_input or as_json or request_file == Path("-")) and sys.stdin.isatty()
    place = workplace_here(request_file)
    wanted: Asking = "offline" if offline else "ask"
    with memory_of(place, console, read_only=dry_run) as memory:
        proposal = propose(text, place, wanted, memory)
        while asks and proposal.question is not None:
            proposal = propose(_answered(proposal.question, console), place, wanted, memory)
    code = _done(proposal, console, yes=yes, dry_run=dry_run, asks=asks, confirmed=confirmed)
    if code or dry_run or not start_servers:
        return code
    from baesc.cli.commands.serve import in_application

    return in_application(["serve.py"], no_build=False)


def _text(request: str | None, file: Path | None) -> str:
    if (request is None) == (file is None):
        raise click.UsageError("give a REQUEST or a --request-file")
    if file is None:
        return request or ""
    try:
        content = sys.stdin.buffer.read() if file == Path("-") else file.read_bytes()
    except OSError as exc:
        raise click.UsageError(f"cannot read `{file}`: {exc.strerror}") from None
    return content.decode("utf-8", "replace")


def _answered(question: "Question", console: "Console") -> str:
    """Ask a question until it is answered; return the request that it stands for."""
    if not question.choices:
        answer = click.prompt(question.text, prompt_suffix=" ")
        return question.resume.replace("{answer}", answer)
    console.say(question.text)
    for number, one in enumerate(question.choices, 1):
        console.say(f"  {number}  {one.label}")
    number = click.prompt("which", type=click.IntRange(1, len(question.choices)))
    return question.choices[number - 1].request


def _done(
    proposal: "Proposal",
    console: "Console",
    *,
    yes: bool,
    dry_run: bool,
    asks: bool,
    confirmed: tuple[str, ...],
) -> int:
    """Show a proposal, have it confirmed and carry it out; return the exit code."""
    from baesc.cli.telling_request import tell_proposal

    tell_proposal(proposal, console)
    if not proposal.is_sound:
        return _end(proposal, "refused", proposal.problems, console)
    if proposal.is_empty:
        return _end(proposal, "nothing to do", proposal.problems, console)
    if dry_run:
        return _end(proposal, "shown", proposal.problems, console)
    unconfirmed = _unconfirmed(proposal, yes=yes, asks=asks, confirmed=confirmed)
    if unconfirmed is not None:
        return _end(proposal, "refused", (*proposal.problems, unconfirmed), console)
    return _carried_out(proposal, console)


def _unconfirmed(
    proposal: "Proposal", *, yes: bool, asks: bool, confirmed: tuple[str, ...]
) -> "Diagnostic | None":
    """Have a change confirmed, by name where values go; return why it is not."""
    from baesc.messages.diagnostic import Diagnostic

    losses = [name for name in proposal.losses if name not in confirmed]
    if asks:
        for name in losses:
            message = f"type {name} to remove it with all that it holds"
            if click.prompt(message, default="", show_default=False).strip() != name:
                return Diagnostic("BAE604", "this was not confirmed")
        if yes or losses or click.confirm("do it?", default=False):
            return None
        return Diagnostic("BAE604", "this was not confirmed")
    if losses:
        named = " ".join(f"--confirm {name}" for name in losses)
        message = f"stored values of {' and '.join(f'`{one}`' for one in losses)} would go"
        return Diagnostic("BAE604", message, help=f"if that is meant, add `{named}`")
    if yes:
        return None
    message = "shall this be done? nobody is there to say so"
    return Diagnostic("BAE604", message, help="add `--yes`, or look only with `--dry-run`")


def _carried_out(proposal: "Proposal", console: "Console") -> int:
    from baesc.cli.building import Manner
    from baesc.cli.commands.build import report
    from baesc.cli.landing import carry_out

    landed = carry_out(proposal, console)
    found = (*(landed.built.problems if landed.built else ()), *landed.problems)
    if console.as_json or landed.built is None:
        outcome = "built" if landed.ok else "changed" if landed.is_kept else "taken back"
        return _end(proposal, outcome, found, console)
    code = report(console, landed.opened, landed.built, landed.laps, Manner(), None)
    console.complain(landed.problems, {})
    if landed.is_kept and not landed.ok:
        console.note("the specs are changed; `baesc build` goes on from there")
    return code


def _end(
    proposal: "Proposal", outcome: str, problems: "tuple[Diagnostic, ...]", console: "Console"
) -> int:
    """Report what a request came to; return the exit code."""
    from baesc.cli.overlays import placed
    from baesc.cli.request import request_id
    from baesc.cli.telling_request import as_json
    from baesc.messages.diagnostic import has_errors

    found, overlays = placed(proposal.workplace.opened, problems)
    console.complain(found, {**proposal.sources, **overlays})
    if console.as_json:
        click.echo(as_json(proposal, outcome, found, request_id()))
    elif outcome == "refused":
        console.say("nothing was changed")
    return DIAGNOSTICS if has_errors(found) else CLEAN
