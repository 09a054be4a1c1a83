"""Required relations in a circle: no first row could ever be created."""

from baesc.passes.drafts import Draft, RelationDraft


def refuse_cycles(draft: Draft) -> None:
    """Report each circle of required relations once."""
    needs: dict[str, list[RelationDraft]] = {
        entity.name: [one for one in entity.relations if one.required and one.column]
        for entity in draft.in_order()
    }
    state: dict[str, int] = {}
    for start, first in needs.items():
        if start in state:
            continue
        way: list[RelationDraft] = []
        stack = [iter(first)]
        state[start] = 1
        on_way = [start]
        while stack:
            relation = next(stack[-1], None)
            if relation is None:
                stack.pop()
                state[on_way.pop()] = 2
                if way:
                    way.pop()
                continue
            if state.get(relation.target) == 1:
                _report(draft, [*way[on_way.index(relation.target) :], relation])
            elif relation.target not in state:
                state[relation.target] = 1
                on_way.append(relation.target)
                way.append(relation)
                stack.append(iter(needs[relation.target]))


def _report(draft: Draft, circle: list[RelationDraft]) -> None:
    """Report a circle at its first relation in the order of names."""
    first = min(range(len(circle)), key=lambda at: (circle[at].source, circle[at].name))
    circle = circle[first:] + circle[:first]
    names = " -> ".join([*(f"{one.source}.{one.name}" for one in circle), circle[0].source])
    message = f"no row can ever be created: {names} are all required"
    advice = f"make one of them optional: `{circle[0].name}: {circle[0].target}?`"
    draft.say("BAE143", message, circle[0].span, advice)
