"""Diagnostics about what people ask for in words: endpoints and their examples."""

from collections.abc import Iterable

from baesc.ground.source import Span
from baesc.language.faults import listed, shown
from baesc.messages.diagnostic import Diagnostic
from baesc.messages.nearest import nearest


def no_endpoint(span: Span, message: str, advice: str) -> Diagnostic:
    """Report an endpoint whose parts do not go together."""
    return Diagnostic("BAE190", message, span, advice)


def unfit_value(span: Span, message: str, advice: str) -> Diagnostic:
    """Report a value that travels, and cannot be what is said of it."""
    return Diagnostic("BAE191", message, span, advice)


def taken(span: Span, message: str, advice: str) -> Diagnostic:
    """Report a name that something else has in the code of the endpoint."""
    return Diagnostic("BAE192", message, span, advice)


def unfit_example(span: Span, message: str, advice: str) -> Diagnostic:
    """Report an example that its endpoint cannot satisfy."""
    return Diagnostic("BAE193", message, span, advice)


def no_logic(span: Span, message: str, advice: str) -> Diagnostic:
    """Report what does not go together with a value that code computes."""
    return Diagnostic("BAE195", message, span, advice)


def unchangeable(span: Span, name: str, entity: str, known: Iterable[str]) -> Diagnostic:
    """Report a change of something that is no field, or that nobody sets."""
    names = tuple(known)
    near = nearest(name, names)
    advice = f"did you mean `{near}`?" if near else f"it may change {listed(names)}"
    message = f"an endpoint cannot change `{shown(name)}` of {entity}"
    return Diagnostic("BAE194", message, span, advice)
