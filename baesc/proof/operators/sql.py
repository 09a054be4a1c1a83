"""Faults of a schema in SQL."""

import re
from collections.abc import Callable, Iterator

from baesc.proof.code import Code, Edit, Edits, Operator
from baesc.proof.operators.sql_text import (
    Item,
    Statement,
    Token,
    column_names,
    cut,
    items,
    left_out,
    statements,
    tables,
    without,
)

SQL = ("**/*.sql",)
_ACTIONS = ("CASCADE", "RESTRICT", "SET NULL", "NO ACTION")
_TYPES = {"INTEGER": "TEXT", "BIGINT": "TEXT", "VARCHAR": "INTEGER", "NUMERIC": "FLOAT",
          "DATE": "DATETIME", "DATETIME": "DATE", "TIMESTAMP": "DATE", "BOOLEAN": "TEXT",
          "TEXT": "INTEGER"}  # fmt: skip


def _new(token: Token, text: str) -> Edits:
    return (Edit(token.start, token.end, text),)


def _is_key(one: Item) -> bool:
    return one.find("PRIMARY", "KEY") > 0


def _drop_words(*words: str) -> Callable[[Code], Iterator[Edits]]:
    """Take some words out of columns."""

    def sites(code: Code) -> Iterator[Edits]:
        for _, _, one in items(code):
            at = one.find(*words)
            # A key of whole numbers takes no NULL whatever else it says.
            if at > 0 and (words[0] != "NOT" or one.find("INTEGER") < 0 or not _is_key(one)):
                yield cut(code, one.tokens[at : at + len(words)])

    return sites


def _forbid_null(code: Code) -> Iterator[Edits]:
    for _, _, one in items(code):
        if one.find("NOT", "NULL") < 0 and one.find("PRIMARY") < 0:
            yield (Edit(one.end, one.end, " NOT NULL"),)


def _null_for_not_null(code: Code) -> Iterator[Edits]:
    for _, _, one in items(code):
        at = one.find("NOT", "NULL")
        if at > 0 and (one.find("INTEGER") < 0 or not _is_key(one)):
            yield _new(one.tokens[at], "/* NOT */")


def _drop_key(code: Code) -> Iterator[Edits]:
    for _, _, one in items(code):
        at = one.find("PRIMARY", "KEY")
        if at > 0:
            count = 3 if one.find("PRIMARY", "KEY", "AUTOINCREMENT") == at else 2
            yield cut(code, one.tokens[at : at + count])


def _drop_item(kind: str) -> Callable[[Code], Iterator[Edits]]:
    def sites(code: Code) -> Iterator[Edits]:
        for table, at, _ in items(code, kind):
            yield without(code, table, at)
            yield without(code, table, at, note=True)

    return sites


def _columns_of(one: Item, word: str, names: list[str]) -> Iterator[Edits]:
    """Drop or replace each column that a constraint lists after a word."""
    groups = one.group(one.find(word))
    for at, group in enumerate(groups):
        yield from left_out(groups, at)
        listed = {it.text for it in (token for part in groups for token in part)}
        other = next((name for name in names if name.upper() not in listed), None)
        if other:
            yield _new(group[0], other)


def _alter_columns(kind: str, word: str) -> Callable[[Code], Iterator[Edits]]:
    def sites(code: Code) -> Iterator[Edits]:
        for table, _, one in items(code, kind):
            yield from _columns_of(one, word, column_names(code, table))

    return sites


def _weaken_check(code: Code) -> Iterator[Edits]:
    for _, _, one in items(code, "CHECK"):
        group = one.group(one.find("CHECK"))
        start, end = group[0][0].start, group[-1][-1].end
        yield (Edit(start, end, "1 = 1"),)
        yield (Edit(end, end, " OR 1 = 1"),)
        yield (Edit(start, end, f"{code.text[start : group[0][0].end]} IS NOT NULL"),)


def _alter_check(code: Code) -> Iterator[Edits]:
    for _, _, one in items(code, "CHECK"):
        for token in one.tokens:
            if token.kind == "number":
                whole, dot, rest = token.text.partition(".")
                yield _new(token, f"{int(whole) + 1}{dot}{rest}")
            elif token.kind == "text":
                yield _new(token, f"'{token.text.strip(chr(39))}_'")
            elif token.text in {"BETWEEN", "IN"}:
                yield _new(token, f"NOT {token.text}")
            elif token.text in {"<", ">"}:
                yield _new(token, "<" if token.text == ">" else ">")


