"""A chat: requests and commands, a line at a time, over a session that is kept."""

from collections.abc import Callable
from pathlib import Path

from baesc.cli.chatting_lines import Lines
from baesc.cli.chatting_looking import open_file, tell_examples, tell_history, tell_status
from baesc.cli.chatting_requests import Requests
from baesc.cli.chatting_servers import are_running, run_servers, stop_servers
from baesc.cli.chatting_undo import undo
from baesc.cli.chatting_words import HELP, Command, command_in
from baesc.cli.console import Console
from baesc.effects.chat_file import SessionFile
from baesc.records.question import Asking


class Chat:
    """A session at work."""

    def __init__(
        self, root: Path, file: SessionFile, lines: Lines, console: Console, wanted: Asking
    ) -> None:
        """Go on where the session has ended."""
        self._root, self._file, self._lines, self._console = root, file, lines, console
        self._requests = Requests(file, console, wanted)

    def hold(self) -> None:
        """Read lines until the end."""
        self._lines.recall(tuple(one.request for one in self._file.session.history))
        if self._file.set_aside is not None:
            self._console.note(
                f"the session could not be read and is now `{self._file.set_aside.name}`; this "
                "one starts anew"
            )
        self._console.say("Say what the application shall be; `help` tells more, `quit` leaves.")
        self._guarded(self._requests.go_on)
        while (line := self._next()) is not None:
            if line.strip() and not self._take(line):
                break
        if are_running(self._file):
            self._console.say("the servers go on; `stop` in the next chat ends them")

    def _next(self) -> str | None:
        """Return the next line; Ctrl-C gives up the one that is being typed."""
        while True:
            try:
                return self._lines.read()
            except KeyboardInterrupt:
                self._console.say("")

    def _take(self, line: str) -> bool:
        """Do what a line says; tell whether the chat goes on."""
        command = command_in(line)
        if command is not None and command.word == "quit":
            return False
        if command is not None:
            self._guarded(lambda: self._do(command))
        elif self._requests.pending is not None:
            self._guarded(lambda: self._answer(line))
        else:
            self._guarded(lambda: self._requests.ask(line))
        return True

    def _answer(self, line: str) -> None:
        changes = len(self._file.session.changes)
        self._requests.answer(line)
        if len(self._file.session.changes) != changes:
            self._tell_of_servers()

    def _guarded(self, work: Callable[[], None]) -> None:
        """Do something; what breaks it off leaves the chat going."""
        from baesc.effects.refusals import refusal

        try:
            work()
        except KeyboardInterrupt:
            self._console.say("")
            self._console.note("stopped; nothing was done")
        except Exception as exc:
            problem = refusal(exc, self._root)
            if problem is None:
                raise
            self._console.complain([problem], {})

    def _do(self, command: Command) -> None:
        file, console = self._file, self._console
        if command.word == "help":
            console.print(HELP)
        elif command.word == "examples":
            tell_examples(console)
        elif command.word == "status":
            tell_status(file, console)
        elif command.word == "history":
            tell_history(file, console)
        elif command.word == "open":
            open_file(command.rest, self._lines.is_terminal, console)
        elif command.word == "cancel":
            self._requests.cancel()
        elif command.word == "run":
            run_servers(file, command.rest.replace("=", " ").split(), console)
        elif command.word == "stop":
            stop_servers(file, console)
        elif self._requests.pending is not None:
            console.say("something is open: answer it, or `cancel`")
        else:
            self._undo()

    def _undo(self) -> None:
        changes = self._file.session.changes
        if undo(self._file, self._root, self._console):
            self._requests.note(changes[-1].request, "undone")
            self._tell_of_servers()

    def _tell_of_servers(self) -> None:
        if are_running(self._file):
            self._console.say("the servers run what was there before; `run` starts them anew")
