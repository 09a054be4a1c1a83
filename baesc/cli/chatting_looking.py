"""What a chat tells of the project and of itself."""

import os
from pathlib import Path

import click

from baesc.cli.chatting_servers import are_running
from baesc.cli.console import Console, counted
from baesc.cli.opening import Opened, open_here
from baesc.cli.recording import kept
from baesc.effects.chat_file import SessionFile
from baesc.effects.project import relative
from baesc.language.ir import System
from baesc.messages.codes import UNSAID
from baesc.messages.nearest import nearest

SHOWN = 20
MOST_CHARACTERS = 100_000


def tell_examples(console: Console) -> None:
    """Say what is understood without a model."""
    from baesc.recognition.known import PHRASES

    width = max(len(one) for one, _ in PHRASES)
    for one, meaning in PHRASES:
        console.say(f"  {one:<{width}}  {meaning}")


def tell_history(file: SessionFile, console: Console) -> None:
    """Say what was asked before."""
    if not file.session.history:
        console.say("nothing was asked yet")
    for one in file.session.history[-SHOWN:]:
        console.say(f"  {one.at[:16].replace('T', ' ')}  {one.outcome:<14} {one.request}")


def tell_status(file: SessionFile, console: Console) -> None:
    """Say what the project has, how the last build went, and what is going on."""
    opened = open_here()
    if opened.config is None:
        console.say("there is no project here yet: the first request starts one")
    else:
        console.say(f"project {opened.config.name} in {opened.root}")
    if opened.system is not None:
        _tell_entities(opened.system, console)
    elif opened.config is not None:
        codes = {one.code for one in opened.problems if one.severity == "error"}
        is_empty = codes <= UNSAID
        console.say(
            "  no entities yet"
            if is_empty
            else "  no entities that can be read; `baesc check` tells why"
        )
    _tell_build(opened, console)
    session = file.session
    places = session.servers.places if session.servers is not None else ()
    console.say(
        f"servers: {', '.join(places) or 'started'}" if are_running(file) else "servers: none"
    )
    if session.changes:
        console.say(f"undo would take back: {session.changes[-1].request}")
    if session.pending is not None:
        console.say(f"still open: {session.pending.request}")


def _tell_entities(system: System, console: Console) -> None:
    for one in system.entities:
        names = [*(each.name for each in one.fields), *(each.name for each in one.relations)]
        console.say(f"  {one.name}: {', '.join(names)}")


def _tell_build(opened: Opened, console: Console) -> None:
    builds = [one for one in kept(opened.state) if one.kind in ("build", "idle")]
    if not builds:
        console.say("last build: none")
        return
    last = builds[-1]
    outcome = "ok" if last.ok else "failed"
    console.say(
        f"last build: {outcome}, {last.at[:16].replace('T', ' ')}, "
        f"{counted(last.artifacts, 'file')}"
    )


def open_file(name: str, is_terminal: bool, console: Console) -> None:
    """Show a file of the project, or the specs of an entity; in `$EDITOR` on a terminal."""
    opened = open_here()
    path = _path_of(name, opened)
    if path is None:
        names = [] if opened.system is None else [one.name for one in opened.system.entities]
        near = nearest(name, [*names, *opened.sources])
        advice = f"; did you mean `{near}`?" if near else ""
        console.say(f"there is no file and no entity `{name}` in this project{advice}")
        return
    if is_terminal and os.environ.get("EDITOR"):
        click.edit(filename=str(path))
        return
    console.say(f"--- {relative(path, opened.root)}")
    text = path.read_bytes()[:MOST_CHARACTERS].decode("utf-8", "replace")
    console.print(text if text.endswith("\n") else f"{text}\n")


def _path_of(name: str, opened: Opened) -> Path | None:
    """Return the file of a name, below the project only."""
    if opened.system is not None:
        for one in opened.system.entities:
            if name.casefold() in (one.name.casefold(), one.plural.casefold()):
                return opened.root / one.origin.path
    path = (opened.root / name).resolve()
    is_inside = path.is_relative_to(opened.root.resolve())
    return path if is_inside and path.is_file() else None
