"""What a model takes a request to mean, where the grammar does not understand it whole."""

import time
from contextlib import suppress
from dataclasses import dataclass

from baesc.cli.asking import asking_of
from baesc.cli.events import asked_events
from baesc.cli.log import moment, write_log
from baesc.cli.opening import Opened
from baesc.messages.diagnostic import Diagnostic
from baesc.recognition.asking import Check, Missed, ask_model
from baesc.recognition.normal import language_of
from baesc.recognition.operations import Known, NotUnderstood, Question, Recognition
from baesc.records.accounts import Account, Accounts
from baesc.records.question import Asking


@dataclass(frozen=True, slots=True)
class Request:
    """A request that the grammar does not understand."""

    text: str
    missed: NotUnderstood
    known: Known


@dataclass(frozen=True, slots=True)
class Answered:
    """What a model made of a request, or why there is nothing; and what it cost."""

    heard: Recognition | Question | Diagnostic
    warnings: tuple[Diagnostic, ...] = ()
    accounts: tuple[Account, ...] = ()


def heard_by_model(request: Request, opened: Opened, wanted: Asking, check: Check) -> Answered:
    """Ask the model that is set, if one is and may be asked; what it cost is logged."""
    asking, completer = asking_of(opened, wanted)
    accounts = Accounts()
    missed = Missed(request.text, language_of(request.text), request.missed)
    heard = ask_model(missed, request.known, completer, asking, check, accounts)
    rows = accounts.rows()
    if rows and opened.state.is_dir() and (opened.config is None or opened.config.log):
        # A log that can't be written is no reason to lose an answer.
        with suppress(OSError):
            now = moment(time.time())
            write_log(opened.state, [(now, one) for one in asked_events(rows)])
    return Answered(heard, completer.warnings if completer is not None else (), rows)
