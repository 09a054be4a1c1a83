"""Judge what has no verdict yet: verify over the graph."""

from collections.abc import Mapping, Sequence

from baesc.build.executor import Done, execute
from baesc.build.graph import graph_of
from baesc.build.toolchain import Options, Toolchain
from baesc.ground.digest import digest
from baesc.knowledge.facts.spec import Promise, promise
from baesc.language.ir import System
from baesc.passes.verify import verify
from baesc.records.action import Action, Artifact
from baesc.records.verdict import Verdict


def judge(
    system: System,
    actions: Mapping[str, Action],
    digests: Mapping[str, str],
    made: Mapping[str, Artifact],
    tools: Toolchain,
    options: Options,
) -> tuple[dict[str, Verdict], dict[str, Verdict]]:
    """Return the verdict on each artifact in `digests` by path, and the new ones by key.

    The texts of what was not made in this build come from the store, if they are needed.
    """
    subjects = {actions[path].subject for path in digests}
    promises = {subject: promise(system, subject) for subject in subjects}
    keys = {
        path: _key(path, text, promises[actions[path].subject], tools)
        for path, text in digests.items()
    }
    known = tools.store.verdicts(keys.values()) if options.cache_enabled else {}
    judged = {path: known[key] for path, key in keys.items() if key in known}
    texts = _texts([path for path in digests if path not in judged], digests, made, tools)
    if not texts:
        return judged, {}

    def work(paths: Sequence[str]) -> list[Done[Verdict]]:
        return [Done(path, ok=True, result=verdict(path)) for path in paths]

    def verdict(path: str) -> Verdict:
        return verify(path, texts[path], promises[actions[path].subject], tools.rules)

    graph = graph_of(actions[path] for path in texts)
    # Up to Python 3.12, threads that parse at the same time break each other's syntax trees.
    with tools.lanes.open(work, len(graph), threads_allowed=False) as (lanes, submitted):
        outcome = execute(
            graph,
            submitted,
            lanes,
            tools.lanes.jobs,
            lambda path: options.on_done("verify", path),
        )
    judged.update(outcome.results)
    return judged, {keys[path]: verdict for path, verdict in outcome.results.items()}


def _key(path: str, text: str, promised: Promise, tools: Toolchain) -> str:
    """Return the digest of all that a verdict rests on; baesc's own code judges too."""
    return digest((path, text, promised.digest, tools.rules.digest, tools.digest))


def _texts(
    paths: Sequence[str],
    digests: Mapping[str, str],
    made: Mapping[str, Artifact],
    tools: Toolchain,
) -> dict[str, str]:
    stored = tools.store.texts(digests[path] for path in paths if path not in made)
    texts = {path: stored[digests[path]] for path in paths if digests[path] in stored}
    return texts | {path: made[path].text for path in paths if path in made}
