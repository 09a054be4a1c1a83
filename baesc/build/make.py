"""Make what is stale: codegen over the graph, then one run of the formatter."""

from collections.abc import Sequence
from dataclasses import dataclass

from baesc.build.executor import Done, execute
from baesc.build.graph import below, graph_of
from baesc.build.toolchain import Options, Toolchain
from baesc.ground.digest import digest_text
from baesc.messages.diagnostic import Diagnostic
from baesc.passes.codegen import generate
from baesc.records.action import Artifact, Routed

Generated = tuple[str | None, tuple[Diagnostic, ...]]


@dataclass(frozen=True, slots=True)
class Made:
    """New artifacts by path; `failed` could not be made, `skipped` waited for one of those."""

    artifacts: dict[str, Artifact]
    failed: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    problems: tuple[Diagnostic, ...] = ()


def make(routed: tuple[Routed, ...], tools: Toolchain, options: Options) -> Made:
    """Make the artifacts of all actions that have no holes."""
    if not routed:
        return Made({})
    by_path = {one.action.path: one for one in routed}

    def work(paths: Sequence[str]) -> list[Done[Generated]]:
        results = [(path, generate(by_path[path], tools.library)) for path in paths]
        return [Done(path, result[0] is not None, result) for path, result in results]

    graph = graph_of(one.action for one in routed)
    with_holes = [one.action.path for one in routed if one.holes]
    behind_holes = below(graph, with_holes)
    graph.remove_nodes_from([*with_holes, *behind_holes])
    with tools.lanes.open(work, len(graph), threads_allowed=True) as (lanes, submitted):
        outcome = execute(
            graph,
            submitted,
            lanes,
            tools.lanes.jobs,
            lambda path: options.on_done("codegen", path),
        )
    drafts = {path: text for path, (text, _) in outcome.results.items() if text is not None}
    return Made(
        {
            path: Artifact(by_path[path].action, text, digest_text(text))
            for path, text in tools.format_all(drafts).items()
        },
        frozenset(outcome.failed | set(with_holes)),
        frozenset(outcome.skipped | behind_holes) - frozenset(with_holes),
        tuple(problem for _, found in outcome.results.values() for problem in found),
    )
