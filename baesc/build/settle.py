"""Settle what is said in words: by the lockfile, else by asking a model, an entity at a time."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from threading import Event, Lock

from baesc.build.toolchain import Options, Toolchain
from baesc.build.waiting import side_by_side
from baesc.knowledge.lock_faults import outdated, refused, unanswered
from baesc.knowledge.prompts.lowering import asked, asked_again
from baesc.language.ir import NOWHERE, System
from baesc.messages.diagnostic import Diagnostic
from baesc.passes.lowering import (
    Lowered,
    Words,
    applied,
    circle_faults,
    in_words,
    question_of,
    read_answer,
)
from baesc.passes.lowering_replies import answers_in
from baesc.records.question import (
    Completer,
    Entry,
    Message,
    NoReply,
    Question,
    Rejected,
    Usage,
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What words were taken to mean; `is_new` if a model was asked."""

    name: str
    text: str
    says: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Settled:
    """The system with the meaning of what is said in words, as far as it is known."""

    system: System
    meanings: tuple[Meaning, ...] = ()
    problems: tuple[Diagnostic, ...] = ()


def settle(system: System, tools: Toolchain, options: Options) -> Settled:
    """Return what all words of a system mean; what has no answer stays as it is."""
    words = in_words(system)
    if not words:
        return Settled(system)
    known: list[Lowered] = []
    unknown: list[tuple[Words, Question]] = []
    problems: list[Diagnostic] = []
    for one in words:
        question = question_of(system, one)
        lowered, fault = _from_lock(system, one, question, tools, options)
        if lowered is not None:
            known.append(lowered)
        elif fault is not None:
            problems.append(fault)
        else:
            unknown.append((one, question))
    new: list[Lowered] = []
    if tools.completer is not None:
        unknown, rejected = _not_rejected(system, unknown, tools, options)
        problems += rejected
    if unknown and tools.completer is not None:
        new, faults = _ask_all(system, unknown, tools, tools.completer, options)
        problems += faults
    elif unknown:
        asking = "unset" if options.asking == "ask" else options.asking
        problems += [
            unanswered(one.name, one.origin, asking, one.instead, _what(one)) for one, _ in unknown
        ]
    whole = applied(system, (*known, *new))
    problems += circle_faults(whole, (*known, *new))
    meanings = [
        Meaning(one.words.name, one.words.text, one.says, one in new) for one in (*known, *new)
    ]
    return Settled(whole, tuple(sorted(meanings, key=lambda one: one.name)), tuple(problems))


def _what(words: Words) -> str:
    return "this value in words" if words.computed else "this rule in words"


def _instead(words: Words, fault: Diagnostic) -> str:
    """Return how else to say what no answer to was right; examples help where words mislead."""
    if fault.code != "BAE320" or (words.accept and (words.reject or words.computed)):
        return words.instead
    keys = "`accept`" if words.computed else "`accept` and `reject`"
    return f"add examples under {keys}, or {words.instead}"


def _from_lock(
    system: System, words: Words, question: Question, tools: Toolchain, options: Options
) -> tuple[Lowered | None, Diagnostic | None]:
    """Return what the lockfile says, checked anew, or what is wrong with it."""
    entry = tools.answers.known(question)
    if entry is None:
        return None, None
    place = tools.answers.place(words.name) or NOWHERE
    lowered, found = read_answer(system, words, entry.answer, place)
    if lowered is None:
        # The spec around the words may have changed, and then a model can be asked again.
        if tools.completer is not None and not tools.answers.is_edited(words.name):
            return None, None
        return None, outdated(words.name, place, found[0], words.instead)
    tools.accounts.pinned(words.name, question.kind)
    fresh = replace(entry, answer=lowered.answer, says=lowered.says, checks=lowered.checks)
    if (fresh != entry or tools.answers.is_edited(words.name)) and options.asking != "frozen":
        tools.answers.keep(fresh)
    return lowered, None


def _not_rejected(
    system: System,
    unknown: list[tuple[Words, Question]],
    tools: Toolchain,
    options: Options,
) -> tuple[list[tuple[Words, Question]], list[Diagnostic]]:
    """Leave out what this model could not answer; it would say the same, and cost the same."""
    left: list[tuple[Words, Question]] = []
    problems: list[Diagnostic] = []
    model = tools.completer.model if tools.completer is not None else ""
    for words, question in unknown:
        known = tools.answers.rejected(question, model)
        if known is not None and known.attempts >= options.max_attempts:
            fault = _fault_of(system, words, known.answer)
            if fault is not None:
                where = words.name, words.origin
                problems.append(refused(*where, fault, known.attempts, _instead(words, fault)))
                continue
        left.append((words, question))
    return left, problems


def _fault_of(system: System, words: Words, answer: str) -> Diagnostic | None:
    """Return what is wrong with an answer, None if baesc has come to think otherwise."""
    if not answer:
        return answers_in("", (1,))[1][1]
    lowered, found = read_answer(system, words, answer, NOWHERE)
    return None if lowered is not None else found[0]


