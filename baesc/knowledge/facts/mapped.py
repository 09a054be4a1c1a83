"""Parts of SQLAlchemy models: types of columns, relations, enumerations, names of a module."""

import ast
from dataclasses import dataclass, field

from baesc.knowledge.facts.kinds import UNKNOWN, Texts, Unknown
from baesc.knowledge.facts.literals import literal_value
from baesc.knowledge.facts.schema_kinds import Enumeration, Relationship
from baesc.knowledge.facts.text import admits_none, all_below, dotted, short
from baesc.knowledge.facts.web import by_name

_SQL_TYPES = {
    "String": "VARCHAR", "Unicode": "VARCHAR", "Text": "TEXT", "UnicodeText": "TEXT",
    "Integer": "INTEGER", "BigInteger": "BIGINT", "SmallInteger": "SMALLINT",
    "Numeric": "NUMERIC", "DECIMAL": "NUMERIC", "Float": "FLOAT", "Double": "DOUBLE",
    "Boolean": "BOOLEAN", "Date": "DATE", "DateTime": "DATETIME", "Time": "TIME", "Uuid": "UUID",
    "LargeBinary": "BLOB",
}  # fmt: skip
TYPES_OF_PYTHON = {
    "int": "INTEGER", "str": "VARCHAR", "float": "FLOAT", "bool": "BOOLEAN", "bytes": "BLOB",
    "date": "DATE", "datetime": "DATETIME", "time": "TIME", "Decimal": "NUMERIC", "UUID": "UUID",
}  # fmt: skip
_LISTS = frozenset({"list", "List", "set", "Set", "Sequence"})
NUMBERS = frozenset({"int", "float", "Decimal"})
DEFAULTS = ("default", "server_default", "insert_default")
_SIZES = ("length", "precision", "scale")


@dataclass(slots=True)
class Names:
    """What the names of a module stand for: import aliases, tables, enumerations."""

    aliases: dict[str, str]
    tables: dict[str, str] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)

    def last(self, node: ast.AST | None) -> str:
        """Return the last part of a dotted name, or of what a call calls."""
        called = node.func if isinstance(node, ast.Call) else node
        return dotted(called, self.aliases).rpartition(".")[2]

    def value(self, node: ast.expr) -> str:
        """Return a constant as text, also that of an enumeration of the module."""
        text = literal_value(node, {}, self.aliases)
        if text is None:
            text = short(node, self.aliases)
            text = self.members.get(text, text)
        return text


def enumeration_of(node: ast.ClassDef, base: str, names: Names) -> Enumeration:
    """Return the fact of an enumeration; its members' values are known from then on."""
    members, values = [], []
    for one in node.body:
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name):
            name = one.targets[0].id
            value = literal_value(one.value, {}, names.aliases)
            text = short(one.value, names.aliases) if value is None else value
            members.append(name)
            values.append(text)
            names.members[f"{node.name}.{name}"] = text
    return Enumeration(node.lineno, node.name, base, tuple(members), tuple(values))


def text_of(node: ast.AST | None) -> str | Unknown:
    """Return a text; UNKNOWN for what is none."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else UNKNOWN


def inside(kind: ast.expr | None, names: Names) -> ast.expr | None:
    """Return what stands in `Mapped[...]`; anything else as it is."""
    if isinstance(kind, ast.Subscript) and names.last(kind.value) == "Mapped":
        return kind.slice
    return kind


def base_of(kind: ast.expr | None, aliases: dict[str, str]) -> str:
    """Return a type without None."""
    if isinstance(kind, ast.Constant) and isinstance(kind.value, str):
        return kind.value.removesuffix("| None").strip()
    if isinstance(kind, ast.BinOp):
        parts = [base_of(one, aliases) for one in (kind.left, kind.right)]
        return " | ".join(one for one in parts if one != "None")
    if isinstance(kind, ast.Subscript) and dotted(kind.value, aliases).endswith("Optional"):
        return base_of(kind.slice, aliases)
    return short(kind, aliases)


def column_type_of(node: ast.expr, names: Names) -> str:
    """Return a column's type as SQL says it; one that SQL does not know as it is written."""
    name = names.last(node)
    sizes: Texts = ()
    if isinstance(node, ast.Call):
        given = by_name(node)
        found = [*node.args, *(given[one] for one in _SIZES if one in given)]
        sizes = tuple(names.value(one) for one in found)
    inside = f"({','.join(sizes)})" if sizes else ""
    return _SQL_TYPES.get(name, name) + inside


def is_true(node: ast.expr | None) -> bool:
    """Tell whether an argument is the constant True."""
    return isinstance(node, ast.Constant) and node.value is True


def negated(node: ast.expr | None, default: bool) -> bool | Unknown:
    """Return the opposite of a constant; UNKNOWN for what is none, the default for nothing."""
    if node is None:
        return default
    return not node.value if isinstance(node, ast.Constant) else UNKNOWN


def relationship_of(
    owner: str, name: str, kind: ast.expr | None, call: ast.Call, names: Names
) -> Relationship:
    """Return the fact of a relationship; `kind` is what stands in `Mapped[...]`."""
    if isinstance(kind, ast.Constant) and isinstance(kind.value, str):
        kind = _parsed(kind)
    outer = kind
    many = isinstance(kind, ast.Subscript) and names.last(kind.value) in _LISTS
    if isinstance(kind, ast.Subscript) and many:
        kind = kind.slice
    target = base_of(kind, names.aliases).strip("'")
    if not target and call.args:
        target = names.value(call.args[0])
    given = by_name(call)
    secondary = given.get("secondary")
    told = "" if secondary is None else names.value(secondary)
    keys = given.get("foreign_keys")
    return Relationship(
        line=call.lineno,
        owner=owner,
        name=name,
        target=target,
        many=many,
        optional=admits_none(outer, names.aliases),
        secondary=names.tables.get(told, told),
        foreign_keys=tuple(
            one.id for one in ([] if keys is None else all_below(keys)) if isinstance(one, ast.Name)
        ),
        settings=tuple(f"{one}={names.value(value)}" for one, value in given.items()),
    )


def _parsed(node: ast.Constant) -> ast.expr:
    try:
        return ast.parse(str(node.value), mode="eval").body
    except (SyntaxError, ValueError):
        return node
