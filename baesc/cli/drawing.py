"""Graphs as text: Graphviz, Mermaid, JSON."""

import json
from dataclasses import dataclass

from baesc.language.ir import System
from baesc.records.action import Plan


@dataclass(frozen=True, slots=True)
class Node:
    """A node; `group` is empty or says what it belongs to."""

    name: str
    label: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Nodes, and edges by names of nodes with a label that may be empty; both sorted."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str, str], ...]


def of_artifacts(plan: Plan) -> Drawing:
    """Return the graph of the artifacts, from what comes first to what waits for it."""
    nodes = tuple(Node(one.path, one.path, one.subject or "system") for one in plan.actions)
    known = {node.name for node in nodes}
    edges = ((before, one.path, "") for one in plan.actions for before in one.after)
    return Drawing(nodes, tuple(sorted(edge for edge in edges if edge[0] in known)))


def of_entities(system: System) -> Drawing:
    """Return the entities and their relations."""
    nodes = tuple(Node(one.name, one.label) for one in system.entities)
    edges = (
        (one.name, relation.target, f"{relation.name}: {relation.kind}")
        for one in system.entities
        for relation in one.relations
    )
    return Drawing(nodes, tuple(sorted(edges)))


def draw(drawing: Drawing, form: str) -> str:
    """Return a drawing as `dot`, `mermaid` or `json`."""
    return {"dot": _dot, "mermaid": _mermaid, "json": _json}[form](drawing)


def _dot(drawing: Drawing) -> str:
    lines = ["digraph baesc {", "  rankdir=LR;", "  node [shape=box];"]
    lines += [f"  {_quote(node.name)} [label={_quote(node.label)}];" for node in drawing.nodes]
    for source, target, label in drawing.edges:
        said = f" [label={_quote(label)}]" if label else ""
        lines.append(f"  {_quote(source)} -> {_quote(target)}{said};")
    return "\n".join([*lines, "}"])


def _mermaid(drawing: Drawing) -> str:
    ids = {node.name: f"n{number}" for number, node in enumerate(drawing.nodes)}
    lines = ["flowchart LR"]
    lines += [f"  {ids[node.name]}[{_entities(node.label)}]" for node in drawing.nodes]
    for source, target, label in drawing.edges:
        arrow = f"-->|{_entities(label)}|" if label else "-->"
        lines.append(f"  {ids[source]} {arrow} {ids[target]}")
    return "\n".join(lines)


def _json(drawing: Drawing) -> str:
    found = {
        "nodes": [
            {"name": node.name, "label": node.label, "group": node.group} for node in drawing.nodes
        ],
        "edges": [
            {"from": source, "to": target, "label": label}
            for source, target, label in drawing.edges
        ],
    }
    return json.dumps(found, indent=2, ensure_ascii=False)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _entities(text: str) -> str:
    """Return a Mermaid text: quoted, with its special characters as character references."""
    return '"' + text.replace("#", "#35;").replace('"', "#quot;") + '"'
