"""Projects of any size to measure with: the same for the same size, always."""

from pathlib import Path

ENTITY = """\
entity: Thing{number}
doc: The {number}th kind of thing.
fields:
  name: string(100) index
  code: string(20) unique
  email: email?
  born_on: {{type: date, max: today}}
  status: {{type: enum, values: [new, active, closed], default: new}}
  price: {{type: "decimal(10,2)", min: 0}}
  amount: {{type: integer, min: 0, max: 1000, default: 1}}
  notes: text?
{relations}"""


def write_project(root: Path, entities: int) -> None:
    """Write a project with this many entities of eight fields, each related to one before it."""
    specs = root / "specs"
    specs.mkdir(parents=True)
    (root / "baes.yaml").write_text("project: sized\nspecs: [specs/*.yaml]\n")
    for number in range(entities):
        relations = f"relations:\n  parent: Thing{number // 2}?\n" if number else ""
        text = ENTITY.format(number=number, relations=relations)
        (specs / f"thing{number}.yaml").write_text(text)
