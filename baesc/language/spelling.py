"""The spelling of names: PascalCase for entities, snake_case for all else."""

import re

from baesc.ground.names import pascal, snake
from baesc.ground.source import Span
from baesc.language import faults
from baesc.messages.diagnostic import Diagnostic

NAME_LIMIT = 40
_MEMBER = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_ENTITY = re.compile(r"[A-Z][A-Za-z0-9]*")


def name_fault(kind: str, name: str, span: Span) -> Diagnostic | None:
    """Return what is wrong with the spelling of a name; `entity` is PascalCase, all else snake."""
    is_entity = kind == "entity"
    pattern, rule = (_ENTITY, "in PascalCase") if is_entity else (_MEMBER, "in snake_case")
    if len(name) > NAME_LIMIT:
        return faults.bad_name(span, f"name of the {kind}", name, _too_long(), "")
    if pattern.fullmatch(name):
        return None
    ascii_only = name.isascii()
    better = (pascal(name) if is_entity else snake(name)) if ascii_only else ""
    if not pattern.fullmatch(better):
        better = ""
    advice = rule if better else _rule(is_entity)
    return faults.bad_name(span, f"name of the {kind}", name, advice, better)


def _too_long() -> str:
    return f"a name has at most {NAME_LIMIT} characters; a `label` may be longer"


def _rule(is_entity: bool) -> str:
    letters = (
        "A-Z, a-z and 0-9, with a capital first"
        if is_entity
        else "a-z, 0-9 and _, with a letter first"
    )
    return f"a name is made of {letters}; a `label` may have any characters"
