"""The compiler on one screen: plan, lookup, eligibility, codegen, verify.

Reading the project and landing the result are effects: they come before and after.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from baesc.build.ask_judge import ask_judge
from baesc.build.clock import Laps
from baesc.build.fill import open_holes, unasked
from baesc.build.graph import below, cycles, graph_of
from baesc.build.judge import about_all, judge, one_verdict, open_texts
from baesc.build.make import make
from baesc.build.settle import Settled, settle
from baesc.build.toolchain import Options, Toolchain
from baesc.knowledge.targets import ENTITY_TARGETS, SYSTEM_TARGETS
from baesc.language.ir import System
from baesc.messages.diagnostic import Diagnostic, has_errors
from baesc.passes.codegen import unfilled
from baesc.passes.eligibility import eligibility
from baesc.passes.lookup import lookup
from baesc.passes.plan import plan
from baesc.passes.questions import questions_of, with_answers
from baesc.passes.verify import report
from baesc.records.action import Artifact, Fresh, Plan, Routed, Stale
from baesc.records.verdict import Verdict

PASSES = ("normalize", "settle", "lookup", "eligibility", "codegen", "verify")


@dataclass(frozen=True, slots=True)
class Planned:
    """What there is to make, and which of it is known; passes that did not run left nothing.

    `settled` has the system with the meaning of what it says in words.
    """

    plan: Plan
    settled: Settled
    fresh: tuple[Fresh, ...] = ()
    stale: tuple[Stale, ...] = ()
    routed: tuple[Routed, ...] = ()


@dataclass(frozen=True, slots=True)
class Compiled:
    """What came of the actions.

    `sound` has the digest of each artifact that passed, by path; `made` are the new ones among
    them, `rejected` new ones that did not pass. `skipped` paths waited for one that failed.
    `judged` has the verdicts by path, `verdicts` the new ones by key.
    """

    sound: Mapping[str, str]
    made: tuple[Artifact, ...] = ()
    rejected: tuple[Artifact, ...] = ()
    skipped: tuple[str, ...] = ()
    judged: Mapping[str, Verdict] = field(default_factory=dict)
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)


def prepare(
    system: System, tools: Toolchain, options: Options, laps: Laps
) -> tuple[Planned, tuple[Diagnostic, ...]]:
    """Find out what there is to do, without doing it."""
    with laps.lap("settle"):
        settled = settle(system, tools, options)
    with laps.lap("normalize"):
        planned, found = plan(
            settled.system, ENTITY_TARGETS, SYSTEM_TARGETS, tools.library, tools.digest
        )
    problems = (*settled.problems, *found)
    questions = questions_of(
        settled.system, planned, tools.library, tools.standards, options.templates_enabled
    )
    planned = with_answers(planned, questions, tools.answers)
    if has_errors(found) or options.stop_after in ("normalize", "settle"):
        return Planned(planned, settled), problems
    with laps.lap("lookup"):
        known = tools.store.digests() if options.cache_enabled else {}
        fresh, stale = lookup(planned, known, tools.store.traces)
    if options.stop_after == "lookup":
        return Planned(planned, settled, fresh, stale), problems
    with laps.lap("eligibility"):
        supports, enabled = tools.library.supports, options.templates_enabled
        routed = eligibility(stale, supports, enabled, questions)
    problems = (
        *problems,
        *unfilled(open_holes(routed, tools, options)),
        *unasked(routed, tools, options),
    )
    return Planned(planned, settled, fresh, stale, routed), problems


def compile_all(
    system: System, planned: Planned, tools: Toolchain, options: Options, laps: Laps
) -> tuple[Compiled, tuple[Diagnostic, ...]]:
    """Make what is stale, and judge what has no verdict yet."""
    actions = {action.path: action for action in planned.plan.actions}
    # Where nothing is stale, the graph was looked at before, and loading networkx takes 0.1 s.
    circles = cycles(graph_of(actions.values())) if planned.routed else ()
    if circles:
        return Compiled({}), circles
    with laps.lap("codegen"):
        made = make(planned.routed, one_verdict(system, tools, options), tools, options)
    known = {one.action.path: one.digest for one in planned.fresh}
    digests = known | {path: one.digest for path, one in made.artifacts.items()}
    judged: dict[str, Verdict] = {}
    verdicts: dict[str, Verdict] = {}
    asked: tuple[Diagnostic, ...] = ()
    if options.stop_after == "verify":
        with laps.lap("verify"):
            judged, verdicts = judge(system, actions, digests, made.artifacts, tools, options)
            texts = open_texts(judged, digests, made.artifacts, tools)
            judged, asked = ask_judge(system, actions, judged, texts, tools, options)
    rejected = {path for path, one in judged.items() if one.decision != "confident_approval"}
    failed = made.failed | rejected
    waiting = made.skipped - failed
    if failed:
        waiting |= below(graph_of(actions.values()), failed) - failed
    problems = [
        one for path in sorted(judged) if judged[path].findings for one in report(judged[path])
    ]
    if options.stop_after == "verify":
        problems += about_all(tools, options, judged, complete=not made.failed | made.skipped)
    return Compiled(
        sound={path: digests[path] for path in sorted(digests.keys() - failed - waiting)},
        made=tuple(
            one for path, one in sorted(made.artifacts.items()) if path not in failed | waiting
        ),
        rejected=tuple(made.artifacts[path] for path in sorted(rejected & made.artifacts.keys())),
        skipped=tuple(sorted(waiting)),
        judged=judged,
        verdicts=verdicts,
    ), (*made.problems, *asked, *problems)
