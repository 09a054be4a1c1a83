"""What a model takes a request to mean, where the grammar does not understand it whole."""

import time
from contextlib import suppress
from dataclasses import dataclass

from baesc.build.accounting import bill
from baesc.build.metrics import Record
from baesc.cli.asking import asking_of
from baesc.cli.events import asked_events
from baesc.cli.log import moment, write_log
from baesc.cli.opening import Opened
from baesc.cli.recording import keep
from baesc.cli.request import request_id
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
    # A disk that refuses is no reason to lose an answer.
    with suppress(OSError):
        _record(opened, rows)
    return Answered(heard, completer.warnings if completer is not None else (), rows)


def _record(opened: Opened, rows: tuple[Account, ...]) -> None:
    """Keep what was asked for `baesc metrics`, and log it; raises OSError."""
    if not rows or not opened.state.is_dir():
        return
    now, spent = moment(time.time()), bill(rows)
    usage = spent.usage
    record = Record(
        "request",
        now,
        request_id=request_id(),
        tokens_in=usage.tokens_in,
        tokens_out=usage.tokens_out,
        tokens_cached=usage.cached,
        calls=usage.calls,
        retries=usage.retries,
        reply_hits=spent.kept,
        seconds=round(spent.seconds, 4),
    )
    keep(opened.state, record)
    if opened.config is None or opened.config.log:
        write_log(opened.state, [(now, one) for one in asked_events(rows)])
