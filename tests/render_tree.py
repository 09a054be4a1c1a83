"""Render a system to a folder, as a build does, without cache and verdicts."""

import subprocess
import sys
from pathlib import Path

from baesc.knowledge.library import TemplateLibrary, library_of
from baesc.knowledge.targets import ENTITY_TARGETS, SYSTEM_TARGETS
from baesc.language.ir import System

ROOT = Path(__file__).parents[1]


def library() -> TemplateLibrary:
    """Return the library of the packaged templates."""
    folder = ROOT / "templates"
    return library_of(
        {
            path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(folder.rglob("*.j2"))
        }
    )


def render_all(system: System, templates: TemplateLibrary) -> dict[str, str]:
    """Return the text of every artifact by path; a template error is an assertion."""
    texts: dict[str, str] = {}
    for target in ENTITY_TARGETS:
        for entity in system.entities:
            if not target.present(system, entity):
                continue
            text, problems = templates.render(target.template, target.view(system, entity))
            assert text is not None, problems
            texts[target.path(entity)] = text
    for shared in SYSTEM_TARGETS:
        if shared.present(system):
            text, problems = templates.render(shared.template, shared.view(system))
            assert text is not None, problems
            texts[shared.path] = text
    return texts


def render_tree(system: System, folder: Path) -> dict[str, str]:
    """Write every artifact of a system, formatted."""
    texts = render_all(system, library())
    for path, text in texts.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        head = "" if path.endswith((".sql", ".gitignore", ".md")) else "# Generated.\n"
        target.write_text(text if text.startswith("#!") else head + text, encoding="utf-8")
    if "ui/client.py" not in texts:
        (folder / "ui").mkdir(exist_ok=True)
        (folder / "ui" / "__init__.py").write_text('"""Pages."""\n')
        (folder / "ui" / "client.py").write_text(
            '"""Calls."""\n\n\ndef http() -> object:\n    """Return nothing."""\n    return None\n'
        )
    ruff = [sys.executable, "-m", "ruff", "format", "-q", "."]
    subprocess.run(ruff, cwd=folder, check=True)
    return texts


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    from tests import systems

    render_tree(getattr(systems, sys.argv[1])(), Path(sys.argv[2]))
