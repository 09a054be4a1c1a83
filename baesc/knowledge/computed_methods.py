"""Computed fields as methods of models."""

from typing import NamedTuple

from baesc.knowledge.column_types import TYPE_IMPORTS, annotation
from baesc.knowledge.imports import Imports
from baesc.knowledge.python_names import attribute_name, free_name
from baesc.knowledge.shapes import Shape
from baesc.language.expressions.reads import fields_read
from baesc.language.expressions.wording import paraphrase
from baesc.language.ir import Field, System

# Of a docstring inside of a class, without its quotes.
LONGEST_LINE = 74


class Method(NamedTuple):
    """What gives the value of a computed field; a stored one has a column beside it."""

    name: str
    stored: bool
    annotation: str
    doc: str
    statements: tuple[str, ...]
    value: str


def method_of(
    system: System, shape: Shape, field: Field, attribute: str, imports: Imports
) -> Method:
    """Return what computes a field."""
    name = method_name(shape, field, attribute)
    hint = annotation(field, shape.enums.get(field.name, ""))
    base = hint.removesuffix(" | None")
    if base in TYPE_IMPORTS:
        imports.add(*TYPE_IMPORTS[base])
    if field.logic:
        return _calling(system, shape, field, imports)._replace(name=name, annotation=hint)
    if field.formula is None:
        # Words that nobody has lowered: no template is asked for it.
        return Method(name, field.stored, hint, field.doc, (), "None")
    from baesc.knowledge.compiling.computed import loaded_value

    code = loaded_value(field, shape.entity, system)
    for module, used in code.imports:
        imports.add(module, *filter(None, (used,)))
    return Method(name, field.stored, hint, _doc(field), code.statements, code.expression)


def _calling(system: System, shape: Shape, field: Field, imports: Imports) -> Method:
    """Return the method that gives what people filled in to a function."""
    from baesc.knowledge.holes.contracts import computed_contract

    contract = computed_contract(system, shape.entity, field)
    row = contract.classes[0]
    imports.add("app.logic", as_logic(shape.named.module))
    imports.add("app.database.base", "utc_now")
    values = ", ".join(f"{one.name}=self.{one.name}" for one in row.values)
    statements = (f"row = logic.{row.name}({values})",)
    value = f"logic.{contract.function}(row, today=utc_now().date())"
    return Method(
        field.name, stored=False, annotation="", doc=field.logic, statements=statements, value=value
    )


def as_logic(module: str) -> str:
    """Return how a module of functions is imported."""
    return module if module == "logic" else f"{module} as logic"


def _doc(field: Field) -> str:
    """Return what the value is, in a line or after one."""
    says = paraphrase(field.formula) if field.formula is not None else ""
    is_condition = field.type == "boolean"
    short = f"{'Tell whether' if is_condition else 'Return'} {says}."
    if len(short) <= LONGEST_LINE:
        return short
    return (
        f"Return the value of `{field.name}`.\n\nIt is {'true if ' if is_condition else ''}{says}."
    )


def method_name(shape: Shape, field: Field, attribute: str) -> str:
    """Return the method that computes a field: the field itself, unless a column has its name."""
    if not field.stored:
        return attribute
    taken = {one for _, one in (*shape.columns, *shape.computed)}
    taken |= {one.label for one in shape.references} | {one.attribute for one in shape.references}
    taken |= {one.attribute for one in shape.sets} | {one.ids_attribute for one in shape.sets}
    taken |= {attribute_name(one.name) for one in shape.entity.inverses}
    return free_name(f"compute_{attribute}", taken, "_value")


def in_writing_order(shape: Shape) -> tuple[tuple[Field, str], ...]:
    """Return the stored fields, each after those that it is computed from."""
    left = {field.name: (field, attribute) for field, attribute in shape.computed}
    found: dict[str, tuple[Field, str]] = {}

    def add(name: str) -> None:
        if name in found or name not in left:
            return
        field, attribute = left[name]
        for owner, needed in sorted(fields_read(field.formula) if field.formula else ()):
            if owner == shape.entity.name:
                add(needed)
        found[name] = (field, attribute)

    for name in left:
        add(name)
    return tuple(one for one in found.values() if one[0].stored)
