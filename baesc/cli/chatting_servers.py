"""Starting and stopping the application's servers from a chat."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from baesc.cli.console import Console
from baesc.effects.background import Running, end, is_running, running, start, with_children
from baesc.effects.chat_file import Servers, SessionFile

LOG = "servers.log"
READY = "Stop with Ctrl-C"
PATIENCE = 120.0
STEP = 0.1


def are_running(file: SessionFile) -> bool:
    """Tell whether servers that were started here go on."""
    servers = file.session.servers
    return servers is not None and any(map(is_running, servers.programs))


def run_servers(file: SessionFile, options: Sequence[str], console: Console) -> None:
    """Build, and start API and pages in the background; those that run are stopped before."""
    from baesc.cli.commands.build import build_quietly
    from baesc.effects.environment import EnvironmentFailedError, python_for

    folder = build_quietly(console, needed=True)
    if folder is None:
        return
    try:
        python = python_for(folder, console.note)
    except EnvironmentFailedError as exc:
        console.say(f"what the application needs could not be installed: {exc}")
        return
    if are_running(file):
        stop_servers(file, console)
    log = file.path.with_name(LOG)
    program = start([python, "serve.py", *options], folder, log)
    starter = running(program.pid)
    # On disk before anything else: whatever happens now, the next chat can end it.
    file.keep(replace(file.session, servers=Servers((starter,))))
    try:
        is_ready = _wait(starter, log)
    except BaseException:
        _end_all(file, starter)
        raise
    if not is_ready:
        _end_all(file, starter)
        console.say("the servers did not start:")
        for line in _lines(log)[-20:]:
            console.say(f"  {line}")
        return
    places = tuple(one for one in _lines(log) if one.startswith(("API:", "Pages:")))
    programs = with_children(program.pid)
    file.keep(replace(file.session, servers=Servers(programs, places)))
    for line in _lines(log):
        if READY not in line:
            console.say(f"  {line}")
    console.say("they go on in the background, also without this chat; `stop` ends them")


def stop_servers(file: SessionFile, console: Console) -> None:
    """End what `run` has started, and nothing else."""
    servers = file.session.servers
    ended = end(servers.programs) if servers is not None else 0
    if servers is not None:
        file.keep(replace(file.session, servers=None))
    console.say("stopped" if ended else "nothing runs that this chat has started")


def _end_all(file: SessionFile, starter: Running) -> None:
    end(with_children(starter.pid) if is_running(starter) else ())
    file.keep(replace(file.session, servers=None))


def _wait(starter: Running, log: Path) -> bool:
    """Wait until the servers answer; False if they have ended, or do not answer."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if any(READY in one for one in _lines(log)):
            return True
        if not is_running(starter):
            return False
        time.sleep(STEP)
    return False


def _lines(log: Path) -> list[str]:
    try:
        return log.read_text("utf-8", "replace").splitlines()
    except OSError:
        return []
