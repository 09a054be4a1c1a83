"""Fill holes: by the lockfile, else by asking; what is wrong goes back, a bounded number of times.

A rejected answer is mended by the fixes of rules first, then its hole alone is asked for again,
then the whole artifact, and then that is said. Nothing is accepted that did not pass.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from threading import Lock

from baesc.build.job import Ask, Job, JudgeText
from baesc.build.toolchain import Options, Toolchain
from baesc.build.waiting import side_by_side
from baesc.ground.source import Span
from baesc.knowledge.lock_faults import unanswered
from baesc.messages.diagnostic import Diagnostic
from baesc.passes.filling import Functions, WholeFile, Work
from baesc.records.action import Artifact, Routed
from baesc.records.question import Asking, Completer, NoReply, Reply


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of the artifacts with holes: those that stand, those that failed, and why."""

    artifacts: dict[str, Artifact] = field(default_factory=dict)
    failed: frozenset[str] = frozenset()
    problems: tuple[Diagnostic, ...] = ()


def fill(
    routed: Sequence[Routed], judge_text: JudgeText, tools: Toolchain, options: Options
) -> Filled:
    """Make the artifacts of these actions, all of which have holes."""
    jobs = [Job(_work_of(one, tools), judge_text, tools, options) for one in routed]
    for job in jobs:
        job.start()
    while asks := [ask for job in jobs for ask in job.asks()]:
        completer = tools.completer
        if completer is None:
            # What has no answer was told of before: see `unasked`.
            break
        reading = Lock()
        replies = side_by_side([partial(_put, completer, ask, reading) for ask in asks])
        for job in jobs:
            job.settle()
        if any(isinstance(one, NoReply) and one.is_final for one in replies):
            for job in jobs:
                job.stop()
    done = {job.path: job for job in jobs}
    return Filled(
        {path: job.artifact for path, job in done.items() if job.artifact is not None},
        frozenset(path for path, job in done.items() if job.artifact is None),
        tuple(problem for job in jobs for problem in job.problems),
    )


def open_holes(routed: Sequence[Routed], tools: Toolchain, options: Options) -> tuple[Routed, ...]:
    """Return what no template makes and no answer fills, while there is nobody to ask for it."""
    is_unset = tools.completer is None and options.asking in ("ask", "unset")
    return tuple(
        one
        for one in routed
        if one.holes and (is_unset or one.holes[0].question is None)
        if not any(
            hole.question is not None and tools.answers.known(hole.question) for hole in one.holes
        )
    )


def unasked(routed: Sequence[Routed], tools: Toolchain, options: Options) -> tuple[Diagnostic, ...]:
    """Say which functions and files have no answer, where no model may be asked."""
    if tools.completer is not None:
        return ()
    asking = "unset" if options.asking == "ask" else options.asking
    found = (hole.question for one in routed for hole in one.holes)
    questions = [
        one for one in dict.fromkeys(found) if one is not None and tools.answers.known(one) is None
    ]
    functions = [
        unanswered(one.name, one.origin, asking, what="this function in words")
        for one in questions
        if one.kind == "hole"
    ]
    if asking == "unset":
        # Then there is no template for a file, which is another fault: see `open_holes`.
        return tuple(functions)
    files: dict[Span, list[str]] = {}
    for one in questions:
        if one.kind == "file":
            files.setdefault(one.origin, []).append(one.name)
    told = [one for at, names in files.items() for one in _missing(names, at, asking)]
    return (*functions, *told)


def _missing(names: list[str], origin: Span, asking: Asking) -> list[Diagnostic]:
    """Say which files of one line have no answer: all of them where the lockfile is to be whole."""
    if asking == "frozen":
        return [unanswered(one, origin, asking, what="this file") for one in names]
    more = f" (and {len(names) - 1} more)" if len(names) > 1 else ""
    return [unanswered(names[0], origin, asking, what=f"this file{more}")]


def _work_of(routed: Routed, tools: Toolchain) -> Work:
    questions = tuple(
        dict.fromkeys(one.question for one in routed.holes if one.question is not None)
    )
    if questions[0].kind == "file":
        return WholeFile(routed.action, questions, tools.library)
    return Functions(routed.action, questions, tools.library, tools.sandbox)


def _put(completer: Completer, ask: Ask, reading: Lock) -> Reply | NoReply:
    """Ask, and take what comes at once: what is accepted is pinned before others have answered."""
    reply = completer.complete(ask.names, ask.messages)
    # Up to Python 3.12, threads that parse at the same time break each other's trees.
    with reading:
        ask.job.hear(ask, reply)
        ask.job.pin(ask)
    return reply
