"""A request in words: what it would do to the specs and to the application; nothing is written."""

import difflib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, Protocol

from baesc.cli.evolving import bases
from baesc.cli.noop import PROJECT_FILE
from baesc.cli.opening import SWITCHES, Opened, open_here, opened_with, specs_of
from baesc.cli.planning import Planning, planning
from baesc.cli.starting import without_entities
from baesc.effects.project import Watched
from baesc.effects.refusals import refusal
from baesc.ground.source import Source
from baesc.language.load import load
from baesc.messages.codes import UNSAID
from baesc.messages.diagnostic import Diagnostic, has_errors
from baesc.recognition.editing import Edits, edited
from baesc.recognition.known import known_of
from baesc.recognition.operations import (
    DESTRUCTIVE,
    Heard,
    Known,
    NotUnderstood,
    Operation,
    Question,
    Recognition,
)
from baesc.records.accounts import Account
from baesc.records.question import Asking

SPEC_SCHEMA = "schema/spec.json"
NO_EDITS = Edits()


@dataclass(frozen=True, slots=True)
class Workplace:
    """The project that requests are about; `fresh` are the files of one that is to be started."""

    opened: Opened
    fresh: Mapping[str, str] = field(default_factory=dict)

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """Return why no request can be done; a project without entities takes the first one."""
        if load(specs_of(self.opened))[0].entities:
            # A pattern that no file matches is a fault then, as always.
            return self.opened.problems
        found = self.opened.problems
        errors = {one.code for one in found if one.severity == "error"}
        return () if self.opened.config is not None and errors <= UNSAID else found


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a request would do; `plan` is None where the specs or the request do not allow it.

    `sources` are the files that `problems` are about, `accounts` what a model was asked.
    `recalled` tells that it was understood before: from its own text, or from one like it.
    """

    request: str
    workplace: Workplace
    heard: Heard | None = None
    edits: Edits = NO_EDITS
    plan: Planning | None = None
    problems: tuple[Diagnostic, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    accounts: tuple[Account, ...] = ()
    recalled: Literal["", "exact", "canonical"] = ""

    @property
    def operations(self) -> tuple[Operation, ...]:
        """Return what was understood."""
        return self.heard.operations if isinstance(self.heard, Recognition) else ()

    @property
    def question(self) -> Question | None:
        """Return what has to be answered first."""
        return self.heard if isinstance(self.heard, Question) else None

    @property
    def is_sound(self) -> bool:
        """Tell whether it can be carried out."""
        return isinstance(self.heard, Recognition) and not has_errors(self.problems)

    @property
    def is_empty(self) -> bool:
        """Tell whether the specs say it all already."""
        return not (self.edits.texts or self.edits.removed)

    @property
    def losses(self) -> tuple[str, ...]:
        """Return the names of what would go with its values: `Student`, `Student.email`."""
        return tuple(
            f"{one.entity}.{one.name}" if one.name else one.entity
            for one in self.operations
            if one.op in DESTRUCTIVE
        )

    def diffs(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the files that change, with the lines of a unified diff."""
        before = self.workplace.opened.sources
        texts: dict[str, str] = dict(self.edits.texts) | dict.fromkeys(self.edits.removed, "")
        for path, text in sorted(texts.items()):
            old = before[path].text if path in before else ""
            yield path, tuple(_diff(path, old, text, is_new=path not in before))


def _diff(path: str, old: str, new: str, *, is_new: bool) -> Iterator[str]:
    lines = difflib.unified_diff(
        old.splitlines(),
        new.splitlines(),
        "/dev/null" if is_new else f"a/{path}",
        f"b/{path}" if new else "/dev/null",
        lineterm="",
    )
    yield from lines


def workplace_here(besides: Path | None = None) -> Workplace:
    """Open the project here; in an empty folder, think of a new one.

    `besides` is a file that may lie in the folder: the one with the request. Empty ones may too.
    """
    opened = open_here()
    if opened.config is not None or all(one.code != "BAE503" for one in opened.problems):
        return Workplace(opened)
    mine = besides.resolve() if besides is not None else None
    there = [one for one in opened.root.iterdir() if not one.name.startswith(".")]
    # A shell that is to write the report into a file has made that already.
    there = [one for one in there if one.is_dir() or one.stat().st_size]
    if any(one.resolve() != mine for one in there):
        advice = "go to a project, start one with `baesc init`, or ask in an empty folder"
        problems = tuple(replace(one, help=advice) for one in opened.problems)
        return Workplace(replace(opened, problems=problems))
    fresh = without_entities(opened.root.name)
    environ = {name: os.environ.get(name) for name in SWITCHES}
    empty = Opened(opened.root, None, None, {}, (), Watched(), environ)
    texts = {PROJECT_FILE: fresh[PROJECT_FILE]}
    return Workplace(opened_with(empty, texts, ()), fresh)


def hear(text: str, known: Known) -> Heard:
    """Return what a request means."""
    from baesc.recognition.grammar import recognize

    return recognize(text, known)


