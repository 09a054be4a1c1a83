"""Actions and what becomes of them: plan, lookup, eligibility, codegen."""

from dataclasses import dataclass, field
from typing import Any, Literal

from baesc.ground.source import Span
from baesc.language.ir import NOWHERE
from baesc.records.contract import Contract
from baesc.records.question import Question


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that an artifact needs of its template, and the line that asks for it."""

    name: str
    origin: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Action:
    """One node of the artifact graph: it makes the file at `path`.

    `subject` is the entity's name, or empty for the system's own. `view` is the named tuple
    that the template reads and nothing else. `after` holds paths that must be sound first.
    `facets` are the digests that make up `key`, by name, to say why a key changed. `contracts`
    are those of the functions that the template leaves open.
    """

    target: str
    subject: str
    path: str
    template: str
    view: Any
    features: tuple[Feature, ...]
    after: tuple[str, ...]
    facets: tuple[tuple[str, str], ...]
    key: str
    contracts: tuple[Contract, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All actions, sorted by path."""

    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class Fresh:
    """An action whose artifact is known under its key; `digest` is that of its text."""

    action: Action
    digest: str


@dataclass(frozen=True, slots=True)
class Trace:
    """What was known of the artifact at a path when it was last made.

    `view` is canonical JSON. `text` is the digest of the artifact's text.
    """

    path: str
    key: str
    text: str
    facets: tuple[tuple[str, str], ...]
    view: str


@dataclass(frozen=True, slots=True)
class Stale:
    """An action that must run, and why."""

    action: Action
    reason: str


# Features of what is said in words and nobody has lowered yet; no file can be made before.
UNSETTLED = frozenset({"rule.text", "computed.text"})
# The feature of a hole that is the whole artifact.
EVERYTHING = "all"
# The feature of a hole that is the body of a function.
FUNCTION = "function"


@dataclass(frozen=True, slots=True)
class Hole:
    """What a template cannot say: a feature that it does not support, or a function in words.

    `question` is what a model would be asked to fill it; a file that is asked for as a whole has
    one for all its holes.
    """

    feature: str
    reason: str
    origin: Span = field(default=NOWHERE, compare=False)
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Routed:
    """A stale action and its road: no holes is a pure template."""

    action: Action
    reason: str
    holes: tuple[Hole, ...]

    @property
    def road(self) -> Literal["template", "completion"]:
        """Return which road makes the artifact."""
        return "completion" if self.holes else "template"


@dataclass(frozen=True, slots=True)
class Artifact:
    """The text of one file, and its digest; `seconds` went into making it, unformatted."""

    action: Action
    text: str
    digest: str
    seconds: float = field(default=0.0, compare=False)
