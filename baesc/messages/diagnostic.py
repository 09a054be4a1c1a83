"""The diagnostic: a problem as a value."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from baesc.ground.source import Span

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What is wrong, where, and what to do.

    `message` is lower case without a full stop; `help` says what to do and may be empty.
    `span` is None where no line of the user's is at fault.
    """

    code: str
    message: str
    span: Span | None = None
    help: str = ""
    severity: Severity = "error"


def in_order(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics by place, then by code, each once."""
    nowhere = Span("", 0, 0, 0, 0)
    return tuple(sorted(set(found), key=lambda d: (d.span or nowhere, d.code, d.message, d.help)))


def has_errors(found: Iterable[Diagnostic]) -> bool:
    """Tell whether one of them is an error."""
    return any(one.severity == "error" for one in found)
