"""The diagnostics of rules and verdicts: one function a code."""

from collections.abc import Iterable

from baesc.ground.source import Span
from baesc.messages.diagnostic import Diagnostic
from baesc.messages.nearest import nearest


def broken(span: Span, rule: str, message: str) -> Diagnostic:
    """Report an artifact that breaks a decisive rule."""
    return Diagnostic(
        "BAE401",
        f"{message} ({rule})",
        span,
        "the file was not written; mend the template or the completion that made it",
    )


def unsure(span: Span, rule: str, message: str) -> Diagnostic:
    """Report an artifact that a rule cannot judge."""
    return Diagnostic(
        "BAE402",
        f"the rule `{rule}` cannot tell whether this holds: {message}" if rule else message,
        span,
        "write it so that the rule can follow it, with literals in place of computed values",
    )


def unparsable(span: Span, message: str) -> Diagnostic:
    """Report an artifact that is not a file of its kind."""
    return Diagnostic(
        "BAE403",
        message,
        span,
        "the file was not written; mend the template or the completion that made it",
    )


def advised(span: Span, rule: str, message: str) -> Diagnostic:
    """Report an artifact that breaks an advisory rule."""
    return Diagnostic("BAE404", f"{message} ({rule})", span, "", "warning")


def malformed(span: Span, message: str, help_: str = "") -> Diagnostic:
    """Report a rule that is not of the form that rules have."""
    return Diagnostic("BAE410", message, span, help_)


def unknown_key(span: Span, key: str, known: Iterable[str]) -> Diagnostic:
    """Report a key that rules do not have."""
    return malformed(span, f"unknown key `{key}`", _hint(key, known, "key"))


def unknown_edit(span: Span, key: str, known: Iterable[str]) -> Diagnostic:
    """Report an edit that fixes do not have."""
    return malformed(span, f"unknown edit `{key}`", _hint(key, known, "edit"))


def unknown_rule(span: Span, name: str, known: Iterable[str]) -> Diagnostic:
    """Report a suppression of a rule that does not exist."""
    return malformed(span, f"no rule is called `{name}`", _hint(name, known, "rule", many=True))


def unknown_fact(span: Span, name: str, known: Iterable[str]) -> Diagnostic:
    """Report a kind of fact that does not exist."""
    return Diagnostic("BAE411", f"unknown fact `{name}`", span, _hint(name, known, "fact"))


def unknown_attribute(span: Span, name: str, fact: str, known: Iterable[str]) -> Diagnostic:
    """Report an attribute that a kind of fact does not have."""
    message = f"the fact `{fact}` has no attribute `{name}`"
    return Diagnostic("BAE412", message, span, _hint(name, known, "attribute"))


def misfit(span: Span, message: str, help_: str) -> Diagnostic:
    """Report a condition that does not fit the type of its attribute."""
    return Diagnostic("BAE413", message, span, help_)


def repeated_id(span: Span, name: str, first: Span) -> Diagnostic:
    """Report a second rule of the same id."""
    help_ = f"the other one is at {first.path}:{first.line}; rename one of them"
    return Diagnostic("BAE414", f"the rule id `{name}` is already taken", span, help_)


def failed_example(span: Span, rule: str, message: str) -> Diagnostic:
    """Report an example that a rule judges otherwise than it says."""
    return Diagnostic(
        "BAE415", f"an example of the rule `{rule}` does not hold: {message}", span,
        "mend the rule, or the example and its marks",
    )  # fmt: skip


def _hint(name: str, known: Iterable[str], what: str, *, many: bool = False) -> str:
    names = sorted(known)
    near = nearest(name, names)
    if near:
        return f"{what} with a similar name: `{near}`"
    if many:
        return f"write the id of a {what}"
    return f"one of: {', '.join(names)}"
