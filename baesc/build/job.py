"""One artifact whose holes are being filled: what is asked next, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from baesc.build.mend import formatted, mended, whole_cost
from baesc.build.toolchain import Options, Toolchain
from baesc.ground.digest import digest_text
from baesc.knowledge.lock_faults import outdated, refused
from baesc.language.ir import NOWHERE
from baesc.messages.diagnostic import Diagnostic
from baesc.passes.filling import Faults, Taken, Work
from baesc.passes.questions import keyed
from baesc.records.action import Artifact
from baesc.records.question import Entry, Message, NoReply, Question, Reply, Usage
from baesc.records.verdict import Verdict

JudgeText = Callable[[str, str, str], Verdict]
"""Judges a text; takes its path, its subject and the text."""

_CHECKS = {
    "hole": ("signature", "allowed names", "examples in the sandbox", "rules"),
    "file": ("parses", "allowed imports", "rules"),
}


@dataclass(slots=True)
class Ask:
    """One turn: about a hole, or about the whole artifact (no name)."""

    job: "Job"
    name: str
    messages: tuple[Message, ...]
    accepted: list[str] = field(default_factory=list)
    reply: Reply | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return the questions that it is about."""
        return (self.name,) if self.name else tuple(one.name for one in self.job.work.questions)


class Job:
    """One artifact on its way."""

    def __init__(
        self, work: Work, judge_text: JudgeText, tools: Toolchain, options: Options
    ) -> None:
        self.work, self.judge_text, self.tools, self.options = work, judge_text, tools, options
        self.path = work.action.path
        self.by_name: dict[str, Question] = {one.name: one for one in work.questions}
        self.candidates: dict[str, str] = {}
        self.pinned: dict[str, Entry] = {}
        self.talks: dict[str, tuple[Message, ...]] = {}
        self.faults: dict[str, Faults] = {}
        self.last: dict[str, str] = {}
        self.asked: dict[str, int] = dict.fromkeys(self.by_name, 0)
        self.usage: dict[str, Usage] = {}
        self.heard: list[Ask] = []
        self.artifact: Artifact | None = None
        self.problems: list[Diagnostic] = []
        self.is_over = False

    def start(self) -> None:
        """Take what is pinned, if it still is right."""
        for name, question in self.by_name.items():
            entry = self.tools.answers.known(question)
            if entry is None:
                continue
            found = self.work.faults(name, entry.answer)
            if not found:
                self.candidates[name] = entry.answer
                self.pinned[name] = entry
            elif not self._may_ask_anew(name):
                self._reject_pinned(name, found)
        self.settle()

    def _may_ask_anew(self, name: str) -> bool:
        return self.tools.completer is not None and not self.tools.answers.is_edited(name)

    def _reject_pinned(self, name: str, found: Faults) -> None:
        place = self.tools.answers.place(name) or NOWHERE
        self.problems.append(outdated(name, place, _fault(found)))
        self.is_over = True

    def asks(self) -> list[Ask]:
        """Return what is to be asked next."""
        if self.is_over:
            return []
        open_ones = [name for name in self.by_name if name not in self.candidates]
        whole = [name for name in open_ones if self._is_for_whole(name)]
        if whole:
            found = tuple(dict.fromkeys(one for name in whole for one in self.faults[name]))
            last = "\n".join(self.last[name] for name in whole if self.last.get(name))
            return [Ask(self, "", self.work.whole(found, last))]
        return [Ask(self, name, self._talk(name)) for name in open_ones]

    def _is_for_whole(self, name: str) -> bool:
        """Tell whether the patches of a hole are used up: the last try is for the artifact."""
        tries = self.options.max_attempts
        patches = max(tries - 2, 0) if self.options.smart_retry else 0
        return 0 < self.asked[name] < tries and self.asked[name] > patches

    def _talk(self, name: str) -> tuple[Message, ...]:
        known = self.talks.get(name, self.by_name[name].prompt)
        faults = self.faults.get(name, ())
        return (*known, self.work.again(name, faults)) if name in self.talks else known

    def hear(self, ask: Ask, reply: Reply | NoReply) -> None:
        """Take what was replied."""
        kind = self.work.questions[0].kind
        if isinstance(reply, NoReply):
            code = reply.fault.code
            self.tools.accounts.asked(ask.names, kind, reply.usage, 0.0, fault=code, path=self.path)
            origin = self.by_name[ask.names[0]].origin
            self.problems.append(replace(reply.fault, span=reply.fault.span or origin))
            self.is_over = True
            return
        ask.reply = reply
        self.heard.append(ask)
        if ask.name:
            taken = {ask.name: self.work.taken(ask.name, reply.text)}
            self.talks[ask.name] = (*ask.messages, Message("assistant", reply.text))
        else:
            taken = self.work.taken_whole(reply.text)
        for name, one in taken.items():
            self._take(ask, name, one)
        self._share(ask.names, reply.usage)

    def _take(self, ask: Ask, name: str, taken: Taken) -> None:
        self.asked[name] = self.asked[name] + 1 if ask.name else self.options.max_attempts
        self.last[name] = taken.candidate
        if taken.faults and not ask.name and name in self.candidates:
            # The whole was asked for because of others; what was right stays.
            return
        if taken.faults:
            self.candidates.pop(name, None)
            self.faults[name] = taken.faults
        else:
            self.candidates[name] = taken.candidate
            self.pinned.pop(name, None)
            ask.accepted.append(name)

    def _share(self, names: tuple[str, ...], usage: Usage) -> None:
        """Share what a reply has cost among its questions; the first takes what is left over."""
        for at, name in enumerate(names):
            parts = (usage.tokens_in, usage.tokens_out, usage.cached)
            share = Usage(*(one // len(names) + (at < one % len(names)) for one in parts))
            whole = share if at else replace(share, calls=usage.calls, retries=usage.retries)
            self.usage[name] = self.usage.get(name, Usage()) + whole

    def settle(self) -> None:
        """Judge the artifact once all its holes have candidates; account for what was asked."""
        if not self.is_over and self._is_complete():
            self._judge()
        kind = self.work.questions[0].kind
        for ask in self.heard:
            if ask.reply is None:
                continue
            accepted = [name for name in ask.accepted if name in self.candidates]
            self.tools.accounts.asked(
                ask.names, kind, ask.reply.usage, ask.reply.seconds, accepted=accepted,
                path=self.path,
            )  # fmt: skip
            self._note_patch(ask, accepted)
        self.heard = []
        if self.artifact is None and not self.is_over:
            self._refuse_spent()

    def _note_patch(self, ask: Ask, accepted: list[str]) -> None:
        """Count what asking for one hole again has saved against asking for all."""
        if not ask.name or not accepted or self.asked[ask.name] < 2 or ask.reply is None:
            return
        cost = whole_cost(self.work, self.work.assembled(self.candidates))
        spent = ask.reply.usage.tokens_in + ask.reply.usage.tokens_out
        self.tools.accounts.patched(self.path, "hole", max(cost - spent, 0))

    def _refuse_spent(self) -> None:
        """Give up on holes that were asked for as often as may be."""
        for name, question in self.by_name.items():
            if name in self.candidates or self.asked[name] < self.options.max_attempts:
                continue
            fault = _fault(self.faults[name])
            self.problems.append(refused(name, question.origin, fault, self.asked[name]))
            self.is_over = True

    def _is_complete(self) -> bool:
        return len(self.candidates) == len(self.by_name)

    def pin(self, ask: Ask) -> None:
        """Pin what was answered while others of the file are open, unless rules find fault.

        It is judged again with the whole of the file, and whenever it is used.
        """
        if self._is_complete():
            self.settle()
            return
        names = [name for name in ask.accepted if name in self.candidates]
        if not names:
            return
        text = formatted(self.work, self.candidates, self.tools)
        found = (one for one in self._verdict(text).findings if one.decisive and one.sure)
        wrong = {self.work.owner(text, one.line) for one in found}
        for name in names:
            if name not in wrong:
                self._keep(name, self._model(), self.usage.get(name, Usage()))

    def _judge(self) -> None:
        text = formatted(self.work, self.candidates, self.tools)
        verdict = self._verdict(text)
        if verdict.decision == "confident_rejection" and self.options.smart_retry:
            better = mended(self.work, self.candidates, text, verdict, self.tools, self._verdict)
            if better is not None:
                text, verdict, self.candidates = better
                self.tools.accounts.patched(self.path, "fix", whole_cost(self.work, text))
        if verdict.decision != "confident_rejection":
            self._accept(text)
            return
        by_hole: dict[str, list[str]] = {}
        for one in verdict.findings:
            if one.decisive and one.sure:
                owner = self.work.owner(text, one.line)
                by_hole.setdefault(owner, []).append(f"{one.message} (rule {one.rule})")
        if "" in by_hole:
            # What is ours is wrong: no answer would help, and the verdict says so.
            self._accept(text)
            return
        for name, said in by_hole.items():
            found = tuple(dict.fromkeys(said))
            if name in self.pinned and not self._may_ask_anew(name):
                self._reject_pinned(name, found)
                continue
            self.faults[name] = found
            self.pinned.pop(name, None)
            del self.candidates[name]

    def _verdict(self, text: str) -> Verdict:
        return self.judge_text(self.path, self.work.action.subject, text)

    def _accept(self, text: str) -> None:
        answers = [self.candidates[name] for name in self.by_name]
        action = keyed(self.work.action, map(digest_text, answers))
        self.artifact = Artifact(action, text, digest_text(text))
        self.is_over = True
        for name, question in self.by_name.items():
            pinned = self.pinned.get(name)
            if pinned is not None and pinned.answer == self.candidates[name]:
                self.tools.accounts.pinned(name, question.kind, self.path)
                if not self.tools.answers.is_edited(name):
                    continue
            if self.options.asking == "frozen":
                continue
            model = pinned.model if pinned else self._model()
            usage = pinned.usage if pinned else self.usage.get(name, Usage())
            self._keep(name, model, usage)

    def _keep(self, name: str, model: str, usage: Usage) -> None:
        question = self.by_name[name]
        self.tools.answers.keep(
            Entry(
                name, question.kind, question.key, model, self.candidates[name],
                checks=_CHECKS[question.kind], usage=usage,
            )
        )  # fmt: skip

    def _model(self) -> str:
        return self.tools.completer.model if self.tools.completer is not None else ""

    def stop(self) -> None:
        """Ask nothing more: others would be told the same."""
        self.is_over = True


def _fault(found: Faults) -> Diagnostic:
    # It is quoted in a diagnostic that has a code of its own.
    return Diagnostic("", "; ".join(found) or "it is not right")
