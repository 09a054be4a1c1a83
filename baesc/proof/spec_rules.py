"""Random checks and computed fields for random specs: a small grammar over what an entity has."""

from collections.abc import Callable
from typing import Any, NamedTuple

from hypothesis import strategies as st

from baesc.language.expressions.names import CONSTANTS, WORDS, spelled
from baesc.proof.spec_fields import Spec

_NUMBERS = ("integer", "float", "decimal")
_TEXTS = ("string", "text", "email", "url")
_MESSAGES = ("The values go together.", "A rule of the house.", 'With "quotes" in it', "")
_NOBODY = "00000000-0000-4000-8000-00000000ffff"
_PLAIN = ("string", "integer", "date", "uuid", "enum", "boolean")


class Member(NamedTuple):
    """A field as an expression reads it."""

    name: str
    kind: str
    optional: bool
    spec: Spec


def member(name: str, spec: Spec | str) -> Member:
    """Return a field of a spec in the short or the long form."""
    if isinstance(spec, str):
        words = spec.split()
        kind = words[0].partition("(")[0]
        optional = words[0].endswith("?")
        # `enum(a, b)?` has spaces inside.
        optional = optional or spec.partition(")")[2].startswith("?")
        values = [one.strip() for one in spec.partition("(")[2].partition(")")[0].split(",")]
        more: Spec = {"values": values} if kind == "enum" else {}
        return Member(_written(name), kind.rstrip("?"), optional, more)
    kind = str(spec["type"]).partition("(")[0].rstrip("?")
    return Member(_written(name), kind, not spec.get("required", True), spec)


def _written(name: str) -> str:
    plain = spelled(name)
    return f"self.{plain}" if name in (*WORDS, *CONSTANTS) else plain


def checks(members: list[Member], relations: Spec, entity: str) -> st.SearchStrategy[list[Spec]]:
    """Draw rules that rows can obey together: no two are about one field."""
    return _checks(members, relations, entity)


@st.composite
def _checks(draw: st.DrawFn, members: list[Member], relations: Spec, entity: str) -> list[Spec]:
    order = draw(st.permutations(members))
    texts = [_check(draw, one) for one in order[: draw(st.integers(1, 3))]]
    texts += [_related(draw, relations), _set(draw, order[-1], relations, entity)]
    return [_rule(text, draw(st.sampled_from(_MESSAGES))) for text in texts if text]


def _rule(text: str, message: str) -> Spec:
    return {"check": text, **({"message": message} if message else {})}


def _check(draw: st.DrawFn, one: Member) -> str:
    """Return a check of one field that some of its values obey, and empty ones too."""
    name = one.name
    if one.kind in _NUMBERS:
        middle = one.spec.get("min", 0)
        chosen = [f"{name} >= {middle}", f"{name} <= {one.spec.get('max', 999)}",
                  f"not {name} < {middle}", f"abs({name}) >= 0 and {name} != 12345",
                  f"{name} * 2 - {name} == {name} or {name} > {middle}"]  # fmt: skip
        return draw(st.sampled_from(chosen))
    if one.kind in ("date", "datetime"):
        day = name if one.kind == "date" else f"date({name})"
        chosen = [f"{day} != '1999-12-31'", f"year({name}) >= 1900",
                  f"{day} <= today + years(300)", f"{day} + days(1) > {day}"]  # fmt: skip
        return draw(st.sampled_from(chosen))
    if one.kind in _TEXTS:
        chosen = [f"len({name}) >= 1", f"{name} != 'nobody'", f"lower({name}) != 'no one'",
                  f"'%%' not in {name}"]  # fmt: skip
        return draw(st.sampled_from(chosen))
    if one.kind == "boolean":
        return draw(st.sampled_from((name, f"not {name}", f"{name} == True")))
    if one.kind == "enum":
        value = _first(one)
        return (
            f"{name} in ({_text(value)},)" if draw(st.booleans()) else f"{name} == {_text(value)}"
        )
    return {"time": f"{name} != '23:58'", "uuid": f"{name} != '{_NOBODY}'"}.get(one.kind, "")


def _text(value: str) -> str:
    return repr(value)


def _related(draw: st.DrawFn, relations: Spec) -> str:
    """Return a check over a relation to one."""
    names = [name for name, spec in relations.items() if not _is_many(spec)]
    if not names or not draw(st.booleans()):
        return ""
    name = spelled(draw(st.sampled_from(names)))
    return f"{name} is None or {name}.created_at <= now + days(1)"


def _set(draw: st.DrawFn, one: Member, relations: Spec, entity: str) -> str:
    """Return a check over sets of rows."""
    many = [spelled(name) for name, spec in relations.items() if _is_many(spec)]
    chosen = [f"count(each for each in {entity}) <= 20"]
    if one.kind in _PLAIN and not one.name.startswith("self."):
        chosen.append(f"count(each for each in {entity} if each.{one.name} == {one.name}) <= 4")
    chosen += [f"count({name}) <= 3" for name in many]
    chosen += [f"all(each.id > 0 for each in {name})" for name in many]
    return draw(st.sampled_from(chosen)) if draw(st.booleans()) else ""


def _is_many(spec: Spec | str) -> bool:
    kind = spec.get("kind", "") if isinstance(spec, dict) else spec
    return "many_to_many" in kind


Make = Callable[[Member], tuple[str, str]]
_COMPUTED: dict[str, Make] = {
    "integer": lambda one: ("integer", f"{one.name} % 7 + 1"),
    "decimal": lambda one: ("decimal(15,2)", f"round({one.name} * 2, 2)"),
    "float": lambda one: ("float", f"{one.name} / 4"),
    "string": lambda one: ("string(600)", f"{one.name} + '!'"),
    "email": lambda one: ("text", f"'<' + {one.name} + '>'"),
    "date": lambda one: ("boolean", f"{one.name} < '2020-01-01'"),
    "datetime": lambda one: ("date", f"date({one.name})"),
    "boolean": lambda one: ("string", f"'yes' if {one.name} else 'no'"),
    "enum": lambda one: ("boolean", f"{one.name} in ({_text(_first(one))},)"),
}


def _first(one: Member) -> str:
    first = next(iter(one.spec["values"]))
    return str(first["value"] if isinstance(first, dict) else first)


@st.composite
def computed_fields(draw: st.DrawFn, members: list[Member], relations: Spec, entity: str) -> Spec:
    """Draw computed fields, by names that no field has."""
    found: dict[str, Any] = {}
    known = [one for one in members if one.kind in _COMPUTED]
    is_wanted: bool = draw(st.booleans())
    if known and is_wanted:
        one: Member = draw(st.sampled_from(known))
        kind, text = _COMPUTED[one.kind](one)
        found["made_of_it"] = {"type": kind, "computed": text}
        if one.optional and one.kind != "boolean":
            found["made_of_it"]["required"] = False
        if draw(st.booleans()):
            found["made_of_it"]["stored"] = True
    if draw(st.booleans()):
        many = [spelled(name) for name, spec in relations.items() if _is_many(spec)]
        rows = draw(st.sampled_from([*many, f"each for each in {entity} if each != self"]))
        found["number_of_others"] = {"type": "integer", "computed": f"count({rows})"}
    return found
