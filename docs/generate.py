"""Fill the generated parts of the pages in this folder and of the README from the code.

A part stands between `<!-- generated: NAME -->` and `<!-- end -->`; all else is written by hand.
`python docs/generate.py` writes the pages, with `--check` it names those that are stale.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path

from parts import build, commands, figures, language, model, plans, requests

from baesc.language import spec

HERE = Path(__file__).resolve().parent
PART = re.compile(r"(<!-- generated: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
PARTS: dict[str, Callable[[], str]] = {
    "commands": commands.commands,
    "entity_keys": language.spec_keys(spec.EntityForm),
    "field_keys": language.spec_keys(spec.FieldForm),
    "choice_keys": language.spec_keys(spec.ChoiceForm),
    "relation_keys": language.spec_keys(spec.RelationForm),
    "rule_keys": language.spec_keys(spec.RuleForm),
    "computed_keys": language.spec_keys(spec.ComputedForm),
    "value_case_keys": language.spec_keys(spec.ValueCaseForm),
    "endpoint_keys": language.spec_keys(spec.EndpointForm),
    "case_keys": language.spec_keys(spec.CaseForm),
    "transform_keys": language.spec_keys(spec.TransformForm),
    "line_keys": language.spec_keys(spec.LineForm),
    "permission_keys": language.spec_keys(spec.PermissionsForm),
    "types": language.types,
    "signs": language.signs,
    "functions": language.functions,
    "aggregates": language.aggregates,
    "clients": plans.clients,
    "columns": language.columns,
    "project_keys": language.project_keys,
    "codes": build.all_codes,
    "rules": build.rules,
    "facts": build.facts,
    "operators": build.operators,
    "faults": build.faults,
    "edits": build.edits,
    "targets": build.targets,
    "metrics": figures.metrics,
    "model_faults": model.faults,
    "model_keys": model.settings,
    "model_tries": model.tries,
    "model_variables": model.variables,
    "standards": figures.standards,
    "phrases": requests.phrases,
    "guesses": requests.guesses,
}


def filled(text: str) -> str:
    """Return a page with its generated parts made anew."""
    return PART.sub(lambda m: f"{m[1]}{PARTS[m[2]]().rstrip()}\n{m[4]}", text)


def main() -> int:
    """Write the pages, or with `--check` name those that are stale."""
    only_check = "--check" in sys.argv[1:]
    stale = []
    for path in (HERE.parent / "README.md", *sorted(HERE.glob("*.md"))):
        text = path.read_text(encoding="utf-8")
        made = filled(text)
        if made != text:
            stale.append(path.name)
            if not only_check:
                path.write_text(made, encoding="utf-8")
    if not only_check:
        return 0
    sys.stderr.writelines(f"{name} is stale: run `make docs`\n" for name in stale)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
