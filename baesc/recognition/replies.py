"""What a model said about a request, read into operations; all that is wrong becomes words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from baesc.ground.names import plural, snake
from baesc.ground.secrets import without_keys
from baesc.language.faults import shown
from baesc.messages.nearest import nearest
from baesc.recognition.json_answers import value_in
from baesc.recognition.operations import (
    Choice,
    Operation,
    OperationKind,
    Question,
    RelationKind,
    Setting,
)
from baesc.recognition.shapes import KINDS, SHAPES, name_of, setting_fault, type_of

MOST_OPERATIONS = 100
MOST_CHOICES = 6
# More would only blur which of them to mend.
MOST_PROBLEMS = 10
_LONGEST = 300
_PARTS = ("op", "entity", "name", "to", "type", "kind")


@dataclass(frozen=True, slots=True)
class Wrong:
    """An answer that is no answer: what is wrong with it, in words for whoever gave it."""

    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cannot:
    """The model says that no operation does what is asked, and why."""

    reason: str


Said = tuple[Operation, ...] | Question | Cannot | Wrong


def read_reply(text: str, request: str) -> Said:
    """Return what an answer says; total on all texts."""
    value, problem = value_in(text)
    if problem:
        return Wrong((problem,))
    if isinstance(value, dict) and "ask" in value:
        return _question(value, request)
    if isinstance(value, dict) and "cannot" in value:
        reason = _plain(value["cannot"])
        return Cannot(reason) if reason else Wrong(("`cannot` needs a reason",))
    if isinstance(value, dict):
        # Some wrap the list, or leave the brackets out where it has one entry.
        wrapped = value.get("operations")
        value = wrapped if isinstance(wrapped, list) and len(value) == 1 else [value]
    if not isinstance(value, list) or not value:
        return Wrong(("the answer must be a JSON array of operations, not an empty one",))
    if len(value) > MOST_OPERATIONS:
        return Wrong((f"{len(value)} operations; a request has at most {MOST_OPERATIONS}",))
    return _operations(value)


def _question(value: Mapping[str, Any], request: str) -> Question | Wrong:
    text = _plain(value["ask"])
    choices = value.get("choices") or []
    if not text or not isinstance(choices, list) or len(choices) > MOST_CHOICES:
        return Wrong((f"`ask` is a question, `choices` a list of at most {MOST_CHOICES} texts",))
    texts = tuple(dict.fromkeys(_plain(one) for one in choices))
    if len(texts) == 1 or "" in texts:
        return Wrong(("`choices` are two or more texts, each the whole request said clearly",))
    if not texts:
        return Question(text, resume=f"{request.rstrip()}: {{answer}}")
    return Question(text, tuple(Choice(one, one) for one in texts))


def _plain(value: object) -> str:
    """Return a text of the model as people may see it: one line, nothing that moves a cursor."""
    return shown(without_keys(value.strip()), _LONGEST) if isinstance(value, str) else ""


def _operations(values: Sequence[object]) -> tuple[Operation, ...] | Wrong:
    found: list[Operation] = []
    problems: list[str] = []
    for number, value in enumerate(values, 1):
        operation, faults = _operation(value)
        if operation is not None:
            found.append(operation)
        problems += [f"operation {number}: {one}" for one in faults]
    return Wrong(tuple(problems[:MOST_PROBLEMS])) if problems else _in_order(found)


def _in_order(operations: list[Operation]) -> tuple[Operation, ...]:
    """Put new entities first, so that relations find them; nothing else changes places."""
    if any(one.op in ("remove_entity", "rename_entity") for one in operations):
        return tuple(operations)
    return tuple(sorted(operations, key=lambda one: one.op != "create_entity"))


def _operation(value: object) -> tuple[Operation | None, list[str]]:
    if not isinstance(value, dict):
        return None, ["it must be an object with `op` and `entity`"]
    given = {key: one for key, one in value.items() if one is not None and one != ""}
    op = given.get("op")
    if not isinstance(op, str) or op not in SHAPES:
        near = nearest(op, SHAPES) if isinstance(op, str) else None
        known = f"; did you mean `{near}`?" if near else f"; they are {', '.join(SHAPES)}"
        return None, [f"there is no operation `{shown(str(op))}`{known}"]
    kind = cast("OperationKind", op)
    shape = SHAPES[kind]
    problems = _surplus(op, given)
    problems += [f"`{op}` needs `{key}`" for key in ("entity", *shape.needed) if key not in given]
    entity, name, to = (_name(key, kind, given, problems) for key in ("entity", "name", "to"))
    guessed: list[str] = []
    type_text, settings = _typed(given, problems)
    settings += _settings(given, shape.settings, problems)
    relation = given.get("kind", "")
    if relation and relation not in KINDS:
        problems.append(f"`kind` is one of {', '.join(KINDS)}")
    if kind == "add_field" and "type" not in given:
        type_text, guessed = "string", ["type"]
    if kind == "add_relation" and not relation:
        relation, guessed = "many_to_one", ["kind"]
    if kind == "add_relation" and not name:
        name = snake(plural(to) if relation == "many_to_many" else to)
        guessed.append("name")
    if kind == "change_field" and not (type_text or settings):
        problems.append("`change_field` needs what changes: `type`, `required`, `unique`, ...")
    if len({key for key, _ in settings}) < len(settings):
        problems.append("the type and the other keys say the same thing twice")
    if problems:
        return None, problems
    return Operation(
        kind, entity, name, to, type_text, cast("RelationKind", relation),
        tuple(sorted(settings)), tuple(guessed),
    ), []  # fmt: skip


def _surplus(op: str, given: Mapping[str, object]) -> list[str]:
    shape = SHAPES[cast("OperationKind", op)]
    legal = ("op", "entity", *shape.needed, *shape.guessed, *shape.settings)
    found = [key for key in given if key not in legal]
    more = "; each field is an operation of its own" if "fields" in found else ""
    return [f"`{op}` has no key `{shown(key)}`{more}" for key in found]


def _name(key: str, op: OperationKind, given: Mapping[str, object], problems: list[str]) -> str:
    if key not in given:
        return ""
    is_entity = key == "entity" or (key == "to" and op in ("rename_entity", "add_relation"))
    name = name_of(given[key], is_entity=is_entity)
    if not name:
        form = "PascalCase" if is_entity else "snake_case"
        said = shown(str(given[key]))
        problems.append(f"`{said}` can't be a name; `{key}` is {form}, of ASCII letters and digits")
    return name


def _typed(given: Mapping[str, object], problems: list[str]) -> tuple[str, list[Setting]]:
    if "type" not in given:
        return "", []
    found = type_of(given["type"])
    if found.fault:
        problems.append(found.fault)
    return found.text, [one for one in found.settings if one[0] not in given]


def _settings(given: Mapping[str, Any], legal: Sequence[str], problems: list[str]) -> list[Setting]:
    found: list[Setting] = []
    for key in legal:
        if key not in given:
            continue
        if fault := setting_fault(key, given[key]):
            problems.append(fault)
        else:
            found.append((key, given[key]))
    return found
