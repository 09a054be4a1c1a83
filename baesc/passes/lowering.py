"""Lowering: rules and values in words become expressions, if they pass what can be checked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from baesc.ground.digest import digest
from baesc.ground.source import Span
from baesc.knowledge.lockfile import keepable
from baesc.knowledge.prompts.lowering import VERSION, asked
from baesc.knowledge.rule_names import rule_names
from baesc.language.expressions.anchors.lint import anchor_faults
from baesc.language.expressions.anchors.words import sentence_stems, stems_of
from baesc.language.expressions.boundary import NOW, boundary_cases
from baesc.language.expressions.contradictions import circles, outcome_faults, value_faults
from baesc.language.expressions.examples import read_example
from baesc.language.expressions.faults import circle, not_an_expression, wrong_result
from baesc.language.expressions.inlining import inlined
from baesc.language.expressions.names import OWN_COLUMNS, Scope, type_of, way_of
from baesc.language.expressions.reads import members_read, reach_of
from baesc.language.expressions.scenes import MOST_COPIES
from baesc.language.expressions.storing import storing_faults
from baesc.language.expressions.tree import Aggregate, Call, Constant, Node, Type, walk
from baesc.language.expressions.unparsing import unparse
from baesc.language.expressions.wanted import read_check, read_computed
from baesc.language.expressions.wording import paraphrase
from baesc.language.ir import NOWHERE, Entity, Field, Rule, System
from baesc.messages.diagnostic import Diagnostic
from baesc.records.question import Question


@dataclass(frozen=True, slots=True)
class Words:
    """A rule or a computed field that is said in words: `rule` or `computed` tells which."""

    entity: str
    name: str
    text: str
    rule: int = -1
    computed: str = ""
    accept: tuple[str, ...] = ()
    reject: tuple[str, ...] = ()
    origin: Span = field(default=NOWHERE, compare=False)

    @property
    def kind(self) -> str:
        """Return what it is in a prompt: a condition, or a value with its type."""
        return (
            f"value of {self.entity}.{self.computed}" if self.computed else f"rule of {self.entity}"
        )

    @property
    def instead(self) -> str:
        """Return how to say it without a model."""
        return (
            "write the expression under `computed`" if self.computed else "write it under `check`"
        )


@dataclass(frozen=True, slots=True)
class Lowered:
    """What words mean, with the checks that the expression has passed."""

    words: Words
    node: Node
    checks: tuple[str, ...] = ()

    @property
    def answer(self) -> str:
        """Return the canonical text."""
        return unparse(self.node)

    @property
    def says(self) -> str:
        """Return the paraphrase."""
        return paraphrase(self.node)


def in_words(system: System) -> tuple[Words, ...]:
    """Return all that is said in words and has no expression yet, by entity."""
    return tuple(one for entity in system.entities for one in (*_rules(entity), *_fields(entity)))


def _rules(entity: Entity) -> Iterator[Words]:
    for at, (rule, name) in enumerate(zip(entity.rules, rule_names(entity), strict=True)):
        if rule.text and rule.expression is None:
            yield Words(
                entity.name, f"{entity.name}.rules.{name}", rule.text, rule=at,
                accept=rule.accept, reject=rule.reject, origin=rule.origin,
            )  # fmt: skip


def _fields(entity: Entity) -> Iterator[Words]:
    for one in entity.fields:
        if one.words and one.formula is None:
            yield Words(
                entity.name, f"{entity.name}.computed.{one.name}", one.words, computed=one.name,
                accept=one.accept, origin=one.origin,
            )  # fmt: skip


def question_of(system: System, words: Words) -> Question:
    """Return the question about words.

    Its key covers what the words can mean: themselves, their examples, and the names that they
    mention with their types. All else that the answer depends on is checked whenever it is used.
    """
    entity = system.entity(words.entity)
    kind = "computed" if words.computed else "rule"
    wanted = _spelled(type_of(_field(entity, words.computed))) if words.computed else ""
    content = [
        kind, VERSION, words.entity, wanted, re.sub(r"\s+", " ", words.text),
        [*words.accept], [*words.reject], sorted(_mentioned(system, entity, words.text)),
    ]  # fmt: skip
    prompt = asked(system, entity, [(1, words.kind, words.text)])
    return Question(kind, words.name, digest(content), prompt, words.origin)  # type: ignore[arg-type]


def _mentioned(system: System, entity: Entity, text: str) -> Iterator[list[str]]:
    """Yield the members of an entity, and of those around it, whose names are in a text."""
    said = sentence_stems(text)
    near = {one.target for one in entity.relations} | {one.source for one in entity.inverses}
    scope = Scope({one.name: one for one in system.entities}, entity.name)
    for owner in sorted({entity.name, *near}):
        for name, member in scope.members(owner).items():
            if name in OWN_COLUMNS or not stems_of(name) <= said or isinstance(member, str):
                continue
            kind = type_of(member) if isinstance(member, Field) else way_of(member, owner, scope)[1]
            yield [owner, name, _spelled(kind)]


def _spelled(kind: Type) -> str:
    optional = "?" if kind.nullable else ""
    return f"{kind.kind}{optional} {kind.entity} {'|'.join(kind.values)}".strip()


def _field(entity: Entity, name: str) -> Field:
    return next(one for one in entity.fields if one.name == name)


def read_answer(
    system: System, words: Words, answer: str, span: Span
) -> tuple[Lowered | None, tuple[Diagnostic, ...]]:
    """Return what an answer makes of words, or all that is wrong with it."""
    entity = system.entity(words.entity)
    scope = Scope({one.name: one for one in system.entities}, words.entity)
    if words.computed:
        node, found = read_computed(answer, span, scope, _field(entity, words.computed))
    else:
        node, found = read_check(answer, span, scope)
    if node is None:
        return None, found
    found = _contradictions(words, node, entity, scope)
    found += anchor_faults(
        words.text,
        node,
        words.entity,
        system,
        span,
        field=words.computed,
        has_examples=bool(words.accept and (words.reject or words.computed)),
    )
    if words.computed and (own := _field(entity, words.computed)).stored:
        found += storing_faults(node, own, scope.entities, words.entity, span)
    if found:
        return None, found
    undecided, cases = _undecided(node, words, system, span)
    if undecided is not None:
        return None, (undecided,)
    if not keepable(unparse(node)) or not keepable(paraphrase(node)):
        message = "the expression has characters that no lockfile can hold"
        return None, (not_an_expression(span, message, "write it without control characters"),)
    examples = len(words.accept) + len(words.reject)
    checks = ["types", "anchors"]
    if examples:
        checks.append(f"{examples} example{'s' if examples > 1 else ''}")
    if cases:
        checks.append(f"{cases} boundary cases")
    return Lowered(words, node, tuple(checks)), ()


def _contradictions(
    words: Words, node: Node, entity: Entity, scope: Scope
) -> tuple[Diagnostic, ...]:
    found: tuple[Diagnostic, ...] = ()
    for texts, is_refused in ((words.accept, False), (words.reject, True)):
        for text in texts:
            place = Span(words.origin.path, words.origin.line)
            example, _ = read_example(text, place, scope, NOW)
            if example is None:
                continue
            if words.computed:
                faults = value_faults(node, _field(entity, words.computed), example, place)
            else:
                faults = outcome_faults(node, example, place, is_refused=is_refused)
            shown = re.sub(r"\s+", " ", text)
            found += tuple(replace(one, message=f"{one.message}: {shown}") for one in faults)
    return found


def _undecided(
    node: Node, words: Words, system: System, span: Span
) -> tuple[Diagnostic | None, int]:
    """Return what is wrong with a condition that no row meets, or none breaks, and its cases."""
    if words.computed:
        return None, 0
    cases = boundary_cases(inlined(node, system), words.entity, system)
    outcomes = {one.outcome for one in cases}
    if _is_beyond_cases(node):
        return None, len(cases)
    for outcome, problem in ((True, "no row meets it"), (False, "no row breaks it")):
        if outcome not in outcomes:
            message = f"the expression decides nothing: of the rows at its edges, {problem}"
            return wrong_result(span, message, "say what a row must be like"), 0
    return None, len(cases)


def _is_beyond_cases(node: Node) -> bool:
    """Tell whether rows are counted up to a number that no case reaches, or texts have a form."""
    if any(isinstance(one, Call) and one.name == "matches" for one in walk(node)):
        return True
    counts = any(isinstance(one, Aggregate) and one.name == "count" for one in walk(node))
    return counts and any(
        isinstance(one, Constant) and isinstance(one.value, int) and one.value >= MOST_COPIES
        for one in walk(node)
    )


def applied(system: System, lowered: tuple[Lowered, ...]) -> System:
    """Return the system with the meaning of words, as if it had been written."""
    by_entity: dict[str, list[Lowered]] = {}
    for one in lowered:
        by_entity.setdefault(one.words.entity, []).append(one)
    entities = tuple(
        _with(entity, by_entity[entity.name]) if entity.name in by_entity else entity
        for entity in system.entities
    )
    return replace(system, entities=entities) if lowered else system


def _with(entity: Entity, lowered: list[Lowered]) -> Entity:
    rules: list[Rule] = list(entity.rules)
    fields: list[Field] = list(entity.fields)
    for one in lowered:
        if one.words.computed:
            at = next(i for i, each in enumerate(fields) if each.name == one.words.computed)
            fields[at] = replace(fields[at], computed=one.answer, formula=one.node)
        else:
            rules[one.words.rule] = replace(
                rules[one.words.rule],
                check=one.answer,
                expression=one.node,
                kind=reach_of(one.node),
                on=members_read(one.node),
            )
    return replace(entity, rules=tuple(rules), fields=tuple(fields))


def circle_faults(system: System, lowered: tuple[Lowered, ...]) -> tuple[Diagnostic, ...]:
    """Report values in words that came to need themselves."""
    origins = {(one.words.entity, one.words.computed): one.words.origin for one in lowered}
    found = []
    for way in circles(system.entities):
        names = " -> ".join(f"{entity}.{name}" for entity, name in (*way, way[0]))
        place = next((origins[one] for one in way if one in origins), NOWHERE)
        message = f"`{way[0][1]}` is computed from itself: {names}"
        found.append(circle(place, message, "compute one of them from fields that people fill in"))
    return tuple(found)
