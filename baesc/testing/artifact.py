"""Files of drawn projects, sound or with a fault in them."""

from dataclasses import dataclass, field
from typing import Any

from baesc.proof.projects import Project


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file of a project, as its template makes it or with a fault.

    `fault` is the operator that put a fault there, at `line`; `note` shows it in short. A file
    without a fault has none of these.
    """

    path: str
    text: str = field(repr=False)
    project: Project
    fault: str = ""
    line: int = 0
    note: str = ""

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - hypothesis asks so
        """Show in a falsifying example what `repr` shows."""
        printer.text(repr(self))
