"""What is asked of a model, what it said, and what was made of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from baesc.ground.source import Span
from baesc.language.ir import NOWHERE
from baesc.messages.diagnostic import Diagnostic

QuestionKind = Literal["rule", "computed", "hole", "file", "verdict", "request"]
# Whether a model may be asked, else why not: none is set, `--offline`, `--frozen`, or the command
# only looks at what a build would do.
Asking = Literal["ask", "unset", "offline", "frozen", "look"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the server counted them; `cached` are those of the prompt that it knew.

    `calls` counts requests that were answered, `retries` those that were sent again.
    """

    tokens_in: int = 0
    tokens_out: int = 0
    cached: int = 0
    calls: int = 0
    retries: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.cached + other.cached,
            self.calls + other.calls,
            self.retries + other.retries,
        )


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that no template and no expression says.

    `name` is unique in a project and stable (`Student.rules.at_most_5_courses`,
    `Student.endpoints.promote`). `key` is the digest of all that the answer depends on: kind,
    model, prompt version, standards, the slice of the spec. `prompt` is what is sent first.
    `origin` is the line of the spec that asks for it.
    """

    kind: QuestionKind
    name: str
    key: str
    prompt: tuple[Message, ...]
    origin: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said to one conversation."""

    text: str
    usage: Usage
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class NoReply:
    """Why there is no answer: one diagnostic, without a place; `usage` was paid all the same.

    After a final one (no key, no quota, no budget, no network) asking on is of no use.
    """

    fault: Diagnostic
    usage: Usage = Usage()
    is_final: bool = False


class Completer(Protocol):
    """Answers conversations; may be called from several threads at once."""

    @property
    def model(self) -> str:
        """Return the name of the model."""

    def complete(self, names: Sequence[str], messages: Sequence[Message]) -> Reply | NoReply:
        """Return what comes next; `names` are the questions that it is about."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer that is pinned in `baes.lock`.

    `answer` is an expression, the body of a function, or a whole file. `checks` names what it
    has passed, in words; they are run again whenever it is used. `says` is the paraphrase of an
    expression, or empty.
    """

    name: str
    kind: QuestionKind
    key: str
    model: str
    answer: str
    says: str = ""
    checks: tuple[str, ...] = ()
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class Rejected:
    """The last answer of a model that was asked so many times about one thing, in vain."""

    model: str
    attempts: int
    answer: str


class Answers(Protocol):
    """The lockfile, as the compiler sees it; may be called from several threads at once."""

    def known(self, question: Question) -> Entry | None:
        """Return the answer that is pinned for a question."""

    def place(self, name: str) -> Span | None:
        """Return where the lockfile has the answer to a question of this name."""

    def is_edited(self, name: str) -> bool:
        """Tell whether somebody changed the answer after it was pinned."""

    def keep(self, entry: Entry) -> None:
        """Pin an answer; it is on disk when this returns, or among those that were not kept."""

    def unkept(self) -> tuple[str, ...]:
        """Return the names of the answers that are used and could not be pinned."""

    def rejected(self, question: Question, model: str) -> Rejected | None:
        """Return what a model could not answer right, so that it is not asked the same again."""

    def reject(self, question: Question, rejected: Rejected) -> None:
        """Remember that no answer to a question was right."""

    def unused(self) -> tuple[str, ...]:
        """Return the names of the answers that nobody has asked for."""


class NoAnswers:
    """A lockfile that is empty and stays so."""

    def known(self, question: Question) -> Entry | None:  # noqa: ARG002 - the port's signature
        """Return nothing."""
        return None

    def place(self, name: str) -> Span | None:  # noqa: ARG002
        """Return nothing."""
        return None

    def is_edited(self, name: str) -> bool:  # noqa: ARG002
        """Tell that nobody has."""
        return False

    def keep(self, entry: Entry) -> None:
        """Forget the answer."""

    def unkept(self) -> tuple[str, ...]:
        """Return nothing: nobody expects answers here to stay."""
        return ()

    def rejected(self, question: Question, model: str) -> Rejected | None:  # noqa: ARG002
        """Return nothing."""
        return None

    def reject(self, question: Question, rejected: Rejected) -> None:
        """Forget that no answer was right."""

    def unused(self) -> tuple[str, ...]:
        """Return nothing."""
        return ()
