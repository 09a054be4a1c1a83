"""`baesc rules test`: from the rules in force to what is proven of them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from baesc.cli.rulebook import Rulebook
from baesc.effects.crew import Deadline, open_crew
from baesc.effects.files import write_whole
from baesc.effects.lanes import usable_cores
from baesc.effects.project import SHIPPED, Watched, read_overlays, shipped
from baesc.ground.digest import digest, digest_text
from baesc.knowledge.library import TemplateLibrary, library_of
from baesc.messages.diagnostic import Diagnostic
from baesc.proof.areas import AREAS
from baesc.proof.calibrating import Origin, written
from baesc.proof.calibration import FILE
from baesc.proof.mutants import CATALOGUE
from baesc.proof.report import Summary, scores, summary
from baesc.proof.run import STAGES, Progress, Proven, Setup, prove
from baesc.proof.work import REFERENCE, Work


@dataclass(frozen=True, slots=True)
class Result:
    """What a run found; `stopped` when Ctrl-C ended it."""

    work: Work
    setup: Setup
    proven: Proven
    summary: Summary
    stopped: bool


def run_proof(book: Rulebook, setup: Setup, threshold: float, progress: Progress) -> Result:
    """Prove the rules; Ctrl-C ends it early with what is known by then."""
    deadline = Deadline()
    library = _library(book)
    work = Work(book.rules, library, setup.seed, deadline.is_ahead, _behaviour(setup))
    proven = Proven()
    stopped = False
    try:
        # What is made before the processes are forked is made once.
        work.warm(setup.areas if {"mutation", "variations"} & set(setup.stages) else ())
        with open_crew(work.run, usable_cores(), deadline) as crew:
            prove(work, crew, setup, proven, progress)
    except KeyboardInterrupt:
        stopped = True
    return Result(work, setup, proven, summary(work, setup, proven, threshold), stopped)


def _library(book: Rulebook) -> TemplateLibrary:
    opened = book.opened
    own = opened.config.templates if opened and opened.config else ""
    root = opened.root if opened else Path.cwd()
    return library_of(*read_overlays(root, "templates", own, ".j2", Watched()))


def _behaviour(setup: Setup) -> Callable[..., bool | None] | None:
    if "behaviour" not in setup.stages:
        return None
    from baesc.effects.behaviour import behaves

    return behaves


def calibrate(book: Rulebook, result: Result) -> tuple[Path | None, Diagnostic | None]:
    """Write what was measured beside the rules; return where, or why it was not written."""
    why_not = _incomplete(result)
    # In a checkout of baesc the shipped rules are its own.
    folder = book.own_folder or (None if SHIPPED.is_dir() else shipped("rules"))
    if folder is None:
        why_not = "the rules that come with baesc carry their own calibration"
    if why_not or folder is None:
        return None, Diagnostic(
            "BAE425", f"the calibration was not written: {why_not}",
            help="test all rules with time enough, in a project that has rules of its own",
        )  # fmt: skip
    areas, rules = scores(result.work, result.setup, result.proven)
    origin = Origin(
        seed=result.setup.seed,
        projects=result.summary["valid"]["projects"],
        templates=_templates_digest(result.work),
        reference=digest_text(REFERENCE.read_text(encoding="utf-8")),
        operators=len(CATALOGUE),
    )
    path = folder / FILE
    write_whole(path, written(areas, rules, result.work.rules.rules, origin).encode())
    return path, None


def _incomplete(result: Result) -> str:
    if result.stopped or result.proven.cut:
        return "not all of it was measured"
    setup = result.setup
    whole = len(setup.tested) == len(result.work.rules.rules) and set(setup.areas) == set(AREAS)
    if not whole or set(setup.stages) != set(STAGES):
        return "only a part of the rules was asked for"
    return ""


def _templates_digest(work: Work) -> str:
    library = work.library
    return digest([[name, digest_text(library.source(name))] for name in library.names])
