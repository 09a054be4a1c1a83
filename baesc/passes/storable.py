"""Whether rows can be stored at all: each entity needs a first one that obeys every rule."""

from baesc.knowledge.sample_rows import Unstorable, unstorable
from baesc.knowledge.shapes import shapes_of
from baesc.language.ir import Rule, System
from baesc.messages.diagnostic import Diagnostic


def storable(system: System) -> tuple[Diagnostic, ...]:
    """Report each rule that keeps the first row of an entity from being stored, once."""
    found: dict[int, Diagnostic] = {}
    for one in unstorable(shapes_of(system)):
        found.setdefault(id(one.broken.rule), _fault(one, one.broken.rule))
    return tuple(found.values())


def _fault(one: Unstorable, rule: Rule) -> Diagnostic:
    of = f" when one of `{one.entity}` is stored" if one.entity != one.broken.entity else ""
    message = f"no row of `{one.broken.entity}` was found that obeys this rule{of}"
    advice = (
        "let a first row be stored before others refer to it, or write a row that obeys all "
        f"rules under `accept`: `{one.broken.entity}(...)`"
    )
    return Diagnostic("BAE188", message, rule.origin, advice)
