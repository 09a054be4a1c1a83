"""Faults of bodies: fields, limits, defaults and what else a schema asks for."""

import ast
from collections.abc import Iterator

from baesc.proof.code import Code, Edit, Edits, Operator
from baesc.proof.operators.edits import (
    dropped,
    keywords,
    last_name,
    replaced,
    without_argument,
)
from baesc.proof.operators.typed import (
    admit_none,
    alter_default,
    alter_limit,
    alter_type,
    drop_field,
    drop_limit,
    fields,
    forbid_none,
    rename_field,
    without_each,
)

SCHEMAS = ("app/schemas/*.py",)
_TYPES = ("app/schemas/*.py", "app/fields.py")


def _require(code: Code) -> Iterator[Edits]:
    for one in fields(code):
        if one.value is not None:
            # An annotation may stand in parentheses, which end after it.
            start, end = code.span(one.annotation)[1], code.span(one.value)[0]
            start += len(code.text[start:end].rpartition("=")[0].rstrip())
            yield (Edit(start, code.span(one.value)[1], ""),)


def _relax(code: Code) -> Iterator[Edits]:
    for one in fields(code):
        if one.value is None:
            end = code.span(one.annotation)[1]
            text = code.text_of(one.annotation)
            none = "" if "None" in text else " | None"
            yield (Edit(end, end, f"{none} = None"),)
            if text in {"str", "Name", "Title"}:
                yield (Edit(end, end, ' = ""'),)


def _annotated(code: Code) -> Iterator[tuple[ast.Subscript, list[ast.expr]]]:
    for one in code.all(ast.Subscript):
        if last_name(one) == "Annotated" and isinstance(one.slice, ast.Tuple):
            yield one, one.slice.elts


def _drop_constraints(code: Code) -> Iterator[Edits]:
    for one, items in _annotated(code):
        yield replaced(code, one, code.text_of(items[0]))


def _drop_constraint(code: Code) -> Iterator[Edits]:
    for _, items in _annotated(code):
        for at in range(1, len(items) if len(items) > 2 else 1):
            yield (Edit(code.span(items[at - 1])[1], code.span(items[at])[1], ""),)


def _alter_base_type(code: Code) -> Iterator[Edits]:
    for _, items in _annotated(code):
        yield replaced(code, items[0], "int" if code.text_of(items[0]) == "str" else "str")


def _drop_pattern(code: Code) -> Iterator[Edits]:
    for call, one in keywords(code.all(ast.Call), "pattern"):
        yield without_argument(code, call, one)
        yield replaced(code, one.value, '".*"')


def _drop_factory(code: Code) -> Iterator[Edits]:
    for call, one in keywords(code.all(ast.Call), "default_factory", "default"):
        yield without_argument(code, call, one)
        yield replaced(code, one.value, "dict" if code.text_of(one.value) == "list" else "list")


def _extra(code: Code) -> Iterator[tuple[ast.Call, ast.keyword]]:
    for call, one in keywords(code.all(ast.Call), "extra"):
        if isinstance(one.value, ast.Constant) and one.value.value == "forbid":
            yield call, one


def _open_body(code: Code) -> Iterator[Edits]:
    for call, one in _extra(code):
        yield replaced(code, one.value, '"ignore"')
        yield replaced(code, one.value, '"allow"')
        yield without_argument(code, call, one)
        yield dropped(code, code.statement_of(call))


def _other_base(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.ClassDef):
        for at, base in enumerate(one.bases):
            name = code.text_of(base)
            if name != "BaseModel" and "Generic" not in name:
                yield replaced(code, base, "BaseModel")
                if len(one.bases) == 1 and not one.keywords:
                    end = code.text.index(")", code.span(base)[1]) + 1
                    yield (Edit(code.text.rindex("(", 0, code.span(base)[0]), end, ""),)
                elif at:
                    yield (Edit(code.span(one.bases[at - 1])[1], code.span(base)[1], ""),)


def _drop_class(code: Code) -> Iterator[Edits]:
    for one in code.tree.body:
        if isinstance(one, ast.ClassDef):
            yield dropped(code, one)


def _choices(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.Subscript):
        if last_name(one) == "Literal":
            yield from without_each(code, one.slice)
            yield replaced(code, one, "str")


def _drop_alias(code: Code) -> Iterator[Edits]:
    for call, one in keywords(code.all(ast.Call), "alias", "validation_alias", "from_attributes",
                              "serialize_by_alias"):  # fmt: skip
        yield without_argument(code, call, one)


OPERATORS = (
    Operator("drop-body-field", "bodies", "A body lacks a field.",
             "python", SCHEMAS, drop_field, visible=True),
    Operator("rename-body-field", "bodies", "A field of a body has another name.",
             "python", SCHEMAS, rename_field, visible=True),
    Operator("require-body-field", "bodies", "An optional field is required.",
             "python", SCHEMAS, _require, visible=True),
    Operator("relax-body-field", "bodies", "A required field may be left out.",
             "python", SCHEMAS, _relax, visible=True),
    Operator("admit-null", "bodies", "A field takes null.",
             "python", SCHEMAS, admit_none, visible=True),
    Operator("forbid-null", "bodies", "A field that may be empty takes no null.",
             "python", SCHEMAS, forbid_none, visible=True),
    Operator("alter-body-limit", "bodies", "A limit is off by one.",
             "python", SCHEMAS, alter_limit, visible=True),
    Operator("drop-body-limit", "bodies", "A limit is gone.",
             "python", _TYPES, drop_limit, visible=True),
    Operator("alter-field-type", "bodies", "A field of a body has another type.",
             "python", SCHEMAS, alter_type, visible=True),
    Operator("alter-base-type", "bodies", "A constrained type is based on another.",
             "python", _TYPES, _alter_base_type, visible=True),
    Operator("drop-constraints", "bodies", "A type has lost all constraints.",
             "python", _TYPES, _drop_constraints, visible=True),
    Operator("drop-constraint", "bodies", "A type has lost a constraint.",
             "python", _TYPES, _drop_constraint, visible=True),
    Operator("drop-pattern", "bodies", "A text may have any shape.",
             "python", _TYPES, _drop_pattern, visible=True),
    Operator("alter-body-default", "bodies", "A field has another default.",
             "python", SCHEMAS, alter_default, visible=True),
    Operator("alter-default-factory", "bodies", "A default is made otherwise, or not at all.",
             "python", SCHEMAS, _drop_factory, visible=True),
    Operator("open-body", "bodies", "Unknown fields pass.",
             "python", SCHEMAS, _open_body, visible=True),
    Operator("alter-body-base", "bodies", "A body has another base.",
             "python", SCHEMAS, _other_base, visible=True),
    Operator("drop-body", "bodies", "A body is missing.",
             "python", SCHEMAS, _drop_class, visible=True),
    Operator("alter-choices", "bodies", "A choice is missing, or anything goes.",
             "python", SCHEMAS, _choices, visible=True),
    Operator("drop-alias", "bodies", "A body is not read from rows, or by other names.",
             "python", SCHEMAS, _drop_alias, visible=True),
)  # fmt: skip
