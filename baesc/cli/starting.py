"""The files of a new project."""

import json
import re

PROJECT = """\
# yaml-language-server: $schema=schema/project.json
project:
  name: {name}
  title: {title}
specs: [specs/*.yaml]
database: sqlite
"""
CATEGORY = """\
# yaml-language-server: $schema=../schema/spec.json
entity: Category
doc: What products are filed under.
fields:
  name: string(60) unique
"""
PRODUCT = """\
# yaml-language-server: $schema=../schema/spec.json
entity: Product
doc: Something that we sell.
fields:
  name: string(120) index
  sku: {type: string(20) unique, pattern: "[A-Z0-9-]+", doc: "Capital letters, digits, dashes."}
  price: {type: "decimal(10,2)", min: 0}
  status: {type: enum, values: [draft, on_sale, withdrawn], default: draft}
  released_on: date?
  description: text?
relations:
  category: Category
"""
IGNORED = """\
.baesc/
.venv/
__pycache__/
*.db
*.db-shm
*.db-wal
.env
"""


def files_of(folder: str) -> dict[str, str]:
    """Return the texts by path for a project in a folder of this name."""
    from baesc.language.json_schema import project_schema, spec_schema

    name = project_name(folder)
    title = name.replace("_", " ").capitalize()
    return {
        "baes.yaml": PROJECT.format(name=name, title=title),
        "specs/category.yaml": CATEGORY,
        "specs/product.yaml": PRODUCT,
        "schema/project.json": _json(project_schema()),
        "schema/spec.json": _json(spec_schema()),
        ".gitignore": IGNORED,
    }


def without_entities(folder: str) -> dict[str, str]:
    """Return the texts by path for a project whose entities are still to be said."""
    return {path: text for path, text in files_of(folder).items() if not path.startswith("specs/")}


def project_name(folder: str) -> str:
    """Return the name that a folder's name suggests: lower case letters, digits, underscores."""
    words = re.sub(r"[^a-z0-9]+", "_", folder.casefold()).strip("_")
    return words[:40].rstrip("_") if words[:1].isalpha() else "app"


def _json(schema: object) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
