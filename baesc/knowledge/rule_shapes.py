"""Rules as the targets see them: what each reads in Python, when it is asked, and whose rows."""

from typing import Literal, NamedTuple

from baesc.knowledge.filters import one_line
from baesc.knowledge.kept import kept
from baesc.knowledge.python_names import attribute_name
from baesc.knowledge.rule_names import rule_names
from baesc.knowledge.rule_watches import Seen, watches_of
from baesc.knowledge.shapes import ids_name, shapes_of
from baesc.knowledge.wording import sentence
from baesc.language.expressions.inlining import inlined
from baesc.language.expressions.names import OWN_COLUMNS
from baesc.language.expressions.reads import reach_of
from baesc.language.expressions.tree import Attribute, Made, Node, Related, This, parts_of, walk
from baesc.language.expressions.wording import paraphrase
from baesc.language.ir import Entity, Rule, System


class Read(NamedTuple):
    """What a rule reads of its row: the attribute, and the field of bodies or nothing."""

    attribute: str
    field: str


class AskedRule(NamedTuple):
    """A rule that an application asks.

    One of kind `row` takes values and is asked about bodies and changed rows; one of kind
    `set` takes a session and a row and is asked once the rows are written. `expression`
    is the meaning without computed fields; `reads` has what they are computed from.
    """

    entity: str
    name: str
    message: str
    says: str
    kind: Literal["row", "set"]
    meaning: Node
    expression: Node
    reads: tuple[Read, ...]
    takes: tuple[str, ...]
    watches: tuple[Seen, ...]


def rule_message(rule: Rule) -> str:
    """Return what people read when a rule is broken."""
    if rule.message or rule.text or rule.expression is None:
        return one_line(rule.message or rule.text)
    return sentence(paraphrase(rule.expression))


def asked_rules(system: System, entity: Entity) -> tuple[AskedRule, ...]:
    """Return the rules of an entity that have an expression, in their order."""

    def made() -> tuple[AskedRule, ...]:
        return tuple(
            _asked(system, entity, rule, name, rule.expression)
            for rule, name in zip(entity.rules, rule_names(entity), strict=True)
            if rule.expression is not None
        )

    return kept(shapes_of(system), f"rules of {entity.name}", made)


def all_rules(system: System) -> tuple[AskedRule, ...]:
    """Return the rules of all entities."""
    return tuple(rule for entity in system.entities for rule in asked_rules(system, entity))


def messages_of(system: System, entity: Entity) -> dict[str, tuple[str, ...]]:
    """Return the messages of the rules that read a field of bodies, by its name."""
    found: dict[str, tuple[str, ...]] = {}
    for rule in asked_rules(system, entity):
        for read in rule.reads:
            if read.field:
                found[read.field] = (*found.get(read.field, ()), rule.message)
    return found


def _asked(system: System, entity: Entity, rule: Rule, name: str, meaning: Node) -> AskedRule:
    expression = inlined(meaning, system)
    kind = _kind(expression)
    return AskedRule(
        entity.name,
        name,
        rule_message(rule),
        paraphrase(meaning),
        kind,
        meaning,
        expression,
        _reads(entity, expression),
        tuple(sorted({one.word for one in walk(expression) if isinstance(one, Made)})),
        watches_of(system, entity, expression) if kind == "set" else (),
    )


def _kind(expression: Node) -> Literal["row", "set"]:
    own = {
        one.name
        for one in walk(expression)
        if isinstance(one, Attribute) and isinstance(one.row, This)
    }
    # A body has no id and no timestamps, and a new row gets them when it is written.
    is_plain = own.isdisjoint(OWN_COLUMNS) and not _is_itself(expression)
    return "row" if is_plain and reach_of(expression) == "row" else "set"


def _is_itself(node: Node) -> bool:
    """Tell whether the row is compared as a whole."""
    return any(
        (isinstance(part, This) and not isinstance(node, Attribute | Related)) or _is_itself(part)
        for part in parts_of(node)
    )


def _reads(entity: Entity, expression: Node) -> tuple[Read, ...]:
    """Return what is read of the row: what bodies hold first, in the order of the text."""
    relations = {one.name: one for one in entity.relations}
    found: dict[Read, None] = {}
    # Rows that are alike in what is read are asked once, so JSON, sets and the row itself
    # stand for the id.
    is_itself = _is_itself(expression)
    for one in walk(expression):
        if not isinstance(one, Attribute | Related) or not isinstance(one.row, This):
            continue
        relation = relations.get(one.name)
        if isinstance(one, Attribute):
            is_own = one.name in OWN_COLUMNS
            found[Read(attribute_name(one.name), "" if is_own else one.name)] = None
            is_itself = is_itself or one.type.kind == "json"
        elif relation is not None and relation.column is not None:
            found[Read(attribute_name(relation.column), relation.column)] = None
        else:
            is_itself = True
            if one.way.kind == "held" and relation is not None:
                found[Read(attribute_name(relation.name), ids_name(relation))] = None
    if is_itself:
        found[Read("id", "")] = None
    return tuple(sorted(found, key=lambda one: not one.field))
