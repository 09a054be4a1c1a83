"""Facts of SQLAlchemy: models and tables, in the same kinds as those of a schema in SQL."""

import ast
from collections.abc import Iterator

from baesc.knowledge.facts.kinds import UNKNOWN, Fact, Unknown
from baesc.knowledge.facts.mapped import (
    DEFAULTS,
    NUMBERS,
    TYPES_OF_PYTHON,
    Names,
    base_of,
    column_type_of,
    enumeration_of,
    inside,
    is_true,
    negated,
    relationship_of,
    text_of,
)
from baesc.knowledge.facts.schema_kinds import (
    Column,
    ForeignKey,
    Index,
    PrimaryKey,
    Relationship,
    Table,
)
from baesc.knowledge.facts.sql_values import check_of, number, words_of
from baesc.knowledge.facts.text import admits_none, short
from baesc.knowledge.facts.web import by_name

_Kinded = tuple[str, Fact]


def class_facts(node: ast.ClassDef, names: Names) -> Iterator[_Kinded]:
    """Yield the facts of a class that is a table, a base of tables, or an enumeration."""
    base = next((one for one in map(names.last, node.bases) if one.endswith(("Enum", "Flag"))), "")
    if base:
        yield "enum", enumeration_of(node, base, names)
    elif any(_is_of_table(one, names) for one in node.body):
        yield from _Model(node, names).facts()


def table_facts(variable: str, node: ast.Call, names: Names) -> Iterator[_Kinded]:
    """Yield the facts of `variable = Table("name", metadata, Column(...))`."""
    if names.last(node) != "Table" or not node.args:
        return
    name = text_of(node.args[0])
    if isinstance(name, str):
        names.tables[variable] = name
    model = _Model(node, names, name)
    for one in node.args[1:]:
        if isinstance(one, ast.Call) and names.last(one) == "Column":
            model.add_column("", None, one)
    model.arguments = [one for one in node.args[1:] if isinstance(one, ast.Call)]
    yield from model.facts()


def _is_of_table(node: ast.stmt, names: Names) -> bool:
    if isinstance(node, ast.AnnAssign):
        kind = node.annotation
        return inside(kind, names) is not kind
    if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
        return False
    if isinstance(node.value, ast.Call):
        return names.last(node.value) in {"Column", "mapped_column"}
    return node.targets[0].id == "__tablename__"


