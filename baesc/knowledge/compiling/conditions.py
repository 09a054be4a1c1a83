"""Rules as functions of Python."""

from typing import Literal

from baesc.knowledge.compiling.code import Code
from baesc.knowledge.compiling.compiler import Compiler
from baesc.knowledge.compiling.computed import openly_inlined
from baesc.knowledge.compiling.finishing import finished
from baesc.knowledge.compiling.pieces import NOTHING
from baesc.knowledge.compiling.rows import Arguments, Models
from baesc.knowledge.compiling.words import RESERVED
from baesc.knowledge.python_names import attribute_name
from baesc.knowledge.rule_names import rule_names
from baesc.language.expressions.reads import reach_of
from baesc.language.expressions.tree import Node
from baesc.language.ir import Entity, System


def kind_of(node: Node, system: System) -> Literal["row", "related", "set"]:
    """Return which rows a check reads, computed fields looked into."""
    return reach_of(openly_inlined(node, system))


def row_condition(node: Node, entity: Entity, system: System) -> Code:
    """Return a rule of one row as a function of its values: true unless the check is false."""
    rows = Arguments(entity, RESERVED)
    attributes = {attribute_name(one.name) for one in entity.fields}
    attributes |= {attribute_name(one.column) for one in entity.relations if one.column}
    c = Compiler(system, rows, frozenset({*attributes, *rule_names(entity)}))
    truth = c.truth(
        openly_inlined(node, system, stored=False), NOTHING, positive=True, lenient=True
    )
    return finished(c, truth.text, tuple(rows.found.values()))


def set_condition(node: Node, entity: Entity, system: System) -> Code:
    """Return a rule over several rows as a function of `session` and `row`."""
    c = Compiler(
        system,
        Models("row", "session"),
        frozenset({"session", *rule_names(entity)}),
    )
    whole = openly_inlined(node, system)
    c.look_at(whole)
    truth = c.truth(whole, NOTHING, positive=True, lenient=True)
    return finished(c, truth.text)
