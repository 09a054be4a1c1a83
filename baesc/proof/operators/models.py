"""Faults of models: what the tables of the running application are made from."""

import ast
import re
from collections.abc import Callable, Iterator

from baesc.proof.code import Code, Edit, Edits, Operator
from baesc.proof.operators.edits import (
    dropped,
    inserted,
    is_number,
    keywords,
    last_name,
    replaced,
    with_argument,
    without_argument,
    without_item,
)
from baesc.proof.operators.typed import (
    admit_none,
    alter_type,
    drop_field,
    fields,
    forbid_none,
    mapped,
    optional,
    rename_field,
    without_each,
)

MODELS = ("app/models/*.py",)
TABLES = ("app/models/*.py", "app/database/base.py")
_COLUMNS = ("mapped_column", "Column", "ForeignKey")
_TYPES = {"String": "Text", "Text": "String(10)", "Numeric": "Float", "UtcDateTime": "Date"}
_ACTIONS = ("CASCADE", "RESTRICT", "SET NULL", "NO ACTION")


def _calls(code: Code, *names: str) -> Iterator[ast.Call]:
    return (one for one in code.all(ast.Call) if last_name(one) in names)


def _set_nullable(code: Code) -> Iterator[Edits]:
    # What admits None is nullable without saying so.
    known = [*optional(code)]
    values = [one.value for one in known]
    for call in _calls(code, "mapped_column"):
        if call not in values and not any(one.arg == "nullable" for one in call.keywords):
            yield with_argument(code, call, "nullable=True")
    for one in fields(code):
        if one.value is None and one not in known and last_name(one.annotation) == "Mapped":
            yield inserted(code.span(one)[1], " = mapped_column(nullable=True)")


def _drop_keyword(*names: str) -> Callable[[Code], Iterator[Edits]]:
    def sites(code: Code) -> Iterator[Edits]:
        for call, one in keywords(_calls(code, *_COLUMNS), *names):
            yield without_argument(code, call, one)
            if code.text_of(one.value) == "True":
                yield replaced(code, one.value, "False")

    return sites


def _add_unique(code: Code) -> Iterator[Edits]:
    for call in _calls(code, "mapped_column"):
        if not any(one.arg in {"unique", "primary_key"} for one in call.keywords):
            yield with_argument(code, call, "unique=True")


def _alter_action(code: Code) -> Iterator[Edits]:
    for _, one in keywords(_calls(code, "ForeignKey"), "ondelete"):
        if isinstance(one.value, ast.Constant):
            for other in _ACTIONS:
                if other != one.value.value:
                    yield replaced(code, one.value, f'"{other}"')


def _drop_foreign_key(code: Code) -> Iterator[Edits]:
    for call in _calls(code, "ForeignKey"):
        outer = code.parent(call)
        if isinstance(outer, ast.Call):
            yield without_argument(code, outer, call)


def _retarget(code: Code) -> Iterator[Edits]:
    for call in _calls(code, "ForeignKey"):
        for one in call.args[:1]:
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                table, _, column = one.value.partition(".")
                yield replaced(code, one, f'"{table}_.{column}"')
                yield replaced(code, one, f'"{table}.created_at"')


def _table_args(code: Code) -> Iterator[ast.Tuple]:
    for one in code.all(ast.Assign):
        if last_name(one.targets[0]) == "__table_args__" and isinstance(one.value, ast.Tuple):
            yield one.value


def _drop_table_arg(code: Code) -> Iterator[Edits]:
    for one in _table_args(code):
        yield from without_each(code, one)


def _drop_table_args(code: Code) -> Iterator[Edits]:
    for one in _table_args(code):
        yield dropped(code, code.statement_of(one))


def _alter_columns(code: Code) -> Iterator[Edits]:
    for call in _calls(code, "UniqueConstraint", "Index", "PrimaryKeyConstraint"):
        for at, one in enumerate(call.args):
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield without_item(code, call.args, at)
                yield replaced(code, one, '"id"')


