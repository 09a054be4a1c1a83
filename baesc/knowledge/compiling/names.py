"""What the members of rows are called in models, and whether they can be None."""

from baesc.knowledge.python_names import attribute_name
from baesc.language.expressions.bounds import field_of, has_gaps
from baesc.language.expressions.tree import Aggregate, Attribute, Each, Node, Related, walk
from baesc.language.ir import System


def attribute_of(system: System, entity: str, member: str) -> str:
    """Return the attribute of a field, or of the column of a relation to one."""
    for relation in system.entity(entity).relations:
        if relation.name == member and relation.column is not None:
            return attribute_name(relation.column)
    return attribute_name(member)


def is_nullable(system: System, node: Attribute) -> bool:
    """Tell whether a field of a row that is there can be null."""
    field = field_of(node, system)
    if field is None:
        return False
    if field.formula is not None and has_gaps(field.formula, system):
        return True
    return not field.required


def kept(system: System, node: Attribute) -> bool:
    """Tell whether a field has a column."""
    field = field_of(node, system)
    return field is None or field.computed is None or field.stored


def is_required(system: System, node: Related) -> bool:
    """Tell whether a relation to one always leads to a row."""
    if node.way.kind != "ahead":
        return False
    relations = system.entity(node.way.source).relations
    return next(one.required for one in relations if one.name == node.way.relation)


def may_repeat(system: System, node: Related) -> bool:
    """Tell whether a loaded relation may have a row twice: two rows in between name it."""
    if node.way.kind != "through":
        return False
    between = system.entity(node.way.source)
    columns = {
        one.column for one in between.relations if one.name in (node.way.relation, node.way.other)
    }
    return not any(set(names) <= columns for names in between.unique)


def free_rows(node: Node) -> frozenset[str]:
    """Return the rows of aggregates around a part that it reads."""
    inner = {
        one.each.name for one in walk(node) if isinstance(one, Aggregate) and one.each is not None
    }
    return frozenset(one.name for one in walk(node) if isinstance(one, Each)) - inner
