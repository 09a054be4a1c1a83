"""What can be wrong with `baes.lock` and with questions: one function a code."""

from collections.abc import Iterable

from baesc.ground.source import Span
from baesc.language.faults import listed, shown
from baesc.messages.diagnostic import Diagnostic
from baesc.messages.nearest import nearest
from baesc.records.question import Asking

# `--offline` builds what needs no answer; in all other builds a missing one is a failure.
_TOLERATED = frozenset({"BAE315"})


def has_blocking(found: Iterable[Diagnostic]) -> bool:
    """Tell whether one of them is an error that keeps everything else from being written."""
    return any(one.severity == "error" and one.code not in _TOLERATED for one in found)


def conflict(span: Span) -> Diagnostic:
    """Report the marks of a merge that was not finished."""
    message = "the lockfile has the marks of a merge conflict"
    advice = "keep the entries of both sides, each name once, and remove the marks"
    return Diagnostic("BAE310", message, span, advice)


def unknown_version(span: Span, version: str) -> Diagnostic:
    """Report a lockfile that another baesc wrote."""
    message = f"the lockfile has version {shown(version)}, and this baesc reads version 1"
    return Diagnostic("BAE311", message, span, "use the baesc that wrote it")


def malformed(span: Span, message: str, advice: str) -> Diagnostic:
    """Report a part of the lockfile that baesc does not write so."""
    return Diagnostic("BAE312", message, span, advice)


def unanswered(
    name: str, origin: Span, asking: Asking, instead: str = "", what: str = ""
) -> Diagnostic:
    """Report a question that has no answer while no model may be asked.

    `instead` tells how to do without one: ``write it under `check` ``. `what` names what is asked.
    """
    what = what or f"`{name}`"
    otherwise = f", or {instead}" if instead else ""
    if asking == "frozen":
        return Diagnostic(
            "BAE313",
            f"{what} has no answer in the lockfile: `{name}`",
            origin,
            f"run `baesc build` where a model may be asked, and commit `baes.lock`{otherwise}",
        )
    if asking == "unset":
        return unset(what, origin, otherwise)
    return Diagnostic(
        "BAE315",
        f"{what} has no answer yet: `{name}`",
        origin,
        f"a build without `--offline` asks the model{otherwise}",
        "note" if asking == "look" else "error",
    )


def unset(what: str = "this", origin: Span | None = None, otherwise: str = "") -> Diagnostic:
    """Report that there is nobody to ask."""
    return Diagnostic(
        "BAE314",
        f"{what} needs a language model, and none is set",
        origin,
        "name one under `model` in baes.yaml or as OPENAI_MODEL, with its key in "
        f"OPENAI_API_KEY{otherwise}",
    )


def refused(
    name: str, origin: Span, last: Diagnostic, attempts: int, instead: str = ""
) -> Diagnostic:
    """Report a question to which no answer was right; `last` tells of the last one."""
    times = "once" if attempts == 1 else f"{attempts} times"
    reason = f"{last.message} ({last.help})" if last.help else last.message
    otherwise = f", or {instead}" if instead else ""
    return Diagnostic(
        "BAE316",
        f"the model was asked {times} about `{name}`, and no answer was right: {reason}",
        origin,
        f"say it in other words, or ask anew with `baesc lock --update {name}`{otherwise}",
    )


def outdated(name: str, place: Span, last: Diagnostic, instead: str = "") -> Diagnostic:
    """Report an answer in the lockfile that does not pass its checks."""
    reason = f"{last.message} ({last.help})" if last.help else last.message
    otherwise = f", or {instead}" if instead else ""
    return Diagnostic(
        "BAE317",
        f"the answer to `{name}` in the lockfile is not right: {reason}",
        place,
        f"ask anew with `baesc lock --update {name}`{otherwise}",
    )


def unused(span: Span, names: tuple[str, ...]) -> Diagnostic:
    """Tell of answers to which there is no question any more."""
    if len(names) == 1:
        message = f"nothing asks for the answer to `{names[0]}` any more"
    else:
        message = f"nothing asks for {len(names)} answers any more: {listed(names, 5)}"
    return Diagnostic("BAE318", message, span, "remove them with `baesc lock --prune`", "note")


def unkept(names: tuple[str, ...]) -> Diagnostic:
    """Tell of answers that were accepted, and that the lockfile could not take."""
    word = "answer" if len(names) == 1 else "answers"
    return Diagnostic(
        "BAE321",
        f"the lockfile does not have the {word} to {listed(names, 5)}: it can't be read any more",
        help="mend baes.lock and build again: what was answered is not asked anew",
        severity="warning",
    )


def no_such_name(name: str, known: tuple[str, ...]) -> Diagnostic:
    """Report a name or pattern to which no answer is locked."""
    near = nearest(name, known)
    advice = f"did you mean `{near}`?" if near else "`baesc lock` lists the names"
    return Diagnostic("BAE319", f"no answer is locked under `{shown(name)}`", None, advice)
