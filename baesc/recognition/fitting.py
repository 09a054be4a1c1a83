"""Whether operations fit what the specs have: what they name is there, what they make is not."""

from collections.abc import Iterable, Sequence

from baesc.messages.nearest import nearest
from baesc.recognition.operations import Known, Operation


def misfits(operations: Sequence[Operation], known: Known) -> tuple[str, ...]:
    """Return what is wrong, in words; each operation sees what those before it have done."""
    fields = {one.name: {each.name for each in one.fields} for one in known.entities}
    relations = {one.name: {each.name for each in one.relations} for one in known.entities}
    problems: list[str] = []
    for number, one in enumerate(operations, 1):
        fault = _apply(one, fields, relations)
        if fault:
            problems.append(f"operation {number}: {fault}")
    return tuple(problems)


def _apply(one: Operation, fields: dict[str, set[str]], relations: dict[str, set[str]]) -> str:
    if one.op == "create_entity":
        if one.entity in fields:
            return f"there is an entity `{one.entity}` already"
        fields[one.entity], relations[one.entity] = set(), set()
        return ""
    if one.entity not in fields:
        return _unknown("entity", one.entity, fields)
    if one.op == "remove_entity":
        del fields[one.entity], relations[one.entity]
        return ""
    if one.op == "rename_entity":
        if one.to in fields:
            return f"there is an entity `{one.to}` already"
        fields[one.to], relations[one.to] = fields.pop(one.entity), relations.pop(one.entity)
        return ""
    if one.op == "add_relation" and one.to not in fields:
        return _unknown("entity", one.to, fields)
    is_field = one.op.endswith("_field")
    own = (fields if is_field else relations)[one.entity]
    other = (relations if is_field else fields)[one.entity]
    return _member(one, "field" if is_field else "relation", own, other)


def _member(one: Operation, what: str, own: set[str], other: set[str]) -> str:
    if one.op.startswith("add_"):
        if one.name in own | other:
            return f"`{one.entity}` has `{one.name}` already"
        own.add(one.name)
        return ""
    if one.name not in own:
        if one.name in other:
            is_other = "a relation" if what == "field" else "a field"
            return f"`{one.entity}.{one.name}` is {is_other}"
        return _unknown(what, one.name, own, f"`{one.entity}` has")
    if one.op.startswith("rename_"):
        if one.to in own | other:
            return f"`{one.entity}` has `{one.to}` already"
        own.remove(one.name)
        own.add(one.to)
    elif one.op.startswith("remove_"):
        own.remove(one.name)
    return ""


def _unknown(what: str, name: str, known: Iterable[str], has: str = "there are") -> str:
    names = sorted(known)
    near = nearest(name, names)
    if near:
        return f"there is no {what} `{name}`; did you mean `{near}`?"
    return f"there is no {what} `{name}`; {has} {', '.join(names[:20]) or 'none yet'}"
