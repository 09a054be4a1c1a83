"""Requests in a chat: shown, asked about, confirmed and carried out, a line at a time."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from baesc.cli.chatting_words import agreed
from baesc.cli.console import Console
from baesc.cli.landing import carry_out
from baesc.cli.log import moment
from baesc.cli.recalling import memory_of
from baesc.cli.requesting import Proposal, hear, propose, workplace_here
from baesc.cli.telling_request import tell_proposal
from baesc.effects.chat_file import Change, FileChange, Pending, Said, SessionFile
from baesc.messages.diagnostic import Diagnostic, has_errors
from baesc.recognition.known import known_of
from baesc.recognition.operations import Operation, Question, Recognition
from baesc.records.question import Asking


class Requests:
    """What is asked for in a chat, and what is open of it; the session file has it at any time."""

    def __init__(self, file: SessionFile, console: Console, wanted: Asking) -> None:
        """Go on with a session."""
        self._file, self._console, self._wanted = file, console, wanted
        self._proposal: Proposal | None = None

    @property
    def pending(self) -> Pending | None:
        """Return what is still to be answered."""
        return self._file.session.pending

    def ask(self, request: str) -> None:
        """Show what a request would do, and ask whether to do it, or what it means."""
        proposal = self._proposed(request)
        tell_proposal(proposal, self._console)
        if proposal.question is not None:
            self._open(Pending(request, proposal.question))
        elif not proposal.is_sound:
            self._complain(proposal, proposal.problems)
            is_heard = bool(proposal.operations)
            self.note(request, "refused" if is_heard else "not understood")
        elif proposal.is_empty:
            self.note(request, "nothing to do")
        else:
            self._complain(proposal, proposal.problems)
            self._open(Pending(request))

    def go_on(self) -> None:
        """Ask again what an earlier chat has left open."""
        pending = self.pending
        if pending is None:
            return
        self._console.say(f"still open: {pending.request}")
        if pending.question is not None:
            self._say_question()
        else:
            self.ask(pending.request)

    def answer(self, line: str) -> None:
        """Take a line as the answer to what is open; another request leaves that."""
        pending = self.pending
        assert pending is not None  # noqa: S101 - the caller has looked
        question = pending.question
        request = "" if question is None else _chosen(question, line)
        if agreed(line) is False:
            self.cancel()
        elif request:
            self.ask(request)
        elif question is None and self._confirmed(pending, line):
            return
        elif isinstance(hear(line, known_of(workplace_here().opened.system)), Recognition):
            self.cancel()
            self.ask(line)
        elif question is not None and not question.choices and line.strip():
            self.ask(question.resume.replace("{answer}", " ".join(line.split())))
        else:
            if question is not None:
                self._console.say("answer with one of these, or `cancel`")
            self._say_question()

    def cancel(self) -> None:
        """Leave what is open."""
        if self.pending is None:
            self._console.say("nothing is open")
            return
        self._console.say("nothing was done")
        self.note(self.pending.request, "cancelled")

    def note(self, request: str, outcome: str) -> None:
        """Add to the history; nothing is open any more."""
        said = Said(moment(time.time()), request, outcome)
        session = self._file.session
        self._proposal = None
        self._file.keep(replace(session, history=(*session.history, said), pending=None))

    def _proposed(self, request: str) -> Proposal:
        place = workplace_here()
        with memory_of(place, self._console) as memory:
            self._proposal = propose(request, place, self._wanted, memory)
        return self._proposal

    def _open(self, pending: Pending) -> None:
        self._file.keep(replace(self._file.session, pending=pending))
        self._say_question()

    def _say_question(self) -> None:
        """Say what is open, as it has to be answered."""
        pending = self.pending
        if pending is None:
            return
        if (question := pending.question) is not None:
            self._console.say(question.text)
            for number, one in enumerate(question.choices, 1):
                self._console.say(f"  {number}  {one.label}")
            return
        losses = self._losses(pending)
        if losses:
            self._console.say(f"type {losses[0]} to remove it with all that it holds, or `cancel`")
        else:
            self._console.say("do it? (yes or no)")

    def _losses(self, pending: Pending) -> list[str]:
        proposal = self._proposal or self._proposed(pending.request)
        return [one for one in proposal.losses if one not in pending.confirmed]

    def _confirmed(self, pending: Pending, line: str) -> bool:
        """Go on if a line confirms what would be done; tell whether it does."""
        losses = self._losses(pending)
        if losses and line.strip() == losses[0] and len(losses) > 1:
            self._open(replace(pending, confirmed=(*pending.confirmed, losses[0])))
        elif (line.strip() == losses[0]) if losses else agreed(line):
            self._carry_out(pending)
        else:
            return False
        return True

    def _carry_out(self, pending: Pending) -> None:
        from baesc.cli.building import Manner
        from baesc.cli.commands.build import report

        proposal = self._proposal or self._proposed(pending.request)
        before = proposal.workplace.opened.sources
        root = proposal.workplace.opened.root
        landed = carry_out(proposal, self._console)
        if landed.is_kept:
            paths = (*dict(proposal.edits.texts), *proposal.edits.removed)
            files = tuple(
                FileChange(one, before[one].text if one in before else None, _text(root / one))
                for one in paths
            )
            session = self._file.session
            change = Change(pending.request, files, tuple(_opposite(proposal.operations)))
            self._file.keep(replace(session, changes=(*session.changes, change)))
        outcome = "done" if landed.ok else "not built" if landed.is_kept else "taken back"
        self.note(pending.request, outcome)
        if landed.built is not None:
            report(self._console, landed.opened, landed.built, landed.laps, Manner(), None)
        self._complain(proposal, landed.problems)
        if landed.is_kept and not landed.ok:
            self._console.note("the specs are changed; `undo` takes that back")

    def _complain(self, proposal: Proposal, problems: tuple[Diagnostic, ...]) -> None:
        from baesc.cli.overlays import placed

        found, overlays = placed(proposal.workplace.opened, problems)
        self._console.complain(found, {**proposal.sources, **overlays})
        if has_errors(found):
            self._console.say("nothing was done")


def _chosen(question: Question, line: str) -> str:
    """Return the choice that an answer stands for; an empty text if it is none."""
    answer = " ".join(line.split())
    if len(question.choices) == 1 and agreed(line):
        return question.choices[0].request
    for number, one in enumerate(question.choices, 1):
        if answer.casefold() in (str(number), one.label.casefold(), one.request.casefold()):
            return one.request
    return ""


def _opposite(operations: Sequence[Operation]) -> Iterator[str]:
    """Yield requests for the contrary of what was only added, the last one first."""
    new = {one.entity for one in operations if one.op == "create_entity"}
    for one in reversed(operations):
        if one.op == "create_entity":
            yield f"remove {one.entity}"
        elif one.op in ("add_field", "add_relation") and one.entity not in new:
            yield f"remove {one.name} from {one.entity}"


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except (FileNotFoundError, NotADirectoryError):
        return None