class Remembering(Protocol):
    """What requests meant before."""

    def exact(self, request: str) -> Recognition | None:
        """Return what the same words meant."""

    def alike(self, request: str) -> Recognition | None:
        """Return what other words for the same meant."""

    def keep(self, request: str, recognition: Recognition) -> None:
        """Keep what a request means."""


class NoMemory:
    """Remembers nothing."""

    def exact(self, request: str) -> None:
        """Return nothing."""

    def alike(self, request: str) -> None:
        """Return nothing."""

    def keep(self, request: str, recognition: Recognition) -> None:
        """Forget it."""


def propose(
    request: str,
    workplace: Workplace,
    wanted: Asking = "ask",
    memory: Remembering | None = None,
) -> Proposal:
    """Return what a request would do; what the grammar does not understand goes to a model.

    `wanted` tells whether one may be asked at all.
    """
    memory = memory or NoMemory()
    opened = workplace.opened
    proposal = Proposal(request, workplace, problems=workplace.problems, sources=opened.sources)
    if workplace.problems and has_errors(workplace.problems):
        return proposal
    known = known_of(opened.system)
    known_before = memory.exact(request)
    if known_before is not None:
        return planned(replace(proposal, recalled="exact"), known_before)
    heard = hear(request, known)
    if isinstance(heard, NotUnderstood):
        alike = memory.alike(request)
        if alike is not None:
            return planned(replace(proposal, recalled="canonical"), alike)
        found = _by_model(proposal, heard, known, wanted)
        if found.is_sound and isinstance(found.heard, Recognition):
            memory.keep(request, found.heard)
        return found
    proposal = replace(proposal, heard=heard)
    if not isinstance(heard, Recognition):
        return replace(proposal, problems=(unheard(heard),))
    memory.keep(request, heard)
    return planned(proposal, heard)


def _by_model(proposal: Proposal, missed: NotUnderstood, known: Known, wanted: Asking) -> Proposal:
    from baesc.cli.hearing import Request, heard_by_model

    def check(operations: tuple[Operation, ...]) -> tuple[str, ...]:
        tried = _edited(proposal, Recognition("", (), operations, "en", 1.0))
        return tuple(
            f"{one.message}; {one.help}" if one.help else one.message
            for one in tried.problems
            if one.severity == "error"
        )

    request = Request(proposal.request, missed, known)
    answered = heard_by_model(request, proposal.workplace.opened, wanted, check)
    proposal = replace(proposal, accounts=answered.accounts)
    if isinstance(answered.heard, Recognition):
        found = planned(replace(proposal, heard=answered.heard), answered.heard)
        return replace(found, problems=(*found.problems, *answered.warnings))
    if isinstance(answered.heard, Diagnostic):
        problems = (answered.heard, *answered.warnings)
        return replace(proposal, heard=missed, problems=problems)
    problems = (unheard(answered.heard), *answered.warnings)
    return replace(proposal, heard=answered.heard, problems=problems)


def unheard(heard: Question | NotUnderstood) -> Diagnostic:
    """Return that a request means nothing, or one of several things."""
    if isinstance(heard, Question):
        requests = [one.request for one in heard.choices]
        requests = requests or [heard.resume.replace("{answer}", "...")]
        advice = "; or ".join(f"`{one}`" for one in requests if one)
        advice = f"ask for it like this: {advice}" if advice else ""
        return Diagnostic("BAE602", heard.text.strip(), help=advice)
    rest = " ".join(heard.rest)
    message = f"`{rest}` is not understood" if rest else "this is not understood"
    advice = f"this would be understood: `{heard.nearest}`" if heard.nearest else ""
    return Diagnostic("BAE601", message, help=advice)


def _edited(proposal: Proposal, heard: Recognition) -> Proposal:
    """Return a proposal with the new specs, and with all that is wrong with them."""
    opened = proposal.workplace.opened
    assert opened.config is not None  # noqa: S101 - the workplace has looked
    known = (*proposal.workplace.fresh, *opened.sources)
    schema = SPEC_SCHEMA if SPEC_SCHEMA in known or (opened.root / SPEC_SCHEMA).is_file() else ""
    edits = edited(
        specs_of(opened),
        heard.operations,
        opened.sources[PROJECT_FILE],
        opened.config,
        bases(opened)[1],
        schema,
    )
    shown = {one.path: one for one in edits.shown}
    proposal = replace(
        proposal, heard=heard, edits=edits, problems=edits.problems, sources=shown or opened.sources
    )
    if not proposal.is_sound or proposal.is_empty:
        return proposal
    after = opened_with(opened, dict(edits.texts), edits.removed)
    return replace(proposal, problems=after.problems, sources=after.sources)


def planned(proposal: Proposal, heard: Recognition) -> Proposal:
    """Return a proposal with the new specs, and with what a build of them would do."""
    proposal, opened = _edited(proposal, heard), proposal.workplace.opened
    if not proposal.is_sound or proposal.is_empty:
        return proposal
    after = opened_with(opened, dict(proposal.edits.texts), proposal.edits.removed)
    try:
        plan = planning(after)
    except Exception as exc:
        problem = refusal(exc, opened.root)
        if problem is None:
            raise
        return replace(proposal, problems=(*after.problems, problem))
    return replace(proposal, plan=plan, problems=plan.built.problems)
