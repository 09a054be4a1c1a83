"""What can be wrong with a request: one function a code."""

from collections.abc import Sequence
from dataclasses import replace

from baesc.language.faults import shown
from baesc.messages.diagnostic import Diagnostic
from baesc.recognition.operations import NotUnderstood
from baesc.records.question import Asking

EXAMPLE = "create Student with name, email"
_ELSE: dict[Asking, str] = {
    "unset": "; or name a language model under `model` in baes.yaml or as OPENAI_MODEL, with its "
    "key in OPENAI_API_KEY",
    "offline": "; or ask without `--offline`",
}


def not_understood(missed: NotUnderstood, asking: Asking, reason: str = "") -> Diagnostic:
    """Report a request that means nothing to baesc, and to the model where it gave a `reason`."""
    rest = shown(" ".join(missed.rest))
    message = f"`{rest}` is not understood" if rest else "this is not understood"
    if reason:
        message = f"the model found no change of specs in the request: {reason}"
    return Diagnostic("BAE601", message, help=f"{_say(missed)}{_ELSE.get(asking, '')}")


def too_long(length: int, most: int) -> Diagnostic:
    """Report a request that is a document."""
    message = f"the request has {length:,} characters, and at most {most:,} are read"
    return Diagnostic("BAE601", message, help="ask for one thing after the other")


def unanswered(missed: NotUnderstood, problems: Sequence[str], attempts: int) -> Diagnostic:
    """Report a request to which no answer of the model was right; tell of the last one."""
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return Diagnostic(
        "BAE611",
        f"the model was asked {attempts} times what the request means, and no answer was right: "
        f"{shown(problems[0], 300)}{more}",
        help=_say(missed),
    )


def unreachable(fault: Diagnostic, missed: NotUnderstood) -> Diagnostic:
    """Report why the model gave no answer, and how to do without one."""
    # Elsewhere an answer is asked for anew by its name; this one has none that lasts.
    known = "" if fault.code == "BAE338" else f"{fault.help}; or "
    return replace(fault, help=f"{known}without a model, {_say(missed)}")


def _say(missed: NotUnderstood) -> str:
    return f"this would be understood: `{missed.nearest or EXAMPLE}`"
