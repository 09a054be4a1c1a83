"""For other people's tests: random valid projects, their files, faulty ones, and verdicts.

Everything here is loaded when it is asked for: pytest imports this package in every run.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from baesc.proof.projects import Project
    from baesc.proof.specs import valid_specs
    from baesc.records.verdict import Verdict
    from baesc.testing.artifact import Artifact
    from baesc.testing.drawing import artifacts, mutants, valid_project
    from baesc.testing.judging import assert_approved, assert_rejected, verdict

__all__ = [
    "Artifact",
    "Project",
    "Verdict",
    "artifacts",
    "assert_approved",
    "assert_rejected",
    "mutants",
    "valid_project",
    "valid_specs",
    "verdict",
]

_HOMES = {
    "Artifact": "baesc.testing.artifact",
    "Project": "baesc.proof.projects",
    "Verdict": "baesc.records.verdict",
    "artifacts": "baesc.testing.drawing",
    "assert_approved": "baesc.testing.judging",
    "assert_rejected": "baesc.testing.judging",
    "mutants": "baesc.testing.drawing",
    "valid_project": "baesc.testing.drawing",
    "valid_specs": "baesc.proof.specs",
    "verdict": "baesc.testing.judging",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module `baesc.testing` has no attribute `{name}`")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
