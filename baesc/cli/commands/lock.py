"""`baesc lock`: the answers of a language model that a project relies on."""

from typing import TYPE_CHECKING

import click

from baesc.cli.exits import CLEAN, DIAGNOSTICS

if TYPE_CHECKING:
    from baesc.cli.console import Console
    from baesc.cli.opening import Opened


@click.command(short_help="List, renew or tidy the answers in `baes.lock`.")
@click.option(
    "--update",
    metavar="NAME",
    multiple=True,
    help="Ask anew; NAME may be a pattern such as `Student.*`.",
)
@click.option("--prune", is_flag=True, help="Remove answers that nothing asks for any more.")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def lock(update: tuple[str, ...], prune: bool, as_json: bool) -> int:
    """List the answers of a language model that this project is built from.

    They are kept in `baes.lock`, beside `baes.yaml`: commit it, and builds ask nothing. With
    --update an answer is forgotten, and a build asks for it anew.
    """
    from baesc.cli.console import Console
    from baesc.cli.opening import open_here
    from baesc.knowledge.lockfile import LOCK_FILE

    console = Console(as_json=as_json)
    opened = open_here()
    if opened.config is None or ((prune or update) and opened.system is None):
        console.complain(opened.problems, opened.sources)
        return DIAGNOSTICS
    if prune:
        _prune(console, opened)
    if update:
        return _update(console, opened, update)
    if prune:
        return CLEAN
    broken = [one for one in opened.problems if one.span and one.span.path == LOCK_FILE]
    console.complain(broken, opened.sources)
    if broken:
        return DIAGNOSTICS
    _list(console, opened, as_json)
    return CLEAN


def _list(console: "Console", opened: "Opened", as_json: bool) -> None:
    import json

    entries = [one.entry for one in opened.locked]
    if as_json:
        rows = [
            {
                "name": one.name, "kind": one.kind, "model": one.model, "answer": one.answer,
                "says": one.says, "checks": list(one.checks), "tokens_in": one.usage.tokens_in,
                "tokens_out": one.usage.tokens_out,
            }
            for one in entries
        ]  # fmt: skip
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    if not entries:
        console.say("no answers: nothing was asked of a language model")
        return
    for one in entries:
        usage = f"{one.usage.tokens_in:,} + {one.usage.tokens_out:,} tokens"
        console.say(f"{console.paint(one.name, bold=True)}  {one.kind}, {one.model}, {usage}")
        if one.says:
            console.say(f"    {one.says}")
    total = sum(one.usage.tokens_in + one.usage.tokens_out for one in entries)
    word = "answer" if len(entries) == 1 else "answers"
    console.say(f"{len(entries)} {word}, {total:,} tokens")


def _update(console: "Console", opened: "Opened", patterns: tuple[str, ...]) -> int:
    from fnmatch import fnmatchcase

    from baesc.cli.asking import asking_of
    from baesc.cli.building import Manner
    from baesc.cli.commands.build import build_as
    from baesc.effects.lock import project_lock
    from baesc.effects.lockfile import LockFile, Rejections
    from baesc.effects.model.replies import Replies
    from baesc.knowledge.lock_faults import no_such_name, unset

    if asking_of(opened, "ask")[1] is None:
        console.complain([unset()], {})
        return DIAGNOSTICS
    rejections, replies = Rejections(opened.state), Replies(opened.state)
    locked = (one.entry.name for one in opened.locked)
    known = sorted({*locked, *rejections.names(), *replies.names()})
    chosen = {one for one in known for pattern in patterns if fnmatchcase(one, pattern)}
    strange = [one for one in patterns if not any(fnmatchcase(name, one) for name in known)]
    if strange:
        console.complain([no_such_name(one, tuple(known)) for one in strange], {})
        return DIAGNOSTICS
    with project_lock(opened.state, console.note):
        LockFile(opened.root, opened.state, opened.locked).drop(chosen)
        rejections.forget(chosen)
        replies.forget(chosen)
    try:
        return build_as(console, Manner())
    finally:
        # What has no new answer has its old one again, whatever ended the build.
        with project_lock(opened.state, console.note):
            old = [one for one in opened.locked if one.entry.name in chosen]
            LockFile(opened.root, opened.state, opened.locked).restore(old)


def _prune(console: "Console", opened: "Opened") -> None:
    from dataclasses import replace

    from baesc.build.clock import Laps
    from baesc.cli.opening import options_of, toolchain
    from baesc.driver import prepare
    from baesc.effects.lock import project_lock
    from baesc.effects.lockfile import LockFile

    system = opened.system
    assert system is not None  # noqa: S101 - the caller has looked
    with toolchain(opened, read_only=True) as tools:
        options = replace(options_of(opened), asking="look")
        prepare(system, tools, options, Laps())
        names = tools.answers.unused()
    with project_lock(opened.state, console.note):
        LockFile(opened.root, opened.state, opened.locked).drop(names)
    for name in names:
        console.say(f"removed {name}")
    if not names:
        console.say("every answer is of use")
