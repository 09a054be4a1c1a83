"""What a build works with, and how it goes about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from baesc.knowledge.library import TemplateLibrary
from baesc.knowledge.rules import RuleSet
from baesc.messages.diagnostic import Diagnostic
from baesc.passes.trust import LEAST_CONFIDENCE, Trust
from baesc.records.ports import Format, Lanes, Store


@dataclass(frozen=True, slots=True)
class Toolchain:
    """What a build works with.

    `digest` covers all that shapes an artifact besides its template and its view: baesc itself
    and the formatter with its settings. `confidence` is that of each area of rules, None for one
    that nobody has measured; without it no area is asked for. `problems` is what was wrong with
    its parts.
    """

    library: TemplateLibrary
    rules: RuleSet
    digest: str
    format_all: Format
    lanes: Lanes
    store: Store
    confidence: Mapping[str, float | None] | None = None
    problems: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Options:
    """How a build goes about it; `on_done` is told the pass and the path of each finished step.

    Without the cache all is made and judged anew, and kept for builds that use it. `rules_decide`
    and `threshold` say when the word of rules is enough; see `passes.trust.Trust`.
    """

    templates_enabled: bool = True
    cache_enabled: bool = True
    rules_decide: bool = True
    threshold: float = LEAST_CONFIDENCE
    stop_after: str = "verify"
    on_done: Callable[[str, str], None] = lambda _pass, _path: None


def trust_of(tools: Toolchain, options: Options) -> Trust:
    """Return how far the rules of a toolchain are trusted."""
    return Trust(options.threshold, tools.confidence, options.rules_decide)
