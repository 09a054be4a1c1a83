"""The diagnostics of verdicts that are not about one line of an artifact: one function a code."""

from collections.abc import Iterable

from baesc.ground.source import Span
from baesc.messages.diagnostic import Diagnostic


def no_judge(message: str, files: int) -> Diagnostic:
    """Report that rules may not decide, and that nothing else does."""
    return Diagnostic(
        "BAE420",
        f"{message}: {_files(files)}",
        None,
        "set a model, which judges then, or let the rules decide: unset "
        "ENABLE_CONFIDENCE_VALIDATION, and `features: {confidence_validation: true}`",
    )


def untrusted(message: str, files: int) -> Diagnostic:
    """Report approvals by rules that are measured to be wrong too often."""
    return Diagnostic(
        "BAE421",
        f"{message}: {_files(files)} left to a judge, and there is none",
        None,
        "mend the rules until `baesc rules test --update-calibration` measures more, or lower "
        "`verify: {threshold: ...}`",
    )


def unmeasured(areas: Iterable[str]) -> Diagnostic:
    """Report areas of rules that decide though nobody knows how often they are wrong."""
    names = ", ".join(f"`{one}`" for one in areas)
    return Diagnostic(
        "BAE422",
        f"nobody has measured the rules of {names}",
        None,
        "run `baesc rules test --update-calibration`",
        "note",
    )


def unused_suppression(span: Span, rule: str) -> Diagnostic:
    """Report a suppression that suppresses nothing."""
    message = f"nothing here breaks `{rule}`, so there is nothing to suppress"
    return Diagnostic("BAE423", message, span, "remove the suppression", "warning")


def no_reason(span: Span, rule: str) -> Diagnostic:
    """Report a comment that suppresses a rule and does not say why."""
    return Diagnostic(
        "BAE424",
        f"the suppression of `{rule}` gives no reason and does not count",
        span,
        f"say why: `baesc: allow {rule} -- REASON`",
        "warning",
    )


def no_matcher(span: Span, rule: str, library: str) -> Diagnostic:
    """Report a rule that cannot run because an optional library is missing."""
    return Diagnostic(
        "BAE426",
        f"the rule `{rule}` needs {library}, which is not installed: it cannot tell anything",
        span,
        "install baesc with the extra `patterns`",
        "warning",
    )


def _files(count: int) -> str:
    return f"{count} file{'s' if count != 1 else ''}"


def refused_by_judge(span: Span, reason: str) -> Diagnostic:
    """Report what a model refused where rules could not tell."""
    advice = "rules could not tell; see its answer under `verdicts` in baes.lock"
    return Diagnostic("BAE351", f"the judge refuses the file: {reason}", span, advice)
