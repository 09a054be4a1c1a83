"""Names of the functions that check rules, made from what people read when a rule is broken."""

import keyword
import unicodedata
from functools import lru_cache

from baesc.ground.names import words
from baesc.knowledge.python_names import USED_IN_BODIES, attribute_name, free_name, module_name
from baesc.language.expressions.wording import paraphrase
from baesc.language.ir import Entity, Rule

LONGEST = 40
# Names in `app.rules` that a module of rules must not take away.
_CORE_OF_RULES = frozenset({
    "blamed", "broken", "changed", "dataclass", "datetime", "inspect", "lock", "obey",
    "object_session", "text", "utc_now",
})  # fmt: skip
_ARTICLES = frozenset({"a", "an", "the"})
# What modules of rules import or take as arguments, and functions of `app.values`.
_IN_MODULES = """
add_months add_spans add_years divide_spans func holds joinedload months_later now round_float
round_half_up row rule rules select selectinload session session_of span_of_days span_of_hours
times_span tuple_
"""
_USED = USED_IN_BODIES | frozenset(_IN_MODULES.split())


def rules_module(entity: Entity) -> str:
    """Return the name of the module in `app.rules` that has the rules of an entity."""
    name = module_name(entity.singular)
    return f"{name}_rules" if name in _CORE_OF_RULES else name


def rule_name(entity: Entity, rule: Rule) -> str:
    """Return the name of one rule of an entity: `is_at_least_16_years_old`."""
    for own, name in zip(entity.rules, rule_names(entity), strict=True):
        if own is rule:
            return name
    return rule_names(entity)[entity.rules.index(rule)]


@lru_cache(maxsize=4096)
def rule_names(entity: Entity) -> tuple[str, ...]:
    """Return the names of all rules of an entity, in order and all different."""
    taken = {attribute_name(one.name) for one in entity.fields} | _USED
    for relation in entity.relations:
        taken |= {attribute_name(relation.name), attribute_name(relation.column or relation.name)}
    made: list[str] = []
    for rule in entity.rules:
        wanted = _spelled(entity, rule)
        name = free_name(wanted, taken, "_rule")
        number = 2
        while name in made:
            name = f"{wanted}_{number}"
            number += 1
        made.append(name)
    return tuple(made)


def _spelled(entity: Entity, rule: Rule) -> str:
    says = paraphrase(rule.expression) if rule.expression is not None else ""
    for text in (rule.message, rule.text, says):
        if name := _short(_words(text), words(entity.name)):
            return name
    return "rule"


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.replace("'", "").replace("\u2019", ""))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return [word for word in words(plain) if word not in _ARTICLES]


def _short(found: list[str], subject: list[str]) -> str:
    """Join as many words as fit, without the entity that they begin with."""
    if found[: len(subject)] == subject and len(found) > len(subject) + 1:
        found = found[len(subject) :]
    name = "_".join(found[:1])[:LONGEST]
    for word in found[1:]:
        if len(name) + len(word) >= LONGEST:
            break
        name = f"{name}_{word}"
    if not name:
        return ""
    if name[0].isdigit() or keyword.issoftkeyword(name):
        name = f"rule_{name}"
    return name if "_" in name else f"{name}_rule"
