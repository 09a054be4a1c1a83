"""What requests meant before: looked up by their own text first, then by what it comes to.

The grammar is asked in between: it takes less time than a canonical text.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from baesc.cli.asking import asking_of
from baesc.cli.console import Console
from baesc.cli.remembering import remembered
from baesc.cli.requesting import Workplace
from baesc.effects.recognitions import RecognitionCache
from baesc.recognition import grammar, normal
from baesc.recognition.caching import Context
from baesc.recognition.known import digest_of, known_of
from baesc.recognition.operations import Known, Recognition
from baesc.recognition.questions import question_of


class Memory:
    """The recognitions of a project, for requests to it as it is now."""

    def __init__(self, cache: RecognitionCache, workplace: Workplace) -> None:
        """Take a cache that is open."""
        opened = workplace.opened
        completer = asking_of(opened, "ask")[1]
        self._cache = cache
        self._context = Context(
            digest_of(known_of(opened.system)),
            grammar.version(),
            normal.version(),
            question_of("", Known()).key,
            completer.model if completer is not None else "",
        ).digest

    def exact(self, request: str) -> Recognition | None:
        """Return what the same words meant."""
        found = self._cache.find(request, "", self._context)
        return found.recognition if found is not None else None

    def alike(self, request: str) -> Recognition | None:
        """Return what other words for the same meant."""
        found = self._cache.find(request, normal.canonical(request).text, self._context)
        return found.recognition if found is not None else None

    def keep(self, request: str, recognition: Recognition) -> None:
        """Keep what a request means; what a model said, for other words for the same too."""
        asked = recognition.source == "model"
        text = normal.canonical(request).text if asked else ""
        self._cache.keep(request, text, self._context, recognition)


@contextmanager
def memory_of(
    workplace: Workplace, console: Console, *, read_only: bool = False
) -> Iterator[Memory | None]:
    """Open what a project remembers; None where there is nothing yet, or it is switched off.

    With `read_only` nothing is written, not even that it was looked up.
    """
    opened = workplace.opened
    if workplace.fresh or opened.config is None or not opened.state.is_dir():
        yield None
        return
    with remembered(opened, console, read_only=read_only) as cache:
        yield Memory(cache, workplace) if cache is not None else None
