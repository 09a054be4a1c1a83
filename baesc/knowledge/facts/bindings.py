"""Names that are bound in a class body or at the top level, with what their values say."""

import ast

from baesc.knowledge.facts.kinds import Field, Texts
from baesc.knowledge.facts.text import admits_none, all_below, dotted, short, words
from baesc.knowledge.facts.value_types import Named, default_text, items_of, type_of
from baesc.knowledge.facts.web import by_name


def field_of(
    owner: str,
    name: str,
    node: ast.Assign | ast.AnnAssign,
    aliases: dict[str, str],
    named: Named,
) -> Field:
    """Return the fact of a binding."""
    annotation = node.annotation if isinstance(node, ast.AnnAssign) else None
    value = node.value
    calls = [value] if isinstance(value, ast.Call) else []
    calls += [one for one in _below(annotation) if isinstance(one, ast.Call)]
    settings: list[str] = []
    alias = name
    for call in calls:
        inner, stored = _settings(call, aliases)
        settings += inner
        alias = stored or alias
    kind = type_of(annotation, value, aliases, named)
    items: list[object] = getattr(value, "elts", getattr(value, "keys", []))
    return Field(
        line=node.lineno,
        owner=owner,
        name=name,
        alias=alias,
        type=short(annotation, aliases),
        value=short(value, aliases),
        required=_must_be_given(value, aliases),
        optional=admits_none(annotation, aliases),
        settings=tuple(settings),
        mentions=_once(words(value, aliases) + words(annotation, aliases)),
        size=len(items),
        base=kind.base,
        limits=kind.limits,
        default=default_text(value, aliases, named) if annotation is not None else "",
        items=kind.choices or items_of(value, aliases, named),
    )


def _below(node: ast.AST | None) -> list[ast.AST]:
    return [] if node is None or isinstance(node, ast.Name) else all_below(node)


def _once(texts: Texts) -> Texts:
    return tuple(dict.fromkeys(texts))


def _settings(call: ast.Call, aliases: dict[str, str]) -> tuple[list[str], str]:
    """Return the settings of a call and of the calls inside, and the name it stores under."""
    settings = []
    stored = ""
    for part in all_below(call):
        if isinstance(part, ast.keyword) and part.arg:
            settings.append(f"{part.arg}={short(part.value, aliases)}")
            if part.arg in {"alias", "serialization_alias"} and isinstance(
                part.value, ast.Constant
            ):
                stored = str(part.value.value)
    first = call.args[0] if call.args else None
    is_column = dotted(call.func, aliases).rpartition(".")[2] == "mapped_column"
    if is_column and isinstance(first, ast.Constant) and isinstance(first.value, str):
        stored = first.value
    return settings, stored


def _must_be_given(value: ast.expr | None, aliases: dict[str, str]) -> bool:
    """Tell whether a field of a model has no default: no value, `...`, or `Field()` without one."""
    if value is None:
        return True
    if isinstance(value, ast.Constant):
        return value.value is ...
    if isinstance(value, ast.Call) and dotted(value.func, aliases).rpartition(".")[2] == "Field":
        first = value.args[0] if value.args else by_name(value).get("default")
        if first is not None:
            return isinstance(first, ast.Constant) and first.value is ...
        return "default_factory" not in by_name(value)
    return False
