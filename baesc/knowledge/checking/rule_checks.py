"""The CHECKs of a table that its rules make."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from baesc.knowledge.checking.check_sql import check_sql
from baesc.knowledge.filters import literal, quote
from baesc.knowledge.imports import Imports
from baesc.knowledge.rule_names import rule_name
from baesc.language.ir import Entity, System


class RuleCheck(NamedTuple):
    """A CHECK by name; its condition is empty where a database can't tell."""

    name: str
    sqlite: str
    postgresql: str


def rule_checks(system: System, entity: Entity) -> tuple[RuleCheck, ...]:
    """Return the rules of an entity that at least one of the databases checks by itself."""
    taken = {f"{one.name}_range" for one in entity.fields} | {one.name for one in entity.fields}
    found = []
    for rule in entity.rules:
        if rule.expression is None:
            continue
        sqlite = check_sql(rule.expression, entity, system, "sqlite") or ""
        postgresql = check_sql(rule.expression, entity, system, "postgresql") or ""
        if sqlite or postgresql:
            name = rule_name(entity, rule)
            found.append(RuleCheck(f"{name}_rule" if name in taken else name, sqlite, postgresql))
    return tuple(found)


def _bound_free(sql: str) -> str:
    """Return a condition as a text of SQLAlchemy, which takes `:name` for a parameter."""
    return re.sub(r"(?<![:\w\\]):(?=\w)", r"\:", sql)


def check_lines(system: System, entity: Entity, imports: Imports) -> Iterator[str]:
    """Yield the rules that databases check, each for those that say it the same way."""
    for one in rule_checks(system, entity):
        imports.add("sqlalchemy", "CheckConstraint")
        name = f"name={quote(one.name)}"
        if one.sqlite == one.postgresql:
            yield f"CheckConstraint({literal(_bound_free(one.sqlite), 12)}, {name})"
            continue
        for dialect, text in (("sqlite", one.sqlite), ("postgresql", one.postgresql)):
            if text:
                check = f"CheckConstraint({literal(_bound_free(text), 12)}, {name})"
                yield f'{check}.ddl_if(dialect="{dialect}")'
