"""Asking a model what a request means: what is wrong goes back, at most twice."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from baesc.messages.diagnostic import Diagnostic
from baesc.recognition.anchors import anchored
from baesc.recognition.faults import not_understood, too_long, unanswered, unreachable
from baesc.recognition.fitting import misfits
from baesc.recognition.operations import (
    Known,
    Language,
    NotUnderstood,
    Operation,
    Question,
    Recognition,
)
from baesc.recognition.questions import MOST_CHARACTERS, asked_again, question_of
from baesc.recognition.replies import Cannot, Wrong, read_reply
from baesc.records.accounts import Accounts
from baesc.records.question import Asking, Completer, Message, NoReply

ATTEMPTS = 3
# So much of a wrong answer goes back; the rest of a flood is not worth its tokens.
MOST_QUOTED = 4000

# What the specs would be is wrong, in words; nothing if they would be right.
Check = Callable[[tuple[Operation, ...]], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Missed:
    """What a model is asked about: a request of which the grammar made nothing whole."""

    request: str
    language: Language
    why: NotUnderstood


def ask_model(
    missed: Missed,
    known: Known,
    completer: Completer | None,
    asking: Asking,
    check: Check,
    accounts: Accounts,
) -> Recognition | Question | Diagnostic:
    """Return what a model takes a request to mean, or one diagnostic.

    `check` tells what would be wrong with the specs once the operations are done. Nothing that a
    model says is done without it, nor is anything but the operations of `Operation` read from it.
    """
    if len(missed.request) > MOST_CHARACTERS:
        return too_long(len(missed.request), MOST_CHARACTERS)
    if completer is None:
        return not_understood(missed.why, asking)
    question = question_of(missed.request, known)
    messages = question.prompt
    problems: tuple[str, ...] = ()
    for _attempt in range(ATTEMPTS):
        reply = completer.complete([question.name], messages)
        if isinstance(reply, NoReply):
            fault = reply.fault
            accounts.asked([question.name], "request", reply.usage, 0.0, fault=fault.code)
            return unreachable(fault, missed.why)
        found = _read(reply.text, missed, known, check)
        accepted = () if isinstance(found, Wrong) else (question.name,)
        accounts.asked([question.name], "request", reply.usage, reply.seconds, accepted=accepted)
        if isinstance(found, Cannot):
            return not_understood(missed.why, asking, found.reason)
        if not isinstance(found, Wrong):
            return found
        problems = found.problems
        messages = (
            *messages,
            Message("assistant", reply.text[:MOST_QUOTED]),
            asked_again(problems),
        )
    return unanswered(missed.why, problems, ATTEMPTS)


def _read(
    text: str, missed: Missed, known: Known, check: Check
) -> Recognition | Question | Cannot | Wrong:
    """Return what an answer means, if it passes all that can be checked without the model."""
    said = read_reply(text, missed.request)
    if not isinstance(said, tuple):
        return said
    if problems := misfits(said, known):
        return Wrong(problems)
    found = anchored(said, missed.request, known)
    if problems := found.problems or check(found.operations):
        return Wrong(problems)
    recognition = recognition_of(found.operations, missed.language, found.confidence)
    return replace(recognition, remarks=found.remarks)


def recognition_of(
    operations: tuple[Operation, ...], language: Language, confidence: float
) -> Recognition:
    """Return operations as what a request was taken to mean."""
    named = [name for one in operations for name in _entities(one)]
    action = operations[0].op.split("_", 1)[0]
    return Recognition(
        action, tuple(dict.fromkeys(named)), operations, language, confidence, source="model"
    )


def _entities(one: Operation) -> tuple[str, ...]:
    return (one.entity, one.to) if one.op in ("add_relation", "rename_entity") else (one.entity,)
