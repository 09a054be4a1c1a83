"""Computed fields as properties of models."""

from dataclasses import replace

from baesc.knowledge.compiling.code import Code
from baesc.knowledge.compiling.compiler import Compiler
from baesc.knowledge.compiling.finishing import finished
from baesc.knowledge.compiling.literals import widened
from baesc.knowledge.compiling.pieces import NOTHING, Value, as_text, optional
from baesc.knowledge.compiling.rows import Models
from baesc.knowledge.shapes import Shape, shape_of
from baesc.language.expressions.bounds import places
from baesc.language.expressions.inlining import inlined, rebuilt
from baesc.language.expressions.names import type_of
from baesc.language.expressions.tree import Aggregate, Call, Constant, Node, Table, Type
from baesc.language.ir import Entity, Field, System


def loaded_value(field: Field, entity: Entity, system: System, this: str = "self") -> Code:
    """Return a computed field over a row whose relations are loaded, as the field keeps it."""
    node = field.formula
    if node is None:
        raise ValueError(f"{field.name} is not computed")
    if field.type == "decimal" and places(node, system) > (field.scale or 0):
        scale = Constant(field.scale or 0, Type("integer"))
        node = Call("round", (node, scale), Type("decimal", node.type.nullable))
    c = Compiler(system, Models(this), frozenset())
    c.own_module = shape_of(system, entity).named.module
    c.look_at(node)
    c.enum_hint = shape_of(system, entity).enums.get(field.name, "")
    node = _with_tables_inlined(node, system)
    kind = type_of(field).kind
    value = c.value(node, NOTHING)
    if value.maybe and node.type.kind != kind:
        value = c.settled(node, NOTHING)
    value = widened(c, node, value, kind)
    if value.enum != c.enum_hint:
        value = c.settled(node, NOTHING)
        value = Value(f"{c.enum_hint}({as_text(value).text})", guards=value.guards)
    made = optional(value)
    code = finished(c, made.text, optional=made.maybe)
    return _in_model(_with_moments(code), shape_of(system, entity))


def _in_model(code: Code, shape: Shape) -> Code:
    """Return a body for the module of a model: what others define is imported when it is asked.

    Modules of models refer to each other, so that none could be imported first.
    """
    local = []
    kept = []
    for module, name in code.imports:
        if not module.startswith("app.models"):
            kept.append((module, name))
        elif module != f"app.models.{shape.named.module}" and name != shape.named.cls:
            local.append(f"from {module} import {name}  # noqa: PLC0415")
    return code._replace(statements=(*local, *code.statements), imports=tuple(kept))


def _with_moments(code: Code) -> Code:
    """Return a body that finds out itself what time it is."""
    if not code.moments:
        return code
    first = []
    if "now" in code.moments:
        first.append("now = utc_now()")
    if "today" in code.moments:
        first.append("today = now.date()" if first else "today = utc_now().date()")
    imports = tuple(sorted({*code.imports, ("app.database.base", "utc_now")}))
    return code._replace(statements=(*first, *code.statements), imports=imports, moments=())


def openly_inlined(node: Node, system: System, *, stored: bool = True) -> Node:
    """Return an expression that reads no computed field, but for those that have a column."""
    if not stored:
        return inlined(node, system)
    entities = []
    for entity in system.entities:
        fields = tuple(replace(one, formula=None) if one.stored else one for one in entity.fields)
        entities.append(replace(entity, fields=fields))
    return inlined(node, replace(system, entities=tuple(entities)))


def _with_tables_inlined(node: Node, system: System) -> Node:
    """Return an expression that reads no computed field of a whole table's rows."""
    if isinstance(node, Aggregate) and isinstance(node.rows, Table):
        return openly_inlined(node, system)
    return rebuilt(node, lambda one: _with_tables_inlined(one, system))
