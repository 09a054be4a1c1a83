"""The language: keys of specs and of the project file, types of fields."""

from collections.abc import Callable
from typing import Any

from baesc.ground.source import Source
from baesc.knowledge.column_types import COLUMN_TYPES, annotation
from baesc.knowledge.sample_values import value_of
from baesc.knowledge.targets.page_settings import KINDS as PAGE_FIELDS
from baesc.language.config import load_config
from baesc.language.expressions.functions import AGGREGATES, FUNCTIONS, SIGNS
from baesc.language.ir import System
from baesc.language.json_schema import project_schema, spec_schema
from baesc.language.load import load
from baesc.language.project import ProjectForm
from baesc.language.spec import EntityForm, Form
from baesc.language.types import TYPES
from baesc.passes.normalize import normalize
from parts.markdown import code, codes, table


def keys(form: type[Form], schema: dict[str, Any]) -> str:
    """Return the keys of a map: what they hold, their default, what they mean."""
    rows = []
    for name, field in form.model_fields.items():
        default = "needed" if field.is_required() else _default(field.get_default())
        shape = _shape(schema["properties"].get(name, {}))
        rows.append((code(name), shape, default, field.description or ""))
    return table(("key", "holds", "default", "meaning"), rows)


def _default(value: object) -> str:
    if isinstance(value, Form) or value in (None, [], {}, ""):
        return ""
    if isinstance(value, bool):
        return code(str(value).lower())
    return codes(value) if isinstance(value, list) else code(value)


def _shape(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " or ".join(code(one) for one in schema["enum"])
    if "anyOf" in schema and schema.get("type") != "string":
        return " or ".join(dict.fromkeys(filter(None, map(_shape, schema["anyOf"]))))
    words = {
        "string": "text", "integer": "whole number", "number": "number", "array": "list",
        "boolean": "`true` or `false`", "object": "map",
    }  # fmt: skip
    given = schema.get("type", "map" if "$ref" in schema else "any value")
    names = [given] if isinstance(given, str) else given
    return " or ".join(words.get(name, name) for name in names)


def spec_keys(form: type[Form]) -> Callable[[], str]:
    """Return what lists the keys of one map of a spec."""

    def make() -> str:
        schema = spec_schema()
        defs = schema["$defs"]
        found = schema if form is EntityForm else defs[form.__name__]
        return keys(form, found if "properties" in found else found["anyOf"][-1])

    return make


def project_keys() -> str:
    """Return the keys of `baes.yaml`, one table a map."""
    schema = project_schema()
    found = [keys(ProjectForm, schema)]
    for name, field in ProjectForm.model_fields.items():
        form = field.annotation
        if isinstance(form, type) and issubclass(form, Form):
            found.append(f"## {name}\n\n{keys(form, schema['$defs'][form.__name__])}")
    return "\n".join(found)


def system(database: str = "sqlite", auth: str = "api_key") -> System:
    """Return a system with one entity that has a field of every type."""
    kinds = {name: "enum(draft, sent)" if name == "enum" else name for name in TYPES}
    fields = "".join(f"  the_{name}: {kind}\n" for name, kind in kinds.items())
    project = f"project: demo\ndatabase: {database}\nauth: {auth}\n"
    config, _ = load_config(Source("baes.yaml", project), {})
    specs, _ = load([Source("specs/demo.yaml", f"entity: OrderItem\nfields:\n{fields}")])
    found = normalize(specs, config)[0] if config is not None else None
    if found is None:
        raise AssertionError("the system of all types has a fault")
    return found


def types() -> str:
    """Return what each type takes."""
    rows = []
    for row in TYPES.values():
        keyed = "yes" if row.keyed else "no"
        if row.name == "enum":
            taken = "(draft, sent)"
        else:
            taken = f"({', '.join(row.arguments)})" if row.arguments else ""
        length = f" {row.length} characters unless it says otherwise." if row.length else ""
        rows.append(
            (
                code(row.name + taken),
                row.doc + length,
                codes(sorted(row.knows)),
                code(row.made),
                keyed,
            )
        )
    return table(("type", "what it is", "constraints", "word", "unique, index"), rows)


def signs() -> str:
    """Return the signs and words of expressions."""
    return table(("written", "means"), [(code(row.usage), row.doc) for row in SIGNS])


def functions() -> str:
    """Return the functions of expressions."""
    rows = [(code(row.usage), row.doc) for row in FUNCTIONS.values()]
    return table(("function", "gives"), rows)


def aggregates() -> str:
    """Return what expressions make of many rows."""
    rows = []
    for name, doc in AGGREGATES.items():
        of = "x" if name == "count" else "x.credits < 9" if name in ("any", "all") else "x.credits"
        rows.append((code(f"{name}({of} for x in rows if ...)"), doc))
    return table(("aggregate", "gives"), rows)


def columns() -> str:
    """Return what each type becomes."""
    entity = system().entities[0]
    rows = []
    for field in entity.fields:
        sql = COLUMN_TYPES[field.type]
        python = annotation(field, "an `Enum` of its own" if field.type == "enum" else "")
        rows.append((
            code(field.type), python if " " in python else code(python), code(sql.sqlite(field)),
            code(sql.postgresql(field)), code(value_of(entity, field, 1).text),
            code(PAGE_FIELDS[field.type]),
        ))  # fmt: skip
    return table(("type", "Python", "SQLite", "PostgreSQL", "in JSON, say", "on a page"), rows)