def _drop_choice(code: Code) -> Iterator[Edits]:
    for _, _, one in items(code, "CHECK"):
        at = one.find("IN")
        groups = one.group(at) if at > 0 else []
        for number in range(len(groups)):
            yield from left_out(groups, number)


def _drop_action(code: Code) -> Iterator[Edits]:
    for _, _, one in [*items(code, "FOREIGN"), *items(code)]:
        at, count = one.action()
        if at > 0:
            yield cut(code, one.tokens[at : at + count])


def _alter_action(code: Code) -> Iterator[Edits]:
    for _, _, one in [*items(code, "FOREIGN"), *items(code)]:
        at, count = one.action()
        if at > 0:
            words = one.tokens[at + 2 : at + count]
            now = " ".join(token.text for token in words)
            for other in _ACTIONS:
                if other != now:
                    yield (Edit(words[0].start, words[-1].end, other),)


def _retarget(code: Code) -> Iterator[Edits]:
    names = [code.text[one.name.start : one.name.end] for one in tables(code) if one.name]
    for _, _, one in [*items(code, "FOREIGN"), *items(code)]:
        at = one.find("REFERENCES")
        if at > 0:
            target = one.tokens[at + 1]
            now = code.text[target.start : target.end]
            yield _new(target, next((name for name in names if name != now), f"{now}_"))
            groups = one.group(at)
            if groups[0]:
                yield _new(groups[0][0], "created_at")


def _indexes(code: Code) -> Iterator[Statement]:
    return (one for one in statements(code) if one.kind == "INDEX")


def _drop_index(code: Code) -> Iterator[Edits]:
    for one in _indexes(code):
        yield (Edit(one.tokens[0].start, one.tokens[-1].end, ""),)
        yield (Edit(one.tokens[0].start, one.tokens[0].start, "-- "),)


def _alter_index(code: Code) -> Iterator[Edits]:
    by_name = {one.name.text: column_names(code, one) for one in tables(code) if one.name}
    for one in _indexes(code):
        part = Item(one.tokens)
        table = one.tokens[part.find("ON") + 1]
        yield from _columns_of(part, "ON", by_name.get(table.text, []))
        yield (Edit(one.tokens[0].end, one.tokens[0].end, " UNIQUE"),)


def _drop_table(code: Code) -> Iterator[Edits]:
    for one in tables(code):
        yield (Edit(one.tokens[0].start, one.tokens[-1].end, ""),)
        yield (
            Edit(one.tokens[0].start, one.tokens[0].start, "/* "),
            Edit(one.tokens[-1].end, one.tokens[-1].end, " */"),
        )


def _rename(code: Code, name: Token, within: tuple[int, int]) -> Edits:
    """Rename a table or column wherever its name stands in a part of the text."""
    word = re.escape(code.text[name.start : name.end])
    found = re.compile(rf"(?<![\w'\"])(?:{word})(?![\w'\"])").finditer(code.text, *within)
    return tuple(Edit(one.end(), one.end(), "_") for one in found)


def _rename_table(code: Code) -> Iterator[Edits]:
    for one in tables(code):
        if one.name and one.name.text[0] not in '"`[':
            yield _rename(code, one.name, (0, len(code.text)))


def _rename_column(code: Code) -> Iterator[Edits]:
    for table, _, one in items(code):
        name = one.tokens[0]
        if name.text[0] not in '"`[':
            yield _rename(code, name, (table.tokens[0].start, table.tokens[-1].end))


def _alter_type(code: Code) -> Iterator[Edits]:
    for _, _, one in items(code):
        if len(one.tokens) > 1:
            kind = one.tokens[1]
            yield _new(kind, _TYPES.get(kind.text, "TEXT"))


