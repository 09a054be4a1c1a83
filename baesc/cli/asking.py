"""Who is asked in a build: the model that is set, nobody, or one that only writes down prompts."""

import os
from collections.abc import Sequence

from baesc.cli.opening import Opened
from baesc.effects.model.client import OpenAICompleter, model_of
from baesc.ground.source import Span
from baesc.knowledge.lock_faults import unanswered
from baesc.knowledge.tokens import count
from baesc.records.question import Asking, Message, NoReply


def asking_of(opened: Opened, wanted: Asking) -> tuple[Asking, OpenAICompleter | None]:
    """Return whether a model may be asked, or why not, and the model."""
    assert opened.config is not None  # noqa: S101 - a project without one is not built
    if wanted in ("offline", "frozen"):
        return wanted, None
    completer = model_of(opened.config.model, os.environ, opened.state)
    if not completer.model:
        return "unset", None
    return wanted, completer if wanted == "ask" else None


class Prompts:
    """Writes down what would be asked first, and answers nothing."""

    def __init__(self) -> None:
        """Start without any."""
        self.asked: list[tuple[tuple[str, ...], tuple[Message, ...]]] = []

    @property
    def model(self) -> str:
        """Return no name."""
        return ""

    def complete(self, names: Sequence[str], messages: Sequence[Message]) -> NoReply:
        """Write a conversation down."""
        self.asked.append((tuple(names), tuple(messages)))
        return NoReply(unanswered(", ".join(names), Span(""), "look"))

    def text(self) -> str:
        """Return all prompts with their sizes, as people read them."""
        parts, total, is_exact = [], 0, True
        for names, messages in sorted(self.asked, key=lambda one: one[0]):
            sizes = [count(one.content) for one in messages]
            tokens = sum(one.tokens for one in sizes)
            total, is_exact = total + tokens, is_exact and all(one.is_exact for one in sizes)
            about = "" if is_exact else "about "
            parts.append(f"=== {', '.join(names)}: {about}{tokens} tokens\n")
            parts += [f"--- {one.role}\n{one.content.rstrip()}\n" for one in messages]
        about = "" if is_exact else "about "
        number = f"{len(self.asked)} prompt{'' if len(self.asked) == 1 else 's'}"
        end = f"=== {number}, {about}{total} tokens; nothing was sent\n"
        return "".join([*parts, end])
