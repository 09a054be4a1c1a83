"""Whole projects in memory: from the text of a spec to every file that the templates make."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from baesc.ground.source import Source
from baesc.knowledge.facts.spec import Promise, promise
from baesc.knowledge.library import TemplateLibrary
from baesc.knowledge.targets import ENTITY_TARGETS, SYSTEM_TARGETS
from baesc.language.config import Config
from baesc.language.ir import System
from baesc.language.load import load
from baesc.messages.diagnostic import Diagnostic, has_errors
from baesc.passes.codegen import generate
from baesc.passes.eligibility import route
from baesc.passes.normalize import normalize
from baesc.passes.plan import plan
from baesc.records.action import Stale
from baesc.records.ports import Format

SPEC_PATH = "specs/all.yaml"
DEFAULTS = Config(name="random", title="Random")


class InvalidProjectError(ValueError):
    """A spec means no application, or a template makes no file; `problems` say why."""

    def __init__(self, problems: tuple[Diagnostic, ...]) -> None:
        super().__init__("; ".join(f"{one.code}: {one.message}" for one in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Project:
    """A valid project: its spec as YAML, what that means, and its files by path.

    `promises` has what the spec promises of each file.
    """

    spec: str
    system: System = field(repr=False)
    texts: Mapping[str, str] = field(repr=False)
    promises: Mapping[str, Promise] = field(repr=False)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - hypothesis asks so
        """Show in a falsifying example what `repr` shows: all fields would take minutes."""
        printer.text(repr(self))


class Workshop:
    """Makes projects; a file whose template and view were seen before is not rendered again."""

    def __init__(self, library: TemplateLibrary, config: Config = DEFAULTS) -> None:
        """Keep what all projects have in common."""
        self._library = library
        self.config = config
        self._known: dict[str, str] = {}

    def project(self, spec: str) -> Project:
        """Return the project of a spec file; raises InvalidProjectError.

        The files are as codegen makes them: a build formats them, which no rule can see.
        """
        system, problems = _meant(spec, self.config)
        if system is None:
            raise InvalidProjectError(problems)
        planned, problems = plan(system, ENTITY_TARGETS, SYSTEM_TARGETS, self._library, "")
        if has_errors(problems):
            raise InvalidProjectError(problems)
        texts: dict[str, str] = {}
        promises: dict[str, Promise] = {}
        by_subject: dict[str, Promise] = {}
        for action in planned.actions:
            if action.key not in self._known:
                routed = route(Stale(action, ""), self._library.supports[action.template])
                text, faults = generate(routed, self._library)
                if text is None or routed.holes:
                    raise InvalidProjectError(faults)
                self._known[action.key] = text
            texts[action.path] = self._known[action.key]
            if action.subject not in by_subject:
                by_subject[action.subject] = promise(system, action.subject)
            promises[action.path] = by_subject[action.subject]
        return Project(spec, system, texts, promises)


def possible_paths(system: System) -> frozenset[str]:
    """Return the paths of all files that the targets can make of these entities.

    Some make one only where a spec asks for more: rules, say, or endpoints.
    """
    shared = {one.path for one in SYSTEM_TARGETS}
    own = {one.path(entity) for one in ENTITY_TARGETS for entity in system.entities}
    return frozenset(shared | own)


def formatted(project: Project, format_all: Format) -> Project:
    """Return a project with its files as a build writes them."""
    return Project(project.spec, project.system, format_all(project.texts), project.promises)


def _meant(spec: str, config: Config) -> tuple[System | None, tuple[Diagnostic, ...]]:
    specs, found = load((Source(SPEC_PATH, spec),))
    system, meant = normalize(specs, config)
    problems = (*found, *meant)
    return (None if has_errors(problems) else system), problems