class _Model:
    """Gathers what a model or a `Table(...)` says."""

    def __init__(
        self, node: ast.ClassDef | ast.Call, names: Names, table: str | Unknown = ""
    ) -> None:
        self.node = node
        self.names = names
        self.table = table
        self.owner = node.name if isinstance(node, ast.ClassDef) else ""
        self.columns: dict[str, Column] = {}
        self.foreign: list[tuple[str, ast.Call, int]] = []
        self.indexes: list[Index] = []
        self.keys: list[str] = []
        self.relations: list[Relationship] = []
        self.arguments: list[ast.Call] = []

    def facts(self) -> Iterator[_Kinded]:
        if isinstance(self.node, ast.ClassDef):
            self.read_body(self.node)
        line, names = self.node.lineno, tuple(one.name for one in self.columns.values())
        folded = {one.casefold(): one for one in names}
        checks = []
        for argument in self.arguments:
            call = self.declared(argument)
            if self.names.last(call) == "CheckConstraint" and call.args:
                words = self.condition(call.args[0])
                checks.append(check_of(call.lineno, self.table, words, folded))
            else:
                self.read_argument(call)
        if self.table != "":
            yield "table", Table(line, self.table, names)
        if self.keys and self.table != "":
            yield "primary_key", PrimaryKey(line, self.table, tuple(self.keys))
        for one in self.columns.values():
            yield "column", one._replace(table=self.table, primary=self.keys == [one.name])
        for index in self.indexes:
            yield "index", index._replace(table=self.table)
        for column, call, at in self.foreign:
            yield "foreign_key", self.foreign_key(column, call, at)
        for check in checks:
            yield "check", check
        for relation in self.relations:
            yield "relation", relation

    def read_body(self, node: ast.ClassDef) -> None:
        for one in node.body:
            if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
                self.bind(one.target.id, one.annotation, one.value, one.lineno)
            elif isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name):
                name = one.targets[0].id
                if name == "__tablename__":
                    self.table = text_of(one.value)
                elif name == "__table_args__":
                    items = one.value.elts if isinstance(one.value, ast.Tuple | ast.List) else []
                    self.arguments += [item for item in items if isinstance(item, ast.Call)]
                else:
                    self.bind(name, None, one.value, one.lineno)

    def condition(self, node: ast.expr) -> list[str]:
        """Return the pieces of a condition as the database gets it: without escapes."""
        if isinstance(node, ast.Call) and self.names.last(node) == "text" and node.args:
            node = node.args[0]
        said = text_of(node)
        return words_of(said.replace("\\:", ":")) if isinstance(said, str) else ["?"]

    def declared(self, call: ast.Call) -> ast.Call:
        """Return a constraint without `.ddl_if(...)`, which says for which database it is."""
        is_told = isinstance(call.func, ast.Attribute) and call.func.attr == "ddl_if"
        inner = call.func.value if is_told and isinstance(call.func, ast.Attribute) else None
        return inner if isinstance(inner, ast.Call) else call

    def bind(self, name: str, kind: ast.expr | None, value: ast.expr | None, line: int) -> None:
        """Read an attribute of a class: a column, a relation, or nothing of the kind."""
        call = value if isinstance(value, ast.Call) else None
        last = self.names.last(call) if call else ""
        inner = inside(kind, self.names)
        if call and last == "relationship":
            self.relations.append(relationship_of(self.owner, name, inner, call, self.names))
        elif last in {"mapped_column", "Column"} or (kind is not inner and value is None):
            self.add_column(name, inner, call, line, mapped=kind is not inner)

    def add_column(
        self, attribute: str, kind: ast.expr | None, call: ast.Call | None, line: int = 0,
        *, mapped: bool = False,
    ) -> None:  # fmt: skip
        """Keep a column with its key, its foreign key and its index."""
        names = self.names
        given = by_name(call) if call else {}
        args = [*call.args] if call else []
        stored = text_of(args[0]) if args else UNKNOWN
        name = attribute if stored is UNKNOWN else stored
        rest = args if stored is UNKNOWN else args[1:]
        at = line or (call.lineno if call else 1)
        foreign = next((one for one in rest if names.last(one) == "ForeignKey"), None)
        types = [one for one in rest if names.last(one) not in {"ForeignKey", "Identity"}]
        if "type_" in given:
            types.append(given["type_"])
        primary = is_true(given.get("primary_key"))
        default = next((given[one] for one in DEFAULTS if one in given), None)
        if isinstance(default, ast.Constant) and default.value is None:
            default = None
        told = "" if default is None else names.value(default)
        python = base_of(kind, names.aliases)
        required = not admits_none(kind, names.aliases) if mapped else primary
        told_type = TYPES_OF_PYTHON.get(python, python)
        if types:
            told_type = column_type_of(types[0], names)
        self.columns.setdefault(
            name,
            Column(
                line=at,
                table="",
                name=name,
                type=told_type,
                required=negated(given.get("nullable"), required),
                primary=primary,
                owner=self.owner,
                attribute=attribute,
                python=python,
                default=number(told) if python in NUMBERS else told,
                defaulted=default is not None,
                updated=short(given.get("onupdate"), names.aliases),
                generated=False,
            ),
        )
        if primary:
            self.keys.append(name)
        if isinstance(foreign, ast.Call):
            self.foreign.append((name, foreign, at))
        unique = is_true(given.get("unique"))
        if unique or is_true(given.get("index")):
            self.indexes.append(Index(at, "", "", (name,), unique))

    def read_argument(self, call: ast.Call) -> None:
        """Read an index or a constraint of the table's arguments."""
        last = self.names.last(call)
        if last not in {"Index", "UniqueConstraint", "PrimaryKeyConstraint"}:
            return
        args = call.args[1:] if last == "Index" else call.args
        attributes = {one: name for name, one in self.attributes()}
        columns: list[str] | None = []
        for one in args:
            text = text_of(one)
            if text is UNKNOWN and isinstance(one, ast.Name):
                text = attributes.get(one.id, UNKNOWN)
            if text is UNKNOWN or columns is None:
                columns = None
            else:
                columns.append(text)
        if last == "PrimaryKeyConstraint":
            self.keys += columns or []
            return
        unique = last == "UniqueConstraint" or is_true(by_name(call).get("unique"))
        told = UNKNOWN if columns is None else tuple(columns)
        self.indexes.append(Index(call.lineno, "", "", told, unique))

    def attributes(self) -> Iterator[tuple[str, str]]:
        """Yield the columns with their names in Python."""
        for one in self.node.body if isinstance(self.node, ast.ClassDef) else []:
            if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
                args = one.value.args if isinstance(one.value, ast.Call) else []
                stored = text_of(args[0]) if args else UNKNOWN
                yield one.target.id if stored is UNKNOWN else stored, one.target.id

    def foreign_key(self, column: str, call: ast.Call, line: int) -> ForeignKey:
        told = text_of(call.args[0]) if call.args else UNKNOWN
        target, _, referred = told.rpartition(".") if isinstance(told, str) else ("", "", "")
        action = by_name(call).get("ondelete")
        on_delete = "no action" if action is None else self.names.value(action).lower()
        starts = [one.columns[:1] for one in self.indexes if one.columns is not UNKNOWN]
        return ForeignKey(
            line=line,
            table=self.table,
            columns=(column,),
            target=UNKNOWN if told is UNKNOWN else target,
            refers=UNKNOWN if told is UNKNOWN else (referred,),
            on_delete=on_delete,
            indexed=(column,) in starts or self.keys[:1] == [column],
        )
