"""Facts of business rules: how a module lists them, and what the spec asks for."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from baesc.knowledge.facts.kinds import Texts
from baesc.knowledge.facts.text import all_below, dotted
from baesc.knowledge.rule_shapes import AskedRule, asked_rules
from baesc.knowledge.shapes import Shapes, shapes_of
from baesc.language.ir import Entity, System

_KINDS = {"RowRule": "row", "SetRule": "set"}


class ListedRule(NamedTuple):
    """A business rule that a module lists."""

    line: int
    name: str
    kind: str
    cls: str
    message: str
    reads: Texts
    fields: Texts
    parameters: Texts
    group: str


class ListedWatch(NamedTuple):
    """Rows that a listed rule reads beside its own."""

    line: int
    name: str
    cls: str
    reads: Texts
    fields: Texts
    asks: Texts


class SpecRule(NamedTuple):
    """A business rule that has an expression."""

    line: int
    entity: str
    name: str
    kind: str
    cls: str
    message: str
    reads: Texts
    fields: Texts
    group: str


class SpecWatch(NamedTuple):
    """Rows that a business rule reads beside its own; a change of them concerns it."""

    line: int
    entity: str
    name: str
    cls: str
    reads: Texts
    fields: Texts
    asks: Texts


class SpecAsked(NamedTuple):
    """An entity whose changes may break a business rule, of its own rows or of others."""

    line: int
    entity: str


def may_list(text: str) -> bool:
    """Tell whether a module may list business rules, at a glance."""
    return "RowRule(" in text or "SetRule(" in text


def listed_in(
    tree: ast.Module, aliases: dict[str, str]
) -> Iterator[tuple[str, ListedRule | ListedWatch]]:
    """Yield the rules of a module with what they watch; `group` is the list that has them."""
    for statement in tree.body:
        if not isinstance(statement, ast.Assign) or statement.value is None:
            continue
        target = statement.targets[0]
        group = target.id if isinstance(target, ast.Name) else ""
        for call in all_below(statement.value):
            kind = _kind(call, aliases)
            if kind and isinstance(call, ast.Call):
                yield "rule", _rule(call, kind, group)
                for watch in all_below(call):
                    if isinstance(watch, ast.Call) and dotted(watch.func, aliases) == "Watched":
                        yield "watch", _watch(watch, _argument(call, 1, "holds"))


def _kind(node: ast.AST, aliases: dict[str, str]) -> str:
    name = dotted(node.func, aliases) if isinstance(node, ast.Call) else ""
    return _KINDS.get(name.rpartition(".")[2], "")


def _rule(call: ast.Call, kind: str, group: str) -> ListedRule:
    reads = _texts(call, "reads", ())
    parameters = (*_texts(call, "parameters", reads), *_texts(call, "moments", ()))
    return ListedRule(
        call.lineno,
        _argument(call, 1, "holds"),
        kind,
        _argument(call, 0, "model"),
        _argument(call, 2, "message"),
        reads,
        _texts(call, "fields", reads),
        parameters,
        group,
    )


def _watch(call: ast.Call, rule: str) -> ListedWatch:
    reads = _texts(call, "reads", ())
    owners = call.args[1] if len(call.args) > 1 else call
    columns = {ast.unparse(one) for one in all_below(owners) if isinstance(one, ast.Attribute)}
    return ListedWatch(
        call.lineno,
        rule,
        _argument(call, 0, "model"),
        reads,
        _texts(call, "fields", reads),
        tuple(sorted(one for one in columns if _is_column(one))),
    )


def _is_column(code: str) -> bool:
    """Tell whether code is a column, and not a call on one."""
    return "(" not in code and not code.endswith((".in_", ".c"))


def _argument(call: ast.Call, at: int, name: str) -> str:
    found = next((one.value for one in call.keywords if one.arg == name), None)
    if found is None and len(call.args) > at:
        found = call.args[at]
    if isinstance(found, ast.Constant):
        return str(found.value)
    return ast.unparse(found) if found is not None else ""


def _texts(call: ast.Call, name: str, fallback: Texts) -> Texts:
    found = next((one.value for one in call.keywords if one.arg == name), None)
    if not isinstance(found, ast.Tuple | ast.List):
        return fallback
    return tuple(str(one.value) for one in found.elts if isinstance(one, ast.Constant))


def promised_rules(system: System, entity: Entity) -> Iterator[tuple[str, SpecRule | SpecWatch]]:
    """Yield what the rules of an entity ask for."""
    shapes = shapes_of(system)
    cls = shapes.named[entity.name].cls
    for rule in asked_rules(system, entity):
        reads = tuple(one.attribute for one in rule.reads)
        fields = tuple(one.field for one in rule.reads if one.field)
        group = f"{rule.kind.upper()}_RULES"
        yield (
            "spec.rule",
            SpecRule(1, entity.name, rule.name, rule.kind, cls, rule.message, reads, fields, group),
        )
        yield from (("spec.watch", one) for one in _watches(shapes, entity, rule))


def _watches(shapes: Shapes, entity: Entity, rule: AskedRule) -> Iterator[SpecWatch]:
    for seen in rule.watches:
        owners = ast.parse(seen.owners, mode="eval")
        columns = {ast.unparse(one) for one in all_below(owners) if isinstance(one, ast.Attribute)}
        yield SpecWatch(
            1,
            entity.name,
            rule.name,
            shapes.named[seen.entity].cls,
            tuple(attribute for attribute, _ in seen.reads),
            tuple(field for _, field in seen.reads if field),
            tuple(sorted(one for one in columns if _is_column(one))),
        )