def _weaken_check(code: Code) -> Iterator[Edits]:
    for call in _calls(code, "CheckConstraint"):
        one = call.args[0] if call.args else None
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield replaced(code, one, '"1 = 1"')
            yield replaced(code, one, '"id > 0"')
            yield replaced(code, one, repr(f"{one.value} OR 1 = 1"))


def _alter_check(code: Code) -> Iterator[Edits]:
    for call in _calls(code, "CheckConstraint"):
        one = call.args[0] if call.args else None
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            start = code.span(one)[0]
            for found in re.finditer(r"(?<![\w.'-])\d+(?![\w.'-])", code.text_of(one)):
                number = int(found[0]) + 1
                yield (Edit(start + found.start(), start + found.end(), str(number)),)


def _alter_size(code: Code) -> Iterator[Edits]:
    for call in _calls(code, "String", "Numeric", "ExactDecimal", "VARCHAR"):
        for one in call.args:
            if isinstance(one, ast.Constant) and is_number(one):
                yield replaced(code, one, str(int(str(one.value)) + 1))
        if call.args:
            yield (Edit(code.span(call.func)[1], code.span(call)[1], "()"),)


def _alter_column_type(code: Code) -> Iterator[Edits]:
    for call in _calls(code, "mapped_column"):
        first = call.args[0] if call.args else None
        name = last_name(first)
        if first is not None and name != "ForeignKey":
            yield replaced(code, first, _TYPES.get(name, "Text"))
            yield without_argument(code, call, first)


def _alter_column_default(code: Code) -> Iterator[Edits]:
    for call, one in keywords(_calls(code, "mapped_column"), "default", "onupdate",
                              "server_default"):  # fmt: skip
        yield without_argument(code, call, one)
        yield replaced(code, one.value, "None")


def _alter_table_name(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.Assign):
        if last_name(one.targets[0]) == "__tablename__" and isinstance(one.value, ast.Constant):
            yield replaced(code, one.value, repr(str(one.value.value) + "_"))
            yield dropped(code, one)
    for call in _calls(code, "Table"):
        if call.args and isinstance(call.args[0], ast.Constant):
            yield replaced(code, call.args[0], repr(str(call.args[0].value) + "_"))


def _drop_link_column(code: Code) -> Iterator[Edits]:
    for call in _calls(code, "Table"):
        for one in call.args:
            if last_name(one) == "Column":
                yield without_argument(code, call, one)
            if isinstance(one, ast.Call) and one.args and isinstance(one.args[0], ast.Constant):
                yield replaced(code, one.args[0], repr(str(one.args[0].value) + "_"))


def _alter_base(code: Code) -> Iterator[Edits]:
    for one in code.all(ast.ClassDef):
        for base in one.bases:
            if code.text_of(base) in {"Base", "StrEnum"}:
                other = "object" if code.text_of(base) == "Base" else "Enum"
                yield replaced(code, base, other)


def _drop_model(code: Code) -> Iterator[Edits]:
    for one in code.tree.body:
        if isinstance(one, ast.ClassDef | ast.Assign):
            yield dropped(code, one)


def _members(code: Code) -> Iterator[ast.Assign]:
    for one in code.all(ast.Assign):
        outer = code.parent(one)
        if isinstance(outer, ast.ClassDef) and any("Enum" in last_name(it) for it in outer.bases):
            yield one


def _drop_member(code: Code) -> Iterator[Edits]:
    for one in _members(code):
        yield dropped(code, one)


def _alter_member(code: Code) -> Iterator[Edits]:
    for one in _members(code):
        if isinstance(one.value, ast.Constant):
            yield replaced(code, one.value, repr(f"{str(one.value.value).upper()}_"))


def _alter_relation(code: Code) -> Iterator[Edits]:
    for call, one in keywords(_calls(code, "relationship"), "secondary"):
        yield without_argument(code, call, one)


def _flip_type_setting(code: Code) -> Iterator[Edits]:
    for _, one in keywords(code.all(ast.Call), "create_constraint", "timezone", "primary_key"):
        if isinstance(one.value, ast.Constant) and isinstance(one.value.value, bool):
            yield replaced(code, one.value, str(not one.value.value))


