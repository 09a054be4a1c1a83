"""Measure verdicts beside `ast.parse` alone, in one process: milliseconds for one file."""

import ast
import statistics
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from baesc.effects.project import Watched, read_overlays
from baesc.knowledge.library import library_of
from baesc.knowledge.rule_reading import load_rules
from baesc.passes.verify import verify
from baesc.proof.projects import Workshop
from baesc.proof.work import REFERENCE

ROUNDS = 30
PATHS = (
    "app/routes/course_routes.py",
    "app/models/course.py",
    "tests/test_ui.py",
    "app/crud.py",
    "ui/crud.py",
    "tests/contract.py",
)
HEAD = """\
## Verdicts

One file of the reference project: parsed, its facts read, judged by all rules that are about it.
Medians of {rounds} in one process; **ratio**: verdict to `ast.parse` of the same text.

| file | lines | rules | `ast.parse` | verdict | ratio |
| --- | ---: | ---: | ---: | ---: | ---: |
"""


def milliseconds(work: Callable[[], object]) -> float:
    found = []
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        found.append(perf_counter() - start)
    return 1000 * statistics.median(found)


def section() -> str:
    """Return the part of RESULTS.md about verdicts."""
    texts = read_overlays(Path.cwd(), "rules", "", ".yaml", Watched())[1]
    rules = load_rules({f"rules/{name}": text for name, text in texts.items()}).rules
    library = library_of(read_overlays(Path.cwd(), "templates", "", ".j2", Watched())[1])
    project = Workshop(library).project(REFERENCE.read_text(encoding="utf-8"))
    lines = []
    for path in PATHS:
        text, promised = project.texts[path], project.promises[path]
        verdict = verify(path, text, promised, rules)
        parse = milliseconds(lambda text=text: ast.parse(text))
        whole = milliseconds(
            lambda path=path, text=text, promised=promised: verify(path, text, promised, rules)
        )
        lines.append(
            f"| `{path}` | {text.count(chr(10))} | {verdict.rules} | {parse:.2f} ms | "
            f"{whole:.2f} ms | {whole / parse:.1f} |"
        )
    return HEAD.format(rounds=ROUNDS) + "\n".join(lines)


if __name__ == "__main__":
    print(section())
