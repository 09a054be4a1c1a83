"""What a build works with, and how it goes about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from baesc.knowledge.library import TemplateLibrary
from baesc.knowledge.rules import RuleSet
from baesc.knowledge.standards import Standards
from baesc.messages.diagnostic import Diagnostic
from baesc.passes.trust import LEAST_CONFIDENCE, Trust
from baesc.records.accounts import Accounts
from baesc.records.ports import Format, Lanes, NoSandbox, Sandboxed, Store
from baesc.records.question import Answers, Asking, Completer, NoAnswers


@dataclass(frozen=True, slots=True)
class Toolchain:
    """What a build works with.

    `digest` covers all that shapes an artifact besides its template and its view: baesc itself
    and the formatter with its settings. `confidence` is that of each area of rules, None for one
    that nobody has measured; without it no area is asked for. `problems` is what was wrong with
    its parts. `standards` are what prompts quote; `accounts` collects what is asked,
    `answers` is the lockfile, and `completer` the model, if one may be asked. `sandbox` is where
    code runs that a model wrote.
    """

    library: TemplateLibrary
    rules: RuleSet
    digest: str
    format_all: Format
    lanes: Lanes
    store: Store
    confidence: Mapping[str, float | None] | None = None
    problems: tuple[Diagnostic, ...] = ()
    standards: Standards = Standards()  # noqa: RUF009 - frozen
    accounts: Accounts = field(default_factory=Accounts)
    answers: Answers = field(default_factory=NoAnswers)
    completer: Completer | None = None
    sandbox: Sandboxed = NoSandbox()  # noqa: RUF009 - it has no state


@dataclass(frozen=True, slots=True)
class Options:
    """How a build goes about it; `on_done` is told the pass and the path of each finished step.

    `asking` tells why there is no completer; an answer is asked for `max_attempts` times at most.
    With `smart_retry` a rejected answer is patched before all of its artifact is asked for anew.
    Without the cache all is made and judged anew, and kept for builds that use it. `rules_decide`
    and `threshold` say when the word of rules is enough; see `passes.trust.Trust`.
    """

    templates_enabled: bool = True
    cache_enabled: bool = True
    rules_decide: bool = True
    threshold: float = LEAST_CONFIDENCE
    stop_after: str = "verify"
    asking: Asking = "ask"
    max_attempts: int = 3
    smart_retry: bool = True
    on_done: Callable[[str, str], None] = lambda _pass, _path: None


def trust_of(tools: Toolchain, options: Options) -> Trust:
    """Return how far the rules of a toolchain are trusted."""
    return Trust(options.threshold, tools.confidence, options.rules_decide)
