"""The diagnostics of judging code that baesc did not make: one function a code."""

from baesc.ground.source import Span
from baesc.messages.diagnostic import Diagnostic


def no_such_rule(message: str, help_: str) -> Diagnostic:
    """Report a name that no rule and no area has."""
    return Diagnostic("BAE440", message, help=help_)


def breaks(span: Span, rule: str, message: str, help_: str, *, decisive: bool) -> Diagnostic:
    """Report a place that breaks a rule."""
    severity = "error" if decisive else "warning"
    return Diagnostic("BAE441", f"{message} ({rule})", span, help_, severity)  # type: ignore[arg-type]


def open_to(span: Span, rule: str, message: str) -> Diagnostic:
    """Report a place of which a rule cannot tell whether it breaks it."""
    if not rule:
        return Diagnostic("BAE442", message, span, "", "note")
    said = f"the rule `{rule}` cannot tell whether this holds: {message}"
    return Diagnostic("BAE442", said, span, "", "note")


def not_code(span: Span, message: str) -> Diagnostic:
    """Report a file that cannot be parsed."""
    return Diagnostic("BAE443", message, span)


def nothing_there(folder: str) -> Diagnostic:
    """Report a folder in which there is nothing to judge."""
    message = f"there is no Python or SQL file to judge in `{folder}`"
    help_ = "hidden folders, environments and build folders are left out unless they are named"
    return Diagnostic("BAE444", message, None, help_)
