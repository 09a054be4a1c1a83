"""What fields of classes have in common: finding them, changing types, limits and defaults."""

import ast
from collections.abc import Callable, Iterator

from baesc.proof.code import Code, Edit, Edits
from baesc.proof.operators.edits import (
    dropped,
    inserted,
    keywords,
    last_name,
    replaced,
    without_argument,
    without_item,
)

LIMITS = (
    "max_length", "min_length", "ge", "le", "gt", "lt", "max_digits", "decimal_places", "digits",
    "places", "multiple_of", "low", "high", "precision", "scale", "step", "max_chars",
)  # fmt: skip
_OTHER_TYPES = {
    "str": "int", "int": "str", "float": "int", "bool": "str", "date": "datetime",
    "datetime": "date", "Decimal": "float", "Flag": "str", "time": "str", "UUID": "str",
}  # fmt: skip


def fields(code: Code) -> Iterator[ast.AnnAssign]:
    """Yield the annotated fields of classes."""
    for one in code.all(ast.AnnAssign):
        if isinstance(code.parent(one), ast.ClassDef) and isinstance(one.target, ast.Name):
            yield one


def drop_field(code: Code) -> Iterator[Edits]:
    """Take each field out."""
    for one in fields(code):
        yield dropped(code, one)


def rename_field(code: Code) -> Iterator[Edits]:
    """Call each field otherwise."""
    for one in fields(code):
        yield inserted(code.span(one.target)[1], "_")


def inner_type(one: ast.AnnAssign) -> ast.expr:
    """Return the type of a field inside `Mapped[...]`."""
    node = one.annotation
    is_mapped = isinstance(node, ast.Subscript) and last_name(node) == "Mapped"
    return node.slice if is_mapped and isinstance(node, ast.Subscript) else node


def alter_type(code: Code) -> Iterator[Edits]:
    """Give each field another type."""
    for one in fields(code):
        node = inner_type(one)
        text = code.text_of(node)
        if isinstance(node, ast.Subscript) and last_name(node) in {"list", "dict"}:
            yield replaced(code, node, last_name(node))
        elif not text.startswith('"'):
            first, bar, rest = text.partition(" | ")
            yield replaced(code, node, _OTHER_TYPES.get(first, "object") + bar + rest)


def limits(code: Code) -> Iterator[tuple[ast.Call, ast.keyword]]:
    """Yield the keyword arguments that limit a value."""
    return keywords(code.all(ast.Call), *LIMITS)


def alter_limit(code: Code) -> Iterator[Edits]:
    """Move each limit by one in either direction."""
    for _, one in limits(code):
        value = one.value
        number = value.value if isinstance(value, ast.Constant) else None
        if isinstance(number, int | float) and not isinstance(number, bool):
            yield replaced(code, value, str(number + 1))
            if number:
                yield replaced(code, value, str(number - 1))
            else:
                yield replaced(code, value, "-1" if isinstance(number, int) else "-1.0")
        elif isinstance(value, ast.Name):
            yield replaced(code, value, f"{value.id} + 1")
        elif isinstance(value, ast.Call) and value.args:
            yield replaced(code, value, "None")


def drop_limit(code: Code) -> Iterator[Edits]:
    """Take each limit away."""
    for call, one in limits(code):
        yield without_argument(code, call, one)


def alter_default(code: Code) -> Iterator[Edits]:
    """Give each field with a constant default another one."""
    for one in fields(code):
        value = one.value
        if isinstance(value, ast.Constant) and value.value is not None:
            yield replaced(code, value, other_constant(value))


def other_constant(node: ast.Constant) -> str:
    """Return another constant of the same type."""
    value = node.value
    if isinstance(value, bool):
        return str(not value)
    if isinstance(value, int | float):
        return str(value + 1)
    return repr(f"{value}x") if isinstance(value, str) else "None"


def optional(code: Code) -> Iterator[ast.AnnAssign]:
    """Yield the fields that admit None."""
    for one in fields(code):
        if code.text_of(inner_type(one)).endswith("| None"):
            yield one


def forbid_none(code: Code) -> Iterator[Edits]:
    """Let each field that admits None admit it no longer."""
    for one in optional(code):
        end = code.span(inner_type(one))[1]
        yield (Edit(end - len(" | None"), end, ""),)


def admit_none(code: Code) -> Iterator[Edits]:
    """Let each field admit None."""
    for one in fields(code):
        node = inner_type(one)
        text = code.text_of(node)
        if "None" not in text and text != "Any" and not text.startswith(("list", '"')):
            yield inserted(code.span(node)[1], " | None")


def without_each(code: Code, node: ast.expr | None) -> Iterator[Edits]:
    """Take each element of a tuple or list out."""
    if isinstance(node, ast.Tuple | ast.List):
        if len(node.elts) == 1:
            yield replaced(code, node, "()" if isinstance(node, ast.Tuple) else "[]")
            return
        for at in range(len(node.elts)):
            if isinstance(node, ast.Tuple) and len(node.elts) == 2:
                left = code.text_of(node.elts[1 - at])
                has_brackets = code.text_of(node).startswith("(")
                yield replaced(code, node, f"({left},)" if has_brackets else left)
            else:
                yield without_item(code, node.elts, at)


def mapped(sites: Callable[[Code], Iterator[Edits]]) -> Callable[[Code], Iterator[Edits]]:
    """Leave out the sites that are not about a column."""

    def kept(code: Code) -> Iterator[Edits]:
        for edits in sites(code):
            line = code.text[code.line_start(edits[0].start) : edits[0].start]
            if "Mapped" in line:
                yield edits

    return kept
