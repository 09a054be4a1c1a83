"""Checks a map against a pydantic model; what pydantic says becomes our diagnostics."""

from collections.abc import Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from baesc.language import faults
from baesc.language.places import Loc, Places
from baesc.messages.diagnostic import Diagnostic
from baesc.messages.nearest import nearest

Model = TypeVar("Model", bound=BaseModel)

# Nobody reads more of one map, and each costs a search for similar names.
MOST_FAULTS = 50

_EXPECTED = {
    "string_type": "text",
    "bool_type": "`true` or `false`",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "list_type": "a list",
    "dict_type": "a map",
    "model_type": "a map",
    "model_attributes_type": "a map",
}


def checked(
    model: type[Model], content: Mapping[str, Any], places: Places
) -> tuple[Model | None, tuple[Diagnostic, ...], frozenset[str]]:
    """Return the model, what is wrong, and the top keys that are wrong.

    When only some keys are wrong, the model is made without them.
    """
    try:
        return model.model_validate(content), (), frozenset()
    except ValidationError as error:
        details: list[Any] = error.errors(include_url=False, include_context=True)
    missing = {one["loc"][-1] for one in details if one["type"] == "missing"}
    found: dict[Loc, Diagnostic] = {}
    meant: set[str | int] = set()
    for one in details[:MOST_FAULTS]:
        loc: Loc = tuple(one["loc"])
        if one["type"] == "extra_forbidden":
            near = nearest(str(loc[-1]), keys_at(model, loc[:-1]))
            if near is not None and near in missing:
                meant.add(near)
        # A list of texts where a list of lists belongs is one fault.
        place = loc[:1] if one["type"] == "list_type" and isinstance(loc[-1], int) else loc
        found.setdefault(place, _translated(model, one, loc, places))
    # A misspelled key is one fault, though a key is unknown and another one missing.
    faults_found = tuple(fault for loc, fault in found.items() if loc[-1] not in meant)
    wrong = frozenset(str(one["loc"][0]) for one in details)
    rest = {key: value for key, value in content.items() if key not in wrong}
    try:
        return model.model_validate(rest), faults_found, wrong
    except ValidationError:
        return None, faults_found, wrong


def _translated(model: type[BaseModel], one: Any, loc: Loc, places: Places) -> Diagnostic:
    kind, given, context = one["type"], one["input"], one.get("ctx", {})
    name = next((str(part) for part in reversed(loc) if isinstance(part, str)), "it")
    if kind == "missing":
        return faults.missing_key(places.key(*loc[:-1]), name)
    if kind == "extra_forbidden":
        return faults.unknown_key(places.key(*loc), name, keys_at(model, loc[:-1]))
    span = places.at(*loc)
    what = f"`{name}`" if isinstance(loc[-1], str) else f"each of `{name}`"
    if kind in _EXPECTED:
        return faults.wrong_type(span, what, _EXPECTED[kind], _advice(kind, name, given))
    if kind == "literal_error":
        known = [part.strip().strip("'") for part in _choices(context)]
        if not isinstance(given, str):
            return faults.wrong_type(span, what, f"one of {faults.listed(known)}")
        return faults.not_a_choice(span, name, given, known)
    return faults.out_of_limits(span, what, _limit(kind, context, one["msg"]))


def _choices(context: Any) -> list[str]:
    return str(context.get("expected", "")).replace(" or ", ", ").split(",")


def _limit(kind: str, context: Any, message: str) -> str:
    if kind == "string_too_long":
        return f"has more than {context['max_length']} characters"
    if kind == "too_long":
        return f"has more than {context['max_length']} entries"
    if kind in ("string_too_short", "too_short"):
        return "is empty"
    if kind == "string_pattern_mismatch":
        return "must be one line without spaces at its ends"
    if kind == "greater_than_equal":
        return f"must be at least {context['ge']}"
    if kind == "less_than_equal":
        return f"must be at most {context['le']}"
    return message[:1].lower() + message[1:]


def _advice(kind: str, name: str, given: object) -> str:
    if kind == "string_type" and isinstance(given, (bool, int, float)):
        shown = str(given).lower() if isinstance(given, bool) else str(given)
        return f'put it in quotes: `"{shown}"`'
    if kind == "bool_type" and isinstance(given, str):
        if given.lower() in ("yes", "on", "y"):
            return "write `true`"
        if given.lower() in ("no", "off", "n"):
            return "write `false`"
    if kind == "list_type" and isinstance(given, str):
        if name in ("unique", "indexes"):
            return f"write a list of groups: `{name}: [[first_field, second_field]]`"
        return f"write `[{faults.shown(given)}]`"
    return ""


def keys_at(model: type[BaseModel], loc: Loc) -> tuple[str, ...]:
    """Return the keys that the map at `loc` may have."""
    for part in loc:
        if not isinstance(part, str) or part not in model.model_fields:
            continue
        inner = _model_in(model.model_fields[part].annotation)
        if inner is not None:
            model = inner
    return tuple(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
