"""The ready queue: order, failures, any number of lanes."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from baesc.build.executor import Done, Outcome, execute


@st.composite
def graphs(draw: st.DrawFn) -> "nx.DiGraph[str]":
    count = draw(st.integers(1, 25))
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(f"n{number}" for number in range(count))
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    for one, other in draw(st.lists(pairs, max_size=40)):
        if one < other:
            graph.add_edge(f"n{one}", f"n{other}")
    return graph


def run(graph: "nx.DiGraph[str]", bad: set[str], jobs: int) -> tuple[Outcome[str], list[str]]:
    order: list[str] = []
    lock = threading.Lock()

    def work(paths: Sequence[str]) -> list[Done[str]]:
        with lock:
            order.extend(paths)
        return [Done(path, path not in bad, path.upper()) for path in paths]

    if jobs == 1:
        return execute(graph, work, None, 1), order
    with ThreadPoolExecutor(jobs) as lanes:
        return execute(graph, work, lanes, jobs), order


@given(graphs(), st.sets(st.sampled_from([f"n{number}" for number in range(25)]), max_size=4))
def test_a_failure_skips_what_waits_for_it_and_nothing_else(
    graph: "nx.DiGraph[str]", bad: set[str]
) -> None:
    bad &= set(graph)
    outcome, order = run(graph, bad, 1)
    below = set().union(*(nx.descendants(graph, path) for path in bad)) if bad else set()
    assert outcome.skipped == below
    assert outcome.failed == bad - below
    assert set(outcome.results) == set(graph) - below
    assert len(order) == len(set(order))
    for before, after in graph.edges:
        if after in outcome.results:
            assert order.index(before) < order.index(after)


@given(graphs())
def test_lanes_do_not_change_what_comes_out(graph: "nx.DiGraph[str]") -> None:
    alone, _ = run(graph, {"n1"} & set(graph), 1)
    together, _ = run(graph, {"n1"} & set(graph), 4)
    assert alone == together
