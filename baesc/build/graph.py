"""The artifact graph: an edge from what must be sound first to what waits for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from baesc.messages.diagnostic import Diagnostic
from baesc.records.action import Action

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.DiGraph[str]


def graph_of(actions: Iterable[Action]) -> Graph:
    """Return the graph over paths; what an action waits for outside `actions` is left out."""
    import networkx as nx

    listed = list(actions)
    graph: Graph = nx.DiGraph()
    graph.add_nodes_from(action.path for action in listed)
    for action in listed:
        graph.add_edges_from((path, action.path) for path in action.after if path in graph)
    return graph


def cycles(graph: Graph) -> tuple[Diagnostic, ...]:
    """Say which artifacts wait for each other in a circle."""
    import networkx as nx

    if nx.is_directed_acyclic_graph(graph):
        return ()
    circle = [edge[0] for edge in nx.find_cycle(graph)]
    shown = " -> ".join([*circle, circle[0]])
    return (
        Diagnostic(
            "BAE211",
            f"artifacts wait for each other: {shown}",
            help="take one of them out of the `after` of the other's target",
        ),
    )


def below(graph: Graph, paths: Iterable[str]) -> frozenset[str]:
    """Return all that waits, directly or not, for one of the paths."""
    import networkx as nx

    found: set[str] = set()
    for path in paths:
        if path not in found:
            found |= nx.descendants(graph, path)
    return frozenset(found)
