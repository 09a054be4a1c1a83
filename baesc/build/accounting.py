"""The account of one build: what was asked, by question, and what it came to."""

from collections.abc import Iterable
from dataclasses import dataclass

from baesc.records.accounts import Account, Asked, Patched, Pinned
from baesc.records.question import QuestionKind, Usage

NOTHING = Usage()


@dataclass(frozen=True, slots=True)
class Bill:
    """All that a build asked for; `saved` are the tokens that patches made unnecessary.

    `kept` counts turns that a reply of an earlier build answered, `pinned` the questions that
    the lockfile did. `unanswered` are questions of this build without an accepted answer.
    """

    usage: Usage = NOTHING
    seconds: float = 0.0
    questions: int = 0
    unanswered: int = 0
    kept: int = 0
    pinned: int = 0
    patched: int = 0
    saved: int = 0

    @property
    def tokens(self) -> int:
        """Return the tokens that went both ways."""
        return self.usage.tokens_in + self.usage.tokens_out


@dataclass(frozen=True, slots=True)
class Item:
    """What one question cost: its even part of each turn that it took part in."""

    name: str
    kind: QuestionKind
    usage: Usage = NOTHING
    seconds: float = 0.0
    turns: int = 0
    accepted: bool = False
    fault: str = ""
    path: str = ""


def bill(accounts: Iterable[Account]) -> Bill:
    """Add up an account."""
    rows = tuple(accounts)
    turns = [one for one in rows if isinstance(one, Asked)]
    patches = [one for one in rows if isinstance(one, Patched)]
    asked = {name for one in turns for name in one.names}
    accepted = {name for one in turns for name in one.accepted}
    return Bill(
        usage=sum((one.usage for one in turns), NOTHING),
        seconds=sum(one.seconds for one in turns),
        questions=len(asked),
        unanswered=len(asked - accepted),
        kept=sum(one.is_kept for one in turns),
        pinned=sum(isinstance(one, Pinned) for one in rows),
        patched=len(patches),
        saved=sum(one.saved for one in patches),
    )


def items(accounts: Iterable[Account]) -> tuple[Item, ...]:
    """Part an account by question, in the order in which they were first asked."""
    found: dict[str, Item] = {}
    for turn in accounts:
        if not isinstance(turn, Asked):
            continue
        for at, name in enumerate(turn.names):
            last = found.get(name) or Item(name, turn.kind)
            found[name] = Item(
                name,
                turn.kind,
                last.usage + _part(turn.usage, at, len(turn.names)),
                last.seconds + turn.seconds / len(turn.names),
                last.turns + 1,
                last.accepted or name in turn.accepted,
                turn.fault or last.fault,
                turn.path or last.path,
            )
    return tuple(found.values())


def _part(usage: Usage, at: int, of: int) -> Usage:
    """Return the part of one among `of` questions, such that all parts add up to the whole.

    Requests cannot be parted: they count for the first.
    """
    tokens_in, tokens_out, cached = (
        whole // of + (at < whole % of)
        for whole in (usage.tokens_in, usage.tokens_out, usage.cached)
    )
    calls, retries = (0, 0) if at else (usage.calls, usage.retries)
    return Usage(tokens_in, tokens_out, cached, calls, retries)
