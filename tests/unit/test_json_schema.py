from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from baesc.language.json_schema import project_schema, spec_schema

ROOT = Path(__file__).parents[2]
SPECS = sorted((ROOT / "examples").rglob("specs/*.yaml"))
PROJECTS = [ROOT / "baes.yaml", *sorted((ROOT / "examples").rglob("baes.yaml"))]


class CoreLoader(yaml.SafeLoader):
    """Reads dates as text, as editors do."""


CoreLoader.yaml_implicit_resolvers = {
    key: [one for one in found if not one[0].endswith(("timestamp", "int", "bool"))]
    for key, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
CoreLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", yaml.resolver.re.compile("true|false"), "tf"
)
CoreLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", yaml.resolver.re.compile("[-+]?[0-9]+$"), "-+0123456789"
)


def faults(schema: dict[str, Any], document: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema)
    return [one.message for one in validator.iter_errors(document)]


@pytest.mark.parametrize("path", SPECS, ids=lambda path: str(path.relative_to(ROOT)))
def test_examples_pass(path: Path) -> None:
    for document in yaml.load_all(path.read_text("utf-8"), CoreLoader):
        assert faults(spec_schema(), document) == []


@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_projects_pass(path: Path) -> None:
    assert faults(project_schema(), yaml.load(path.read_text("utf-8"), CoreLoader)) == []


@pytest.mark.parametrize(
    "text",
    [
        "{entity: student}",
        "{fields: {name: string}}",
        "{entity: A, feilds: {}}",
        "{entity: A, fields: {name: strng}}",
        "{entity: A, fields: {Name: string}}",
        "{entity: A, fields: {name: {type: string, requred: true}}}",
        "{entity: A, fields: {name: {required: true}}}",
        "{entity: A, relations: {b: {to: B, kind: many}}}",
        "{entity: A, relations: {b: 'B via C D'}}",
        "{entity: A, unique: [name]}",
        "{entity: A, fields: {name: null}}",
    ],
)
def test_typical_errors_fail(text: str) -> None:
    assert faults(spec_schema(), yaml.load(text, CoreLoader)) != []


def test_a_wrong_project_fails() -> None:
    assert faults(project_schema(), {"project": "a", "database": "oracle"}) != []
    assert faults(project_schema(), {"specs": "a"}) != []


def test_both_are_valid_schemas() -> None:
    for schema in (spec_schema(), project_schema()):
        jsonschema.Draft202012Validator.check_schema(schema)
        assert "null" not in str(schema["properties"])
