"""Diagnostics about what people ask for in words: endpoints, transforms, and their examples."""

from collections.abc import Iterable

from baesc.ground.source import Span
from baesc.language.faults import listed, shown
from baesc.messages.diagnostic import Diagnostic
from baesc.messages.nearest import nearest


def no_endpoint(span: Span, message: str, advice: str) -> Diagnostic:
    """Report an endpoint or a transform whose parts do not go together."""
    return Diagnostic("BAE190", message, span, advice)


def unfit_value(span: Span, message: str, advice: str) -> Diagnostic:
    """Report a value that travels, and cannot be what is said of it."""
    return Diagnostic("BAE191", message, span, advice)


def taken(span: Span, message: str, advice: str) -> Diagnostic:
    """Report a name that something else has already."""
    return Diagnostic("BAE192", message, span, advice)


def unfit_example(span: Span, message: str, advice: str) -> Diagnostic:
    """Report an example that no code can satisfy."""
    return Diagnostic("BAE193", message, span, advice)


def no_logic(span: Span, message: str, advice: str) -> Diagnostic:
    """Report what does not go together with a value that code computes."""
    return Diagnostic("BAE195", message, span, advice)


def unsettable(span: Span, action: str, name: str, entity: str, known: Iterable[str]) -> Diagnostic:
    """Report what an endpoint cannot change, or an import not make: nobody sets it.

    `action` says which: `an endpoint cannot change`.
    """
    names = tuple(known)
    near = nearest(name, names)
    advice = f"did you mean `{near}`?" if near else f"it may be one of {listed(names)}"
    return Diagnostic("BAE194", f"{action} `{shown(name)}` of {entity}", span, advice)
