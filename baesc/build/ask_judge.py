"""Ask a judge about what rules left open: by the lockfile, else by a model."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from baesc.build.toolchain import Options, Toolchain
from baesc.build.waiting import side_by_side
from baesc.knowledge.lock_faults import outdated, refused
from baesc.knowledge.prompts import verdicts as prompts
from baesc.language.ir import NOWHERE, System
from baesc.messages.diagnostic import Diagnostic
from baesc.passes.judging import as_decided, is_open, judged, question_of
from baesc.records.action import Action
from baesc.records.question import Completer, Entry, Message, NoReply, Question, Usage
from baesc.records.verdict import Verdict

_EDITED = "it was changed by hand, and nobody but the judge can check it"


@dataclass(frozen=True, slots=True)
class _Open:
    """An open verdict on its way."""

    path: str
    text: str
    verdict: Verdict
    question: Question


def ask_judge(
    system: System,
    actions: Mapping[str, Action],
    verdicts: Mapping[str, Verdict],
    texts: Mapping[str, str],
    tools: Toolchain,
    options: Options,
) -> tuple[dict[str, Verdict], tuple[Diagnostic, ...]]:
    """Return the verdicts with the word of a judge where rules left them open.

    Without a model, and without an answer in the lockfile, they stay open. `texts` has those of
    the open ones.
    """
    made = dict(verdicts)
    problems: list[Diagnostic] = []
    waiting: list[_Open] = []
    for path, verdict in sorted(verdicts.items()):
        if tools.completer is not None:
            made[path] = as_decided(verdict)
        if not is_open(verdict) or path not in texts:
            continue
        question = question_of(system, actions[path], texts[path], verdict, tools.rules)
        one = _Open(path, texts[path], verdict, question)
        entry = tools.answers.known(question)
        if entry is not None and tools.answers.is_edited(question.name):
            # Nobody but the judge can check a verdict that was changed by hand.
            if tools.completer is None:
                place = tools.answers.place(question.name) or NOWHERE
                problems.append(outdated(question.name, place, Diagnostic("", _EDITED)))
            entry = None
        if entry is None:
            waiting.append(one)
            continue
        said = prompts.read(entry.answer, one.text)
        if said.fault:
            place = tools.answers.place(question.name) or NOWHERE
            problems.append(outdated(question.name, place, Diagnostic("", said.fault)))
            continue
        tools.accounts.pinned(question.name, "verdict", path)
        made[path] = judged(verdict, said, 0)
    if tools.completer is not None:
        talks = [_Talk(one, tools, options, tools.completer) for one in waiting]
        side_by_side([partial(_Talk.hold, talk) for talk in talks])
        for talk in talks:
            problems += talk.problems
            if talk.outcome is not None:
                made[talk.open.path] = talk.outcome
    return made, tuple(problems)


class _Talk:
    """The conversation about one file."""

    def __init__(
        self, one: _Open, tools: Toolchain, options: Options, completer: Completer
    ) -> None:
        self.open, self.tools, self.options, self.completer = one, tools, options, completer
        self.outcome: Verdict | None = None
        self.problems: list[Diagnostic] = []

    def hold(self) -> None:
        """Ask, and ask again if the answer is none."""
        question, usage = self.open.question, Usage()
        messages = question.prompt
        fault = ""
        for _ in range(self.options.max_attempts):
            reply = self.completer.complete((question.name,), messages)
            if isinstance(reply, NoReply):
                self._account(reply.usage, 0.0, fault=reply.fault.code)
                self.problems.append(replace(reply.fault, span=reply.fault.span or question.origin))
                return
            usage += reply.usage
            said = prompts.read(reply.text, self.open.text)
            self._account(reply.usage, reply.seconds, accepted=not said.fault)
            if not said.fault:
                spent = usage.tokens_in + usage.tokens_out
                self.outcome = judged(self.open.verdict, said, spent)
                self._keep(said, usage)
                return
            fault = said.fault
            again = (Message("assistant", reply.text), prompts.asked_again(fault))
            messages = (*messages, *again)
        last = Diagnostic("", fault)
        tries = self.options.max_attempts
        self.problems.append(refused(question.name, question.origin, last, tries))

    def _account(
        self, usage: Usage, seconds: float, *, accepted: bool = False, fault: str = ""
    ) -> None:
        names = (self.open.question.name,)
        self.tools.accounts.asked(
            names, "verdict", usage, seconds, accepted=names if accepted else (), fault=fault,
            path=self.open.path,
        )  # fmt: skip

    def _keep(self, said: prompts.Said, usage: Usage) -> None:
        question = self.open.question
        answer = f"reject {said.line}: {said.reason}" if said.line else "approve"
        entry = Entry(
            question.name, "verdict", question.key, self.completer.model, answer,
            checks=("one line of the form", "no rule decides otherwise"), usage=usage,
        )  # fmt: skip
        self.tools.answers.keep(entry)
