"""The reference pages say what the code says, and their examples are sound."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from baesc.ground.source import Source
from baesc.knowledge.rule_examples import failed_examples
from baesc.knowledge.rule_reading import load_rules
from baesc.language.config import Config, load_config
from baesc.language.load import load
from baesc.messages.diagnostic import Diagnostic
from baesc.passes.normalize import normalize
from tests.cli import REPOSITORY, environment

PAGES = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# The examples of codes fail on purpose; tests of their own are about them.
EXAMPLES = [
    pytest.param(block, id=f"{page.name}-{number}")
    for page in PAGES
    if page.name != "codes.md"
    for number, block in enumerate(BLOCK.findall(page.read_text()), 1)
]


def generate(*arguments: str, root: Path = REPOSITORY) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(root / "docs" / "generate.py"), *arguments],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def test_pages_are_fresh() -> None:
    done = generate("--check")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_stale_page_is_named_and_made_anew(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    (docs / "parts").mkdir(parents=True)
    for path in (REPOSITORY / "docs").rglob("*.py"):
        (tmp_path / path.relative_to(REPOSITORY)).write_text(path.read_text())
    (tmp_path / "README.md").write_text("# Nothing generated\n")
    page = docs / "spec.md"
    page.write_text("Mine.\n\n<!-- generated: types -->\nold\n<!-- end -->\n\nMine too.\n")
    stale = generate("--check", root=tmp_path)
    assert (stale.returncode, stale.stderr) == (1, "spec.md is stale: run `make docs`\n")
    assert generate(root=tmp_path).returncode == 0
    text = page.read_text()
    assert text.startswith("Mine.\n")
    assert text.endswith("\nMine too.\n")
    assert "| `boolean` |" in text
    assert generate("--check", root=tmp_path).returncode == 0


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_are_sound(example: str) -> None:
    assert [one.message for one in faults_of(example)] == []


def faults_of(example: str) -> list[Diagnostic]:
    """Return what is wrong with a spec, a project file or a rule file."""
    if example.startswith("- id:"):
        loaded = load_rules({"rules/example.yaml": example})
        return [*loaded.diagnostics, *failed_examples(loaded.rules.rules)]
    if example.startswith("project:"):
        return list(load_config(Source("baes.yaml", example), {})[1])
    assert example.startswith("entity:"), "neither a spec nor a project file nor rules"
    specs, found = load([Source("specs/example.yaml", example)])
    return [*found, *normalize(specs, Config("example", "Example"))[1]]


def test_pages_name_no_place_of_a_machine() -> None:
    for page in PAGES:
        assert not re.search(r"/(work|tmp|home|root|Users)/", page.read_text()), page.name


def test_all_pages_are_found_from_the_readme() -> None:
    readme = PAGES[0].read_text()
    assert [page.name for page in PAGES[1:] if f"(docs/{page.name})" not in readme] == []
