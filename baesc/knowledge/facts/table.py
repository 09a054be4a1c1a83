"""The table of facts: every kind and attribute, with what it says; rules are checked by it."""

from typing import Any, Literal, get_type_hints

from baesc.knowledge.facts import kinds, schema_kinds

Language = Literal["any", "python", "sql", "spec"]

KINDS: dict[str, type[tuple[Any, ...]]] = {
    "file": kinds.File,
    "match": kinds.Match,
    "module": kinds.Module,
    "import": kinds.Import,
    "class": kinds.Class,
    "field": kinds.Field,
    "function": kinds.Function,
    "call": kinds.Call,
    "with": kinds.With,
    "except": kinds.Except,
    "raise": kinds.Raise,
    "route": kinds.Route,
    "router": kinds.Router,
    "on_error": kinds.OnError,
    "dependency": kinds.Dependency,
    "statement": kinds.Statement,
    "test": kinds.Trial,
    "fixture": kinds.Fixture,
    "table": schema_kinds.Table,
    "column": schema_kinds.Column,
    "primary_key": schema_kinds.PrimaryKey,
    "foreign_key": schema_kinds.ForeignKey,
    "index": schema_kinds.Index,
    "check": schema_kinds.Check,
    "spec.system": schema_kinds.SpecSystem,
    "spec.entity": schema_kinds.SpecEntity,
    "spec.column": schema_kinds.SpecColumn,
    "spec.unique": schema_kinds.SpecUnique,
    "spec.link": schema_kinds.SpecLink,
    "spec.route": schema_kinds.SpecRoute,
}

_FIRST_SQL = list(KINDS).index("table")


def language_of(kind: str) -> Language:
    """Return what a kind of fact is read from."""
    if kind in {"file", "match"}:
        return "any"
    if kind.startswith("spec."):
        return "spec"
    return "sql" if list(KINDS).index(kind) >= _FIRST_SQL else "python"


ATTRIBUTES: dict[str, str] = {
    "after": "what a fixture calls after its yield, with the contexts that close there",
    "alias": "the name outside Python: an `alias=`, a column's own name, else the name",
    "arguments": "the positional arguments",
    "auth": "`api_key` or `none`",
    "autouse": "whether every test gets the fixture",
    "bare": "whether the clause names no exception",
    "bases": "the base classes, without type arguments",
    "body": "the type of the parameter `body`",
    "broad": "whether the clause catches `Exception` or `BaseException`",
    "calls": "the names of what is called inside",
    "caused": "whether it says `from` what",
    "checked": "whether bounds or choices ask for a CHECK",
    "checks": "how many assertions it makes, `pytest.raises` included",
    "column": "the column that refers to the entity itself",
    "columns": "the names of the columns, in order",
    "constant": "whether an assertion compares constants alone, and so cannot fail",
    "database": "`sqlite` or `postgresql`",
    "decorators": "the names of the decorators",
    "dependencies": "the providers in `dependencies=[Depends(...)]`",
    "documented": "whether it has a docstring",
    "entity": "the entity's name",
    "exception": "the exception that is answered",
    "function": "the function that holds it, or that answers; empty at the top level",
    "given": "whether a create body must carry it: required, without default, not computed",
    "guarded": "whether it stands in the body of a `try` that has an `except`",
    "in_except": "whether it stands in an `except` clause",
    "in_with": "whether a `with` opens it",
    "indexed": "whether lookups by it find an index",
    "injects_session": "whether a parameter is an annotated session dependency",
    "keywords": "the names of the keyword arguments",
    "last": "the last part of the dotted name",
    "leaks": "whether the text of a caught exception goes into what is raised",
    "line": "the line in the artifact, counted from 1",
    "made": "how the text is made: literal, formatted, or unknown",
    "mentions": "the names and texts that the value or body mentions; of calls, for columns alone",
    "method": "the HTTP method, lower case",
    "methods": "the HTTP methods that a test calls, through the contract's own steps too",
    "module": "the module's name; of an entity: the first part of its modules' names",
    "name": "the name as written, import aliases resolved",
    "named": "the value of `name=`, else the first positional text",
    "on_delete": "`cascade`, `set null`, `restrict`, or `no action`",
    "optional": "whether the type admits None",
    "other_column": "the column that refers to the other entity",
    "other_target": "the table of the other entity",
    "owner": "the class that holds it, or empty",
    "parameters": "the names of the parameters",
    "path": "the path, as written",
    "plural": "the plural, snake_case",
    "prefix": "the prefix of all paths",
    "primary": "whether it is the primary key by itself",
    "provider": "the function behind the dependency",
    "raises": "whether it ends by raising",
    "required": "whether a value must be given",
    "response": "the response model: `response_model=`, else the return type",
    "response_class": "`response_class=`",
    "responses": "the status codes that are declared beside the usual one",
    "returns": "the return type",
    "scope": "the fixture's scope",
    "settings": "keyword arguments as `name=value`, those of nested calls too",
    "silent": "whether the clause does nothing at all",
    "singular": "the singular, snake_case",
    "size": "how many items a literal list, tuple or dict has; 0 for all else",
    "skipped": "whether a mark skips it",
    "statements": "how many statements follow the docstring",
    "status": "the declared status code; null when there is none",
    "statuses": "the status codes that a test compares with",
    "table": "the name of the table",
    "tags": "the tags",
    "target": "the table that is referred to; empty for no reference",
    "text": "the text",
    "type": "the type as written",
    "types": "the types as written, in order",
    "unique": "whether its values are unique",
    "value": "the value as written, shortened",
    "verb": "the first word of the SQL, upper case",
    "yields": "whether it yields",
}


def attributes(kind: str) -> dict[str, str]:
    """Return the attributes of a kind with their type: text, number, truth, texts, numbers."""
    found = {}
    for name, hint in get_type_hints(KINDS[kind]).items():
        found[name] = _type_name(str(hint))
    return found


def _type_name(hint: str) -> str:
    if hint.startswith("tuple[int") or "tuple[int" in hint:
        return "numbers"
    if hint.startswith("tuple"):
        return "texts"
    if "bool" in hint:
        return "truth"
    return "number" if "int" in hint else "text"
