"""Make what is stale: codegen over the graph, then one run of the formatter."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from baesc.build.executor import Done, execute
from baesc.build.fill import fill
from baesc.build.graph import below, graph_of
from baesc.build.job import JudgeText
from baesc.build.toolchain import Options, Toolchain
from baesc.ground.digest import digest_text
from baesc.messages.diagnostic import Diagnostic
from baesc.passes.codegen import generate
from baesc.records.action import Artifact, Routed

Generated = tuple[str | None, tuple[Diagnostic, ...], float]


@dataclass(frozen=True, slots=True)
class Made:
    """New artifacts by path; `failed` could not be made, `skipped` waited for one of those."""

    artifacts: dict[str, Artifact]
    failed: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    problems: tuple[Diagnostic, ...] = ()


def make(
    routed: tuple[Routed, ...], judge_text: JudgeText, tools: Toolchain, options: Options
) -> Made:
    """Make the artifacts of all actions; holes are filled with answers that pass."""
    if not routed:
        return Made({})
    by_path = {one.action.path: one for one in routed}

    def work(paths: Sequence[str]) -> list[Done[Generated]]:
        return [made(path) for path in paths]

    def made(path: str) -> Done[Generated]:
        started = perf_counter()
        text, problems = generate(by_path[path], tools.library)
        return Done(path, text is not None, (text, problems, perf_counter() - started))

    graph = graph_of(one.action for one in routed)
    with_holes = [one for one in routed if one.holes]
    fillable = [one for one in with_holes if one.holes[0].question is not None]
    filled = fill(fillable, judge_text, tools, options)
    empty = filled.failed | {one.action.path for one in with_holes if one not in fillable}
    behind_holes = below(graph, empty)
    graph.remove_nodes_from([*(one.action.path for one in with_holes), *behind_holes])
    with tools.lanes.open(work, len(graph), threads_allowed=True) as (lanes, submitted):
        outcome = execute(
            graph,
            submitted,
            lanes,
            tools.lanes.jobs,
            lambda path: options.on_done("codegen", path),
        )
    drafts = {path: text for path, (text, _, _) in outcome.results.items() if text is not None}
    return Made(
        {
            path: Artifact(by_path[path].action, text, digest_text(text), outcome.results[path][2])
            for path, text in tools.format_all(drafts).items()
        }
        | filled.artifacts,
        frozenset(outcome.failed | empty),
        frozenset(outcome.skipped | behind_holes) - empty,
        (
            *filled.problems,
            *(problem for _, found, _ in outcome.results.values() for problem in found),
        ),
    )
