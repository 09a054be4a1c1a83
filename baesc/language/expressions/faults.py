"""What can be wrong with an expression: one function a code."""

from baesc.ground.source import Span
from baesc.language.faults import listed, shown
from baesc.messages.diagnostic import Diagnostic
from baesc.messages.nearest import nearest


def not_an_expression(span: Span, message: str, advice: str = "") -> Diagnostic:
    """Report a text that is not one expression."""
    return Diagnostic("BAE170", message, span, advice)


def not_in_expressions(span: Span, what: str, advice: str = "") -> Diagnostic:
    """Report Python that expressions don't have."""
    return Diagnostic("BAE171", f"{what} is not part of expressions", span, advice)


def too_large(span: Span, message: str) -> Diagnostic:
    """Report an expression that nobody could read."""
    advice = "split the rule, or compute a part in a field of its own"
    return Diagnostic("BAE172", message, span, advice)


def unknown_name(span: Span, name: str, known: tuple[str, ...], advice: str = "") -> Diagnostic:
    """Report a name that stands for nothing."""
    near = nearest(name, known)
    if not advice:
        advice = f"did you mean `{near}`?" if near else f"the names here are {listed(known)}"
    return Diagnostic("BAE173", f"unknown name `{shown(name)}`", span, advice)


def unknown_function(span: Span, name: str, known: tuple[str, ...], advice: str) -> Diagnostic:
    """Report a function that does not exist."""
    near = nearest(name, known)
    if not advice:
        advice = (
            f"did you mean `{near}`?"
            if near
            else f"the functions are {listed(sorted(set(known)), 30)}"
        )
    return Diagnostic("BAE174", f"unknown function `{shown(name)}`", span, advice)


def bad_call(span: Span, message: str, advice: str = "") -> Diagnostic:
    """Report the arguments of a function."""
    return Diagnostic("BAE175", message, span, advice)


def mismatch(span: Span, message: str, advice: str = "") -> Diagnostic:
    """Report types that don't go together."""
    return Diagnostic("BAE176", message, span, advice)


def bad_constant(span: Span, message: str, advice: str = "") -> Diagnostic:
    """Report a value that its type does not have."""
    return Diagnostic("BAE177", message, span, advice)


def wrong_result(span: Span, message: str, advice: str = "") -> Diagnostic:
    """Report an expression that gives something else than its place wants."""
    return Diagnostic("BAE178", message, span, advice)


def reads_logic(span: Span, name: str) -> Diagnostic:
    """Report an expression that reads a value which code computes."""
    message = f"no expression can read `{shown(name)}`: code computes it from its row"
    return Diagnostic("BAE196", message, span, "read the fields that it is computed from")


def circle(span: Span, message: str, advice: str) -> Diagnostic:
    """Report computed fields that need each other."""
    return Diagnostic("BAE179", message, span, advice)


def contradicted(span: Span, message: str, advice: str) -> Diagnostic:
    """Report an example that its rule contradicts."""
    return Diagnostic("BAE180", message, span, advice)


def not_storable(span: Span, message: str, advice: str) -> Diagnostic:
    """Report a computed field whose value no column can keep."""
    return Diagnostic("BAE185", message, span, advice)


def unlike_words(span: Span, message: str, advice: str) -> Diagnostic:
    """Report an expression that says something else than the words that it stands for."""
    return Diagnostic("BAE320", message, span, advice)
