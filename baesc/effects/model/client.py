"""Asking a model: what it said before, else over the wire, until an answer or a clear fault."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from baesc.effects.model import faults
from baesc.effects.model.access import Access, access_of
from baesc.effects.model.backoff import asked_to_wait, fault_wait, rate_limit_wait
from baesc.effects.model.limits import Clock, Limits, RealClock, Stop
from baesc.effects.model.reading import Counted, Fault, read
from baesc.effects.model.replies import Replies, Said, conversation_key
from baesc.effects.model.wire import Response, sdk_problem, send
from baesc.knowledge.tokens import count
from baesc.language.config import ModelSettings
from baesc.language.model_address import is_overheard
from baesc.messages.diagnostic import Diagnostic
from baesc.records.question import Message, NoReply, Reply, Usage

# What the protocol adds to each message and before the answer.
PER_MESSAGE = 4
AGAIN = frozenset({"rate", "server", "broken", "unreachable"})
# Whatever is asked next will fare no better.
ALWAYS_FINAL = frozenset({"quota", "key", "model", "moved", "rate", "unreachable"})
NEVER_FINAL = frozenset({"declined", "long"})
# Other faults may be those of one question, unless this many had them and none was answered.
PATIENCE = 3


@dataclass(frozen=True, slots=True)
class _Shape:
    """How this server wants its requests."""

    limit_name: str = "max_completion_tokens"
    has_temperature: bool = True

    def without(self, refused: frozenset[str]) -> "_Shape":
        """Return the shape that does without these options."""
        return _Shape(
            "max_tokens" if "max_completion_tokens" in refused else self.limit_name,
            self.has_temperature and "temperature" not in refused,
        )


@dataclass(slots=True)
class _Course:
    """How one question has gone so far."""

    deadline: float
    prompt_tokens: int
    sent: int = 0
    faults: int = 0
    limited: int = 0
    asked_to_wait: float | None = None
    usage: Usage = field(default_factory=Usage)


def model_of(settings: ModelSettings, environ: Mapping[str, str], state: Path) -> "OpenAICompleter":
    """Return the model that the environment and the project file name; replies lie in `state`.

    Nothing is looked at, imported or opened before the first question. Its `model` is empty
    if none is named.
    """
    return OpenAICompleter(access_of(settings, environ), settings, Replies(state))


class OpenAICompleter:
    """Answers conversations by chat completions; see `records.question.Completer`."""

    def __init__(
        self,
        access: Access,
        settings: ModelSettings,
        replies: Replies,
        *,
        clock: Clock | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Ask as `settings` say; `clock` and `chance` are others in tests only."""
        self._access = access
        self._settings = settings
        self._replies = replies
        self._clock = clock or RealClock()
        self._chance = chance
        self._stop = Stop()
        self._limits = Limits(settings.max_parallel, settings.max_tokens_per_build, self._stop)
        self._shape = _Shape()
        self._is_asked = False
        self._has_answered = False
        self._unanswered = 0
        self._over: Diagnostic | None = None

    @property
    def model(self) -> str:
        """Return the name of the model."""
        return self._access.model

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """Return what was risky about asking it, if it was asked."""
        return self._access.warnings if self._is_asked else ()

    def stop(self) -> None:
        """Make all who wait for an answer raise KeyboardInterrupt, in whichever thread."""
        self._stop.set()

    def complete(self, names: Sequence[str], messages: Sequence[Message]) -> Reply | NoReply:
        """Return what comes next; a reply that was given before is given again at no cost."""
        key = conversation_key(self.model, self._settings.temperature, messages)
        limit = self._settings.max_tokens_per_request
        known = self._replies.get(key)
        if known is not None and not (known.is_cut_off and known.limit < limit):
            return self._outcome(names, known, Usage(), 0.0)
        problem = self._over or self._access.problem or self._sdk_problem()
        if problem is not None:
            return self._none(names, problem, Usage(), is_final=True)
        prompt_tokens = sum(count(one.content).tokens + PER_MESSAGE for one in messages)
        self._is_asked = True
        with self._limits.turn():
            start = self._clock.now()
            course = _Course(start + self._settings.timeout_seconds, prompt_tokens)
            said = self._said(course, messages)
            if isinstance(said, Diagnostic):
                return self._none(names, said, course.usage, is_final=self._over == said)
            said = replace(said, limit=limit)
            self._replies.keep(key, names, self.model, said)
            self._has_answered = True
            return self._outcome(names, said, course.usage, self._clock.now() - start)

    def _sdk_problem(self) -> Diagnostic | None:
        problem = sdk_problem()
        return faults.no_sdk(self._access.quoted(problem)) if problem else None

    def _outcome(
        self, names: Sequence[str], said: Said, usage: Usage, seconds: float
    ) -> Reply | NoReply:
        if said.is_declined:
            words = self._access.quoted(said.refusal)
            return self._none(names, faults.declined(words), usage)
        if said.is_cut_off:
            return self._none(names, faults.cut_off(said.limit), usage)
        return Reply(said.text, usage, seconds)

    def _none(
        self, names: Sequence[str], fault: Diagnostic, usage: Usage, *, is_final: bool = False
    ) -> NoReply:
        return NoReply(faults.about(fault, names), usage, is_final)

    def _said(self, course: _Course, messages: Sequence[Message]) -> Said | Diagnostic:
        """Send the conversation until there is something that the model said."""
        while True:
            shape = self._shape
            needed = course.prompt_tokens + self._settings.max_tokens_per_request
            if not self._limits.reserve(needed):
                most = self._limits.most_tokens
                return self._ended(faults.over_budget(most, self._limits.spent, needed))
            spent = 0
            try:
                left = max(course.deadline - self._clock.now(), 0.001)
                came = send(self._access, self._request(shape, messages), left, self._stop)
                course.sent += 1
                found = read(came)
                spent = self._book(course, found)
            finally:
                self._limits.settle(needed, spent)
            if not isinstance(found, Fault):
                return self._counted_in(course, *found)
            if found.refused and shape.without(found.refused) != shape:
                # Another way to say the same; it is no fault, and nobody has to wait.
                self._shape = self._shape.without(found.refused)
                course.sent -= 1
                continue
            wait = self._wait(course, found, came.headers if isinstance(came, Response) else {})
            if wait is None:
                return self._verdict(course, found)
            self._clock.pause(wait, self._stop)
            course.usage += Usage(retries=1)

    def _request(self, shape: _Shape, messages: Sequence[Message]) -> dict[str, Any]:
        request: dict[str, Any] = {
            "model": self.model,
            "messages": [{"role": one.role, "content": one.content} for one in messages],
            shape.limit_name: self._settings.max_tokens_per_request,
        }
        if shape.has_temperature:
            request["temperature"] = self._settings.temperature
        return request

    def _book(self, course: _Course, found: tuple[Said, Counted] | Fault) -> int:
        """Return the tokens that a request has cost, as far as anybody can tell."""
        if not isinstance(found, Fault):
            said, counted = found
            tokens_in = _or(counted.tokens_in, course.prompt_tokens)
            return tokens_in + _or(counted.tokens_out, count(said.text).tokens)
        counted = found.counted
        if counted.tokens_in or counted.tokens_out:
            paid = Usage(counted.tokens_in or 0, counted.tokens_out or 0, counted.cached, 1)
            course.usage += paid
            return paid.tokens_in + paid.tokens_out
        # What was cut short on the way may have been paid for.
        return course.prompt_tokens if found.kind in {"timeout", "broken"} else 0

    def _counted_in(self, course: _Course, said: Said, counted: Counted) -> Said:
        """Add what was paid for an answer, and return it as it will be kept."""
        said = replace(
            said,
            text=self._access.without_key(said.text),
            refusal=self._access.without_key(said.refusal),
            tokens_in=_or(counted.tokens_in, course.prompt_tokens),
            tokens_out=_or(counted.tokens_out, count(said.text).tokens),
            cached=counted.cached,
        )
        course.usage += Usage(said.tokens_in, said.tokens_out, said.cached, 1)
        return said

    def _wait(self, course: _Course, fault: Fault, headers: Mapping[str, str]) -> float | None:
        """Return how long to wait before it is tried again, None if it is not."""
        if fault.kind not in AGAIN:
            return None
        asked = course.asked_to_wait = asked_to_wait(headers, self._clock.date())
        if fault.kind == "rate":
            course.limited += 1
            wait = rate_limit_wait(course.limited, asked, self._chance())
        else:
            course.faults += 1
            wait = fault_wait(course.faults, self._chance())
            if wait is not None and asked is not None and fault.kind == "server":
                wait = rate_limit_wait(1, max(asked, wait), 0.0)
        if wait is None or self._clock.now() + wait >= course.deadline:
            return None
        return wait

    def _verdict(self, course: _Course, fault: Fault) -> Diagnostic:
        """Return what to tell about the last of the tries; the end of asking is noted."""
        told = self._told(course, fault)
        if fault.kind in ALWAYS_FINAL:
            return self._ended(told)
        if fault.kind not in NEVER_FINAL and not self._has_answered:
            self._unanswered += 1
            if self._unanswered >= PATIENCE:
                return self._ended(told)
        return told

    def _ended(self, fault: Diagnostic) -> Diagnostic:
        self._over = self._over or fault
        return self._over

    def _told(self, course: _Course, fault: Fault) -> Diagnostic:
        access, tries, said = self._access, course.sent, self._access.quoted(fault.reason)
        host = urlsplit(access.base_url).netloc
        url = access.quoted(access.base_url)
        told: dict[str, Callable[[], Diagnostic]] = {
            "timeout": lambda: faults.timed_out(self._settings.timeout_seconds),
            "unreachable": lambda: faults.unreachable(host, said, tries),
            "rate": lambda: faults.rate_limited(tries, said, course.asked_to_wait),
            "quota": lambda: faults.no_quota(said),
            "key": lambda: self._key_refused(host, fault.status, said),
            "model": lambda: faults.no_such_model(access.model, url, fault.status, said),
            "moved": lambda: faults.moved(url, said),
            "declined": lambda: faults.declined(said),
            "long": lambda: faults.too_long(said),
            "bad": lambda: faults.not_taken(fault.status, said),
            "server": lambda: faults.server_failed(fault.status, said, tries),
            "broken": lambda: faults.not_understood(said, tries),
        }
        return told[fault.kind]()

    def _key_refused(self, host: str, status: int, said: str) -> Diagnostic:
        access = self._access
        if not access.is_strange:
            return faults.key_refused(access.key_variable, status, said)
        return faults.key_withheld(
            access.base_url, host, access.key_variable, is_overheard=is_overheard(access.base_url)
        )


def _or(counted: int | None, estimated: int) -> int:
    return estimated if counted is None else counted