def _alter_size(code: Code) -> Iterator[Edits]:
    for _, _, one in items(code):
        if len(one.tokens) > 3 and one.tokens[2].text == "(":
            for group in one.group(2):
                if group[0].kind == "number":
                    yield _new(group[0], str(int(group[0].text) + 1))
            close = one.find(")")
            yield (Edit(one.tokens[1].end, one.tokens[close].end, ""),)


def _alter_default(code: Code) -> Iterator[Edits]:
    for _, _, one in items(code):
        at = one.find("DEFAULT")
        if at > 0:
            yield cut(code, one.tokens[at : at + 2])
        elif one.find("NOT", "NULL") > 0 and one.find("PRIMARY") < 0:
            yield (Edit(one.end, one.end, " DEFAULT ''"),)


def _add_column(code: Code) -> Iterator[Edits]:
    for table in tables(code):
        for one in table.items[:1]:
            yield (Edit(one.start, one.start, "extra TEXT, "),)


OPERATORS = (
    Operator("drop-not-null", "schema", "A column takes NULL.",
             "sql", SQL, _drop_words("NOT", "NULL")),
    Operator("comment-not-null", "schema", "NOT is a comment only.",
             "sql", SQL, _null_for_not_null),
    Operator("add-not-null", "schema", "A column that may be empty takes no NULL.",
             "sql", SQL, _forbid_null),
    Operator("drop-primary-key", "schema", "A table has no key.",
             "sql", SQL, _drop_key),
    Operator("drop-autoincrement", "schema", "Ids of deleted rows come back.",
             "sql", SQL, _drop_words("AUTOINCREMENT")),
    Operator("drop-key-constraint", "schema", "A table of links has no key.",
             "sql", SQL, _drop_item("PRIMARY")),
    Operator("alter-key-columns", "schema", "A key has other columns.",
             "sql", SQL, _alter_columns("PRIMARY", "KEY")),
    Operator("drop-unique", "schema", "Values may occur twice.",
             "sql", SQL, _drop_item("UNIQUE")),
    Operator("alter-unique-columns", "schema", "Other values must be unique.",
             "sql", SQL, _alter_columns("UNIQUE", "UNIQUE")),
    Operator("drop-check", "schema", "A value is not checked.",
             "sql", SQL, _drop_item("CHECK")),
    Operator("weaken-check", "schema", "A check passes everything.",
             "sql", SQL, _weaken_check),
    Operator("alter-check", "schema", "A check asks for something else.",
             "sql", SQL, _alter_check),
    Operator("drop-check-choice", "schema", "A choice is refused by the database.",
             "sql", SQL, _drop_choice),
    Operator("drop-foreign-key", "schema", "A column refers to nothing.",
             "sql", SQL, _drop_item("FOREIGN")),
    Operator("alter-foreign-key-columns", "schema", "Another column refers to a table.",
             "sql", SQL, _alter_columns("FOREIGN", "KEY")),
    Operator("retarget-foreign-key", "schema", "A column refers to something else.",
             "sql", SQL, _retarget),
    Operator("drop-on-delete", "schema", "Nothing says what becomes of referring rows.",
             "sql", SQL, _drop_action),
    Operator("alter-on-delete", "schema", "Something else becomes of referring rows.",
             "sql", SQL, _alter_action),
    Operator("drop-index", "schema", "A column that is searched has no index.",
             "sql", SQL, _drop_index),
    Operator("alter-index", "schema", "An index has other columns, or forbids equal values.",
             "sql", SQL, _alter_index),
    Operator("drop-table", "schema", "A table is missing.",
             "sql", SQL, _drop_table),
    Operator("rename-table", "schema", "A table has another name.",
             "sql", SQL, _rename_table),
    Operator("drop-column", "schema", "A column is missing.",
             "sql", SQL, _drop_item("")),
    Operator("rename-column", "schema", "A column has another name.",
             "sql", SQL, _rename_column),
    Operator("alter-column-type", "schema", "A column has another type.",
             "sql", SQL, _alter_type),
    Operator("alter-column-size", "schema", "A column has another size.",
             "sql", SQL, _alter_size),
    Operator("alter-column-default", "schema", "A column has another default, or one too many.",
             "sql", SQL, _alter_default),
    Operator("add-column", "schema", "A table has a column that nobody asked for.",
             "sql", SQL, _add_column),
)  # fmt: skip
