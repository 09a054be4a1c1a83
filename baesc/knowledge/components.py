"""Entities that refer to each other in circles."""

from baesc.language.ir import System


def components(system: System) -> dict[str, int]:
    """Number the strongly connected components of entities that refer to each other."""
    edges = {
        entity.name: sorted({relation.target for relation in entity.relations})
        for entity in system.entities
    }
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    component: dict[str, int] = {}
    stack: list[str] = []
    for root in edges:
        if root in index:
            continue
        work: list[tuple[str, int]] = [(root, 0)]
        while work:
            name, at = work.pop()
            if at == 0:
                index[name] = low[name] = len(index)
                stack.append(name)
            if at > 0:
                low[name] = min(low[name], low[edges[name][at - 1]])
            while at < len(edges[name]) and edges[name][at] in index:
                target = edges[name][at]
                if target not in component:
                    low[name] = min(low[name], index[target])
                at += 1
            if at < len(edges[name]):
                work.append((name, at + 1))
                work.append((edges[name][at], 0))
                continue
            if low[name] == index[name]:
                while True:
                    member = stack.pop()
                    component[member] = index[name]
                    if member == name:
                        break
    return component