def _ask_all(
    system: System,
    unknown: Iterable[tuple[Words, Question]],
    tools: Toolchain,
    completer: Completer,
    options: Options,
) -> tuple[list[Lowered], list[Diagnostic]]:
    """Ask about all words, in one conversation for each entity, several at once."""
    batches: dict[str, list[tuple[Words, Question]]] = {}
    for words, question in unknown:
        batches.setdefault(words.entity, []).append((words, question))
    over, reading = Event(), Lock()
    talks = [
        _Talk(system, batch, tools, completer, options, over, reading) for batch in batches.values()
    ]
    side_by_side([talk.hold for talk in talks])
    return (
        [one for talk in talks for one in talk.lowered],
        [one for talk in talks for one in talk.problems],
    )


class _Talk:
    """The conversation about the words of one entity."""

    def __init__(
        self,
        system: System,
        batch: list[tuple[Words, Question]],
        tools: Toolchain,
        completer: Completer,
        options: Options,
        over: Event,
        reading: Lock,
    ) -> None:
        self.system, self.tools, self.completer = system, tools, completer
        self.attempts, self.over, self.reading = options.max_attempts, over, reading
        self.waiting = dict(enumerate(batch, 1))
        self.faults: dict[int, Diagnostic] = {}
        self.last: dict[int, str] = {}
        self.usage: dict[int, Usage] = {}
        self.lowered: list[Lowered] = []
        self.problems: list[Diagnostic] = []
        lines = [(number, words.kind, words.text) for number, (words, _) in self.waiting.items()]
        entity = system.entity(batch[0][0].entity)
        self.messages: tuple[Message, ...] = asked(system, entity, lines)

    def hold(self) -> None:
        """Ask, and ask again about what was not right."""
        for attempt in range(1, self.attempts + 1):
            if not self._turn():
                return
            if not self.waiting:
                return
            if attempt < self.attempts:
                again = asked_again(
                    (number, _told(fault)) for number, fault in sorted(self.faults.items())
                )
                self.messages = (*self.messages, again)
        for number, (words, question) in self.waiting.items():
            fault = self.faults[number]
            last = Rejected(self.completer.model, self.attempts, self.last[number])
            self.tools.answers.reject(question, last)
            self.problems.append(
                refused(words.name, words.origin, fault, self.attempts, _instead(words, fault))
            )

    def _turn(self) -> bool:
        """Ask once; tell whether there was a reply."""
        if self.over.is_set():
            return False
        kind = next(iter(self.waiting.values()))[1].kind
        names = [words.name for words, _ in self.waiting.values()]
        reply = self.completer.complete(names, self.messages)
        if isinstance(reply, NoReply):
            if reply.is_final:
                # Others would be told the same.
                if self.over.is_set():
                    return False
                self.over.set()
            origin = next(iter(self.waiting.values()))[0].origin
            self.problems.append(replace(reply.fault, span=reply.fault.span or origin))
            self.tools.accounts.asked(names, kind, reply.usage, 0.0, fault=reply.fault.code)
            return False
        self._share(reply.usage)
        # Up to Python 3.12, threads that parse at the same time break each other's trees.
        with self.reading:
            accepted = self._take(reply.text)
        self.tools.accounts.asked(names, kind, reply.usage, reply.seconds, accepted=accepted)
        self.messages = (*self.messages, Message("assistant", reply.text))
        return True

    def _share(self, usage: Usage) -> None:
        """Share what a reply has cost among the questions that it was about."""
        count = len(self.waiting)
        for at, number in enumerate(self.waiting):
            part = Usage(
                *(
                    whole // count + (at < whole % count)
                    for whole in (usage.tokens_in, usage.tokens_out, usage.cached)
                )
            )
            self.usage[number] = self.usage.get(number, Usage()) + part

    def _take(self, text: str) -> list[str]:
        """Keep the answers that pass; return the names of their questions."""
        accepted = []
        self.faults = {}
        for number, (answer, fault) in answers_in(text, tuple(self.waiting)).items():
            words, question = self.waiting[number]
            self.last[number] = answer
            if fault is not None:
                self.faults[number] = fault
                continue
            lowered, found = read_answer(self.system, words, answer, NOWHERE)
            if lowered is None:
                self.faults[number] = found[0]
                continue
            self.tools.answers.keep(
                Entry(
                    words.name, question.kind, question.key, self.completer.model, lowered.answer,
                    lowered.says, lowered.checks, self.usage[number],
                )
            )  # fmt: skip
            self.lowered.append(lowered)
            accepted.append(words.name)
            del self.waiting[number]
        return accepted


def _told(fault: Diagnostic) -> str:
    return f"{fault.message}; {fault.help}" if fault.help else fault.message
