"""Judge what has no verdict yet: verify over the graph."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from time import perf_counter

from baesc.build.executor import Done, execute
from baesc.build.graph import graph_of
from baesc.build.toolchain import Options, Toolchain, trust_of
from baesc.ground.digest import digest
from baesc.knowledge.facts.spec import promise
from baesc.knowledge.verdict_faults import no_matcher
from baesc.language.ir import System
from baesc.messages.diagnostic import Diagnostic
from baesc.passes.judging import as_decided
from baesc.passes.trust import doubts, unmeasured
from baesc.passes.verify import unused_suppressions, verify
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
    trust = trust_of(tools, options)
    # All that a verdict rests on besides the artifact and its spec; baesc's own code judges too.
    missing = [name for _, name in tools.rules.missing_libraries()]
    judges = digest((tools.rules.digest, tools.digest, trust.key, missing))
    keys = {
        path: digest((path, text, promises[actions[path].subject].digest, judges))
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
        started = perf_counter()
        found = verify(path, texts[path], promises[actions[path].subject], tools.rules, trust)
        return replace(found, seconds=perf_counter() - started)

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


def one_verdict(
    system: System, tools: Toolchain, options: Options
) -> Callable[[str, str, str], Verdict]:
    """Return what judges one text before it is an artifact: its path, its subject, the text."""
    trust = trust_of(tools, options)

    def judged(path: str, subject: str, text: str) -> Verdict:
        return as_decided(verify(path, text, promise(system, subject), tools.rules, trust))

    return judged


def open_texts(
    judged: Mapping[str, Verdict],
    digests: Mapping[str, str],
    made: Mapping[str, Artifact],
    tools: Toolchain,
) -> dict[str, str]:
    """Return the texts of what rules left open."""
    paths = [path for path, one in judged.items() if one.decision == "uncertain"]
    return _texts(paths, digests, made, tools) if paths else {}


def about_all(
    tools: Toolchain, options: Options, judged: Mapping[str, Verdict], *, complete: bool
) -> list[Diagnostic]:
    """Return what is to be said of all verdicts together, and of the rules behind them.

    Whether a suppression is of use can only be told when everything was judged.
    """
    missing = [
        no_matcher(rule.origin, rule.id, name) for rule, name in tools.rules.missing_libraries()
    ]
    return [
        *missing,
        *doubts(judged.values()),
        *unmeasured(tools.rules, trust_of(tools, options)),
        *(unused_suppressions(tools.rules, judged.values()) if complete else ()),
    ]


def _texts(
    paths: Sequence[str],
    digests: Mapping[str, str],
    made: Mapping[str, Artifact],
    tools: Toolchain,
) -> dict[str, str]:
    stored = tools.store.texts(digests[path] for path in paths if path not in made)
    texts = {path: stored[digests[path]] for path in paths if digests[path] in stored}
    return texts | {path: made[path].text for path in paths if path in made}
