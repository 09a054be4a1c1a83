"""`baesc chat`: requests in words, one after the other."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from baesc.cli.exits import CLEAN, DIAGNOSTICS

if TYPE_CHECKING:
    from baesc.records.question import Asking


@click.command(short_help="Change the application in words, one request after the other.")
@click.option("--offline", is_flag=True, help="Ask no model.")
def chat(offline: bool) -> int:
    """Do what `baesc ask` does, as a session; `help` in it lists its commands.

    Works on a terminal, and with lines that are piped in. The session, with what was asked, what
    is still to be answered and what can be undone, is kept in `.baesc/chat.json` and goes on the
    next time.
    """
    from baesc.cli.chatting import Chat
    from baesc.cli.chatting_lines import Lines
    from baesc.cli.console import Console
    from baesc.cli.noop import POINTER, find_root
    from baesc.effects.chat_file import SessionFile
    from baesc.effects.lock import alone

    console = Console()
    root = Path(find_root(os.curdir) or Path.cwd())
    state = root / POINTER
    with alone(state / "chat.lock") as is_alone:
        if not is_alone:
            console.note("another chat is open in this project; leave that one first")
            return DIAGNOSTICS
        wanted: Asking = "offline" if offline else "ask"
        Chat(root, SessionFile.at(state), Lines(), console, wanted).hold()
    return CLEAN