def _hide_model(code: Code) -> Iterator[Edits]:
    if code.path.endswith("__init__.py"):
        for one in code.tree.body:
            if isinstance(one, ast.ImportFrom):
                yield dropped(code, one)


OPERATORS = (
    Operator("drop-model-column", "models", "A table lacks a column or a relation.",
             "python", TABLES, drop_field, visible=True),
    Operator("rename-model-column", "models", "A column has another name.",
             "python", TABLES, rename_field, visible=True),
    Operator("admit-null-in-model", "models", "A column takes NULL.",
             "python", TABLES, mapped(admit_none)),
    Operator("forbid-null-in-model", "models", "A column that may be empty takes no NULL.",
             "python", TABLES, forbid_none, visible=True),
    Operator("set-nullable", "models", "A column is nullable, whatever its type says.",
             "python", TABLES, _set_nullable),
    Operator("alter-model-type", "models", "A column has another Python type.",
             "python", TABLES, mapped(alter_type)),
    Operator("alter-model-column-type", "models", "A column has another type in the database.",
             "python", TABLES, _alter_column_type),
    Operator("alter-model-size", "models", "A column has another size.",
             "python", TABLES, _alter_size),
    Operator("drop-model-unique", "models", "A column is not unique.",
             "python", TABLES, _drop_keyword("unique"), visible=True),
    Operator("add-model-unique", "models", "A column is unique that must not be.",
             "python", MODELS, _add_unique, visible=True),
    Operator("drop-model-index", "models", "A column has no index.",
             "python", TABLES, _drop_keyword("index")),
    Operator("drop-model-primary-key", "models", "A table lacks its key.",
             "python", TABLES, _drop_keyword("primary_key")),
    Operator("drop-model-foreign-key", "models", "A column refers to nothing.",
             "python", MODELS, _drop_foreign_key),
    Operator("retarget-model-foreign-key", "models", "A column refers to something else.",
             "python", MODELS, _retarget),
    Operator("drop-model-on-delete", "models", "Nothing says what becomes of referring rows.",
             "python", MODELS, _drop_keyword("ondelete")),
    Operator("alter-model-on-delete", "models", "Something else becomes of referring rows.",
             "python", MODELS, _alter_action),
    Operator("drop-table-argument", "models", "A constraint, index or option is missing.",
             "python", MODELS, _drop_table_arg),
    Operator("drop-table-arguments", "models", "All constraints of a table are missing.",
             "python", MODELS, _drop_table_args),
    Operator("alter-constraint-columns", "models", "A constraint or index is about other columns.",
             "python", MODELS, _alter_columns),
    Operator("weaken-model-check", "models", "A check passes everything.",
             "python", MODELS, _weaken_check),
    Operator("alter-model-check", "models", "The bound of a check is off by one.",
             "python", MODELS, _alter_check),
    Operator("alter-model-default", "models", "A column has another default, or none.",
             "python", TABLES, _alter_column_default, visible=True),
    Operator("alter-table-name", "models", "A table has another name.",
             "python", MODELS, _alter_table_name),
    Operator("alter-link-column", "models", "A table of links lacks a column.",
             "python", MODELS, _drop_link_column, visible=True),
    Operator("alter-model-base", "models", "A model is no table.",
             "python", TABLES, _alter_base, visible=True),
    Operator("drop-model", "models", "A model is missing.",
             "python", MODELS, _drop_model, visible=True),
    Operator("drop-choice", "models", "A choice is missing.",
             "python", MODELS, _drop_member, visible=True),
    Operator("alter-choice", "models", "A choice has another value.",
             "python", MODELS, _alter_member, visible=True),
    Operator("drop-secondary", "models", "A relation has lost its table of links.",
             "python", MODELS, _alter_relation, visible=True),
    Operator("flip-type-setting", "models", "A column type has lost a guarantee.",
             "python", TABLES, _flip_type_setting),
    Operator("hide-model", "models", "A model is never imported, so its table is never made.",
             "python", MODELS, _hide_model),
)  # fmt: skip
