"""JSON Schema for editors: specs and the project file, from the models that check them."""

from typing import Any

from baesc.language.shorthand import KINDS
from baesc.language.types import TYPES

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def spec_schema() -> dict[str, Any]:
    """Return the schema of one spec document, short forms and long ones."""
    from baesc.language.spec import EntityForm

    schema = _clean(EntityForm.model_json_schema())
    defs = schema["$defs"]
    field, relation, choice = defs["FieldForm"], defs["RelationForm"], defs["ChoiceForm"]
    short = _field_short()
    field["properties"]["type"] = short | {
        "description": field["properties"]["type"]["description"]
    }
    field["properties"]["values"] = _values(choice, field["properties"]["values"]["description"])
    field["properties"]["default"].pop("default", None)
    field["properties"]["computed"] = _computed(
        defs["ComputedForm"], field["properties"]["computed"]
    )
    defs["FieldForm"] = {
        "description": "A type, or a map with `type`.",
        "anyOf": [short | {"description": _types_described()}, field],
    }
    defs["RelationForm"] = {
        "description": "An entity (`Teacher`, `Teacher?`), or a map with `to`.",
        "anyOf": [_relation_short(), relation],
    }
    _name_keys(schema["properties"])
    return {"$schema": DRAFT, **schema, "title": "baesc spec"}


def project_schema() -> dict[str, Any]:
    """Return the schema of `baes.yaml`."""
    from baesc.language.project import ProjectForm

    schema = _clean(ProjectForm.model_json_schema())
    properties = schema["properties"]
    properties["project"] = {
        "description": properties["project"]["description"],
        "anyOf": [{"type": "string", "minLength": 1}, {"$ref": "#/$defs/Project"}],
    }
    one_or_many = dict(properties["specs"])
    described = {key: one_or_many.pop(key) for key in ("description", "default")}
    properties["specs"] = {"anyOf": [{"type": "string", "minLength": 1}, one_or_many], **described}
    return {"$schema": DRAFT, **schema, "title": "baesc project"}


def _clean(node: Any) -> Any:
    """Return a schema without titles and without null, which specs don't have."""
    if isinstance(node, list):
        return [_clean(item) for item in node]
    if not isinstance(node, dict):
        return node
    made = {}
    for key, value in node.items():
        if (key == "title" and isinstance(value, str)) or (
            key == "default" and value in (None, {}, [])
        ):
            continue
        made[key] = _clean(value)
    options = made.get("anyOf", [])
    kept = [one for one in options if one != {"type": "null"}]
    if len(kept) < len(options):
        del made["anyOf"]
        made = {**kept[0], **made} if len(kept) == 1 else {**made, "anyOf": kept}
    return made


def _field_short() -> dict[str, Any]:
    """Return the schema of a field's short form: completed by name, checked by pattern."""
    names = "|".join(TYPES)
    return {
        "type": "string",
        "anyOf": [
            {"enum": sorted([*TYPES, *(f"{name}?" for name in TYPES)])},
            {"pattern": rf"^\s*({names})\s*(\([^()]*\))?\s*\??(\s+(unique|index))*\s*$"},
        ],
        "examples": ["string(100)", "decimal(10,2)", "enum(draft, sent)", "email unique", "text?"],
    }


def _relation_short() -> dict[str, Any]:
    kinds = "|".join(KINDS)
    entity = "[A-Z][A-Za-z0-9]*"
    return {
        "type": "string",
        "pattern": rf"^\s*(({kinds})\s+)?{entity}\??(\s+via\s+{entity})?\s*$",
        "examples": ["Teacher", "Teacher?", "many_to_many Course via Enrollment"],
    }


def _computed(form: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    expression = form["properties"]["expression"]
    return {
        "description": whole["description"],
        "anyOf": [expression, {"$ref": "#/$defs/ComputedForm"}],
    }


def _values(choice: dict[str, Any], description: str) -> dict[str, Any]:
    text = choice["properties"]["value"]
    return {
        "description": description,
        "anyOf": [
            {
                "type": "array",
                "minItems": 1,
                "items": {"anyOf": [text, {"$ref": "#/$defs/ChoiceForm"}]},
            },
            {"type": "object", "minProperties": 1, "additionalProperties": text},
        ],
    }


def _types_described() -> str:
    rows = "\n".join(f"- `{row.name}`: {row.doc}" for row in TYPES.values())
    return f"A type; `?` makes it optional, `unique` and `index` may follow.\n\n{rows}"


def _name_keys(properties: dict[str, Any]) -> None:
    """Say how members are spelled, so that editors mark what the compiler refuses."""
    for key in ("fields", "relations", "endpoints", "transforms"):
        properties[key]["propertyNames"] = {
            "pattern": "^[a-z][a-z0-9]*(_[a-z0-9]+)*$",
            "maxLength": 40,
        }
    properties["entity"]["pattern"] = "^[A-Z][A-Za-z0-9]*$"
